// An SQLite file system in memory that knows which bytes were synced: it can refuse the n-th write or sync, and cut the
// power, after which only what was synced (and, as a disk may, some of the rest) is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/lib/power.h"

namespace mailstead::test {

class fault_vfs {
public:
    // Registers itself with SQLite under `name`; one at a time per name. Paths need no directory.
    explicit fault_vfs(std::string name);
    ~fault_vfs();    // every connection is closed
    fault_vfs(fault_vfs const&) = delete;

    std::string const& name() const noexcept { return name_; }

    enum class failure {
        none,
        full,        // the write finds no space, once
        full_on,     // every write from then on finds no space, until heal()
        write_error, // the write fails, once
        sync_error,  // the sync fails, once (a write fails as write_error)
        power_cut,   // this call and all later ones fail until restart()
    };
    // Counts on `line` from now on, beside other layers: when it goes off, every write and sync fails. It outlives this.
    void use(power& line);
    // The n-th write, truncation or sync from now on (1: the next) fails so. 0: none.
    void fail_at(std::uint64_t n, failure how);
    void heal();
    // Writes, truncations and syncs since fail_at().
    std::uint64_t operations() const;
    std::uint64_t syncs() const;
    bool was_hit() const;

    using unsynced = test::unsynced;
    // The machine comes up again: what was not synced is lost, kept, or every second such write is lost. All
    // connections must have been closed.
    void restart(unsynced rest);
    // No file is left. All connections must have been closed.
    void erase_all();
    // The files that are there.
    std::vector<std::string> files() const;

    struct file;    // for the implementation
    struct access;

private:
    friend struct access;
    std::string name_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<file>> files_;
    std::uint64_t operations_ = 0;
    std::uint64_t syncs_ = 0;
    std::uint64_t fail_at_ = 0;
    failure how_ = failure::none;
    power* line_ = nullptr;
    bool hit_ = false;
    int errno_ = 0;    // of the last failure
    struct registration;
    std::unique_ptr<registration> registration_;
};

}  // namespace mailstead::test
