// APPEND, RFC 3501 §6.3.11, with APPENDUID (RFC 4315 §3), MULTIAPPEND (RFC 3502) and CATENATE (RFC 4469): the texts go to
// the store as they come, in pieces. REPLACE (RFC 8508) comes the same way and ends in cmd_replace.cpp.
#include "imap/appending.h"
#include "imap/limits.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t piece_size = 256 * 1024;
constexpr std::size_t messages_at_once = 256;    // each is an open file until all are there
constexpr std::size_t texts_at_once = 2048;      // of all sessions, beside the first one of each

}  // namespace

namespace {

// RFC 9755 §4: who has not enabled UTF-8 may not put it into header fields.
reply needs_utf8() { return reply::no("[CANNOT] 8-bit characters in header fields need ENABLE UTF8=ACCEPT."); }

}  // namespace

// What comes behind a message's octets.
struct session::after_text {
    enum class kind { end, more, wrong, over } what = kind::over;
    std::vector<append_step> steps;          // up to the end, or to a further literal
    append_place place = append_place::first;
    framer::event literal;                   // more: its bytes are not to be used
};

net::task<base::result<std::shared_ptr<store::mailbox>>> session::open_mailbox(std::string name) {
    if (selected_ && selected_->name() == name) co_return selected_->shared_box();
    auto work = [account = account_, &name] { return account->open(name); };
    co_return co_await net::blocking(with_.disk, std::move(work));
}

// RFC 3501 §6.3.11, §6.4.7: only a target that is not there is worth a TRYCREATE.
reply session::no_target(base::error_code why, std::string_view during) {
    return why == store::errc::no_mailbox ? reply::no("[TRYCREATE] Mailbox doesn't exist.") : refused(why, during);
}

// An APPEND whose parts all lie in the store already (RFC 4469).
net::task<reply> session::on(commands::append what) { co_return co_await append(std::move(what), std::nullopt); }

// Why a literal of that size is not taken, if so.
std::optional<reply> session::append_refusal(framer::event const& literal, appending const& work) const {
    auto const so_far = work.batch.octets();
    if (too_large_to_come_at_once(literal)) return reply::bad("[TOOBIG] Literal is too large for a non-synchronizing one.");
    if (literal.size > largest_message() - std::min(so_far, largest_message())) return no_for(make_error_code(store::errc::too_big));
    if (work.catenates && literal.binary) return reply::bad("Error in IMAP command APPEND: TEXT takes no literal8.");
    if (literal.size == 0 && !work.catenates) return reply::no("Append cancelled.");    // RFC 3502 §6.3.11
    return std::nullopt;
}

// Why no further message is taken, if so.
std::optional<reply> session::message_refusal(appending const& work) const {
    auto const messages = work.batch.size();
    if (messages > 0 && work.replaces) return reply::bad("Error in IMAP command REPLACE: one message expected.");    // RFC 8508 §4.7
    auto const save_limit = this->save_limit();
    if (save_limit != 0 && messages >= save_limit) return reply::no(limit_code({save_limit, 0}) + "Too many messages in one APPEND.");
    if (messages >= messages_at_once) return reply::no("[LIMIT] Too many messages in one APPEND.");
    if (messages > 0 && *with_.texts >= texts_at_once) return reply::no("[LIMIT] Too many messages are being appended now.");
    return std::nullopt;
}

// RFC 4469 §4.2: RFC822.SIZE has 32 bits.
std::uint64_t session::largest_message() const noexcept {
    constexpr std::uint64_t most = ~std::uint32_t{0};
    return how_.message_limit == 0 ? most : std::min(how_.message_limit, most);
}

// `literal` absent: all of the command is there.
net::task<reply> session::append(commands::append what, std::optional<framer::event> literal) {
    appending work(with_.texts);
    if (what.replaces) work.refusal = find_replaced(*what.replaces, work);
    // The quick refusals first: a client that waits should not wait for the disk.
    work.catenates = what.steps.front().message.catenates;
    if (!work.refusal && literal) work.refusal = append_refusal(*literal, work);
    if (literal) supplied_name_.clear();
    if (!work.refusal) {
        if (literal) co_await settle_name(what.mailbox);
        auto found = co_await open_mailbox(what.mailbox);
        if (found) work.batch = append_batch(std::move(*found));
        else work.refusal = no_target(found.error(), "APPEND");
    }
    after_text after;
    after.what = literal ? after_text::kind::more : after_text::kind::end;
    after.steps = std::move(what.steps);
    after.place = what.place;
    after.literal = literal.value_or(framer::event());
    for (;;) {
        co_await follow(after.steps, work);
        if (after.what != after_text::kind::more) break;
        if (!work.refusal) work.refusal = append_refusal(after.literal, work);
        if (work.refusal && after.literal.synchronizing) {
            framer_.refuse();    // without a continuation the client does not send it
            co_return std::move(*work.refusal);
        }
        framer_.stream();
        if (after.literal.synchronizing) out_ += "+ OK\r\n";
        if (!work.refusal) work.begin_text(after.literal);
        after = co_await take_text(work, after.place);
    }
    if (after.what == after_text::kind::over) co_return reply::later();
    if (after.what == after_text::kind::wrong) co_return reply::bad("Error in IMAP command APPEND: unexpected argument.");
    auto ended = co_await end_append(work);
    bool const tells = ended.what() == reply::kind::ok && !supplied_name_.empty();
    if (tells) (void)co_await tell_name(what.mailbox, supplied_name_);    // RFC 9051 §6.3.12
    co_return std::move(ended);
}

// The steps in front of a literal or the end: messages begin, parts are copied.
net::task<> session::follow(std::vector<append_step>& steps, appending& work) {
    using kind = append_step::kind;
    for (auto& step : steps) {
        if (work.refusal) co_return;
        if (step.what == kind::url) {
            co_await take_url(step.url, work);
        } else if (step.what == kind::message) {
            if (work.batch.size() > 0) co_await end_message(work);
            if (!work.refusal) work.refusal = message_refusal(work);
            work.catenates = step.message.catenates;
            if (!work.refusal) work.next(std::move(step.message), base::unix_seconds(with_.clock.now()));
        }
    }
}

// One message is complete and another follows: what is held is the first one's.
net::task<> session::end_message(appending& work) {
    auto put = [&work] { return work.batch.take(work.held); };
    auto const done = co_await net::blocking(with_.disk, put);
    work.held.clear();
    if (!done) work.refusal = no_target(done.error(), "APPEND");
    else if (work.batch.octets() == 0) work.refusal = reply::no("Append cancelled.");
}

// The octets of one message, up to what stands behind them.
net::task<session::after_text> session::take_text(appending& into, append_place place) {
    auto put = [&into] { return into.batch.take(into.held); };
    after_text out;
    while (out.what == after_text::kind::over) {
        auto const event = framer_.next();
        bool write = false;
        if (event.what == framer::kind::need_more) {
            bool const more = co_await refill();
            if (!more) co_return out;
        } else if (event.what == framer::kind::data) {
            if (!into.refusal && !enabled_.in_utf8() && into.header.finds_8_bits(event.bytes)) into.refusal = needs_utf8();
            if (!into.refusal) into.hold(event.bytes);
            write = into.held.size() >= piece_size && event.size != 0;
        } else {
            if (!into.refusal) into.refusal = into.end_text();
            out = behind_text(event, place);
        }
        if (!write || into.refusal) continue;
        auto const done = co_await net::blocking(with_.disk, put);
        if (!done) into.refusal = no_target(done.error(), "APPEND");
        into.held.clear();
    }
    co_return out;
}

// A literal in a URL's place is collected: what is behind the text is then not known yet (kind::over).
session::after_text session::behind_text(framer::event const& event, append_place place) {
    after_text out;
    out.what = after_text::kind::wrong;
    if (event.what != framer::kind::command && event.what != framer::kind::literal) return out;
    auto piece = parse_append_more(event.bytes, place);
    bool const is_literal = event.what == framer::kind::literal;
    using kind = append_piece::kind;
    if (is_literal && piece.what == kind::url && framer_.collectable() && !too_large_to_come_at_once(event)) {
        framer_.collect();
        if (event.synchronizing) out_ += "+ OK\r\n";
        out.what = after_text::kind::over;
        return out;
    }
    if (piece.what == (is_literal ? kind::text : kind::end)) {
        out.what = is_literal ? after_text::kind::more : after_text::kind::end;
        out.steps = std::move(piece.steps);
        out.place = piece.place;
        out.literal = event;
        return out;
    }
    if (is_literal) event.synchronizing ? framer_.refuse() : framer_.swallow();
    return out;
}

net::task<reply> session::end_append(appending& work) {
    if (work.refusal) co_return std::move(*work.refusal);
    if (work.batch.octets() == 0) co_return reply::no("Append cancelled.");
    if (work.replaces) co_return co_await end_replace(work);
    auto commit = [&work] { return work.batch.commit(work.held); };
    auto const done = co_await net::blocking(with_.disk, commit);
    if (!done) co_return no_target(done.error(), "APPEND");
    std::string text = "[APPENDUID ";
    write::number(text, done->uidvalidity);
    text += ' ' + store::uid_set::of(done->uids).to_string();
    note_own(done->uidvalidity, done->uids);
    co_return reply::ok(text + "] Append completed.");
}

}  // namespace mailstead::imap
