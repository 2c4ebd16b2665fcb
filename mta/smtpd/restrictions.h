// The restriction lists of smtpd (Postfix's SMTPD_ACCESS_README): a table of named checks, lists of them, and how a list is
// decided. Order of the words matters: the first that permits or refuses ends its list.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mta/smtpd/recipients.h"
#include "smtp/reply.h"

namespace mailstead::mta::smtpd {

struct settings;
struct check_row;

// One word of a list, found in the table when the configuration was read.
struct restriction {
    check_row const* row = nullptr;
    std::string argument;    // of checks that take one
};
using restriction_list = std::vector<restriction>;

// What the checks look at. Views and pointers hold for the time of the decision.
struct subject {
    smtpd::settings const* settings = nullptr;
    std::string_view client_name, client_address, helo;
    bool authenticated = false;
    std::string_view sender, recipient;                // as the client gave them
    bool routed = false;                               // the recipient's local part names another place
    result<verdict> const* destination = nullptr;      // of the recipient; null outside RCPT and VRFY
};

enum class stage { client, helo, sender, relay, recipient, data };

struct decision {
    enum class kind { dunno, permit, refuse };
    decision::kind kind = decision::kind::dunno;
    smtp::reply answer;      // for refuse
};

// Reads a list such as "permit_mynetworks, reject_unauth_destination". An unknown word, or one that has no meaning
// at this stage, is an error whose text is appended to `why`: such a list must never be served.
std::optional<restriction_list> parse_restrictions(stage where, std::vector<std::string> const& words, std::string& why);

// True when the list holds a word that keeps strangers from relaying (reject_unauth_destination, defer, reject ...).
bool guards_relaying(restriction_list const& list) noexcept;

// Walks through the list. `list` and what `about` points to outlive the call. Dunno: nobody refused.
task<decision> decide(restriction_list const& list, stage where, subject about);

// "User unknown" of the tables, "Temporary lookup failure" when they failed, or nothing.
std::optional<smtp::reply> unlisted_recipient(subject const& about);

}  // namespace mailstead::mta::smtpd
