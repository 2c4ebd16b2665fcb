// The machine's name, interfaces and what follows from them.
#include "conf/machine.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "conf/network.h"

namespace mailstead::conf {
namespace {

// The address in `from`, scope left out; absent for other families.
std::optional<ip_address> address_in(sockaddr const* from) noexcept {
    if (from == nullptr) return std::nullopt;
    ip_address out;
    if (from->sa_family == AF_INET) {
        auto const* v4 = reinterpret_cast<sockaddr_in const*>(from);
        std::copy_n(reinterpret_cast<unsigned char const*>(&v4->sin_addr), 4, out.bytes.begin());
        return out;
    }
    if (from->sa_family != AF_INET6) return std::nullopt;
    auto const* v6 = reinterpret_cast<sockaddr_in6 const*>(from);
    std::copy_n(reinterpret_cast<unsigned char const*>(&v6->sin6_addr), 16, out.bytes.begin());
    out.v6 = true;
    return out;
}

int bits_in(ip_address const& mask) noexcept {
    int count = 0;
    for (unsigned char byte : mask.bytes) count += __builtin_popcount(byte);
    return count;
}

void add_once(std::vector<own_address>& out, own_address one) {
    auto const same = [&](own_address const& other) { return other.text == one.text; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(one));
}

std::vector<ip_address> addresses_of(std::string const& host) {
    std::vector<ip_address> out;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return out;
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const owner(found, &::freeaddrinfo);
    for (auto const* one = found; one != nullptr; one = one->ai_next)
        if (auto address = address_in(one->ai_addr)) out.push_back(*address);
    return out;
}

bool is_loopback(own_address const& one) noexcept { return one.text.starts_with("127.") || one.text == "::1"; }

own_address const* find_own(machine const& host, std::string_view text) noexcept {
    for (auto const& one : host.addresses)
        if (one.text == text) return &one;
    return nullptr;
}

// What one word of inet_interfaces stands for.
void add_interface(machine const& host, std::string word, std::vector<own_address>& out) {
    bool const all = base::iequals(word, "all");
    bool const loopback = base::iequals(word, "loopback-only") || base::iequals(word, "localhost");
    if (all || loopback) {
        for (auto const& one : host.addresses)
            if (all || is_loopback(one)) add_once(out, one);
        return;
    }
    if (word.starts_with('[') && word.ends_with(']')) word = word.substr(1, word.size() - 2);
    auto const literal = parse_ip(word);
    for (auto const& address : literal ? std::vector{*literal} : addresses_of(word)) {
        auto const text = address.text();
        auto const* own = find_own(host, text);
        add_once(out, own != nullptr ? *own : own_address{text, address.width()});
    }
}

int class_prefix(ip_address const& address, int prefix) noexcept {
    if (address.v6) return prefix;
    unsigned const first = address.bytes[0];
    return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
}

}  // namespace

machine this_machine() {
    machine out;
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) == 0) out.hostname = name;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return out;
    std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> const owner(list, &::freeifaddrs);
    for (auto const* one = list; one != nullptr; one = one->ifa_next) {
        auto const address = address_in(one->ifa_addr);
        auto const mask = address_in(one->ifa_netmask);
        if (!address || (one->ifa_flags & IFF_UP) == 0) continue;
        add_once(out.addresses, {address->text(), mask ? bits_in(*mask) : address->width()});
    }
    return out;
}

std::vector<own_address> inet_addresses(machine const& host, std::vector<std::string> const& interfaces,
                                        std::vector<std::string> const& protocols) {
    std::vector<own_address> chosen;
    for (auto const& word : interfaces) add_interface(host, word, chosen);
    auto const named = [&](std::string_view protocol) {
        return std::any_of(protocols.begin(), protocols.end(), [&](std::string const& word) {
            return base::iequals(word, protocol) || base::iequals(word, "all");
        });
    };
    bool const v4 = named("ipv4");
    bool const v6 = named("ipv6");
    std::erase_if(chosen, [&](own_address const& one) { return one.is_v6() ? !v6 : !v4; });
    return chosen;
}

std::string networks_of(std::vector<own_address> const& addresses, std::string_view style) {
    std::vector<std::string> seen;
    std::string out;
    for (auto const& one : addresses) {
        auto const address = parse_ip(one.text);
        if (!address) continue;
        int const prefix = style == "host"    ? address->width()
                           : style == "class" ? class_prefix(*address, one.prefix)
                                              : one.prefix;
        auto text = network_of(*address, prefix).text();
        if (std::find(seen.begin(), seen.end(), text) != seen.end()) continue;
        if (!out.empty()) out += ' ';
        out += text;
        seen.push_back(std::move(text));
    }
    return out;
}

}  // namespace mailstead::conf
