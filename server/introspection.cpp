#include "server/introspection.h"

#include <array>

#include "auth/oauth_message.h"
#include "base/ascii.h"
#include "base/dialogue.h"
#include "base/log.h"
#include "conf/network.h"

namespace mailstead::server {
namespace {

constexpr std::size_t answer_limit = 64 * 1024;
constexpr auto token_patience = std::chrono::seconds(10);
constexpr std::size_t most_addresses = 4;

bool is_unreserved(char c) noexcept {    // RFC 3986 §2.3
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<introspection_target> introspection_target_of(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!base::istarts_with(url, scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    auto const slash = std::min(url.find_first_of("/?#"), url.size());
    auto authority = url.substr(0, slash);
    auto const path = url.substr(slash);
    introspection_target out;
    out.target = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
    auto const bracket = authority.rfind(']');
    auto const colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    if (colon != authority.npos) {
        auto const port = base::number<std::uint16_t>(authority.substr(colon + 1));
        if (!port || *port == 0) return std::nullopt;
        out.port = *port;
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']')) authority = authority.substr(1, authority.size() - 2);
    out.host = authority;
    auto const is_bad = [](char c) { return c <= ' ' || c >= 0x7f || c == '@' || c == '#'; };
    bool const good = !out.host.empty() && std::none_of(out.host.begin(), out.host.end(), is_bad) &&
                      std::none_of(out.target.begin(), out.target.end(), is_bad);
    return good ? std::optional(std::move(out)) : std::nullopt;
}

std::string introspection_form(std::string_view token) {
    std::string out = "token=";
    for (char const c : token) {
        if (is_unreserved(c)) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out + "&token_type_hint=access_token";
}

introspection_service::introspection_service(net::executor home, mta::smtp_client::names& names, conf::settings const& values, secrets const& read)
    : home_(std::move(home)), names_(names), patience_(values.duration("auth_oauth2_introspection_timeout")) {
    auto const url = values.text("auth_oauth2_introspection_url");
    if (url.empty()) return;
    target_ = introspection_target_of(url);
    if (!target_) trouble_ = "auth_oauth2_introspection_url is no https: URL";
    auto const path = values.text("auth_oauth2_introspection_credentials");
    auto const found = read.find(path);
    if (found != read.end()) credentials_ = base::trimmed(found->second);
    else if (!path.empty()) trouble_ = path + " cannot be read";
    net::tls_client_settings wanted;
    wanted.ca_file = values.text("auth_oauth2_introspection_CAfile");
    wanted.system_authorities = true;
    std::string why;
    auto made = net::tls_context::for_client(wanted, why);
    if (made) context_ = *made;
    else trouble_ = "TLS is not available: " + why;
    if (!trouble_.empty()) base::log::error("auth", "token introspection: {}", trouble_);
}

net::task<void> introspection_service::serve(net::stream& wire) {
    std::string token;
    while (token.find('\n') == token.npos) {
        auto const got = co_await wire.read_some(auth::longest_token + 1, token_patience);
        if (!got || token.size() > auth::longest_token) co_return;
        token += *got;
    }
    token.resize(token.find('\n'));
    auto const answer = co_await ask(std::move(token));
    auto const sent = co_await wire.write(answer, token_patience);
    static_cast<void>(sent);
}

std::string introspection_service::fail(std::string why) const {
    base::log::warning("auth", "token introspection: {}", base::printable(why));
    return "FAIL " + base::printable(why) + "\n";
}

net::task<std::string> introspection_service::ask(std::string token) {
    if (!target_ || !context_ || !trouble_.empty()) co_return fail(trouble_.empty() ? "not configured" : trouble_);
    net::https_request wanted;
    wanted.host = target_->host;
    wanted.port = target_->port;
    wanted.target = target_->target;
    wanted.accept = "application/json";
    wanted.form = introspection_form(token);
    if (!credentials_.empty()) wanted.authorization = "Basic " + base::base64_encode(credentials_);
    wanted.context = context_;
    wanted.body_limit = answer_limit;
    wanted.patience = patience_;
    auto const all = co_await addresses();
    if (all.empty()) co_return fail("no address of " + target_->host);
    net::https_failure failure;
    for (auto const& address : all) {
        wanted.address = address;
        auto const got = co_await net::https_get(home_, wanted, failure);
        if (got && got->status == 200) co_return "OK " + base::base64_encode(got->body) + "\n";
        if (got) co_return fail(fmt::format("{} answers with status {}", target_->host, got->status));
    }
    co_return fail(fmt::format("{}: {}", target_->host, failure.why));
}

// The administrator named the host: the machine's own way to find it is right, /etc/hosts included.
net::task<std::vector<std::string>> introspection_service::addresses() {
    std::vector<std::string> out;
    if (conf::parse_ip(target_->host)) {
        out.push_back(target_->host);
        co_return out;
    }
    auto found = co_await names_.system_addresses(target_->host);
    if (found) out = std::move(*found);
    if (out.size() > most_addresses) out.resize(most_addresses);
    co_return out;
}

base::result<std::string> introspect(std::string const& socket, std::chrono::milliseconds patience, std::string_view token) {
    auto const end = std::chrono::steady_clock::now() + patience;
    auto const fd = base::connect_to(socket, end);
    if (!fd) return fd.error();
    if (auto const sent = base::send_all(fd->get(), std::string(token) + "\n", end); !sent) return sent.error();
    std::string answer;
    while (!answer.ends_with('\n')) {
        std::array<char, 4096> bytes;
        auto const n = base::receive_some(fd->get(), bytes, end);
        if (!n) return n.error();
        if (*n == 0 || answer.size() > 2 * answer_limit) return make_error_code(boost::system::errc::bad_message);
        answer.append(bytes.data(), *n);
    }
    answer.pop_back();
    if (!answer.starts_with("OK ")) return make_error_code(boost::system::errc::resource_unavailable_try_again);
    auto body = base::base64_decode(std::string_view(answer).substr(3));
    if (!body) return make_error_code(boost::system::errc::bad_message);
    return std::move(*body);
}

}  // namespace mailstead::server
