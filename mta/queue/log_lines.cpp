// Log lines.
#include "mta/queue/log_lines.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/log.h"

namespace mailstead::mta::queue {
namespace {

namespace log = base::log;

constexpr std::string_view word(fate what, reporting why) {
    if (why == reporting::verify) return what == fate::sent ? "deliverable" : "undeliverable";
    switch (what) {
    case fate::sent: return "sent";
    case fate::bounced: return "bounced";
    default: return "deferred";
    }
}

void append_seconds(std::string& out, std::int64_t micros) {
    auto const hundredths = (std::max<std::int64_t>(micros, 0) + 5000) / 10000;
    auto back = std::back_inserter(out);
    if (hundredths >= 1000) fmt::format_to(back, "{}", (hundredths + 50) / 100);
    else if (hundredths >= 100 && (hundredths + 5) / 10 % 10 != 0) fmt::format_to(back, "{:.1f}", hundredths / 100.0);
    else if (hundredths >= 100) fmt::format_to(back, "{}", (hundredths + 5) / 100);
    else if (hundredths == 0) out += '0';
    else if (hundredths % 10 == 0) fmt::format_to(back, "0.{}", hundredths / 10);
    else fmt::format_to(back, "0.{:02}", hundredths);
}

// Text in a log line must not break it.
std::string_view clean(std::string_view text, std::string& scratch) {
    auto const bad = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    if (std::none_of(text.begin(), text.end(), bad)) return text;
    scratch = text;
    std::replace_if(scratch.begin(), scratch.end(), bad, '?');
    return scratch;
}

}  // namespace

std::string seconds_text(std::int64_t micros) {
    std::string out;
    append_seconds(out, micros);
    return out;
}

void log_active(message const& what) {
    if (!log::enabled(log::level::info)) return;
    std::string scratch;
    log::write(log::level::info, "qmgr",
               fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", what.id, clean(what.what.sender, scratch),
                           what.size, what.what.recipients.size()));
}

void log_delivery(message const& what, std::uint32_t at, std::string_view transport, delivery_times const& when) {
    if (!log::enabled(log::level::info)) return;
    auto const& whom = what.what.recipients[at];
    auto const& how = what.recipients[at];
    std::string scratch, line;
    line.reserve(256);
    auto back = std::back_inserter(line);
    fmt::format_to(back, "{}: to=<{}>, ", what.id, clean(whom.address, scratch));
    if (!whom.original.empty() && whom.original != whom.address) {
        fmt::format_to(back, "orig_to=<{}>, ", clean(whom.original, scratch));
    }
    fmt::format_to(back, "relay={}, delay=", how.relay.empty() ? std::string_view("none") : how.relay);
    append_seconds(line, when.ended - what.what.arrival);
    line += ", delays=";
    append_seconds(line, what.activated - what.what.arrival);
    line += '/';
    append_seconds(line, when.started - what.activated);
    auto const setup = std::clamp<std::int64_t>(when.setup, 0, std::max<std::int64_t>(when.ended - when.started, 0));
    line += '/';
    append_seconds(line, setup);
    line += '/';
    append_seconds(line, when.ended - when.started - setup);
    fmt::format_to(back, ", dsn={}, status={} ({})", how.status, word(how.fate, what.what.report), clean(how.reason, scratch));
    log::write(log::level::info, transport, line);
}

void log_removed(std::string_view id) { log::info("qmgr", "{}: removed", id); }

}  // namespace mailstead::mta::queue
