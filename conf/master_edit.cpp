// Rows are taken from the file one by one with the lines they stand on, changed as words, and checked by the parser.
#include "conf/master_edit.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t line_limit = 80;
constexpr std::size_t command_column = 7;
constexpr std::string_view indent = "\n    ";
using action = master_cf_edit::action;

bool is_comment_or_empty(std::string_view line) noexcept {
    auto const text = base::trimmed(line);
    return text.empty() || text.front() == '#';
}

bool has_space(std::string_view text) noexcept { return std::any_of(text.begin(), text.end(), base::is_space); }

std::string unwrapped(std::string_view word) {
    if (word.size() < 2 || word.front() != '{' || word.back() != '}') return std::string(word);
    return std::string(base::trimmed(word.substr(1, word.size() - 2)));
}

// "name=value" of a -o, without the blanks around the equals sign.
std::string normal_override(std::string_view word, override_text const& shown) {
    std::string why;
    auto const pair = split_name_value(unwrapped(word), why);
    if (!pair || pair->first.starts_with('{')) return std::string(word);    // without its own braces it would not be read back
    auto const text = fmt::format("{}={}", pair->first, shown ? shown(pair->second) : pair->second);
    return has_space(text) ? fmt::format("{{{}}}", text) : text;
}

// One word of a row to print; `breaks` puts it on a line of its own.
struct piece {
    std::string text;
    bool breaks = false;
};

// The words after the command: options first, of which -o takes a value, then arguments.
std::vector<piece> pieces_of(service const& row, override_text const& shown) {
    std::vector<piece> out;
    bool options = true;
    for (std::size_t i = command_column + 1; i < row.words.size(); ++i) {
        auto const& word = row.words[i];
        if (!word.starts_with('-') || word == "--") options = false;
        if (!options || !word.starts_with("-o")) {
            // "{ a b }" loses the blanks next to its braces.
            bool const group = word.size() >= 2 && word.starts_with('{') && word.ends_with('}');
            out.push_back({group ? fmt::format("{{{}}}", unwrapped(word)) : word, false});
            continue;
        }
        if (word == "-o" && i + 1 == row.words.size()) {
            out.push_back({word, false});
            break;
        }
        if (word.starts_with("-o{")) {    // apart from its option, the brace would begin a group
            out.push_back({word, true});
            continue;
        }
        auto const value = word == "-o" ? row.words[++i] : word.substr(2);
        out.push_back({"-o " + normal_override(value, shown), true});
    }
    return out;
}

// Appends the pieces to `out`, which ends at `column`.
void append_pieces(std::string& out, std::size_t column, std::vector<piece> const& pieces, bool fold) {
    for (auto const& [text, breaks] : pieces) {
        if (fold && breaks) column = line_limit;
        // At the head of a line, "#word" would be a comment.
        bool const fits = column + 1 + text.size() < line_limit || text.starts_with('#');
        if (fold && !fits && column > indent.size() - 1) {
            out += indent;
            column = indent.size() - 1;
        } else {
            out += ' ';
            ++column;
        }
        out += text;
        column = fold && breaks ? line_limit : column + text.size();
    }
}

bool matches(std::string_view pattern, std::string_view text) noexcept { return pattern == "*" || pattern == text; }

// A row of the file: where its lines are, and what they say.
struct block {
    std::string whole;     // its lines as they stand
    std::string comments;  // those among them that are comments or empty
    std::string logical;
};

class editor {
public:
    explicit editor(std::vector<master_cf_edit> const& edits) : edits_(edits), met_(edits.size(), false) {}

    void take(block const& one) {
        if (one.whole.empty()) return;
        auto parsed = parse_master_cf(one.logical, {});
        auto& rows = parsed.services.empty() ? parsed.others : parsed.services;
        if (rows.size() != 1 || rows.front().words.size() < 2) {    // no name and type: nothing that an edit could be for
            out_.text += one.whole;
            return;
        }
        change(one, std::move(rows.front()));    // one with a mistake too: an edit may be what mends it
    }

    void keep(std::string_view comments) { out_.text += comments; }

    edited_master_cf finish() {
        for (std::size_t i = 0; i < edits_.size(); ++i) {
            if (met_[i]) continue;
            if (edits_[i].what == action::set_row)
                append_row(edits_[i]);
            else
                out_.unmatched.push_back(i);
        }
        return std::move(out_);
    }

private:
    void fail(std::string why) {
        if (out_.error.empty()) out_.error = std::move(why);
    }

    // The row that `words` make; absent when they make none, which is told.
    std::optional<service> row_of(std::string const& text, std::string_view asked) {
        auto parsed = parse_master_cf(text, {});
        if (parsed.services.size() == 1 && parsed.problems.empty()) return std::move(parsed.services.front());
        fail(fmt::format("{}: \"{}\"", parsed.problems.empty() ? "bad field count" : parsed.problems.front().text, asked));
        return std::nullopt;
    }

    void append_row(master_cf_edit const& edit) {
        auto const row = row_of(edit.value, fmt::format("{}/{}={}", edit.service, edit.type, edit.value));
        if (!row) return;
        if (!out_.text.empty() && out_.text.back() != '\n') out_.text += '\n';
        out_.text += service_row(*row, true) + '\n';
    }

    void change(block const& one, service row) {
        bool changed = false;
        for (std::size_t i = 0; i < edits_.size(); ++i) {
            auto const& edit = edits_[i];
            if (!matches(edit.service, row.words[0]) || !matches(edit.type, row.words[1])) continue;
            bool const again = met_[i];
            met_[i] = true;
            if (edit.what == action::remove_row || (edit.what == action::set_row && again)) {
                out_.text += one.comments;    // a second row of that name would hide the one just set
                return;
            }
            if (edit.what == action::comment_out_row) return comment_out(one);
            if (!apply(edit, row)) return;
            changed = true;
        }
        out_.text += changed ? one.comments + service_row(row, true) + '\n' : one.whole;
    }

    void comment_out(block const& one) {
        for (auto rest = std::string_view(one.whole); !rest.empty();) {
            auto const line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
            if (!is_comment_or_empty(line)) out_.text += '#';
            out_.text += line;
            rest.remove_prefix(line.size());
        }
    }

    bool apply(master_cf_edit const& edit, service& row) {
        auto words = row.words;
        if (edit.what == action::set_row) {
            auto made = row_of(edit.value, fmt::format("{}/{}={}", edit.service, edit.type, edit.value));
            if (made) row = std::move(*made);
            return made.has_value();
        }
        if (words.size() <= command_column) {
            fail(fmt::format("bad field count: \"{}\"", fmt::join(words, " ")));
            return false;
        }
        if (edit.what == action::set_field)
            set_field(edit, words);
        else
            set_override(edit, words);
        auto made = row_of(fmt::format("{}", fmt::join(words, " ")),
                           fmt::format("{}/{}/{}={}", edit.service, edit.type, edit.name, edit.value));
        if (made) row = std::move(*made);
        return made.has_value();
    }

    static void set_field(master_cf_edit const& edit, std::vector<std::string>& words) {
        auto const at = std::find(std::begin(service_fields), std::end(service_fields), edit.name);
        auto const column = static_cast<std::size_t>(at - std::begin(service_fields));
        if (column == command_column) words.resize(command_column + 1);
        words[column] = edit.value;
    }

    // Takes every -o of the name away; a new value stands where the first was, else after the options.
    static void set_override(master_cf_edit const& edit, std::vector<std::string>& words) {
        std::optional<std::size_t> place;
        std::size_t i = command_column + 1;
        while (i < words.size() && words[i].starts_with('-') && words[i] != "--") {
            bool const apart = words[i] == "-o" && i + 1 < words.size();
            auto const text = unwrapped(apart ? words[i + 1] : words[i].substr(std::min<std::size_t>(2, words[i].size())));
            std::string why;
            auto const pair = split_name_value(text, why);
            std::size_t const length = apart ? 2 : 1;
            if (!words[i].starts_with("-o") || !pair || pair->first != edit.name) {
                i += length;
                continue;
            }
            if (!place) place = i;
            auto const from = words.begin() + static_cast<std::ptrdiff_t>(i);
            words.erase(from, from + static_cast<std::ptrdiff_t>(length));
        }
        if (edit.what == action::remove_override) return;
        auto const at = words.begin() + static_cast<std::ptrdiff_t>(place.value_or(i));
        words.insert(at, {"-o", fmt::format("{}={}", edit.name, edit.value)});
    }

    std::vector<master_cf_edit> const& edits_;
    std::vector<bool> met_;
    edited_master_cf out_;
};

}  // namespace

std::string service_row(service const& row, bool fold, override_text const& shown) {
    static constexpr std::size_t columns[] = {0, 11, 17, 25, 33, 41, 49, 57};
    std::string out;
    for (std::size_t i = 0; i < std::size(columns); ++i) {
        if (i > 0) out += ' ';
        out.resize(std::max(out.size(), columns[i]), ' ');
        out += row.words[i];
    }
    append_pieces(out, out.size(), pieces_of(row, shown), fold);
    return out;
}

std::string service_command(service const& row, bool fold, std::size_t before, override_text const& shown) {
    auto out = row.words[command_column];
    append_pieces(out, before + out.size(), pieces_of(row, shown), fold);
    return out;
}

edited_master_cf edit_master_cf(std::string_view text, std::vector<master_cf_edit> const& edits) {
    editor work(edits);
    block open;
    std::string between;    // comments that are within a row only if the row goes on after them
    while (!text.empty()) {
        auto const newline = text.find('\n');
        auto const line = text.substr(0, newline == text.npos ? text.size() : newline + 1);
        text.remove_prefix(line.size());
        if (is_comment_or_empty(line)) {
            between += line;
            continue;
        }
        if (base::is_space(line.front()) && !open.whole.empty()) {
            open.comments += between;
            open.whole += between;
        } else {
            work.take(open);
            work.keep(between);
            open = {};
        }
        between.clear();
        open.whole += line;
        auto end = line;
        while (!end.empty() && (end.back() == '\n' || end.back() == '\r')) end.remove_suffix(1);
        open.logical += end;
    }
    work.take(open);
    work.keep(between);
    return work.finish();
}

}  // namespace mailstead::conf
