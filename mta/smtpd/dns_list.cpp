#include "mta/smtpd/dns_list.h"

#include "base/ascii.h"
#include "net/resolver.h"

namespace mailstead::mta::smtpd {
namespace {

std::optional<dns_list::ranges> parse_ranges(std::string_view text) {
    bool const bracketed = text.starts_with('[');
    if (bracketed && !text.ends_with(']')) return std::nullopt;
    if (bracketed) text = text.substr(1, text.size() - 2);
    dns_list::ranges out;
    while (true) {
        auto const end = text.find(';');
        auto const one = text.substr(0, end);
        auto const dots = one.find("..");
        auto const low = base::number<std::uint8_t>(one.substr(0, dots));
        auto const high = dots == one.npos ? low : base::number<std::uint8_t>(one.substr(dots + 2));
        if (!low || !high || *low > *high || (!bracketed && dots != one.npos)) return std::nullopt;
        out.emplace_back(*low, *high);
        if (end == text.npos) return out;
        if (!bracketed) return std::nullopt;
        text.remove_prefix(end + 1);
    }
}

// The four bytes of "127.0.0.[2..11;15]": dots inside brackets do not separate.
std::optional<std::array<dns_list::ranges, 4>> parse_filter(std::string_view text) {
    std::array<dns_list::ranges, 4> out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const from = text.starts_with('[') ? text.find(']') : 0;
        if (from == text.npos) return std::nullopt;
        auto const dot = text.find('.', from);
        if ((dot == text.npos) != (i == 3)) return std::nullopt;
        auto one = parse_ranges(text.substr(0, dot));
        if (!one) return std::nullopt;
        out[i] = std::move(*one);
        text.remove_prefix(dot == text.npos ? text.size() : dot + 1);
    }
    return out;
}

}  // namespace

std::optional<dns_list> dns_list::parse(std::string_view text) {
    dns_list out;
    out.spec = text;
    auto const equals = text.find('=');
    out.domain = text.substr(0, equals);
    if (out.domain.empty() || out.domain.size() > 200) return std::nullopt;
    if (equals == text.npos) return out;
    out.filter = parse_filter(text.substr(equals + 1));
    if (!out.filter) return std::nullopt;
    return out;
}

bool dns_list::counts(std::string_view rdata) const noexcept {
    if (rdata.size() != 4) return false;
    for (std::size_t i = 0; filter && i < 4; ++i) {
        auto const byte = static_cast<std::uint8_t>(rdata[i]);
        bool inside = false;
        for (auto const& [low, high] : (*filter)[i]) inside |= low <= byte && byte <= high;
        if (!inside) return false;
    }
    return true;
}

std::string reversed_address(std::string const& address) {
    auto name = net::reverse_name(address);
    for (std::string_view const zone : {".in-addr.arpa", ".ip6.arpa"})
        if (name.ends_with(zone)) name.resize(name.size() - zone.size());
    return name;
}

}  // namespace mailstead::mta::smtpd
