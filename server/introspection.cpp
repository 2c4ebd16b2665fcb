#include "server/introspection.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>

#include "auth/oauth_message.h"
#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"

namespace mailstead::server {
namespace {

constexpr std::size_t answer_limit = 64 * 1024;
constexpr auto token_patience = std::chrono::seconds(10);
constexpr std::size_t most_addresses = 4;

bool is_unreserved(char c) noexcept {    // RFC 3986 §2.3
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_numeric(std::string const& host) {
    std::array<unsigned char, 16> space{};
    return ::inet_pton(AF_INET, host.c_str(), space.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), space.data()) == 1;
}

using steady = std::chrono::steady_clock;

// Waits until the descriptor is ready; false when the time is over.
bool wait_for(int fd, short what, steady::time_point end) {
    for (;;) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - steady::now()).count();
        if (left <= 0) return false;
        pollfd one{fd, what, 0};
        int const got = ::poll(&one, 1, static_cast<int>(left));
        if (got > 0) return true;
        if (got < 0 && errno != EINTR) return false;
    }
}

base::error_code last_error() { return {errno, boost::system::system_category()}; }
base::error_code late() { return make_error_code(boost::system::errc::timed_out); }

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
    if (is_numeric(target_->host)) {
        out.push_back(target_->host);
        co_return out;
    }
    auto found = co_await names_.system_addresses(target_->host);
    if (found) out = std::move(*found);
    if (out.size() > most_addresses) out.resize(most_addresses);
    co_return out;
}

base::result<std::string> introspect(std::string const& socket, std::chrono::milliseconds patience, std::string_view token) {
    auto const end = steady::now() + patience;
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (socket.size() >= sizeof name.sun_path) return make_error_code(boost::system::errc::filename_too_long);
    std::copy(socket.begin(), socket.end(), name.sun_path);
    base::unique_fd const fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd || ::connect(fd.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name) != 0) return last_error();
    std::string const line = std::string(token) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        if (!wait_for(fd.get(), POLLOUT, end)) return late();
        auto const n = ::send(fd.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return last_error();
        if (n > 0) sent += static_cast<std::size_t>(n);
    }
    std::string answer;
    while (!answer.ends_with('\n')) {
        if (!wait_for(fd.get(), POLLIN, end)) return late();
        std::array<char, 4096> bytes;
        auto const n = ::recv(fd.get(), bytes.data(), bytes.size(), 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return last_error();
        if (n == 0 || answer.size() > 2 * answer_limit) return make_error_code(boost::system::errc::bad_message);
        answer.append(bytes.data(), static_cast<std::size_t>(n));
    }
    answer.pop_back();
    if (!answer.starts_with("OK ")) return make_error_code(boost::system::errc::resource_unavailable_try_again);
    auto body = base::base64_decode(std::string_view(answer).substr(3));
    if (!body) return make_error_code(boost::system::errc::bad_message);
    return std::move(*body);
}

}  // namespace mailstead::server
