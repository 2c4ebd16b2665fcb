// The TRANSACTION and UPDATE states: RFC 1939 §5 to §7.
#include "pop3/session.h"

#include <algorithm>

#include "base/log.h"
#include "smtp/dot.h"

#include "pop3/reply.h"

namespace mailstead::pop3 {

namespace {

constexpr std::string_view no_message = "-ERR no such message";
constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::size_t most_ahead = 64;               // RETRs that are read from disk in one go
constexpr std::uint64_t octets_ahead = 256 * 1024;
constexpr std::uint32_t most_likely = 32;            // messages that nobody has asked for yet
constexpr std::uint64_t octets_likely = 64 * 1024;

}  // namespace

net::task<bool> session::on(pop3::stat) {
    auto const all = drop_->remaining();
    say(fmt::format("+OK {} {}", all.messages, all.octets));
    co_return true;
}

net::task<bool> session::on(list what) {
    if (what.number) {
        auto const* m = drop_->find(*what.number);
        if (m) say(fmt::format("+OK {} {}", *what.number, m->size));
        else refuse(no_message);
        co_return true;
    }
    auto const all = drop_->remaining();
    say(fmt::format("+OK {} messages ({} octets)", all.messages, all.octets));
    for (std::uint32_t n = 1; n <= drop_->size(); ++n) {
        auto const* m = drop_->find(n);
        if (m) fmt::format_to(std::back_inserter(out_), "{} {}\r\n", n, m->size);
        bool const open = co_await flush_if_large();
        if (!open) co_return false;
    }
    say(".");
    co_return true;
}

net::task<bool> session::load_unique_ids() {
    if (drop_->has_unique_ids()) co_return true;
    auto* const drop = drop_.get();
    auto work = [drop] { return drop->load_unique_ids(); };
    auto const loaded = co_await net::blocking(around_.disk, work);
    if (loaded) co_return true;
    base::log::warning("pop3", "({}): no unique ids: {}", user_name_, loaded.error().message());
    refuse(err_for(loaded.error()));
    co_return false;
}

net::task<bool> session::on(uidl what) {
    if (what.number && !drop_->find(*what.number)) {
        refuse(no_message);
        co_return true;
    }
    bool const loaded = co_await load_unique_ids();
    if (!loaded) co_return true;
    if (what.number) {
        say(fmt::format("+OK {} {}", *what.number, drop_->unique_id(*what.number)));
        co_return true;
    }
    say("+OK");
    for (std::uint32_t n = 1; n <= drop_->size(); ++n) {
        if (drop_->find(n)) fmt::format_to(std::back_inserter(out_), "{} {}\r\n", n, drop_->unique_id(n));
        bool const open = co_await flush_if_large();
        if (!open) co_return false;
    }
    say(".");
    co_return true;
}

net::task<bool> session::on(retr what) {
    in_row_ = what.number == last_retr_ + 1 ? in_row_ + 1 : 0;
    auto messages = wanted(what.number);
    last_retr_ = messages.back().number;
    co_await fetch(messages);
    for (auto& m : messages) {
        bool const open = co_await send_message(m);
        if (!open) co_return false;
    }
    co_return true;
}

// The message asked for, and those that the client has asked for behind it already: one trip to the disk for all.
std::vector<session::fetched> session::wanted(std::uint32_t first) {
    std::vector<fetched> out;
    std::uint64_t octets = 0;
    add_wanted(first, out, octets);
    while (out.size() < most_ahead && octets < octets_ahead) {
        auto const piece = next_buffered();
        if (!piece) break;
        bool const is_line = piece->kind == smtp::framer::kind::line;
        auto const next = is_line ? parse(piece->bytes) : request{bad{}};
        auto const* more = std::get_if<retr>(&next.command);
        if (!more) {
            held_ = piece;
            break;
        }
        add_wanted(more->number, out, octets);
    }
    return out;
}

void session::add_wanted(std::uint32_t number, std::vector<fetched>& to, std::uint64_t& octets) const {
    fetched one;
    one.number = number;
    one.message = drop_->find(number);
    if (one.message) octets += one.message->size;
    to.push_back(std::move(one));
}

// Opens what there is and reads the beginning of each. Who asks for one message after the other will ask for the next: while
// the disk is asked, it is asked for that too.
net::task<void> session::fetch(std::vector<fetched>& wanted) {
    take_ahead(wanted);
    auto const is_there = [](fetched const& one) { return !one.message || one.is_read; };
    if (std::all_of(wanted.begin(), wanted.end(), is_there)) co_return;
    ahead_ = likely_next(wanted);
    auto* const drop = drop_.get();
    auto* const all = &wanted;
    auto* const next = &ahead_;
    auto work = [drop, all, next]() -> result<void> {
        read_all(*drop, *all);
        if (!next->empty()) read_all(*drop, *next);
        return {};
    };
    auto const done = co_await net::blocking(around_.disk, work);
    // What is not in memory as a whole is asked for again.
    std::erase_if(ahead_, [](fetched const& one) { return one.error || one.content; });
    if (done) co_return;
    ahead_.clear();
    for (auto& one : wanted)
        if (one.message && !one.is_read) one.error = done.error();
}

// A message that is gone meanwhile is asked for again, and so refused.
void session::take_ahead(std::vector<fetched>& wanted) {
    if (ahead_.empty()) return;
    for (auto& one : wanted) {
        auto const same = [&one](fetched const& other) { return one.message && other.number == one.number; };
        auto const found = std::find_if(ahead_.begin(), ahead_.end(), same);
        if (found == ahead_.end()) continue;
        if (drop_->is_there(one.message->uid)) one = std::move(*found);
        ahead_.erase(ahead_.begin(), found + 1);
    }
}

std::vector<session::fetched> session::likely_next(std::vector<fetched> const& wanted) const {
    std::vector<fetched> out;
    std::uint64_t octets = 0;
    auto const most = std::min(in_row_, most_likely);
    for (auto number = wanted.back().number + 1; out.size() < most && number <= drop_->size(); ++number) {
        if (auto const* m = drop_->find(number)) octets += m->size;
        if (octets > octets_likely) break;
        std::uint64_t unused = 0;
        if (drop_->find(number)) add_wanted(number, out, unused);
    }
    return out;
}

// The small ones together, then whatever is left.
void session::read_all(maildrop& drop, std::vector<fetched>& all) {
    std::vector<std::uint32_t> small;
    for (auto const& one : all)
        if (one.message && !one.is_read && one.message->size <= chunk_size) small.push_back(one.message->uid);
    auto const take = [&all](std::uint32_t uid, std::string_view text) {
        for (auto& one : all) {
            if (!one.message || one.message->uid != uid) continue;
            one.head = text;
            one.is_read = true;
        }
    };
    if (small.size() > 1) drop.small_texts(small, chunk_size, take);
    for (auto& one : all)
        if (one.message && !one.is_read) read_head(drop, one);
}

void session::read_head(maildrop& drop, fetched& into) {
    into.is_read = true;
    auto text = drop.text(into.message->uid);
    if (!text) {
        into.error = text.error();
        return;
    }
    auto const size = (*text)->size();
    into.head.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, chunk_size)));
    std::size_t have = 0;
    while (have < into.head.size()) {
        auto const got = (*text)->read_at(std::span(into.head).subspan(have), have);
        if (!got) into.error = got.error();
        if (!got || *got == 0) break;
        have += *got;
    }
    if (have < into.head.size() && !into.error) into.error = store::errc::damaged;    // it has become shorter
    bool const is_whole = have == size;
    if (!is_whole) into.content = std::move(*text);
}

// Says what is wrong with a message that was asked for; false when nothing is.
bool session::refuse_missing(fetched const& what) {
    if (!what.message) {
        refuse(no_message);
    } else if (what.error) {
        if (what.error != store::errc::gone)
            base::log::warning("pop3", "({}): uid {}: {}", user_name_, what.message->uid, what.error.message());
        refuse(err_for(what.error));
    } else {
        return false;
    }
    return true;
}

net::task<bool> session::send_message(fetched& what) {
    if (refuse_missing(what)) co_return true;
    say(fmt::format("+OK {} octets", what.message->size));
    bool const sent = co_await send_text(what, nullptr);
    if (!sent) co_return false;
    drop_->saw(what.message->uid);
    ++done_.retr;
    done_.retr_bytes += what.message->size;
    co_return true;
}

net::task<bool> session::on(top what) {
    std::vector<fetched> one;
    std::uint64_t octets = 0;
    add_wanted(what.number, one, octets);
    co_await fetch(one);
    if (refuse_missing(one.front())) co_return true;
    say("+OK");
    top_lines cut(what.lines);
    bool const sent = co_await send_text(one.front(), &cut);
    ++done_.top;
    co_return sent;
}

// The text from its beginning, or the part of it that `cut` lets through, and the final dot.
net::task<bool> session::send_text(fetched& what, top_lines* cut) {
    smtp::dot_encoder dots;
    mime::seven_bit_filter header;
    auto* const content = what.content.get();
    std::string_view piece = what.head;
    std::uint64_t offset = piece.size();
    auto const size = content ? content->size() : offset;
    std::string chunk;
    for (;;) {
        auto const readable = utf8_ ? piece : header.take(piece);
        auto const shown = cut ? cut->take(readable) : readable;
        if (cut) done_.top_bytes += shown.size();
        dots.feed(shown, out_);
        if (offset >= size || (cut && cut->is_complete())) break;
        bool const open = co_await flush_if_large();
        if (!open) co_return false;
        chunk.resize(chunk_size);
        auto* const into = &chunk;
        auto work = [content, into, offset] { return content->read_at(*into, offset); };
        auto const got = co_await net::blocking(around_.disk, work);
        if (!got || *got == 0) {
            // Past +OK nothing can be said any more; only hanging up shows that the message is not complete.
            end_ = got ? make_error_code(store::errc::damaged) : got.error();
            base::log::warning("pop3", "({}): uid {}: {}", user_name_, what.message->uid, end_.message());
            co_return false;
        }
        offset += *got;
        piece = std::string_view(chunk).substr(0, *got);
    }
    auto const last = utf8_ ? std::string_view() : header.finish();
    dots.feed(cut ? cut->take(last) : last, out_);
    dots.finish(out_);
    co_return co_await flush_if_large();
}

net::task<bool> session::on(dele what) {
    if (drop_->find(what.number)) {
        drop_->mark(what.number);
        say("+OK marked for deletion");
    } else {
        refuse(no_message);
    }
    co_return true;
}

net::task<bool> session::on(noop) {
    say("+OK");
    co_return true;
}

net::task<bool> session::on(rset) {
    drop_->unmark_all();
    say("+OK");
    co_return true;
}

// UPDATE, RFC 1939 §6. The hold on the maildrop ends before the reply: who logs in next finds it free.
net::task<bool> session::on(quit) {
    quit_ = true;
    if (!drop_) {
        say("+OK logging out");
        co_return false;
    }
    auto* const drop = drop_.get();
    auto work = [drop] { return drop->update(); };
    auto const asked = drop->marked();
    auto const removed = co_await net::blocking(around_.disk, work);
    drop_.reset();
    if (!removed) {
        base::log::warning("pop3", "({}): messages not deleted: {}", user_name_, removed.error().message());
        say(fmt::format("-ERR [SYS/{}] some deleted messages were not removed", base::is_temporary(removed.error()) ? "TEMP" : "PERM"));
        co_return false;
    }
    done_.deleted = *removed;
    say(asked > 0 ? "+OK logging out, messages deleted" : "+OK logging out");
    co_return false;
}

}  // namespace mailstead::pop3
