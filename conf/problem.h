// What is wrong with a configuration file, where, and whether it stops the start.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace mailstead::conf {

enum class severity { warning, error };

struct problem {
    std::string file;  // empty: not from a file
    int line = 0;      // 0: the whole file, or not from a file
    conf::severity severity = conf::severity::error;
    std::string text;

    // "file:line: text", as much of it as is known; for the log and for people.
    std::string message() const;
};

// True if any of them is an error.
bool has_errors(std::vector<problem> const& problems) noexcept;

// Takes a problem found after the start (a table that cannot be read, say). Called from any thread.
using report = std::function<void(problem const&)>;

}  // namespace mailstead::conf
