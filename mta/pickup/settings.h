// What pickup wants to know from main.cf. server/settings_pickup.cpp fills it in; tests take the defaults, which are
// Postfix's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "conf/lookup.h"
#include "mta/cleanup/rules.h"
#include "mta/milter/service.h"

namespace mailstead::mta::pickup {

struct settings {
    std::string myhostname = "localhost";
    std::string mail_name = "Mailstead";
    std::shared_ptr<cleanup::rules const> cleanup;       // what each message passes; never null where mail is taken
    bool maps_addresses = true;                          // receive_override_options
    bool checks_content = true;
    std::string content_filter;                          // "transport:nexthop"; empty: none
    std::shared_ptr<milter::setup const> milters;        // non_smtpd_milters; null: none
    std::shared_ptr<conf::match_list const> authorized;  // authorized_submit_users; null: everybody
    std::uint64_t message_size_limit = 10240000;         // 0: none
    std::size_t recipient_limit = 50000;
    std::string maildrop;                // the directory; empty: there is none
    std::chrono::seconds wakeup{60};     // how often it is looked at; 0: only when poked
    std::chrono::seconds patience{100};  // with a program that hands mail in
};

}  // namespace mailstead::mta::pickup
