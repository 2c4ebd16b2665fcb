// Regular expressions in order: regexp_table(5) on the C library, pcre_table(5) on PCRE2 with bounded matching.
#include <regex.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/tables/rules.h"

namespace mailstead::conf {
namespace {

constexpr std::uint32_t match_limit = 1'000'000;
constexpr std::uint32_t depth_limit = 10'000;
constexpr std::uint32_t heap_limit_kib = 8 * 1024;

// A pattern between delimiters, its flags, and what follows.
struct pattern_text {
    std::string pattern;
    std::string_view flags;
    std::string_view rest;
};

std::optional<pattern_text> take_pattern(std::string_view text) {
    if (text.empty()) return std::nullopt;
    char const delimiter = text.front();
    if (base::is_alpha(delimiter) || base::is_digit(delimiter) || delimiter == '\\') return std::nullopt;
    pattern_text out;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != delimiter; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            // An escaped delimiter is an ordinary character of the pattern.
            if (text[i + 1] != delimiter) out.pattern += '\\';
            ++i;
        }
        out.pattern += text[i];
    }
    if (i == text.size()) return std::nullopt;
    text.remove_prefix(i + 1);
    auto const end = std::min(text.find_first_of(" \t\r\n"), text.size());
    out.flags = text.substr(0, end);
    out.rest = base::trimmed(text.substr(end));
    return out;
}

class posix final : public condition {
public:
    static std::unique_ptr<posix> compile(pattern_text const& text, std::string& why) {
        int flags = REG_EXTENDED | REG_ICASE;
        for (char flag : text.flags) {
            switch (flag) {
            case 'i': flags ^= REG_ICASE; break;
            case 'm': flags ^= REG_NEWLINE; break;
            case 'x': flags ^= REG_EXTENDED; break;
            default: why = fmt::format("unknown regexp option \"{}\"", flag); return nullptr;
            }
        }
        auto out = std::unique_ptr<posix>(new posix);
        int const code = ::regcomp(&out->code_, text.pattern.c_str(), flags);
        if (code != 0) {
            char reason[200];
            ::regerror(code, &out->code_, reason, sizeof reason);
            why = reason;
            return nullptr;
        }
        out->compiled_ = true;
        return out;
    }
    ~posix() override {
        if (compiled_) ::regfree(&code_);
    }
    posix(posix const&) = delete;
    posix& operator=(posix const&) = delete;

    std::size_t group_count() const noexcept { return code_.re_nsub; }

    result<std::optional<groups>> match(std::string_view key) const override {
        std::vector<regmatch_t> spans(code_.re_nsub + 1);
        spans[0] = {0, static_cast<regoff_t>(key.size())};
        int const code = ::regexec(&code_, key.data(), spans.size(), spans.data(), REG_STARTEND);
        if (code == REG_NOMATCH) return std::optional<groups>();
        if (code != 0) return errc::lookup_failed;
        groups out;
        for (auto const& span : spans)
            out.push_back(span.rm_so < 0 ? std::string_view()
                                         : key.substr(static_cast<std::size_t>(span.rm_so),
                                                      static_cast<std::size_t>(span.rm_eo - span.rm_so)));
        return std::optional(std::move(out));
    }

private:
    posix() = default;
    regex_t code_{};
    bool compiled_ = false;
};

template <class T, void (*Free)(T*)>
struct freed_by {
    void operator()(T* object) const noexcept { Free(object); }
};
template <class T, void (*Free)(T*)>
using handle = std::unique_ptr<T, freed_by<T, Free>>;

class perl final : public condition {
public:
    static std::unique_ptr<perl> compile(pattern_text const& text, std::string& why) {
        std::uint32_t flags = PCRE2_CASELESS | PCRE2_DOTALL;
        for (char flag : text.flags) {
            switch (flag) {
            case 'i': flags ^= PCRE2_CASELESS; break;
            case 'm': flags ^= PCRE2_MULTILINE; break;
            case 's': flags ^= PCRE2_DOTALL; break;
            case 'x': flags ^= PCRE2_EXTENDED; break;
            case 'A': flags ^= PCRE2_ANCHORED; break;
            case 'E': flags ^= PCRE2_DOLLAR_ENDONLY; break;
            case 'U': flags ^= PCRE2_UNGREEDY; break;
            case 'X': break;  // PCRE2 is always that strict
            default: why = fmt::format("unknown regexp option \"{}\"", flag); return nullptr;
            }
        }
        int code = 0;
        PCRE2_SIZE place = 0;
        auto out = std::unique_ptr<perl>(new perl);
        out->code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.pattern.data()), text.pattern.size(), flags,
                                       &code, &place, nullptr));
        if (!out->code_) {
            PCRE2_UCHAR reason[200];
            pcre2_get_error_message(code, reason, sizeof reason);
            why = fmt::format("error at offset {}: {}", place, reinterpret_cast<char const*>(reason));
            return nullptr;
        }
        (void)pcre2_jit_compile(out->code_.get(), PCRE2_JIT_COMPLETE);  // slower without, not wrong
        out->limits_.reset(pcre2_match_context_create(nullptr));
        if (!out->limits_) throw std::bad_alloc();
        pcre2_set_match_limit(out->limits_.get(), match_limit);
        pcre2_set_depth_limit(out->limits_.get(), depth_limit);
        pcre2_set_heap_limit(out->limits_.get(), heap_limit_kib);
        return out;
    }

    std::size_t group_count() const noexcept {
        std::uint32_t count = 0;
        pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &count);
        return count;
    }

    result<std::optional<groups>> match(std::string_view key) const override {
        handle<pcre2_match_data, pcre2_match_data_free> const data(
            pcre2_match_data_create_from_pattern(code_.get(), nullptr));
        if (!data) throw std::bad_alloc();
        int const count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(key.data()), key.size(), 0, 0,
                                      data.get(), limits_.get());
        if (count == PCRE2_ERROR_NOMATCH) return std::optional<groups>();
        if (count < 0) return errc::lookup_failed;  // a limit was reached: neither yes nor no
        auto const* spans = pcre2_get_ovector_pointer(data.get());
        groups out;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            auto const from = spans[2 * i];
            auto const to = spans[2 * i + 1];
            bool const caught = from != PCRE2_UNSET && from <= to;
            out.push_back(caught ? key.substr(from, to - from) : std::string_view());
        }
        return std::optional(std::move(out));
    }

private:
    perl() = default;
    handle<pcre2_code, pcre2_code_free> code_;
    handle<pcre2_match_context, pcre2_match_context_free> limits_;
};

// Never matches: stands for an if whose pattern is broken, so that its rules apply to nothing.
class never final : public condition {
public:
    result<std::optional<groups>> match(std::string_view) const override { return std::optional<groups>(); }
};

// The rule of one line; absent with the reason in `why`.
template <class Regex>
std::optional<rule> read_rule(rule_head const& head, std::string& why) {
    rule out;
    out.what = head.what;
    out.negated = head.negated;
    if (head.what == rule::action::end_if) return out;
    auto const text = take_pattern(head.rest);
    if (!text) {
        why = "no closing regexp delimiter";
        return std::nullopt;
    }
    auto regex = Regex::compile(*text, why);
    if (!regex) return std::nullopt;
    out.value = std::string(text->rest);
    bool const is_if = head.what == rule::action::begin_if;
    if (!is_if && out.value.empty()) {
        why = "no replacement text";
        return std::nullopt;
    }
    auto const highest = is_if ? 0 : highest_group(out.value);
    if (highest > 0 && out.negated) why = "$number found in negative match replacement text";
    if (highest > regex->group_count()) why = fmt::format("replacement index {} is out of range", highest);
    if (!why.empty()) return std::nullopt;
    out.when = std::move(regex);
    return out;
}

template <class Regex>
content_ptr read_patterns(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    rule_list list(file, report);
    for (auto const& line : lines) {
        auto const head = read_head(line.text);
        std::string why;
        auto one = read_rule<Regex>(head, why);
        if (!one) {
            list.warn(line.line, why + ": skipping this rule");
            if (head.what != rule::action::begin_if) continue;
            one.emplace();
            one->what = rule::action::begin_if;
            one->when = std::make_unique<never>();
        }
        list.add(std::move(*one), line.line);
    }
    return std::move(list).finish();
}

}  // namespace

content_ptr read_regexp(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read_patterns<posix>(lines, file, report);
}

content_ptr read_pcre(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read_patterns<perl>(lines, file, report);
}

}  // namespace mailstead::conf
