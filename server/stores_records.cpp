// Records of accounts whose owners need not be there any more: they are found by the account's name alone.
#include <fcntl.h>

#include "base/fs.h"
#include "server/stores.h"

namespace mailstead::server {
namespace {

constexpr std::string_view folders_suffix = "/folders";    // see stores::owner_of_folders()

}  // namespace

// The databases have one user at a time: whoever has one open is asked, else it is opened for this alone.
template <class Work>
store::result<void> stores::with_records(std::string const& account, Work work) {
    for (auto const& name : {account, account + std::string(folders_suffix)}) {
        auto const path = store::index_path(maildirs_.settings.index.directory, name) + "/account.db";
        if (!base::system_files().status(AT_FDCWD, path)) continue;
        auto in_use = maildirs_.index_in_use(name);
        if (!in_use) in_use = mboxes_.index_in_use(name);
        if (in_use) {
            if (auto const done = work(in_use->records()); !done) return done;
            continue;
        }
        store::records alone(nullptr, path);
        if (auto const done = work(alone); !done) return done;
    }
    return {};
}

// store.db last: it says where the rest is, so what a crash cuts short is found when it is asked for again.
store::result<void> stores::forget_user(std::string const& account) {
    auto const owners = common_->owners();
    if (!owners) return owners.error();
    for (auto const& owner : *owners)
        if (auto const done = with_records(owner, [&](store::records& kept) { return kept.forget_user(account); }); !done) return done;
    if (auto const done = with_records(account, [](store::records& kept) { return kept.clear(); }); !done) return done;
    if (auto const done = common_->forget_user(account); !done) return done;
    std::lock_guard const hold(limits_lock_);
    limits_.erase(account);
    return {};
}

}  // namespace mailstead::server
