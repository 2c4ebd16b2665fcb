// See password_digests.h.
#define OPENSSL_SUPPRESS_DEPRECATED    // MD5's state between two blocks can be had in no other way
#include "auth/password_digests.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <argon2.h>
#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/md5.h>

#include "auth/passwords.h"

namespace mailstead::auth::digests {
namespace {

unsigned char const* bytes(std::string_view text) noexcept { return reinterpret_cast<unsigned char const*>(text.data()); }
unsigned char* bytes(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

struct freed {
    void operator()(void* p) const noexcept { std::free(p); }
};

void put(std::string& out, std::uint32_t word) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(word >> (8 * i) & 0xff);
}

// MD5's state after one block of the key and a pad.
void put_state(std::string& out, std::string const& key, char pad) {
    std::string block(64, pad);
    for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
    MD5_CTX state;
    if (MD5_Init(&state) != 1 || MD5_Update(&state, block.data(), block.size()) != 1) throw std::runtime_error("MD5 failed");
    for (auto const word : {state.A, state.B, state.C, state.D}) put(out, word);
}

}  // namespace

bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string plain(evp_md_st const* digest, std::string_view text) {
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(digest)), '\0');
    if (EVP_Digest(text.data(), text.size(), bytes(out), nullptr, digest, nullptr) != 1) throw std::runtime_error("digest failed");
    return out;
}

std::string pbkdf2_sha1(std::string_view password, std::string_view salt, std::uint32_t rounds, std::size_t size) {
    std::string out(size, '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt), static_cast<int>(salt.size()),
                          static_cast<int>(rounds), EVP_sha1(), static_cast<int>(size), bytes(out)) != 1)
        throw std::runtime_error("PBKDF2 failed");
    return out;
}

std::string hmac_md5_states(std::string_view key) {
    auto const used = key.size() > 64 ? plain(EVP_md5(), key) : std::string(key);
    std::string out;
    put_state(out, used, 0x5c);
    put_state(out, used, 0x36);
    return out;
}

std::optional<std::string> crypt(std::string_view password, std::string const& setting) {
    if (password.find('\0') != password.npos) return std::nullopt;
    std::string const text(password);
    void* space = nullptr;
    int size = 0;
    char const* const made = ::crypt_ra(text.c_str(), setting.c_str(), &space, &size);
    std::unique_ptr<void, freed> const owner(space);
    if (!made) return std::nullopt;
    std::string out(made);
    OPENSSL_cleanse(space, static_cast<std::size_t>(size));
    return out;
}

std::string crypt_setting(char const* prefix) {
    std::unique_ptr<char, freed> const made(::crypt_gensalt_ra(prefix, 0, nullptr, 0));
    if (!made) throw std::runtime_error("crypt_gensalt failed");
    return made.get();
}

std::optional<bool> argon2_fits(argon kind, std::string const& encoded, std::string_view password) {
    int const code = kind == argon::i ? ::argon2i_verify(encoded.c_str(), password.data(), password.size())
                                      : ::argon2id_verify(encoded.c_str(), password.data(), password.size());
    if (code == ARGON2_OK) return true;
    if (code == ARGON2_VERIFY_MISMATCH) return false;
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR || code == ARGON2_THREAD_FAIL) throw std::runtime_error(::argon2_error_message(code));
    return std::nullopt;
}

std::string argon2(argon kind, std::string_view password) {
    auto const salt = random_bytes(16);
    char out[256];
    // RFC 9106 §4 recommends 64 MiB and three passes where memory is scarce.
    auto const hash = kind == argon::i ? ::argon2i_hash_encoded : ::argon2id_hash_encoded;
    int const code = hash(3, 1 << 16, 1, password.data(), password.size(), salt.data(), salt.size(), 32, out, sizeof out);
    if (code != ARGON2_OK) throw std::runtime_error(::argon2_error_message(code));
    return out;
}

}  // namespace mailstead::auth::digests
