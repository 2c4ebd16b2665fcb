// A file system that fails, or whose power goes, at its n-th changing call, and that knows what a disk would still hold
// then: names only of synced directories, contents only of synced files. A rename from one directory to another is
// atomic, as on every journaling file system: the sync of either directory makes both ends durable. It works on real
// files below one directory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/fs.h"
#include "tests/lib/power.h"

namespace mailstead::test {

class fault_fs final : public base::file_system {
public:
    explicit fault_fs(std::string root);

    // Counts on `line` from now on, beside other layers. It outlives this.
    void use(power& line);

    enum class fault { none, fail_once, cut_power };
    // At the `n`-th changing call from now on (counted from 1): that call fails with EIO, or it and all later ones do.
    // `at_cut` is run at the moment of the cut, before anything else happens.
    void plan(fault what, unsigned n, std::function<void()> at_cut = {});
    unsigned calls() const;  // changing calls since plan()
    bool is_cut() const;
    // What survives the cut, written to `target`, which is not there yet. every_second is not for what renames.
    void write_survivors(std::string const& target, unsynced rest = unsynced::lost);

    base::result<base::unique_fd> open(int dir, std::string const& name, int flags, mode_t mode = 0600) override;
    base::result<std::size_t> write(int fd, std::span<iovec const> pieces) override;
    base::result<std::size_t> write_at(int fd, std::string_view bytes, std::uint64_t offset) override;
    base::result<void> sync(int fd) override;
    base::result<void> sync_data(int fd) override { return sync(fd); }
    base::result<void> sync_file_system(int fd) override;
    base::result<void> rename(int from_dir, std::string const& from, int to_dir, std::string const& to,
                              base::on_existing) override;
    base::result<void> link(int from_dir, std::string const& from, int to_dir, std::string const& to) override;
    base::result<void> unlink(int dir, std::string const& name) override;
    base::result<void> make_dir(int dir, std::string const& name, mode_t mode) override;
    base::result<void> remove_dir(int dir, std::string const& name) override;
    base::result<void> truncate(int fd, std::uint64_t length) override;
    base::result<void> allocate(int fd, std::uint64_t length) override;    // sparse: the blocks need no room
    base::result<void> set_time(int fd, std::int64_t seconds) override;

private:
    // One inode as the disk has it: the bytes of the last sync, or the names. Pages that hold nothing but zeros may be left out.
    struct node {
        bool directory = false;
        std::uint64_t size = 0;
        std::map<std::uint64_t, std::string> pages;
        std::map<std::string, std::uint64_t> names;
    };
    base::error_code refused();  // counts the call; under lock_
    void keep(int fd);  // the synced state of what `fd` is
    void keep_names(int fd, node& of, std::uint64_t inode);
    void keep_child(int dir, base::dir_entry const& entry);
    void keep_pages(int fd, node& of, std::uint64_t inode);
    void keep_tree(std::string const& path);
    void wrote(int fd, std::uint64_t from, std::uint64_t size);
    void leak(std::string const& path, std::function<bool()> const& survives);
    void leak_names(int dir, node& of, std::function<bool()> const& survives);
    void leak_pages(int fd, node& of, std::uint64_t inode, std::function<bool()> const& survives);
    void write_node(std::uint64_t inode, std::string const& target) const;

    std::string const root_;
    mutable std::mutex lock_;
    fault what_ = fault::none;
    unsigned at_ = 0, calls_ = 0;
    bool cut_ = false;
    power* line_ = nullptr;
    std::function<void()> at_cut_;
    std::map<std::uint64_t, node> disk_;
    std::map<std::uint64_t, std::set<std::uint64_t>> dirty_;    // pages written through this seam since the last sync
    struct move {
        std::uint64_t from_dir, to_dir, inode;
        std::string from, to;
    };
    std::vector<move> moves_;  // between directories, not durable yet
    void settle_moves(std::uint64_t dir);
    // Open for ever, so that no inode number is used twice.
    std::map<std::uint64_t, base::unique_fd> pinned_;
};

}  // namespace mailstead::test
