// SEARCH, RFC 3501 §6.4.4, with RETURN (RFC 4731, RFC 5182, RFC 5267, RFC 9394), WITHIN (RFC 5032) and FUZZY (RFC 6203).
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "store/message.h"

#include "imap/lexer.h"
#include "imap/parse.h"
#include "imap/search_grammar.h"
#include "imap/search_run.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

enum class argument { none, text, date, size, interval, keyword, set, mod_seq, object, uid };
struct key_rule { std::string_view name; kind what; argument takes; std::uint32_t number = 0; };

constexpr std::array<key_rule, 43> key_rules = {{
    {"ALL", kind::all, argument::none},
    {"ANSWERED", kind::flag, argument::none, store::flag::answered},
    {"BCC", kind::bcc, argument::text},
    {"BEFORE", kind::before, argument::date},
    {"BODY", kind::body, argument::text},
    {"CC", kind::cc, argument::text},
    {"DELETED", kind::flag, argument::none, store::flag::deleted},
    {"DRAFT", kind::flag, argument::none, store::flag::draft},
    {"EMAILID", kind::email_id, argument::object},
    {"FLAGGED", kind::flag, argument::none, store::flag::flagged},
    {"FROM", kind::from, argument::text},
    {"KEYWORD", kind::keyword, argument::keyword},
    {"LARGER", kind::larger, argument::size},
    {"MODSEQ", kind::mod_seq, argument::mod_seq},
    {"NEW", kind::newly, argument::none},
    {"OLD", kind::old, argument::none},
    {"OLDER", kind::older, argument::interval},
    {"ON", kind::on, argument::date},
    {"RECENT", kind::recent, argument::none},
    {"SAVEDATESUPPORTED", kind::all, argument::none},                          // RFC 8514 §4.3: every store does
    {"SAVEDBEFORE", kind::saved_before, argument::date},
    {"SAVEDON", kind::saved_on, argument::date},
    {"SAVEDSINCE", kind::saved_since, argument::date},
    {"SEEN", kind::flag, argument::none, store::flag::seen},
    {"SENTBEFORE", kind::sent_before, argument::date},
    {"SENTON", kind::sent_on, argument::date},
    {"SENTSINCE", kind::sent_since, argument::date},
    {"SINCE", kind::since, argument::date},
    {"SMALLER", kind::smaller, argument::size},
    {"SUBJECT", kind::subject, argument::text},
    {"TEXT", kind::text, argument::text},
    {"THREADID", kind::none, argument::object},                                // RFC 8474 §5.2: there are none
    {"TO", kind::to, argument::text},
    {"UID", kind::uid, argument::set},
    {"UIDAFTER", kind::uid_after, argument::uid},
    {"UIDBEFORE", kind::uid_before, argument::uid},
    {"UNANSWERED", kind::no_flag, argument::none, store::flag::answered},
    {"UNDELETED", kind::no_flag, argument::none, store::flag::deleted},
    {"UNDRAFT", kind::no_flag, argument::none, store::flag::draft},
    {"UNFLAGGED", kind::no_flag, argument::none, store::flag::flagged},
    {"UNKEYWORD", kind::no_keyword, argument::keyword},
    {"UNSEEN", kind::no_flag, argument::none, store::flag::seen},
    {"YOUNGER", kind::younger, argument::interval},
}};

class key_parser {
public:
    explicit key_parser(lexer& in) : in_(in) {}

    // search-key *(SP search-key): all of them must hold.
    bool conjunction(search_key& out, std::size_t depth) {
        search_key first;
        if (!one(first, depth)) return false;
        if (in_.peek() != ' ') {
            out = std::move(first);
            return true;
        }
        out.what = kind::all_of;
        out.keys.push_back(std::move(first));
        while (in_.is(' ')) {
            if (!one(out.keys.emplace_back(), depth)) return false;
        }
        return true;
    }

    bool has_fuzzy() const noexcept { return has_fuzzy_; }

private:
    bool one(search_key& out, std::size_t depth) {
        if (depth > search_depth) return in_.fail("search keys nested too deep");
        if (++count_ > search_keys) return in_.fail("too many search keys");
        if (in_.is('(')) return conjunction(out, depth + 1) && (in_.is(')') || in_.fail("search list without end"));
        if (base::is_digit(in_.peek()) || in_.peek() == '*' || in_.peek() == '$') {
            out.what = kind::sequence;
            return in_.set(out.set);
        }
        std::string_view name;
        return in_.letters(name) && named(name, out, depth);
    }

    bool named(std::string_view name, search_key& out, std::size_t depth) {
        if (base::iequals(name, "NOT")) return composed(kind::none_of, 1, out, depth);
        if (base::iequals(name, "OR")) return composed(kind::any_of, 2, out, depth);
        if (base::iequals(name, "FILTER")) {
            std::string_view filter;
            out.what = kind::filter;
            if (!in_.sp() || !in_.atom(filter)) return false;
            out.text = filter;
            return is_filter_name(filter) || in_.fail("invalid filter name");
        }
        if (base::iequals(name, "FUZZY")) return in_.sp() && one(out, depth + 1) && mark_fuzzy(out);
        if (base::iequals(name, "HEADER")) {
            out.what = kind::header;
            return in_.sp() && in_.astring(out.field) && in_.sp() && in_.astring(out.text);
        }
        for (auto const& rule : key_rules) {
            if (!base::iequals(rule.name, name)) continue;
            out.what = rule.what;
            out.number = rule.number;
            return rule.takes == argument::none || (in_.sp() && value(rule.takes, out));
        }
        return in_.fail("unknown search key");
    }

    // RFC 6203 §3: all of the key.
    bool mark_fuzzy(search_key& out) {
        out.fuzzy = has_fuzzy_ = true;
        for (auto& key : out.keys) mark_fuzzy(key);
        return true;
    }

    bool composed(kind what, std::size_t operands, search_key& out, std::size_t depth) {
        out.what = what;
        for (std::size_t i = 0; i < operands; ++i) {
            if (!in_.sp() || !one(out.keys.emplace_back(), depth + 1)) return false;
        }
        return true;
    }

    bool value(argument takes, search_key& out) {
        std::string_view word;
        switch (takes) {
            case argument::text: return in_.astring(out.text);
            case argument::date: return in_.date(out.day);
            case argument::size: return in_.number64(out.number);
            case argument::interval: return interval(out.number);
            case argument::mod_seq: return mod_seq(out.number);
            case argument::set: return in_.set(out.set);
            case argument::object: return object(out.text);
            case argument::uid: return uid(out.number);
            case argument::keyword:
                if (!in_.atom(word)) return false;
                out.text = word;
                return true;
            case argument::none: break;
        }
        return true;
    }

    bool interval(std::uint64_t& out) {
        std::uint32_t seconds = 0;
        if (!in_.nz_number(seconds)) return false;
        out = seconds;
        return true;
    }

    // objectid = 1*255(ALPHA / DIGIT / "_" / "-"), RFC 8474 §7.
    bool object(std::string& out) {
        std::string_view word;
        auto const plain = [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '-'; };
        if (!in_.atom(word) || word.size() > 255 || !std::all_of(word.begin(), word.end(), plain)) return in_.fail("invalid object id");
        out = word;
        return true;
    }

    bool uid(std::uint64_t& out) {
        std::uint32_t number = 0;
        if (!in_.nz_number(number)) return false;
        out = number;
        return true;
    }

    // RFC 7162 §3.1.5: [entry-name SP entry-type-req SP] number. All of a message has one modseq, so the name, which
    // would tell flags apart, is read and dropped.
    bool mod_seq(std::uint64_t& out) {
        if (in_.peek() == '"') {
            std::string name;
            if (!in_.string(name) || !in_.sp()) return false;
            if (!base::istarts_with(name, "/flags/")) return in_.fail("unknown entry name");
            if (!in_.word("all") && !in_.word("priv") && !in_.word("shared")) return in_.fail("unknown entry type");
            if (!in_.sp()) return false;
        }
        return in_.number64(out);
    }

    lexer& in_;
    std::size_t count_ = 0;
    bool has_fuzzy_ = false;
};

// RFC 5465 §7: UPDATE may name what of new results is to be fetched.
bool update_option(lexer& in, search_return& out) {
    out.update = true;
    return !in.is_ahead(" (") || (in.sp() && parse_fetch_list(in, out.update_items));
}

bool partial_option(lexer& in, search_return& out) {
    if (out.partial) return in.fail("more than one PARTIAL");
    return in.sp() && read_partial(in, out.partial.emplace());
}

bool return_option(lexer& in, search_return& out) {
    struct entry { std::string_view name; bool search_return::*flag; };
    static constexpr std::array<entry, 6> table = {{{"MIN", &search_return::min},
                                                    {"MAX", &search_return::max},
                                                    {"ALL", &search_return::all},
                                                    {"COUNT", &search_return::count},
                                                    {"RELEVANCY", &search_return::relevancy},
                                                    {"SAVE", &search_return::save}}};
    std::string_view name;
    if (!in.letters(name)) return false;
    if (base::iequals(name, "CONTEXT")) return true;    // RFC 5267 §4.2: a hint, there is nothing to prepare
    if (base::iequals(name, "UPDATE")) return update_option(in, out);
    if (base::iequals(name, "PARTIAL")) return partial_option(in, out);
    for (auto const& e : table) {
        if (!base::iequals(e.name, name)) continue;
        out.*e.flag = true;
        return true;
    }
    return in.fail("unknown result option");
}

// RFC 4731 §3.1: an empty list stands for ALL.
bool return_options(lexer& in, search_return& out) {
    if (in.is(')')) {
        out.all = true;
        return true;
    }
    do {
        if (!return_option(in, out)) return false;
    } while (in.is(' '));
    if (!in.is(')')) return in.fail("result options without end");
    return !(out.all && out.partial) || in.fail("PARTIAL and ALL exclude each other");    // RFC 9394 §3.1
}

}  // namespace

bool is_filter_name(std::string_view text) {
    lexer in(text);
    std::string_view name;
    return in.atom(name) && in.at_end() && name.find('/') == name.npos;
}

std::optional<search_key> parse_search_criteria(std::string_view text) {
    lexer in(text);
    search_key out;
    if (!search_keys_to_end(in, out)) return std::nullopt;
    return out;
}

bool search_returns(lexer& in, std::optional<search_return>& out) {
    return !in.word("RETURN (") || (return_options(in, out.emplace()) && in.sp());
}

bool search_keys_to_end(lexer& in, search_key& out) { return key_parser(in).conjunction(out, 0) && in.end(); }

// RFC 6203 §4.
bool is_unfounded(std::optional<search_return> const& wanted, search_key const& key) {
    return wanted && wanted->relevancy && !asks_fuzzy(key);
}

command parse_search(lexer& in, by what) {
    commands::search out;
    out.by = what;
    if (!in.sp()) return malformed(in);
    if (!search_returns(in, out.wanted)) return malformed(in);
    if (in.word("CHARSET ") && (!in.astring(out.charset) || !in.sp())) return malformed(in);
    if (!search_keys_to_end(in, out.key)) return malformed(in);
    if (is_unfounded(out.wanted, out.key)) return commands::bad{"RELEVANCY needs a FUZZY search key"};
    return out;
}

}  // namespace mailstead::imap
