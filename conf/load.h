// From a directory to checked settings: what the server, the tools and the tests call first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conf/master_cf.h"
#include "conf/problem.h"
#include "conf/settings.h"

namespace mailstead::conf {

struct configuration {
    std::string directory;
    std::optional<settings> values;  // absent when main.cf has an error
    master_cf services;
    std::vector<problem> problems;  // of both files and of the values, -o ones included; errors first

    // No error in it: the server may start.
    bool usable() const noexcept { return values && !has_errors(problems); }
    // The settings that `entry` of services runs with: its -o overrides on top.
    settings values_for(service const& entry) const { return values->with(entry.overrides); }
};

// $MAIL_CONFIG, else /etc/mailstead, else, when that is absent, /etc/postfix.
std::string default_directory();

// A warning for each name that main.cf or a -o sets and nothing uses: not in the table, no transport's, no restriction
// class, not mentioned as $name in either file.
std::vector<problem> unused_parameters(main_cf const& entries, master_cf const& services);

// Reads DIRECTORY/main.cf and master.cf. Blocking. In /etc/postfix, queue_directory and data_directory get the
// suffix "-mailstead" unless main.cf sets them, so that a Postfix beside us keeps its own.
configuration load(std::string const& directory);

}  // namespace mailstead::conf
