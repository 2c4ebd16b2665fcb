#include "net/peer_certificate.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <string_view>

#include "base/ascii.h"

namespace mailstead::net {
namespace {

using digest_bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string colons(digest_bytes const& bytes, unsigned size) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        if (i > 0) out += ':';
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

std::string common_name(X509_NAME* name) {
    int const at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0) return {};
    unsigned char* text = nullptr;
    int const size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) return {};
    auto out = base::printable(std::string_view(reinterpret_cast<char const*>(text), static_cast<std::size_t>(size)), 256);
    OPENSSL_free(text);
    return out;
}

std::string whole_name(X509_NAME* name) {
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    if (X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &bytes);
    return base::printable(std::string_view(bytes, static_cast<std::size_t>(size)), 1024);
}

// A name with a NUL or the like inside is none: what others would read of it is not what it says.
void take_name(std::vector<std::string>& to, ASN1_IA5STRING const* name) {
    std::string_view const text(reinterpret_cast<char const*>(ASN1_STRING_get0_data(name)), static_cast<std::size_t>(ASN1_STRING_length(name)));
    if (!text.empty() && text.size() <= 320 && base::printable(text, 320) == text) to.emplace_back(text);
}

void take_names(X509* certificate, peer_certificate& out) {
    constexpr int most = 100;
    std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> const all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)), GENERAL_NAMES_free);
    for (int i = 0; all && i < std::min(most, sk_GENERAL_NAME_num(all.get())); ++i) {
        auto const* one = sk_GENERAL_NAME_value(all.get(), i);
        if (one->type == GEN_EMAIL) take_name(out.mail_names, one->d.rfc822Name);
        if (one->type == GEN_DNS) take_name(out.dns_names, one->d.dNSName);
    }
}

void take_fingerprints(X509* certificate, EVP_MD const* how, peer_certificate& out) {
    digest_bytes bytes{};
    unsigned size = 0;
    if (X509_digest(certificate, how, bytes.data(), &size) == 1) out.fingerprint = colons(bytes, size);
    // Of the whole SubjectPublicKeyInfo, as Postfix does.
    unsigned char* der = nullptr;
    int const length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (length <= 0) return;
    if (EVP_Digest(der, static_cast<std::size_t>(length), bytes.data(), &size, how, nullptr) == 1) out.key_fingerprint = colons(bytes, size);
    OPENSSL_free(der);
}

}  // namespace

bool is_digest(std::string const& name) noexcept { return EVP_get_digestbyname(name.c_str()) != nullptr; }

std::shared_ptr<peer_certificate const> certificate_of(SSL* connection, std::string const& digest) {
    std::unique_ptr<X509, decltype(&X509_free)> const certificate(SSL_get1_peer_certificate(connection), X509_free);
    if (!certificate) return nullptr;
    auto out = std::make_shared<peer_certificate>();
    out->subject = common_name(X509_get_subject_name(certificate.get()));
    out->issuer = common_name(X509_get_issuer_name(certificate.get()));
    out->subject_name = whole_name(X509_get_subject_name(certificate.get()));
    take_names(certificate.get(), *out);
    auto const verdict = SSL_get_verify_result(connection);
    out->trusted = verdict == X509_V_OK;
    out->expired = verdict == X509_V_ERR_CERT_HAS_EXPIRED;
    if (!out->trusted) out->distrust = X509_verify_cert_error_string(verdict);
    if (auto const* how = EVP_get_digestbyname(digest.c_str())) take_fingerprints(certificate.get(), how, *out);
    return out;
}

}  // namespace mailstead::net
