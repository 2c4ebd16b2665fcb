#include "net/dane.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace mailstead::net {
namespace {

constexpr std::uint8_t authority = 2, server_itself = 3;                // usages: DANE-TA, DANE-EE
constexpr std::uint8_t in_full = 0, sha256 = 1, sha512 = 2;             // matching types

}  // namespace

std::vector<tlsa_record> read_tlsa(std::vector<std::string> const& rdata) {
    std::vector<tlsa_record> out;
    for (auto const& bytes : rdata) {
        if (bytes.size() < 4) continue;
        auto const field = [&bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
        tlsa_record one;
        one.usage = field(0);
        one.selector = field(1);
        one.matching = field(2);
        one.data = bytes.substr(3);
        out.push_back(std::move(one));
    }
    return out;
}

bool is_usable(tlsa_record const& one) noexcept {
    if (one.usage != authority && one.usage != server_itself) return false;
    if (one.selector > 1) return false;
    switch (one.matching) {
    case in_full: return !one.data.empty();
    case sha256: return one.data.size() == 32;
    case sha512: return one.data.size() == 64;
    default: return false;
    }
}

std::vector<tlsa_record> usable(std::vector<tlsa_record> all) {
    std::erase_if(all, [](tlsa_record const& one) { return !is_usable(one); });
    return all;
}

bool expect_tlsa(SSL* connection, std::vector<tlsa_record> const& records, std::vector<std::string> const& names) {
    if (names.empty() || SSL_dane_enable(connection, names.front().c_str()) != 1) return false;
    SSL_dane_set_flags(connection, DANE_FLAG_NO_DANE_EE_NAMECHECKS);    // RFC 7672 §3.1.1
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    for (std::size_t i = 1; i < names.size(); ++i)
        if (SSL_add1_host(connection, names[i].c_str()) != 1) return false;
    int taken = 0;
    for (auto const& one : records) {
        auto const* data = reinterpret_cast<unsigned char const*>(one.data.data());
        // One that is no certificate after all is as good as none.
        taken += SSL_dane_tlsa_add(connection, one.usage, one.selector, one.matching, data, one.data.size()) > 0;
    }
    return taken > 0;
}

bool has_matched_tlsa(SSL* connection) noexcept {
    return SSL_get_verify_result(connection) == X509_V_OK && SSL_get0_dane_authority(connection, nullptr, nullptr) >= 0;
}

}  // namespace mailstead::net
