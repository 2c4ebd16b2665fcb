// Address lists: see address.h. An element of the list is gathered as tokens up to the ',' ';' ':' or '<' that tells
// what it was; so a display name may hold whatever its writer forgot to quote.
#include "mime/address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "mime/lexer.h"

namespace mailstead::mime {
namespace {

using kind = lexer::kind;
using token = lexer::token;
using tokens = std::vector<token>;

bool is_special(token const& t, char c) noexcept { return t.what == kind::special && t.special == c; }

bool is_at(token const& t) noexcept { return is_special(t, '@'); }

// No address needs more tokens; the rest of a longer element is ignored.
constexpr std::size_t token_limit = 1000;

// The bytes of the tokens [first, last), with a blank where there was white space.
std::string joined(tokens::const_iterator first, tokens::const_iterator last) {
    std::string out;
    for (auto at = first; at != last; ++at) {
        if (at->blank_before && !out.empty()) out += ' ';
        if (at->what == kind::special)
            out += at->special;
        else
            out += at->text;
    }
    return out;
}

std::string joined(tokens const& all) { return joined(all.begin(), all.end()); }

// The same without blanks: RFC 5322 §4.4 allows them around the dots and the at sign.
std::string squeezed(tokens::const_iterator first, tokens::const_iterator last) {
    std::string out;
    for (auto at = first; at != last; ++at) {
        if (at->what == kind::special)
            out += at->special;
        else
            out += at->text;
    }
    return out;
}

// A local part may hold blanks only where it is not one at all, but words that nobody marked as a name.
std::string local_part(tokens::const_iterator first, tokens::const_iterator last) {
    auto const between_words = [&](auto const& at) {
        return at != first && at->blank_before && at->what != kind::special && (at - 1)->what != kind::special;
    };
    std::string out;
    for (auto at = first; at != last; ++at) {
        if (between_words(at)) out += ' ';
        if (at->what == kind::special)
            out += at->special;
        else
            out += at->text;
    }
    return out;
}

struct place {
    std::size_t begin = 0, end = 0;
};

class parser {
public:
    parser(std::string_view text, std::size_t limit) : lexer_(text, "<>@,;:."), limit_(limit) { seen_.reserve(8); }

    std::vector<address> list() {
        parse();
        return std::move(found_);
    }

    std::vector<placed_address> placed_list() {
        parse();
        std::vector<placed_address> out;
        out.reserve(found_.size());
        for (std::size_t i = 0; i < found_.size(); ++i) {
            auto const& at = places_[i];
            out.push_back({std::move(found_[i]), at.begin, at.end});
        }
        return out;
    }

private:
    void parse() {
        while (found_.size() < limit_) {
            auto next = lexer_.next();
            if (next.what == kind::end) break;
            take(std::move(next));
        }
        flush();
        close_group();
    }

    void found(address next, place where = {}) {
        found_.push_back(std::move(next));
        places_.push_back(where);
    }

    void take(token next) {
        if (next.what == kind::comment) {
            comment_ = std::move(next.text);
            blank_ = true;
            return;
        }
        next.blank_before = next.blank_before || std::exchange(blank_, false);
        if (in_angle_) return take_inside(std::move(next));
        if (next.what != kind::special) return see(std::move(next));
        switch (next.special) {
        case ',': return flush();
        case ';': flush(); return close_group();
        case ':': return open_group();
        case '<': return open_angle();
        case '>': return;
        default: see(std::move(next));
        }
    }

    // Between '<' and '>'. Only a route holds commas; anywhere else one means that the '>' was forgotten.
    void take_inside(token next) {
        bool const in_route = !seen_.empty() && is_at(seen_.front()) && !route_ended_;
        if (is_special(next, ':')) route_ended_ = true;
        if (is_special(next, '>')) return flush();
        if (is_special(next, '<')) return;
        if (is_special(next, ';') || (is_special(next, ',') && !in_route)) {
            flush();
            in_tail_ = false;
            if (next.special == ';') close_group();
            return;
        }
        see(std::move(next));
    }

    // A token weighs far more than the two bytes it may be made of.
    void see(token next) {
        if (seen_.size() < token_limit) seen_.push_back(std::move(next));
    }

    void open_angle() {
        name_ = joined(seen_);
        has_name_ = !seen_.empty();
        seen_.clear();
        in_angle_ = true;
    }

    void open_group() {
        address start;
        start.mailbox = joined(seen_);
        reset();
        in_tail_ = false;
        close_group();
        found(std::move(start));
        in_group_ = true;
    }

    void close_group() {
        if (!in_group_) return;
        found({});
        in_group_ = false;
    }

    void reset() {
        seen_.clear();
        comment_.clear();
        name_.clear();
        has_name_ = false;
        in_angle_ = false;
        route_ended_ = false;
        blank_ = false;
    }

    // An element is complete: an address, or what followed one before the comma.
    void flush() {
        bool const is_address = std::any_of(seen_.begin(), seen_.end(), is_at);
        if (!in_angle_ && (seen_.empty() || (in_tail_ && !is_address))) return flush_tail();
        address next;
        auto name = has_name_ ? std::move(name_) : std::move(comment_);
        if (!name.empty()) next.name = std::move(name);
        split(next);
        // An address cut off at token_limit has no end that is known.
        bool const whole = !seen_.empty() && seen_.size() < token_limit;
        found(std::move(next), whole ? place{seen_.front().begin, seen_.back().end} : place{});
        in_tail_ = in_angle_;
        reset();
    }

    // "<joe@example.com> (Joe)": the comment names the address before it; words there say nothing.
    void flush_tail() {
        if (in_tail_ && !found_.back().name && !comment_.empty()) found_.back().name = std::move(comment_);
        in_tail_ = false;
        reset();
    }

    // Fills route, mailbox and host from the tokens seen.
    void split(address& into) const {
        auto first = seen_.begin();
        auto const last = seen_.end();
        auto const is_colon = [](token const& t) { return is_special(t, ':'); };
        if (in_angle_ && first != last && is_at(*first)) {
            auto const colon = std::find_if(first, last, is_colon);
            if (colon != last) {
                into.route = squeezed(first, colon);
                first = colon + 1;
            }
        }
        // The last at sign counts: what stands before it can only be a local part that should have been quoted.
        auto at = last;
        while (at != first && !is_at(*(at - 1))) --at;
        bool const has_host = at != first;
        into.mailbox = local_part(first, has_host ? at - 1 : last);
        into.host = has_host ? squeezed(at, last) : std::string();
    }

    lexer lexer_;
    std::size_t limit_;
    std::vector<address> found_;
    std::vector<place> places_;  // as many
    tokens seen_;
    std::string comment_;  // the last one of this element
    std::string name_;     // the words before '<'
    bool has_name_ = false;
    bool in_angle_ = false;
    bool route_ended_ = false;  // the colon behind a route is past
    bool in_group_ = false;
    bool blank_ = false;    // a comment stood before the next token
    bool in_tail_ = false;  // behind '>', before the next comma
};

// Letters, digits, 8-bit octets and what else stands in atoms, and the dot (RFC 5322 §3.2.3).
constexpr std::array<bool, 256> dot_atom_characters() {
    std::array<bool, 256> out{};
    for (int c = 0; c < 256; ++c) out[static_cast<std::size_t>(c)] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    for (char const c : std::string_view("!#$%&'*+-/=?^_`{|}~.")) out[static_cast<unsigned char>(c)] = true;
    return out;
}
constexpr auto of_address = dot_atom_characters();

// What nearly all addresses look like: words <local@host>, or local@host, without quotes, comments, groups, routes and folding. The
// parser above finds the same in it, and takes longer.
class simple_reader {
public:
    simple_reader(std::string_view text, std::size_t limit) noexcept : rest_(base::trimmed(text)), limit_(limit) {}

    // Absent: it is not that simple.
    std::optional<std::vector<address>> list() {
        std::vector<address> out;
        while (!rest_.empty()) {
            auto next = one();
            if (!next || out.size() == limit_) return std::nullopt;
            out.push_back(std::move(*next));
            if (rest_.empty()) break;
            if (rest_.front() != ',') return std::nullopt;
            rest_.remove_prefix(1);
            skip_blanks();
            if (rest_.empty()) return std::nullopt;
        }
        return out;
    }

private:
    std::string_view run() noexcept {
        std::size_t n = 0;
        while (n < rest_.size() && of_address[static_cast<unsigned char>(rest_[n])]) ++n;
        auto const out = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return out;
    }
    bool take(char c) noexcept {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void skip_blanks() noexcept {
        while (take(' ')) {
        }
    }
    // Words with one blank between them, and what follows them is at hand.
    std::string_view words() noexcept {
        auto const all = rest_;
        for (auto word = run(); !word.empty(); word = run()) {
            auto const length = all.size() - rest_.size();
            bool const more = rest_.size() > 1 && rest_[0] == ' ' && of_address[static_cast<unsigned char>(rest_[1])];
            if (!more) return all.substr(0, length);
            rest_.remove_prefix(1);
        }
        return {};
    }
    std::optional<address> one() {
        auto const name = words();
        bool const is_bare = take('@');
        if (is_bare && (name.empty() || name.find(' ') != name.npos)) return std::nullopt;
        address out;
        if (is_bare) {
            out.mailbox.emplace(name);
        } else {
            skip_blanks();
            if (!take('<')) return std::nullopt;
            auto const local = run();
            if (local.empty() || !take('@')) return std::nullopt;
            if (!name.empty()) out.name.emplace(name);
            out.mailbox.emplace(local);
        }
        auto const host = run();
        if (host.empty() || (!is_bare && !take('>'))) return std::nullopt;
        if (name.size() + out.mailbox->size() + host.size() >= token_limit) return std::nullopt;    // as many tokens at the most
        out.host.emplace(host);
        skip_blanks();
        return out;
    }

    std::string_view rest_;
    std::size_t limit_;
};

bool is_dot_atom(std::string_view local) noexcept {
    constexpr std::string_view specials = "()<>[]:;@\\,\"";
    if (local.empty() || local.front() == '.' || local.back() == '.' || local.find("..") != local.npos) return false;
    return std::none_of(local.begin(), local.end(), [&](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 127 || specials.find(c) != specials.npos;
    });
}

std::string quoted(std::string_view local) {
    std::string out = "\"";
    for (char const c : local) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

}  // namespace

std::vector<address> parse_addresses(std::string_view value, std::size_t limit) {
    if (auto simple = simple_reader(value, limit).list()) return std::move(*simple);
    return parser(value, limit).list();
}

std::vector<placed_address> parse_placed_addresses(std::string_view value, std::size_t limit) {
    return parser(value, limit).placed_list();
}

std::string addr_spec(address const& from) {
    if (!from.host || !from.mailbox) return {};
    auto const local = is_dot_atom(*from.mailbox) ? *from.mailbox : quoted(*from.mailbox);
    return from.host->empty() ? local : local + '@' + *from.host;
}

}  // namespace mailstead::mime
