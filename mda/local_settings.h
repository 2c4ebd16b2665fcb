// What main.cf says of system users, aliases and .forward files; local(8)'s parameters.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conf/domains.h"
#include "conf/lookup.h"

namespace mailstead::mda {

// One table of alias_maps.
struct alias_table {
    conf::maps table;
    std::string name;     // for the log
    std::string file;     // its owner's rights are those of its commands and files; empty: as a file of root
    // It makes its values of what a stranger writes, or fetches them from somebody unknown: no commands, files or lists.
    bool addresses_only = false;
};

// Where an item stands: what allow_mail_to_commands and allow_mail_to_files tell apart.
struct sources {
    bool alias = true;
    bool forward = true;
    bool include = false;
};

// How an address without a domain, or with half of one, is made whole: as the queue does it.
struct address_completion {
    bool append_at_myorigin = true;
    bool append_dot_mydomain = false;
    bool swap_bangpath = true;
    bool allow_percent_hack = true;
    std::string origin, domain;    // myorigin, mydomain
};

// Made once per configuration, then only read; safe from any thread.
struct local_settings {
    std::vector<alias_table> aliases;
    conf::maps users;                           // local_passwd_maps: lines of passwd(5)
    conf::maps mailbox_transports, mailbox_commands, fallback_transports;
    std::shared_ptr<conf::domains const> domains;
    address_completion completion;
    std::string delimiter;                      // recipient_delimiter

    bool extension_to_alias = false, extension_to_forward = false, extension_to_include = false;
    sources commands, files;
    bool owner_request_special = true, expand_owner_alias = false, reset_owner_alias = false;
    bool require_home_directory = false, frozen_delivered_to = true;
    bool delivered_to_command = true, delivered_to_file = true, delivered_to_forward = true;

    // With macros, and the characters that what they stand for may have.
    std::string forward_path = "$home/.forward", forward_filter;
    std::string command_directory, command_directory_filter;
    std::string luser_relay;
    std::string command_filter;
    std::string mailbox_transport, mailbox_command, fallback_transport;

    std::string home_mailbox, mail_spool_directory = "/var/mail";
    std::string default_privs = "nobody";
    uid_t first_valid_uid = 500;                // below: no mailbox by IMAP, and mail with the rights of default_privs
    gid_t first_valid_gid = 1;
    std::size_t duplicate_limit = 1000;         // duplicate_filter_limit; 0: none
    std::size_t line_limit = 2048;              // of .forward and :include: files; longer lines are several
    std::size_t most_items = 100'000;           // of all lists of one recipient together; more are a temporary refusal
    std::uint64_t most_bytes = 64 << 20;        // of all their files

    // True when mail for this domain is ours to deliver (mydestination, [our address]); "" counts. Blocking where `domains` is.
    base::result<bool> is_local(std::string_view domain) const;
};

}  // namespace mailstead::mda
