// MAIL, RCPT and VRFY: who sends, to whom, and whether he may (RFC 5321 §4.1.1.2, §4.1.1.3, §4.1.1.6).
#include "mta/queue/reply_for.h"
#include "mta/smtpd/session.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtpd {
namespace {

// The command with that priority instead of its own: what a filter hands back to us is trusted more than its sender was.
std::string with_priority(std::string command, int level) {
    constexpr std::string_view word = "MT-PRIORITY=";
    auto at = base::uppered(command).rfind(word);    // parameters come last, and their values hold no "="
    if (at == std::string::npos) return command;
    at += word.size();
    auto const end = std::min(command.find_first_of(" \t", at), command.size());
    return command.replace(at, end - at, std::to_string(level));
}

}  // namespace

task<session::next> session::on(smtp::mail what) {
    if (address_refused(what.reverse_path, what.smtputf8, "5.1.7")) co_return next::go_on;
    if (too_many(client_counts::event::message, settings_.client_limits.message_rate, "Message delivery request")) {
        say(450, "4.7.1", "Error: too much mail from " + peer_.address);
        co_return next::go_on;
    }
    if (size_refused(what) || hold_refused(what) || requiretls_refused(what) || deliver_by_refused(what)) co_return next::go_on;
    reset();
    mail_.open = true;
    auto& envelope = mail_.envelope;
    envelope.arrival = std::chrono::duration_cast<std::chrono::microseconds>(with_.clock.now().time_since_epoch()).count();
    envelope.smtputf8 = what.smtputf8;
    envelope.requiretls = what.requiretls;
    envelope.body = static_cast<mta::body_type>(what.body.value_or(smtp::body::seven_bit));
    envelope.ret = static_cast<mta::dsn_return>(what.ret);
    envelope.envid = std::move(what.envid);
    mail_.mail_command = settings_.before_queue.where ? std::string(line_) : std::string();
    if (what.verp) envelope.verp = what.verp->empty() ? settings_.verp_delimiters : *what.verp;
    envelope.priority = allowed_priority(what);
    if (what.priority.value_or(envelope.priority) != envelope.priority)
        mail_.mail_command = with_priority(std::move(mail_.mail_command), envelope.priority);
    set_times(what);
    mail_.sender = what.reverse_path.text;
    if (!what.reverse_path.text.empty()) mail_.full_sender = completed(what.reverse_path).text;
    envelope.sender = std::move(what.reverse_path.text);
    mail_.effects = effects_;
    mail_.sasl_sender = what.auth.value_or("");
    mail_.declared_size = what.size.value_or(0);
    bool refused = co_await refused_at_mail();
    if (!refused) refused = co_await refused_by_milters_at_mail();
    if (!refused && !settings_.delay_open) {
        bool const opened = co_await open_way();
        refused = !opened;
    }
    if (refused) {
        co_await abort_milters();
        reset();
        co_return next::go_on;
    }
    auto const level = mail_.envelope.priority;
    if (what.priority.value_or(level) != level) say(250, "2.3.6", fmt::format("{} is the new priority assigned to the message", level));
    else say(250, "2.1.0", "Ok");
    co_return next::go_on;
}

// RFC 6710 §4.1: who is not trusted may ask for less than usual, not for more.
int session::allowed_priority(smtp::mail const& what) const {
    auto const wished = what.priority.value_or(0);
    if (wished <= 0 || !user_.empty()) return wished;
    auto const ours = settings_.networks.matches_client(client_name_, peer_.address);
    return ours && *ours ? wished : 0;
}

void session::set_times(smtp::mail const& what) {
    auto& envelope = mail_.envelope;
    if (what.hold_for) envelope.release_at = envelope.arrival + *what.hold_for * 1'000'000;
    if (what.hold_until) envelope.release_at = *what.hold_until * 1'000'000;
    if (!what.by) return;
    envelope.deliver_by = envelope.arrival + what.by->seconds * 1'000'000;
    envelope.by_return = what.by->returns;
    envelope.by_trace = what.by->traces;
}

// RFC 2852 §3: mode R needs some time; RFC 4865 §5.2.2: and nothing can be delivered before it is released.
bool session::deliver_by_refused(smtp::mail const& what) {
    if (!what.by) return false;
    auto const least = settings_.deliver_by_minimum.count();
    auto const now = base::unix_seconds(with_.clock.now());
    auto const held = what.hold_until ? *what.hold_until - now : what.hold_for.value_or(0);
    bool const too_short = what.by->returns && what.by->seconds < least;
    bool const too_late = held > 0 && held > what.by->seconds;
    if (too_short) say(555, "5.5.4", fmt::format("Error: mode R of BY= needs {} seconds at least", least));
    else if (too_late) say(501, "5.5.4", "Error: the message would be held back for longer than BY= allows");
    return too_short || too_late;
}

// RFC 4865 §4.2: not longer than announced.
bool session::hold_refused(smtp::mail const& what) {
    auto const most = settings_.future_release_limit.count();
    auto const now = base::unix_seconds(with_.clock.now());
    bool const too_long = what.hold_for.value_or(0) > most || what.hold_until.value_or(0) > now + most;
    if (too_long) say(501, "5.5.4", fmt::format("Error: a message is held back for at most {} seconds", most));
    return too_long;
}

// RFC 8689 §2: only in a session that is itself protected; in clear it is not offered.
bool session::requiretls_refused(smtp::mail const& what) {
    if (!what.requiretls || wire_.is_tls()) return false;
    say(530, "5.7.10", "Encryption needed: REQUIRETLS is for sessions under TLS");
    return true;
}

// What main.cf makes of odd addresses. One beyond ASCII is none unless SMTPUTF8 was asked for; Postfix lets local parts pass without, unless
// strict_smtputf8.
bool session::address_refused(smtp::mailbox& address, bool declared, std::string_view enhanced) {
    std::array<unsigned char, 4> bytes{};
    auto const domain = std::string(address.domain());
    bool numeric = !domain.empty() && domain.find_first_not_of("0123456789.") == domain.npos;
    if (numeric && settings_.numeric_domain && ::inet_pton(AF_INET, domain.c_str(), bytes.data()) == 1) {
        address.text = fmt::format("{}@[{}]", address.local_part(), domain);
        numeric = false;
    }
    bool const wide = !declared && !base::is_ascii(address.text);
    bool const odd = numeric || (address.text.starts_with('-') && !settings_.min_user);
    if (odd || (wide && (!settings_.smtputf8 || !base::is_ascii(address.domain()))))
        say(501, enhanced, enhanced == "5.1.7" ? "Bad sender address syntax" : "Bad recipient address syntax");
    else if (wide && settings_.strict_smtputf8) say(553, "5.6.7", "Must declare SMTPUTF8 to send unicode address");
    return last_code_ != 0;
}

bool session::size_refused(smtp::mail const& what) {
    auto const limit = settings_.message_size_limit;
    if (limit == 0 || what.size.value_or(0) <= limit) return false;
    smtp::reply answer;
    answer.code = 552;
    answer.enhanced = "5.3.4";
    answer.text = "Message size exceeds fixed limit";
    log_reject("MAIL", answer, {});
    say(answer);
    return true;
}

// As cleanup will complete it: what tables and domains are asked about.
smtp::mailbox session::completed(smtp::mailbox address) const {
    return rewrite::completed(std::move(address), with_.cleanup->tables.own);
}

task<session::next> session::on(smtp::rcpt what) {
    auto& envelope = mail_.envelope;
    if (too_many(client_counts::event::recipient, settings_.client_limits.recipient_rate, "Recipient address")) {
        say(450, "4.7.1", "Error: too many recipients from " + peer_.address);
        co_return next::go_on;
    }
    if (settings_.recipient_limit > 0 && envelope.recipients.size() >= settings_.recipient_limit) {
        say(452, "4.5.3", "Error: too many recipients");
        if (mail_.overshoot++ < settings_.recipient_overshoot_limit) --errors_;    // a big list is no attack
        co_return next::go_on;
    }
    if (address_refused(what.forward_path, envelope.smtputf8, "5.1.3")) co_return next::go_on;

    auto const refusal = co_await judge(what.forward_path);
    if (refusal) {
        co_await tell_milters_of_refusal(*refusal);
        log_reject("RCPT", *refusal, what.forward_path.text);
        say(*refusal);
        co_return next::go_on;
    }
    bool unwanted = co_await refused_by_milters_at_rcpt(what.forward_path);
    if (unwanted) co_return next::go_on;
    bool const opened = co_await open_way();
    if (!opened) co_return next::go_on;
    if (mail_.filter) unwanted = co_await refused_by_filter();
    if (unwanted) co_return next::go_on;
    mta::recipient added;
    if (mail_.first_completed.empty()) mail_.first_completed = completed(what.forward_path).text;
    added.original = what.forward_path.text;
    added.address = std::move(what.forward_path.text);
    added.orcpt = std::move(what.orcpt);
    added.notify = what.notify;
    if (mail_.first_recipient.empty()) mail_.first_recipient = added.original;
    envelope.recipients.push_back(std::move(added));
    say(250, "2.1.5", "Ok");
    co_return next::go_on;
}

task<bool> session::open_way() {
    if (settings_.before_queue.where) co_return co_await open_filter();
    co_return open_spool();
}

// The queue id is given out, and told in the log, when there is somebody to deliver to.
bool session::open_spool() {
    if (mail_.passage) return true;
    auto begun = with_.intake.begin();
    if (!begun) {
        base::log::warning(settings_.service, "cannot take mail from {}: {}", client(), begun.error().message());
        say(queue::reply_for(begun.error()));
        return false;
    }
    mail_.passage = std::make_unique<cleanup::passage>(with_.cleanup, *with_.lookups, with_.clock, std::move(*begun));
    log_client();
    return true;
}

void session::log_client() const {
    auto who = client();
    if (!user_.empty()) who += fmt::format(", sasl_method={}, sasl_username={}", method_, base::printable(user_));
    if (mail_.envelope.priority != 0) who += fmt::format(", mt_priority={}", mail_.envelope.priority);    // RFC 6710 §4.1
    base::log::info(settings_.service, "{}: client={}{}", queue_id(), who, original_client());
}

task<session::next> session::on(smtp::vrfy what) {
    if (settings_.disable_vrfy) {
        say(502, "5.5.1", "VRFY command is disabled");
        co_return next::go_on;
    }
    auto const address = smtp::parse_path(what.address);
    if (!address || address->text.empty()) {
        say(501, "5.1.3", "Bad recipient address syntax");
        co_return next::go_on;
    }
    auto const refusal = co_await judge(*address);
    if (refusal) {
        log_reject("VRFY", *refusal, address->text);
        say(*refusal);
    } else {
        say(252, "2.0.0", address->text);
    }
    co_return next::go_on;
}

}  // namespace mailstead::mta::smtpd
