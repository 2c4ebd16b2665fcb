#include "net/tls_options.h"

#include <charconv>
#include <span>

#include <openssl/ssl.h>

#include "base/ascii.h"

namespace mailstead::net {
namespace {

struct named {
    std::string_view name;
    std::uint64_t bits;
};

constexpr named options[] = {
    {"ENABLE_KTLS", SSL_OP_ENABLE_KTLS},
    {"ENABLE_MIDDLEBOX_COMPAT", SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
    {"LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"NO_COMPRESSION", SSL_OP_NO_COMPRESSION},
    {"NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
    {"NO_SESSION_RESUMPTION_ON_RENEGOTIATION", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION},
    {"NO_TICKET", SSL_OP_NO_TICKET},
    {"PRIORITIZE_CHACHA", SSL_OP_PRIORITIZE_CHACHA},
};

// Many are names only: OpenSSL 3 has dropped what they were for.
constexpr named workarounds[] = {
    {"CRYPTOPRO_TLSEXT_BUG", SSL_OP_CRYPTOPRO_TLSEXT_BUG},
    {"DONT_INSERT_EMPTY_FRAGMENTS", SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS},
    {"LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"MICROSOFT_BIG_SSLV3_BUFFER", 0},
    {"MICROSOFT_SESS_ID_BUG", 0},
    {"MSIE_SSLV2_RSA_PADDING", 0},
    {"NETSCAPE_CHALLENGE_BUG", 0},
    {"NETSCAPE_REUSE_CIPHER_CHANGE_BUG", 0},
    {"SSLEAY_080_CLIENT_DH_BUG", 0},
    {"SSLREF2_REUSE_CERT_TYPE_BUG", 0},
    {"TLSEXT_PADDING", SSL_OP_TLSEXT_PADDING},
    {"TLS_BLOCK_PADDING_BUG", 0},
    {"TLS_D5_BUG", 0},
    {"TLS_ROLLBACK_BUG", SSL_OP_TLS_ROLLBACK_BUG},
};

std::optional<std::uint64_t> number_in(std::string_view text) noexcept {
    if (!base::lowered(text.substr(0, 2)).starts_with("0x")) return std::nullopt;
    text.remove_prefix(2);
    std::uint64_t out = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), out, 16);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

std::optional<std::uint64_t> bits_of(std::span<named const> among, std::string_view name) noexcept {
    for (auto const& one : among)
        if (base::iequals(one.name, name)) return one.bits;
    return number_in(name);
}

}  // namespace

std::optional<std::uint64_t> tls_option(std::string_view name) noexcept { return bits_of(options, name); }
std::optional<std::uint64_t> tls_workaround(std::string_view name) noexcept { return bits_of(workarounds, name); }

}  // namespace mailstead::net
