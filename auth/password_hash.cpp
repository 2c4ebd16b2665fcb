// The table of schemes: how the data of each is written, and what checks it.
#include "auth/password_hash.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "base/ascii.h"

#include "auth/password_digests.h"
#include "auth/passwords.h"

namespace mailstead::auth {
namespace {

enum class encoding { text, base64, hex };
enum class family { clear, truncated, crypt, argon2i, argon2id, digest, pbkdf2, scram, states };

struct row {
    std::string_view name;
    family kind;
    encoding written;
    std::size_t size = 0;                           // of the digest; salt may follow where `salted`
    bool salted = false;
    evp_md_st const* (*digest)() = nullptr;
    char const* prefix = nullptr;                   // of crypt's setting for a new one
};

constexpr std::array rows{
    row{"PLAIN", family::clear, encoding::text},
    row{"CLEAR", family::clear, encoding::text},
    row{"CLEARTEXT", family::clear, encoding::text},
    row{"PLAIN-TRUNC", family::truncated, encoding::text},
    row{"CRYPT", family::crypt, encoding::text, 0, false, nullptr, "$y$"},
    row{"YESCRYPT", family::crypt, encoding::text, 0, false, nullptr, "$y$"},
    row{"DES-CRYPT", family::crypt, encoding::text},
    row{"MD5-CRYPT", family::crypt, encoding::text, 0, false, nullptr, "$1$"},
    row{"MD5", family::crypt, encoding::text, 0, false, nullptr, "$1$"},
    row{"SHA256-CRYPT", family::crypt, encoding::text, 0, false, nullptr, "$5$"},
    row{"SHA512-CRYPT", family::crypt, encoding::text, 0, false, nullptr, "$6$"},
    row{"BLF-CRYPT", family::crypt, encoding::text, 0, false, nullptr, "$2y$"},
    row{"ARGON2I", family::argon2i, encoding::text},
    row{"ARGON2ID", family::argon2id, encoding::text},
    row{"SHA", family::digest, encoding::base64, 20, false, EVP_sha1},
    row{"SHA1", family::digest, encoding::base64, 20, false, EVP_sha1},
    row{"SHA256", family::digest, encoding::base64, 32, false, EVP_sha256},
    row{"SHA512", family::digest, encoding::base64, 64, false, EVP_sha512},
    row{"SSHA", family::digest, encoding::base64, 20, true, EVP_sha1},
    row{"SSHA256", family::digest, encoding::base64, 32, true, EVP_sha256},
    row{"SSHA512", family::digest, encoding::base64, 64, true, EVP_sha512},
    row{"SMD5", family::digest, encoding::base64, 16, true, EVP_md5},
    row{"LDAP-MD5", family::digest, encoding::base64, 16, false, EVP_md5},
    row{"PLAIN-MD5", family::digest, encoding::hex, 16, false, EVP_md5},
    row{"PBKDF2", family::pbkdf2, encoding::text},
    row{"SCRAM-SHA-1", family::scram, encoding::text},
    row{"SCRAM-SHA-256", family::scram, encoding::text},
    row{"CRAM-MD5", family::states, encoding::hex, 32},
    row{"HMAC-MD5", family::states, encoding::hex, 32},
};

row const* find(std::string_view name) noexcept {
    auto const at = std::find_if(rows.begin(), rows.end(), [&](row const& r) { return r.name == name; });
    return at == rows.end() ? nullptr : &*at;
}

struct named {
    row const* scheme = nullptr;
    encoding written = encoding::text;
    bool said = false;    // by a suffix
};

std::optional<named> scheme_named(std::string_view text) {
    auto const dot = text.find('.');
    auto const name = base::uppered(text.substr(0, dot));
    named out{find(name)};
    if (!out.scheme) return std::nullopt;
    out.written = out.scheme->written;
    if (dot == text.npos) return out;
    auto const suffix = base::uppered(text.substr(dot + 1));
    out.said = true;
    if (suffix == "HEX") out.written = encoding::hex;
    else if (suffix == "B64" || suffix == "BASE64") out.written = encoding::base64;
    else return std::nullopt;
    return out;
}

// Where the length tells base64 from hex, it does, whatever the scheme usually is written in: Dovecot reads both.
encoding guessed(named const& n, std::string_view data) {
    if (n.said || n.scheme->size == 0 || n.scheme->salted) return n.written;
    if (data.size() == n.scheme->size * 2) return encoding::hex;
    return data.size() == (n.scheme->size + 2) / 3 * 4 ? encoding::base64 : n.written;
}

std::optional<std::string> decoded(named const& n, std::string_view data) {
    auto const how = guessed(n, data);
    if (how == encoding::text) return std::string(data);
    return how == encoding::hex ? base::hex_decode(data) : base::base64_decode(data);
}

bool fits_size(row const& r, std::string_view data) {
    if (r.size == 0) return true;
    return r.salted ? data.size() > r.size : data.size() == r.size;
}

fit as_fit(bool good) { return good ? fit::yes : fit::no; }

fit check_crypt(std::string const& stored, std::string_view password) {
    if (stored.empty()) return fit::unusable;
    auto const made = digests::crypt(password, stored);
    // "*0" and such: a locked password, or a method that this system's libcrypt does not have.
    if (!made || made->starts_with('*')) return password.find('\0') == password.npos && stored.front() != '*' && stored.front() != '!' ? fit::unusable : fit::no;
    return as_fit(digests::same(*made, stored));
}

// "$1$salt$rounds$hex"
fit check_pbkdf2(std::string_view stored, std::string_view password) {
    if (!stored.starts_with("$1$")) return fit::unusable;
    stored.remove_prefix(3);
    auto const salt = stored.substr(0, stored.find('$'));
    stored.remove_prefix(std::min(stored.size(), salt.size() + 1));
    auto const count = stored.substr(0, stored.find('$'));
    stored.remove_prefix(std::min(stored.size(), count.size() + 1));
    auto const rounds = base::number<std::uint32_t>(count);
    auto const wanted = base::hex_decode(stored);
    if (salt.empty() || !rounds || *rounds == 0 || *rounds > most_iterations || !wanted || wanted->size() != 20) return fit::unusable;
    return as_fit(digests::same(digests::pbkdf2_sha1(password, salt, *rounds, 20), *wanted));
}

// "length-text": only that many octets count.
fit check_truncated(std::string_view stored, std::string_view password) {
    auto const dash = stored.find('-');
    auto const length = dash == stored.npos ? std::nullopt : base::number<std::size_t>(stored.substr(0, dash));
    auto const text = length ? stored.substr(dash + 1) : stored;
    if (text.empty()) return fit::unusable;    // every password begins with nothing
    return as_fit(digests::same(text, password.substr(0, length.value_or(password.npos))));
}

fit check_digest(row const& r, std::string_view stored, std::string_view password) {
    auto const salt = stored.substr(r.size);
    return as_fit(digests::same(digests::plain(r.digest(), std::string(password) + std::string(salt)), stored.substr(0, r.size)));
}

fit check_argon(digests::argon kind, std::string const& stored, std::string_view password) {
    auto const fits = digests::argon2_fits(kind, stored, password);
    return fits ? as_fit(*fits) : fit::unusable;
}

fit check_scram(password_hash const& stored, std::string_view password) {
    auto const text = verifier_in(stored);
    return text ? as_fit(matches(*parse_verifier(*text), password)) : fit::unusable;
}

std::string encoded(std::string const& data, encoding how) {
    if (how == encoding::text) return data;
    return how == encoding::hex ? base::hex(data) : base::base64_encode(data);
}

std::optional<std::string> scram_text(row const& r, std::string_view password) {
    auto const prepared_text = prepared(password);
    if (!prepared_text) return std::nullopt;
    auto const v = make_verifier(r.name == "SCRAM-SHA-1" ? scheme::scram_sha_1 : scheme::scram_sha_256, *prepared_text);
    return fmt::format("{},{},{},{}", v.iterations, base::base64_encode(v.salt), base::base64_encode(v.stored_key), base::base64_encode(v.server_key));
}

std::string pbkdf2_text(std::string_view password) {
    auto const salt = base::hex(random_bytes(8));
    constexpr std::uint32_t rounds = 100'000;
    return fmt::format("$1${}${}${}", salt, rounds, base::hex(digests::pbkdf2_sha1(password, salt, rounds, 20)));
}

std::optional<std::string> made_data(row const& r, std::string_view password) {
    switch (r.kind) {
    case family::clear: return std::string(password);
    case family::truncated: return std::nullopt;
    case family::crypt: return r.prefix ? digests::crypt(password, digests::crypt_setting(r.prefix)) : std::nullopt;
    case family::argon2i: return digests::argon2(digests::argon::i, password);
    case family::argon2id: return digests::argon2(digests::argon::id, password);
    case family::digest: {
        auto const salt = r.salted ? random_bytes(8) : std::string();
        return digests::plain(r.digest(), std::string(password) + salt) + salt;
    }
    case family::pbkdf2: return pbkdf2_text(password);
    case family::scram: return scram_text(r, password);
    case family::states: return digests::hmac_md5_states(password);
    }
    return std::nullopt;
}

}  // namespace

std::optional<password_hash> parse_password_hash(std::string_view text, std::string_view usual) {
    auto name = usual;
    if (text.starts_with('{')) {
        auto const end = text.find('}');
        if (end == text.npos) return std::nullopt;
        name = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
    }
    auto const n = scheme_named(name);
    if (!n) return std::nullopt;
    auto data = decoded(*n, text);
    if (!data || !fits_size(*n->scheme, *data)) return std::nullopt;
    return password_hash{std::string(n->scheme->name), std::move(*data)};
}

fit check_password_hash(password_hash const& stored, std::string_view password) {
    auto const* const r = find(stored.scheme);
    if (!r) return fit::unusable;
    switch (r->kind) {
    case family::clear: return as_fit(!stored.data.empty() && digests::same(stored.data, password));
    case family::truncated: return check_truncated(stored.data, password);
    case family::crypt: return check_crypt(stored.data, password);
    case family::argon2i: return check_argon(digests::argon::i, stored.data, password);
    case family::argon2id: return check_argon(digests::argon::id, stored.data, password);
    case family::digest: return fits_size(*r, stored.data) ? check_digest(*r, stored.data, password) : fit::unusable;
    case family::pbkdf2: return check_pbkdf2(stored.data, password);
    case family::scram: return check_scram(stored, password);
    case family::states: return as_fit(digests::same(digests::hmac_md5_states(password), stored.data));
    }
    return fit::unusable;
}

std::optional<std::string> secret_in(password_hash const& stored) {
    auto const* const r = find(stored.scheme);
    return r && r->kind == family::clear && !stored.data.empty() ? std::optional(stored.data) : std::nullopt;
}

// "iterations,salt,stored,server" there, "SCHEME$iterations:salt$stored:server" here.
std::optional<std::string> verifier_in(password_hash const& stored) {
    auto const* const r = find(stored.scheme);
    if (!r || r->kind != family::scram) return std::nullopt;
    auto const parts = base::split(stored.data, ",");
    if (parts.size() != 4) return std::nullopt;
    auto text = fmt::format("{}${}:{}${}:{}", stored.scheme, parts[0], parts[1], parts[2], parts[3]);
    return parse_verifier(text) ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<std::string> make_password_hash(std::string_view scheme, std::string_view password) {
    auto const n = scheme_named(scheme);
    if (!n) return std::nullopt;
    auto const data = made_data(*n->scheme, password);
    if (!data) return std::nullopt;
    return fmt::format("{{{}}}{}", base::uppered(scheme), encoded(*data, n->written));
}

std::vector<std::string_view> password_schemes() {
    std::vector<std::string_view> out;
    for (auto const& one : rows) out.push_back(one.name);
    return out;
}

}  // namespace mailstead::auth
