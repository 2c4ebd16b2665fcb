// APPEND, RFC 3501 §6.3.11, with APPENDUID (RFC 4315 §3) and MULTIAPPEND (RFC 3502): the texts go to the store as they
// come, in pieces.
#include "mime/binary_encoder.h"

#include "imap/append_batch.h"
#include "imap/header_watch.h"
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

// An APPEND under way. Once it is refused the rest is read and dropped.
struct session::appending {
    appending(std::shared_ptr<store::mailbox> box, std::shared_ptr<std::atomic<std::size_t>> of_all) : batch(std::move(box)), all(std::move(of_all)) {}
    ~appending() { *all -= counted; }
    appending(appending const&) = delete;
    void next(append_message what, std::int64_t now) {
        batch.next(std::move(what), now);
        header = {};
        ++counted;
        ++*all;
    }

    // The octets of a literal8 may be anything (RFC 3516 §4.4).
    void begin_text(framer::event const& literal) {
        if (literal.binary) encoder.emplace();
        else encoder.reset();
    }
    void hold(std::string_view octets) {
        if (encoder) encoder->feed(octets, held);
        else held += octets;
    }
    std::optional<reply> end_text() {
        if (!encoder) return std::nullopt;
        encoder->finish(held);
        if (encoder->is_lossless()) return std::nullopt;
        return reply::no("[UNKNOWN-CTE] NULs need a part whose Content-Transfer-Encoding is binary.");
    }

    append_batch batch;
    std::optional<mime::binary_encoder> encoder;
    std::optional<reply> refusal;
    std::string held;                        // octets of the current message that the store has not got
    header_watch header;                     // of the current message
    std::shared_ptr<std::atomic<std::size_t>> all;
    std::size_t counted = 0;                 // of ours in `all`
};

// What comes behind a message's octets.
struct session::after_text {
    enum class kind { end, more, wrong, over } what = kind::over;
    append_message next;                     // more: of a literal like the first
    framer::event literal;                   // its bytes are not to be used
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

// Only what is no APPEND with a message literal comes here; see append().
net::task<reply> session::on(commands::append) { co_return reply::bad("Error in IMAP command APPEND: message literal expected."); }

// Why a message of that size is not taken, if so.
std::optional<reply> session::append_refusal(framer::event const& literal, std::size_t messages) const {
    if (too_large_to_come_at_once(literal)) return reply::bad("[TOOBIG] Literal is too large for a non-synchronizing one.");
    if (how_.message_limit != 0 && literal.size > how_.message_limit) return no_for(make_error_code(store::errc::too_big));
    if (literal.size == 0) return reply::no("Append cancelled.");    // RFC 3502 §6.3.11
    auto const save_limit = this->save_limit();
    if (save_limit != 0 && messages >= save_limit) return reply::no(limit_code({save_limit, 0}) + "Too many messages in one APPEND.");
    if (messages >= messages_at_once) return reply::no("[LIMIT] Too many messages in one APPEND.");
    if (messages > 0 && *with_.texts >= texts_at_once) return reply::no("[LIMIT] Too many messages are being appended now.");
    return std::nullopt;
}

net::task<reply> session::append(append_start start, framer::event literal) {
    std::shared_ptr<store::mailbox> box;
    auto refusal = append_refusal(literal, 0);
    supplied_name_.clear();
    if (!refusal) {
        co_await settle_name(start.mailbox);
        auto found = co_await open_mailbox(start.mailbox);
        if (found) box = std::move(*found);
        else refusal = no_target(found.error(), "APPEND");
    }
    appending work(std::move(box), with_.texts);
    work.refusal = std::move(refusal);
    after_text after;
    after.next = std::move(start.first);
    after.literal = literal;
    do {
        if (!work.refusal) work.refusal = append_refusal(after.literal, work.batch.size());
        if (work.refusal && after.literal.synchronizing) {
            framer_.refuse();    // without a continuation the client does not send it
            co_return std::move(*work.refusal);
        }
        framer_.stream();
        if (after.literal.synchronizing) out_ += "+ OK\r\n";
        work.begin_text(after.literal);
        if (!work.refusal) work.next(std::move(after.next), base::unix_seconds(with_.clock.now()));
        after = co_await take_text(work);
    } while (after.what == after_text::kind::more);
    if (after.what == after_text::kind::over) co_return reply::later();
    if (after.what == after_text::kind::wrong) co_return reply::bad("Error in IMAP command APPEND: unexpected argument.");
    auto ended = co_await end_append(work);
    bool const tells = ended.what() == reply::kind::ok && !supplied_name_.empty();
    if (tells) (void)co_await tell_name(start.mailbox, supplied_name_);    // RFC 9051 §6.3.12
    co_return std::move(ended);
}

// The octets of one message, up to what stands behind them.
net::task<session::after_text> session::take_text(appending& into) {
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
            out = behind_text(event);
            write = out.what == after_text::kind::more;
        }
        if (!write || into.refusal) continue;
        auto const done = co_await net::blocking(with_.disk, put);
        if (!done) into.refusal = no_target(done.error(), "APPEND");
        into.held.clear();
    }
    co_return out;
}

session::after_text session::behind_text(framer::event const& event) {
    after_text out;
    out.what = after_text::kind::wrong;
    if (event.what == framer::kind::command && event.bytes.empty()) out.what = after_text::kind::end;
    if (event.what != framer::kind::literal) return out;
    if (auto next = parse_append_more(event.bytes)) {
        out.what = after_text::kind::more;
        out.next = std::move(*next);
        out.literal = event;
        return out;
    }
    event.synchronizing ? framer_.refuse() : framer_.swallow();
    return out;
}

net::task<reply> session::end_append(appending& work) {
    if (work.refusal) co_return std::move(*work.refusal);
    auto commit = [&work] { return work.batch.commit(work.held); };
    auto const done = co_await net::blocking(with_.disk, commit);
    if (!done) co_return no_target(done.error(), "APPEND");
    std::string text = "[APPENDUID ";
    write::number(text, done->uidvalidity);
    text += ' ' + store::uid_set::of(done->uids).to_string();
    co_return reply::ok(text + "] Append completed.");
}

}  // namespace mailstead::imap
