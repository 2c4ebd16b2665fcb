// APPEND, RFC 3501 §6.3.11, with APPENDUID (RFC 4315 §3): the text goes to the store as it comes, in pieces.
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t piece_size = 256 * 1024;

// One message on its way into a mailbox. The members run on the disk pool; once one has failed the rest is dropped.
class incoming {
public:
    incoming(std::shared_ptr<store::mailbox> box, commands::append const& what, std::int64_t now)
        : box_(std::move(box)), what_(what), now_(now) {}

    base::result<void> take(std::string_view bytes) {
        if (!text_) {
            auto begun = box_->begin();
            if (!begun) return begun.error();
            text_ = std::move(*begun);
        }
        return text_->append(bytes);
    }
    // A small message comes here whole: one visit to the disk.
    base::result<store::appended> commit(std::string_view rest) {
        auto const taken = take(rest);
        if (!taken) return taken.error();
        std::vector<store::new_message> messages(1);
        messages[0].text = std::move(text_);
        messages[0].flags = what_.flags.system;
        messages[0].keywords = what_.flags.keywords;
        messages[0].internal_date = what_.date.value_or(now_);
        return box_->append(std::move(messages));
    }

private:
    std::shared_ptr<store::mailbox> box_;
    commands::append const& what_;
    std::int64_t now_;
    std::unique_ptr<store::writer> text_;
};

}  // namespace

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

net::task<reply> session::append(commands::append what, std::uint64_t size, bool synchronizing) {
    base::error_code failed;
    std::shared_ptr<store::mailbox> box;
    if (how_.message_limit != 0 && size > how_.message_limit) {
        failed = make_error_code(store::errc::too_big);
    } else {
        auto found = co_await open_mailbox(what.mailbox);
        if (found) box = std::move(*found);
        else failed = found.error();
    }
    if (failed && synchronizing) {
        framer_.refuse();    // without a continuation the client does not send it
        co_return no_target(failed, "APPEND");
    }
    framer_.stream();
    if (synchronizing) out_ += "+ OK\r\n";
    co_return co_await take_message(std::move(box), std::move(what), failed);
}

// The literal and the line end behind it; `failed`: they are read and dropped.
net::task<reply> session::take_message(std::shared_ptr<store::mailbox> box, commands::append what, base::error_code failed) {
    incoming message(box, what, base::unix_seconds(with_.clock.now()));
    std::string held;
    auto put = [&message, &held] { return message.take(held); };
    for (;;) {
        auto const event = framer_.next();
        if (event.what == framer::kind::need_more) {
            bool const more = co_await refill();
            if (!more) co_return reply::later();
        } else if (event.what == framer::kind::data) {
            if (failed) continue;
            held += event.bytes;
            if (held.size() < piece_size || event.size == 0) continue;
            auto const done = co_await net::blocking(with_.disk, put);
            if (!done) failed = done.error();
            held.clear();
        } else if (event.what == framer::kind::command && event.bytes.empty()) {
            break;
        } else {
            if (event.what == framer::kind::literal) event.synchronizing ? framer_.refuse() : framer_.swallow();
            co_return reply::bad("Error in IMAP command APPEND: unexpected argument.");
        }
    }
    if (failed) co_return no_target(failed, "APPEND");
    auto commit = [&message, &held] { return message.commit(held); };
    auto const done = co_await net::blocking(with_.disk, commit);
    if (!done) co_return no_target(done.error(), "APPEND");
    std::string text = "[APPENDUID ";
    write::number(text, done->uidvalidity);
    text += ' ' + store::uid_set::of(done->uids).to_string();
    co_return reply::ok(text + "] Append completed.");
}

}  // namespace mailstead::imap
