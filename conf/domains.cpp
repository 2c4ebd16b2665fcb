// The class of a domain: see domains.h.
#include "conf/domains.h"

#include <algorithm>

#include "base/ascii.h"
#include "conf/network.h"

namespace mailstead::conf {

domains::domains(settings const& values, conf::report const& report)
    : local_(match_list::open("mydestination", values, report)),
      virtual_alias_(match_list::open("virtual_alias_domains", values, report)),
      virtual_mailbox_(match_list::open("virtual_mailbox_domains", values, report)),
      relay_(match_list::open("relay_domains", values, report)) {
    auto const protocols = values.list("inet_protocols");
    for (auto const* name : {"inet_interfaces", "proxy_interfaces"})
        for (auto& one : inet_addresses(values.host(), values.list(name), protocols))
            addresses_.push_back(std::move(one.text));
}

result<address_class> domains::classify(std::string_view domain) const {
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.starts_with('[') && domain.ends_with(']')) {
        auto literal = domain.substr(1, domain.size() - 2);
        if (base::istarts_with(literal, "IPv6:")) literal.remove_prefix(5);
        if (is_own_address(literal)) return address_class::local;
    }
    struct step {
        match_list const& list;
        address_class which;
    };
    // Postfix's order: what is listed twice belongs to the first.
    for (auto const& [list, which] :
         {step{local_, address_class::local}, step{virtual_alias_, address_class::virtual_alias},
          step{virtual_mailbox_, address_class::virtual_mailbox}, step{relay_, address_class::relay}}) {
        auto const listed = list.matches(domain);
        if (!listed) return listed.error();
        if (*listed) return which;
    }
    return address_class::other;
}

result<bool> domains::is_ours(std::string_view domain) const {
    auto const which = classify(domain);
    if (!which) return {boost::system::in_place_error, which.error()};
    return *which != address_class::other;
}

bool domains::is_blocking() const noexcept {
    return local_.is_blocking() || virtual_alias_.is_blocking() || virtual_mailbox_.is_blocking() || relay_.is_blocking();
}

bool domains::is_own_address(std::string_view address) const noexcept {
    auto const ip = parse_ip(address);
    if (!ip) return false;
    return std::any_of(addresses_.begin(), addresses_.end(),
                       [&](std::string const& own) { return parse_ip(own) == ip; });
}

}  // namespace mailstead::conf
