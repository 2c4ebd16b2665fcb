// DATA and BDAT: the text of a message on its way into the queue (RFC 5321 §4.1.1.4, RFC 3030).
#include "mta/smtpd/reply_for.h"
#include "mta/smtpd/session.h"

#include <algorithm>

#include "base/log.h"
#include "mime/date.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t spool_piece = 64 * 1024;

}  // namespace

task<session::next> session::on(smtp::data) {
    bool const barred = co_await refused_at_data();
    if (barred) co_return next::go_on;
    say(354, "", "End data with <CR><LF>.<CR><LF>");
    begin_text();
    framer_.begin_text();
    auto const lost = co_await receive();
    if (lost) {
        co_await end_of_input(*lost);
        co_return next::close;
    }
    co_await finish({});
    co_return next::go_on;
}

// RFC 3030 §2: the bytes follow at once, so they are read whatever the answer will be.
task<session::next> session::on(smtp::bdat what) {
    auto const before = mail_.chunks;
    bool const first = before == chunks::none && !mail_.envelope.recipients.empty();
    bool const barred = first && co_await refused_at_data();
    if (barred) mail_.chunks = chunks::broken;
    bool const refused = chunk_refused(what);
    if (!refused && !mail_.text) begin_text();
    if (refused) mail_.text.reset();
    framer_.begin_chunk(what.size);
    auto const lost = co_await receive();
    if (lost) {
        co_await end_of_input(*lost);
        co_return next::close;
    }
    if (before == chunks::broken) say(551, "5.0.0", fmt::format("Discarded {} bytes after earlier error", what.size));
    if (what.size == 0 && !what.last && junk_++ > settings_.junk_command_limit) ++errors_;
    if (refused && what.last) reset();
    if (refused) co_return next::go_on;
    mail_.chunks = chunks::some;
    if (what.last) co_await finish(fmt::format(" {} bytes", what.size));
    else say(250, "2.0.0", fmt::format("Ok: {} bytes", what.size));
    co_return next::go_on;
}

// Says why, once, when a chunk cannot be taken; what comes behind it is read and thrown away.
bool session::chunk_refused(smtp::bdat const& what) {
    if (mail_.chunks == chunks::broken) return true;
    auto const limit = settings_.message_size_limit;
    if (mail_.envelope.recipients.empty()) {
        if (mail_.open) say(554, "5.5.1", "Error: no valid recipients");
        else say(503, "5.5.1", "Error: need RCPT command");
    } else if (limit > 0 && (what.size > limit || mail_.size > limit - what.size)) {
        base::log::warning(settings_.service, "{}: BDAT request from {} exceeds message size limit", mail_.spool->id(),
                           client());
        say(552, "5.3.4", "Chunk exceeds message size limit");
    } else {
        return false;
    }
    mail_.chunks = mail_.open ? chunks::broken : chunks::none;
    return true;
}

// Our own headers come first: then the text is scanned as it arrives and never touched again.
void session::begin_text() {
    auto const seconds = base::unix_seconds(with_.clock.now());
    auto const& id = mail_.spool->id();
    auto const protocol_text = protocol_name(protocol());
    received_facts facts;
    facts.helo = helo_;
    facts.client_name = client_name_;
    facts.client_address = peer_.address;
    facts.myhostname = settings_.myhostname;
    facts.mail_name = settings_.mail_name;
    facts.protocol = protocol_text;
    facts.id = id;
    if (mail_.envelope.recipients.size() == 1) facts.recipient = mail_.first_recipient;
    if (settings_.sasl_received_header) facts.sasl_user = user_;
    if (settings_.tls_received_header && wire_.is_tls()) facts.tls = &wire_.tls();
    facts.seconds = seconds;
    mail_.ready = mail_.effects.prepend + received_field(facts);

    text_rules rules;
    rules.drop = &settings_.drop_headers;
    rules.header_limit = settings_.header_size_limit;
    if (completes_headers()) {
        auto const& sender = mail_.envelope.sender;
        rules.message_id = "Message-Id: " + made_message_id(seconds, id, settings_.myhostname);
        rules.date = "Date: " + mime::format_local_date(seconds);
        rules.from = sender.empty() ? "From: MAILER-DAEMON (Mail Delivery System)" : "From: " + sender;
    }
    mail_.text = std::make_unique<message_text>(std::move(rules));
}

// Mail of this machine and of users who have said who they are is completed, foreign mail is left as it is
// (RFC 6409 §8.1 against RFC 5321 §6.4).
bool session::completes_headers() const {
    if (settings_.always_add_missing_headers || !user_.empty() || peer_.loopback) return true;
    auto const& own = settings_.own_addresses;
    return std::find(own.begin(), own.end(), peer_.address) != own.end();
}

// Reads the rest of the text or chunk. The error is that of the connection.
task<std::optional<base::error_code>> session::receive() {
    for (;;) {
        auto const piece = framer_.next();
        if (piece.kind == smtp::framer::kind::end) co_return std::nullopt;
        if (piece.kind == smtp::framer::kind::text) {
            co_await take(piece.bytes);
            continue;
        }
        bool const written = co_await flush();
        if (!written) co_return net::make_error_code(net::errc::closed);
        auto const got = co_await read();
        if (!got) co_return got.error();
    }
}

task<void> session::take(std::string_view text) {
    mail_.size += text.size();
    auto const limit = settings_.message_size_limit;
    if (limit > 0 && mail_.size > limit) mail_.too_big = true;
    if (!mail_.text || mail_.too_big || mail_.failed) co_return;
    mail_.text->feed(text, mail_.ready);
    if (mail_.ready.size() >= spool_piece) co_await spool_ready();
}

task<void> session::spool_ready() {
    if (mail_.ready.empty() || mail_.failed) co_return;
    auto bytes = std::move(mail_.ready);
    mail_.ready.clear();
    auto const appended = co_await mail_.spool->append(std::move(bytes));
    if (!appended) mail_.failed = appended.error();
}

std::optional<smtp::reply> session::obstacle() const {
    if (mail_.failed) return reply_for(*mail_.failed);
    smtp::reply answer;
    answer.code = mail_.too_big ? 552 : 554;
    answer.enhanced = mail_.too_big ? "5.3.4" : "5.4.0";
    answer.text = mail_.too_big ? "Error: message file too big" : "Error: too many hops";
    if (mail_.too_big || mail_.text->hops() >= settings_.hopcount_limit) return answer;
    return std::nullopt;
}

// The promise: the 250 is written after the commit has returned, never before.
task<void> session::finish(std::string extra) {
    auto const id = mail_.spool->id();
    if (!mail_.too_big) mail_.text->finish(mail_.ready);
    base::log::info("cleanup", "{}: message-id={}", id,
                    mail_.text->message_id().empty() ? "<>" : mail_.text->message_id());
    auto refusal = obstacle();
    if (!refusal) refusal = co_await judge_text();
    if (!refusal) refusal = obey_effects();
    if (!refusal) co_await spool_ready();
    if (!refusal) refusal = obstacle();
    if (!refusal) {
        auto& envelope = mail_.envelope;
        describe_client(envelope);
        envelope.sasl_method = method_;
        envelope.sasl_username = user_;
        base::result<void> committed{};
        if (!mail_.effects.discard) committed = co_await mail_.spool->commit(std::move(envelope));
        if (!committed) mail_.failed = committed.error();
        if (!committed) refusal = reply_for(committed.error());
    }
    if (mail_.failed) base::log::warning(settings_.service, "{}: queue: {}", id, mail_.failed->message());
    if (refusal) {
        log_reject("END-OF-MESSAGE", *refusal, {});
        say(*refusal);
    } else {
        say(250, "2.0.0", fmt::format("Ok:{} queued as {}", extra, id));
        errors_ = 0;
        junk_ = 0;
    }
    reset();
}

}  // namespace mailstead::mta::smtpd
