// Searches over several tables and over lists of patterns, the ways that Postfix's parameters define them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/table.h"

namespace mailstead::conf {

// The tables of one parameter, searched from left to right.
class maps {
public:
    maps() = default;
    // Opens every table of `list` ("hash:/a, pcre:/b"). A table that cannot be opened becomes one whose find()
    // fails, so that a mistake never reads as 'no such user'; it is reported. Blocking.
    static maps open(std::string_view list, settings const& values, conf::report const& report = {});

    // The first value found. Fails at the first table that fails, and for a value that is empty, as in Postfix: both are
    // mistakes that must not read as a 'no'. Thread-safe.
    result<std::optional<std::string>> find(std::string_view key) const;
    // The same, but skips pattern tables: for keys that are only a part of an address.
    result<std::optional<std::string>> find_part(std::string_view key) const;
    // Searched after those that are there. Not while others search.
    void add(std::shared_ptr<table> last) { tables_.push_back(std::move(last)); }
    bool empty() const noexcept { return tables_.empty(); }
    bool is_blocking() const noexcept;

private:
    result<std::optional<std::string>> find_in(table& where, std::string_view key) const;
    std::vector<std::shared_ptr<table>> tables_;
    conf::report report_;
};

// A list such as mynetworks or mydestination: domains, "!not this", "/file", "type:table", addresses, networks.
// The first pattern that matches decides.
class match_list {
public:
    match_list() = default;
    // The list that parameter `name` holds; its place in parent_domain_matches_subdomains is observed. Patterns that
    // mean nothing are reported and make a search that reaches them fail. Blocking.
    static match_list open(std::string_view name, settings const& values, conf::report const& report = {});
    // Whether "x" and ".x" in the list match names below x: neither, ".x" does, or "x" does.
    enum class subdomains { none, by_dot, of_parents };
    static match_list parse(std::string_view text, settings const& values, subdomains = subdomains::by_dot,
                            conf::report const& report = {});

    // A domain or other text; case ignored. Thread-safe, blocking where a table is.
    result<bool> matches(std::string_view text) const;
    // A client by its verified name ("unknown" if none) and its address (no brackets), as mynetworks needs it.
    result<bool> matches_client(std::string_view hostname, std::string_view address) const;
    bool empty() const noexcept { return patterns_.empty(); }
    bool is_blocking() const noexcept;

private:
    friend class match_list_parser;
    struct pattern;
    result<bool> in_table(table& where, std::string_view name) const;
    static result<bool> in_address_table(table& where, std::string_view address);
    bool is_name(std::string_view pattern, std::string_view name) const noexcept;
    result<bool> search(std::string_view name, std::string_view address) const;
    std::vector<std::shared_ptr<pattern const>> patterns_;
    subdomains subdomains_ = subdomains::by_dot;
};

// Which keys find_address tries: full, local_part, domain, local_part_at, at_domain, in this order.
struct address_keys {
    std::string_view delimiter = {};  // recipient_delimiter; "" = no extensions
    bool full = true;            // user+ext@domain, then user@domain
    bool local_part = false;  // user+ext, then user: set it when the domain is one of ours (virtual(5), canonical(5))
    bool local_part_at = false;  // user+ext@, user@: access(5)
    bool at_domain = true;       // @domain: virtual(5), canonical(5)
    bool domain = false;         // domain, and .parent (or parent, with parents_as_domain): access(5), transport(5)
    bool parents_as_domain = false;
};

struct address_match {
    std::string value;
    std::string key;        // what matched
    std::string extension;  // the extension that was cut off to find it, without delimiter; "" if none
    char delimiter = '\0';   // what stood before that extension
};
// Looks `address` up in the order of virtual(5) and access(5). Quoting in the address must be gone already.
// Pattern tables see the whole address only.
result<std::optional<address_match>> find_address(maps const& tables, std::string_view address,
                                                  address_keys const& keys);

// What a search depends on besides its tables: read once from the settings for the parameter that names the tables.
struct search_rules {
    std::string delimiter;           // recipient_delimiter
    bool parents_as_domain = false;  // the parameter is in parent_domain_matches_subdomains
    std::string null_key;            // what the null address is looked up as; "": not at all

    // `parameter`: "smtpd_access_maps" for all of access(5), "transport_maps", "virtual_alias_maps" and so on.
    static search_rules of(std::string_view parameter, settings const& values);
};

// Each blocks where a table does, and fails where a table fails before something is found.
// access(5) for an envelope address: user+ext@domain, user@domain, domain and its parents, user+ext@, user@.
result<std::optional<address_match>> find_access(maps const& tables, std::string_view address,
                                                 search_rules const& rules);
// access(5) for a host name, such as HELO's: the name and its parents; those of an address are not looked for.
result<std::optional<address_match>> find_host(maps const& tables, std::string_view name, search_rules const& rules);
// access(5) for a client: its name ("unknown" too) and the name's parents, then its address, shortened from the right
// octet by octet, or by ":pair" for IPv6.
result<std::optional<address_match>> find_client(maps const& tables, std::string_view name, std::string_view address,
                                                 search_rules const& rules);
// canonical(5), virtual(5), relocated(5), generic(5): user+ext@domain, user@domain, then user+ext and user if the domain
// is `ours` (myorigin, mydestination, an address of this machine), then @domain.
enum class domain_is { ours, foreign };
result<std::optional<address_match>> find_rewriting(maps const& tables, std::string_view address, domain_is whose,
                                                    search_rules const& rules);
// transport(5): user+ext@domain, user@domain, domain and its parents, "*".
result<std::optional<address_match>> find_transport(maps const& tables, std::string_view address,
                                                    search_rules const& rules);
// aliases(5): user+ext, then user.
result<std::optional<address_match>> find_alias(maps const& tables, std::string_view name, search_rules const& rules);

// Whether propagate_unmatched_extensions names `kind` ("canonical", "virtual", "alias", "generic" ...).
bool propagates_extension(std::string_view kind, settings const& values);
// `address`, a result of the lookup that gave `found`, with the extension put back that was cut off: before its '@'.
std::string with_extension(std::string_view address, address_match const& found);
// `result` as it is, or, for "@otherdomain", the user of `original` there, without the extension that was cut off.
std::string in_other_domain(std::string_view result, std::string_view original, address_match const& found);

// The user part before the first delimiter of `delimiter` and what follows it; owner-x, x-request, mailer-daemon and
// such stay whole, as in Postfix. Views of `local_part`.
struct split_user {
    std::string_view user;
    std::optional<std::string_view> extension;
};
split_user split_extension(std::string_view local_part, std::string_view delimiter);

}  // namespace mailstead::conf
