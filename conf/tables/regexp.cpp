// POSIX expressions, regexp_table(5), on the C library's regcomp: its leftmost-longest choice and its \w, \s, \<
// decide what $1 is. It knows no bounds of its own, so that patterns which would take all memory or time are refused, and
// those with back-references, which it tries without end, are matched by PCRE2 under its limits.
#include <regex.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/tables/patterns.h"
#include "conf/tables/prefix.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t longest_pattern = 16 * 1024;
constexpr std::size_t deepest_nesting = 100;
// regcomp writes a{1,9} out as nine copies, and those of a group times those around it.
constexpr std::size_t most_copies = 2'000;

class posix final : public condition {
public:
    static std::unique_ptr<posix> compile(std::string const& pattern, int flags, std::string& why) {
        auto out = std::unique_ptr<posix>(new posix);
        int const code = ::regcomp(&out->code_, pattern.c_str(), flags);
        if (code != 0) {
            why = out->text_of(code);
            return nullptr;
        }
        out->compiled_ = true;
        using letters = required_prefix::letters;
        bool const plain = (flags & REG_EXTENDED) != 0 && (flags & REG_NEWLINE) == 0;
        if (plain) out->begins_ = required_prefix(pattern, flags & REG_ICASE ? letters::any_case : letters::exact);
        return out;
    }
    ~posix() override {
        if (compiled_) ::regfree(&code_);
    }
    posix(posix const&) = delete;
    posix& operator=(posix const&) = delete;

    std::size_t group_count() const noexcept { return code_.re_nsub; }

    verdict match(std::string_view key, std::size_t highest, groups& caught, std::string& why) const override {
        if (!begins_.may_match(key)) return verdict::no;
        thread_local std::vector<regmatch_t> spans;
        spans.assign(highest + 1, {});
        spans[0] = {0, static_cast<regoff_t>(key.size())};
        // An address is wanted even for nothing. What was caught takes time to find out: only when it is used.
        char const* text = key.empty() ? "" : key.data();
        int const code = ::regexec(&code_, text, highest == 0 ? 0 : spans.size(), spans.data(), REG_STARTEND);
        if (code == REG_NOMATCH) return verdict::no;
        if (code != 0) {
            why = text_of(code);
            return verdict::trouble;
        }
        caught.assign(highest + 1, {});
        for (std::size_t i = 1; i <= highest; ++i)
            if (spans[i].rm_so >= 0)
                caught[i] = key.substr(static_cast<std::size_t>(spans[i].rm_so),
                                       static_cast<std::size_t>(spans[i].rm_eo - spans[i].rm_so));
        return verdict::yes;
    }

private:
    posix() = default;
    std::string text_of(int code) const {
        char out[200];
        ::regerror(code, &code_, out, sizeof out);
        return out;
    }

    required_prefix begins_;
    regex_t code_{};
    bool compiled_ = false;
};

// Behind the bracket expression whose '[' is at `at`.
std::size_t bracket_end(std::string_view text, std::size_t at) noexcept {
    ++at;
    if (at < text.size() && text[at] == '^') ++at;
    if (at < text.size() && text[at] == ']') ++at;
    while (at < text.size() && text[at] != ']') {
        // "[:alpha:]" and its kind hold a ']' of their own.
        bool const is_class = text[at] == '[' && at + 1 < text.size() &&
                              std::string_view(":.=").find(text[at + 1]) != std::string_view::npos;
        auto const end = is_class ? text.find(']', at + 3) : text.npos;
        at = end == text.npos ? at + 1 : end + 1;
    }
    return std::min(at + 1, text.size());
}

// What is worth knowing of an extended expression before it is compiled.
class survey {
public:
    explicit survey(std::string_view pattern) : text_(pattern), most_(most_copies + 4 * pattern.size()) {
        (void)alternatives(0);
    }
    bool has_back_reference() const noexcept { return back_reference_; }
    bool is_too_big() const noexcept { return too_big_; }

private:
    // The size of what stands up to the ')' that closes this level, in atoms as regcomp will have them.
    std::size_t alternatives(std::size_t depth) {
        if (depth > deepest_nesting) too_big_ = true;
        std::size_t sum = 0;
        while (!too_big_ && at_ < text_.size() && (depth == 0 || text_[at_] != ')')) {
            auto const size = atom(depth);
            sum += size * repeats();
            if (sum > most_) too_big_ = true;
        }
        return sum;
    }

    std::size_t atom(std::size_t depth) {
        char const c = text_[at_++];
        if (c == '(') {
            auto const size = alternatives(depth + 1);
            if (at_ < text_.size()) ++at_;
            return size + 1;
        }
        if (c == '[') at_ = bracket_end(text_, at_ - 1);
        if (c == '\\' && at_ < text_.size()) {
            if (text_[at_] >= '1' && text_[at_] <= '9') back_reference_ = true;
            ++at_;
        }
        return 1;
    }

    // How many copies the operators here make of what they follow: each one multiplies.
    std::size_t repeats() noexcept {
        std::size_t out = 1;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '+')
                out *= 2;
            else if (text_[at_] == '{')
                out *= interval();
            else if (text_[at_] != '*' && text_[at_] != '?')
                break;
            out = std::min(out, most_ + 1);
        }
        return out;
    }

    // The larger number of "{m,n}", at its '{'; leaves the place at its '}'.
    std::size_t interval() noexcept {
        auto const close = text_.find('}', at_);
        if (close == text_.npos) return 1;
        std::size_t largest = 1;
        for (auto const part : base::split(text_.substr(at_ + 1, close - at_ - 1), ","))
            largest = std::max(largest, base::number<std::size_t>(part).value_or(1));
        at_ = close;
        return std::min(largest, most_) + 1;
    }

    std::string_view text_;
    std::size_t most_;
    std::size_t at_ = 0;
    bool back_reference_ = false;
    bool too_big_ = false;
};

// A basic expression written as an extended one: what is an operator with a backslash here is one without there.
std::string as_extended(std::string_view basic) {
    constexpr std::string_view signs = "(){}+?|";
    std::string out;
    for (std::size_t i = 0; i < basic.size(); ++i) {
        bool const escaped = basic[i] == '\\' && i + 1 < basic.size();
        if (basic[i] == '[') {
            auto const end = bracket_end(basic, i);
            out += basic.substr(i, end - i);
            i = end - 1;
        } else if (escaped) {
            ++i;
            if (signs.find(basic[i]) == signs.npos) out += '\\';
            out += basic[i];
        } else {
            if (signs.find(basic[i]) != signs.npos) out += '\\';
            out += basic[i];
        }
    }
    return out;
}

// An extended expression in PCRE2's words, where they differ.
std::string as_perl(std::string_view pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '[') {
            auto const end = bracket_end(pattern, i);
            // A backslash is an ordinary character within brackets.
            for (; i < end; ++i) out += pattern[i] == '\\' ? std::string("\\\\") : std::string(1, pattern[i]);
            --i;
            continue;
        }
        if (pattern[i] != '\\' || i + 1 == pattern.size()) {
            out += pattern[i];
            continue;
        }
        char const c = pattern[++i];
        if (c == '<')
            out += "\\b(?=\\w)";
        else if (c == '>')
            out += "\\b(?<=\\w)";
        else if (c == '`')
            out += "\\A";
        else if (c == '\'')
            out += "\\z";
        else if (base::is_alpha(c) && std::string_view("wWsSbB").find(c) == std::string_view::npos)
            out += c;
        else
            out.append({'\\', c});
    }
    return out;
}

}  // namespace

compiled_pattern compile_posix(std::string const& pattern, std::string_view flags, std::string& why) {
    int options = REG_EXTENDED | REG_ICASE;
    for (char flag : flags) {
        switch (flag) {
        case 'i': options ^= REG_ICASE; break;
        case 'm': options ^= REG_NEWLINE; break;
        case 'x': options ^= REG_EXTENDED; break;
        default: why = fmt::format("unknown regexp option \"{}\"", flag); return {};
        }
    }
    auto const extended = (options & REG_EXTENDED) != 0 ? pattern : as_extended(pattern);
    survey const seen(extended);
    if (pattern.size() > longest_pattern || seen.is_too_big()) {
        why = "regular expression too big";
        return {};
    }
    auto out = posix::compile(pattern, options, why);
    if (!out) return {};
    auto const groups = out->group_count();
    if (!seen.has_back_reference()) return {std::move(out), groups};
    bool const lines = (options & REG_NEWLINE) != 0;
    perl_options const same{.caseless = (options & REG_ICASE) != 0, .dotall = !lines, .multiline = lines,
                            .dollar_endonly = !lines};
    return compile_perl(as_perl(extended), same, why);
}

content_ptr read_regexp(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read_patterns(lines, file, report, compile_posix);
}

}  // namespace mailstead::conf
