// The client's side of SCRAM (RFC 5802 §3), written from the RFC with OpenSSL, to be set against the server.
#pragma once

#include <cstddef>
#include <string>

#include <openssl/types.h>

namespace mailstead::auth::test {

class scram_client {
public:
    scram_client(EVP_MD const* digest, std::string user, std::string password, std::string authzid = {});
    ~scram_client();

    // The GS2 header in place of "n,,", and the bytes of the channel binding that goes with it.
    void bind(std::string header, std::string bytes);

    std::string first() const;
    // The answer to the server's first message "r=...,s=...,i=...".
    std::string final(std::string const& server_first);
    // True when the server has proved that it knows the password's verifier too.
    bool trusts(std::string const& server_final) const { return server_final == signature_; }

    std::string salt;

private:
    std::size_t size() const;
    std::string bare() const;
    static std::string field(std::string const& text, std::string const& key);
    std::string mac(std::string const& key, std::string const& text) const;

    EVP_MD const* digest_;
    std::string user_, password_, header_, binding_, signature_;
};

}  // namespace mailstead::auth::test
