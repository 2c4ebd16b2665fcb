// asctime()'s form out, anything in.
#include "mbox/from_line.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mbox {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::optional<int> month_of(std::string_view word) {
    auto const at =
        std::find_if(months.begin(), months.end(), [&](auto m) { return base::iequals(m, word.substr(0, 3)); });
    if (word.size() < 3 || at == months.end()) return std::nullopt;
    return static_cast<int>(at - months.begin());
}

struct moment {
    std::optional<int> month, day, year, hour;
    int minute = 0, second = 0;
    std::optional<int> offset;  // seconds east
};

bool take_clock(std::string_view word, moment& out) {
    auto const parts = base::split(word, ":");
    if (parts.size() < 2 || parts.size() > 3 || word.find(':') == word.npos) return false;
    auto const hour = base::number<int>(parts[0]), minute = base::number<int>(parts[1]);
    auto const second = parts.size() == 3 ? base::number<int>(parts[2].substr(0, 2)) : 0;
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return false;
    out.hour = *hour, out.minute = *minute, out.second = *second;
    return true;
}

bool take_zone(std::string_view word, moment& out) {
    if (word == "GMT" || word == "UTC" || word == "UT") return out.offset = 0, true;
    if (word.size() != 5 || (word[0] != '+' && word[0] != '-')) return false;
    auto const value = base::number<int>(word.substr(1));
    if (!value) return false;
    auto const seconds = *value / 100 * 3600 + *value % 100 * 60;
    out.offset = word[0] == '-' ? -seconds : seconds;
    return true;
}

void take_number(std::string_view word, moment& out) {
    auto const value = base::number<int>(word);
    if (!value) return;
    if (word.size() == 4 && *value >= 1970)
        out.year = *value;
    else if (word.size() <= 2 && !out.day && *value >= 1 && *value <= 31)
        out.day = *value;
}

void take(std::string_view word, moment& out) {
    auto const month = out.month ? std::nullopt : month_of(word);
    if (month)
        out.month = month;
    else if (!take_clock(word, out) && !take_zone(word, out))
        take_number(word, out);
}

// Seconds east of Greenwich. Not by mktime(), which asks the disk for the time zone each time.
std::int64_t local_offset(std::time_t at) {
    std::tm parts{};
    ::localtime_r(&at, &parts);
    return parts.tm_gmtoff;
}

}  // namespace

std::string from_line(std::string_view sender, std::int64_t at) {
    std::string name(sender.empty() ? "MAILER-DAEMON" : sender);
    for (auto& c : name)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') c = '?';
    std::time_t const when = at;
    std::tm parts{};
    ::localtime_r(&when, &parts);
    return fmt::format("From {}  {} {} {:2} {:02}:{:02}:{:02} {}\n", name,
                       days[static_cast<std::size_t>(parts.tm_wday)], months[static_cast<std::size_t>(parts.tm_mon)],
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_year + 1900);
}

std::optional<std::int64_t> from_line_date(std::string_view line) {
    if (!line.starts_with("From ")) return std::nullopt;
    auto const words = base::split(line.substr(5), " \t\r\n");
    moment found;
    for (std::size_t i = 1; i < words.size(); ++i) take(words[i], found);
    if (!found.month || !found.day || !found.year || !found.hour) return std::nullopt;
    std::tm parts{};
    parts.tm_year = *found.year - 1900, parts.tm_mon = *found.month, parts.tm_mday = *found.day;
    parts.tm_hour = *found.hour, parts.tm_min = found.minute, parts.tm_sec = found.second;
    auto const as_utc = ::timegm(&parts);
    return as_utc - (found.offset ? *found.offset : local_offset(as_utc - local_offset(as_utc)));
}

}  // namespace mailstead::mbox
