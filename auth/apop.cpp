// See apop.h.
#include "auth/apop.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

namespace mailstead::auth {

namespace {

constexpr std::size_t digest_size = 16;

struct disposer {
    void operator()(EVP_MD_CTX* c) const noexcept { EVP_MD_CTX_free(c); }
};

}  // namespace

std::optional<apop_response> parse_apop(std::string_view bytes) noexcept {
    auto const first = bytes.find('\0');
    if (first == bytes.npos) return std::nullopt;
    auto const second = bytes.find('\0', first + 1);    // the digest may have one of its own
    if (second == bytes.npos || bytes.size() - second - 1 != digest_size) return std::nullopt;
    apop_response const out{bytes.substr(0, first), bytes.substr(first + 1, second - first - 1), bytes.substr(second + 1)};
    bool const is_timestamp = out.timestamp.starts_with('<') && out.timestamp.ends_with('>');
    if (!is_timestamp || out.name.empty()) return std::nullopt;
    return out;
}

bool matches(apop_response const& response, std::string_view secret) noexcept {
    std::unique_ptr<EVP_MD_CTX, disposer> const context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
    unsigned size = 0;
    bool const done = context && EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) == 1 &&
                      EVP_DigestUpdate(context.get(), response.timestamp.data(), response.timestamp.size()) == 1 &&
                      EVP_DigestUpdate(context.get(), secret.data(), secret.size()) == 1 &&
                      EVP_DigestFinal_ex(context.get(), made.data(), &size) == 1;
    return done && size == response.digest.size() && CRYPTO_memcmp(made.data(), response.digest.data(), size) == 0;
}

}  // namespace mailstead::auth
