#include "mta/rewrite/canonical.h"

#include "base/ascii.h"
#include "base/log.h"
#include "mta/rewrite/mapped.h"

namespace mailstead::mta::rewrite {

smtp::mailbox rewriter::rewritten(smtp::mailbox address, role which, completion const& rules) {
    return mapped_address(completed(std::move(address), rules), which);
}

smtp::mailbox rewriter::mapped_address(smtp::mailbox address, role which) {
    if (address.text.empty()) return address;
    for (auto const* rule : {&with_.sender_canonical, &with_.recipient_canonical, &with_.canonical})
        if (rule->applies(which)) address = follow(std::move(address), *rule);
    if (!with_.masquerade.empty() && with_.masquerade_roles.has(which)) address = masqueraded(std::move(address));
    return address;
}

smtp::mailbox rewriter::follow(smtp::mailbox address, map_rule const& rule) {
    auto const how = with_.extend_canonical ? extensions::keep : extensions::drop;
    for (unsigned i = 0; i < with_.canonical_chain; ++i) {
        auto next = mapped(address, rule, how, with_);
        if (!next) failed(rule, address.text);
        if (!next || next->empty()) return address;
        if (next->size() > 1)
            base::log::warning("cleanup", "{}: multi-valued {} entry for {}", id_, rule.name, base::printable(address.text));
        bool const same = base::iequals(next->front().text, address.text);
        address = std::move(next->front());
        if (same || with_.canonical_chain == 1) return address;
    }
    base::log::warning("cleanup", "{}: unreasonable {} map nesting for {} -- message not accepted, try again later", id_,
                       rule.name, base::printable(address.text));
    return address;
}

void rewriter::failed(map_rule const& rule, std::string_view address) {
    base::log::warning("cleanup", "{}: {} map lookup problem for {} -- message not accepted, try again later", id_, rule.name,
                       base::printable(address));
    trouble_ = trouble::lookup;
}

// masquerade_domains: the first entry that the domain is, or lies below, decides.
smtp::mailbox rewriter::masqueraded(smtp::mailbox address) {
    auto const domain = base::lowered(address.domain());
    if (domain.empty()) return address;
    auto const exempt = with_.masquerade_exceptions.empty() ? conf::result<bool>(false)
                                                            : with_.masquerade_exceptions.matches(smtp::unquoted(address.local_part()));
    if (!exempt) {
        base::log::warning("cleanup", "{}: masquerade_exceptions lookup problem for {}", id_, base::printable(address.text));
        trouble_ = trouble::lookup;
        return address;
    }
    if (*exempt) return address;
    for (std::string_view parent : with_.masquerade) {
        bool strips = true;
        for (; parent.starts_with('!'); parent.remove_prefix(1)) strips = !strips;
        bool const below = domain.size() > parent.size() && domain.ends_with(parent) &&
                           domain[domain.size() - parent.size() - 1] == '.';
        if (domain != parent && !below) continue;
        if (strips && below) address.text.resize(address.local_size + 1), address.text += parent;
        return address;
    }
    return address;
}

}  // namespace mailstead::mta::rewrite
