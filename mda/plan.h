// Where one recipient's mail goes: every branch, fully expanded before the first effect (design: forwarding).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/delivery_id.h"
#include "smtp/reply.h"
#include "store/owner.h"

namespace mailstead::mda {

// One recipient as the LMTP session hands it over.
struct recipient {
    std::string address;             // as in RCPT, canonical
    std::string original;            // for X-Original-To; empty: as address
    base::delivery_id id;            // branch 0; the plan numbers the branches
    bool maybe_delivered = false;    // an earlier attempt of this id ended unknown
};

// A mailbox, or a file that an alias or .forward names, that gets its own copy. `branch` completes the delivery id, so
// a plan made again from the same files gives each mailbox the same id again.
struct mailbox_target {
    store::owner who;                // by the last character of its location: Maildir or mbox
    std::uint32_t branch = 0;
    bool with_delivered_to = true;   // prepend_delivered_header has "file"; mailboxes always have it
    // Delivered-To's address here; empty: the plan's.
    std::string delivered_to = {};
    // The local addresses that the expansion passed after the recipient's own: a message that was delivered to one of
    // them before goes in circles on this branch (drop_loops in mda/local.h).
    std::vector<std::string> via = {};
    std::string return_path = {};    // owner-ALIAS below such an alias; empty: the message's
    friend bool operator==(mailbox_target const&, mailbox_target const&) = default;
};

// "|command" of an alias or a .forward, or mailbox_command.
struct command_target {
    std::string command;             // as it is given to the shell, or run directly when it needs none
    std::string user;                // with whose rights; empty: default_privs
    // HOME, LOGNAME, USER, SHELL, LOCAL, EXTENSION, DOMAIN, RECIPIENT, SENDER, ... of local(8); values are from
    // outside and only ever become environment.
    std::vector<std::pair<std::string, std::string>> environment;
    std::string directory;           // where it starts (command_execution_directory, expanded); empty: the queue's
    std::uint32_t branch = 0;
    bool with_delivered_to = true;   // prepend_delivered_header has "command"
    std::string delivered_to = {};   // as in mailbox_target
    std::vector<std::string> via = {};
    std::string return_path = {};    // owner-ALIAS below such an alias; empty: the message's
    friend bool operator==(command_target const&, command_target const&) = default;
};

// Addresses that get the message through the queue: aliases to elsewhere, .forward. One new message for each of them.
struct forward_target {
    std::string sender;                    // the reverse-path it gets: the message's, or owner-ALIAS
    std::vector<std::string> recipients;   // complete addresses, not empty, each once
    std::uint32_t branch = 0;
    bool with_delivered_to = true;         // prepend_delivered_header has "forward"
    std::string delivered_to = {};         // as in mailbox_target
    std::vector<std::string> via = {};
    friend bool operator==(forward_target const&, forward_target const&) = default;
};

// The recipient as it is, by another transport: mailbox_transport, fallback_transport and their maps.
struct reroute_target {
    std::string transport;                 // "transport:nexthop" as the parameter has it
    std::string address;
    std::uint32_t branch = 0;
    std::vector<std::string> via = {};          // as in mailbox_target
    friend bool operator==(reroute_target const&, reroute_target const&) = default;
};

// Nothing of it is carried out when `refusal` is set. Without any branch the message is thrown away on purpose
// (an alias to /dev/null), which `discarded` says.
struct plan {
    std::vector<mailbox_target> mailboxes;
    std::vector<command_target> commands;
    std::vector<forward_target> forwards;
    std::vector<reroute_target> reroutes;
    smtp::reply refusal;                   // code 0: none
    // What one branch of several came to before anything is carried out (an alias that lists a user who does not exist):
    // the other branches are carried out, and the answer is the worst of all, these included. Permanent ones only.
    std::vector<smtp::reply> failures;
    bool discarded = false;
    bool is_full = false;                  // its only mailbox would refuse any message now, for its quota
    bool is_local = false;                 // local(8)'s: virtual_mailbox_limit does not hold
    // Delivered-To's address (frozen_delivered_to); empty: the recipient's.
    std::string delivered_to;

    std::size_t branches() const noexcept { return mailboxes.size() + commands.size() + forwards.size() + reroutes.size(); }
};

// The rules of virtual(8): no aliases, no forwarding, exactly the mailbox that the address names. Pure.
plan plan_for_virtual(store::owner whose);

}  // namespace mailstead::mda
