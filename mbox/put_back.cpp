// The mailbox's row of the index, made anew while nobody has the mailbox open.
#include "mbox/put_back.h"

#include <fcntl.h>

#include <cerrno>

#include "mbox/mailbox.h"
#include "mbox/service.h"
#include "store/identity.h"

namespace mailstead::mbox {

result<store::uids> put_back_uids(service& with, store::owner const& who, std::string const& folder, std::string const& path,
                           std::uint32_t uidvalidity, std::uint32_t uidnext) {
    auto const at = with.at(who.account, path);
    std::lock_guard const hold(at->state);
    if (at->box.lock()) return store::uids::as_they_were;
    auto const index = with.index_of(who.account);
    auto const row = index->find(folder);
    if (!row) return row.error();
    if (*row && (*row)->uidnext > 1) return store::uids::as_they_were;
    {
        auto const as_owner = with.act_as(who, path);
        if (!as_owner) return as_owner.error();
        auto const there = with.files.status(AT_FDCWD, path);
        if (!there && there.error() != base::from_errno(ENOENT)) return there.error();
        if (there && there->st_size > 0) return store::uids::as_they_were;
    }
    ++at->openings;    // whoever has just let go of it writes nothing back
    if (*row)
        if (auto const gone = index->remove((*row)->id); !gone) return gone.error();
    store::mailbox_row next;
    next.name = folder;
    next.uidvalidity = uidvalidity;
    next.uidnext = next.recent_from = uidnext;
    next.modseq = next.applied = static_cast<std::uint64_t>(base::unix_seconds(with.clock.now()));
    auto const adopted = index->adopt(std::move(next));
    if (!adopted) return adopted.error();
    return store::uids::put_back;
}

}  // namespace mailstead::mbox
