// Fields, networks and passwords of entries.
#include "auth/user_entry.h"

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/network.h"

#include "auth/system_users.h"

namespace mailstead::auth {
namespace {

// Unlike mynetworks, as Dovecot: "192.0.2.1/24" is the network that the address is in.
bool in_network(std::string_view network, conf::ip_address const& address) {
    auto const slash = network.find('/');
    auto const start = conf::parse_ip(network.substr(0, slash));
    if (!start) return false;
    auto const bits = slash == network.npos ? start->width() : base::number<int>(network.substr(slash + 1)).value_or(-1);
    return bits >= 0 && bits <= start->width() && conf::network_of(*start, bits).contains(address);
}

// "10", "10k", "1G": octets, `unit` of them without a letter.
std::optional<std::uint64_t> amount(std::string_view text, std::uint64_t unit) {
    constexpr std::string_view letters = "bkmgt";
    if (text.empty()) return std::nullopt;
    auto const at = letters.find(base::to_lower(text.back()));
    if (at != letters.npos) {
        text.remove_suffix(1);
        unit = std::uint64_t(1) << (10 * at);
    }
    auto const count = base::number<std::uint64_t>(text);
    if (!count || *count > (std::uint64_t(1) << 62) / unit) return std::nullopt;
    return *count * unit;
}

// "*:storage=1G:messages=1000", "*:bytes=1000"; rules for single folders are not ours.
field_read take_quota_rule(user_entry& into, std::string_view rule) {
    auto const parts = base::split(rule, ":");
    if (parts.empty() || parts.front() != "*") return field_read::no;
    for (auto const part : std::span(parts).subspan(1)) {
        auto const equals = part.find('=');
        if (equals == part.npos) return field_read::bad;
        auto const key = part.substr(0, equals);
        auto const value = amount(part.substr(equals + 1), key == "storage" ? 1024 : 1);
        if (!value) return field_read::bad;
        if (key == "messages") into.quota_messages = *value;
        else if (key == "storage" || key == "bytes") into.quota_storage = *value;
        else return field_read::no;
    }
    return field_read::yes;
}

field_read take_number(std::optional<std::uint64_t>& into, std::string_view value) {
    into = amount(value, 1);
    return into ? field_read::yes : field_read::bad;
}

bool is_slow(password_hash const& stored) {
    return stored.scheme.find("CRYPT") != stored.scheme.npos || stored.scheme == "MD5" || stored.scheme.starts_with("ARGON2") ||
           stored.scheme == "PBKDF2" || stored.scheme.starts_with("SCRAM");
}

base::result<verdict> unusable(user_entry const& entry) {
    base::log::error("auth", "the stored password of {} cannot be used: unknown scheme or broken", base::printable(entry.name));
    return base::from_errno(EIO);
}

}  // namespace

field_read take_field(user_entry& into, std::string_view name, std::string_view value) {
    if (name.starts_with("userdb_")) name.remove_prefix(7);
    if (name == "password") into.password = value;
    else if (name == "uid") into.uid = std::string(value);
    else if (name == "gid") into.gid = std::string(value);
    else if (name == "home") into.home = value;
    else if (name == "mail") into.mail = value;
    else if (name == "nopassword") into.any_password = value != "n" && value != "no";
    else if (name == "nologin") into.no_login = value != "n" && value != "no";
    else if (name == "quota_rule") return take_quota_rule(into, value);
    else if (name == "quota") return take_number(into.quota_storage, value);
    else if (name == "quota_messages") return take_number(into.quota_messages, value);
    else if (name == "allow_nets") {
        for (auto const one : base::split(value, ", ")) into.networks.emplace_back(one);
        if (into.networks.empty()) return field_read::bad;
    } else return field_read::no;
    return field_read::yes;
}

bool in_networks(std::vector<std::string> const& networks, std::string_view address) {
    auto const client = conf::parse_ip(address);
    for (auto const& one : networks) {
        if (one == "local" && address.empty()) return true;
        if (client && in_network(one, *client)) return true;
    }
    return false;
}

base::result<verdict> check_entry(user_entry const& entry, attempt const& what, verified_cache& cache) {
    bool const allowed = !entry.no_login && (entry.networks.empty() || in_networks(entry.networks, what.remote_address));
    if (entry.any_password && entry.password.empty()) return allowed ? verdict::accepted : verdict::refused;
    if (entry.password.empty()) return verdict::refused;
    auto const stored = parse_password_hash(entry.password, entry.usual_scheme);
    if (!stored) return unusable(entry);
    auto said = fit::no;
    auto const check = [&] {
        said = check_password_hash(*stored, what.password);
        return said == fit::yes;
    };
    bool const fits = is_slow(*stored) ? cache.matches(entry.password, what.password, check) : check();
    if (!fits && said == fit::unusable) return unusable(entry);
    return fits && allowed ? verdict::accepted : verdict::refused;
}

credentials credentials_of(user_entry const& entry, std::string name) {
    credentials out{std::move(name), {}, {}};
    // Where the client is cannot be seen here: such a user logs in with his password only.
    if (entry.no_login || entry.any_password || !entry.networks.empty() || entry.password.empty()) return out;
    auto const stored = parse_password_hash(entry.password, entry.usual_scheme);
    if (!stored) return out;
    if (auto text = verifier_in(*stored)) out.verifiers.push_back(std::move(*text));
    out.secret = secret_in(*stored);
    return out;
}

bool serves(user_entry const& entry, std::string_view mechanism) {
    auto const has = credentials_of(entry, {});
    if (has.secret || (entry.password.empty() && !entry.any_password)) return true;
    return std::any_of(has.verifiers.begin(), has.verifiers.end(), [&](auto const& text) { return text.starts_with(std::string(mechanism) + "$"); });
}

base::result<user> user_of(user_entry const& entry, std::string name, entry_defaults const& defaults) {
    user out{std::move(name), static_cast<uid_t>(-1), static_cast<gid_t>(-1), entry.home, entry.mail};
    out.quota_storage = entry.quota_storage;
    out.quota_messages = entry.quota_messages;
    if (entry.uid) {
        auto const uid = uid_named(*entry.uid);
        if (!uid) return uid.error();
        if (*uid < defaults.least_uid) return base::from_errno(EPERM);
        out.uid = *uid;
    }
    if (entry.gid) {
        auto const gid = gid_named(*entry.gid);
        if (!gid) return gid.error();
        if (*gid < defaults.least_gid) return base::from_errno(EPERM);
        out.gid = *gid;
    }
    return out;
}

std::optional<std::string> local_name(std::string_view name, std::string_view default_domain) {
    auto const at = name.rfind('@');
    if (at == name.npos) return std::string(name);
    if (default_domain.empty() || !base::iequals(name.substr(at + 1), default_domain)) return std::nullopt;
    auto const local = name.substr(0, at);
    if (local.find('@') != local.npos) return std::nullopt;    // bob@elsewhere@here is not bob@elsewhere
    return std::string(local);
}

}  // namespace mailstead::auth
