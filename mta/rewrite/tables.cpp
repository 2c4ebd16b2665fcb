#include "mta/rewrite/tables.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::rewrite {
namespace {

constexpr std::array role_names{std::pair{"envelope_sender", role::envelope_sender},
                                std::pair{"envelope_recipient", role::envelope_recipient},
                                std::pair{"header_sender", role::header_sender},
                                std::pair{"header_recipient", role::header_recipient}};

map_rule open_rule(char const* name, conf::settings const& values, conf::report const& report) {
    map_rule out;
    out.name = name;
    out.maps = conf::maps::open(values.text(name), values, report);
    out.search = conf::search_rules::of(name, values);
    return out;
}

completion remote_completion(completion own, conf::settings const& values) {
    own.origin = own.domain = values.text("remote_header_rewrite_domain");
    return own;
}

std::size_t limit(conf::settings const& values, std::string_view name) {
    auto const value = values.number(name);
    return value > 0 ? static_cast<std::size_t>(value) : 0;
}

}  // namespace

roles roles::of(conf::settings const& values, std::string_view name, conf::report const& report) {
    roles out;
    for (auto const& word : values.list(name)) {
        auto const known = [&](auto const& row) { return base::iequals(row.first, word); };
        auto const found = std::find_if(role_names.begin(), role_names.end(), known);
        if (found != role_names.end()) out.bits_ |= 1u << static_cast<unsigned>(found->second);
        else if (report)
            report({{}, 0, conf::severity::warning, fmt::format("{}: unknown class \"{}\"", name, base::printable(word))});
    }
    return out;
}

tables::tables(conf::settings const& values, conf::report const& report)
    : own(completion::of(values)), remote(remote_completion(own, values)),
      sender_canonical(open_rule("sender_canonical_maps", values, report)),
      recipient_canonical(open_rule("recipient_canonical_maps", values, report)),
      canonical(open_rule("canonical_maps", values, report)),
      masquerade_exceptions(conf::match_list::open("masquerade_exceptions", values, report)),
      masquerade_roles(roles::of(values, "masquerade_classes", report)),
      virtual_alias(open_rule("virtual_alias_maps", values, report)),
      sender_bcc(open_rule("sender_bcc_maps", values, report)),
      recipient_bcc(open_rule("recipient_bcc_maps", values, report)), always_bcc(values.text("always_bcc")),
      domains(values, report) {
    sender_canonical.roles = roles::of(values, "sender_canonical_classes", report);
    recipient_canonical.roles = roles::of(values, "recipient_canonical_classes", report);
    canonical.roles = roles::of(values, "canonical_classes", report);
    for (auto const& name : values.list("masquerade_domains")) masquerade.push_back(base::lowered(name));
    extend_canonical = conf::propagates_extension("canonical", values);
    extend_virtual = conf::propagates_extension("virtual", values);
    recursion_limit = limit(values, "virtual_alias_recursion_limit");
    expansion_limit = limit(values, "virtual_alias_expansion_limit");
    address_limit = limit(values, "virtual_alias_address_length_limit");
}

bool tables::is_blocking() const noexcept {
    for (auto const* one : {&sender_canonical, &recipient_canonical, &canonical, &virtual_alias, &sender_bcc, &recipient_bcc})
        if (one->maps.is_blocking() || (!one->maps.empty() && domains.is_blocking())) return true;
    return false;
}

bool tables::only_completes(role which) const noexcept {
    bool const maps = sender_canonical.applies(which) || recipient_canonical.applies(which) || canonical.applies(which);
    return !maps && (masquerade.empty() || !masquerade_roles.has(which));
}

conf::result<conf::domain_is> tables::whose(std::string_view domain) const {
    if (base::iequals(domain, own.origin)) return conf::domain_is::ours;
    auto const known = domains.classify(domain);
    if (!known) return known.error();
    return *known == conf::address_class::local ? conf::domain_is::ours : conf::domain_is::foreign;
}

}  // namespace mailstead::mta::rewrite
