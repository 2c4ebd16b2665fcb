// Macro expansion as in main.cf: $name, ${name}, $(name), ${name?text}, ${name:text}, ${name?{a}:{b}},
// ${{a} == {b} ? {x} : {y}} and $$.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::conf {

// The value of `name`, itself an expression that is expanded in turn; absent for an unknown name (empty text).
using macro_source = std::function<std::optional<std::string>(std::string_view name)>;

struct expansion {
    std::string text;   // what was expanded, up to the mistake if there is one
    std::string error;  // empty when all went well: else a loop, an unbalanced brace, an output over the limit
    std::vector<std::string> undefined;  // names without a value, in the order met
};

// Pure but for `source`. At most 100 nested values, `limit` bytes of output and 100,000 values altogether, so that
// loops and bombs end.
expansion expand(std::string_view text, macro_source const& source, std::size_t limit = 1 << 20);

// What stands between the ( or { at the front of `text` and its partner, pairs inside kept; both are taken from `text`.
// Absent, and nothing taken, when it has none.
std::optional<std::string_view> take_group(std::string_view& text) noexcept;

// True when there is nothing to expand.
inline bool is_literal(std::string_view text) noexcept { return text.find('$') == text.npos; }

// The names that `text` refers to, in order, as often as they stand there.
std::vector<std::string> names_in(std::string_view text);

}  // namespace mailstead::conf
