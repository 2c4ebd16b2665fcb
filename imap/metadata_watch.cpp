#include "imap/metadata_watch.h"

#include <utility>

#include "base/log.h"

#include "imap/metadata.h"

namespace mailstead::imap {

session::metadata_watch::metadata_watch(void const* by, std::string user, std::vector<std::shared_ptr<store::notices>> to)
    : by_(by), user_(std::move(user)), to_(std::move(to)) {
    for (auto const& one : to_) one->listen(*this);
}

session::metadata_watch::~metadata_watch() {
    for (auto const& one : to_) one->unlisten(*this);
}

void session::metadata_watch::happened(store::notice const& what) noexcept {
    if (what.what != store::notice::kind::metadata || what.by == by_) return;
    try {
        std::lock_guard const hold(lock_);
        for (auto const& entry : what.entries) {
            bool const hidden = entry.starts_with("/private/") && what.user != user_;
            if (hidden || count_ >= most_waiting) continue;
            count_ += waiting_[{what.owner, what.name, what.separator}].insert(entry).second ? 1 : 0;
        }
    } catch (std::bad_alloc const&) {
        base::log::error("imap", "a change of annotations is not passed on: no memory");
    }
}

session::metadata_watch::changes session::metadata_watch::take() {
    std::lock_guard const hold(lock_);
    count_ = 0;
    return std::exchange(waiting_, changes());
}

net::task<> session::watch_metadata() {
    using many = std::vector<std::shared_ptr<store::notices>>;
    auto work = [account = account_]() -> base::result<many> { return account->all_notices(); };
    auto all = co_await net::blocking(with_.disk, std::move(work));
    if (!all) all = many();
    metadata_ = std::make_shared<metadata_watch>(this, account_->owner(), std::move(*all));
}

// With NOTIFY it alone says what is told (RFC 5465 §5.6). Another's mailbox is told of to whoever might ask for its annotations.
net::task<> session::tell_changed_metadata() {
    auto const all = metadata_->take();
    if (notify_) co_return;
    for (auto const& [where, entries] : all) {
        auto const name = account_->name_here(where.owner, where.name, where.separator);
        if (!name) continue;
        bool const other = !where.owner.empty() && where.owner != account_->owner();
        if (other) {
            auto const at = co_await located_mailbox(*name, "rswip");
            if (!at || !at->mine.has('l')) continue;
        }
        std::vector<std::string> const list(entries.begin(), entries.end());
        write_changed_entries(out_, *name, list, names());
    }
}

}  // namespace mailstead::imap
