#include "smtp/date_time.h"

#include <chrono>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::smtp {
namespace {

// Takes `digits` digits and the separator behind them, if there is to be one.
std::optional<unsigned> take(std::string_view& text, std::size_t digits, char behind) noexcept {
    if (text.size() < digits + (behind ? 1 : 0)) return std::nullopt;
    auto const number = base::number<unsigned>(text.substr(0, digits));
    if (!number || !base::is_digit(text.front())) return std::nullopt;
    if (behind && base::to_lower(text[digits]) != behind) return std::nullopt;
    text.remove_prefix(digits + (behind ? 1 : 0));
    return number;
}

// What stands behind the seconds: "Z" or "+01:00"; in seconds to take away.
std::optional<std::int64_t> offset(std::string_view text) noexcept {
    if (base::iequals(text, "Z")) return 0;
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    std::int64_t const sign = text[0] == '+' ? 1 : -1;
    text.remove_prefix(1);
    auto const hours = take(text, 2, ':'), minutes = take(text, 2, '\0');
    if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<std::int64_t> parse_date_time(std::string_view text) noexcept {
    namespace time = std::chrono;
    auto const year = take(text, 4, '-'), month = take(text, 2, '-'), day = take(text, 2, 't');
    auto const hour = take(text, 2, ':'), minute = take(text, 2, ':'), second = take(text, 2, '\0');
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    if (text.starts_with('.')) {
        auto const end = text.find_first_not_of("0123456789", 1);
        if (end == 1 || end == text.npos) return std::nullopt;
        text.remove_prefix(end);
    }
    auto const away = offset(text);
    auto const date = time::year_month_day(time::year(static_cast<int>(*year)), time::month(*month), time::day(*day));
    if (!away || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    auto const days = time::sys_days(date).time_since_epoch().count();
    std::int64_t const out = std::int64_t{days} * 86400 + *hour * 3600 + *minute * 60 + *second - *away;
    if (out < 0) return std::nullopt;
    return out;
}

std::string print_date_time(std::int64_t seconds) {
    namespace time = std::chrono;
    auto const at = time::sys_seconds(time::seconds(seconds));
    auto const day = time::floor<time::days>(at);
    time::year_month_day const date(day);
    time::hh_mm_ss const clock(at - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace mailstead::smtp
