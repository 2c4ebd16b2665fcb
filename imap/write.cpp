#include "imap/write.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>

#include <fmt/format.h>

#include "base/ascii.h"

#include "imap/utf7.h"

namespace mailstead::imap::write {

namespace {

constexpr std::size_t longest_quoted = 1000;
constexpr std::array<char const*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool fits_quotes(std::string_view text) {
    auto const plain = [](char c) { return c >= 0x20 && c != 0x7f; };    // 8-bit bytes are negative
    return text.size() <= longest_quoted && std::all_of(text.begin(), text.end(), plain);
}

bool is_atom(std::string_view text) {
    auto const allowed = [](char c) { return c > 0x20 && c != 0x7f && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos; };
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool is_nil(std::string_view text) {
    return text.size() == 3 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'i' && (text[2] | 0x20) == 'l';
}

void addresses(std::string& out, std::vector<mime::address> const& list) {
    if (list.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    for (auto const& a : list) {
        out += '(';
        nstring(out, a.name);
        out += ' ';
        nstring(out, a.route);
        out += ' ';
        nstring(out, a.mailbox);
        out += ' ';
        nstring(out, a.host);
        out += ')';
    }
    out += ')';
}

}  // namespace

void number(std::string& out, std::uint64_t n) {
    std::array<char, 20> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), n).ptr;
    out.append(text.data(), end);
}

namespace {

void quote(std::string& out, std::string_view text) {
    out += '"';
    for (auto special = text.find_first_of("\"\\"); special != text.npos; special = text.find_first_of("\"\\")) {
        out.append(text.substr(0, special)) += '\\';
        out += text[special];
        text.remove_prefix(special + 1);
    }
    out += text;
    out += '"';
}

}  // namespace

void string(std::string& out, std::string_view text) {
    if (!fits_quotes(text)) {
        out += '{';
        number(out, text.size());
        out += "}\r\n";
        auto const start = out.size();
        out += text;
        std::replace(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), '\0', '\x80');
        return;
    }
    quote(out, text);
}

void nstring(std::string& out, std::optional<std::string> const& text) {
    if (text) string(out, *text);
    else out += "NIL";
}

void astring(std::string& out, std::string_view text) {
    if (is_atom(text) && !is_nil(text)) out += text;
    else string(out, text);
}

// RFC 9051 §4.3: a quoted string may hold UTF-8, an atom may not.
void mailbox(std::string& out, std::string_view utf8, mailbox_names how) {
    auto const may_be_quoted = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; };
    if (how == mailbox_names::utf7) return astring(out, to_utf7(utf8));
    bool const quotable = utf8.size() <= longest_quoted && base::is_utf8(utf8) && std::all_of(utf8.begin(), utf8.end(), may_be_quoted);
    if (quotable && !fits_quotes(utf8)) quote(out, utf8);
    else astring(out, utf8);
}

namespace {

// "01-Mar-2024 ", which many messages of a list have in common: worked out for each day once in a row.
std::string_view day_text(std::int64_t days) {
    using namespace std::chrono;
    thread_local std::int64_t known = std::numeric_limits<std::int64_t>::min();
    thread_local std::array<char, 16> text;
    constexpr std::size_t length = 12;
    if (days != known) {
        year_month_day const date{sys_days(std::chrono::days(days))};
        auto const year = std::clamp(static_cast<int>(date.year()), 0, 9999);    // the grammar has four digits
        fmt::format_to_n(text.data(), text.size(), "{:02}-{}-{:04} ", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1], year);
        known = days;
    }
    return {text.data(), length};
}

}  // namespace

void internal_date(std::string& out, std::int64_t seconds) {
    constexpr std::int64_t day = 86400;
    auto const days = seconds / day - (seconds % day < 0);
    auto const time = static_cast<int>(seconds - days * day);
    std::array<char, 8> clock = {0, 0, ':', 0, 0, ':', 0, 0};
    auto const put = [&clock](std::size_t at, int two) { clock[at] = static_cast<char>('0' + two / 10), clock[at + 1] = static_cast<char>('0' + two % 10); };
    put(0, time / 3600), put(3, time / 60 % 60), put(6, time % 60);
    out.append("\"").append(day_text(days)).append(clock.data(), clock.size()).append(" +0000\"");
}

namespace {

enum class senders { all, once };

std::pair<std::size_t, std::size_t> envelope_with(std::string& out, mime::envelope const& what, senders how) {
    auto const start = out.size();
    out += '(';
    nstring(out, what.date);
    out += ' ';
    nstring(out, what.subject);
    auto const from = out.size();
    out += ' ';
    addresses(out, what.from);
    auto const length = out.size() - from;
    if (how == senders::all) {
        for (auto const* list : {&what.sender, &what.reply_to}) {
            out += ' ';
            addresses(out, *list);
        }
    }
    for (auto const* list : {&what.to, &what.cc, &what.bcc}) {
        out += ' ';
        addresses(out, *list);
    }
    out += ' ';
    nstring(out, what.in_reply_to);
    out += ' ';
    nstring(out, what.message_id);
    out += ')';
    return {from - start, length};
}

}  // namespace

void envelope(std::string& out, mime::envelope const& what) { (void)envelope_with(out, what, senders::all); }

std::pair<std::size_t, std::size_t> short_envelope(std::string& out, mime::envelope const& what) {
    bool const alike = what.sender == what.from && what.reply_to == what.from;
    auto const twice = envelope_with(out, what, alike ? senders::once : senders::all);
    return alike ? twice : std::pair<std::size_t, std::size_t>();
}

void flags(std::string& out, std::uint32_t system, std::uint64_t keywords, std::vector<std::string> const& names, bool recent) {
    struct entry { std::uint32_t bit; std::string_view name; };
    static constexpr std::array<entry, 5> table = {{{store::flag::answered, "\\Answered"},
                                                    {store::flag::flagged, "\\Flagged"},
                                                    {store::flag::deleted, "\\Deleted"},
                                                    {store::flag::seen, "\\Seen"},
                                                    {store::flag::draft, "\\Draft"}}};
    out += '(';
    auto const start = out.size();
    auto const add = [&out, start](std::string_view name) {
        if (out.size() > start) out += ' ';
        out += name;
    };
    for (auto const& e : table) {
        if (system & e.bit) add(e.name);
    }
    if (recent) add("\\Recent");
    for (std::size_t bit = 0; keywords != 0 && bit < names.size() && bit < 64; ++bit) {
        if ((keywords >> bit) & 1) add(names[bit]);
    }
    out += ')';
}

}  // namespace mailstead::imap::write
