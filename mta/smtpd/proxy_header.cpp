#include "mta/smtpd/proxy_header.h"

#include <arpa/inet.h>

#include <array>

#include "base/ascii.h"
#include "conf/network.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);

unsigned byte(std::string_view bytes, std::size_t at) noexcept { return static_cast<unsigned char>(bytes[at]); }

std::string address_text(std::string_view bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    int const family = bytes.size() == 4 ? AF_INET : AF_INET6;
    if (!::inet_ntop(family, bytes.data(), text.data(), text.size())) return {};
    auto const plain = conf::parse_ip(text.data());    // an IPv4 address in an IPv6 one is the IPv4 one
    return plain ? plain->text() : std::string();
}

std::optional<std::string> address_of(std::string_view text, bool v6) {
    auto const address = conf::parse_ip(text);
    if (!address || (text.find(':') != text.npos) != v6) return std::nullopt;
    return address->text();
}

}  // namespace

bool is_binary_proxy_header(std::string_view start) noexcept { return start == signature; }

std::optional<std::size_t> proxy_body_size(std::string_view head) noexcept {
    if (head.size() != proxy_head_size || !head.starts_with(signature) || byte(head, 12) >> 4 != 2) return std::nullopt;
    std::size_t const size = byte(head, 14) << 8 | byte(head, 15);
    if (size > proxy_body_limit) return std::nullopt;
    return size;
}

std::optional<proxied> parse_binary_proxy_header(std::string_view header) {
    auto const size = proxy_body_size(header.substr(0, proxy_head_size));
    if (!size || header.size() != proxy_head_size + *size) return std::nullopt;
    auto const command = byte(header, 12) & 15;
    auto const family = byte(header, 13);
    proxied out;
    if (command == 0) return out;    // LOCAL
    if (command != 1) return std::nullopt;
    std::size_t const width = family == 0x11 ? 4 : 16;    // TCP over IPv4, TCP over IPv6
    if (family != 0x11 && family != 0x21) return out;
    auto const body = header.substr(proxy_head_size);
    if (body.size() < width * 2 + 4) return std::nullopt;
    out.known = true;
    out.client_address = address_text(body.substr(0, width));
    out.server_address = address_text(body.substr(width, width));
    auto const ports = body.substr(width * 2);
    out.client_port = static_cast<std::uint16_t>(byte(ports, 0) << 8 | byte(ports, 1));
    out.server_port = static_cast<std::uint16_t>(byte(ports, 2) << 8 | byte(ports, 3));
    return out;
}

std::optional<proxied> parse_proxy_line(std::string_view line) {
    auto const words = base::split(line, " ");
    proxied out;
    if (words.size() < 2 || words[0] != "PROXY") return std::nullopt;
    if (words[1] == "UNKNOWN") return out;
    bool const v6 = words[1] == "TCP6";
    if ((words[1] != "TCP4" && !v6) || words.size() != 6) return std::nullopt;
    auto const client = address_of(words[2], v6);
    auto const server = address_of(words[3], v6);
    auto const client_port = base::number<std::uint16_t>(words[4]);
    auto const server_port = base::number<std::uint16_t>(words[5]);
    if (!client || !server || !client_port || !server_port) return std::nullopt;
    out.known = true;
    out.client_address = *client;
    out.server_address = *server;
    out.client_port = *client_port;
    out.server_port = *server_port;
    return out;
}

}  // namespace mailstead::mta::smtpd
