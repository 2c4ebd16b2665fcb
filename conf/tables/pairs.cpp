// Tables of keys and values in plain text: texthash and inline, and the sources of hash and its like.
#include <unordered_map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/settings.h"
#include "conf/tables/content.h"

namespace mailstead::conf {
namespace {

class pairs final : public content {
public:
    result<std::optional<std::string>> find(std::string_view key) const override {
        auto const found = rows_.find(base::lowered(key));
        if (found == rows_.end()) return std::optional<std::string>();
        return std::optional(found->second);
    }
    // False when the key is there already; the first one stays.
    bool add(std::string_view key, std::string_view value) {
        return rows_.try_emplace(base::lowered(key), value).second;
    }

private:
    std::unordered_map<std::string, std::string> rows_;
};

struct pair {
    std::string_view key;
    std::string_view value;
};

// A quoted alias name, "first last": value.
std::optional<pair> split_quoted(std::string_view line) noexcept {
    auto const quote = line.find('"', 1);
    if (quote == line.npos) return std::nullopt;
    auto const rest = base::trimmed(line.substr(quote + 1));
    if (!rest.starts_with(':')) return std::nullopt;
    return pair{line.substr(1, quote - 1), base::trimmed(rest.substr(1))};
}

std::optional<pair> split(std::string_view line) noexcept {
    if (line.starts_with('"'))
        if (auto quoted = split_quoted(line)) return quoted;
    auto const space = line.find_first_of(" \t\r\v\f");
    pair out{line.substr(0, space), {}};
    if (space != line.npos) out.value = base::trimmed(line.substr(space));
    if (space == line.npos) {  // an alias needs no space after its colon
        auto const colon = line.find(':');
        if (colon == line.npos) return std::nullopt;
        out = {line.substr(0, colon), line.substr(colon + 1)};
    } else if (out.key.ends_with(':')) {
        out.key.remove_suffix(1);
    } else if (out.value.starts_with(": ")) {
        out.value = base::trimmed(out.value.substr(1));
    }
    if (out.key.empty() || out.value.empty()) return std::nullopt;
    return out;
}

}  // namespace

content_ptr read_pairs(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    auto out = std::make_shared<pairs>();
    for (auto const& line : lines) {
        auto const row = split(line.text);
        if (!row) {
            report({file, line.line, severity::warning, "expected format: key whitespace value"});
        } else if (!out->add(row->key, row->value)) {
            report({file, line.line, severity::warning, fmt::format("duplicate entry: \"{}\"", row->key)});
        }
    }
    return out;
}

std::vector<logical_line> inline_lines(std::string_view text) {
    std::vector<logical_line> out;
    text = base::trimmed(text);
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
    for (auto& item : split_list(text)) {
        std::string_view rule = item;
        if (rule.size() >= 2 && rule.front() == '{' && rule.back() == '}') rule = rule.substr(1, rule.size() - 2);
        out.push_back({static_cast<int>(out.size()) + 1, std::string(base::trimmed(rule))});
    }
    return out;
}

content_ptr read_inline(std::string_view text, std::string const& name, report const& report) {
    auto out = std::make_shared<pairs>();
    bool good = true;
    for (auto const& line : inline_lines(text)) {
        std::string why;
        auto const row = split_name_value(line.text, why);
        if (!row) {
            report({{}, 0, severity::error, fmt::format("{}: {}: \"{}\"", name, why, line.text)});
            good = false;
        } else if (!out->add(row->first, row->second)) {
            report({{}, 0, severity::warning, fmt::format("{}: duplicate entry: \"{}\"", name, row->first)});
        }
    }
    return good ? out : nullptr;
}

}  // namespace mailstead::conf
