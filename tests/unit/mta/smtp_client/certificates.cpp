// An authority of the tests' own and certificates of every kind, good and bad.
#include "tests/unit/mta/smtp_client/certificates.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace mailstead::mta::smtp_client::test {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using x509_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}
std::string pem(X509* what) {
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(out.get(), what);
    return text_of(out.get());
}
void fill(X509* out, wanted_certificate const& what, EVP_PKEY* key) {
    static long serial = 1;
    X509_set_version(out, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(out), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(out), what.begins);
    X509_gmtime_adj(X509_getm_notAfter(out), what.ends);
    X509_set_pubkey(out, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(out), "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(what.common_name.data()),
                               static_cast<int>(what.common_name.size()), -1, 0);
}
void add_extension(X509* to, int kind, char const* value) {
    std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> const made(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value), X509_EXTENSION_free);
    X509_add_ext(to, made.get(), -1);
}
void add_names(X509* to, std::vector<std::string> const& names) {
    std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> const all(GENERAL_NAMES_new(), GENERAL_NAMES_free);
    for (auto const& name : names) {
        auto* const text = ASN1_IA5STRING_new();
        ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
        auto* const one = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(one, GEN_DNS, text);
        sk_GENERAL_NAME_push(all.get(), one);
    }
    X509_add1_ext_i2d(to, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT);
}

}  // namespace

authority::authority() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    wanted_certificate self;
    self.common_name = "authority of the tests";
    fill(certificate_.get(), self, key_.get());
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    char name[] = "/tmp/mailstead-sts-ca-XXXXXX";
    ::close(::mkstemp(name));
    path_ = name;
    std::ofstream(path_) << pem(certificate_.get());
}
authority::~authority() { std::remove(path_.c_str()); }

std::shared_ptr<net::tls_context const> authority::server(wanted_certificate const& what) const {
    key_ptr const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    x509_ptr const made(X509_new(), X509_free);
    fill(made.get(), what, key.get());
    if (!what.names.empty()) add_names(made.get(), what.names);
    X509_set_issuer_name(made.get(), X509_get_subject_name(what.self_signed ? made.get() : certificate_.get()));
    X509_sign(made.get(), what.self_signed ? key.get() : key_.get(), EVP_sha256());
    net::tls_settings wanted;
    wanted.certificate = pem(made.get());
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    wanted.key = text_of(out.get());
    std::string why;
    auto context = net::tls_context::for_server(wanted, why);
    if (!context) throw std::runtime_error("certificate: " + why);
    return *context;
}
std::shared_ptr<net::tls_context const> authority::server(std::string name) const {
    wanted_certificate what;
    what.names.push_back(std::move(name));
    return server(what);
}

}  // namespace mailstead::mta::smtp_client::test
