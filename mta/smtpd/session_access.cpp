// Who may do what: the restriction lists at their stages, what they want done with a message, and limits on clients.
#include "mta/smtpd/session.h"

#include <unistd.h>

#include <atomic>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtpd {

// Everything that is known by now. Views are of the session's own members.
subject session::about() {
    subject out;
    out.settings = &settings_;
    out.client_name = client_name_;
    out.reverse_name = reverse_name_;
    out.client_address = peer_.address;
    out.name_in_doubt = name_in_doubt_;
    out.helo = helo_;
    out.authenticated = !user_.empty();
    out.user = user_;
    out.is_tls = wire_.is_tls();
    if (!speaks_for_other_) out.certificate = wire_.tls().certificate.get();    // a proxy's own opens nothing for its clients
    out.too_early = told_pipelining_;
    if (mail_.sender) out.sender = *mail_.sender;
    out.full_sender = mail_.full_sender;
    out.recipients_so_far = mail_.envelope.recipients.size();
    out.tables = &with_.recipients;
    out.names = filtered_ ? static_cast<names*>(&*filtered_) : &with_.names;
    out.pool = with_.lookups;
    out.executor = wire_.get_executor();
    out.policy = with_.policy;
    out.verifier = with_.verifier;
    out.effects = mail_.open ? &mail_.effects : &effects_;
    return out;
}

policy_facts session::facts() const {
    policy_facts out;
    out.state = where_;
    out.protocol = extended_ ? "ESMTP" : "SMTP";
    out.client_port = peer_.port;
    out.server_address = local_.address;
    out.server_port = local_.port;
    out.size = mail_.takes_text ? text_size() : mail_.declared_size;
    out.stress = settings_.stress;
    if (mail_.passage) out.queue_id = mail_.passage->id();
    out.instance = mail_.instance;
    out.sasl_method = method_;
    out.sasl_sender = mail_.sasl_sender;
    out.tls_protocol = wire_.tls().protocol;
    out.tls_cipher = wire_.tls().cipher;
    out.tls_bits = wire_.tls().bits;
    return out;
}

task<std::optional<smtp::reply>> session::restrict(restriction_list const& list, stage where, subject about) {
    std::optional<smtp::reply> refusal;
    if (list.empty()) co_return refusal;
    auto told = facts();
    if (where == stage::data || where == stage::end_of_data) told.recipient_count = about.recipients_so_far;
    about.facts = &told;
    about.note = [this, recipient = std::string(about.recipient)](std::string_view what, std::string_view text) {
        log_event(what, text, recipient);
    };
    auto verdict = co_await decide(list, where, std::move(about));
    if (verdict.kind == decision::kind::refuse) refusal = std::move(verdict.answer);
    co_return refusal;
}

// At the connection: limits, then smtpd_client_restrictions if they do not wait for RCPT. False: the client has been sent
// away (and told why).
task<bool> session::admitted() {
    auto const& limits = settings_.client_limits;
    if (is_counted()) {
        auto entered = client_counts::enter(with_.counts, settings_.place, peer_.address);
        counted_ = std::move(entered.token);
        connections_ = static_cast<unsigned>(entered.connections);
        bool many = limits.connections > 0 && entered.connections > limits.connections;
        if (many)
            base::log::warning(settings_.service, "Connection concurrency limit exceeded: {} from {} for service {}",
                               entered.connections, client(), settings_.place);
        else many = too_many(client_counts::event::connection, limits.connection_rate, "Connection");
        if (many) {
            quiet_end_ = true;
            say(421, "4.7.0", fmt::format("{} Error: too many connections from {}", settings_.myhostname, peer_.address));
            co_return false;
        }
    }
    if (settings_.delay_reject) co_return co_await meet_milters();
    auto subject = about();
    subject.defer_if_permit = &client_deferral_;
    subject.not_greeted = &wire_;
    auto const refusal = co_await restrict(settings_.client_restrictions, stage::client, std::move(subject));
    if (!refusal) co_return co_await meet_milters();
    log_reject("CONNECT", *refusal, {});
    denied_ = true;
    say(*refusal);
    if (hang_up_) quiet_end_ = true;
    co_return !hang_up_;
}

// True when the client has been refused, and told so; the name it gave is then none.
task<bool> session::refused_at_helo(std::string const& name) {
    if (settings_.delay_reject) co_return false;
    auto const earlier = std::exchange(helo_, name);
    auto subject = about();
    helo_deferral_ = client_deferral_;
    subject.defer_if_permit = &helo_deferral_;
    subject.sender.reset();
    auto const refusal = co_await restrict(settings_.helo_restrictions, stage::helo, std::move(subject));
    if (!refusal) co_return false;
    log_reject(where_, *refusal, {});
    say(*refusal);
    helo_ = earlier;
    co_return true;
}

task<bool> session::refused_at_mail() {
    static std::atomic<unsigned> last{0};
    auto const arrival = mail_.envelope.arrival;
    mail_.instance = fmt::format("{:x}.{:x}.{:x}.{:x}", ::getpid(), arrival / 1000000, arrival % 1000000, last++);
    if (settings_.delay_reject) co_return false;
    auto subject = about();
    mail_.deferral = helo_.empty() ? client_deferral_ : helo_deferral_;
    subject.defer_if_permit = &mail_.deferral;
    auto const refusal = co_await judge_sender(std::move(subject));
    if (!refusal) co_return false;
    log_reject("MAIL", *refusal, {});
    say(*refusal);
    co_return true;
}

task<std::optional<smtp::reply>> session::judge_sender(subject about) {
    std::optional<smtp::reply> if_reject;
    about.defer_if_reject = &if_reject;
    auto refusal = co_await restrict(settings_.sender_restrictions, stage::sender, about);
    if (!refusal && settings_.reject_unlisted_sender) refusal = co_await unlisted_sender(about);
    co_return refusal;
}

// The refusal of a recipient, or nothing: the lists that waited for it, those of its own, then the tables of those who
// exist.
task<std::optional<smtp::reply>> session::judge(smtp::mailbox address) {
    auto subject = about();
    auto const full = completed(address);
    subject.recipient = address.text;
    subject.full_recipient = full.text;
    subject.routed = !settings_.untrusted_routing && smtp::is_routed(full);
    bool const postmaster = base::iequals(address.text, "postmaster");    // RFC 5321 §4.5.1: always there
    std::string sender;
    if (mail_.open) sender = mail_.envelope.sender;
    auto destination = co_await with_.recipients.check(full.text, std::move(sender));
    if (destination && postmaster) destination->known = true;
    subject.destination = &destination;
    auto deferral = mail_.deferral;
    subject.defer_if_permit = &deferral;
    cleanup::effects nobody_s;
    if (!mail_.open) subject.effects = &nobody_s;

    auto const& s = settings_;
    if (s.delay_reject) {
        auto refusal = co_await restrict(s.client_restrictions, stage::client, subject);
        if (!refusal && !helo_.empty()) refusal = co_await restrict(s.helo_restrictions, stage::helo, subject);
        if (!refusal && mail_.open) refusal = co_await judge_sender(subject);
        if (refusal) co_return refusal;
    }
    std::optional<smtp::reply> if_reject;    // what the first list says of it holds in the second, too
    subject.defer_if_reject = &if_reject;
    std::pair<restriction_list const*, stage> order[] = {{&s.relay_restrictions, stage::relay},
                                                         {&s.recipient_restrictions, stage::recipient}};
    if (!s.relay_before_recipient) std::swap(order[0], order[1]);
    for (auto const& [list, where] : order) {
        auto refusal = co_await restrict(*list, where, subject);
        if (refusal) co_return refusal;
    }
    if (deferral) co_return deferral;
    bool const look = s.reject_unlisted_recipient && !subject.effects->discard;
    if (look || !destination) co_return unlisted_recipient(subject);    // or nobody knows where it goes
    co_return std::nullopt;
}

// One recipient can be named, of many none is more to blame than the others.
task<bool> session::refused_at_data() {
    if (settings_.data_restrictions.empty()) co_return false;
    auto subject = about();
    std::optional<smtp::reply> deferral;
    subject.defer_if_permit = &deferral;
    if (subject.recipients_so_far == 1) {
        subject.recipient = mail_.first_recipient;
        subject.full_recipient = mail_.first_completed;
    }
    auto refusal = co_await restrict(settings_.data_restrictions, stage::data, std::move(subject));
    if (!refusal) refusal = std::move(deferral);
    if (!refusal) co_return false;
    log_reject(where_, *refusal, {});
    say(*refusal);
    co_return true;
}

task<std::optional<smtp::reply>> session::judge_text() {
    std::optional<smtp::reply> deferral;
    if (settings_.end_of_data_restrictions.empty()) co_return deferral;
    auto subject = about();
    subject.defer_if_permit = &deferral;
    if (subject.recipients_so_far == 1) {
        subject.recipient = mail_.first_recipient;
        subject.full_recipient = mail_.first_completed;
    }
    auto refusal = co_await restrict(settings_.end_of_data_restrictions, stage::end_of_data, std::move(subject));
    if (!refusal) refusal = std::move(deferral);
    co_return refusal;
}

task<bool> session::refused_at_etrn(std::string const& domain) {
    auto subject = about();
    subject.etrn_domain = domain;
    std::optional<smtp::reply> deferral, refusal;
    subject.defer_if_permit = &deferral;
    cleanup::effects nobody_s;
    subject.effects = &nobody_s;
    if (settings_.delay_reject) {
        refusal = co_await restrict(settings_.client_restrictions, stage::client, subject);
        if (!refusal && !helo_.empty()) refusal = co_await restrict(settings_.helo_restrictions, stage::helo, subject);
    }
    if (!refusal) refusal = co_await restrict(settings_.etrn_restrictions, stage::etrn, std::move(subject));
    if (!refusal) refusal = std::move(deferral);
    if (!refusal) co_return false;
    log_reject("ETRN", *refusal, {});
    say(*refusal);
    co_return true;
}

// Clients of smtpd_client_event_limit_exceptions are not, nor those that speak for others; a list that cannot be read
// excepts nobody.
bool session::is_counted() {
    if (is_counted_) return *is_counted_;
    auto const& limits = settings_.client_limits;
    bool const limited = limits.connections || limits.connection_rate || limits.message_rate || limits.recipient_rate ||
                         limits.auth_rate || limits.tls_rate;
    bool counted = with_.counts && limited && !may_speak_for_others(settings_.xclient_hosts);
    if (counted) {
        auto const excepted = settings_.limit_exceptions.matches_client(client_name_, peer_.address);
        counted = !excepted || !*excepted;
    }
    is_counted_ = counted;
    return counted;
}

bool session::too_many(client_counts::event what, unsigned limit, std::string_view name) {
    if (limit == 0 || !is_counted()) return false;
    auto const now = with_.counts->count(what, settings_.place, peer_.address, settings_.client_limits.unit);
    if (now <= limit) return false;
    base::log::warning(settings_.service, "{} rate limit exceeded: {} from {} for service {}", name, now, client(), settings_.place);
    return true;
}

}  // namespace mailstead::mta::smtpd
