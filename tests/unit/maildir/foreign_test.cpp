// What other servers left: their lists, taken over once and given back.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "maildir/courier.h"
#include "maildir/export_uidlist.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/scan.h"
#include "maildir/take_over.h"
#include "store/edit.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using foreign_test = sandbox;

TEST(foreign_uidlist, both_versions) {
    auto const three = parse_foreign_uidlist("3 V77 N9 Gabc\n2 Pid-2 W12 S10 :100.a,S=10,W=12\n10 :b c:2,S\n").value();
    EXPECT_EQ(three.uidvalidity, 77u);
    EXPECT_EQ(three.uidnext, 11u);  // lines are appended without touching the header
    EXPECT_EQ(three.others, "Gabc");
    ASSERT_EQ(three.entries.size(), 2u);
    EXPECT_EQ(three.entries[0].base, "100.a,S=10,W=12");
    EXPECT_EQ(three.entries[0].uidl, "id-2");
    EXPECT_EQ(three.entries[0].others, "W12 S10");
    EXPECT_EQ(three.entries[1].base, "b c");
    EXPECT_FALSE(three.entries[1].uidl);
    auto const one = parse_foreign_uidlist("1 77 20\n5 100.a\n").value();
    EXPECT_EQ(one.uidnext, 20u);
    ASSERT_EQ(one.entries.size(), 1u);
    EXPECT_EQ(one.entries[0].base, "100.a");
    EXPECT_EQ(print_dovecot_uidlist(three), "3 V77 N11 Gabc\n2 Pid-2 W12 S10 :100.a,S=10,W=12\n10 :b c\n");
}

TEST(foreign_uidlist, a_bad_line_costs_its_message_alone) {
    auto const list = parse_foreign_uidlist("3 V7 N3\nx :a\n0 :b\n1 :\n1 no-colon\n1 :../x\n1 :good\n1 :again\n2 :twice\n"
                                            "5 :twice\n4294967295 :huge\n4 :late\n6 :torn")
                          .value();
    std::vector<std::pair<std::uint32_t, std::string>> got;
    for (auto const& each : list.entries) got.emplace_back(each.uid, each.base);
    EXPECT_EQ(got, (std::vector<std::pair<std::uint32_t, std::string>>{{1, "good"}, {4, "late"}, {5, "twice"}}));
    EXPECT_EQ(list.uidnext, 6u);
    for (auto const* text : {"", "3\n", "3 N5\n", "2 7 5\n", "3 V0 N1\n", "garbage\n"})
        EXPECT_FALSE(parse_foreign_uidlist(text)) << text;
}

TEST(foreign_uidlist, a_list_without_end_is_none) {
    std::string text = "3 V7 N3\n";
    for (std::size_t n = 1; n <= foreign_most_entries; ++n) text += std::to_string(n) + " :" + std::to_string(n) + '\n';
    EXPECT_EQ(parse_foreign_uidlist(text).value().entries.size(), foreign_most_entries);
    EXPECT_FALSE(parse_foreign_uidlist(text + "5000000 :a\n"));
}

TEST(uidl_format, as_dovecot_makes_them) {
    auto const made = [](char const* format) -> std::string {
        auto const parsed = uidl_format::parse(format);
        return parsed ? parsed->of(0x6b0967ab, 2, "100.a").value_or("unfit") : "refused";
    };
    EXPECT_EQ(made("%08Xu%08Xv"), "000000026b0967ab");  // asked of Dovecot 2.3.19
    EXPECT_EQ(made("%v.%u"), "1795778475.2");
    EXPECT_EQ(made("UID%u-%v"), "UID2-1795778475");
    EXPECT_EQ(made("%f"), "100.a");
    EXPECT_EQ(made("%5u"), "unfit");
    for (auto const* bad : {"", "%v", "fixed", "%m", "%u%", "%999u", "%Lu"}) EXPECT_EQ(made(bad), "refused") << bad;
}

TEST(courier, subscriptions_and_keywords) {
    EXPECT_EQ(parse_courier_subscribed("INBOX\nINBOX.Sent\nINBOX.Caf&AOk-\n#shared.x\nINBOX.\n"),
              (std::vector<std::string>{"INBOX", "Sent", "Caf\xc3\xa9"}));
    auto const words = parse_courier_keywords("$Forwarded\nbad word\njunk\n\n1.a:0 2\n2.b:1 7 x\n:0\n");
    EXPECT_EQ(words.names, (std::vector<std::string>{"$Forwarded", "", "junk"}));
    ASSERT_EQ(words.messages.size(), 1u);
    EXPECT_EQ(words.messages[0].first, "1.a");
    EXPECT_EQ(words.messages[0].second, (std::vector<std::size_t>{0, 2}));
}

TEST_F(foreign_test, a_dovecot_mailbox_keeps_its_uids_and_unique_ids) {
    account();
    put_file(maildir() / "cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / "cur/101.b:2,", "a: b\n\n");
    put_file(maildir() / "new/102.c", "a: b\n\n");
    put_file(maildir() / "new/90.unlisted", "a: b\n\n");
    put_file(maildir() / "dovecot-uidlist", "3 V77 N40 G00\n7 Pmine :100.a\n20 :102.c\n33 P :101.b\n34 :gone\n");
    auto box = inbox();
    auto const view = box->now();
    EXPECT_EQ(view->uidvalidity(), 77u);
    EXPECT_EQ(view->uidnext(), 41u);
    using ids = std::vector<std::pair<std::uint32_t, std::string>>;
    auto const first = box->unique_ids(view).value();
    EXPECT_EQ(ids(first.begin(), first.begin() + 3), (ids{{7, "mine"}, {20, "000000140000004d"}, {33, "101.b"}}));
    EXPECT_EQ(first[3].first, 40u);

    // Never a source again, whatever becomes of it; and the loss of the index changes nothing.
    put_file(maildir() / "dovecot-uidlist", "3 V99 N400\n");
    box.reset();
    with.reset();
    std::filesystem::remove_all(root / "index");
    with = std::make_unique<service>(how);
    box = inbox();
    EXPECT_EQ(box->now()->uidvalidity(), 77u);
    EXPECT_EQ(box->unique_ids(box->now()).value(), first);
}

TEST_F(foreign_test, a_crash_after_the_row_is_made_costs_no_uid) {
    account();
    put_file(maildir() / "cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / "dovecot-uidlist", "3 V77 N40\n7 Pmine :100.a\n");
    // The row alone, as it is before the messages are committed.
    {
        auto const list = take_over(base::system_files(), maildir().string(), *uidl_format::parse("%u")).value();
        store::mailbox_row row;
        row.name = "INBOX";
        row.uidvalidity = list.uidvalidity;
        row.ceiling = list.ceiling;
        row.uidnext = list.ceiling + 1;
        row.stamp = print_state({stamp{}, list.ceiling, list.uids.size(), scan_state::pending::import});
        ASSERT_TRUE(with->index_of(who.account)->adopt(row));
    }
    restart();
    auto const box = inbox();
    ASSERT_EQ(box->now()->size(), 1u);
    EXPECT_EQ((*box->now())[0].uid, 7u);
    EXPECT_EQ(box->unique_ids(box->now()).value()[0].second, "mine");
}

TEST_F(foreign_test, courier_is_taken_over_too) {
    account();
    put_file(maildir() / "cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / "courierimapuiddb", "1 55 30\n12 100.a\n");
    put_file(maildir() / "courierimapsubscribed", "INBOX.Sent\n");
    EXPECT_EQ(account()->subscriptions().value(), std::vector<std::string>{"Sent"});
    ASSERT_TRUE(account()->unsubscribe("Sent"));
    EXPECT_TRUE(account()->subscriptions().value().empty());
    put_file(maildir() / "courierimapkeywords/:list", "$Forwarded\njunk\n\n100.a:1\n");
    auto const box = inbox();
    EXPECT_EQ(box->now()->uidvalidity(), 55u);
    EXPECT_EQ(box->now()->uidnext(), 30u);
    ASSERT_TRUE(box->now()->find(12));
    EXPECT_EQ(store::names_of(*box->now(), box->now()->find(12)->keywords), std::vector<std::string>{"junk"});
    ASSERT_TRUE(box->refresh());
    EXPECT_EQ(store::names_of(*box->now(), box->now()->find(12)->keywords), std::vector<std::string>{"junk"});
    EXPECT_EQ(files_in(maildir() / "cur"), std::vector<std::string>{"100.a:2,Sa"});
    EXPECT_EQ(text_of(*box, 12), "a: b\n\n");
}

TEST_F(foreign_test, a_damaged_list_costs_uids_and_no_mail) {
    account();
    put_file(maildir() / "cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / "dovecot-uidlist", std::string("\0\1\2 what\n", 9));
    EXPECT_EQ(inbox()->now()->size(), 1u);
    with->drain();
    // Our own, damaged, with the index lost: set aside, made anew.
    put_file(maildir() / "mailstead-uidlist", "no list\n");
    with.reset();
    std::filesystem::remove_all(root / "index");
    with = std::make_unique<service>(how);
    EXPECT_EQ(inbox()->now()->size(), 1u);
    std::size_t aside = 0;
    for (auto const& file : files_in(maildir())) aside += file.starts_with("mailstead-uidlist.damaged-");
    EXPECT_EQ(aside, 1u);
    with->drain();
    EXPECT_NE(read_uidlist(base::system_files(), maildir().string()).value().uidvalidity, 0u);
}

TEST_F(foreign_test, a_renamed_folder_never_opened_gets_a_new_uidvalidity) {
    ASSERT_TRUE(account()->create("A"));
    with.reset();
    std::filesystem::remove_all(root / "index");
    with = std::make_unique<service>(how);
    put_file(maildir() / ".A/cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / ".A/dovecot-uidlist", "3 V77 N40\n7 Pmine :100.a\n");
    ASSERT_TRUE(account()->rename("A", "B"));
    auto const box = account()->open("B").value();
    EXPECT_GT(box->now()->uidvalidity(), 77u);
    EXPECT_TRUE(box->now()->find(7));
}

TEST_F(foreign_test, uids_go_back_to_dovecot) {
    ASSERT_TRUE(account()->create("A.B"));
    put_file(maildir() / "cur/100.a:2,S", "a: b\n\n");
    put_file(maildir() / "dovecot-uidlist", "3 V77 N40 G00aa\n7 Pmine W9 :100.a\n");
    auto const fresh = append(*inbox(), "a: b\r\n\r\n");
    EXPECT_EQ(fresh, 40u);
    EXPECT_EQ(export_uidlists(*with, who).value(), 3u);  // INBOX, A, A.B
    auto const text = base::system_files().read_all(AT_FDCWD, (maildir() / "dovecot-uidlist").string(), 10000).value();
    auto const list = parse_foreign_uidlist(text).value();
    EXPECT_EQ(list.uidvalidity, 77u);
    EXPECT_EQ(list.uidnext, 41u);
    EXPECT_EQ(list.others, "G00aa");
    ASSERT_EQ(list.entries.size(), 2u);
    EXPECT_EQ(list.entries[0].uidl, "mine");
    EXPECT_EQ(list.entries[0].others, "W9");
    EXPECT_EQ(list.entries[1].uid, 40u);
    EXPECT_EQ(list.entries[1].uidl->size(), 32u);
    EXPECT_FALSE(std::filesystem::exists(maildir() / "dovecot-uidlist.lock"));
    EXPECT_TRUE(std::filesystem::exists(maildir() / ".A.B/dovecot-uidlist"));
}

}  // namespace
}  // namespace mailstead::maildir
