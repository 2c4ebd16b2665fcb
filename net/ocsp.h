// What an authority has said of a certificate of ours (OCSP, RFC 6960), as far as it is handed on in the handshake.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

typedef struct x509_st X509;

namespace mailstead::net {

struct ocsp_response {
    std::string der;              // as it travels (RFC 6066 §8)
    std::time_t until = 0;        // nextUpdate; 0: the authority has not said
    bool has_ended(std::time_t now) const noexcept { return until != 0 && until <= now; }
};

// Reads a successful response in DER that speaks of `certificate`. Absent, with `why`: it is none, or speaks of others.
// Its signature is for clients to judge.
std::optional<ocsp_response> read_ocsp(std::string_view der, X509* certificate, std::string& why);

}  // namespace mailstead::net
