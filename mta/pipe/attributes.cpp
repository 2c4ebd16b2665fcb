// name=value words up to argv=, which takes all that follows.
#include "mta/pipe/attributes.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/pipe/macros.h"

namespace mailstead::mta::pipe {
namespace {

constexpr std::string_view known_flags = "BDFORXhqu.>";
constexpr std::size_t quoted_at_most = 200;

struct escape {
    char letter, byte;
};
constexpr escape escapes[] = {{'a', '\a'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'}};

char escaped(char letter) {
    for (auto const& one : escapes)
        if (one.letter == letter) return one.byte;
    return letter;
}

// C's backslash sequences, as eol= has them: letters, up to three octal digits, and the backslash.
std::string unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        char const c = text.front();
        text.remove_prefix(1);
        if (c != '\\' || text.empty()) {
            out += c;
            continue;
        }
        unsigned value = 0;
        std::size_t digits = 0;
        for (; digits < 3 && digits < text.size() && text[digits] >= '0' && text[digits] <= '7'; ++digits)
            value = value * 8 + static_cast<unsigned>(text[digits] - '0');
        out += digits > 0 ? static_cast<char>(value) : escaped(text.front());
        text.remove_prefix(digits > 0 ? digits : 1);
    }
    return out;
}

class row_reader {
public:
    explicit row_reader(std::vector<std::string> const& words) : words_(words) {}

    parsed_row take(std::vector<std::string_view> const& allowed) {
        for (std::size_t at = 0; at < words_.size() && out_.mistake.empty(); ++at) {
            std::string_view const word = words_[at];
            auto const equals = word.find('=');
            auto const name = word.substr(0, equals);
            bool const known = equals != word.npos && std::find(allowed.begin(), allowed.end(), name) != allowed.end();
            if (!known) return mistake(fmt::format("unknown attribute: {}", base::printable(word, quoted_at_most)));
            if (name == "argv") {
                take_argv(at, word.substr(equals + 1));
                break;
            }
            set(name, word.substr(equals + 1));
        }
        if (!out_.mistake.empty()) return std::move(out_);
        if (out_.what.user.empty()) return mistake("missing user= attribute");
        if (out_.what.argv.empty() || out_.what.argv.front().empty()) return mistake("missing argv= attribute");
        return std::move(out_);
    }

private:
    parsed_row mistake(std::string text) {
        out_.mistake = std::move(text);
        return std::move(out_);
    }

    // Braces may stand around the first word too: argv={/a path/program}.
    void take_argv(std::size_t at, std::string_view first) {
        if (first.starts_with('{') && first.ends_with('}')) first = base::trimmed(first.substr(1, first.size() - 2));
        out_.what.argv.emplace_back(first);
        out_.what.argv.insert(out_.what.argv.end(), words_.begin() + static_cast<std::ptrdiff_t>(at) + 1, words_.end());
    }

    void set(std::string_view name, std::string_view value) {
        auto& what = out_.what;
        if (name == "user") {
            auto const colon = value.find(':');
            what.user = value.substr(0, colon);
            if (colon != value.npos) what.group = value.substr(colon + 1);
        } else if (name == "flags") {
            auto const strange = value.find_first_not_of(known_flags);
            if (strange != value.npos) out_.mistake = fmt::format("unknown flag: {}", base::printable(value.substr(strange, 1)));
            what.flags += value;
        } else if (name == "size") {
            auto const number = base::number<std::uint64_t>(value);
            if (!number) out_.mistake = fmt::format("size={} is not a number", base::printable(value, quoted_at_most));
            what.size = number.value_or(0);
        } else if (name == "eol") {
            what.eol = unescaped(value);
        } else if (name == "null_sender") {
            what.null_sender = value;
        } else {
            (name == "directory" ? what.directory : what.chroot) = value;
        }
    }

    std::vector<std::string> const& words_;
    parsed_row out_;
};

}  // namespace

parsed_row parse_pipe(std::vector<std::string> const& arguments) {
    auto out = row_reader(arguments).take({"flags", "user", "argv", "eol", "null_sender", "size", "directory", "chroot"});
    if (!out.mistake.empty()) return out;
    facts nobody;
    nobody.recipients.emplace_back();
    out.mistake = expand(out.what, nobody, {}).mistake;
    return out;
}

parsed_row parse_spawn(std::vector<std::string> const& arguments) { return row_reader(arguments).take({"user", "argv"}); }

}  // namespace mailstead::mta::pipe
