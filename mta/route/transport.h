// A transport: what the row of master.cf with that name does with mail, and how hard it may be worked on.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "conf/lookup.h"

namespace mailstead::mta::route {

// By how much an answer or a loss changes the number of deliveries that may be under way to a destination.
struct feedback {
    enum class by : std::uint8_t { itself, concurrency, root_of_concurrency };
    double amount = 1;
    by divided = by::itself;
    bool operator==(feedback const&) const = default;
};
// "1", "0.5", "1/concurrency", "0.7 / sqrt_concurrency" (Postfix's SCHEDULER_README); amounts are from 0 to 1. Absent: no such thing.
std::optional<feedback> parse_feedback(std::string_view text);

// How hard one destination is worked on.
struct limits {
    unsigned initial = 5;                // initial_destination_concurrency
    unsigned limit = 20;                 // default_destination_concurrency_limit
    unsigned recipient_limit = 50;       // default_destination_recipient_limit
    unsigned failed_cohort_limit = 1;    // failed rounds after which a destination is left alone; 0: never
    std::chrono::seconds pause{0};       // default_destination_rate_delay: between two deliveries, which then come one by one
    feedback growth, decline;            // default_destination_concurrency_positive_feedback, ..._negative_feedback
    bool operator==(limits const&) const = default;
};

struct transport {
    enum class agent { smtp, lmtp, local, virtual_mailbox, pipe, error, retry, discard, none };
    agent does = agent::none;            // none: the row's command delivers no mail
    std::string program;                 // as log lines name it: "smtp", "relay/smtp"
    route::limits limits;
    unsigned most = 0;                   // deliveries under way at once, whatever their destinations (maxproc); 0: no limit
    std::chrono::seconds pause{0};       // default_transport_rate_delay: between any two deliveries, which then come one by one
    conf::maps status_filter;            // default_delivery_status_filter: tables in memory
    bool waits = false;                  // defer_transports: tried only when somebody flushes the queue
};

// The agent that a row's command stands for; error's row may be called retry, which puts mail off instead of refusing it.
transport::agent agent_of(std::string_view command, std::string_view row) noexcept;

// Transports by name. The ones of Postfix's stock master.cf are there even when a master.cf does not name them.
using transports = std::map<std::string, std::shared_ptr<transport const>, std::less<>>;
transports standard_transports();

}  // namespace mailstead::mta::route
