// Searches over several tables, and the order of keys for an address.
#include "conf/lookup.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/network.h"

namespace mailstead::conf {
namespace {

// Stands for a table that could not be opened: its absence must not read as an empty table.
class broken_table final : public table {
public:
    explicit broken_table(std::string name, base::error_code why) : name_(std::move(name)), why_(why) {}
    result<std::optional<std::string>> find(std::string_view) override { return why_; }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    base::error_code why_;
};

// One search of find_address: remembers the first hit or failure.
class search {
public:
    explicit search(maps const& tables) : tables_(tables) {}

    // True when the search is over.
    bool whole(std::string_view key) { return take(key, tables_.find(key)); }
    bool part(std::string_view key) { return take(key, tables_.find_part(key)); }
    // A key from which `split`'s extension is missing.
    bool cut(std::string_view key, split_user const& split) {
        if (!part(key)) return false;
        if (!answer || !*answer) return true;
        (*answer)->extension = split.extension.value_or("");
        (*answer)->delimiter = split.user.data()[split.user.size()];
        return true;
    }
    result<std::optional<address_match>> answer = std::optional<address_match>();

private:
    bool take(std::string_view key, result<std::optional<std::string>> got) {
        if (!got) {
            answer = got.error();
            return true;
        }
        if (!*got) return false;
        answer = std::optional(address_match{std::move(**got), std::string(key), {}});
        return true;
    }

    maps const& tables_;
};

// The parents of `domain`, nearest first: "b.c" of "a.b.c", or ".b.c". An address has no parents.
bool search_parents(search& work, std::string_view domain, bool as_domain) {
    if (parse_ip(domain)) return false;
    while (true) {
        auto const dot = domain.find('.', domain.starts_with('.') ? 1 : 0);
        if (dot == domain.npos || dot + 1 == domain.size()) return false;
        if (work.part(domain.substr(as_domain ? dot + 1 : dot))) return true;
        domain.remove_prefix(dot + 1);
    }
}

// The address, then with octets or ":pairs" taken off its end.
bool search_networks(search& work, std::string_view address) {
    if (address.empty()) return false;
    if (work.whole(address)) return true;
    char const separator = address.find(':') != address.npos ? ':' : '.';
    while (true) {
        auto const at = address.rfind(separator);
        if (at == address.npos || at == 0) return false;
        address = address.substr(0, at);
        if (work.part(address)) return true;
    }
}

bool is_request_name(std::string_view local_part) noexcept {
    return base::istarts_with(local_part, "owner-") || base::iends_with(local_part, "-request");
}

}  // namespace

maps maps::open(std::string_view list, settings const& values, conf::report const& report) {
    maps out;
    for (auto const& spec : split_list(list)) {
        auto opened = open_table(spec, values, report);
        out.add(opened ? std::move(*opened) : std::make_shared<broken_table>(spec, opened.error()));
    }
    out.report_ = report;
    return out;
}

result<std::optional<std::string>> maps::find(std::string_view key) const {
    for (auto const& one : tables_) {
        auto got = find_in(*one, key);
        if (!got || *got) return got;
    }
    return std::optional<std::string>();
}

result<std::optional<std::string>> maps::find_in(table& where, std::string_view key) const {
    auto got = where.find(key);
    if (!got || !*got) return got;
    // Nothing has no entry, whatever a table makes of it; an expression may mean the empty text.
    if (key.empty() && !where.is_pattern()) return std::optional<std::string>();
    if (!(*got)->empty()) return got;
    if (report_)
        report_({{}, 0, severity::warning,
                 fmt::format("table {}: key {}: empty string result is not allowed", where.name(),
                             base::printable(key))});
    return errc::bad_table;
}

result<std::optional<std::string>> maps::find_part(std::string_view key) const {
    for (auto const& one : tables_) {
        if (one->is_pattern()) continue;
        auto got = find_in(*one, key);
        if (!got || *got) return got;
    }
    return std::optional<std::string>();
}

bool maps::is_blocking() const noexcept {
    return std::any_of(tables_.begin(), tables_.end(), [](auto const& one) { return one->is_blocking(); });
}

split_user split_extension(std::string_view local_part, std::string_view delimiter) {
    split_user const whole{local_part, std::nullopt};
    if (delimiter.empty()) return whole;
    if (base::iequals(local_part, "mailer-daemon") || base::iequals(local_part, "double-bounce")) return whole;
    if (delimiter.find('-') != delimiter.npos && is_request_name(local_part)) return whole;
    auto const at = local_part.find_first_of(delimiter);
    if (at == local_part.npos || at == 0) return whole;
    return {local_part.substr(0, at), local_part.substr(at + 1)};
}

result<std::optional<address_match>> find_address(maps const& tables, std::string_view address,
                                                  address_keys const& keys) {
    auto const at = address.rfind('@');
    auto const local_part = address.substr(0, at);
    bool const has_domain = at != address.npos;
    auto const domain = has_domain ? address.substr(at + 1) : std::string_view();
    auto const split = split_extension(local_part, keys.delimiter);
    auto const user = std::string(split.user);
    search work(tables);

    if (keys.full && work.whole(address)) return work.answer;
    auto const user_at_domain = has_domain ? user + '@' + std::string(domain) : user;
    if (keys.full && split.extension && work.cut(user_at_domain, split)) return work.answer;
    if (keys.local_part && has_domain) {
        if (work.part(local_part)) return work.answer;
        if (split.extension && work.cut(user, split)) return work.answer;
    }
    if (keys.domain && has_domain) {
        if (work.part(domain) || search_parents(work, domain, keys.parents_as_domain)) return work.answer;
    }
    if (keys.local_part_at) {
        if (work.part(std::string(local_part) + '@')) return work.answer;
        if (split.extension && work.cut(user + '@', split)) return work.answer;
    }
    if (keys.at_domain && has_domain) (void)work.part(address.substr(at));
    return work.answer;
}

search_rules search_rules::of(std::string_view parameter, settings const& values) {
    search_rules out;
    out.delimiter = values.text("recipient_delimiter");
    auto const parents = values.list("parent_domain_matches_subdomains");
    out.parents_as_domain = std::find(parents.begin(), parents.end(), parameter) != parents.end();
    if (parameter == "smtpd_access_maps") out.null_key = values.text("smtpd_null_access_lookup_key");
    if (parameter == "transport_maps")
        out.null_key = values.text("empty_address_recipient") + '@' + values.text("myhostname");
    if (parameter == "sender_dependent_relayhost_maps")
        out.null_key = values.text("empty_address_relayhost_maps_lookup_key");
    if (parameter == "sender_dependent_default_transport_maps")
        out.null_key = values.text("empty_address_default_transport_maps_lookup_key");
    if (parameter == "local_login_sender_maps")
        out.null_key = values.text("empty_address_local_login_sender_maps_lookup_key");
    return out;
}

result<std::optional<address_match>> find_access(maps const& tables, std::string_view address,
                                                 search_rules const& rules) {
    if (address.empty()) address = rules.null_key;
    address_keys const keys{.delimiter = rules.delimiter,
                            .local_part_at = address.find('@') != address.npos,
                            .at_domain = false,
                            .domain = true,
                            .parents_as_domain = rules.parents_as_domain};
    return find_address(tables, address, keys);
}

result<std::optional<address_match>> find_host(maps const& tables, std::string_view name, search_rules const& rules) {
    search work(tables);
    if (!work.whole(name)) (void)search_parents(work, name, rules.parents_as_domain);
    return work.answer;
}

result<std::optional<address_match>> find_client(maps const& tables, std::string_view name, std::string_view address,
                                                 search_rules const& rules) {
    search work(tables);
    if (work.whole(name) || search_parents(work, name, rules.parents_as_domain)) return work.answer;
    (void)search_networks(work, address);
    return work.answer;
}

result<std::optional<address_match>> find_rewriting(maps const& tables, std::string_view address, domain_is whose,
                                                    search_rules const& rules) {
    if (address.empty()) address = rules.null_key;
    if (address.empty()) return std::optional<address_match>();
    return find_address(tables, address,
                        {.delimiter = rules.delimiter, .local_part = whose == domain_is::ours});
}

result<std::optional<address_match>> find_transport(maps const& tables, std::string_view address,
                                                    search_rules const& rules) {
    if (address.empty()) address = rules.null_key;
    auto found = find_address(tables, address,
                              {.delimiter = rules.delimiter,
                               .at_domain = false,
                               .domain = true,
                               .parents_as_domain = rules.parents_as_domain});
    if (!found || *found) return found;
    search work(tables);
    (void)work.whole("*");
    return work.answer;
}

result<std::optional<address_match>> find_alias(maps const& tables, std::string_view name, search_rules const& rules) {
    return find_address(tables, name, {.delimiter = rules.delimiter});
}

bool propagates_extension(std::string_view kind, settings const& values) {
    auto const kinds = values.list("propagate_unmatched_extensions");
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string with_extension(std::string_view address, address_match const& found) {
    if (found.delimiter == '\0') return std::string(address);
    auto const at = std::min(address.rfind('@'), address.size());
    return std::string(address.substr(0, at)) + found.delimiter + found.extension + std::string(address.substr(at));
}

std::string in_other_domain(std::string_view result, std::string_view original, address_match const& found) {
    if (!result.starts_with('@')) return std::string(result);
    auto user = original.substr(0, original.rfind('@'));
    if (found.delimiter != '\0') user.remove_suffix(std::min(user.size(), found.extension.size() + 1));
    return std::string(user) + std::string(result);
}

}  // namespace mailstead::conf
