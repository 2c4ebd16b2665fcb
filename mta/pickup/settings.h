// What pickup wants to know from main.cf. server/settings_pickup.cpp fills it in; tests take the defaults, which are
// Postfix's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conf/lookup.h"

namespace mailstead::mta::pickup {

struct settings {
    std::string myhostname = "localhost";
    std::string mydomain = "localdomain";
    std::string myorigin = "localhost";
    std::string mail_name = "Mailstead";
    bool append_dot_mydomain = false;
    std::shared_ptr<conf::match_list const> authorized;  // authorized_submit_users; null: everybody
    std::uint64_t message_size_limit = 10240000;         // 0: none
    std::size_t header_size_limit = 102400;
    unsigned hopcount_limit = 50;
    std::size_t recipient_limit = 50000;
    std::vector<std::string> drop_headers{"bcc", "content-length", "resent-bcc", "return-path"};
    std::string maildrop;                // the directory; empty: there is none
    std::chrono::seconds wakeup{60};     // how often it is looked at; 0: only when poked
    std::chrono::seconds patience{100};  // with a program that hands mail in
};

}  // namespace mailstead::mta::pickup
