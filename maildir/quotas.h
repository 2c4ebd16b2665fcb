// What each Maildir account uses of its quota. `maildirsize` is the one source: other programs that know Maildir++ count
// there too. A Maildir that has such a file is under the limits it names, unless the configuration names others; one that
// has neither costs the look for the file.
// A crash between mail and its line leaves a count that is a little off; whoever would be refused for it is counted anew
// first, unless that has just been done.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/fs.h"
#include "maildir/layout.h"
#include "maildir/size_file.h"
#include "store/error.h"
#include "store/owner.h"

namespace mailstead::maildir {

using store::result;

// Thread-safe. All calls block and touch files as the calling thread: assume the owner's identity first.
class quotas {
public:
    quotas(base::file_system& files, base::clock const& clock, unsigned grace, std::shared_ptr<maildir::layout const> folders)
        : files_(files), clock_(clock), grace_(grace), layout_(std::move(folders)) {}

    // mailbox_quota_grace as it is now; a reload changes it. Any thread.
    void use_grace(unsigned percent) noexcept { grace_ = percent; }
    unsigned grace() const noexcept { return grace_; }

    // Limits and usage; absent: the account is not limited.
    result<std::optional<store::quota>> of(store::owner const& who);

    // The same as the file says it, with nothing counted or written: for programs beside the server. Absent also where
    // the file is not to be relied on.
    std::optional<store::quota> peek(store::owner const& who);

    // Room that has been promised to mail that is on its way. Destroyed, it is given back.
    class room {
    public:
        room() = default;
        room(room&& other) noexcept
            : of_(std::exchange(other.of_, nullptr)), root_(std::move(other.root_)), size_(other.size_) {}
        room& operator=(room&& other) noexcept;
        ~room() { give_back(); }
        // False: nothing is counted here.
        explicit operator bool() const noexcept { return of_ != nullptr; }
        std::string const& root() const noexcept { return root_; }
        store::quota_usage const& size() const noexcept { return size_; }

    private:
        friend class quotas;
        room(quotas& of, std::string root, store::quota_usage const& size) : of_(&of), root_(std::move(root)), size_(size) {}
        void give_back() noexcept;
        quotas* of_ = nullptr;
        std::string root_;
        store::quota_usage size_;
    };

    // Room for so much more mail, with what others have been promised taken into account. Deliveries may exceed the
    // storage limit by the grace, once. errc::over_quota; errc::busy when only what others were promised stands in the way
    enum class by { delivery, client };
    result<room> take(store::owner const& who, store::quota_usage const& more, by whom);

    // Counts mail that came (take() first, and keep the room until then) or went, when its files have. One write; a
    // failure is passed over: the next count finds out.
    void came(store::owner const& who, store::quota_usage const& what);
    void went(store::owner const& who, store::quota_usage const& what);
    // True where there is a file to count in.
    bool counts(store::owner const& who) const;
    // What the files come to, whatever is written. Absent: there is no maildirsize.
    struct checked {
        std::optional<size_file> said;  // absent: it cannot be understood
        store::quota_usage real;
    };
    result<std::optional<checked>> check(store::owner const& who);
    // So much changed at once that it is counted anew, where it is counted at all.
    void recount(store::owner const& who);

private:
    struct known;
    known look(store::owner const& who, std::string const& root);
    struct summed {
        store::quota_usage usage;
        bool steady = true;  // nothing came or went meanwhile
    };
    result<summed> sum(std::string const& root);
    result<size_file> count(store::owner const& who, std::string const& root, store::quota_limits const& limits);
    result<void> write(std::string const& root, size_file const& what);
    void remember(std::string const& root, size_file const& what);
    std::optional<size_file> remembered(std::string const& root) const;
    void add_to_remembered(std::string const& root, std::int64_t octets, std::int64_t messages);
    void note(store::owner const& who, std::int64_t octets, std::int64_t messages);
    bool is_fresh(std::string const& root) const;
    store::quota_usage promised(std::string const& root) const;

    base::file_system& files_;
    base::clock const& clock_;
    std::atomic<unsigned> grace_;  // percent
    std::shared_ptr<maildir::layout const> const layout_;
    mutable std::mutex lock_;
    std::unordered_map<std::string, store::quota_usage> promised_;  // by the Maildir's root
    // Counts that could not be written, as where a directory has the file's name, and when they were made.
    std::unordered_map<std::string, std::pair<size_file, std::int64_t>> unwritten_;
};

// Octets that a message's file has, by its name, else by its status. As the calling thread; blocks.
std::uint64_t stored_size(base::file_system& files, std::string const& path, std::string_view file);

}  // namespace mailstead::maildir
