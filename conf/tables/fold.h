// Keys without regard to case.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::conf {

// `key` with its case folded as Postfix folds it: all of Unicode where it is UTF-8, else ASCII letters only. What is
// written to an index file and what is asked of it must go through here alike.
std::string folded(std::string_view key);

}  // namespace mailstead::conf
