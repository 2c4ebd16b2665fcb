#include "mta/smtp_client/tls_policy.h"

#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtp_client {
namespace {

struct named_level {
    std::string_view name;
    tls_level level;
};
constexpr std::array levels{
    named_level{"none", tls_level::none},
    named_level{"may", tls_level::may},
    named_level{"encrypt", tls_level::encrypt},
    named_level{"fingerprint", tls_level::fingerprint},
    named_level{"dane", tls_level::dane},
    named_level{"dane-only", tls_level::dane_only},
    named_level{"verify", tls_level::verify},
    named_level{"secure", tls_level::secure},
};

std::vector<std::string> items(std::string_view text, std::string_view separators) {
    std::vector<std::string> out;
    for (auto const one : base::split(text, separators)) out.emplace_back(one);
    return out;
}

// "example.com", as opposed to "[example.com]", "example.com:25" and addresses.
bool is_plain_domain(std::string_view next_hop) noexcept { return next_hop.find_first_of("[]:") == next_hop.npos; }

void add_exclusions(std::string& ciphers, std::vector<std::string> const& all) {
    for (auto const& one : all) ciphers += ":!" + one;
}

// What main.cf says for a level.
tls_policy usual_policy(tls_rules const& rules, tls_level level) {
    tls_policy out;
    out.level = level;
    bool const must = out.is_mandatory();
    out.protocols = must ? rules.mandatory_protocols : rules.protocols;
    out.ciphers = must ? rules.mandatory_ciphers : rules.ciphers;    // a grade so far
    out.server_name = rules.server_name;
    if (level == tls_level::fingerprint) out.match = rules.fingerprint_match;
    if (level == tls_level::verify) out.match = rules.verify_match;
    if (level == tls_level::secure) out.match = rules.secure_match;
    return out;
}

// One "name=value" of an entry. False: it means nothing.
bool take_attribute(std::string_view word, tls_policy& out, std::vector<std::string>& excluded, bool& has_match) {
    auto const equals = word.find('=');
    auto const name = word.substr(0, equals);
    auto const value = equals == word.npos ? std::string_view() : word.substr(equals + 1);
    if (value.empty()) return false;
    if (base::iequals(name, "protocols")) {
        out.protocols = items(value, ":, ");
    } else if (base::iequals(name, "ciphers")) {
        out.ciphers = value;
    } else if (base::iequals(name, "exclude")) {
        excluded = items(value, ":");
    } else if (base::iequals(name, "servername")) {
        out.server_name = value;
    } else if (base::iequals(name, "match")) {
        if (!out.is_verifying() || out.is_by_tlsa()) return false;
        if (!std::exchange(has_match, true)) out.match.clear();
        // Colons divide names; in fingerprints they are part of them, and '|' divides.
        for (auto& one : items(value, out.level == tls_level::fingerprint ? "|" : ":")) out.match.push_back(std::move(one));
    } else {
        return base::iequals(name, "connection_reuse");    // connections are reused with TLS as without
    }
    return true;
}

// "secure match=example.com:.example.com ciphers=high"
std::optional<tls_policy> read_policy(tls_rules const& rules, std::string_view value, std::string& why) {
    auto const words = base::split(value, ", \t\r\n");
    auto const level = words.empty() ? std::nullopt : tls_level_named(words.front());
    if (!level) {
        why = fmt::format("invalid TLS policy \"{}\"", base::printable(value));
        return std::nullopt;
    }
    auto out = usual_policy(rules, *level);
    if (out.is_by_tlsa() && !rules.validates) {
        why = fmt::format("{} configured with dnssec lookups disabled", words.front());
        return std::nullopt;
    }
    auto excluded = out.is_mandatory() ? rules.mandatory_excluded : std::vector<std::string>();
    bool has_match = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (take_attribute(words[i], out, excluded, has_match)) continue;
        why = fmt::format("invalid attribute \"{}\" in TLS policy \"{}\"", base::printable(words[i]), base::printable(value));
        return std::nullopt;
    }
    auto const grade = rules.grades.find(base::lowered(out.ciphers));
    if (grade == rules.grades.end()) {
        why = fmt::format("unknown cipher grade \"{}\"", base::printable(out.ciphers));
        return std::nullopt;
    }
    out.ciphers = grade->second;
    add_exclusions(out.ciphers, rules.excluded);
    add_exclusions(out.ciphers, excluded);
    if (out.is_verifying()) out.ciphers += ":!aNULL";    // nobody could be verified
    return out;
}

std::string_view name_of(tls_level level) noexcept { return levels[static_cast<std::size_t>(level)].name; }

conf::result<std::optional<std::string>> find_entry(conf::maps const& in, std::string const& next_hop) {
    auto found = in.find(next_hop);
    if (!found || *found || !is_plain_domain(next_hop)) return found;
    for (auto dot = next_hop.find('.'); dot != next_hop.npos; dot = next_hop.find('.', dot + 1)) {
        found = in.find_part(next_hop.substr(dot));
        if (!found || *found) return found;
    }
    return found;
}

}  // namespace

std::optional<tls_level> tls_level_named(std::string_view name) noexcept {
    for (auto const& one : levels)
        if (base::iequals(one.name, name)) return one.level;
    return std::nullopt;
}

std::shared_ptr<net::tls_context const> tls_contexts::get(tls_policy const& for_whom, std::string& why) {
    auto key = for_whom.ciphers;
    for (auto const& one : for_whom.protocols) key += ' ' + one;
    std::lock_guard const lock(mutex_);
    auto const known = made_.find(key);
    if (known != made_.end()) return known->second;
    auto wanted = usual_;
    wanted.protocols = for_whom.protocols;
    wanted.ciphers = for_whom.ciphers;
    auto made = net::tls_context::for_client(wanted, why);
    if (!made) return nullptr;
    if (made_.size() >= 100) made_.clear();
    made_.emplace(std::move(key), *made);
    return *made;
}

std::optional<tls_policy> find_tls_policy(tls_rules const& rules, std::string const& next_hop, std::string& why) {
    why = rules.unusable;
    if (!why.empty()) return std::nullopt;
    std::string value(name_of(rules.level));
    if (!rules.policies.empty()) {
        auto const found = find_entry(rules.policies, base::lowered(next_hop));
        if (!found) {
            why = "smtp_tls_policy_maps: table lookup error";
            return std::nullopt;
        }
        if (*found) return read_policy(rules, **found, why);
    }
    auto out = read_policy(rules, value, why);
    if (out) out->is_usual = true;
    return out;
}

std::optional<tls_policy> with_sts(tls_rules const& rules, tls_policy policy, sts_role role, std::string const& host, std::string& why) {
    if (role == sts_role::enforce) {
        auto stricter = read_policy(rules, name_of(tls_level::secure), why);
        if (!stricter) return std::nullopt;
        policy = std::move(*stricter);
        policy.match.assign(1, host);
    }
    policy.server_name = host;    // RFC 8461 §7.1
    policy.sts = role;
    return policy;
}

std::vector<std::string> names_to_match(std::vector<std::string> const& match, std::string const& host, std::string const& domain) {
    std::vector<std::string> out;
    for (auto const& one : match) {
        if (base::iequals(one, "hostname")) out.push_back(host);
        else if (base::iequals(one, "nexthop")) out.push_back(domain);
        else if (base::iequals(one, "dot-nexthop")) out.push_back('.' + domain);
        else out.push_back(base::lowered(one));
    }
    return out;
}

}  // namespace mailstead::mta::smtp_client
