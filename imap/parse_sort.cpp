// SORT and THREAD (RFC 5256, RFC 5957, RFC 5267 §3), CANCELUPDATE (RFC 5267 §4.3.5), COMPARATOR (RFC 5255 §4.7).
#include <algorithm>
#include <array>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"
#include "imap/search_grammar.h"
#include "imap/search_run.h"

namespace mailstead::imap {

namespace {

using key = sort_criterion::key;

bool criterion(lexer& in, sort_criterion& out) {
    struct entry { std::string_view name; sort_criterion::key by; };
    static constexpr std::array<entry, 10> table = {{{"ARRIVAL", key::arrival},
                                                    {"CC", key::cc},
                                                    {"DATE", key::date},
                                                    {"DISPLAYFROM", key::display_from},
                                                    {"DISPLAYTO", key::display_to},
                                                    {"FROM", key::from},
                                                    {"RELEVANCY", key::relevancy},
                                                    {"SIZE", key::size},
                                                    {"SUBJECT", key::subject},
                                                    {"TO", key::to}}};
    out.reverse = in.word("REVERSE ");
    std::string_view name;
    if (!in.letters(name)) return false;
    for (auto const& e : table) {
        if (!base::iequals(e.name, name)) continue;
        out.by = e.by;
        return true;
    }
    return in.fail("unknown sort criterion");
}

bool criteria(lexer& in, std::vector<sort_criterion>& out) {
    if (!in.is('(')) return in.fail("sort criteria expected");
    do {
        if (out.size() == sort_criteria) return in.fail("too many sort criteria");
        if (!criterion(in, out.emplace_back())) return false;
    } while (in.is(' '));
    return in.is(')') || in.fail("sort criteria without end");
}

bool algorithm(lexer& in, thread_algorithm& out) {
    std::string_view name;
    if (!in.atom(name)) return false;
    if (base::iequals(name, "ORDEREDSUBJECT")) out = thread_algorithm::ordered_subject;
    else if (base::iequals(name, "REFERENCES")) out = thread_algorithm::references;
    else if (base::iequals(name, "REFS")) out = thread_algorithm::refs;
    else return in.fail("unknown thread algorithm");
    return true;
}

// search-criteria = charset 1*(SP search-key)
bool search_criteria(lexer& in, commands::search& out) {
    return in.astring(out.charset) && in.sp() && search_keys_to_end(in, out.key);
}

}  // namespace

command parse_sort(lexer& in, by what) {
    commands::sort out;
    out.search.by = what;
    if (!in.sp() || !search_returns(in, out.search.wanted)) return malformed(in);
    if (!criteria(in, out.order) || !in.sp() || !search_criteria(in, out.search)) return malformed(in);
    bool const by_relevancy = std::any_of(out.order.begin(), out.order.end(), [](sort_criterion const& c) { return c.by == key::relevancy; });
    bool const unfounded = is_unfounded(out.search.wanted, out.search.key) || (by_relevancy && !asks_fuzzy(out.search.key));
    if (unfounded) return commands::bad{"RELEVANCY needs a FUZZY search key"};    // RFC 6203 §6
    return out;
}

command parse_thread(lexer& in, by what) {
    commands::thread out;
    out.search.by = what;
    if (!in.sp() || !algorithm(in, out.how) || !in.sp() || !search_criteria(in, out.search)) return malformed(in);
    return out;
}

command parse_cancel_update(lexer& in) {
    commands::cancel_update out;
    do {
        if (out.tags.size() == cancelled_tags) in.fail("too many tags");
        if (out.tags.size() == cancelled_tags || !in.sp() || !in.astring(out.tags.emplace_back())) return malformed(in);
    } while (!in.at_end());
    return out;
}

command parse_comparator(lexer& in) {
    commands::comparator out;
    while (!in.at_end()) {
        if (out.wanted.size() == comparators) in.fail("too many comparators");
        if (out.wanted.size() == comparators || !in.sp() || !in.astring(out.wanted.emplace_back())) return malformed(in);
    }
    return out;
}

}  // namespace mailstead::imap
