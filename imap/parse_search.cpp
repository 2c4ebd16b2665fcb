// SEARCH, RFC 3501 §6.4.4, with RETURN (RFC 4731, RFC 5182) and WITHIN (RFC 5032).
#include <array>

#include "base/ascii.h"
#include "store/message.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

enum class argument { none, text, date, size, interval, keyword, set, mod_seq, uid };
struct key_rule { std::string_view name; kind what; argument takes; std::uint32_t number = 0; };

constexpr std::array<key_rule, 37> key_rules = {{
    {"ALL", kind::all, argument::none},
    {"ANSWERED", kind::flag, argument::none, store::flag::answered},
    {"BCC", kind::bcc, argument::text},
    {"BEFORE", kind::before, argument::date},
    {"BODY", kind::body, argument::text},
    {"CC", kind::cc, argument::text},
    {"DELETED", kind::flag, argument::none, store::flag::deleted},
    {"DRAFT", kind::flag, argument::none, store::flag::draft},
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
    {"SEEN", kind::flag, argument::none, store::flag::seen},
    {"SENTBEFORE", kind::sent_before, argument::date},
    {"SENTON", kind::sent_on, argument::date},
    {"SENTSINCE", kind::sent_since, argument::date},
    {"SINCE", kind::since, argument::date},
    {"SMALLER", kind::smaller, argument::size},
    {"SUBJECT", kind::subject, argument::text},
    {"TEXT", kind::text, argument::text},
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
};

bool return_option(lexer& in, search_return& out) {
    struct entry { std::string_view name; bool search_return::*flag; };
    static constexpr std::array<entry, 5> table = {{{"MIN", &search_return::min},
                                                    {"MAX", &search_return::max},
                                                    {"ALL", &search_return::all},
                                                    {"COUNT", &search_return::count},
                                                    {"SAVE", &search_return::save}}};
    std::string_view name;
    if (!in.letters(name)) return false;
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
    return in.is(')') || in.fail("result options without end");
}

}  // namespace

command parse_search(lexer& in, by what) {
    commands::search out;
    out.by = what;
    if (!in.sp()) return malformed(in);
    if (in.word("RETURN (") && (!return_options(in, out.wanted.emplace()) || !in.sp())) return malformed(in);
    if (in.word("CHARSET ") && (!in.astring(out.charset) || !in.sp())) return malformed(in);
    key_parser keys(in);
    if (!keys.conjunction(out.key, 0) || !in.end()) return malformed(in);
    return out;
}

}  // namespace mailstead::imap
