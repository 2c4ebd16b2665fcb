// The restriction lists of smtpd (Postfix's SMTPD_ACCESS_README): lists of named checks, and how a list is decided.
// Order of the words matters: the first that permits or refuses ends its list. The names stand in check_table.cpp.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "conf/lookup.h"
#include "mta/smtpd/dns_list.h"
#include "mta/cleanup/effects.h"
#include "mta/smtpd/names.h"
#include "mta/smtpd/policy.h"
#include "mta/smtpd/recipients.h"
#include "net/disk.h"
#include "smtp/reply.h"

namespace mailstead::mta::verify {
class verifier;
}

namespace mailstead::mta::smtpd {

struct settings;
struct check_row;
struct restriction;
using restriction_list = std::vector<restriction>;

// One word of a list with its argument, understood when the configuration was read.
struct restriction {
    check_row const* row = nullptr;
    std::string argument;                               // as written; "" of checks that take none
    std::shared_ptr<conf::maps const> tables;           // of checks that look something up
    std::shared_ptr<dns_list const> list;               // of checks that ask a list in the DNS
    std::shared_ptr<policy_service const> service;      // of check_policy_service
    restriction_list const* words = nullptr;            // of a restriction class; the rule book's
};

// What lists may name beside the checks: the tables that are open and the restriction classes. Made with the settings;
// read from any thread afterwards.
class rule_book {
public:
    using opener = std::function<std::shared_ptr<conf::maps const>(std::string const& spec)>;
    using service_reader = std::function<std::shared_ptr<policy_service const>(std::string const& word, std::string& why)>;

    rule_book() = default;
    rule_book(opener open, service_reader services) : open_(std::move(open)), services_(std::move(services)) {}
    rule_book(rule_book const&) = delete;

    // Reads all classes; they may name each other. Once, before read().
    void add_classes(std::map<std::string, std::vector<std::string>> const& words, std::string& why);
    // Reads a list such as "permit_mynetworks, reject_unauth_destination"; opens tables. A word that means nothing is an
    // error whose text is appended to `why`: such a list must never be served.
    std::optional<restriction_list> read(std::vector<std::string> const& words, std::string& why);
    // No more is opened from here on; what opens things is forgotten.
    void close() noexcept {
        open_ = nullptr;
        services_ = nullptr;
    }
    // The same for the value of an access table: nothing is opened then, what is not known is an error.
    std::optional<restriction_list> read_known(std::vector<std::string> const& words, std::string& why) const;

private:
    class reader;
    std::map<std::string, std::unique_ptr<restriction_list>, base::iless> classes_;
    std::map<std::string, std::shared_ptr<conf::maps const>> tables_;
    std::map<std::string, std::shared_ptr<policy_service const>> known_services_;
    opener open_;
    service_reader services_;
};

enum class stage { client, helo, sender, relay, recipient, data, end_of_data, etrn };

// What the checks look at. What it refers to holds for the time of the decision.
struct subject {
    smtpd::settings const* settings = nullptr;
    std::string_view client_name = "unknown", reverse_name = "unknown", client_address;
    bool name_in_doubt = false;                        // DNS did not answer, rather than said no
    std::string_view helo;
    bool authenticated = false;
    std::string_view user;                             // who
    bool is_tls = false;
    net::stream const* not_greeted = nullptr;    // the client should be waiting: whatever has come is too early
    net::peer_certificate const* certificate = nullptr;    // null: the client showed none
    bool too_early = false;                            // the client did not wait where it had to
    std::optional<std::string_view> sender;            // as the client gave it; absent before MAIL
    std::string_view full_sender;                      // completed, for tables
    std::string_view recipient;                        // as the client gave it
    std::string_view full_recipient;
    bool routed = false;                               // the recipient's local part names another place
    std::size_t recipients_so_far = 0;                 // this one not counted
    result<verdict> const* destination = nullptr;      // of the recipient; null where there is none
    std::string_view etrn_domain;

    // What the checks may use and change.
    smtpd::recipients* tables = nullptr;
    smtpd::names* names = nullptr;
    net::disk_pool* pool = nullptr;                    // null: lookups may block here
    std::optional<net::executor> executor;             // null: sleep does not
    policy_client* policy = nullptr;                   // null: policy services do not answer
    verify::verifier* verifier = nullptr;              // null: no address is probed
    policy_facts const* facts = nullptr;               // what only they are told
    cleanup::effects* effects = nullptr;               // null: no message to act on
    std::optional<smtp::reply>* defer_if_permit = nullptr;    // the first reason why a permission is none
    // A line of the log about this client: what ("reject_warning", "hold", "info" ...) and why.
    std::function<void(std::string_view what, std::string_view text)> note;
};

struct decision {
    enum class kind { dunno, permit, refuse };
    decision::kind kind = decision::kind::dunno;
    smtp::reply answer;      // for refuse
};

// True when the list holds a word that keeps strangers from relaying (reject_unauth_destination, defer, reject ...) and
// is reached.
bool guards_relaying(restriction_list const& list) noexcept;

// Walks through the list. `list` and what `about` points to outlive the call. Dunno: nobody refused.
task<decision> decide(restriction_list const& list, stage where, subject about);

// "User unknown" of the tables, "Temporary lookup failure" when they failed, or nothing.
std::optional<smtp::reply> unlisted_recipient(subject const& about);
// The same for the sender, who is looked for if he is one of ours.
task<std::optional<smtp::reply>> unlisted_sender(subject const& about);

}  // namespace mailstead::mta::smtpd
