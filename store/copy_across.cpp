#include "store/copy_across.h"

#include <algorithm>
#include <span>

#include "base/log.h"
#include "store/edit.h"

namespace mailstead::store {
namespace {

constexpr std::size_t piece_size = 64 * 1024;

// Stored lines end in LF or CRLF; a writer takes CRLF.
std::string to_wire(std::string_view stored, char& last) {
    std::string out;
    out.reserve(stored.size() + stored.size() / 16);
    for (char const c : stored) {
        if (c == '\n' && last != '\r') out += '\r';
        out += last = c;
    }
    return out;
}

result<std::unique_ptr<writer>> copy_text(content& from, mailbox& target) {
    auto to = target.begin();
    if (!to) return to.error();
    std::string piece(piece_size, '\0');
    char last = '\0';
    for (std::uint64_t at = 0;;) {
        auto const got = from.read_at(piece, at);
        if (!got) return got.error();
        if (*got == 0) return std::move(*to);
        at += *got;
        if (auto const done = (*to)->append(to_wire(std::string_view(piece).substr(0, *got), last)); !done)
            return done.error();
    }
}

result<new_message> read(mailbox& box, snapshot const& in, message const& row, mailbox& target) {
    auto const from = box.open(row.uid);
    if (!from) return from.error();
    if (!has(row, measures::date)) return make_error_code(errc::gone);    // it went, and came back under another name
    auto text = copy_text(**from, target);
    if (!text) return text.error();
    std::uint32_t const uids[] = {row.uid};
    auto const origins = box.origins_of(uids);
    if (!origins) return origins.error();
    new_message out{std::move(*text), row.flags, names_of(in, row.keywords), row.internal_date};
    if (!origins->empty()) out.email_id = origins->front().email_id;
    return out;
}

result<view> with_dates(mailbox& box, view of, uid_set const& which) {
    std::vector<std::uint32_t> uids;
    for (auto const at : positions(*of, which))
        if (!has((*of)[at], measures::date)) uids.push_back((*of)[at].uid);
    return measure_these(box, std::move(of), uids, measures::date);
}

// Each message on its way is an open file.
constexpr std::size_t messages_at_once = 256;

result<void> take_back(mailbox& target, std::vector<std::pair<std::uint32_t, std::uint32_t>> const& uids) {
    uid_set copies;
    for (auto const& [source, copy] : uids) copies.add(copy);
    if (copies.empty()) return {};
    auto const gone = target.expunge(copies, mailbox::expunge_mode::all);
    if (!gone) base::log::warning("store", "a copy that failed has left messages behind");
    return {};
}

// The rows at `places`: one append.
result<void> copy_some(mailbox& box, snapshot const& in, std::span<std::size_t const> places, copy_target const& to, copied& out) {
    std::vector<new_message> messages;
    for (auto const at : places) {
        auto one = read(box, in, in[at], to.box);
        if (!one) return one.error();
        if (to.adapt) to.adapt(*one);
        messages.push_back(std::move(*one));
    }
    auto const added = to.box.append(std::move(messages));
    if (!added) return added.error();
    out.uidvalidity = added->uidvalidity;
    for (std::size_t i = 0; i < places.size(); ++i) out.uids.emplace_back(in[places[i]].uid, added->uids[i]);
    return {};
}

}  // namespace

result<copied> copy_across(mailbox& box, uid_set const& which, copy_target const& to) {
    auto seen = box.refresh();
    if (!seen) return seen.error();
    auto const from = with_dates(box, std::move(*seen), which);
    if (!from) return from.error();
    copied out{to.box.now()->uidvalidity(), {}};
    auto const places = positions(**from, which);
    for (std::size_t at = 0; at < places.size(); at += messages_at_once) {
        auto const some = std::span(places).subspan(at, std::min(messages_at_once, places.size() - at));
        auto const done = copy_some(box, **from, some, to, out);
        if (done) continue;
        (void)take_back(to.box, out.uids);
        return done.error();
    }
    return out;
}

result<copied> move_across(mailbox& box, uid_set const& which, copy_target const& to) {
    auto out = copy_across(box, which, to);
    if (!out || out->uids.empty()) return out;
    uid_set sources;
    for (auto const& [source, copy] : out->uids) sources.add(source);
    auto const gone = box.expunge(sources, mailbox::expunge_mode::all);
    if (gone) return out;
    // Some may have gone all the same: then only the copies are left, and they stay.
    auto const left = box.refresh();
    bool const all_left = left && positions(**left, sources).size() == out->uids.size();
    if (all_left) (void)take_back(to.box, out->uids);
    return gone.error();
}

}  // namespace mailstead::store
