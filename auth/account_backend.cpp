// See account_backend.h.
#include "auth/account_backend.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/log.h"

#include "auth/address.h"
#include "auth/password_hash.h"

namespace mailstead::auth {

std::optional<std::string> account_backend::normal_name(std::string_view address) const {
    return normal_address(address, values_.default_domain);
}

base::result<std::optional<credentials>> account_backend::find_credentials(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<credentials>();
    return database_.find_credentials(*name);
}

base::result<std::optional<user>> account_backend::find_user(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<user>();
    auto const found = database_.find(*name);
    if (!found) return found.error();
    if (!*found) return std::optional<user>();
    auto const& a = **found;
    user out{a.address, values_.uid, values_.gid, a.home.value_or(""), a.mail.value_or("")};
    if (a.uid) out.uid = static_cast<uid_t>(*a.uid);
    auto const limit = [](std::int64_t n) { return static_cast<std::uint64_t>(std::max<std::int64_t>(n, 0)); };
    if (a.quota) out.quota_storage = limit(*a.quota);
    if (a.quota_messages) out.quota_messages = limit(*a.quota_messages);
    if (a.gid) out.gid = static_cast<gid_t>(*a.gid);
    auto const at = a.address.rfind('@');
    if (out.home.empty() && !values_.home_base.empty() && at != a.address.npos)
        out.home = fmt::format("{}/{}/{}", values_.home_base, a.address.substr(at + 1), a.address.substr(0, at));
    return std::optional(std::move(out));
}

base::result<std::optional<verdict>> account_backend::check_password(attempt const& what) {
    auto const found = find_credentials(what.name);
    if (!found) return found.error();
    if (!*found) {
        auto const disabled = has_disabled(what.name);
        if (!disabled) return disabled.error();
        if (*disabled) pretend(what);    // as slow as a wrong password
        return std::optional(*disabled ? verdict::refused : verdict::unknown);
    }
    if (!what.for_others) {
        auto const of_program = fits_app_password(what);
        if (!of_program) return of_program.error();
        if (*of_program) return std::optional(verdict::accepted);
    }
    if (!fits(**found, what.password)) return std::optional(verdict::refused);
    renew(**found, what.password);
    return std::optional(verdict::accepted);
}

base::result<bool> account_backend::fits_app_password(attempt const& what) {
    auto const all = database_.app_passwords(what.name);
    if (!all) return {boost::system::in_place_error, all.error()};
    for (auto const& one : *all) {
        auto const stored = parse_password_hash(one.hash);
        if (!stored || check_password_hash(*stored, what.password) != fit::yes) continue;
        auto const is_this = [&](std::string const& service) { return base::iequals(service, what.service); };
        bool const allowed = one.services.empty() || std::any_of(one.services.begin(), one.services.end(), is_this);
        base::log::info("auth", "user=<{}>, service={}: app password \"{}\"{}", what.name, base::printable(what.service), base::printable(one.name),
                        allowed ? "" : " is not for this service");
        return allowed;
    }
    return false;
}

bool account_backend::fits(credentials const& stored, std::string_view password) {
    for (auto const wanted : {scheme::scram_sha_256, scheme::scram_sha_512, scheme::scram_sha_1})
        for (auto const& text : stored.verifiers)
            if (auto const v = parse_verifier(text); v && v->scheme == wanted) return cache_.matches(*v, text, password);
    for (auto const& text : stored.verifiers)
        if (auto const hash = parse_password_hash(text, "unknown"))
            return cache_.matches(text, password, [&] { return check_password_hash(*hash, password) == fit::yes; });
    return false;
}

void account_backend::pretend(attempt const& what) {
    auto const key = database_.made_up_key();
    bool const has_key = key.has_value() && !key->empty();
    (void)matches(made_up_verifier(scheme::scram_sha_256, what.name, has_key ? *key : fallback_key_, values_.iterations), what.password);
}

bool account_backend::serves(std::string_view mechanism) {
    auto const lacking = database_.some_lack(mechanism);
    return lacking && !*lacking;
}

base::result<standing> account_backend::standing_of(std::string_view name) {
    auto const found = database_.find(name);
    if (!found) return found.error();
    if (!*found) return standing::unknown;
    return (*found)->master ? standing::master : standing::user;
}

// The password is in hand only now. What goes wrong here is no trouble of the login.
void account_backend::renew(credentials const& stored, std::string_view password) {
    auto const is_new = [&](scheme s) {
        return std::any_of(stored.verifiers.begin(), stored.verifiers.end(), [&](std::string const& text) {
            auto const v = parse_verifier(text);
            return v && v->scheme == s && v->iterations >= values_.iterations;
        });
    };
    auto const now = base::unix_seconds(base::system_clock().now());
    if (!values_.upgrades || now < renew_from_ || std::all_of(all_schemes.begin(), all_schemes.end(), is_new)) return;
    auto const text = prepared(password);
    if (!text) return;
    auto const done = values_.upgrades->replace_verifiers(stored.name, stored.verifiers, make_verifiers(*text, values_.iterations));
    if (done) return base::log::info("auth", "user=<{}>: stored password renewed", stored.name);
    renew_from_ = now + 600;
    base::log::warning("auth", "user=<{}>: the stored password is weak and cannot be renewed: {}", stored.name, done.error().message());
}

}  // namespace mailstead::auth
