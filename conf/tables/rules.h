// Tables of rules tried in order, with if ... endif: shared by cidr, regexp and pcre.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/errc.h"
#include "conf/tables/content.h"

namespace mailstead::conf {

// One condition. A match carries what the groups of the pattern caught: [0] is all of it.
class condition {
public:
    using groups = std::vector<std::string_view>;
    virtual ~condition() = default;
    virtual result<std::optional<groups>> match(std::string_view key) const = 0;
};

struct rule {
    enum class action { value, begin_if, end_if };
    action what = action::value;
    bool negated = false;
    std::unique_ptr<condition const> when;  // none for end_if
    std::string value;                      // may hold $1, ${1}, $(1), $$
    std::size_t end = 0;                    // of begin_if: the index of its end_if
};

// A source line taken apart: "if PATTERN", "endif", "PATTERN value", each with '!' before the pattern.
struct rule_head {
    rule::action what = rule::action::value;
    bool negated = false;
    std::string_view rest;  // from the pattern on
};
rule_head read_head(std::string_view line) noexcept;

// Collects rules and settles their if ... endif. Mistakes are reported with their line and left out.
class rule_list {
public:
    rule_list(std::string file, conf::report report) : file_(std::move(file)), report_(std::move(report)) {}
    void add(rule one, int line);
    void warn(int line, std::string text) const { report_({file_, line, severity::warning, std::move(text)}); }
    content_ptr finish() &&;

private:
    std::string file_;
    conf::report report_;
    std::vector<rule> rules_;
    std::vector<std::pair<std::size_t, int>> open_;  // if without endif yet: index, line
};

// `value` with its $1 and so on replaced. A group that caught nothing is empty.
std::string substitute(std::string_view value, condition::groups const& groups);
// The highest group that `value` uses.
std::size_t highest_group(std::string_view value) noexcept;

}  // namespace mailstead::conf
