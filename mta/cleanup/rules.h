// What cleanup wants to know from main.cf and the cleanup service's line in master.cf: opened once per configuration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conf/settings.h"
#include "mta/content/body.h"
#include "mta/content/checks.h"
#include "mta/rewrite/tables.h"

namespace mailstead::mta::cleanup {

// The bytes that a parameter's value such as "\0\033" means: C's escapes.
std::string characters(conf::settings const& values, std::string_view name, conf::report const& report);

struct rules {
    // Opens the tables. Blocking. Mistakes are reported, and make the searches that reach them fail.
    explicit rules(conf::settings const& values, conf::report const& report = {});

    rewrite::tables tables;
    content::checks checks;
    content::body_limits body;
    content::checks milter_checks;                 // milter_header_checks

    std::vector<std::string> drop_headers;         // message_drop_headers
    std::string undisclosed;                       // undisclosed_recipients_header
    bool complete_always = false;                  // always_add_missing_headers
    bool obsolete_from = false;                    // header_from_format
    bool replaces_stray_cr = true;                 // cleanup_replace_stray_cr_lf
    bool original_recipient = true;                // enable_original_recipient
    std::string strip_characters, reject_characters;    // message_{strip,reject}_characters as bytes
    std::size_t header_limit = 102400;
    std::uint64_t message_limit = 10240000;        // 0: none
    unsigned hopcount_limit = 50;
    unsigned duplicate_limit = 1000;               // duplicate_filter_limit; 0: none

    bool is_blocking() const noexcept { return tables.is_blocking() || checks.is_blocking(); }
};

}  // namespace mailstead::mta::cleanup
