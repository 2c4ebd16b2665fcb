#include "mta/smtp_client/destination.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <memory>

#include <unicode/uidna.h>

#include "base/ascii.h"

namespace mailstead::mta::smtp_client {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
    if (auto const number = base::number<std::uint16_t>(text)) return *number == 0 ? std::nullopt : number;
    std::string const name(text);
    servent entry{};
    servent* found = nullptr;
    std::array<char, 1024> room{};
    if (::getservbyname_r(name.c_str(), "tcp", &entry, room.data(), room.size(), &found) != 0 || !found) return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(found->s_port));
}

// "" when the name has no such form.
std::string a_labels(std::string_view name) {
    auto trouble = U_ZERO_ERROR;
    std::unique_ptr<UIDNA, decltype(&uidna_close)> const idna(uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &trouble), uidna_close);
    if (U_FAILURE(trouble)) return {};
    UIDNAInfo told = UIDNA_INFO_INITIALIZER;
    std::array<char, 256> room{};
    auto const size = uidna_nameToASCII_UTF8(idna.get(), name.data(), static_cast<std::int32_t>(name.size()), room.data(),
                                             static_cast<std::int32_t>(room.size()), &told, &trouble);
    if (U_FAILURE(trouble) || told.errors != 0 || size <= 0) return {};
    return {room.data(), static_cast<std::size_t>(size)};
}

bool is_sane(std::string_view name) noexcept {
    for (char const c : name)
        if (c <= ' ' || c >= 0x7f || c == '[' || c == ']' || c == '@' || c == '/') return false;
    return !name.empty() && name.size() <= 255;
}

}  // namespace

std::optional<destination> parse_destination(std::string_view text, std::uint16_t default_port) {
    text = base::trimmed(text);
    if (text.starts_with("inet:")) text.remove_prefix(5);
    destination out;
    out.port = default_port;
    out.is_host = text.starts_with('[');
    auto const close = out.is_host ? text.find(']') : text.npos;
    if (out.is_host && close == text.npos) return std::nullopt;
    auto const colon = text.find(':', out.is_host ? close : 0);
    if (out.is_host && colon != close + 1 && close + 1 != text.size()) return std::nullopt;
    if (colon != text.npos) {
        auto const port = port_of(text.substr(colon + 1));
        if (!port) return std::nullopt;
        out.port = *port;
    }
    auto name = out.is_host ? text.substr(1, close - 1) : text.substr(0, colon);
    if (out.is_host && base::istarts_with(name, "IPv6:")) name.remove_prefix(5);
    if (name.ends_with('.')) name.remove_suffix(1);
    out.name = base::is_ascii(name) ? base::lowered(name) : a_labels(name);
    if (!is_sane(out.name)) return std::nullopt;
    return out;
}

std::vector<std::string> split_next_hops(std::string_view text) {
    std::vector<std::string> out;
    for (auto const one : base::split(text, ", \t\r\n")) out.emplace_back(one);
    return out;
}

bool is_address(std::string const& text) noexcept {
    std::array<unsigned char, 16> bytes{};
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

}  // namespace mailstead::mta::smtp_client
