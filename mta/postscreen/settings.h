// What postscreen wants to know from main.cf and its line in master.cf. server/settings_postscreen.cpp fills it in.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "conf/lookup.h"
#include "mta/postscreen/access.h"
#include "mta/postscreen/dns_score.h"
#include "mta/postscreen/verdicts.h"
#include "mta/smtpd/settings.h"

namespace mailstead::mta::postscreen {

struct settings {
    std::string service = "postscreen";    // the program name in log lines
    std::string myhostname = "localhost";
    std::string banner = "localhost ESMTP Mailstead";
    std::string teaser = "localhost ESMTP Mailstead";    // empty: none, and no test of who speaks too early

    bool behind_proxy = false;
    std::chrono::seconds proxy_timeout{5};
    unsigned connection_limit = 50;                      // of one client at once; 0: none

    access_list access;
    action denylist = action::ignore;
    conf::match_list allowlist_interfaces;               // where clients may earn their pass

    test_table tests;
    std::chrono::seconds greet_wait{6};
    std::vector<dnsbl_site> sites;
    int dnsbl_threshold = 1;
    int dnsbl_allow_threshold = 0;                       // 0: nobody is spared anything
    conf::maps dnsbl_names;                              // postscreen_dnsbl_reply_map
    std::chrono::seconds dnsbl_timeout{10}, dnsbl_least{60}, dnsbl_most{3600};

    std::string cache_directory;                         // empty: nothing is remembered
    std::chrono::seconds cache_cleanup{43200}, cache_retention{604800};
    std::size_t examined_limit = 100, waiting_limit = 100;

    // The small SMTP server.
    unsigned command_limit = 20;
    std::chrono::seconds command_time{300};
    std::size_t line_limit = 2048;
    bool helo_required = false, disable_vrfy = false, smtputf8 = true;
    std::uint64_t message_size_limit = 10240000;
    std::vector<std::string> discard_ehlo_keywords;
    conf::maps discard_ehlo_by_address;                  // postscreen_discard_ehlo_keyword_address_maps: for some clients those instead
    conf::match_list forbidden_commands;
    conf::maps command_filter;
    smtpd::tls_level tls = smtpd::tls_level::none;
    std::chrono::seconds starttls_timeout{300};

    test_settings const& of(test which) const noexcept { return tests[static_cast<std::size_t>(which)]; }
    // How long a failure that is ignored is forgotten: the shortest time that any test is trusted.
    std::chrono::seconds shortest_ttl() const noexcept;
};

}  // namespace mailstead::mta::postscreen
