// GETMETADATA and SETMETADATA, RFC 5464 §5; the entries LIST may ask for (RFC 9590 §5).
#include <algorithm>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_entry = 255;

bool is_entry_char(char c) { return static_cast<unsigned char>(c) > 0x19 && static_cast<unsigned char>(c) < 0x7f && c != '*' && c != '%'; }

// An entry's name in lower case: they are compared without regard to it (RFC 5464 §3.2).
bool entry_name(lexer& in, std::string& out, std::size_t fewest_components) {
    if (!in.astring(out)) return false;
    if (out.size() > longest_entry) return in.fail("entry name too long");
    out = base::lowered(out);
    bool const scoped = out == "/private" || out == "/shared" || out.starts_with("/private/") || out.starts_with("/shared/");
    if (!scoped || out.ends_with('/') || out.find("//") != out.npos || !std::all_of(out.begin(), out.end(), is_entry_char))
        return in.fail("invalid entry name");
    bool const vendor = out.starts_with("/private/vendor/") || out.starts_with("/shared/vendor/") || out == "/private/vendor" || out == "/shared/vendor";
    auto const components = static_cast<std::size_t>(std::count(out.begin(), out.end(), '/'));
    // What is not below a vendor's own name may not be set; to look below it is no harm.
    if (components < (vendor && fewest_components > 1 ? 4 : fewest_components)) return in.fail("incomplete entry name");
    return true;
}

bool depth(lexer& in, metadata_depth& out) {
    if (in.word("infinity")) out = metadata_depth::infinity;
    else if (in.is('0')) out = metadata_depth::none;
    else if (in.is('1')) out = metadata_depth::one;
    else return in.fail("DEPTH is 0, 1 or infinity");
    return true;
}

// "(" getmetadata-option *(SP getmetadata-option) ")"
bool options(lexer& in, commands::get_metadata& out) {
    if (!in.is('(')) return in.fail("options expected");
    do {
        std::string_view name;
        if (!in.letters(name) || !in.sp()) return false;
        if (base::iequals(name, "MAXSIZE")) {
            if (!in.number64(out.max_size.emplace())) return false;
        } else if (base::iequals(name, "DEPTH")) {
            if (!depth(in, out.depth)) return false;
        } else {
            return in.fail("unknown option");
        }
    } while (in.is(' '));
    return in.is(')') || in.fail("options without end");
}

// Options stand in front of the mailbox by the grammar and behind it in the examples. Names of entries begin with a slash.
bool are_options(lexer const& in) {
    auto const text = in.left();
    return text.size() > 1 && text[0] == '(' && base::is_alpha(text[1]);
}

// entries, also without the parentheses around several (RFC 5464 §4.4.1's examples).
bool entries(lexer& in, std::vector<std::string>& out) {
    if (in.peek() == '(') return metadata_entries(in, out);
    do {
        if (out.size() >= metadata_names) return in.fail("too many entries");
        if (!entry_name(in, out.emplace_back(), 1)) return false;
    } while (in.is(' '));
    return true;
}

// value = nstring / literal8
bool value(lexer& in, std::optional<std::string>& out) {
    if (in.peek() == '~') return in.literal8(out.emplace());
    if (in.word("NIL")) return true;
    return in.string(out.emplace());
}

}  // namespace

bool metadata_entries(lexer& in, std::vector<std::string>& out) {
    if (!in.is('(')) return in.fail("entries expected");
    do {
        if (out.size() >= metadata_names) return in.fail("too many entries");
        if (!entry_name(in, out.emplace_back(), 1)) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("entries without end");
}

command parse_get_metadata(lexer& in) {
    commands::get_metadata out;
    if (!in.sp()) return malformed(in);
    if (are_options(in) && (!options(in, out) || !in.sp())) return malformed(in);
    if (!in.mailbox(out.mailbox) || !in.sp()) return malformed(in);
    if (are_options(in) && (!options(in, out) || !in.sp())) return malformed(in);
    if (!entries(in, out.entries) || !in.end()) return malformed(in);
    return out;
}

command parse_set_metadata(lexer& in) {
    commands::set_metadata out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.sp()) return malformed(in);
    if (!in.is('(')) {
        in.fail("entries expected");
        return malformed(in);
    }
    do {
        if (out.changes.size() >= metadata_names) {
            in.fail("too many entries");
            return malformed(in);
        }
        auto& change = out.changes.emplace_back();
        if (!entry_name(in, change.name, 2) || !in.sp() || !value(in, change.value)) return malformed(in);
    } while (in.is(' '));
    if (!in.is(')')) {
        in.fail("entries without end");
        return malformed(in);
    }
    if (!in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
