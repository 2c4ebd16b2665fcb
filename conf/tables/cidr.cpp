// Networks in order, cidr_table(5).
#include <arpa/inet.h>

#include <cstring>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/network.h"
#include "conf/tables/rules.h"

namespace mailstead::conf {
namespace {

using verdict = condition::verdict;

// Here an IPv4 address mapped into IPv6 stays an IPv6 address, unlike in the rest of the server: Postfix's tables tell
// them apart.
std::optional<ip_address> address_of(std::string_view text) noexcept {
    char copy[INET6_ADDRSTRLEN + 1];
    if (text.empty() || text.size() >= sizeof copy || text.find('\0') != text.npos) return std::nullopt;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    ip_address out;
    out.v6 = text.find(':') != text.npos;
    if (::inet_pton(out.v6 ? AF_INET6 : AF_INET, copy, out.bytes.data()) != 1) return std::nullopt;
    return out;
}

class in_network final : public condition {
public:
    explicit in_network(ip_network network) : network_(network) {}
    verdict match(std::string_view key, std::size_t, groups&, std::string&) const override {
        auto const address = address_of(key);
        if (!address || address->v6 != network_.base.v6) return verdict::neither;
        return network_.contains(*address) ? verdict::yes : verdict::no;
    }

private:
    ip_network network_;
};

// Takes the brackets of "[address]", "[address]/n" and "[address/n]".
std::optional<std::string> without_brackets(std::string_view text, std::string& why) {
    if (!text.starts_with('[')) return std::string(text);
    auto const close = text.find(']');
    if (close == text.npos) {
        why = fmt::format("missing ']' character after \"{:.100}\"", text);
        return std::nullopt;
    }
    auto const after = text.substr(close + 1);
    if (!after.empty() && !after.starts_with('/')) {
        why = fmt::format("garbage after \"{:.100}\"", text.substr(0, close + 1));
        return std::nullopt;
    }
    return std::string(text.substr(1, close - 1)) + std::string(after);
}

// The network that `text`, without brackets, names; absent with the reason in `why`.
std::optional<ip_network> network_at(std::string_view text, std::string& why) {
    auto const slash = text.find('/');
    auto const width = text.find(':') == text.npos ? 32u : 128u;
    auto prefix = std::optional(width);
    if (slash != text.npos) {
        auto const length = text.substr(slash + 1);
        bool const is_number = !length.empty() && length.find_first_not_of("0123456789") == length.npos;
        prefix = base::number<unsigned>(length);
        if (!is_number)
            why = fmt::format("bad mask value in \"{:.100}\"", text);
        else if (!prefix || *prefix > width)
            why = fmt::format("bad mask length in \"{:.100}\"", text);
        if (!why.empty()) return std::nullopt;
    }
    auto const address = address_of(text.substr(0, slash));
    if (!address) {
        why = slash == text.npos ? fmt::format("bad address pattern: \"{:.100}\"", text)
                                 : fmt::format("bad network value in \"{:.100}\"", text);
        return std::nullopt;
    }
    auto const out = network_of(*address, static_cast<int>(*prefix));
    if (out.base == *address) return out;
    why = fmt::format("non-null host address bits in \"{:.100}\", perhaps you should use \"{}/{}\" instead", text,
                      out.base.text(), *prefix);
    return std::nullopt;
}

// The rule of one line but endif; absent with the reason in `why`.
std::optional<rule> read_rule(rule_head const& head, std::string& why) {
    bool const is_if = head.what == rule_head::form::begin_if;
    auto text = head.rest;
    rule out;
    out.what = is_if ? rule::action::begin_if : rule::action::value;
    out.negated = take_negation(text);
    // Nothing may follow the pattern of an if.
    auto const space = is_if ? text.size() : std::min(text.find_first_of(" \t\r\n\v\f"), text.size());
    auto const value = base::trimmed(text.substr(space));
    if (text.empty()) {
        why = "no address pattern";
        return std::nullopt;
    }
    auto const bare = without_brackets(text.substr(0, space), why);
    auto const network = bare ? network_at(*bare, why) : std::nullopt;
    if (network && !is_if && value.empty()) why = "no lookup result";
    if (!network || !why.empty()) return std::nullopt;
    out.when = std::make_unique<in_network>(*network);
    out.value = replacement(std::string(value));
    return out;
}

// An endif that is none leaves its block open.
void end_if(rule_list& list, std::string_view rest, int line) {
    if (!rest.empty()) return list.warn(line, "garbage after ENDIF: skipping this rule");
    if (!list.is_open()) return list.warn(line, "ENDIF without IF: skipping this rule");
    list.end_if(line);
}

}  // namespace

content_ptr read_cidr(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    rule_list list(file, report);
    for (auto const& line : lines) {
        auto const head = read_head(line.text);
        if (head.what == rule_head::form::end_if) {
            end_if(list, head.rest, line.line);
            continue;
        }
        std::string why;
        auto one = read_rule(head, why);
        if (one) {
            list.add(std::move(*one), line.line);
            continue;
        }
        list.warn(line.line, why + ": skipping this rule");
        if (head.what == rule_head::form::begin_if) list.add_broken_if(line.line);
    }
    return std::move(list).finish();
}

}  // namespace mailstead::conf
