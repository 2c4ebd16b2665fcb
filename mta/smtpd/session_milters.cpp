// Milters beside the dialogue: each hears what the client says after our own checks have let it pass, and may refuse it,
// hold or discard the message, or end the connection. Order and log lines are Postfix's (MILTER_README).
#include "mta/smtpd/session.h"

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtpd {
namespace {

bool is_v6(std::string_view address) noexcept { return address.find(':') != address.npos; }

// "<a@b>" and the parameters behind it, as they stand behind "MAIL FROM:". Blanks in a quoted local part separate nothing.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    bool quoted = false, open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (!quoted && (c == ' ' || c == '\t')) {
            open = false;
            continue;
        }
        if (!std::exchange(open, true)) out.emplace_back();
        if (c == '"') quoted = !quoted;
        out.back() += c;
        if (c == '\\' && quoted && i + 1 < text.size()) out.back() += text[++i];
    }
    return out;
}

// "smtp", "lmtp:unix:private/x": the transport, and the place that it names instead of the domain.
std::pair<std::string, std::string> split_transport(std::string const& text) {
    auto const colon = text.find(':');
    if (colon == text.npos) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

smtp::reply refusal_of(milter::answer const& said) {
    if (said.what != milter::answer::kind::hang_up) return said.reply;
    smtp::reply out;
    out.code = 421;
    out.enhanced = "4.7.0";
    out.text = "Server closing connection";
    return out;
}

}  // namespace

// At the connection. False: the client has been sent away (and told so).
task<bool> session::meet_milters() {
    if (!settings_.milters) co_return true;
    auto const& setup = settings_.milters;
    auto chosen = result<std::vector<milter::service_ptr>>(setup->services);
    auto const look = [&setup, this] { return setup->for_client(peer_.address); };
    if (setup->by_client.is_blocking()) chosen = co_await net::blocking(*with_.lookups, look);
    else chosen = look();
    if (!chosen) {    // nobody knows who should look at this client's mail
        base::log::warning(settings_.service, "smtpd_milter_maps: lookup error for {}", client());
        quiet_end_ = true;
        say(421, "4.3.5", "Server configuration error");
        co_return false;
    }
    if (chosen->empty()) co_return true;
    milter::parts const with{wire_.get_executor(), &with_.names, &with_.clock};
    auto const values = [this](std::string_view name) { return macro(name); };
    milters_ = std::make_unique<milter::milters>(setup, *chosen, with, values);
    milter::peer who;
    who.name = client_name_;
    who.address = peer_.address;
    who.port = peer_.port;
    auto const said = co_await milters_->connect(std::move(who));
    bool const refused = obey_milters(said, {});
    if (!refused || refusal_of(said).code != 421) co_return true;
    quiet_end_ = true;
    say(421, "", settings_.myhostname + " Service unavailable - try again later");
    co_return false;
}

// Carries out what milters say; true: a refusal (logged), which the caller passes on.
bool session::obey_milters(milter::answer const& said, std::string_view recipient) {
    using kind = milter::answer::kind;
    bool const filtered = settings_.before_queue.where.has_value();
    if (filtered && (said.what == kind::hold || said.what == kind::discard)) {    // as with access tables
        base::log::warning(settings_.service, "milter: with smtpd_proxy_filter specified, action {} is unavailable",
                           said.what == kind::hold ? "HOLD" : "DISCARD");
        return false;
    }
    if (said.what == kind::hold) {
        mail_.effects.hold |= mail_.open;
        log_at("milter-hold", where_, "milter triggers HOLD action", recipient);
    }
    if (said.what == kind::discard) {
        mail_.effects.discard = true;
        log_at("milter-discard", where_, "milter triggers DISCARD action", recipient);
    }
    if (said.what != kind::refuse && said.what != kind::hang_up) return false;
    log_at("milter-reject", where_, smtp::one_line(refusal_of(said)), recipient);
    return true;
}

// Sendmail's way: who is refused here hears of it at his next MAIL; only a 421 is told at once.
task<bool> session::refused_by_milters_at_helo(std::string const& name) {
    if (!milters_) co_return false;
    co_await abort_milters();
    auto const said = co_await milters_->helo(name);
    auto const earlier = std::exchange(helo_, name);
    bool const refused = obey_milters(said, {});
    helo_ = earlier;
    if (!refused || refusal_of(said).code != 421) co_return false;
    say(refusal_of(said));
    co_return true;
}

task<bool> session::refused_by_milters_at_mail() {
    if (!milters_) co_return false;
    co_await resolve_for_milters(mail_.full_sender);
    milter_sender_ = std::exchange(milter_recipient_, std::nullopt);
    milter_sender_->address = mail_.envelope.sender;
    auto given = arguments();
    auto const said = co_await milters_->mail(std::move(given));
    co_return pass_on(said, {});
}

task<bool> session::refused_by_milters_at_rcpt(smtp::mailbox const& address) {
    if (!tells_milters()) co_return false;
    auto const full = completed(address);
    co_await resolve_for_milters(full.text);
    milter_recipient_->address = address.text;
    auto given = arguments();
    auto const said = co_await milters_->rcpt(std::move(given));
    bool const refused = pass_on(said, address.text);
    milter_recipient_.reset();
    co_return refused;
}

// Some milters count the recipients that others have refused.
task<void> session::tell_milters_of_refusal(smtp::reply const& why) {
    if (!tells_milters() || !milters_->wants_refused_recipients()) co_return;
    auto& about = milter_recipient_.emplace();
    about.mailer = "error";
    about.host = why.enhanced;
    std::string_view text = why.text;
    auto const address = text.starts_with('<') ? text.find(">: ") : text.npos;
    if (address != text.npos) text.remove_prefix(address + 3);
    about.address = text.substr(0, text.find('\n'));
    auto given = arguments();
    co_await milters_->refused_rcpt(std::move(given));
    milter_recipient_.reset();
}

task<bool> session::refused_by_milters_at_data() {
    if (!tells_milters()) co_return false;
    auto const said = co_await milters_->data();
    co_return pass_on(said, mail_.first_recipient);
}

task<bool> session::refused_by_milters_as_unknown() {
    if (!milters_) co_return false;
    auto const said = co_await milters_->unknown(line_);
    co_return pass_on(said, {});
}

// True: a refusal, which the client has been told.
bool session::pass_on(milter::answer const& said, std::string_view recipient) {
    if (!obey_milters(said, recipient)) return false;
    say(refusal_of(said));
    return true;
}

// A milter wants nothing of this client, for good: it is greeted so, and offered no extensions.
bool session::unwelcome_to_milters() const {
    if (!milters_) return false;
    auto const said = milters_->standing();
    return said.what == milter::answer::kind::refuse && said.reply.code >= 500;
}

// A refusal of the client counts for these, too, though they are no events.
bool session::is_barred_by_milters(smtp::verb which) {
    bool const counts = which == smtp::verb::starttls || which == smtp::verb::auth || which == smtp::verb::vrfy || which == smtp::verb::etrn;
    if (!milters_ || !counts) return false;
    auto const said = milters_->standing();
    if (said.goes_on()) return false;
    say(refusal_of(said));
    return true;
}

task<void> session::abort_milters() {
    milter_sender_.reset();
    if (milters_) co_await milters_->abort();
}

task<void> session::leave_milters() {
    if (!milters_) co_return;
    co_await milters_->abort();
    co_await milters_->quit();
    milters_.reset();
}

// What stands behind the colon of MAIL FROM: and RCPT TO:.
std::vector<std::string> session::arguments() const {
    auto const colon = line_.find(':');
    return words_of(std::string_view(line_).substr(colon == line_.npos ? line_.size() : colon + 1));
}

// Where mail to that address would go, into milter_recipient_. A lookup that fails leaves it open.
task<void> session::resolve_for_milters(std::string const& address) {
    auto& into = milter_recipient_.emplace();
    auto const& setup = *settings_.milters;
    auto where = conf::address_class::local;
    if (!address.empty()) {
        auto sender = mail_.envelope.sender;
        auto const found = co_await with_.recipients.check(address, std::move(sender));
        if (!found) co_return;
        where = found->domain;
    }
    auto const* transport = &setup.default_transport;
    if (where == conf::address_class::local) transport = &setup.local_transport;
    if (where == conf::address_class::virtual_mailbox) transport = &setup.virtual_transport;
    if (where == conf::address_class::relay) transport = &setup.relay_transport;
    auto [mailer, host] = split_transport(*transport);
    auto const at = address.rfind('@');
    auto const domain = at == address.npos ? settings_.myhostname : address.substr(at + 1);
    if (host.empty()) host = where == conf::address_class::local ? settings_.myhostname : domain;
    into.mailer = std::move(mailer);
    into.host = std::move(host);
}

std::optional<std::string> session::macro(std::string_view name) const {
    auto const some = [](std::string const& text) { return text.empty() ? std::nullopt : std::optional<std::string>(text); };
    if (name == "{i}") return mail_.passage ? std::optional<std::string>(mail_.passage->id()) : std::nullopt;
    if (name == "{auth_type}") return some(method_);
    if (name == "{auth_authen}") return some(user_);
    if (name == "{auth_author}") return some(mail_.sasl_sender);
    if (name == "{tls_version}") return some(wire_.tls().protocol);
    if (name == "{cipher}") return some(wire_.tls().cipher);
    if (name == "{cipher_bits}") return wire_.is_tls() ? std::optional<std::string>(std::to_string(wire_.tls().bits)) : std::nullopt;
    if (name == "{mail_addr}" && milter_sender_) return milter_sender_->address;
    if (name == "{mail_host}" && milter_sender_) return some(milter_sender_->host);
    if (name == "{mail_mailer}" && milter_sender_) return some(milter_sender_->mailer);
    if (name == "{rcpt_addr}" && milter_recipient_) return milter_recipient_->address;
    if (name == "{rcpt_host}" && milter_recipient_) return some(milter_recipient_->host);
    if (name == "{rcpt_mailer}" && milter_recipient_) return some(milter_recipient_->mailer);
    return client_macro(name);
}

std::optional<std::string> session::client_macro(std::string_view name) const {
    auto const& address = peer_.address;
    if (name == "{_}") {
        auto const* doubt = base::iequals(client_name_, reverse_name_) ? "" : " (may be forged)";
        return fmt::format("{} [{}]{}", reverse_name_, address, doubt);
    }
    if (name == "{client_addr}") return is_v6(address) ? "IPv6:" + address : address;
    if (name == "{client_name}") return client_name_;
    if (name == "{client_port}") return std::to_string(peer_.port);
    if (name == "{client_ptr}") return reverse_name_;
    if (name == "{client_connections}") return std::to_string(connections_);
    if (name == "{daemon_addr}") return local_.address;
    if (name == "{daemon_port}") return std::to_string(local_.port);
    if (name != "{client_resolve}") return std::nullopt;
    if (client_name_ != "unknown") return "OK";
    if (name_in_doubt_) return "TEMP";
    return reverse_name_ != "unknown" ? "FORGED" : "FAIL";
}

}  // namespace mailstead::mta::smtpd
