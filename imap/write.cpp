#include "imap/write.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

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
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
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

void internal_date(std::string& out, std::int64_t seconds) {
    using namespace std::chrono;
    auto const at = sys_seconds(std::chrono::seconds(seconds));
    auto const day = floor<days>(at);
    year_month_day const date(day);
    hh_mm_ss const time(at - day);
    auto const year = std::clamp(static_cast<int>(date.year()), 0, 9999);    // the grammar has four digits
    fmt::format_to(std::back_inserter(out), "\"{:02}-{}-{:04} {:02}:{:02}:{:02} +0000\"", static_cast<unsigned>(date.day()),
                   months[static_cast<unsigned>(date.month()) - 1], year, time.hours().count(), time.minutes().count(),
                   time.seconds().count());
}

void envelope(std::string& out, mime::envelope const& what) {
    out += '(';
    nstring(out, what.date);
    out += ' ';
    nstring(out, what.subject);
    for (auto const* list : {&what.from, &what.sender, &what.reply_to, &what.to, &what.cc, &what.bcc}) {
        out += ' ';
        addresses(out, *list);
    }
    out += ' ';
    nstring(out, what.in_reply_to);
    out += ' ';
    nstring(out, what.message_id);
    out += ')';
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
