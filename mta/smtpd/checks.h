// What all checks of restriction lists share: how they are called, how they refuse, and the checks themselves by family.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mta/smtpd/restrictions.h"
#include "mta/smtpd/settings.h"
#include "smtp/path.h"

namespace mailstead::mta::smtpd {

// Whom a check is about.
enum class party { none, client, reverse_client, helo, sender, recipient, user, etrn };

// What replies name: "<item>: kind rejected".
struct topic {
    std::string item;
    std::string_view kind;
};

// One decision under way: the checks of one list and of the lists it leads to share it.
struct inquiry {
    inquiry(subject const& what, stage at) : about(what), where(at) {}

    subject const& about;
    stage where;
    unsigned depth = 0;                              // lists within lists
    unsigned warn_from = 0;                          // warn_if_reject holds at this depth and deeper; 0: not
    std::optional<smtp::reply> defer_if_reject;      // the first reason why a refusal is none
};

using check = task<decision>(inquiry& on, topic const& about, restriction const& what);

enum class takes { nothing, tables, domain, dns_list, service, seconds };

struct check_row {
    std::string_view name;
    takes argument;
    check* run;                                      // null: warn_if_reject, which the walk itself knows
    party who = party::none;
    net::record_type record = net::record_type::a;   // of check_..._{a,mx,ns}_access
    bool guards = false;                             // keeps strangers from relaying
    bool ends = false;                               // nothing behind it is reached
};
check_row const* find_check(std::string_view name) noexcept;
// The rows that no name leads to: a table by itself, and a restriction class.
extern check_row const bare_table_row, class_row;

topic topic_of(subject const& about, stage where);
topic topic_of(subject const& about, party who);
// True when the client has said so much already.
bool is_there(subject const& about, party who) noexcept;
// "<item>: kind rejected: why"
std::string rejected(topic const& about, std::string_view why);

decision permit();
// A refusal, or what the words before it make of it: a warning, or a deferral. The enhanced code follows the code.
decision refuse(inquiry& on, int code, std::string enhanced, std::string text);
// The same for our own trouble, which no word can make a warning.
decision refuse_anyway(inquiry& on, int code, std::string enhanced, std::string text);
decision configuration_error(inquiry& on);
decision lookup_failure(inquiry& on, std::string_view what);
decision defer_if_permit(inquiry& on, std::string enhanced, std::string text, int code = 450);
decision defer_if_reject(inquiry& on, std::string enhanced, std::string text, int code = 450);
// What unknown_address_tempfail_action and its like say.
decision tempfail(inquiry& on, bool if_permit, std::string enhanced, std::string text);
// Walks through a list inside a list.
task<decision> walk(inquiry& on, restriction_list const& list, topic const& about);

// Asks the tables, on the pool where they may wait.
using found = result<std::optional<conf::address_match>>;
template <class Find>
task<found> ask(inquiry& on, conf::maps const& tables, Find find) {
    if (tables.is_blocking() && on.about.pool) co_return co_await net::blocking(*on.about.pool, find);
    co_return find();
}

// Obeys an access(5) action that `table` gave for `key`.
task<decision> act(inquiry& on, topic const& about, std::string table, std::string key, std::string action);
// The decision when the table does not answer: not for this client, for now.
task<decision> table_trouble(inquiry& on, topic const& about, std::string table);
// The same as act() where an OK would open a door to whoever controls the DNS (check_..._mx_access): it is a mistake there.
task<decision> act_without_ok(inquiry& on, topic const& about, restriction const& what, std::string key, std::string action);

// access.cpp, policy.cpp
check check_access, check_bare_table, check_class, check_policy_service;
// check_servers.cpp
check check_server_access;
// The addresses in an answer to a question for A or AAAA.
std::vector<std::string> addresses_in(net::dns_answer const& answer);
// check_mx_backup.cpp
check permit_mx_backup;
// check_simple.cpp
check permit_always, reject_always, defer_always, defer_if_permit_always, defer_if_reject_always, sleep_a_while,
    permit_mynetworks, permit_inet_interfaces, permit_sasl_authenticated, reject_unauth_pipelining,
    reject_plaintext_session;
// check_addresses.cpp
check permit_auth_destination, reject_unauth_destination, defer_unauth_destination, reject_unlisted_recipient,
    reject_unlisted_sender, reject_multi_recipient_bounce, reject_non_fqdn_address, reject_unknown_domain,
    reject_login_mismatch, reject_known_login_mismatch, reject_authenticated_mismatch, reject_unauthenticated_mismatch;
// check_certificates.cpp
check permit_listed_certificate, permit_trusted_certificate, check_certificate_access;
// check_verified.cpp
check reject_unverified_address;
// check_hosts.cpp
check reject_unknown_client, reject_unknown_reverse_client, reject_invalid_helo, reject_non_fqdn_helo, reject_unknown_helo;
// check_dns_lists.cpp
// Tells of a permission in the log where smtpd_log_access_permit_actions wants it; `from`: the table, or "".
task<void> note_permission(inquiry& on, topic about, std::string action, std::string from);

check reject_listed_address, reject_maps_rbl, reject_listed_name, permit_listed_address, permit_listed_name;

// Host names as Postfix sees them: letters, digits, '-' and '_' in labels, and not a number.
bool is_host_name(std::string_view text) noexcept;
// Could be asked in the DNS.
bool is_dns_name(std::string_view text) noexcept;
// "[192.0.2.1]" and "[IPv6:2001:db8::1]" without the ornaments; nothing if it is not such.
std::optional<std::string> literal_address(std::string_view text);
// What is behind the last '@'; "" if there is none.
std::string_view domain_of(std::string_view address) noexcept;

}  // namespace mailstead::mta::smtpd
