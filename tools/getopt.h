// Options of Postfix's commands, as getopt(3) reads them, with its complaints.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

struct options {
    struct option {
        char letter;
        std::string value;    // of those that take one
    };
    std::vector<option> given;
    std::vector<std::string> rest;
    bool is_wrong = false;    // an unknown letter or a missing value: told on standard error in getopt's words
};

// `letters` as getopt(3) wants them: "fi:v".
options options_of(std::string const& program, std::vector<std::string> const& args, char const* letters);

}  // namespace mailstead::tools
