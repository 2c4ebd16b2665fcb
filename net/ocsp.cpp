#include "net/ocsp.h"

#include <algorithm>
#include <memory>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>

namespace mailstead::net {
namespace {

using response_ptr = std::unique_ptr<OCSP_RESPONSE, decltype(&OCSP_RESPONSE_free)>;
using basic_ptr = std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)>;

// Of its answers the one with the certificate's serial number and issuer.
OCSP_SINGLERESP* answer_about(OCSP_BASICRESP* among, X509* certificate) {
    for (int i = 0; i < OCSP_resp_count(among); ++i) {
        auto* const one = OCSP_resp_get0(among, i);
        ASN1_OBJECT* digest = nullptr;
        ASN1_INTEGER* serial = nullptr;
        ASN1_OCTET_STRING* name = nullptr;
        if (OCSP_id_get0_info(&name, &digest, nullptr, &serial, const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(one))) != 1) continue;
        if (ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate)) != 0) continue;
        unsigned char hash[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        auto const* how = EVP_get_digestbyobj(digest);
        if (!how || X509_NAME_digest(X509_get_issuer_name(certificate), how, hash, &size) != 1) continue;
        if (static_cast<unsigned>(ASN1_STRING_length(name)) == size && std::equal(hash, hash + size, ASN1_STRING_get0_data(name))) return one;
    }
    return nullptr;
}

std::time_t seconds_of(ASN1_GENERALIZEDTIME const* when) {
    std::tm parts{};
    return when && ASN1_TIME_to_tm(when, &parts) == 1 ? ::timegm(&parts) : 0;
}

}  // namespace

std::optional<ocsp_response> read_ocsp(std::string_view der, X509* certificate, std::string& why) {
    auto const* at = reinterpret_cast<unsigned char const*>(der.data());
    response_ptr const whole(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())), OCSP_RESPONSE_free);
    basic_ptr const basic(whole && OCSP_response_status(whole.get()) == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(whole.get()) : nullptr,
                          OCSP_BASICRESP_free);
    ERR_clear_error();
    if (!basic) why = whole ? "the response says that nothing can be said" : "it is no OCSP response in DER";
    if (!basic) return std::nullopt;
    auto* const about = answer_about(basic.get(), certificate);
    if (!about) why = "it speaks of another certificate";
    if (!about) return std::nullopt;
    ASN1_GENERALIZEDTIME* until = nullptr;
    OCSP_single_get0_status(about, nullptr, nullptr, nullptr, &until);
    return ocsp_response{std::string(der), seconds_of(until)};
}

}  // namespace mailstead::net
