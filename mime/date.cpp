// Dates of header fields: see date.h.
#include "mime/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct zone_name {
    std::string_view name;
    int minutes;
};
// RFC 5322 §4.3; other names and the military letters mean -0000.
constexpr std::array zone_names{zone_name{"est", -300}, zone_name{"edt", -240}, zone_name{"cst", -360},
                                zone_name{"cdt", -300}, zone_name{"mst", -420}, zone_name{"mdt", -360},
                                zone_name{"pst", -480}, zone_name{"pdt", -420}};

// Longer values are no dates; the bound keeps parsing linear in it.
constexpr std::size_t value_limit = 1000;
constexpr int minutes_a_day = 24 * 60;

bool is_separator(char c) noexcept { return base::is_space(c) || c == ',' || c == '\0'; }

// Where the comment that starts at `at` ends.
std::size_t comment_end(std::string_view text, std::size_t at) noexcept {
    int depth = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '(')
            ++depth;
        else if (text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return text.size();
}

// The date as words with one blank before each; comments go, and so do blanks around a colon (RFC 5322 §4.3 allows
// "09 (comment) : 55").
std::string flattened(std::string_view text) {
    text = text.substr(0, value_limit);
    std::string out;
    bool blank = true;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '(' || is_separator(text[at])) {
            blank = true;
            at = text[at] == '(' ? comment_end(text, at) : at + 1;
            continue;
        }
        if (blank && text[at] != ':' && !out.ends_with(':')) out += ' ';
        blank = false;
        out += text[at++];
    }
    return out;
}

// What has been understood so far; -1: not seen.
struct civil {
    int day = -1;
    int month = -1;
    int year = -1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool has_time = false;
    bool has_zone = false;
    int zone = 0;
};

std::optional<int> small_number(std::string_view text) noexcept {
    if (text.empty() || text.size() > 4 || !base::is_digit(text.front())) return std::nullopt;
    return base::number<int>(text);
}

std::optional<int> month_of(std::string_view word) noexcept {
    if (word.size() < 3) return std::nullopt;
    for (std::size_t i = 0; i < months.size(); ++i)
        if (base::iequals(word.substr(0, 3), months[i])) return static_cast<int>(i) + 1;
    return std::nullopt;
}

// RFC 5322 §4.3: two digits 00-49 are 2000-2049, 50-99 and three digits count from 1900.
int full_year(int value, std::size_t digits) noexcept {
    if (digits >= 4) return value;
    if (digits == 2 && value < 50) return 2000 + value;
    return 1900 + value;
}

bool take_time(std::string_view word, civil& into) noexcept {
    auto const parts = word.find(':');
    if (parts == word.npos) return false;
    auto const minute_text = word.substr(parts + 1);
    auto const second_at = minute_text.find(':');
    auto const hour = small_number(word.substr(0, parts));
    auto const minute = small_number(minute_text.substr(0, second_at));
    if (!hour || !minute || *hour > 23 || *minute > 59) return false;
    into.hour = *hour;
    into.minute = *minute;
    into.has_time = true;
    if (second_at == minute_text.npos) return true;
    auto const seconds = minute_text.substr(second_at + 1);
    auto const second = small_number(seconds.substr(0, seconds.find('.')));
    if (second && *second <= 60) into.second = *second;
    return true;
}

bool take_zone(std::string_view word, civil& into) noexcept {
    if (!into.has_time || into.has_zone || word.empty()) return false;
    into.has_zone = true;
    if (word.front() == '+' || word.front() == '-') {
        auto const digits = word.substr(1);
        auto const value = digits.size() == 4 ? small_number(digits) : std::nullopt;
        if (!value || *value % 100 > 59) return true;
        int const minutes = *value / 100 * 60 + *value % 100;
        into.zone = minutes > minutes_a_day ? 0 : word.front() == '-' ? -minutes : minutes;
        return true;
    }
    if (!base::is_alpha(word.front())) {
        into.has_zone = false;
        return false;
    }
    for (auto const& zone : zone_names)
        if (base::iequals(word, zone.name)) into.zone = zone.minutes;
    return true;
}

bool take_number(std::string_view word, civil& into) noexcept {
    auto const value = small_number(word);
    if (!value) return false;
    if (into.day < 0 && word.size() <= 2)
        into.day = *value;
    else if (into.year < 0 && word.size() >= 2)
        into.year = full_year(*value, word.size());
    else
        return false;
    return true;
}

void take(std::string_view word, civil& into) noexcept;

// "20-Nov-2026": three words in one.
void take_dashed(std::string_view word, civil& into) noexcept {
    while (!word.empty()) {
        auto const dash = std::min(word.find('-'), word.size());
        if (dash > 0) take(word.substr(0, dash), into);
        word.remove_prefix(std::min(dash + 1, word.size()));
    }
}

void take(std::string_view word, civil& into) noexcept {
    if (take_time(word, into) || take_number(word, into)) return;
    if (into.month < 0)
        if (auto const month = month_of(word)) {
            into.month = *month;
            return;
        }
    if (base::is_digit(word.front()) && word.find('-') != word.npos) return take_dashed(word, into);
    take_zone(word, into);
}

std::optional<std::chrono::sys_days> day_of(civil const& c) noexcept {
    if (c.day < 1 || c.month < 1 || c.year < 1 || c.year > 9999) return std::nullopt;
    std::chrono::year_month_day const day{std::chrono::year{c.year}, std::chrono::month{static_cast<unsigned>(c.month)},
                                          std::chrono::day{static_cast<unsigned>(c.day)}};
    if (!day.ok()) return std::nullopt;
    return std::chrono::sys_days{day};
}

// The zone's own time, as if it were UTC.
std::chrono::sys_seconds local_time(date const& when) noexcept {
    return std::chrono::sys_seconds{std::chrono::seconds{when.seconds} + std::chrono::minutes{when.zone_minutes}};
}

}  // namespace

std::optional<date> parse_date(std::string_view value) {
    civil found;
    auto const text = flattened(value);
    for (auto const word : base::split(text, " ")) take(word, found);
    auto const day = day_of(found);
    if (!day) return std::nullopt;
    std::chrono::sys_seconds const local =
        *day + std::chrono::hours{found.hour} + std::chrono::minutes{found.minute} + std::chrono::seconds{found.second};
    auto const moment = local - std::chrono::minutes{found.zone};
    return date{moment.time_since_epoch().count(), found.zone};
}

std::int64_t local_day(date const& when) noexcept {
    return std::chrono::floor<std::chrono::days>(local_time(when)).time_since_epoch().count();
}

std::string format_date(date const& when, std::string_view zone_name) {
    auto const local = local_time(when);
    auto const midnight = std::chrono::floor<std::chrono::days>(local);
    std::chrono::year_month_day const day{midnight};
    std::chrono::hh_mm_ss const time{local - midnight};
    int const zone = std::abs(when.zone_minutes);
    auto out = fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
                           day_names[std::chrono::weekday{midnight}.c_encoding()], static_cast<unsigned>(day.day()),
                           month_names[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()),
                           time.hours().count(), time.minutes().count(), time.seconds().count(),
                           when.zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
    if (!zone_name.empty()) out += fmt::format(" ({})", zone_name);
    return out;
}

std::string format_local_date(std::int64_t seconds) {
    auto const when = static_cast<std::time_t>(seconds);
    std::tm local{};
    if (!localtime_r(&when, &local)) return format_date({seconds, 0});
    return format_date({seconds, static_cast<int>(local.tm_gmtoff / 60)}, local.tm_zone ? local.tm_zone : "");
}

}  // namespace mailstead::mime
