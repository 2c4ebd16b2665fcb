#include "imap/notify.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mailstead::imap {

namespace {

namespace ev = notify_event;

constexpr std::array<std::pair<std::string_view, unsigned>, 7> names = {{{"MessageNew", ev::message_new},
                                                                         {"MessageExpunge", ev::message_expunge},
                                                                         {"FlagChange", ev::flag_change},
                                                                         {"MailboxName", ev::mailbox_name},
                                                                         {"SubscriptionChange", ev::subscription_change},
                                                                         {"MailboxMetadataChange", ev::mailbox_metadata_change},
                                                                         {"ServerMetadataChange", ev::server_metadata_change}}};

bool is_at_or_below(std::string_view name, std::string_view root, char separator) {
    if (!name.starts_with(root)) return false;
    return name.size() == root.size() || name[root.size()] == separator;
}

bool applies(notify_group const& group, notify_subject const& what) {
    auto const is_named = [&](std::string const& root) { return root == what.name; };
    auto const is_below = [&](std::string const& root) { return is_at_or_below(what.name, root, what.separator); };
    switch (group.filter) {
        case notify_filter::selected:
        case notify_filter::selected_delayed: return false;
        case notify_filter::inboxes:
        case notify_filter::personal: return what.personal;
        case notify_filter::subscribed: return what.subscribed;
        case notify_filter::subtree: return std::any_of(group.names.begin(), group.names.end(), is_below);
        case notify_filter::mailboxes: break;
    }
    return std::any_of(group.names.begin(), group.names.end(), is_named);
}

}  // namespace

std::string bad_event() {
    std::string out;
    for (auto const& [name, event] : names) {
        if (told_events & event) out.append(out.empty() ? "[BADEVENT (" : " ").append(name);
    }
    return out + ")] ";
}

unsigned events_of(std::vector<notify_group> const& groups, notify_subject const& what) {
    unsigned out = 0;
    for (auto const& group : groups) {
        if (!applies(group, what)) continue;
        if (group.events == 0) return 0;
        out |= group.events;
    }
    return out;
}

notify_group const* group_of_selected(std::vector<notify_group> const& groups) noexcept {
    for (auto const& group : groups) {
        bool const of_selected = group.filter == notify_filter::selected || group.filter == notify_filter::selected_delayed;
        if (of_selected && (group.events & ev::of_messages)) return &group;
    }
    return nullptr;
}

std::vector<status_item> first_status(unsigned events) {
    if (!(events & ev::of_messages)) return {};
    std::vector<status_item> out{status_item::messages, status_item::uid_next, status_item::uid_validity};
    if (events & ev::flag_change) out.push_back(status_item::highest_mod_seq);
    return out;
}

std::vector<status_item> later_status(unsigned events, notify_change const& what, extensions const& enabled) {
    bool const counts = what.counts && (events & ev::message_new);
    bool const flags = (events & ev::flag_change) && (what.uidvalidity || what.unseen || (what.flags && enabled.condstore));
    std::vector<status_item> out;
    if (!counts && !flags) return out;
    if (counts || what.uidvalidity) out = {status_item::messages, status_item::uid_next};
    out.push_back(status_item::uid_validity);
    if ((events & ev::flag_change) && what.unseen) out.push_back(status_item::unseen);
    if (enabled.condstore) out.push_back(status_item::highest_mod_seq);
    return out;
}

}  // namespace mailstead::imap
