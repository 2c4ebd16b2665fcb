// An authority of the tests' own and certificates of every kind, good and bad.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/types.h>

#include "net/tls.h"

namespace mailstead::mta::smtp_client::test {

struct wanted_certificate {
    std::vector<std::string> names;          // DNS names in subjectAltName, as bytes
    std::string common_name = "somebody";
    long begins = -3600, ends = 86400;       // seconds from now
    bool self_signed = false;
};

class authority {
public:
    authority();
    ~authority();
    authority(authority const&) = delete;

    std::string const& path() const noexcept { return path_; }

    std::shared_ptr<net::tls_context const> server(wanted_certificate const& what) const;
    std::shared_ptr<net::tls_context const> server(std::string name) const;

private:
    std::shared_ptr<EVP_PKEY> key_;
    std::shared_ptr<X509> certificate_;
    std::string path_;
};

}  // namespace mailstead::mta::smtp_client::test
