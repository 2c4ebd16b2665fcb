// TLSA records (RFC 6698, RFC 7671): which certificates the DNS says a server has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/resolver.h"

typedef struct ssl_st SSL;

namespace mailstead::net {

struct tlsa_record {
    std::uint8_t usage = 0, selector = 0, matching = 0;
    std::string data;
    bool operator==(tlsa_record const&) const = default;
};

// Every record that is long enough to be one.
std::vector<tlsa_record> read_tlsa(std::vector<std::string> const& rdata);
// RFC 7672 §3.1: DANE-TA and DANE-EE, with digests that we know and of their length. The others say nothing to a mail client.
bool is_usable(tlsa_record const& one) noexcept;
std::vector<tlsa_record> usable(std::vector<tlsa_record> all);

// Before a client's handshake: the server's certificate has to be as one of `records` says; for an authority's record it
// has to be for one of `names`, of which the first is the one the records were found at. False: OpenSSL will not have it.
bool expect_tlsa(SSL* connection, std::vector<tlsa_record> const& records, std::vector<std::string> const& names);
// After it: one of them matched.
bool has_matched_tlsa(SSL* connection) noexcept;

}  // namespace mailstead::net
