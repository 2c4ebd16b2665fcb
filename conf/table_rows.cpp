// The grammar of postmap's sources, in Postfix's words for what is wrong.
#include "conf/table_rows.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t shown_limit = 30;  // of a line that is quoted in a report
constexpr std::string_view white = " \t\r\n\v\f";

bool is_comment_or_empty(std::string_view line) noexcept {
    auto const text = base::trimmed(line);
    return text.empty() || text.front() == '#';
}

// The white space before the first logical line; not empty: that line continues nothing.
std::string_view leading_space(std::string_view text) noexcept {
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        if (!is_comment_or_empty(line)) return line.substr(0, line.find_first_not_of(white));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {};
}

std::string shown(std::string_view text) {
    return base::printable(text.substr(0, shown_limit)) + (text.size() > shown_limit ? "..." : "");
}

// Where the key ends: at the first white space outside quotes and not behind a backslash. npos: a quote is left open.
std::size_t key_end(std::string_view line) noexcept {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            quoted = !quoted;
        else if (base::is_space(line[i]) && !quoted)
            break;
    }
    return quoted ? std::string_view::npos : std::min(i, line.size());
}

}  // namespace

std::vector<logical_line> usable_lines(std::string_view text, std::string const& file, source_text kind,
                                       std::vector<problem>& problems) {
    std::vector<logical_line> out;
    auto const space = leading_space(text);
    bool first = true;
    for (auto& line : logical_lines(text)) {
        auto const leave_out = [&](std::string why) {
            problems.push_back({file, line.line, severity::warning, std::move(why)});
        };
        bool const continues_nothing = first && !space.empty();
        first = false;
        if (continues_nothing)
            leave_out(fmt::format("logical line must not start with whitespace: \"{}\"",
                                  shown(std::string(space) + line.text)));
        else if (line.text.find('\0') != line.text.npos)
            leave_out("NUL byte in the line -- ignoring this line");
        else if (kind == source_text::utf8 && !base::is_utf8(line.text))
            leave_out(fmt::format("non-UTF-8 input \"{}\" -- ignoring this line", base::printable(line.text)));
        else
            out.push_back(std::move(line));
    }
    return out;
}

table_source read_rows(std::string_view text, std::string const& file, source_text kind) {
    table_source out;
    for (auto const& line : usable_lines(text, file, kind, out.problems)) {
        auto const warn = [&](std::string why) {
            out.problems.push_back({file, line.line, severity::warning, std::move(why)});
        };
        auto const end = key_end(line.text);
        if (end == std::string_view::npos) {
            warn(fmt::format("unbalanced '\"' in '{}' -- ignoring this line", base::printable(line.text)));
            continue;
        }
        auto const key = std::string_view(line.text).substr(0, end);
        auto const value = base::trimmed(std::string_view(line.text).substr(end));
        if (key.empty() || value.empty()) {
            warn("expected format: key whitespace value");
            continue;
        }
        if (key.ends_with(':')) warn("record is in \"key: value\" format; is this an alias file?");
        out.rows.push_back({line.line, std::string(key), std::string(value)});
    }
    return out;
}

}  // namespace mailstead::conf
