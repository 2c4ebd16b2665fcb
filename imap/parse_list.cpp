// LIST, RFC 3501 §6.3.8 and RFC 5258 §6; LSUB; STATUS, whose items LIST may ask for too (RFC 5819 §4).
#include <array>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t status_items = 64;

bool one_status_item(lexer& in, status_item& out) {
    struct entry { std::string_view name; status_item item; };
    static constexpr std::array<entry, 11> table = {{{"MESSAGES", status_item::messages},
                                                    {"RECENT", status_item::recent},
                                                    {"UIDNEXT", status_item::uid_next},
                                                    {"UIDVALIDITY", status_item::uid_validity},
                                                    {"UNSEEN", status_item::unseen},
                                                    {"SIZE", status_item::size},
                                                    {"HIGHESTMODSEQ", status_item::highest_mod_seq},
                                                    {"APPENDLIMIT", status_item::append_limit},
                                                    {"DELETED", status_item::deleted},
                                                    {"DELETED-STORAGE", status_item::deleted_storage},
                                                    {"MAILBOXID", status_item::mailbox_id}}};
    std::string_view name;
    if (!in.letters(name)) return false;
    for (auto const& e : table) {
        if (!base::iequals(e.name, name)) continue;
        out = e.item;
        return true;
    }
    return in.fail("unknown status item");
}

// "(" status-att *(SP status-att) ")"
bool status_list(lexer& in, std::vector<status_item>& out) {
    if (!in.is('(')) return in.fail("status items expected");
    do {
        status_item item{};
        if (!one_status_item(in, item)) return false;
        if (out.size() < status_items) out.push_back(item);
    } while (in.is(' '));
    return in.is(')') || in.fail("status items without end");
}

// Options in any order, between parentheses; `one` reads the rest of an option by its name.
template <class One>
bool options(lexer& in, One one) {
    if (!in.is('(')) return in.fail("options expected");
    if (in.is(')')) return true;
    do {
        std::string_view name;
        if (!in.letters(name) || !one(name)) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("options without end");
}

bool select_options(lexer& in, list_options& out) {
    auto const one = [&](std::string_view name) {
        if (base::iequals(name, "SUBSCRIBED")) out.only_subscribed = out.tell_subscribed = true;
        else if (base::iequals(name, "SPECIAL-USE")) out.only_special_use = true;
        else if (base::iequals(name, "RECURSIVEMATCH")) out.recursive = true;
        else if (!base::iequals(name, "REMOTE")) return in.fail("unknown selection option");
        return true;
    };
    out.extended = true;
    if (!options(in, one)) return false;
    // RFC 5258 §3.1: alone, or with REMOTE, it means nothing.
    if (out.recursive && !out.only_subscribed && !out.only_special_use) return in.fail("RECURSIVEMATCH needs another selection option");
    return true;
}

// CHILDREN and SPECIAL-USE are told anyway.
bool return_options(lexer& in, list_options& out) {
    auto const one = [&](std::string_view name) {
        if (base::iequals(name, "SUBSCRIBED")) out.tell_subscribed = true;
        else if (base::iequals(name, "MYRIGHTS")) out.my_rights = true;
        else if (base::iequals(name, "METADATA")) return in.sp() && metadata_entries(in, out.metadata);
        else if (base::iequals(name, "STATUS")) return in.sp() && status_list(in, out.status);
        else if (!base::iequals(name, "CHILDREN") && !base::iequals(name, "SPECIAL-USE")) return in.fail("unknown return option");
        return true;
    };
    out.extended = true;
    return in.word("RETURN ") ? options(in, one) : in.fail("RETURN expected");
}

// patterns = "(" list-mailbox *(SP list-mailbox) ")"
bool patterns(lexer& in, commands::list& out) {
    if (!in.is('(')) return in.list_mailbox(out.patterns.emplace_back());
    out.options.extended = true;
    do {
        if (out.patterns.size() >= list_patterns) return in.fail("too many patterns");
        if (!in.list_mailbox(out.patterns.emplace_back())) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("patterns without end");
}

bool list_arguments(lexer& in, commands::list& out) {
    if (!in.sp()) return false;
    if (in.peek() == '(' && (!select_options(in, out.options) || !in.sp())) return false;
    // The reference is a name that may be empty; "%" in it is no wildcard yet becomes one, as everywhere.
    if (!in.list_mailbox(out.reference) || !in.sp() || !patterns(in, out)) return false;
    return !in.is(' ') || return_options(in, out.options);
}

}  // namespace

command parse_list(lexer& in) {
    commands::list out;
    if (!list_arguments(in, out) || !in.end()) return malformed(in);
    return out;
}

command parse_lsub(lexer& in) {
    commands::lsub out;
    if (!in.sp() || !in.list_mailbox(out.reference) || !in.sp() || !in.list_mailbox(out.pattern) || !in.end()) return malformed(in);
    return out;
}

command parse_status(lexer& in) {
    commands::status out;
    if (!in.sp() || !in.mailbox(out.mailbox) || !in.sp() || !status_list(in, out.items) || !in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
