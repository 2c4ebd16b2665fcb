// ESEARCH over many mailboxes, RFC 7377 §4, with the mailbox specifiers of RFC 5465 §6.
#include <array>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"
#include "imap/search_grammar.h"

namespace mailstead::imap {

namespace {

using kind = mailbox_filter::kind;

// one-or-more-mailbox = mailbox / many-mailboxes
bool names(lexer& in, std::vector<std::string>& out) {
    if (!in.sp()) return false;
    if (!in.is('(')) return in.mailbox(out.emplace_back());
    do {
        if (out.size() == search_sources) return in.fail("too many mailboxes");
        if (!in.mailbox(out.emplace_back())) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("mailbox list without end");
}

bool filter(lexer& in, mailbox_filter& out) {
    struct entry { std::string_view name; mailbox_filter::kind what; bool has_names; };
    static constexpr std::array<entry, 7> table = {{{"SELECTED", kind::selected, false},
                                                    {"PERSONAL", kind::personal, false},
                                                    {"INBOXES", kind::inboxes, false},
                                                    {"SUBSCRIBED", kind::subscribed, false},
                                                    {"SUBTREE", kind::subtree, true},
                                                    {"SUBTREE-ONE", kind::subtree_one, true},
                                                    {"MAILBOXES", kind::mailboxes, true}}};
    std::string_view name;
    if (!in.letters(name)) return false;
    for (auto const& e : table) {
        if (!base::iequals(e.name, name)) continue;
        out.what = e.what;
        return !e.has_names || names(in, out.names);
    }
    return in.fail("unknown mailbox specifier");
}

// "IN" SP "(" filter-mailboxes *(SP filter-mailboxes) ")" SP; there are no scope options to be understood.
bool sources(lexer& in, std::vector<mailbox_filter>& out) {
    do {
        if (out.size() == search_sources) return in.fail("too many mailbox specifiers");
        if (in.peek() == '(') return in.fail("unknown scope option");
        if (!filter(in, out.emplace_back())) return false;
    } while (in.is(' '));
    return (in.is(')') || in.fail("source options without end")) && in.sp();
}

}  // namespace

command parse_multi_search(lexer& in) {
    commands::multi_search out;
    out.search.by = by::uid;
    if (!in.sp() || (in.word("IN (") && !sources(in, out.sources))) return malformed(in);
    if (!search_returns(in, out.search.wanted)) return malformed(in);
    if (!out.search.wanted) out.search.wanted.emplace().all = true;    // RFC 7377 §2.1
    if (in.word("CHARSET ") && (!in.astring(out.search.charset) || !in.sp())) return malformed(in);
    if (!search_keys_to_end(in, out.search.key)) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
