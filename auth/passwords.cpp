// SCRAM verifiers with OpenSSL's PBKDF2 and HMAC, RFC 5802 §3; SASLprep by ICU.
#include "auth/passwords.h"

#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unicode/unistr.h>
#include <unicode/usprep.h>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

struct row {
    auth::scheme scheme;
    std::string_view name;
    EVP_MD const* (*digest)();
    std::size_t size;
};
constexpr std::array rows{
    row{scheme::scram_sha_1, "SCRAM-SHA-1", EVP_sha1, 20},
    row{scheme::scram_sha_256, "SCRAM-SHA-256", EVP_sha256, 32},
    row{scheme::scram_sha_512, "SCRAM-SHA-512", EVP_sha512, 64},
};

row const& row_of(scheme s) noexcept { return rows[static_cast<std::size_t>(s)]; }

unsigned char const* bytes(std::string_view text) noexcept { return reinterpret_cast<unsigned char const*>(text.data()); }
unsigned char* bytes(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

std::string hmac(row const& r, std::string_view key, std::string_view text) {
    std::string out(r.size, '\0');
    unsigned length = 0;
    if (!HMAC(r.digest(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(), bytes(out), &length))
        throw std::runtime_error("HMAC failed");
    return out;
}

std::string digest(row const& r, std::string_view text) {
    std::string out(r.size, '\0');
    if (EVP_Digest(text.data(), text.size(), bytes(out), nullptr, r.digest(), nullptr) != 1)
        throw std::runtime_error("digest failed");
    return out;
}

std::string salted_password(row const& r, std::string_view password, std::uint32_t iterations, std::string_view salt) {
    std::string out(r.size, '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt), static_cast<int>(salt.size()),
                          static_cast<int>(iterations), r.digest(), static_cast<int>(r.size), bytes(out)) != 1)
        throw std::runtime_error("PBKDF2 failed");
    return out;
}

bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The text up to `separator`, which is taken off `rest` together with it; absent when there is no separator.
std::optional<std::string_view> up_to(char separator, std::string_view& rest) {
    auto const at = rest.find(separator);
    if (at == rest.npos) return std::nullopt;
    auto const part = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    return part;
}

struct profile_closer {
    void operator()(UStringPrepProfile* p) const { usprep_close(p); }
};

std::optional<std::string> saslprep(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UStringPrepProfile, profile_closer> const profile(usprep_openByType(USPREP_RFC4013_SASLPREP, &status));
    if (U_FAILURE(status)) throw std::runtime_error("no SASLprep profile");
    auto const wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    // NFKC grows a string by a factor of 18 at most.
    std::vector<char16_t> out(static_cast<std::size_t>(wide.length()) * 18 + 1);
    auto const length = usprep_prepare(profile.get(), wide.getBuffer(), wide.length(), out.data(), static_cast<int>(out.size()),
                                       USPREP_DEFAULT, nullptr, &status);
    if (U_FAILURE(status) || length == 0) return std::nullopt;
    std::string utf8;
    icu::UnicodeString(out.data(), length).toUTF8String(utf8);
    return utf8;
}

}  // namespace

std::string_view name(scheme s) noexcept { return row_of(s).name; }

std::optional<verifier> parse_verifier(std::string_view text) {
    auto const scheme_name = up_to('$', text);
    auto const iterations = up_to(':', text);
    auto const salt = up_to('$', text);
    auto const stored = up_to(':', text);
    if (!scheme_name || !iterations || !salt || !stored) return std::nullopt;
    auto const* r = std::find_if(rows.begin(), rows.end(), [&](row const& x) { return x.name == *scheme_name; });
    auto const count = base::number<std::uint32_t>(*iterations);
    auto salt_bytes = base::base64_decode(*salt);
    auto stored_key = base::base64_decode(*stored);
    auto server_key = base::base64_decode(text);
    if (r == rows.end() || !count || *count == 0 || *count > most_iterations) return std::nullopt;
    if (!salt_bytes || salt_bytes->empty() || !stored_key || !server_key) return std::nullopt;
    if (stored_key->size() != r->size || server_key->size() != r->size) return std::nullopt;
    return verifier{r->scheme, *count, std::move(*salt_bytes), std::move(*stored_key), std::move(*server_key)};
}

std::string print(verifier const& v) {
    return fmt::format("{}${}:{}${}:{}", name(v.scheme), v.iterations, base::base64_encode(v.salt),
                       base::base64_encode(v.stored_key), base::base64_encode(v.server_key));
}

std::optional<std::string> prepared(std::string_view password) {
    auto const plain = [](char c) { return c >= ' ' && c <= '~'; };
    if (password.empty() || password.size() > 1024) return std::nullopt;
    if (std::all_of(password.begin(), password.end(), plain)) return std::string(password);
    if (!base::is_utf8(password)) return std::nullopt;
    return saslprep(password);
}

verifier make_verifier(scheme s, std::string_view password, std::uint32_t iterations, std::string salt) {
    auto const& r = row_of(s);
    auto const salted = salted_password(r, password, iterations, salt);
    auto stored = digest(r, hmac(r, salted, "Client Key"));
    auto server = hmac(r, salted, "Server Key");
    return {s, iterations, std::move(salt), std::move(stored), std::move(server)};
}

verifier make_verifier(scheme s, std::string_view password, std::uint32_t iterations) {
    return make_verifier(s, password, iterations, random_bytes(16));
}

std::vector<std::string> make_verifiers(std::string_view password, std::uint32_t iterations) {
    std::vector<std::string> out;
    for (auto s : all_schemes) out.push_back(print(make_verifier(s, password, iterations)));
    return out;
}

bool matches(verifier const& v, std::string_view password) {
    // A password that SASLprep forbids fits nothing, but has to take as long as one that it allows.
    auto const text = prepared(password);
    auto const tried = make_verifier(v.scheme, text ? *text : std::string_view("\x01"), v.iterations, v.salt);
    bool const fits = same(tried.stored_key, v.stored_key);
    return fits && text.has_value();
}

verifier made_up_verifier(scheme s, std::string_view name, std::string_view secret, std::uint32_t iterations) {
    auto const& r = row_of(s);
    auto const part = [&](std::string_view which) { return hmac(r, secret, fmt::format("{} {}", which, name)); };
    return {s, iterations, part("salt").substr(0, 16), part("stored"), part("server")};
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_bytes(bytes(out), static_cast<int>(count)) != 1) throw std::runtime_error("no random bytes");
    return out;
}

verified_cache::verified_cache(std::chrono::seconds ttl, std::size_t most)
    : ttl_(ttl), most_(most), key_(random_bytes(32)) {}

bool verified_cache::matches(verifier const& v, std::string_view verifier_text, std::string_view password) {
    return matches(verifier_text, password, [&] { return auth::matches(v, password); });
}

bool verified_cache::matches(std::string_view stored, std::string_view password, std::function<bool()> const& fits) {
    if (ttl_ <= std::chrono::seconds::zero()) return fits();
    auto tag = hmac(row_of(scheme::scram_sha_256), key_, fmt::format("{}:{}{}", stored.size(), stored, password));
    if (known(tag)) return true;
    if (!fits()) return false;
    remember(std::move(tag));
    return true;
}

bool verified_cache::known(std::string const& tag) {
    std::lock_guard const lock(mutex_);
    auto const it = until_.find(tag);
    if (it == until_.end()) return false;
    if (it->second > std::chrono::steady_clock::now()) return true;
    until_.erase(it);
    return false;
}

void verified_cache::remember(std::string tag) {
    auto const now = std::chrono::steady_clock::now();
    std::lock_guard const lock(mutex_);
    // Full: the expired ones go; if all are fresh, all go, which costs each user one slow login.
    if (until_.size() >= most_) std::erase_if(until_, [now](auto const& entry) { return entry.second <= now; });
    if (until_.size() >= most_) until_.clear();
    until_[std::move(tag)] = now + ttl_;
}

}  // namespace mailstead::auth
