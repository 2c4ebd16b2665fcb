// Macros over conf::expand, which has the grammar.
#include "mda/local_macros.h"

#include <algorithm>

#include "base/ascii.h"
#include "conf/expand.h"

namespace mailstead::mda {
namespace {

// conf::expand expands values in turn; what comes from outside must stay text.
std::string literal(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '$') out += '$';
        out += c;
    }
    return out;
}

std::optional<std::string> value_of(std::string_view name, local_macros const& values) {
    struct entry {
        std::string_view name;
        std::optional<std::string> value;
    };
    entry const known[] = {{"user", values.user},           {"local", values.local},         {"mailbox", values.local},
                           {"domain", values.domain},       {"recipient", values.recipient}, {"extension", values.extension},
                           {"home", values.home},           {"shell", values.shell},         {"recipient_delimiter", values.delimiter}};
    for (auto const& one : known)
        if (one.name == name) return one.value;
    return std::nullopt;
}

bool is_name(char c) noexcept { return c == '_' || base::is_digit(c) || base::is_alpha(c); }

// True when the value of `name` itself stands in `text`, and not only the question whether there is one (${name?...}).
bool is_used(std::string_view text, std::string_view name) {
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
        auto const before = text.substr(0, at);
        auto const after = text.substr(at + name.size());
        if (before.ends_with('$') && (after.empty() || !is_name(after.front()))) return true;
        if ((before.ends_with("${") && after.starts_with('}')) || (before.ends_with("$(") && after.starts_with(')'))) return true;
    }
    return false;
}

}  // namespace

std::string censored(std::string_view text, std::string_view filter) {
    std::string out(text);
    if (filter.empty()) return out;
    for (char& c : out)
        if (filter.find(c) == filter.npos) c = '_';
    return out;
}

local_text expand_macros(std::string_view text, local_macros const& values, std::string_view filter) {
    local_text out;
    auto const source = [&](std::string_view name) -> std::optional<std::string> {
        auto const value = value_of(name, values);
        if (!value) return std::nullopt;
        return literal(censored(*value, filter));
    };
    auto got = conf::expand(text, source, 64 << 10);
    out.text = std::move(got.text);
    out.mistake = std::move(got.error);
    out.is_complete = std::none_of(got.undefined.begin(), got.undefined.end(), [&](auto const& name) { return is_used(text, name); });
    out.has_extension = is_used(text, "extension");
    return out;
}

}  // namespace mailstead::mda
