// What a server offers in its answer to EHLO or LHLO (RFC 5321 §4.1.1.1), as its clients see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::smtp {

struct offers {
    bool pipelining = false;
    bool chunking = false;
    bool binary_mime = false;
    bool eight_bit = false;
    bool size = false;
    bool smtputf8 = false;
    bool dsn = false;
    bool starttls = false;
    bool requiretls = false;      // RFC 8689
    bool priority = false;        // MT-PRIORITY, RFC 6710
    bool deliver_by = false;      // RFC 2852
    bool auth = false;
    bool xforward = false;
    bool own = false;             // XMAILSTEAD: our own server on its private socket
    std::uint64_t size_limit = 0;               // SIZE's argument; 0: none told
    std::int64_t least_by = 0;                  // DELIVERBY's argument: the least time of mode R, in seconds
    std::vector<std::string> mechanisms;        // AUTH's, upper case; at most 64
    std::vector<std::string> xforward_names;    // XFORWARD's, upper case; at most 64
};

// `text` is the reply's text, its first line the server's name, then a keyword a line. Case is ignored, unknown keywords too,
// and so are those in `ignored`.
offers read_offers(std::string_view text, std::vector<std::string> const& ignored = {});
// The first word of the reply's text: what the server calls itself.
std::string_view greeted_name(std::string_view text) noexcept;

}  // namespace mailstead::smtp
