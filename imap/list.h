// Which mailbox names a LIST or LSUB pattern means, RFC 3501 §6.3.8, §6.3.9 and RFC 5258 §3; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "imap/command.h"
#include "imap/settings.h"
#include "imap/utf7.h"

namespace mailstead::imap {

// `*` stands for any characters, `%` for any but the separator. Time is at most the product of the lengths.
bool matches_pattern(std::string_view pattern, std::string_view name, char separator);

// INBOX at the head of a pattern compares without regard to case (RFC 3501 §5.1): as it has to be written to match.
std::string inbox_in_capitals(std::string pattern);

// A name that LIST tells of.
struct listed {
    std::string name;
    bool exists = true;                          // a mailbox; else a level of the hierarchy or a subscribed name
    bool selected = true;                        // false: only for what lies below it
    bool has_children = false;
    bool subscribed = false;
    bool child_info = false;                     // something below it satisfies the selection (RFC 5258 §3.5)
    std::string use;                             // "\\Sent" or empty
    std::string old_name;                        // OLDNAME, RFC 9051 §6.3.9.7; empty: none
};

// Those of an account's names that the patterns match and the options select, by name. `subscriptions`: of the account;
// looked at where the options select by them.
std::vector<listed> chosen(std::vector<store::folder> const& folders, std::vector<std::string> const& subscriptions,
                           std::vector<std::string> const& patterns, list_options const& options,
                           std::vector<special_use> const& uses, char separator);

// One name as LIST would tell it; it does not exist when it is not among the folders.
listed listed_as(std::vector<store::folder> const& folders, std::string const& name, std::vector<special_use> const& uses, char separator);

// How LIST and LSUB responses are written.
struct list_form {
    char separator = '/';
    mailbox_names names = mailbox_names::utf7;
};
// The untagged LIST response.
void write_listed(std::string& out, listed const& what, list_options const& options, list_form how);
// The untagged LSUB responses: a level above a subscribed mailbox, seen by a pattern ending in "%", comes as \Noselect.
std::string lsub_responses(std::vector<std::string> const& names, std::string_view pattern, list_form how);

// LIST "" "": the separator and the root (RFC 3501 §6.3.8).
std::string root_response(char separator, std::string_view command);

}  // namespace mailstead::imap
