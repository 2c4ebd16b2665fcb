// Line by line; folded lines belong to the header they follow.
#include "mbox/head.h"

#include <algorithm>

#include "base/ascii.h"
#include "mbox/encoder.h"
#include "store/message.h"

namespace mailstead::mbox {
namespace {

namespace flag = store::flag;

// One header with its folded lines and line ends.
struct field {
    std::string_view text, name, value;  // name empty: no header (the empty line, or nonsense)
};

std::string_view take_line(std::string_view& from) {
    auto const end = from.find('\n');
    auto const line = from.substr(0, end == from.npos ? end : end + 1);
    from.remove_prefix(line.size());
    return line;
}

bool is_folded(std::string_view line) noexcept { return line.starts_with(' ') || line.starts_with('\t'); }

field take_field(std::string_view& from) {
    auto const all = from;
    auto const first = take_line(from);
    while (is_folded(from)) take_line(from);
    field out{all.substr(0, all.size() - from.size()), {}, {}};
    auto const colon = first.find(':');
    if (colon == first.npos) return out;
    out.name = base::trimmed(first.substr(0, colon));
    out.value = base::trimmed(out.text.substr(colon + 1));
    return out;
}

bool is_mark(std::string_view name) noexcept {
    return base::iequals(name, "Status") || base::iequals(name, "X-Status") || base::iequals(name, "X-Keywords");
}

void take_letters(std::string_view letters, marks& out) {
    for (char const c : letters) {
        switch (c) {
        case 'R': out.flags |= flag::seen; break;
        case 'A': out.flags |= flag::answered; break;
        case 'F': out.flags |= flag::flagged; break;
        case 'D': out.flags |= flag::deleted; break;
        case 'T': out.flags |= flag::draft; break;
        default: break;
        }
    }
}

void take_keywords(std::string_view value, marks& out) {
    for (auto const word : base::split(value, " \t\r\n")) {
        bool const known = std::any_of(out.keywords.begin(), out.keywords.end(),
                                       [&](auto const& each) { return base::iequals(each, word); });
        // What IMAP could not name as a flag (RFC 3501 §9) is left where it is.
        bool const possible =
            word.size() <= 200 && word.find_first_of("(){%*\"\\]") == word.npos && base::is_ascii(word);
        if (!known && possible && out.keywords.size() < 64) out.keywords.emplace_back(word);
    }
}

void take_base(field const& from, uid_lines& out) {
    auto const words = base::split(from.value, " \t\r\n");
    auto const number = [&](std::size_t i) {
        return words.size() > i ? base::number<std::uint32_t>(words[i]).value_or(0) : 0;
    };
    out.validity = number(0), out.last = number(1);
    out.is_internal = base::iequals(from.name, "X-IMAP");
}

std::string status_letters(std::uint32_t flags) { return flags & flag::seen ? "RO" : "O"; }

std::string x_status_letters(std::uint32_t flags) {
    std::string out;
    if (flags & flag::answered) out += 'A';
    if (flags & flag::deleted) out += 'D';
    if (flags & flag::flagged) out += 'F';
    if (flags & flag::draft) out += 'T';
    return out;
}

// The three headers in the least room, each line filled up with blanks to share `room` octets among them.
std::string lines_for(marks const& wanted, std::string_view eol, std::size_t room) {
    std::string keywords;
    for (auto const& name : wanted.keywords) (keywords += keywords.empty() ? "" : " ") += name;
    std::string out = "Status: " + status_letters(wanted.flags);
    (out += eol) += "X-Status: " + x_status_letters(wanted.flags);
    (out += eol) += "X-Keywords: " + keywords;
    if (out.size() + eol.size() < room) out.append(room - out.size() - eol.size(), ' ');
    return out += eol;
}

constexpr std::size_t spare_room = 48;  // for letters and a keyword or two to come

}  // namespace

bool is_hidden_header(std::string_view name) noexcept {
    return is_mailbox_header(name) || base::iequals(name, "Lines");
}

head parse_head(std::string_view text) {
    head out;
    out.visible.reserve(text.size());
    while (!text.empty()) {
        auto const each = take_field(text);
        if (!is_hidden_header(each.name)) {
            out.visible += each.text;
            continue;
        }
        if (base::iequals(each.name, "Status") || base::iequals(each.name, "X-Status"))
            take_letters(each.value, out.said);
        else if (base::iequals(each.name, "X-Keywords"))
            take_keywords(each.value, out.said);
        else if (base::iequals(each.name, "X-UID"))
            out.uids.uid = base::number<std::uint32_t>(each.value).value_or(0);
        else if (base::iequals(each.name, "X-IMAPbase") || base::iequals(each.name, "X-IMAP"))
            take_base(each, out.uids);
        else if (base::iequals(each.name, "Content-Length"))
            out.content_length = base::number<std::uint64_t>(each.value);
    }
    return out;
}

std::string_view last_uid_in(std::string_view text) {
    while (!text.empty()) {
        auto const each = take_field(text);
        if (!base::iequals(each.name, "X-IMAPbase")) continue;
        auto const words = base::split(each.value, " \t\r\n");
        return words.size() > 1 ? words[1] : std::string_view();
    }
    return {};
}

bool same(marks const& a, marks const& b) {
    auto const sorted = [](std::vector<std::string> names) {
        for (auto& name : names) name = base::lowered(name);
        std::sort(names.begin(), names.end());
        return names;
    };
    return a.flags == b.flags && sorted(a.keywords) == sorted(b.keywords);
}

std::string mark_lines(marks const& wanted) {
    return lines_for(wanted, "\n", lines_for(wanted, "\n", 0).size() + spare_room);
}

std::string with_marks(std::string_view text, marks const& wanted) {
    auto const eol = text.find("\r\n") != text.npos ? std::string_view("\r\n") : std::string_view("\n");
    std::string before, blank;
    std::size_t old_room = 0, front = 0;
    for (auto left = text; !left.empty();) {
        auto const each = take_field(left);
        if (is_mark(each.name))
            old_room += each.text.size();
        else if (left.empty() && (each.text == "\n" || each.text == "\r\n"))
            blank = each.text;
        else
            before += each.text;
        if (is_folded(each.text)) front = before.size();  // of nothing: it must not become part of a mark
    }
    auto lines = lines_for(wanted, eol, old_room);
    if (lines.size() != old_room) lines = lines_for(wanted, eol, lines.size() + spare_room);
    if (!blank.empty()) return before + lines + blank;
    // The headers go on, with a line longer than the scanner takes, or were cut off. What follows is what it was: no empty
    // line is added, and the marks do not stand where the next line, or the rest of this one, may belong to the last header.
    if (front != 0 && !before.substr(0, front).ends_with('\n')) before.insert(front, eol), front += eol.size();
    return before.insert(front, lines);
}

}  // namespace mailstead::mbox
