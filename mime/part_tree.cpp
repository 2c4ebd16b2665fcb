// The tree of body parts: see part_tree.h. One pass over the bytes: the parser stands at one place, knows the
// boundaries that are open there, and counts line ends as it goes; a part's size is the difference of two counts.
#include "mime/part_tree.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/ascii.h"
#include "base/line_ends.h"
#include "mime/header.h"
#include "mime/lexer.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

// RFC 2046 §5.1.1 allows 70 characters; what is much longer is no boundary.
constexpr std::size_t boundary_limit = 1000;

std::string without_blanks(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), base::is_space), text.end());
    return text;
}

std::vector<std::string> language_tags(std::string_view value) {
    std::vector<std::string> tags;
    lexer words(value, ",");
    for (auto t = words.next(); t.what != lexer::kind::end; t = words.next())
        if (t.what == lexer::kind::word || t.what == lexer::kind::quoted) tags.push_back(std::move(t.text));
    return tags;
}

// RFC 2045 §5.1: a token. 8-bit bytes are let through.
bool is_word(std::string_view text) noexcept { return !text.empty() && text.find_first_of("()<>@,;:\\\"/[]?=") == text.npos; }

// Takes a field of one part; `limits` as for all of them.
using field_handler = void (*)(std::string_view value, parameter_limits const& limits, part& into);

void take_type(std::string_view value, parameter_limits const& limits, part& into) {
    auto parsed = parse_parameterized(value, limits);
    auto const slash = parsed.value.find('/');
    bool const whole = slash != parsed.value.npos && is_word(parsed.value.substr(0, slash)) && is_word(parsed.value.substr(slash + 1));
    into.type = whole ? parsed.value.substr(0, slash) : "text";
    into.subtype = whole ? parsed.value.substr(slash + 1) : "plain";
    into.parameters = std::move(parsed.parameters);
}

void take_encoding(std::string_view value, parameter_limits const& limits, part& into) {
    auto parsed = parse_parameterized(value, limits);
    if (!parsed.value.empty()) into.encoding = std::move(parsed.value);
}

void take_disposition(std::string_view value, parameter_limits const& limits, part& into) {
    auto parsed = parse_parameterized(value, limits);
    if (!parsed.value.empty()) into.disposition = disposition{std::move(parsed.value), std::move(parsed.parameters)};
}

void take_id(std::string_view value, parameter_limits const&, part& into) { into.id = unfold(value); }
void take_description(std::string_view value, parameter_limits const&, part& into) { into.description = unfold(value); }
void take_md5(std::string_view value, parameter_limits const&, part& into) { into.md5 = without_blanks(unfold(value)); }
void take_languages(std::string_view value, parameter_limits const&, part& into) {
    into.languages = language_tags(value);
}
// RFC 2557 §4.4.2: a long location is folded, and the blanks are no part of it.
void take_location(std::string_view value, parameter_limits const&, part& into) {
    into.location = without_blanks(unfold(value));
}

struct handled_field {
    std::string_view name;
    field_handler take;
};
constexpr std::array handled_fields{
    handled_field{"content-type", take_type},
    handled_field{"content-transfer-encoding", take_encoding},
    handled_field{"content-disposition", take_disposition},
    handled_field{"content-id", take_id},
    handled_field{"content-description", take_description},
    handled_field{"content-md5", take_md5},
    handled_field{"content-language", take_languages},
    handled_field{"content-location", take_location},
};

// RFC 2045 §5.2. A name in sections (RFC 2231) is a name too.
void name_charset(part& into) {
    auto const names_it = [](parameter const& p) { return base::istarts_with(p.name, "charset") && (p.name.size() == 7 || p.name[7] == '*'); };
    if (into.type == "text" && std::none_of(into.parameters.begin(), into.parameters.end(), names_it))
        into.parameters.push_back({"charset", "us-ascii"});
}

void become_leaf(part& into, std::string_view type, std::string_view subtype) {
    into.type = type;
    into.subtype = subtype;
    into.parameters.clear();
    name_charset(into);
}

bool is_message_type(part const& p) noexcept {
    return p.type == "message" && (p.subtype == "rfc822" || p.subtype == "global");
}

std::string boundary_of(part const& p, parameter_limits const& limits) {
    auto found = find_parameter(p.parameters, "boundary");
    std::vector<parameter> sections;
    if (!found) {
        sections = joined(p.parameters, limits);
        found = find_parameter(sections, "boundary");
    }
    std::string boundary(found.value_or(""));
    while (boundary.ends_with(' ')) boundary.pop_back();  // RFC 2046 §5.1.1: never its last character
    return boundary.size() <= boundary_limit ? boundary : std::string();
}

class parser {
public:
    parser(std::string_view text, part_limits const& limits)
        : text_(text), limits_(limits), addresses_left_(limits.addresses) {}

    part message() {
        part root;
        read_part(root, implied::text, 0);
        return root;
    }

private:
    // The type of a part without Content-Type, RFC 2046 §5.1.5.
    enum class implied { text, message };

    // A place in the text, with the line ends before it and how many of them lack their CR.
    struct mark {
        std::size_t at = 0;
        std::uint64_t lines = 0;
        std::uint64_t bare = 0;
    };

    // The delimiter line at which reading has stopped; here_ stands at its first byte.
    struct stop {
        static constexpr std::size_t end_of_text = static_cast<std::size_t>(-1);
        std::size_t level = end_of_text;  // which open boundary it is
        bool closes = false;
    };

    stop read_part(part& into, implied type, std::size_t depth) {
        if (++parts_ >= limits_.parts) takes_rest_ = true;
        auto const begin = here_;
        read_header(into, type);
        into.header = {begin.at, here_.at};
        into.header_octets = octets(begin, here_);
        into.header_lines = here_.lines - begin.lines;

        auto const body = here_;
        auto const stopped = read_body(into, depth);
        auto const end = end_of(into, body, stopped);
        into.body = {body.at, end.at};
        into.octets = octets(body, end);
        into.lines = end.lines - body.lines;
        return stopped;
    }

    void read_header(part& into, implied type) {
        auto const start = here_.at;
        header_scanner scanner(text_.substr(start));
        std::uint32_t seen = 0;  // a bit for each of handled_fields: the first one counts
        auto end = start;
        for (auto field = scanner.next();; field = scanner.next()) {
            if (!field) {
                end = start + scanner.length();
                break;
            }
            // A delimiter may look like a field when the empty line is missing.
            if (field->name.starts_with("--") && delimiter_at(start + field->offset).level != stop::end_of_text) break;
            end = start + scanner.length();
            take_field(*field, seen, into);
        }
        skip_to(end);
        if ((seen & 1) == 0 && type == implied::message) return become_leaf(into, "message", "rfc822");
        name_charset(into);
    }

    stop read_body(part& into, std::size_t depth) {
        bool const may_nest = depth < limits_.depth && !takes_rest_;
        if (into.is_multipart()) {
            if (may_nest) return read_multipart(into, depth);
            become_leaf(into, "application", "octet-stream");
        } else if (is_message_type(into)) {
            if (may_nest && encoding_named(into.encoding) == encoding::identity) return read_message(into, depth);
            become_leaf(into, "application", "octet-stream");
        }
        return skip_to_delimiter();
    }

    stop read_message(part& into, std::size_t depth) {
        auto const stopped = read_part(into.children.emplace_back(), implied::text, depth + 1);
        auto const header = into.children.front().header.of(text_);
        into.envelope = std::make_unique<envelope>(parse_envelope(header, addresses_left_));
        auto const& e = *into.envelope;
        auto const used =
            e.from.size() + e.sender.size() + e.reply_to.size() + e.to.size() + e.cc.size() + e.bcc.size();
        addresses_left_ -= std::min(addresses_left_, used);
        return stopped;
    }

    stop read_multipart(part& into, std::size_t depth) {
        auto boundary = boundary_of(into, limits_.parameters);
        auto const type = into.subtype == "digest" ? implied::message : implied::text;
        if (boundary.empty()) {
            become_leaf(into, "text", "plain");
            return skip_to_delimiter();
        }
        auto const level = boundaries_.size();
        boundaries_.push_back(std::move(boundary));
        auto stopped = skip_to_delimiter();  // the preamble
        while (stopped.level == level && !stopped.closes) {
            next_line();
            stopped = read_part(into.children.emplace_back(), type, depth + 1);
        }
        boundaries_.pop_back();
        if (into.children.empty()) become_leaf(into, "text", "plain");
        if (stopped.level != level) return stopped;
        next_line();
        return skip_to_delimiter();  // the epilogue
    }

    void take_field(field const& found, std::uint32_t& seen, part& into) const {
        if (!base::istarts_with(found.name, "content-")) return;
        for (std::size_t i = 0; i < handled_fields.size(); ++i) {
            if ((seen >> i & 1) != 0 || !base::iequals(found.name, handled_fields[i].name)) continue;
            seen |= 1u << i;
            handled_fields[i].take(found.value, limits_.parameters, into);
        }
    }

    // The next delimiter line of an open boundary, from here on.
    stop skip_to_delimiter() {
        if (boundaries_.empty() || takes_rest_) return skip_rest();
        while (here_.at < text_.size()) {
            auto const found = delimiter_at(here_.at);
            if (found.level != stop::end_of_text) return found;
            next_line();
        }
        return {};
    }

    // No delimiter can come any more.
    stop skip_rest() noexcept {
        skip_to(text_.size());
        return {};
    }

    // The end of a line, or of the text.
    void skip_to(std::size_t end) noexcept {
        if (end <= here_.at) return;
        auto const ends = base::count_line_ends(text_.substr(here_.at, end - here_.at), here_.at > 0 ? text_[here_.at - 1] : '\0');
        here_ = {end, here_.lines + ends.all, here_.bare + ends.bare};
    }

    // RFC 2046 §5.1.1: a line that begins with a boundary is its delimiter, whatever follows. The longest counts, for
    // an inner boundary may begin with an outer one; of equal ones the innermost.
    stop delimiter_at(std::size_t at) const noexcept {
        if (takes_rest_ || !text_.substr(at).starts_with("--")) return {};
        auto const line = text_.substr(at + 2);
        stop found;
        std::size_t longest = 0;
        for (auto level = boundaries_.size(); level-- > 0;) {
            auto const& boundary = boundaries_[level];
            if (boundary.size() <= longest || !line.starts_with(boundary)) continue;
            longest = boundary.size();
            found = {level, line.substr(longest).starts_with("--")};
        }
        return found;
    }

    std::size_t line_end(std::size_t at) const noexcept {
        auto const* found = static_cast<char const*>(std::memchr(text_.data() + at, '\n', text_.size() - at));
        return found ? static_cast<std::size_t>(found - text_.data()) + 1 : text_.size();
    }

    // Moves behind the line that starts here; there is one.
    void next_line() noexcept {
        here_.at = line_end(here_.at);
        if (text_[here_.at - 1] != '\n') return;  // the text's last
        ++here_.lines;
        if (here_.at < 2 || text_[here_.at - 2] != '\r') ++here_.bare;
    }

    // Where the body that began at `body` ends. An empty part right before the delimiter keeps its line end in its
    // header, and whatever encloses the part encloses that.
    mark end_of(part const& p, mark const& body, stop const& stopped) const noexcept {
        bool const reaches_here = !p.children.empty() && p.children.back().body.end == here_.at;
        return stopped.level == stop::end_of_text || reaches_here ? here_ : before_line_end(body);
    }

    // The mark before the line end that precedes here_: it belongs to the delimiter. Not before `body`.
    mark before_line_end(mark const& body) const noexcept {
        if (here_.at == body.at) return here_;
        bool const crlf = here_.at - body.at >= 2 && text_[here_.at - 2] == '\r';
        return {here_.at - (crlf ? 2 : 1), here_.lines - 1, here_.bare - (crlf ? 0 : 1)};
    }

    static std::uint64_t octets(mark const& from, mark const& to) noexcept {
        return to.at - from.at + (to.bare - from.bare);
    }

    std::string_view text_;
    part_limits limits_;
    mark here_;
    std::vector<std::string> boundaries_;  // open ones, the outermost first
    std::size_t parts_ = 0;
    std::size_t addresses_left_;
    bool takes_rest_ = false;  // the last part allowed has begun: no delimiter counts any more
};

}  // namespace

part parse_parts(std::string_view message, part_limits const& limits) { return parser(message, limits).message(); }

}  // namespace mailstead::mime
