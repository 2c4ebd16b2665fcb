// Checks of the client's name and of the name it gives in HELO; what a host name is.
#include <algorithm>

#include "conf/network.h"
#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

bool is_label_byte(char c) noexcept { return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '-'; }

bool is_label(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), is_label_byte);
}

// A name ending in one dot is the name.
std::string_view without_dot(std::string_view name) noexcept {
    if (name.ends_with('.') && !name.ends_with("..")) name.remove_suffix(1);
    return name;
}

// What all three checks of HELO say of "[1.2.3]".
std::optional<decision> literal(inquiry& on) {
    auto const& about = on.about;
    if (!about.helo.starts_with('[')) return std::nullopt;
    if (literal_address(about.helo)) return decision{};
    return refuse(on, about.settings->codes.invalid_hostname, "5.5.2", rejected(topic_of(about, party::helo), "invalid ip address"));
}

}  // namespace

bool is_host_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > 255) return false;
    bool const numeric = std::all_of(text.begin(), text.end(), [](char c) { return base::is_digit(c) || c == '.'; });
    if (numeric) return false;
    for (;;) {
        auto const dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == text.npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_dns_name(std::string_view text) noexcept { return is_host_name(without_dot(text)) && text.size() <= 253; }

std::optional<std::string> literal_address(std::string_view text) {
    if (text.size() < 3 || text.front() != '[' || text.back() != ']') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    bool const v6 = base::istarts_with(text, "IPv6:");
    if (v6) text.remove_prefix(5);
    auto const address = conf::parse_ip(text);
    if (!address || v6 != (text.find(':') != text.npos)) return std::nullopt;
    return address->text();
}

std::string_view domain_of(std::string_view address) noexcept {
    auto const at = address.rfind('@');
    return at == address.npos ? std::string_view() : address.substr(at + 1);
}

task<decision> reject_unknown_client(inquiry& on, topic const&, restriction const&) {
    auto const& about = on.about;
    if (about.client_name != "unknown") co_return decision{};
    int const code = about.name_in_doubt ? 450 : about.settings->codes.unknown_client;
    co_return refuse(on, code, "4.7.25", fmt::format("Client host rejected: cannot find your hostname, [{}]", about.client_address));
}

task<decision> reject_unknown_reverse_client(inquiry& on, topic const&, restriction const&) {
    auto const& about = on.about;
    if (about.reverse_name != "unknown") co_return decision{};
    int const code = about.name_in_doubt ? 450 : about.settings->codes.unknown_client;
    co_return refuse(on, code, "4.7.1",
                     fmt::format("Client host rejected: cannot find your reverse hostname, [{}]", about.client_address));
}

task<decision> reject_invalid_helo(inquiry& on, topic const&, restriction const&) {
    auto const& about = on.about;
    if (about.helo.empty()) co_return decision{};
    if (auto const known = literal(on)) co_return *known;
    auto const name = without_dot(about.helo);
    if (is_host_name(name) || conf::parse_ip(name)) co_return decision{};
    co_return refuse(on, about.settings->codes.invalid_hostname, "5.5.2", rejected(topic_of(about, party::helo), "Invalid name"));
}

task<decision> reject_non_fqdn_helo(inquiry& on, topic const&, restriction const&) {
    auto const& about = on.about;
    if (about.helo.empty()) co_return decision{};
    if (auto const known = literal(on)) co_return *known;
    auto const name = without_dot(about.helo);
    if (is_host_name(name) && name.find('.') != name.npos) co_return decision{};
    co_return refuse(on, about.settings->codes.non_fqdn, "5.5.2",
                     rejected(topic_of(about, party::helo), "need fully-qualified hostname"));
}

task<decision> reject_unknown_helo(inquiry& on, topic const&, restriction const&) {
    auto const& about = on.about;
    if (about.helo.empty() || !about.names) co_return decision{};
    if (auto const known = literal(on)) co_return *known;
    auto const text = rejected(topic_of(about, party::helo), "Host not found");
    bool const can_be_asked = is_dns_name(about.helo);
    bool failed = false;
    for (auto const type : {net::record_type::a, net::record_type::aaaa, net::record_type::mx}) {
        if (!can_be_asked) break;
        auto const got = co_await about.names->lookup(std::string(about.helo), type);
        if (got) co_return decision{};
        if (got.error() != net::make_error_code(net::errc::not_found)) failed = true;
    }
    auto const& s = *about.settings;
    if (failed) co_return tempfail(on, s.helo_tempfail_permits, "4.7.1", text);
    co_return refuse(on, s.codes.unknown_hostname, "4.7.1", text);
}

}  // namespace mailstead::mta::smtpd
