// REPLACE for mailboxes that have no step of their own for it: an append, then an expunge.
#include "base/log.h"
#include "store/copy_across.h"
#include "store/mailbox.h"

namespace mailstead::store {

result<appended> replace_across(mailbox& from, std::uint32_t uid, new_message with, mailbox& target) {
    std::vector<new_message> one;
    one.push_back(std::move(with));
    auto added = target.append(std::move(one));
    if (!added) return added;
    auto const gone = from.expunge(uid_set::of({uid}), mailbox::expunge_mode::all);
    if (gone && !gone->empty()) return added;
    // It may have gone all the same: then the new message is all there is, and stays.
    auto const left = gone ? errc::gone : errc::busy;
    auto const fresh = from.refresh();
    bool const old_is_there = gone || (fresh && (*fresh)->find(uid));
    if (old_is_there && !target.expunge(uid_set::of(added->uids), mailbox::expunge_mode::all))
        base::log::warning("store", "a replacement that failed has left the new message behind");
    return gone ? make_error_code(left) : gone.error();
}

result<appended> mailbox::replace(std::uint32_t uid, new_message with, mailbox& target) {
    auto const from = now();
    auto const* row = from->find(uid);
    if (!row) return make_error_code(errc::gone);
    with.replaces = row->size;
    return replace_across(*this, uid, std::move(with), target);
}

}  // namespace mailstead::store
