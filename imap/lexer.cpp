#include "imap/lexer.h"

#include <array>
#include <chrono>
#include <limits>

#include "base/ascii.h"
#include "store/message.h"

#include "imap/utf7.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t keyword_limit = 255;

bool is_atom_char(char c) {
    if (c <= 0x20 || c == 0x7f) return false;    // controls, space and, as char is signed, 8-bit bytes
    return std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
}
// Clients send 8-bit passwords and names in atoms; RFC 3501 forbids it, refusing helps nobody.
bool is_astring_char(char c) { return is_atom_char(c) || c == ']' || static_cast<unsigned char>(c) >= 0x80; }
bool is_tag_char(char c) { return (is_atom_char(c) || c == ']') && c != '+'; }
bool is_list_char(char c) { return is_astring_char(c) || c == '%' || c == '*'; }
bool is_letter(char c) { return base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '-'; }

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::uint32_t system_flag(std::string_view name) {
    struct entry { std::string_view name; std::uint32_t bit; };
    static constexpr std::array<entry, 5> table = {{{"Seen", store::flag::seen},
                                                    {"Answered", store::flag::answered},
                                                    {"Flagged", store::flag::flagged},
                                                    {"Deleted", store::flag::deleted},
                                                    {"Draft", store::flag::draft}}};
    for (auto const& e : table) {
        if (base::iequals(e.name, name)) return e.bit;
    }
    return 0;
}

}  // namespace

bool lexer::fail(std::string_view what) noexcept {
    if (why_.empty()) why_ = what;
    return false;
}

bool lexer::is(char c) noexcept {
    if (left_.empty() || left_.front() != c) return false;
    left_.remove_prefix(1);
    return true;
}

bool lexer::sp() noexcept { return is(' ') || fail(at_end() ? "missing argument" : "space expected"); }
bool lexer::end() noexcept { return at_end() || fail("unexpected argument"); }

bool lexer::word(std::string_view name) noexcept {
    if (!base::istarts_with(left_, name)) return false;
    left_.remove_prefix(name.size());
    return true;
}

std::string_view lexer::run(bool (*allowed)(char)) noexcept {
    std::size_t n = 0;
    while (n < left_.size() && allowed(left_[n])) ++n;
    auto const out = left_.substr(0, n);
    left_.remove_prefix(n);
    return out;
}

bool lexer::tag(std::string_view& out) noexcept { return !(out = run(is_tag_char)).empty() || fail("invalid tag"); }
bool lexer::atom(std::string_view& out) noexcept { return !(out = run(is_atom_char)).empty() || fail("atom expected"); }
bool lexer::letters(std::string_view& out) noexcept { return !(out = run(is_letter)).empty() || fail("word expected"); }

bool lexer::quoted(std::string& out) {
    out.clear();
    for (std::size_t i = 1; i < left_.size(); ++i) {
        char c = left_[i];
        if (c == '"') {
            left_.remove_prefix(i + 1);
            return true;
        }
        if (c == '\\' && ++i < left_.size()) {
            c = left_[i];
            if (c != '"' && c != '\\') return fail("invalid escape in a quoted string");
        }
        if (c == '\r' || c == '\n' || c == '\0') return fail("line end or NUL in a quoted string");
        out += c;
    }
    return fail("quoted string without end");
}

// The framer has seen to it that the octets are there; a parser is total nevertheless.
bool lexer::literal_octets(std::string& out) {
    left_.remove_prefix(1);
    std::uint64_t size = 0;
    if (!digits(size, std::numeric_limits<std::uint32_t>::max())) return false;
    is('+');
    if (!is('}')) return fail("malformed literal");
    is('\r');
    if (!is('\n') || left_.size() < size) return fail("malformed literal");
    out.assign(left_.substr(0, static_cast<std::size_t>(size)));
    left_.remove_prefix(static_cast<std::size_t>(size));
    return true;
}

bool lexer::literal(std::string& out) {
    return literal_octets(out) && (out.find('\0') == out.npos || fail("NUL in a literal"));
}

bool lexer::literal8(std::string& out) {
    if (!is('~') || peek() != '{') return fail("literal expected");
    return literal_octets(out);
}

bool lexer::string(std::string& out) {
    // RFC 9755 §3. Older clients send what they like, with a charset or without.
    bool const strict = names_ == mailbox_names::utf8;
    if (peek() == '"') return quoted(out) && (!strict || base::is_utf8(out) || fail("quoted string is not valid UTF-8"));
    if (peek() == '{') return literal(out);
    return fail("string expected");
}

bool lexer::astring(std::string& out) {
    if (peek() == '"' || peek() == '{') return string(out);
    auto const text = run(is_astring_char);
    if (text.empty()) return fail(at_end() ? "missing argument" : "string expected");
    out.assign(text);
    return true;
}

bool lexer::mailbox(std::string& out) {
    if (!astring(out)) return false;
    auto name = mailbox_name(out, names_);
    if (!name) return fail(names_ == mailbox_names::utf7 ? "mailbox name is not valid modified UTF-7" : "mailbox name is not valid UTF-8");
    out = std::move(*name);
    return true;
}

bool lexer::list_mailbox(std::string& out) {
    if (peek() == '"' || peek() == '{') {
        if (!string(out)) return false;
    } else {
        auto const text = run(is_list_char);
        if (text.empty()) return fail("mailbox pattern expected");
        out.assign(text);
    }
    auto pattern = name_from_wire(out, names_);
    if (!pattern) return fail(names_ == mailbox_names::utf7 ? "mailbox pattern is not valid modified UTF-7" : "mailbox pattern is not valid UTF-8");
    out = std::move(*pattern);
    return true;
}

bool lexer::digits(std::uint64_t& out, std::uint64_t largest) noexcept {
    auto const text = run(base::is_digit);
    if (text.empty()) return fail("number expected");
    auto const value = base::number<std::uint64_t>(text);
    if (!value || *value > largest) return fail("number too large");
    out = *value;
    return true;
}

bool lexer::number(std::uint32_t& out) noexcept {
    std::uint64_t value = 0;
    if (!digits(value, std::numeric_limits<std::uint32_t>::max())) return false;
    out = static_cast<std::uint32_t>(value);
    return true;
}

bool lexer::number64(std::uint64_t& out) noexcept { return digits(out, std::numeric_limits<std::int64_t>::max()); }
bool lexer::nz_number(std::uint32_t& out) noexcept { return number(out) && (out != 0 || fail("number must not be zero")); }

bool lexer::bound(std::uint32_t& out) noexcept {
    if (!is('*')) return nz_number(out);
    out = sequence_set::star;
    return true;
}

bool lexer::set(sequence_set& out) {
    out.saved = is('$');
    if (out.saved) return true;
    do {
        sequence_set::range r;
        if (!bound(r.first)) return fail("invalid message set");
        r.last = r.first;
        if (is(':') && !bound(r.last)) return fail("invalid message set");
        out.ranges.push_back(r);
    } while (is(','));
    return true;
}

bool lexer::two_digits(int& out) noexcept {
    if (left_.size() < 2 || !base::is_digit(left_[0]) || !base::is_digit(left_[1])) return false;
    out = (left_[0] - '0') * 10 + (left_[1] - '0');
    left_.remove_prefix(2);
    return true;
}

// date-text; `fixed`: the day has two columns (date-day-fixed).
bool lexer::day_month_year(std::int64_t& days, bool fixed) noexcept {
    using namespace std::chrono;
    int dom = 0, century = 0, rest = 0;
    bool const padded = fixed && is(' ');
    if (padded || left_.size() < 2 || !base::is_digit(left_[1])) {
        if (!base::is_digit(peek())) return fail("invalid date");
        dom = peek() - '0';
        left_.remove_prefix(1);
    } else if (!two_digits(dom)) {
        return fail("invalid date");
    }
    if (!is('-')) return fail("invalid date");
    unsigned month = 0;
    while (month < months.size() && !word(months[month])) ++month;
    if (month == months.size() || !is('-') || !two_digits(century) || !two_digits(rest)) return fail("invalid date");
    auto const date = year(century * 100 + rest) / std::chrono::month(month + 1) / day(static_cast<unsigned>(dom));
    if (!date.ok()) return fail("invalid date");
    days = sys_days(date).time_since_epoch().count();
    return true;
}

bool lexer::date(std::int64_t& days) noexcept {
    bool const quoted = is('"');
    return day_month_year(days, false) && (!quoted || is('"') || fail("invalid date"));
}

// RFC 3501 §9: DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
bool lexer::date_time(std::int64_t& seconds) noexcept {
    std::int64_t days = 0;
    int hour = 0, minute = 0, second = 0, zone_hour = 0, zone_minute = 0;
    if (!is('"') || !day_month_year(days, true) || !is(' ')) return fail("invalid date-time");
    if (!two_digits(hour) || !is(':') || !two_digits(minute) || !is(':') || !two_digits(second) || !is(' ')) return fail("invalid date-time");
    if (hour > 23 || minute > 59 || second > 60) return fail("invalid date-time");
    bool const west = peek() == '-';
    if (!is('+') && !is('-')) return fail("invalid date-time");
    if (!two_digits(zone_hour) || !two_digits(zone_minute) || !is('"') || zone_minute > 59) return fail("invalid date-time");
    auto const zone = (zone_hour * 60 + zone_minute) * 60;
    seconds = days * 86400 + hour * 3600 + minute * 60 + second - (west ? -zone : zone);
    return true;
}

bool lexer::flag(flag_names& into) {
    std::string_view name;
    if (!is('\\')) {
        if (!atom(name)) return fail("flag expected");
        if (name.size() > keyword_limit) return fail("keyword too long");
        into.keywords.emplace_back(name);
        return true;
    }
    if (!atom(name)) return fail("flag expected");
    auto const bit = system_flag(name);
    if (bit == 0) return fail("invalid system flag");
    into.system |= bit;
    return true;
}

bool lexer::flag_list(flag_names& into) {
    if (!is('(')) return fail("flag list expected");
    if (is(')')) return true;
    do {
        if (!flag(into)) return false;
    } while (is(' '));
    return is(')') || fail("flag list without end");
}

std::optional<std::string> mailbox_name(std::string_view wire, mailbox_names how) {
    auto name = name_from_wire(wire, how);
    if (!name) return name;
    constexpr std::string_view inbox = "INBOX";
    bool const starts = base::istarts_with(*name, inbox);
    if (starts && (name->size() == inbox.size() || (*name)[inbox.size()] == '.' || (*name)[inbox.size()] == '/')) {
        name->replace(0, inbox.size(), inbox);
    }
    return name;
}

}  // namespace mailstead::imap
