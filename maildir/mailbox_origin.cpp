// What is asked of a message or folder beside its text: preview, ids, the time it came.
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "store/origins.h"

namespace mailstead::maildir {

result<std::optional<std::string>> mailbox::preview_of(std::uint32_t uid, haste how) {
    if (auto const there = wait_for_rows(); !there) return there.error();
    auto const row = index_->row(id_, uid);
    if (!row) return row.error();
    return store::preview_of(fact_place(), uid, fact_key_of(*row), how, [this, uid] { return open(uid); });
}

result<std::vector<store::origin>> mailbox::origins_of(std::span<std::uint32_t const> uids) {
    if (auto const there = wait_for_rows(); !there) return there.error();
    return store::origins(*index_, id_, uids, fact_key_of);
}

result<std::string> mailbox::object_id() {
    std::lock_guard const hold(place_->state);
    if (rows_later_) return row_.object;    // the mailbox's own row is there
    if (auto const good = ready(); !good) return good.error();
    return row_.object;
}

}  // namespace mailstead::maildir
