// Messages on their way out.
#include "server/store_admin_session.h"

namespace mailstead::server {
namespace {

using session = store_admin_session;

constexpr std::size_t whole = 4 << 20;    // messages up to this size are read before their head is sent

}  // namespace

bool session::export_folder(line const& request) {
    auto const box = account_->open(folder_in(request));
    if (!box) return refuse(box.error());
    auto seen = (*box)->refresh();
    if (!seen) return refuse(seen.error());
    auto const view = store::measure_all(**box, std::move(*seen), store::measures::both);
    if (!view) return refuse(view.error());
    boost::json::array names;
    for (auto const& name : (*view)->keywords()) names.emplace_back(name);
    line const head{{"uidvalidity", (*view)->uidvalidity()},
                    {"uidnext", (*view)->uidnext()},
                    {"keywords", std::move(names)},
                    {"messages", (*view)->size()}};
    if (!wire_.send(head)) return false;
    for (std::size_t i = 0; i < (*view)->size(); ++i) {
        auto row = (**view)[i];
        if (!store::has(row, store::measures::both)) row.internal_date = 0, row.size = 0;    // its turn will say why
        if (!wire_.send({{"uid", row.uid}, {"flags", row.flags}, {"keywords", row.keywords}, {"date", row.internal_date}, {"size", row.size}}))
            return false;
    }
    if (!answer({{"end", true}})) return false;
    auto const word = wire_.receive();
    if (!word) return false;
    if (!tools::yes_in(*word, "go")) return true;
    std::string space;
    for (std::size_t i = 0; i < (*view)->size(); ++i)
        if (around_.stopping || !send_message(**box, (**view)[i].uid, space)) return false;
    return answer({{"end", true}});
}

// A message that was expunged meanwhile is said to be gone; one whose text ends too soon ends the connection.
bool session::send_message(store::mailbox& box, std::uint32_t uid, std::string& space) {
    auto const open = box.open(uid);
    if (!open && open.error() == store::errc::gone) return wire_.send({{"uid", uid}, {"gone", true}}).has_value();
    if (!open) return wire_.send({{"uid", uid}, {"error", open.error().message()}}).has_value();
    auto const size = (*open)->size();
    space.resize(std::min<std::uint64_t>(size, whole));
    auto const fill = [&](std::uint64_t from, std::size_t want) -> base::result<void> {
        for (std::size_t have = 0; have < want;) {
            auto const n = (*open)->read_at(std::span(space).subspan(have, want - have), from + have);
            if (!n) return n.error();
            if (*n == 0) return base::from_errno(EIO);
            have += *n;
        }
        return {};
    };
    if (auto const read = fill(0, space.size()); !read)
        return wire_.send({{"uid", uid}, {"error", read.error().message()}}).has_value();
    if (!wire_.send({{"uid", uid}, {"size", size}}) || !wire_.send_bytes(space)) return false;
    for (auto at = std::uint64_t{space.size()}; at < size;) {
        auto const want = static_cast<std::size_t>(std::min<std::uint64_t>(size - at, space.size()));
        if (!fill(at, want) || !wire_.send_bytes(std::string_view(space).substr(0, want))) return false;
        at += want;
    }
    return true;
}

}  // namespace mailstead::server
