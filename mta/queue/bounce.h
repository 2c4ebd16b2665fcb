// The reports that the server mails about a message (RFC 3464 in a multipart/report, RFC 6522), in Postfix's form: it could
// not be delivered, it is late, it has been delivered, or what would become of it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mta/queue/message.h"
#include "mta/queue/report_texts.h"

namespace mailstead::mta::queue {

struct bounce_facts {
    std::string_view hostname;         // Reporting-MTA
    std::string_view mail_name;
    std::string_view id;               // of the message that it is about
    std::string_view bounce_id;        // of this report
    std::string_view to;               // whom it goes to; empty: the message's sender
    std::string_view sender;           // the message's, as that recipient saw it (VERP); empty: as the envelope has it
    std::int64_t now = 0;              // microseconds since 1970
    std::uint64_t size_limit = 0;      // a longer original is given back as its headers only
    report_kind kind = report_kind::failure;
    report_text const* words = nullptr;    // expanded; null: ours, as they are
    bool for_postmaster = false;       // a copy: his subject, no words, the original's header only
    bool threaded = false;             // in the thread of the message (enable_threaded_bounces)
    bool utf8 = true;                  // smtputf8_enable: says that it may be UTF-8
    std::int64_t retried_until = 0;    // of a delay: microseconds since 1970
    bool time_is_over = false;         // of a delay: the time that the sender has set (RFC 2852 §4.1.3)
};

// May the sender be told of the failure of this recipient? Never for mail from the null sender (RFC 5321 §4.5.5), nor
// when NOTIFY does not ask for it (RFC 3461 §4.1). The same of a delay, of the delivery (asked for only).
bool wants_bounce(envelope const& what, recipient const& whom) noexcept;
bool wants_delay(envelope const& what, recipient const& whom) noexcept;
bool wants_success(envelope const& what, recipient const& whom) noexcept;

// The report's text, CRLF lines, about the recipients with these places in the envelope; `original` is what is left of
// the text (null: it cannot be read, and the report says so). Addresses of its header are not completed.
std::string bounce_text(message const& about, std::vector<std::uint32_t> const& recipients, store::shared_text const& original,
                        bounce_facts const&);

}  // namespace mailstead::mta::queue
