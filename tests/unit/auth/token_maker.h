// Makes JSON Web Tokens with OpenSSL, to be set against the verifier.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "auth/jwt.h"

namespace mailstead::auth::test {

std::string base64url(std::string_view bytes);

class token_maker {
public:
    token_maker();
    ~token_maker();

    key_set keys() const;
    std::string token(std::string const& alg, std::string const& claims) const;
    // Signed as the header's first "alg" says; by RSA where it says nothing known.
    std::string with_header(std::string const& header, std::string const& claims) const;
    std::string signed_with_secret(std::string const& alg, std::string const& claims, std::string const& secret) const;
    std::string rsa_pem() const;

private:
    using key = std::shared_ptr<EVP_PKEY>;

    key rsa_, p256_, p384_, ed_;
    std::string secret_;
};

}  // namespace mailstead::auth::test
