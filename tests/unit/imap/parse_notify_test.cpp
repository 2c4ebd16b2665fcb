// The grammar of NOTIFY, RFC 5465 §8, and what may stand together.
#include <gtest/gtest.h>

#include <string>

#include "imap/parse.h"

namespace mailstead::imap {
namespace {

namespace ev = notify_event;

constexpr unsigned both = ev::message_new | ev::message_expunge;

commands::notify good(std::string const& text) {
    auto const out = parse("a NOTIFY " + text);
    auto const* found = std::get_if<commands::notify>(&out.value);
    EXPECT_TRUE(found) << text << ": " << (found ? "" : std::get<commands::bad>(out.value).why);
    return found ? *found : commands::notify();
}

bool is_bad(std::string const& text) { return std::holds_alternative<commands::bad>(parse("a NOTIFY " + text).value); }

TEST(parse_notify, none) {
    EXPECT_TRUE(good("NONE").groups.empty());
    EXPECT_TRUE(good("none").groups.empty());
    EXPECT_TRUE(is_bad("NONE NONE"));
}

TEST(parse_notify, groups) {
    auto const found = good("SET STATUS (Selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (From)]) MessageExpunge)) "
                            "(subtree (Lists \"In Box\") (MESSAGENEW messageexpunge FlagChange)) (mailboxes inbox NONE) (inboxes (MailboxName X-Other))");
    EXPECT_TRUE(found.status);
    ASSERT_EQ(found.groups.size(), 4u);
    EXPECT_EQ(found.groups[0].filter, notify_filter::selected);
    EXPECT_EQ(found.groups[0].events, both);
    EXPECT_EQ(found.groups[0].items.size(), 2u);
    EXPECT_EQ(found.groups[1].names, (std::vector<std::string>{"Lists", "In Box"}));
    EXPECT_EQ(found.groups[1].events, both | ev::flag_change);
    EXPECT_EQ(found.groups[2].names, std::vector<std::string>{"INBOX"});
    EXPECT_EQ(found.groups[2].events, 0u);
    EXPECT_EQ(found.groups[3].events, ev::mailbox_name | ev::unknown);
}

TEST(parse_notify, what_belongs_together) {
    EXPECT_TRUE(is_bad("SET (personal (MessageNew))"));
    EXPECT_TRUE(is_bad("SET (personal (MessageExpunge))"));
    EXPECT_TRUE(is_bad("SET (personal (AnnotationChange))"));
    EXPECT_TRUE(is_bad("SET (selected (MessageNew MessageExpunge MailboxName))"));
    EXPECT_TRUE(is_bad("SET (selected NONE) (selected NONE)"));
    EXPECT_TRUE(is_bad("SET (subscribed (MessageNew (UID) MessageExpunge))"));
    good("SET (selected-delayed (MessageExpunge FlagChange MessageNew (FLAGS)))");
    good("SET (personal (SubscriptionChange))");
}

TEST(parse_notify, limits) {
    std::string groups, names;
    for (std::size_t i = 0; i < notify_groups; ++i) groups += " (personal NONE)";
    good("SET" + groups);
    EXPECT_TRUE(is_bad("SET" + groups + " (personal NONE)"));
    for (std::size_t i = 0; i < notify_names; ++i) names += i == 0 ? "a" : " a";
    good("SET (mailboxes (" + names + ") NONE)");
    EXPECT_TRUE(is_bad("SET (mailboxes (" + names + " a) NONE)"));
}

TEST(parse_notify, cut_at_every_byte) {
    std::string const whole = "SET STATUS (selected (MessageNew (UID) MessageExpunge)) (subtree (a b) (MailboxName))";
    good(whole);
    for (std::size_t n = 0; n < whole.size(); ++n) {
        bool const ends_a_group = whole.substr(0, n).ends_with("))") && whole[n] == ' ' && n > 20 && whole[n + 1] == '(';
        EXPECT_EQ(is_bad(whole.substr(0, n)), !ends_a_group) << whole.substr(0, n);
    }
}

}  // namespace
}  // namespace mailstead::imap
