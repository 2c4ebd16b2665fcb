// The tables and lists that rewrite addresses, opened once per configuration and shared by all threads.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "conf/domains.h"
#include "conf/lookup.h"
#include "conf/settings.h"
#include "mta/rewrite/completed.h"

namespace mailstead::mta::rewrite {

// What an address is for; canonical_classes, masquerade_classes and their kin choose among these.
enum class role : std::uint8_t { envelope_sender, envelope_recipient, header_sender, header_recipient };

class roles {
public:
    roles() = default;
    // Reads a list such as canonical_classes. A word that is none is reported.
    static roles of(conf::settings const& values, std::string_view name, conf::report const& report);
    static roles every() noexcept {
        roles out;
        out.bits_ = ~0u;
        return out;
    }
    bool has(role which) const noexcept { return bits_ & (1u << static_cast<unsigned>(which)); }

private:
    unsigned bits_ = 0;
};

// Something that keeps a message from being taken now. `lookup`: a table failed. `expansion`: aliases without end.
enum class trouble : std::uint8_t { none, lookup, expansion };

struct map_rule {
    conf::maps maps;
    rewrite::roles roles;
    conf::search_rules search;
    char const* name = "";           // of the parameter, for log lines

    bool applies(role which) const noexcept { return !maps.empty() && roles.has(which); }
};

struct tables {
    // Opens them. Blocking. Mistakes are reported, and make the searches that reach them fail.
    explicit tables(conf::settings const& values, conf::report const& report = {});

    completion own;                          // envelopes and local headers
    completion remote;                       // headers of strangers, when remote_header_rewrite_domain is set
    map_rule sender_canonical, recipient_canonical, canonical;
    std::vector<std::string> masquerade;     // masquerade_domains in their order, lower case, with their '!'
    conf::match_list masquerade_exceptions;
    rewrite::roles masquerade_roles;
    map_rule virtual_alias, sender_bcc, recipient_bcc;
    std::string always_bcc;
    unsigned canonical_chain = 10;           // how often a result is looked up again; Postfix's, too
    bool extend_canonical = true, extend_virtual = true;    // propagate_unmatched_extensions
    std::size_t recursion_limit = 1000, expansion_limit = 1000, address_limit = 1000;    // of virtual aliases
    conf::domains domains;

    // True when a table of these may wait for more than a page of a file.
    bool is_blocking() const noexcept;
    // True when addresses of this role are only completed, and no table or list is asked.
    bool only_completes(role which) const noexcept;
    // True when `domain` is one whose users may stand in tables without it: $myorigin, $mydestination, our [addresses].
    conf::result<conf::domain_is> whose(std::string_view domain) const;
};

}  // namespace mailstead::mta::rewrite
