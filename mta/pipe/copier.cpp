// Line by line, cut anywhere.
#include "mta/pipe/copier.h"

#include <ctime>

#include <fmt/format.h>

#include "mta/pipe/macros.h"

namespace mailstead::mta::pipe {
namespace {

constexpr std::string_view separator = "From ";

std::string local_date(std::int64_t seconds) {
    auto const when = static_cast<std::time_t>(seconds);
    std::tm parts{};
    ::localtime_r(&when, &parts);
    static constexpr char const* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}", days[parts.tm_wday], months[parts.tm_mon], parts.tm_mday, parts.tm_hour,
                       parts.tm_min, parts.tm_sec, parts.tm_year + 1900);
}

}  // namespace

std::string leading_lines(attributes const& row, std::string_view sender, std::string_view original, std::string_view recipient,
                          std::int64_t now) {
    auto const from = sender.empty() ? std::string_view(row.null_sender) : sender;
    std::string out;
    if (row.has('F')) out += fmt::format("From {}  {}{}", from, local_date(now), row.eol);
    if (row.has('R')) out += fmt::format("Return-Path: <{}>{}", from, row.eol);
    if (row.has('O')) out += fmt::format("X-Original-To: {}{}", original.empty() ? recipient : original, row.eol);
    if (row.has('D')) out += fmt::format("Delivered-To: {}{}", recipient, row.eol);
    return out;
}

void copier::feed(std::string_view text, std::string& out) {
    for (char const c : text) {
        if (carriage_ && c != '\n') {
            line_begins(out);
            out += '\r';
        }
        carriage_ = c == '\r';
        if (carriage_) continue;
        if (c == '\n') {
            line_begins(out);
            out += eol_;
            at_start_ = true;
            continue;
        }
        if (!at_start_) {
            out += c;
            continue;
        }
        head_ += c;
        // Undecided as long as it may still become "From ".
        if (quotes_ && head_.size() < separator.size() && separator.starts_with(head_)) continue;
        line_begins(out);
    }
}

void copier::line_begins(std::string& out) {
    if (!at_start_) return;
    at_start_ = false;
    if (quotes_ && head_ == separator) out += '>';
    if (dots_ && head_.starts_with('.')) out += '.';
    out += head_;
    head_.clear();
}

void copier::finish(std::string& out) {
    if (carriage_) {
        carriage_ = false;
        line_begins(out);
        out += '\r';
    }
    if (!at_start_ || !head_.empty()) {
        line_begins(out);
        out += eol_;
        at_start_ = true;
    }
    if (blank_) out += eol_;
}

}  // namespace mailstead::mta::pipe
