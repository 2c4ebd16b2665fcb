// The letters that a text must begin with for an expression to match it: found out once, so that most keys are told apart
// from most expressions of a table without starting a matcher (header_checks are lists of "^Subject: ...").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::conf {

class required_prefix {
public:
    enum class letters { exact, any_case };

    required_prefix() = default;    // every text may match
    // Of an extended POSIX or Perl expression without options that change what '^', a blank or '#' means. What is doubtful
    // gives no prefix.
    required_prefix(std::string_view pattern, letters how);

    // False only when the expression cannot match `text`.
    bool may_match(std::string_view text) const noexcept;
    // One of these; empty: anything.
    std::vector<std::string> const& texts() const noexcept { return texts_; }

private:
    std::vector<std::string> texts_;    // in lower case with any_case; none is empty
    letters letters_ = letters::exact;
};

}  // namespace mailstead::conf
