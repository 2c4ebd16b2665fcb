// Parameters of the queue and of transports.
#include "server/settings_queue.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/notice/transcript.h"

namespace mailstead::server {
namespace {

unsigned at_least_one(std::int64_t value) {
    return static_cast<unsigned>(std::clamp<std::int64_t>(value, 1, 100000));
}

// 0: as many as there are.
unsigned up_to(std::int64_t value) { return at_least_one(value == 0 ? 100000 : value); }

mta::route::feedback feedback_of(std::string const& name, conf::settings const& values, conf::report const& report) {
    auto const text = values.text(name);
    auto const out = mta::route::parse_feedback(text);
    if (!out && report) report({{}, 0, conf::severity::warning, fmt::format("{}: \"{}\" is no feedback (a number from 0 to 1, which \"/ concurrency\" or \"/ sqrt_concurrency\" may follow); 1 is used", name, base::printable(text, 100))});
    return out.value_or(mta::route::feedback());
}

// "default_x" is "NAME_x" for one transport; without a name it is itself.
std::string for_transport(std::string const& name, std::string_view usual) {
    return name.empty() ? std::string(usual) : name + std::string(usual.substr(usual.find('_')));
}

// The limits of the transport of that name; without a name: of those that say nothing of their own.
mta::route::limits limits_of(std::string const& name, conf::settings const& values, conf::report const& report = {}) {
    auto const own = [&name](std::string_view usual) { return for_transport(name, usual); };
    auto const initial = std::string("initial_destination_concurrency");
    mta::route::limits out;
    out.initial = at_least_one(values.number(name.empty() ? initial : name + "_" + initial));
    out.limit = up_to(values.number(own("default_destination_concurrency_limit")));
    out.recipient_limit = up_to(values.number(own("default_destination_recipient_limit")));
    out.failed_cohort_limit = static_cast<unsigned>(
        std::clamp<std::int64_t>(values.number(own("default_destination_concurrency_failed_cohort_limit")), 0, 100000));
    out.pause = values.duration(own("default_destination_rate_delay"));
    out.slot_cost = static_cast<unsigned>(std::clamp<std::int64_t>(values.number(own("default_delivery_slot_cost")), 0, 100000));
    out.growth = feedback_of(own("default_destination_concurrency_positive_feedback"), values, report);
    out.decline = feedback_of(own("default_destination_concurrency_negative_feedback"), values, report);
    return out;
}

// "relay/smtp" for a row that has -o syslog_name=postfix/$service_name.
std::string program_of(conf::service const& row, conf::configuration const& files) {
    auto const named = files.values_for(row).with({{"service_name", row.name}}).text("syslog_name");
    auto const usual = files.values->text("syslog_name") + "/";
    return named.starts_with(usual) ? named.substr(usual.size()) + "/" + row.command : row.command;
}

// Tables that the queue manager can ask without waiting.
conf::maps status_filter_of(mta::route::transport::agent does, conf::settings const& values, conf::report const& report) {
    using agent = mta::route::transport::agent;
    static constexpr std::pair<agent, std::string_view> names[] = {
        {agent::smtp, "smtp_delivery_status_filter"},
        {agent::lmtp, "lmtp_delivery_status_filter"},
        {agent::local, "local_delivery_status_filter"},
        {agent::virtual_mailbox, "virtual_delivery_status_filter"},
        {agent::pipe, "pipe_delivery_status_filter"}};
    for (auto const& [one, name] : names) {
        if (one != does) continue;
        auto out = conf::maps::open(values.text(name), values, report);
        if (!out.is_blocking()) return out;
        if (report) report({{}, 0, conf::severity::warning, fmt::format("{}: only tables that lie in memory can be used here (pcre, regexp, texthash, hash, inline, static)", name)});
    }
    return {};
}

// The stock transports, then the rows of master.cf, which may give the same names another meaning.
mta::route::transports transports_of(conf::configuration const& files, conf::report const& report) {
    auto const& values = *files.values;
    auto const waiting = values.list("defer_transports");
    mta::route::transports out;
    auto const add = [&](std::string const& name, mta::route::transport one) {
        one.limits = limits_of(name, values, report);
        one.pause = values.duration(for_transport(name, "default_transport_rate_delay"));
        one.waits = std::find(waiting.begin(), waiting.end(), name) != waiting.end();
        out.insert_or_assign(name, std::make_shared<mta::route::transport const>(std::move(one)));
    };
    for (auto const& [name, stock] : mta::route::standard_transports()) {
        auto one = *stock;
        one.status_filter = status_filter_of(one.does, values, report);
        add(name, std::move(one));
    }
    for (auto const& row : files.services.services) {
        if (row.type != conf::service_type::unix_stream) continue;
        mta::route::transport one;
        one.does = mta::route::agent_of(row.command, row.name);
        one.program = program_of(row, files);
        one.status_filter = status_filter_of(one.does, files.values_for(row), report);
        one.most = static_cast<unsigned>(std::max<std::int64_t>(row.maxproc ? *row.maxproc : values.number("default_process_limit"), 0));
        if (one.does != mta::route::transport::agent::none) add(row.name, std::move(one));
        else out.erase(row.name);
    }
    return out;
}

// Tells of words that are no class of trouble; they are passed over.
void look_at_notify_classes(conf::settings const& values, conf::report const& report) {
    static constexpr std::string_view of_reports[] = {"bounce", "2bounce", "delay"};
    auto const place = values.place("notify_classes");
    for (auto const& word : values.list("notify_classes")) {
        auto const same = [&word](std::string_view known) { return base::iequals(known, word); };
        bool const known = std::any_of(std::begin(of_reports), std::end(of_reports), same) || mta::notice::troubles_named({word}) != mta::notice::trouble::none;
        if (known || !report) continue;
        report({place.file, place.line, conf::severity::warning,
                fmt::format("notify_classes: unknown class \"{}\"; there are bounce, 2bounce, data, delay, policy, protocol, resource and software",
                            base::printable(word))});
    }
}

}  // namespace

mta::queue::report_settings report_settings(conf::settings const& values, conf::report const& report) {
    look_at_notify_classes(values, report);
    mta::queue::report_settings out;
    auto const classes = values.list("notify_classes");
    auto const copies = [&](std::string_view word, std::string_view recipient) {
        mta::queue::report_settings::copies one;
        one.wanted = std::any_of(classes.begin(), classes.end(), [word](std::string const& named) { return base::iequals(named, word); });
        one.to = values.text(recipient);
        return one;
    };
    out.bounces = copies("bounce", "bounce_notice_recipient");
    out.double_bounces = copies("2bounce", "2bounce_notice_recipient");
    out.delays = copies("delay", "delay_notice_recipient");
    out.notices_from = values.text("double_bounce_sender") + "@" + values.text("myhostname");
    out.delay_warning = values.duration("delay_warning_time");
    out.tells_cleared = values.yes("confirm_delay_cleared");
    out.threaded = values.yes("enable_threaded_bounces");
    out.utf8 = values.yes("smtputf8_enable");
    out.texts = mta::queue::report_texts_of(values, report);
    return out;
}

mta::queue::settings queue_settings(conf::settings const& values, conf::report const& report) {
    mta::queue::settings out;
    out.root = values.text("queue_directory");
    out.directory = out.root + "/queue";
    out.minfree = static_cast<std::uint64_t>(values.number("queue_minfree"));
    // 0: room for one message, at least.
    if (out.minfree == 0) out.minfree = static_cast<std::uint64_t>(values.number("message_size_limit")) * 3 / 2;
    out.active_limit = at_least_one(values.number("qmgr_message_active_limit"));
    out.recipient_limit = static_cast<std::size_t>(values.number("qmgr_message_recipient_limit"));
    out.log_digits = static_cast<unsigned>(values.number("delay_logging_resolution_limit"));
    out.hostname = values.text("myhostname");
    out.mail_name = values.text("mail_name");
    out.soft_bounce = values.yes("soft_bounce");
    out.verp_bounces = !values.yes("disable_verp_bounces");
    out.reports = report_settings(values, report);
    out.bounce_size_limit = static_cast<std::uint64_t>(values.number("bounce_size_limit"));

    out.retry.minimal_backoff = values.duration("minimal_backoff_time");
    out.retry.maximal_backoff = values.duration("maximal_backoff_time");
    out.retry.run_delay = values.duration("queue_run_delay");
    out.retry.lifetime = values.duration("maximal_queue_lifetime");
    out.retry.bounce_lifetime = values.duration("bounce_queue_lifetime");
    out.retry.transport_retry = values.duration("transport_retry_time");

    out.concurrency = limits_of({}, values, report);
    return out;
}

mta::notice::notice_settings notice_settings(conf::settings const& values) {
    mta::notice::notice_settings out;
    out.hostname = values.text("myhostname");
    out.mail_name = values.text("mail_name");
    out.to = values.text("error_notice_recipient");
    out.from = values.text("double_bounce_sender") + "@" + out.hostname;
    return out;
}

mta::route::settings route_settings(conf::configuration const& files, conf::report const& report) {
    return route_settings(files, *files.values, report);
}

mta::route::settings route_settings(conf::configuration const& files, conf::settings const& values, conf::report const& report) {
    mta::route::settings out;
    out.queue_directory = values.text("queue_directory");
    out.store_socket = out.queue_directory + "/private/lmtp-in";
    out.hostname = values.text("myhostname");
    out.empty_recipient = values.text("empty_address_recipient");
    out.local_transport = values.text("local_transport");
    out.virtual_transport = values.text("virtual_transport");
    out.relay_transport = values.text("relay_transport");
    out.default_transport = values.text("default_transport");
    out.relayhost = values.text("relayhost");
    out.best_mx_transport = values.text("best_mx_transport");
    out.filter_nexthop = values.text("default_filter_nexthop");
    out.transports = transports_of(files, report);
    return out;
}

}  // namespace mailstead::server
