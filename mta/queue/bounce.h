// The report that mail could not be delivered, or not yet, or was relayed (RFC 3464 in a multipart/report, RFC 6522), in Postfix's wording. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mta/queue/message.h"

namespace mailstead::mta::queue {

// What a report is about: mail that is not delivered, mail that waits (RFC 2852 §4.1.3), mail that another server has (§4.1.4).
enum class report_kind : std::uint8_t { failure, delay, relay };

struct bounce_facts {
    report_kind kind = report_kind::failure;
    std::string_view hostname;         // Reporting-MTA
    std::string_view mail_name;
    std::string_view id;               // of the failed message
    std::string_view bounce_id;        // of this report
    std::string_view sender;           // whom it goes to; empty: the failed message's sender
    std::int64_t now = 0;              // microseconds since 1970
    std::int64_t tried_until = 0;      // report_kind::delay: when it goes back
    std::uint64_t size_limit = 0;      // a longer original is given back as its headers only
};

// May the sender be told of the failure of this recipient? Never for mail from the null sender (RFC 5321 §4.5.5), nor
// when NOTIFY does not ask for it (RFC 3461 §4.1).
bool wants_bounce(envelope const& what, recipient const& whom) noexcept;

// The report's text, CRLF lines, about the recipients with these places in the envelope; `original` is what is left of
// the text (null: it cannot be read, and the report says so). Failures alone give back more than the header.
std::string bounce_text(message const& failed, std::vector<std::uint32_t> const& recipients,
                        store::shared_text const& original, bounce_facts const&);

}  // namespace mailstead::mta::queue
