// What a NOTIFY asks for, mailbox by mailbox, and how it is told: RFC 5465 §5 and §6. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "imap/command.h"

namespace mailstead::imap {

// The events that this server tells of, and the BADEVENT response code that names them.
inline constexpr bool has_metadata = true;    // METADATA is offered (RFC 5465 §5.6, §5.7)
inline constexpr unsigned told_events = notify_event::message_new | notify_event::message_expunge | notify_event::flag_change |
                                        notify_event::mailbox_name | notify_event::subscription_change |
                                        (has_metadata ? notify_event::mailbox_metadata_change | notify_event::server_metadata_change : 0);
std::string bad_event();

// A mailbox as the specifiers look at it. Delivery may reach every mailbox of the personal namespace.
struct notify_subject {
    std::string_view name;
    bool subscribed = false;
    char separator = '.';
    bool personal = true;
};
// The events wanted there when it is not selected. Groups add up, but for one that says NONE (RFC 5465 §5, §6).
unsigned events_of(std::vector<notify_group> const& groups, notify_subject const& what);
// Of the selected mailbox; null: its messages are nobody's concern (RFC 5465 §3.1).
notify_group const* group_of_selected(std::vector<notify_group> const& groups) noexcept;

// The items of a STATUS response at the beginning (RFC 5465 §3.1), and after a change (§5.1 to §5.3); empty: no response.
struct notify_change {
    bool counts = false;        // messages came or went
    bool flags = false;
    bool unseen = false;        // how many are without \Seen
    bool uidvalidity = false;
};
std::vector<status_item> first_status(unsigned events);
std::vector<status_item> later_status(unsigned events, notify_change const& what, extensions const& enabled);

}  // namespace mailstead::imap
