// FETCH and STORE, RFC 3501 §6.4.5 and §6.4.6.
#include <algorithm>
#include <array>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"
#include "imap/search_grammar.h"

namespace mailstead::imap {

namespace {

using kind = fetch_item::kind;

constexpr std::size_t item_limit = 256;
constexpr std::size_t field_limit = 1024;

struct plain_item { std::string_view name; kind what; bool peek; };
constexpr std::array<plain_item, 14> plain_items = {{{"FLAGS", kind::flags, true},
                                                     {"UID", kind::uid, true},
                                                     {"INTERNALDATE", kind::internal_date, true},
                                                     {"RFC822.SIZE", kind::size, true},
                                                     {"ENVELOPE", kind::envelope, true},
                                                     {"BODYSTRUCTURE", kind::body_structure, true},
                                                     {"BODY", kind::body, true},
                                                     {"RFC822", kind::rfc822, false},
                                                     {"RFC822.HEADER", kind::rfc822_header, true},
                                                     {"RFC822.TEXT", kind::rfc822_text, false},
                                                     {"MODSEQ", kind::mod_seq, true},
                                                     {"EMAILID", kind::email_id, true},
                                                     {"THREADID", kind::thread_id, true},
                                                     {"SAVEDATE", kind::save_date, true}}};

bool header_list(lexer& in, section& out) {
    if (!in.sp() || !in.is('(')) return in.fail("header list expected");
    do {
        std::string name;
        if (!in.astring(name)) return false;
        if (out.fields.size() >= field_limit) return in.fail("too many header fields");
        out.fields.push_back(std::move(name));
    } while (in.is(' '));
    return in.is(')') || in.fail("header list without end");
}

// section-text; the longer names first, as they begin alike.
bool section_text(lexer& in, section& out) {
    using text = section::text;
    if (in.word("HEADER.FIELDS.NOT")) {
        out.what = text::header_fields_not;
        return header_list(in, out);
    }
    if (in.word("HEADER.FIELDS")) {
        out.what = text::header_fields;
        return header_list(in, out);
    }
    if (in.word("HEADER")) out.what = text::header;
    else if (in.word("TEXT")) out.what = text::body;
    else if (!out.path.empty() && in.word("MIME")) out.what = text::mime;
    else return in.fail("invalid section");
    return true;
}

// What stands between "[" and "]".
bool section_spec(lexer& in, section& out) {
    if (in.is(']')) return true;
    while (base::is_digit(in.peek())) {
        std::uint32_t part = 0;
        if (!in.nz_number(part)) return false;
        if (out.path.size() >= section_depth) return in.fail("section too deep");
        out.path.push_back(part);
        if (in.is(']')) return true;
        if (!in.is('.')) return in.fail("invalid section");
    }
    return section_text(in, out) && (in.is(']') || in.fail("section without end"));
}

// section-binary, RFC 3516 §7: a part or the whole, never a text of it.
bool binary_section(lexer& in, section& out) {
    if (!in.is('[')) return in.fail("section expected");
    return section_spec(in, out) && (out.what == section::text::all || in.fail("invalid section"));
}

// "<" number "." nz-number ">"
bool partial(lexer& in, fetch_item& out) {
    if (!in.is('<')) return true;
    std::uint32_t first = 0, count = 0;
    if (!in.number(first) || !in.is('.') || !in.nz_number(count) || !in.is('>')) return in.fail("invalid partial range");
    out.partial.emplace(first, count);
    return true;
}

// RFC 8970 §6: "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]. What does not begin with LAZY is not PREVIEW's.
bool preview(lexer& in, std::vector<fetch_item>& out) {
    bool const lazy = in.word(" (LAZY");
    while (lazy && in.is(' ')) {
        if (!in.word("LAZY")) return in.fail("unknown preview modifier");
    }
    if (lazy && !in.is(')')) return in.fail("preview modifiers without end");
    out.emplace_back().what = lazy ? kind::preview_lazy : kind::preview;
    return true;
}

bool item(lexer& in, std::vector<fetch_item>& out) {
    std::string_view name;
    if (!in.letters(name)) return in.fail("fetch item expected");
    if (out.size() >= item_limit) return in.fail("too many fetch items");
    fetch_item made;
    bool const size = base::iequals(name, "BINARY.SIZE"), peeks = base::iequals(name, "BINARY.PEEK");
    if (size || peeks || base::iequals(name, "BINARY")) {
        made.what = size ? kind::binary_size : kind::binary;
        made.peek = size || peeks;
        if (!binary_section(in, made.section) || (!size && !partial(in, made))) return false;
        out.push_back(std::move(made));
        return true;
    }
    if (base::iequals(name, "PREVIEW")) return preview(in, out);
    bool const peek = base::iequals(name, "BODY.PEEK");
    if ((peek || base::iequals(name, "BODY")) && in.is('[')) {
        made.what = kind::section;
        made.peek = peek;
        if (!section_spec(in, made.section) || !partial(in, made)) return false;
        out.push_back(std::move(made));
        return true;
    }
    for (auto const& p : plain_items) {
        if (!base::iequals(p.name, name)) continue;
        made.what = p.what;
        made.peek = p.peek;
        out.push_back(std::move(made));
        return true;
    }
    return in.fail("unknown fetch item");
}

void add(std::vector<fetch_item>& out, kind what) {
    fetch_item made;
    made.what = what;
    out.push_back(std::move(made));
}

// ALL, FULL and FAST stand alone, not in a list.
bool macro(lexer& in, std::vector<fetch_item>& out) {
    auto const name = in.left().substr(0, in.left().find(' '));
    bool const full = base::iequals(name, "FULL");
    bool const all = base::iequals(name, "ALL");
    if (!full && !all && !base::iequals(name, "FAST")) return false;
    in.word(name);
    for (auto what : {kind::flags, kind::internal_date, kind::size}) add(out, what);
    if (all || full) add(out, kind::envelope);
    if (full) add(out, kind::body);
    return true;
}

bool fetch_items(lexer& in, std::vector<fetch_item>& out) {
    if (macro(in, out)) return true;
    return in.peek() == '(' ? parse_fetch_list(in, out) : item(in, out);
}

// RFC 7162 §3.1.4.1, §3.2.6.
bool fetch_modifier(lexer& in, commands::fetch& out) {
    std::string_view name;
    if (!in.letters(name)) return in.fail("fetch modifier expected");
    if (base::iequals(name, "VANISHED")) {
        out.vanished = true;
        return out.by == by::uid || in.fail("VANISHED is for UID FETCH");
    }
    if (base::iequals(name, "PARTIAL")) {    // RFC 9394 §3.3
        if (out.by != by::uid || out.partial) return in.fail("one PARTIAL is for UID FETCH");
        return in.sp() && read_partial(in, out.partial.emplace());
    }
    if (!base::iequals(name, "CHANGEDSINCE") || out.changed_since) return in.fail("unknown fetch modifier");
    if (!in.sp() || !in.number64(out.changed_since.emplace())) return false;
    return *out.changed_since != 0 || in.fail("mod-sequence must not be zero");
}

bool fetch_modifiers(lexer& in, commands::fetch& out) {
    if (!in.is(' ')) return true;
    if (!in.is('(')) return in.fail("fetch modifiers expected");
    do {
        if (!fetch_modifier(in, out)) return false;
    } while (in.is(' '));
    if (out.vanished && !out.changed_since) return in.fail("VANISHED needs CHANGEDSINCE");
    return in.is(')') || in.fail("fetch modifiers without end");
}

// CHANGEDSINCE asks for MODSEQ, too.
void add_mod_seq(commands::fetch& out) {
    auto const is_there = [](fetch_item const& i) { return i.what == kind::mod_seq; };
    if (out.changed_since && std::none_of(out.items.begin(), out.items.end(), is_there)) add(out.items, kind::mod_seq);
}

// RFC 7162 §3.1.3: "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")" SP
bool store_modifiers(lexer& in, commands::store& out) {
    if (!in.is('(')) return true;
    if (!in.word("UNCHANGEDSINCE ")) return in.fail("unknown store modifier");
    if (!in.number64(out.unchanged_since.emplace())) return false;
    return (in.is(')') || in.fail("store modifiers without end")) && in.sp();
}

bool store_action(lexer& in, commands::store& out) {
    if (in.is('+')) out.action = commands::store::how::add;
    else if (in.is('-')) out.action = commands::store::how::remove;
    if (!in.word("FLAGS")) return in.fail("FLAGS expected");
    out.silent = in.word(".SILENT");
    return in.sp();
}

// The parentheses may be left out (RFC 3501 §9, store-att-flags).
bool store_flags(lexer& in, flag_names& out) {
    if (in.peek() == '(') return in.flag_list(out);
    do {
        if (!in.flag(out)) return false;
    } while (in.is(' '));
    return true;
}

}  // namespace

bool parse_fetch_list(lexer& in, std::vector<fetch_item>& out) {
    if (!in.is('(')) return in.fail("fetch list expected");
    do {
        if (!item(in, out)) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("fetch list without end");
}

std::optional<section> parse_section(std::string_view text) {
    std::string const closed = std::string(text) + ']';
    lexer in(closed);
    section out;
    if (!section_spec(in, out) || !in.at_end()) return std::nullopt;
    return out;
}

command parse_fetch(lexer& in, by what) {
    commands::fetch out;
    out.by = what;
    if (!in.sp() || !in.set(out.set) || !in.sp()) return malformed(in);
    if (!fetch_items(in, out.items) || !fetch_modifiers(in, out) || !in.end()) return malformed(in);
    add_mod_seq(out);
    return out;
}

command parse_store(lexer& in, by what) {
    commands::store out;
    out.by = what;
    if (!in.sp() || !in.set(out.set) || !in.sp() || !store_modifiers(in, out)) return malformed(in);
    if (!store_action(in, out) || !store_flags(in, out.flags) || !in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
