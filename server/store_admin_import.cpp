// Messages on their way in: batches that are stored as a whole, and marks that tell a repeated import what is there already.
#include <fmt/format.h>

#include "base/ascii.h"
#include "mbox/encoder.h"
#include "server/store_admin_session.h"
#include "store/edit.h"
#include "store/hash.h"
#include "store/lines.h"

namespace mailstead::server {
namespace {

using session = store_admin_session;

constexpr std::size_t batch_limit = 1000;                     // messages
constexpr std::int64_t size_limit = std::int64_t{1} << 40;    // octets of one message
constexpr std::size_t copy_limit = std::size_t{256} << 20;    // of a doubtful one, which is compared

// Nothing is in the account, and nothing ever was.
bool is_untouched(store::index& of) {
    auto const rows = of.mailboxes();
    return rows && std::all_of(rows->begin(), rows->end(), [](auto const& row) { return row.uidnext <= 1; });
}

std::optional<std::string> key_in(session::line const& head) {
    auto const text = tools::text_in(head, "key");
    if (text.size() != 2 * import_key_size) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const byte = base::number<unsigned>(std::string_view(text).substr(i, 2), 16);
        if (!byte) return std::nullopt;
        out += static_cast<char>(*byte);
    }
    return out;
}

std::string as_lf(std::string_view text) {
    store::to_lf lines;
    std::string out;
    lines.feed(text, out);
    lines.finish(out);
    return out;
}

// An mbox quotes and leaves out headers: texts are compared as they would lie there.
std::string comparable(std::string_view text, bool in_mbox) {
    if (!in_mbox) return as_lf(text);
    mbox::encoder form(mbox::quoting::mboxo);
    std::string out;
    form.feed(text, out);
    form.finish(out);
    return out;
}

// True when the stored message has this text.
bool holds(store::mailbox& box, std::uint32_t uid, std::string const& text, bool in_mbox) {
    auto const open = box.open(uid);
    if (!open) return false;
    std::string piece(64 * 1024, '\0'), all;
    for (std::uint64_t at = 0;;) {
        auto const n = (*open)->read_at(piece, at);
        if (!n) return false;
        if (*n == 0) break;
        all.append(piece, 0, *n);
        at += *n;
    }
    return comparable(all, in_mbox) == text;
}

}  // namespace

struct session::batch {
    std::vector<store::new_message> messages;
    std::vector<std::string> keys;     // of those
    std::vector<std::string> found;    // of those that were there already
    base::error_code trouble;          // the first
};

bool session::begin_import(line const& request) {
    auto const index = around_.all.index_of(who_, "INBOX");
    auto made = import_marks::open(index->directory(), tools::text_in(request, "id"), is_untouched(*index));
    if (!made) return refuse(made.error());
    marks_.emplace(std::move(*made));
    found_.clear();
    auto const& known = marks_->state().known;
    if (!wire_.send({{"known", known.size()}, {"fresh", marks_->state().fresh}})) return false;
    for (auto const& key : known)
        if (!wire_.send_bytes(key)) return false;
    return wire_.flush().has_value();
}

bool session::end_import(line const&) {
    if (!marks_) return refuse("no import was begun", "protocol");
    auto const gone = marks_->remove();
    marks_.reset();
    return gone ? answer({{"ok", true}}) : refuse(gone.error());
}

bool session::append(line const& request) {
    auto const folder = folder_in(request);
    auto const box = account_->open(folder);
    if (!box) return refuse(box.error());
    if (!answer({{"ok", true}})) return false;
    batch now;
    while (!around_.stopping) {
        auto const head = wire_.receive();
        if (!head) return false;
        if (tools::yes_in(*head, "end")) return true;
        if (!tools::yes_in(*head, "commit")) {
            if (!take_message(*head, **box, folder, now)) return false;
            continue;
        }
        if (!store_batch(**box, folder, now)) return false;
        now = batch{};
    }
    return false;
}

// What cannot be stored is read all the same, so that both sides stay in step.
bool session::take_message(line const& head, store::mailbox& box, std::string const& folder, batch& into) {
    auto const size = tools::number_in(head, "size", -1);
    if (size < 0 || size > size_limit || into.messages.size() >= batch_limit) return false;
    auto const key = key_in(head);
    auto const is_doubtful = [&](auto const& doubt) { return doubt.folder == folder && doubt.keys.contains(*key); };
    bool const doubtful = key && marks_ && static_cast<std::size_t>(size) <= copy_limit &&
                          std::any_of(marks_->state().doubts.begin(), marks_->state().doubts.end(), is_doubtful);
    store::new_message one;
    if (!into.trouble) {
        auto text = box.begin();
        if (text) one.text = std::move(*text);
        else into.trouble = text.error();
    }
    std::string copy;
    if (!take_text(head, one.text.get(), doubtful ? &copy : nullptr, into.trouble)) return false;
    if (into.trouble) return true;
    if (doubtful && is_there(box, head, *key, folder, copy)) {
        into.found.push_back(*key);
        return true;
    }
    one.flags = static_cast<std::uint32_t>(tools::number_in(head, "flags")) & store::flag::all;
    one.keywords = tools::texts_in(head, "keywords");
    one.internal_date = tools::number_in(head, "date");
    one.uid = static_cast<std::uint32_t>(tools::number_in(head, "uid"));
    into.messages.push_back(std::move(one));
    if (key) into.keys.push_back(*key);
    return true;
}

bool session::take_text(line const& head, store::writer* text, std::string* copy, base::error_code& trouble) {
    std::array<char, 64 * 1024> piece;
    for (auto left = static_cast<std::uint64_t>(tools::number_in(head, "size")); left > 0;) {
        auto const n = wire_.receive_some(std::span(piece).first(std::min<std::uint64_t>(left, piece.size())));
        if (!n) return false;
        left -= *n;
        if (copy) copy->append(piece.data(), *n);
        if (!text || trouble) continue;
        if (auto const put = text->append({piece.data(), *n}); !put) trouble = put.error();
    }
    return true;
}

// Of a batch that may have been stored before the last attempt ended: is this one of its messages there?
bool session::is_there(store::mailbox& box, line const& head, std::string const& key, std::string const& folder,
                       std::string const& text) {
    bool const in_mbox = !who_.location.ends_with('/');
    auto const wanted = comparable(text, in_mbox);
    store::wire_counter counted;
    counted.feed(wanted);
    auto view = box.now();
    auto const date = tools::number_in(head, "date");
    for (auto const& doubt : marks_->state().doubts) {
        if (doubt.folder != folder || !doubt.keys.contains(key)) continue;
        // Uids that were put back may lie below the next one; those are few.
        auto const given = static_cast<std::uint32_t>(tools::number_in(head, "uid"));
        auto const begin = view->lower_bound(given != 0 ? std::min(given, doubt.uidnext) : doubt.uidnext);
        auto const unknown = store::unmeasured(*view, store::measures::both, begin, view->size());
        if (auto found = store::measure_these(box, view, unknown, store::measures::both)) view = std::move(*found);
        for (auto at = begin; at < view->size(); ++at) {
            auto const& row = (*view)[at];
            if (row.internal_date != date || found_.contains(row.uid)) continue;
            if (!in_mbox && row.size != counted.wire()) continue;
            if (holds(box, row.uid, wanted, in_mbox)) return found_.insert(row.uid), true;
        }
    }
    return false;
}

bool session::store_batch(store::mailbox& box, std::string const& folder, batch& what) {
    auto const next = box.now()->uidnext();
    auto const trouble = [&]() -> base::error_code {
        if (what.trouble) return what.trouble;
        if (marks_ && !what.found.empty()) {
            if (auto const said = marks_->announce(folder, next, what.found); !said) return said.error();
            if (auto const said = marks_->settle(); !said) return said.error();
        }
        if (what.messages.empty()) return {};
        if (marks_)
            if (auto const said = marks_->announce(folder, next, what.keys); !said) return said.error();
        auto const done = box.append(std::move(what.messages));
        if (done && marks_) (void)marks_->settle();
        if (!done && marks_) (void)marks_->withdraw();
        return done ? base::error_code() : done.error();
    };
    auto const stored = what.messages.size();
    if (auto const why = trouble()) return refuse(why);
    return answer({{"stored", stored}, {"found", what.found.size()}});
}

}  // namespace mailstead::server
