// Tables of rules tried in order, with if ... endif: shared by cidr, regexp and pcre.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conf/errc.h"
#include "conf/tables/content.h"

namespace mailstead::conf {

// One condition.
class condition {
public:
    using groups = std::vector<std::string_view>;
    enum class verdict {
        no,
        yes,
        neither,  // the rule does not apply to such a key at all, negated or not: an IPv4 rule and an IPv6 address
        trouble,  // it cannot be told: a limit was reached
    };
    virtual ~condition() = default;
    // With yes, `caught` becomes what the groups 1 to `highest` of the pattern caught; [0] means nothing. With trouble,
    // `why` becomes the reason.
    virtual verdict match(std::string_view key, std::size_t highest, groups& caught, std::string& why) const = 0;
};

// A rule's value taken apart: literal text and the groups of the pattern in turn.
class replacement {
public:
    replacement() = default;
    explicit replacement(std::string text) : pieces_{{std::move(text), 0}} {}
    // `text` with $1, ${1}, $(1) and $$ understood; absent, with the reason in `why`, for anything else after a '$'.
    static std::optional<replacement> parse(std::string_view text, std::string& why);

    std::string with(condition::groups const& groups) const;
    // The highest group that is used; 0: none.
    std::size_t highest() const noexcept { return highest_; }

private:
    struct piece {
        std::string text;
        std::size_t group;  // follows the text; 0: none
    };
    std::vector<piece> pieces_;
    std::size_t highest_ = 0;
};

struct rule {
    enum class action { value, begin_if, end_if };
    action what = action::value;
    bool negated = false;
    std::unique_ptr<condition const> when;  // none for end_if; null for an if that never holds
    replacement value;
    std::size_t end = 0;                    // of begin_if: the index of its end_if
    int line = 0;                           // where it stands; set by rule_list
};

// A source line taken apart: "if PATTERN", "endif", "PATTERN value".
struct rule_head {
    enum class form { value, begin_if, end_if, unrecognized };
    form what = form::value;
    std::string_view rest;  // what follows the word; the whole line for a value
};
rule_head read_head(std::string_view line) noexcept;
// Takes "! !!" from the front of `text`: whether they negate.
bool take_negation(std::string_view& text) noexcept;

// Collects rules and settles their if ... endif. Mistakes are reported with their line and left out. A rule that cannot
// be decided for a key makes that search fail, which is reported with its line too.
class rule_list {
public:
    rule_list(std::string file, conf::report report) : file_(std::move(file)), report_(std::move(report)) {}
    void add(rule one, int line);
    // An if that cannot be understood never holds: were it left out, as Postfix does, its rules would apply to all.
    void add_broken_if(int line);
    void end_if(int line);
    bool is_open() const noexcept { return !open_.empty(); }
    void warn(int line, std::string text) const { report_({file_, line, severity::warning, std::move(text)}); }
    content_ptr finish() &&;

private:
    std::string file_;
    conf::report report_;
    std::vector<rule> rules_;
    std::vector<std::pair<std::size_t, int>> open_;  // if without endif yet: index, line
};

}  // namespace mailstead::conf
