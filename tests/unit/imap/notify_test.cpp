// What a NOTIFY asks for, mailbox by mailbox, and the STATUS items that tell it.
#include <gtest/gtest.h>

#include "imap/notify.h"

namespace mailstead::imap {
namespace {

namespace ev = notify_event;
using item = status_item;

constexpr unsigned both = ev::message_new | ev::message_expunge;

notify_group group(notify_filter filter, unsigned events, std::vector<std::string> names = {}) {
    notify_group out;
    out.filter = filter;
    out.events = events;
    out.names = std::move(names);
    return out;
}

TEST(notify, groups_add_up) {
    std::vector<notify_group> const groups = {group(notify_filter::mailboxes, both, {"INBOX"}), group(notify_filter::personal, ev::subscription_change)};
    EXPECT_EQ(events_of(groups, {"INBOX"}), both | ev::subscription_change);
    EXPECT_EQ(events_of(groups, {"Work"}), ev::subscription_change);
}

TEST(notify, what_others_share_is_not_personal) {
    std::vector<notify_group> const groups = {group(notify_filter::personal, both), group(notify_filter::inboxes, ev::mailbox_name),
                                              group(notify_filter::subtree, ev::subscription_change, {"Other Users"})};
    EXPECT_EQ(events_of(groups, {"INBOX"}), both | ev::mailbox_name);
    EXPECT_EQ(events_of(groups, {"Other Users.bob", false, '.', false}), ev::subscription_change);
}

TEST(notify, none_takes_a_mailbox_out) {
    std::vector<notify_group> const groups = {group(notify_filter::personal, both), group(notify_filter::mailboxes, 0, {"Work"})};
    EXPECT_EQ(events_of(groups, {"Work"}), 0u);
    EXPECT_EQ(events_of(groups, {"Work.Below"}), both);
}

TEST(notify, subtrees_and_subscriptions) {
    std::vector<notify_group> const groups = {group(notify_filter::subtree, both, {"Lists"}), group(notify_filter::subscribed, ev::mailbox_name)};
    EXPECT_EQ(events_of(groups, {"Lists"}), both);
    EXPECT_EQ(events_of(groups, {"Lists.Below.Deep", true}), both | ev::mailbox_name);
    EXPECT_EQ(events_of(groups, {"Lists/Below", false, '/'}), both);
    EXPECT_EQ(events_of(groups, {"Lists/Below"}), 0u);
    EXPECT_EQ(events_of(groups, {"Listserv"}), 0u);
}

TEST(notify, the_selected_mailbox_has_its_own_group) {
    std::vector<notify_group> const groups = {group(notify_filter::personal, both), group(notify_filter::selected, 0)};
    EXPECT_EQ(group_of_selected(groups), nullptr);
    EXPECT_EQ(events_of({group(notify_filter::selected, both)}, {"INBOX"}), 0u);
    std::vector<notify_group> const delayed = {group(notify_filter::selected_delayed, both)};
    EXPECT_EQ(group_of_selected(delayed), &delayed[0]);
}

TEST(notify, first_status) {
    EXPECT_TRUE(first_status(ev::mailbox_name).empty());
    EXPECT_EQ(first_status(both), (std::vector<item>{item::messages, item::uid_next, item::uid_validity}));
    EXPECT_EQ(first_status(both | ev::flag_change).back(), item::highest_mod_seq);
}

TEST(notify, later_status) {
    extensions plain, condstore;
    condstore.condstore = true;
    notify_change counts, flags;
    counts.counts = true;
    flags.flags = true;
    EXPECT_EQ(later_status(both, counts, plain), (std::vector<item>{item::messages, item::uid_next, item::uid_validity}));
    EXPECT_EQ(later_status(both, counts, condstore).back(), item::highest_mod_seq);
    EXPECT_TRUE(later_status(both, flags, condstore).empty());
    EXPECT_TRUE(later_status(both | ev::flag_change, flags, plain).empty());
    EXPECT_EQ(later_status(both | ev::flag_change, flags, condstore), (std::vector<item>{item::uid_validity, item::highest_mod_seq}));
    flags.unseen = true;
    EXPECT_EQ(later_status(both | ev::flag_change, flags, plain), (std::vector<item>{item::uid_validity, item::unseen}));
    EXPECT_TRUE(later_status(ev::mailbox_name, counts, condstore).empty());
}

TEST(notify, uidvalidity_is_told_to_whom_flags_concern) {
    extensions const plain;
    notify_change anew;
    anew.uidvalidity = true;
    EXPECT_TRUE(later_status(both, anew, plain).empty());
    EXPECT_EQ(later_status(both | ev::flag_change, anew, plain), (std::vector<item>{item::messages, item::uid_next, item::uid_validity}));
}

}  // namespace
}  // namespace mailstead::imap
