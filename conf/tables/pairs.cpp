// Tables of keys and values in plain text: texthash and inline, and the sources of hash and its like.
#include <unordered_map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/settings.h"
#include "conf/tables/content.h"
#include "conf/tables/fold.h"

namespace mailstead::conf {
namespace {

class pairs final : public content {
public:
    result<std::optional<std::string>> find(std::string_view key) const override {
        auto const found = rows_.find(folded(key));
        if (found == rows_.end()) return std::optional<std::string>();
        return std::optional(found->second);
    }
    // False when the key is there already; the first one stays.
    bool add(std::string_view key, std::string_view value) {
        return rows_.try_emplace(folded(key), value).second;
    }
    // The last one stays.
    void put(std::string_view key, std::string_view value) { rows_.insert_or_assign(folded(key), value); }
    bool empty() const noexcept { return rows_.empty(); }

private:
    std::unordered_map<std::string, std::string> rows_;
};

struct pair {
    std::string_view key;
    std::string_view value;
};

// Where the key at the front of `line` ends: white space counts only outside double quotes, '\' takes the next
// character's meaning. Absent when a quote is not closed.
std::optional<std::size_t> key_end(std::string_view line) noexcept {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            quoted = !quoted;
        else if (!quoted && base::is_space(line[i]))
            break;
    }
    if (quoted) return std::nullopt;
    return std::min(i, line.size());
}

// A quoted alias name, "first last": value.
std::optional<pair> split_quoted_alias(std::string_view line) noexcept {
    auto const quote = line.find('"', 1);
    if (!line.starts_with('"') || quote == line.npos) return std::nullopt;
    auto const rest = base::trimmed(line.substr(quote + 1));
    if (!rest.starts_with(':')) return std::nullopt;
    return pair{line.substr(1, quote - 1), base::trimmed(rest.substr(1))};
}

// "key value" as it stands.
pair split_pair(std::string_view line, std::size_t end) noexcept {
    return {line.substr(0, end), base::trimmed(line.substr(end))};
}

// "name: value", "name:value" or "name : value" if it is one of them, else "key value".
pair split_alias_or_pair(std::string_view line, std::size_t end) noexcept {
    if (auto const quoted = split_quoted_alias(line)) return *quoted;
    auto out = split_pair(line, end);
    if (out.value.empty()) {
        auto const colon = line.find(':');
        if (colon != line.npos) return {line.substr(0, colon), line.substr(colon + 1)};
    }
    if (out.key.ends_with(':'))
        out.key.remove_suffix(1);
    else if (out.value.starts_with(": "))
        out.value = base::trimmed(out.value.substr(1));
    return out;
}

using splitter = pair (*)(std::string_view line, std::size_t end) noexcept;

content_ptr read(std::vector<logical_line> const& lines, std::string const& file, report const& report,
                 splitter split) {
    auto out = std::make_shared<pairs>();
    for (auto const& line : lines) {
        auto const warn = [&](std::string text) { report({file, line.line, severity::warning, std::move(text)}); };
        auto const end = key_end(line.text);
        if (!end) {
            warn(fmt::format("unbalanced '\"' in '{:.100}' -- ignoring this line", line.text));
            continue;
        }
        auto const row = split(line.text, *end);
        if (row.key.empty() || row.value.empty()) {
            warn("expected format: key whitespace value -- ignoring this line");
            continue;
        }
        if (row.key.ends_with(':')) warn("record is in \"key: value\" format; is this an alias file?");
        if (!out->add(row.key, row.value)) warn(fmt::format("duplicate entry: \"{}\"", folded(row.key)));
    }
    return out;
}

// The { } group at the front of `text`, with its braces; absent when it is not closed.
std::optional<std::string_view> take_group(std::string_view& text) noexcept {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) {
            auto const out = text.substr(0, i + 1);
            text.remove_prefix(i + 1);
            return out;
        }
    }
    return std::nullopt;
}

std::string_view without_separators(std::string_view text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(", \t\r\n"), text.size()));
    return text;
}

// The word at the front of `text`, { } groups in it kept whole; takes it. An unclosed group takes all.
std::string_view take_item(std::string_view& text) noexcept {
    auto rest = text;
    while (!rest.empty() && std::string_view(", \t\r\n").find(rest.front()) == std::string_view::npos) {
        if (!rest.starts_with('{'))
            rest.remove_prefix(1);
        else if (!take_group(rest))
            rest = {};
    }
    auto const out = text.substr(0, text.size() - rest.size());
    text = rest;
    return out;
}

// One item of inline:{}: a word, or a { } group without its braces.
bool add_inline(pairs& into, std::string_view item, std::string& why) {
    bool const is_group = item.starts_with('{');
    if (is_group) {
        auto const inner = inside_braces(item, why);
        if (!inner) return false;
        item = *inner;
    }
    auto const row = split_name_value(item, why);
    // "{=b}" is a pair with an empty key, which nothing can ask for.
    if (!row && item.starts_with('=')) return true;
    if (!row) return false;
    into.put(row->first, row->second);
    return true;
}

}  // namespace

content_ptr read_pairs(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read(lines, file, report, split_pair);
}

content_ptr read_index_source(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read(lines, file, report, split_alias_or_pair);
}

std::optional<std::string_view> inside_braces(std::string_view text, std::string& why) {
    auto rest = text;
    auto const group = text.starts_with('{') ? take_group(rest) : std::nullopt;
    if (group && rest.empty()) return base::trimmed(group->substr(1, group->size() - 2));
    if (group)
        why = fmt::format("syntax error after '}}' in \"{:.100}\"", text);
    else if (text.starts_with('{'))
        why = fmt::format("missing '}}' in \"{:.100}\"", text);
    else
        why = fmt::format("no '{{' at start of text in \"{:.100}\"", text);
    return std::nullopt;
}

std::optional<std::vector<logical_line>> inline_lines(std::string_view text, std::string& why) {
    auto const inner = inside_braces(text, why);
    if (!inner) return std::nullopt;
    std::vector<logical_line> out;
    for (auto rest = without_separators(*inner); !rest.empty(); rest = without_separators(rest)) {
        auto const item = take_item(rest);
        auto const rule = inside_braces(item, why);
        if (!rule) return std::nullopt;
        out.push_back({static_cast<int>(out.size()) + 1, std::string(*rule)});
    }
    return out;
}

content_ptr read_inline(std::string_view spec, report const& report) {
    auto const refuse = [&](std::string_view why) -> content_ptr {
        report({{}, 0, severity::error,
                fmt::format("{}: \"{:.200}\"; need \"inline:{{name=value...}}\"", why, spec)});
        return nullptr;
    };
    auto const text = spec.substr(std::min(spec.find('{'), spec.size()));
    std::string why;
    auto const inner = inside_braces(text, why);
    if (!inner || text.size() == 2) return refuse("bad syntax");
    auto out = std::make_shared<pairs>();
    auto const items = split_list(*inner);
    if (items.empty()) return refuse("empty table");
    for (auto const& item : items)
        if (!add_inline(*out, item, why)) return refuse(why);
    return out;
}

}  // namespace mailstead::conf
