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

    // The first value found. Fails at the first table that fails. Thread-safe.
    result<std::optional<std::string>> find(std::string_view key) const;
    // The same, but skips pattern tables: for keys that are only a part of an address.
    result<std::optional<std::string>> find_part(std::string_view key) const;
    // Searched after those that are there. Not while others search.
    void add(std::shared_ptr<table> last) { tables_.push_back(std::move(last)); }
    bool empty() const noexcept { return tables_.empty(); }
    bool is_blocking() const noexcept;

private:
    std::vector<std::shared_ptr<table>> tables_;
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

// Which keys find_address tries, in the order below.
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
};
// Looks `address` up in the order of virtual(5) and access(5). Quoting in the address must be gone already.
// Pattern tables see the whole address only.
result<std::optional<address_match>> find_address(maps const& tables, std::string_view address,
                                                  address_keys const& keys);

// The user part before the first delimiter of `delimiter` and what follows it; owner-x, x-request, mailer-daemon and
// such stay whole, as in Postfix. Views of `local_part`.
struct split_user {
    std::string_view user;
    std::optional<std::string_view> extension;
};
split_user split_extension(std::string_view local_part, std::string_view delimiter);

}  // namespace mailstead::conf
