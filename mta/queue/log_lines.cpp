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

void append_seconds(std::string& out, std::int64_t micros, unsigned digits) {
    static constexpr std::int64_t powers[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
    digits = std::min(digits, 6u);
    auto const unit = powers[6 - digits];
    auto value = (std::max<std::int64_t>(micros, 0) + unit / 2) / unit;
    for (; digits > 0 && value >= 100; --digits) value = (value + 5) / 10;
    for (; digits > 0 && value % 10 == 0; --digits) value /= 10;
    auto back = std::back_inserter(out);
    if (digits == 0) fmt::format_to(back, "{}", value);
    else fmt::format_to(back, "{}.{:0{}}", value / powers[digits], value % powers[digits], digits);
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

std::string seconds_text(std::int64_t micros, unsigned digits) {
    std::string out;
    append_seconds(out, micros, digits);
    return out;
}

void log_active(message const& what) {
    if (!log::enabled(log::level::info)) return;
    std::string scratch;
    log::write(log::level::info, "qmgr",
               fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", what.id, clean(what.what.sender, scratch),
                           what.size, what.what.recipients.size()));
}

void log_delivery(message const& what, std::uint32_t at, std::string_view transport, delivery_times const& when, unsigned digits) {
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
    fmt::format_to(back, "relay={}, ", how.relay.empty() ? std::string_view("none") : how.relay);
    if (how.uses > 1) fmt::format_to(back, "conn_use={}, ", how.uses);    // as Postfix: of a connection that was used before
    line += "delay=";
    append_seconds(line, when.ended - what.what.arrival, digits);
    line += ", delays=";
    append_seconds(line, what.activated - what.what.arrival, digits);
    line += '/';
    append_seconds(line, when.started - what.activated, digits);
    auto const setup = std::clamp<std::int64_t>(when.setup, 0, std::max<std::int64_t>(when.ended - when.started, 0));
    line += '/';
    append_seconds(line, setup, digits);
    line += '/';
    append_seconds(line, when.ended - when.started - setup, digits);
    fmt::format_to(back, ", dsn={}, status={} ({})", how.status, word(how.fate, what.what.report), clean(how.reason, scratch));
    log::write(log::level::info, transport, line);
}

void log_removed(std::string_view id) { log::info("qmgr", "{}: removed", id); }

}  // namespace mailstead::mta::queue
