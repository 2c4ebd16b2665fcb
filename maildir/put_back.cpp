// The folder's row of the index, made anew while nobody has the folder open.
#include "maildir/put_back.h"

#include "maildir/folders.h"
#include "maildir/mailbox.h"
#include "maildir/scan.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"
#include "store/identity.h"

namespace mailstead::maildir {

store::result<store::uids> put_back_uids(service& with, store::owner const& who, std::string const& folder,
                                  std::uint32_t uidvalidity, std::uint32_t uidnext) {
    auto const path = with.settings.layout->path(root_of(who), folder);
    auto const at = with.places.at(who.account, path);
    with.let_go(*at);
    std::lock_guard const hold(at->state);
    if (at->box.lock()) return store::uids::as_they_were;
    auto const index = with.index_of(who.account);
    auto const row = index->find(folder);
    if (!row) return row.error();
    if (*row && (*row)->uidnext > 1) return store::uids::as_they_were;
    {
        auto const as_owner = store::identity::assume(who);
        if (!as_owner) return as_owner.error();
        auto const there = list_files(with.files, path);
        if (!there) return there.error();
        if (!there->files.empty()) return store::uids::as_they_were;
        if (auto const said = raise_ceiling(with.files, path, uidvalidity, uidnext - 1); !said) return said.error();
    }
    ++at->openings;    // whoever has just let go of it writes nothing back
    with.closed.forget(who.account, path);
    if (*row)
        if (auto const gone = index->remove((*row)->id); !gone) return gone.error();
    store::mailbox_row next;
    next.name = folder;
    next.uidvalidity = uidvalidity;
    next.uidnext = next.recent_from = uidnext;
    next.ceiling = uidnext - 1;
    next.modseq = next.applied = static_cast<std::uint64_t>(base::unix_seconds(with.clock.now()));
    auto const adopted = index->adopt(std::move(next));
    if (!adopted) return adopted.error();
    return store::uids::put_back;
}

}  // namespace mailstead::maildir
