#include "mta/smtpd/policy.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "mta/smtpd/checks.h"
#include "net/peer_certificate.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t answer_limit = 64 * 1024;

// "10", "10s", "2m", "1h", "1d", "1w".
std::optional<std::chrono::seconds> duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t unit = 1;
    constexpr std::pair<char, std::int64_t> units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    for (auto const& [letter, seconds] : units) {
        if (base::to_lower(text.back()) != letter) continue;
        unit = seconds;
        text.remove_suffix(1);
        break;
    }
    auto const number = base::number<std::uint32_t>(text);
    if (!number) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(*number) * unit);
}

bool read_place(std::string const& text, std::string const& directory, policy_service& into, std::string& why) {
    // Postfix takes no host:port without "inet:" here.
    auto where = text.starts_with("inet:") || text.starts_with("unix:") ? place::parse(text, directory) : std::nullopt;
    if (!where) why = "need inet:host:port or unix:path";
    if (where) into.where = std::move(*where);
    return where.has_value();
}

bool read_option(std::string_view text, policy_defaults& into) {
    auto const equals = text.find('=');
    if (equals == text.npos) return false;
    auto const name = base::trimmed(text.substr(0, equals));
    auto const value = base::trimmed(text.substr(equals + 1));
    auto const seconds = duration(value);
    auto const number = base::number<unsigned>(value);
    if (name == "default_action") into.default_action = value;
    else if (name == "policy_context") into.context = value;
    else if (name == "timeout" && seconds) into.timeout = *seconds;
    else if (name == "retry_delay" && seconds) into.retry_delay = *seconds;
    else if (name == "max_idle" && seconds) into.max_idle = *seconds;
    else if (name == "max_ttl" && seconds) into.max_ttl = *seconds;
    else if (name == "try_limit" && number && *number > 0) into.try_limit = *number;
    else if (name == "request_limit" && number) into.request_limit = *number;
    else return false;
    return true;
}

// Pieces between commas or, for those without blanks of their own, blanks; "{ name = value }" is one.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> out;
    for (auto const& one : conf::split_list(text)) {
        bool const braced = one.starts_with('{') && one.ends_with('}');
        out.emplace_back(braced ? std::string(base::trimmed(std::string_view(one).substr(1, one.size() - 2))) : one);
    }
    return out;
}

// "default_action=550 5.1.1 no" has blanks that do not separate: only a comma does, where there is one.
std::vector<std::string> options_of(std::string_view text) {
    if (text.find(',') == text.npos || text.find('{') != text.npos) return pieces_of(text);
    std::vector<std::string> out;
    for (auto const one : base::split(text, ",")) out.emplace_back(base::trimmed(one));
    return out;
}

void add(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += '=';
    // One line each, whatever the client has sent.
    for (char c : value) out += c == '\n' || c == '\r' || c == '\0' ? '?' : c;
    out += '\n';
}

std::string attributes(subject const& about, policy_facts const& facts, std::string_view context) {
    std::string out;
    add(out, "request", "smtpd_access_policy");
    add(out, "protocol_state", facts.state);
    add(out, "protocol_name", facts.protocol);
    add(out, "client_address", about.client_address);
    add(out, "client_name", about.client_name);
    add(out, "client_port", std::to_string(facts.client_port));
    add(out, "reverse_client_name", about.reverse_name);
    add(out, "server_address", facts.server_address);
    add(out, "server_port", std::to_string(facts.server_port));
    add(out, "helo_name", about.helo);
    add(out, "sender", about.sender.value_or(""));
    add(out, "recipient", about.recipient);
    add(out, "recipient_count", std::to_string(facts.recipient_count));
    add(out, "queue_id", facts.queue_id);
    add(out, "instance", facts.instance);
    add(out, "size", std::to_string(facts.size));
    add(out, "etrn_domain", about.etrn_domain);
    add(out, "stress", facts.stress ? "yes" : "");
    add(out, "sasl_method", facts.sasl_method);
    add(out, "sasl_username", about.user);
    add(out, "sasl_sender", facts.sasl_sender);
    auto const* shown = about.certificate;
    // A name is worth what its authority is.
    add(out, "ccert_subject", shown && shown->trusted ? shown->subject : "");
    add(out, "ccert_issuer", shown && shown->trusted ? shown->issuer : "");
    add(out, "ccert_fingerprint", shown ? shown->fingerprint : "");
    add(out, "ccert_pubkey_fingerprint", shown ? shown->key_fingerprint : "");
    add(out, "encryption_protocol", facts.tls_protocol);
    add(out, "encryption_cipher", facts.tls_cipher);
    add(out, "encryption_keysize", std::to_string(facts.tls_bits));
    add(out, "policy_context", context);
    return out + '\n';
}

net::task<void> pause(net::executor where, std::chrono::seconds time) {
    boost::asio::steady_timer timer(where, time);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

}  // namespace

std::shared_ptr<policy_service const> policy_service::parse(std::string const& word, policy_defaults const& otherwise,
                                                            std::string const& directory, std::string& why) {
    auto out = std::make_shared<policy_service>();
    out->how = otherwise;
    std::vector<std::string> parts{word};
    if (word.starts_with('{') && word.ends_with('}')) parts = options_of(base::trimmed(std::string_view(word).substr(1, word.size() - 2)));
    if (parts.empty() || !read_place(parts[0], directory, *out, why)) {
        if (why.empty()) why = "names no service";
        return nullptr;
    }
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (read_option(parts[i], out->how)) continue;
        why = "bad value \"" + parts[i] + '"';
        return nullptr;
    }
    return out;
}

net::task<net::result<std::string>> policy_client::ask(std::shared_ptr<policy_service const> whom, std::string attributes) {
    net::result<std::string> got = net::make_error_code(net::errc::closed);
    for (unsigned tried = 0; tried < std::max(1u, whom->how.try_limit); ++tried) {
        if (tried > 0 && whom->how.retry_delay.count() > 0) co_await pause(where_, whom->how.retry_delay);
        got = co_await attempt(*whom, attributes);
        if (got) co_return got;
        base::log::warning("smtpd", "problem talking to server {}: {}", whom->where.name, got.error().message());
        if (got.error() == net::make_error_code(net::errc::timed_out)) break;    // it has had its time
    }
    co_return got;
}

// A kept connection that the service has closed meanwhile is no failure of the service.
net::task<net::result<std::string>> policy_client::attempt(policy_service const& whom, std::string const& attributes) {
    net::result<std::string> got = net::make_error_code(net::errc::closed);
    for (;;) {
        auto kept = idle(whom);
        bool const fresh = !kept;
        if (fresh) {
            auto made = co_await connect(whom);
            if (!made) co_return made.error();
            kept = std::make_unique<connection>(std::move(*made));
        }
        auto const sent = co_await kept->wire->write(attributes, whom.how.timeout);
        if (sent) got = co_await read_answer(*kept, whom);
        else got = sent.error();
        if (!got && !fresh && got.error() != net::make_error_code(net::errc::timed_out)) continue;
        if (!got) co_return got;
        ++kept->requests;
        kept->used = clock_.steady();
        bool const may_stay = whom.how.request_limit == 0 || kept->requests < whom.how.request_limit;
        if (may_stay && kept->in_step) idle_[whom.where.name].push_back(std::move(*kept));
        co_return got;
    }
}

std::unique_ptr<policy_client::connection> policy_client::idle(policy_service const& whom) {
    auto& all = idle_[whom.where.name];
    auto const now = clock_.steady();
    // What came unasked would be taken for the answer to the next request.
    std::erase_if(all, [&](connection const& one) {
        return now - one.used > whom.how.max_idle || now - one.opened > whom.how.max_ttl || one.wire->has_input();
    });
    if (all.empty()) return nullptr;
    auto out = std::make_unique<connection>(std::move(all.back()));
    all.pop_back();
    return out;
}

net::task<net::result<policy_client::connection>> policy_client::connect(policy_service const& whom) {
    connection out;
    auto made = co_await connect_to(whom.where, where_, dns_, whom.how.timeout);
    if (!made) co_return made.error();
    out.wire = std::move(*made);
    out.opened = clock_.steady();
    out.used = out.opened;
    co_return out;
}

// "action=..." among name=value lines, up to an empty line. What comes behind that would be taken for the answer to the next
// request: such a connection is not used again.
net::task<net::result<std::string>> policy_client::read_answer(connection& from, policy_service const& whom) {
    std::string text;
    auto const until = clock_.steady() + whom.how.timeout;
    while (text.find("\n\n") == text.npos && text != "\n") {
        auto const left = std::chrono::ceil<std::chrono::seconds>(until - clock_.steady());
        if (left.count() <= 0) co_return net::make_error_code(net::errc::timed_out);
        if (text.size() > answer_limit) {
            base::log::warning("smtpd", "server {} answers with more than {} bytes", whom.where.name, answer_limit);
            co_return net::make_error_code(net::errc::closed);
        }
        auto const got = co_await from.wire->read_some(4096, left);
        if (!got) co_return got.error();
        for (char c : *got)
            if (c != '\r') text += c;
    }
    auto const end = std::min(text.find("\n\n"), text.size() - 1);
    from.in_step = end + 2 >= text.size();
    if (!from.in_step) base::log::warning("smtpd", "server {} answers with more than one answer", whom.where.name);
    text.resize(end);
    for (auto const line : base::split(text, "\n"))
        if (line.starts_with("action=")) co_return std::string(line.substr(7));
    base::log::warning("smtpd", "server {} answers without an action", whom.where.name);
    co_return net::make_error_code(net::errc::closed);
}

task<decision> check_policy_service(inquiry& on, topic const& about, restriction const& what) {
    auto const& facts = on.about.facts;
    auto const& how = what.service->how;
    auto action = how.default_action;
    if (on.about.policy && facts) {
        auto request = attributes(on.about, *facts, how.context);
        auto const got = co_await on.about.policy->ask(what.service, std::move(request));
        if (got) action = *got;
    }
    co_return co_await act(on, about, what.service->where.name, "policy query", std::move(action));
}

}  // namespace mailstead::mta::smtpd
