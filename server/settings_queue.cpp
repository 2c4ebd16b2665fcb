// Parameters of the queue and of transports.
#include "server/settings_queue.h"

#include <algorithm>

namespace mailstead::server {
namespace {

unsigned at_least_one(std::int64_t value) {
    return static_cast<unsigned>(std::clamp<std::int64_t>(value, 1, 100000));
}

}  // namespace

mta::queue::settings queue_settings(conf::settings const& values) {
    mta::queue::settings out;
    out.root = values.text("queue_directory");
    out.directory = out.root + "/queue";
    out.minfree = static_cast<std::uint64_t>(values.number("queue_minfree"));
    // 0: room for one message, at least.
    if (out.minfree == 0) out.minfree = static_cast<std::uint64_t>(values.number("message_size_limit")) * 3 / 2;
    out.active_limit = at_least_one(values.number("qmgr_message_active_limit"));
    out.hostname = values.text("myhostname");
    out.mail_name = values.text("mail_name");
    out.verp_bounces = !values.yes("disable_verp_bounces");
    out.bounce_size_limit = static_cast<std::uint64_t>(values.number("bounce_size_limit"));

    out.retry.minimal_backoff = values.duration("minimal_backoff_time");
    out.retry.maximal_backoff = values.duration("maximal_backoff_time");
    out.retry.run_delay = values.duration("queue_run_delay");
    out.retry.lifetime = values.duration("maximal_queue_lifetime");
    out.retry.bounce_lifetime = values.duration("bounce_queue_lifetime");
    out.retry.transport_retry = values.duration("transport_retry_time");

    out.concurrency.initial = at_least_one(values.number("initial_destination_concurrency"));
    out.concurrency.limit = at_least_one(values.number("default_destination_concurrency_limit"));
    out.concurrency.recipient_limit = at_least_one(values.number("default_destination_recipient_limit"));
    out.concurrency.failed_cohort_limit =
        at_least_one(values.number("default_destination_concurrency_failed_cohort_limit"));
    return out;
}

mta::route::settings route_settings(conf::settings const& values) {
    mta::route::settings out;
    out.queue_directory = values.text("queue_directory");
    out.store_socket = out.queue_directory + "/private/lmtp-in";
    out.hostname = values.text("myhostname");
    out.local_transport = values.text("local_transport");
    out.virtual_transport = values.text("virtual_transport");
    out.relay_transport = values.text("relay_transport");
    out.default_transport = values.text("default_transport");
    return out;
}

}  // namespace mailstead::server
