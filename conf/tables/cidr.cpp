// Networks in order, cidr_table(5).
#include "conf/network.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/tables/rules.h"

namespace mailstead::conf {
namespace {

class in_network final : public condition {
public:
    explicit in_network(ip_network network) : network_(network) {}
    result<std::optional<groups>> match(std::string_view key) const override {
        auto const address = parse_ip(key);
        return address && network_.contains(*address) ? std::optional<groups>(groups{key}) : std::optional<groups>();
    }

private:
    ip_network network_;
};

// Something that is not an address is in no network, and outside none either: negation must not match it.
class is_address final : public condition {
public:
    result<std::optional<groups>> match(std::string_view key) const override {
        return parse_ip(key) ? std::optional<groups>(groups{key}) : std::optional<groups>();
    }
};

}  // namespace

content_ptr read_cidr(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    rule_list list(file, report);
    rule only_addresses;
    only_addresses.what = rule::action::begin_if;
    only_addresses.when = std::make_unique<is_address>();
    list.add(std::move(only_addresses), 0);
    for (auto const& line : lines) {
        auto const head = read_head(line.text);
        rule one;
        one.what = head.what;
        one.negated = head.negated;
        if (head.what == rule::action::end_if) {
            list.add(std::move(one), line.line);
            continue;
        }
        auto const space = std::min(head.rest.find_first_of(" \t"), head.rest.size());
        auto why = network_error::syntax;
        auto const network = parse_network(head.rest.substr(0, space), why);
        one.value = std::string(base::trimmed(head.rest.substr(space)));
        if (!network) {
            auto const* text =
                why == network_error::host_bits ? "non-null host address bits in" : "bad net/mask pattern";
            list.warn(line.line, fmt::format("{} \"{}\": skipping this rule", text, head.rest.substr(0, space)));
            // An if that cannot be understood never holds; dropping it would let its rules apply to all.
            if (head.what != rule::action::begin_if) continue;
            one.when = std::make_unique<is_address>();
            one.negated = true;
        } else {
            one.when = std::make_unique<in_network>(*network);
        }
        if (head.what == rule::action::value && one.value.empty()) {
            list.warn(line.line, "no address result: skipping this rule");
            continue;
        }
        list.add(std::move(one), line.line);
    }
    rule end;
    end.what = rule::action::end_if;
    list.add(std::move(end), 0);
    return std::move(list).finish();
}

}  // namespace mailstead::conf
