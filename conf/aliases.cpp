// Lines of names and values, and the items of a value.
#include "conf/aliases.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/alias_tokens.h"

namespace mailstead::conf {
namespace {

constexpr std::string_view include_word = ":include:";

// The row of one line, or why there is none.
struct line_reading {
    table_row row;
    std::string why;      // not empty: left out
    std::string warning;  // not empty: said, and the row counts
};

line_reading read_line(logical_line const& line) {
    line_reading out;
    auto const tokens = scan_alias_tokens(line.text);
    auto const* const first = tokens.data();
    auto const* const last = first + tokens.size();
    auto const* const colon = std::find_if(first, last, [](auto const& one) { return one.is(':'); });
    auto const in_name = [&](char c) { return std::any_of(first, colon, [c](auto const& one) { return one.is(c); }); };
    if (colon == last || colon == first || colon + 1 == last || in_name(',')) {
        out.why = "need name:value pair";
    } else if (in_name('@') || in_name('%')) {
        out.why = "name must be local";
    } else {
        out.row = {line.line, plain_form(first, colon), quoted_form(colon + 1, last)};
        if (out.row.key.empty()) out.why = "empty name -- ignoring this line";
        if (std::any_of(first, last, [](auto const& one) { return !one.closed; }))
            out.warning = "unbalanced '\"', '(' or '['";
    }
    return out;
}

alias_target target_of(std::string text) {
    using kind = alias_target::kind;
    if (text.starts_with('|')) return {kind::command, std::string(base::trimmed(text.substr(1)))};
    if (text.starts_with('/')) return {text.ends_with('/') ? kind::directory : kind::file, std::move(text)};
    if (base::istarts_with(text, include_word))
        return {kind::include, std::string(base::trimmed(text.substr(include_word.size())))};
    return {kind::address, std::move(text)};
}

// Puts the items of a token list one after the other, left to right. Words that follow each other are items of their
// own, as if a comma stood between them; when a '<' follows they were a phrase.
class item_reader {
public:
    item_reader(std::string file, alias_limits const& limits) : file_(std::move(file)), limits_(limits) {}

    void read(std::string_view text, int line) {
        line_ = line;
        auto tokens = scan_alias_tokens(text);
        std::erase_if(tokens, [&](auto const& one) {
            if (!one.closed) warn("unbalanced '\"', '(' or '['");
            return one.what == alias_token::kind::comment;
        });
        groups_ = std::count_if(tokens.begin(), tokens.end(), [](auto const& one) { return one.is(';'); });
        auto const* token = tokens.data();
        auto const* const last = token + tokens.size();
        while (token != last) token = take(token, last);
        flush();
    }
    alias_targets finish() && { return std::move(out_); }

private:
    // Handles one token, or all of "<...>"; gives the one after it.
    alias_token const* take(alias_token const* token, alias_token const* last) {
        if (token->is('<')) return take_route(token, last);
        if (token->is(',') || token->is(';')) {
            flush();
            if (token->is(';')) --groups_;
        } else if (token->is(':') && groups_ > 0 && is_phrase()) {
            clear();  // the name of a group
        } else {
            if (!item_.empty() && item_.back().is_word() && token->is_word()) end_item();
            item_.push_back(*token);
        }
        return token + 1;
    }

    alias_token const* take_route(alias_token const* open, alias_token const* last) {
        clear();  // a phrase
        auto const* const close = std::find_if(open, last, [](auto const& one) { return one.is('>'); });
        item_.assign(open + 1, close);
        if (close == last) warn("unbalanced '<'");
        flush();
        return close == last ? last : close + 1;
    }

    // Nothing but words since the last separator.
    bool is_phrase() const noexcept {
        return !item_.empty() && std::all_of(item_.begin(), item_.end(), [](auto const& one) { return one.is_word(); });
    }
    void clear() {
        item_.clear();
        waiting_.clear();
    }
    void end_item() {
        if (!item_.empty()) waiting_.push_back(plain_form(item_.data(), item_.data() + item_.size()));
        item_.clear();
    }
    void flush() {
        end_item();
        for (auto& text : waiting_) add(std::move(text));
        waiting_.clear();
    }

    void add(std::string text) {
        auto target = target_of(std::move(text));
        if (target.text.empty()) return warn(fmt::format("{} without a name", words(target.what)));
        if (out_.targets.size() < limits_.targets) {
            out_.targets.push_back(std::move(target));
        } else if (!full_) {
            full_ = true;
            warn(fmt::format("more than {} items: the rest is left out", limits_.targets));
        }
    }

    static std::string_view words(alias_target::kind what) noexcept {
        switch (what) {
        case alias_target::kind::command: return "command";
        case alias_target::kind::include: return "include";
        case alias_target::kind::address:
        case alias_target::kind::file:
        case alias_target::kind::directory: break;
        }
        return "address";
    }

    void warn(std::string text) { out_.problems.push_back({file_, line_, severity::warning, std::move(text)}); }

    std::string file_;
    alias_limits limits_;
    int line_ = 0;
    std::ptrdiff_t groups_ = 0;  // the ';' that are still to come
    bool full_ = false;
    alias_tokens item_;                 // the item that is being read
    std::vector<std::string> waiting_;  // items that a '<' would turn into a phrase
    alias_targets out_;
};

}  // namespace

table_source read_aliases(std::string_view text, std::string const& file, source_text kind) {
    table_source out;
    for (auto const& line : usable_lines(text, file, kind, out.problems)) {
        auto got = read_line(line);
        for (auto* why : {&got.why, &got.warning})
            if (!why->empty()) out.problems.push_back({file, line.line, severity::warning, *why});
        if (got.why.empty()) out.rows.push_back(std::move(got.row));
    }
    return out;
}

alias_targets parse_alias_value(std::string_view value, std::string const& origin, alias_limits const& limits) {
    item_reader items(origin, limits);
    items.read(value, 0);
    return std::move(items).finish();
}

alias_targets parse_forward(std::string_view text, std::string const& file, alias_limits const& limits) {
    std::vector<problem> problems;
    item_reader items(file, limits);
    for (auto const& line : usable_lines(text, file, source_text::bytes, problems)) items.read(line.text, line.line);
    auto out = std::move(items).finish();
    out.problems.insert(out.problems.end(), problems.begin(), problems.end());
    return out;
}

}  // namespace mailstead::conf
