// DATA and BDAT: the text of a message on its way into the queue (RFC 5321 §4.1.1.4, RFC 3030).
#include "mta/smtpd/session.h"

#include "base/log.h"

namespace mailstead::mta::smtpd {

task<session::next> session::on(smtp::data) {
    if (mail_.envelope.body == mta::body_type::binary) {    // RFC 3030 §3
        say(503, "5.5.1", "Error: need BDAT command");
        co_return next::go_on;
    }
    bool barred = co_await refused_at_data();
    if (!barred) barred = co_await refused_by_milters_at_data();
    if (!barred) barred = co_await filter_refuses_text();
    if (barred) co_return next::go_on;
    say(354, "", "End data with <CR><LF>.<CR><LF>");
    co_await begin_text();
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
    bool barred = first && co_await refused_at_data();
    if (first && !barred) barred = co_await refused_by_milters_at_data();
    if (first && !barred) barred = co_await filter_refuses_text();
    if (barred) mail_.chunks = chunks::broken;
    bool const refused = chunk_refused(what);
    if (!refused && !mail_.takes_text) co_await begin_text();
    if (refused) mail_.takes_text = false;
    framer_.begin_chunk(what.size);
    auto const lost = co_await receive();
    if (lost) {
        co_await end_of_input(*lost);
        co_return next::close;
    }
    if (before == chunks::broken) say(551, "5.0.0", fmt::format("Discarded {} bytes after earlier error", what.size));
    if (what.size == 0 && !what.last && junk_++ > settings_.junk_command_limit) ++errors_;
    if (refused && what.last) {
        co_await abort_milters();
        reset();
    }
    if (refused) co_return next::go_on;
    mail_.chunks = chunks::some;
    if (what.last) co_await finish(fmt::format(" {} bytes", text_size()));
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
    } else if (limit > 0 && (what.size > limit || text_size() > limit - what.size)) {
        base::log::warning(settings_.service, "{}: BDAT request from {} exceeds message size limit", queue_id(),
                           client());
        say(552, "5.3.4", "Chunk exceeds message size limit");
    } else {
        return false;
    }
    mail_.chunks = mail_.open ? chunks::broken : chunks::none;
    return true;
}

// From here on the message is cleanup's: envelope first, then our own headers, then the text as it arrives.
task<void> session::begin_text() {
    mail_.takes_text = true;
    if (mail_.filter) {
        auto const head = filtered_head();
        co_return co_await mail_.filter->take(head);
    }
    auto envelope = mail_.envelope;
    if (envelope.body == mta::body_type::binary) {
        mail_.binary.emplace(content::recoder::target::eight_bit);
        envelope.body = mta::body_type::eight_bit;
    }
    describe_client(envelope);
    envelope.sasl_method = method_;
    envelope.sasl_username = user_;
    auto from = co_await origin();
    auto wished = std::exchange(mail_.effects, {});
    co_await mail_.passage->begin(std::move(envelope), std::move(from), std::move(wished));
}

std::string session::trace() const {
    auto const protocol_text = cleanup::protocol_name(protocol());
    cleanup::received_facts facts;
    facts.helo = helo_;
    facts.client_name = client_name_;
    facts.client_address = peer_.address;
    facts.myhostname = settings_.myhostname;
    facts.mail_name = settings_.mail_name;
    facts.protocol = protocol_text;
    if (mail_.passage) facts.id = mail_.passage->id();
    if (mail_.envelope.recipients.size() == 1) facts.recipient = mail_.first_recipient;
    if (settings_.sasl_received_header) facts.sasl_user = user_;
    if (settings_.tls_received_header && wire_.is_tls()) facts.tls = &wire_.tls();
    facts.priority = mail_.envelope.priority;
    facts.seconds = base::unix_seconds(with_.clock.now());
    return cleanup::received_field(facts);
}

// Mail of this machine and of users who have said who they are is completed, foreign mail is left as it is
// (RFC 6409 §8.1 against RFC 5321 §6.4).
task<cleanup::origin> session::origin() {
    cleanup::origin out;
    out.client = client();
    out.protocol = extended_ ? "ESMTP" : "SMTP";
    out.helo = helo_;
    out.hostname = settings_.myhostname;
    out.trace = trace();
    out.size_limit = settings_.message_size_limit;
    out.maps_addresses = settings_.maps_addresses;
    out.checks_content = settings_.checks_content;
    out.filter = settings_.content_filter;
    if (tells_milters()) out.milters = milters_.get();
    if (!user_.empty()) {
        out.source = cleanup::source::submission;
        co_return out;
    }
    auto const known = co_await kin_of_client();
    if (!known) base::log::warning(settings_.service, "{}: local_header_rewrite_clients lookup problem for {}", queue_id(), client());
    if (known && *known == rewrite_clients::kin::ours) out.source = cleanup::source::local;
    out.uncertain = !known;
    co_return out;
}

task<result<rewrite_clients::kin>> session::kin_of_client() {
    auto const& ours = settings_.rewrite_clients;
    auto const who = rewrite_client{client_name_, peer_.address, peer_.loopback};
    auto const look = [&ours, &who] { return ours.kin_of(who); };
    if (!ours.is_blocking()) co_return look();
    co_return co_await net::blocking(*with_.lookups, look);
}

// Reads the rest of the text or chunk. The error is that of the connection.
task<std::optional<base::error_code>> session::receive() {
    for (;;) {
        auto const piece = framer_.next();
        if (piece.kind == smtp::framer::kind::end) co_return std::nullopt;
        if (piece.kind == smtp::framer::kind::text) {
            if (mail_.takes_text && mail_.binary) {
                co_await take_binary(piece.bytes);
                continue;
            }
            if (mail_.takes_text && settings_.bare_newline != bare_newline::pass) look_for_bare_newline(piece.bytes);
            if (mail_.filter) co_await take_filtered(piece.bytes);
            else if (mail_.takes_text) co_await mail_.passage->take(piece.bytes);
            continue;
        }
        bool const written = co_await flush();
        if (!written) co_return net::make_error_code(net::errc::closed);
        auto const got = co_await read();
        if (!got) co_return got.error();
    }
}

// RFC 3030 §3: everything behind us works with lines, mailboxes and most other servers too, so binary parts become base64
// at once. What is no binary part is looked at as any text.
task<void> session::take_binary(std::string_view bytes) {
    std::string lines;
    mail_.binary->feed(bytes, lines);
    if (settings_.bare_newline != bare_newline::pass) look_for_bare_newline(lines);
    co_await mail_.passage->take(lines);
}

void session::look_for_bare_newline(std::string_view text) {
    for (std::size_t at = 0; !mail_.bare_lf && (at = text.find('\n', at)) != text.npos; ++at)
        if ((at > 0 ? text[at - 1] : mail_.last) != '\r') mail_.bare_lf = minds_bare_newline();
    if (!text.empty()) mail_.last = text.back();
}

// The promise: the 250 is written after the commit has returned, never before.
task<void> session::finish(std::string extra) {
    if (mail_.too_big) co_return co_await finish_filtered();
    if (mail_.binary) {
        std::string rest;
        mail_.binary->finish(rest);
        if (settings_.bare_newline != bare_newline::pass) look_for_bare_newline(rest);
        co_await mail_.passage->take(rest);
    }
    if (mail_.bare_lf) {
        base::log::info(settings_.service, "{}: bare <LF> received after {} from {}", queue_id(), where_, client());
        if (settings_.bare_newline == bare_newline::reject) {
            say(settings_.bare_newline_code, "5.5.2", settings_.myhostname + " Error: bare <LF> received");
            co_await abort_milters();
            co_return reset();
        }
    }
    where_ = end_of_message;
    auto const unwanted = co_await judge_text();
    if (unwanted) {
        log_reject(where_, *unwanted, {});
        say(*unwanted);
        co_await abort_milters();
        co_return reset();
    }
    if (mail_.filter) co_return co_await finish_filtered();
    auto const id = mail_.passage->id();
    auto const outcome = co_await mail_.passage->finish(std::move(mail_.effects));
    if (outcome.trouble) base::log::warning(settings_.service, "{}: queue: {}", id, outcome.trouble->message());
    if (outcome.refusal) {
        if (!outcome.told) log_reject(where_, *outcome.refusal, {});
        else transcript_.met(notice::trouble::policy);
        say(*outcome.refusal);
    } else {
        say(250, "2.0.0", fmt::format("Ok:{} queued as {}", extra, id));
        errors_ = 0;
        junk_ = 0;
        transcript_.forgive();
    }
    end_of_chapter();
    co_await abort_milters();
    reset();
}

}  // namespace mailstead::mta::smtpd
