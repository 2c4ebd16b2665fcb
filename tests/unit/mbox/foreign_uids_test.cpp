// Mailboxes that come from another IMAP server: the uids that clients know stay.
#include "mbox/foreign_uids.h"

#include <gtest/gtest.h>

#include <fstream>

#include "mbox/depositor.h"
#include "mbox/mailbox.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace fs = std::filesystem;
using foreign_uids_test = sandbox;
using uid_list = std::vector<std::uint32_t>;

std::string const base = "X-IMAPbase: 1600000000 0000000020 Work\n";

uid_list uids(store::mailbox& box) {
    uid_list out;
    auto const view = box.refresh().value();
    for (std::size_t i = 0; i < view->size(); ++i) out.push_back((*view)[i].uid);
    return out;
}

TEST_F(foreign_uids_test, are_taken_over_once_with_the_validity) {
    write(mail_text("one", base + "X-UID: 7\nStatus: RO\nX-Keywords: Work\n") + mail_text("two", "X-UID: 9\n") + mail_text("three", ""));
    auto box = inbox();
    EXPECT_EQ(uids(*box), (uid_list{7, 9, 21}));
    EXPECT_EQ(box->now()->uidvalidity(), 1600000000u);
    EXPECT_EQ(box->now()->uidnext(), 22u);
    EXPECT_EQ(box->now()->keywords().at(0), "Work");
    EXPECT_EQ(text_of(*box, 7), "Subject: one\n\nbody of one\n") << "the numbers are shown to nobody";
    auto const ids = box->unique_ids(box->now()).value();
    EXPECT_EQ(ids[0].second, "000000075f5e1000") << "as Dovecot's %08Xu%08Xv";
    EXPECT_EQ(ids[2].second, "5f5e100000000015");
    EXPECT_NE(read().find("X-IMAPbase: 1600000000 0001000020 Work\n"), std::string::npos) << read();
    EXPECT_EQ(append(*box, "Subject: four\r\n\r\n"), 22u);
    box.reset();
    restart();
    box = inbox();
    EXPECT_EQ(uids(*box), (uid_list{7, 9, 21, 22}));
    EXPECT_EQ(box->unique_ids(box->now()).value()[0].second, "000000075f5e1000");
    // What comes later in a file counts for nothing.
    add(mail_text("five", "X-IMAPbase: 1700000000 0000000900\nX-UID: 800\n"));
    EXPECT_EQ(uids(*box), (uid_list{7, 9, 21, 22, 23}));
    write(mail_text("six", "X-IMAPbase: 1700000000 0000000900\nX-UID: 800\n"));
    EXPECT_EQ(uids(*box), uid_list{24});
    EXPECT_EQ(box->now()->uidvalidity(), 1600000000u);
    EXPECT_NE(read().find(" 0000000900\n"), std::string::npos) << "left alone";
}

TEST_F(foreign_uids_test, an_index_that_was_lost_gives_no_uid_twice) {
    write(mail_text("one", base + "X-UID: 7\n"));
    auto box = inbox();
    EXPECT_EQ(append(*box, "Subject: two\r\n\r\n"), 21u);
    box.reset();
    with.reset();
    fs::remove_all(how.index.directory);
    restart();
    box = inbox();
    EXPECT_EQ(uids(*box), (uid_list{7, 1000021}));
}

TEST_F(foreign_uids_test, a_mailbox_that_is_known_keeps_its_own) {
    write("");
    inbox();
    with->drain();
    write(mail_text("one", base + "X-UID: 7\n"));
    EXPECT_EQ(uids(*inbox()), uid_list{1});
    auto const at = account();
    ASSERT_TRUE(at->create("A"));
    std::ofstream(who.location + ".folders/A") << mail_text("one", base + "X-UID: 7\n");
    EXPECT_EQ(uids(*at->open("A").value()), uid_list{1});
    std::ofstream(who.location + ".folders/B") << mail_text("one", base + "X-UID: 7\n");
    EXPECT_EQ(uids(*at->open("B").value()), uid_list{7}) << "a folder of another server";
}

TEST_F(foreign_uids_test, a_delivered_message_sets_none) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, "X-IMAPbase: 5 0000000009\r\nX-UID: 8\r\nSubject: x\r\n\r\nhello\r\n")));
    EXPECT_EQ(uids(*inbox()), uid_list{1});
    EXPECT_NE(inbox()->now()->uidvalidity(), 5u);
}

struct numbers {
    std::string base;
    std::vector<std::uint32_t> own;
};

std::optional<foreign_uids> read(numbers const& from) {
    std::vector<found_message> found(from.own.size());
    for (std::size_t i = 0; i < found.size(); ++i) found[i].uids.uid = from.own[i];
    auto const head = parse_head(from.base + "\n\n");
    found[0].uids = head.uids;
    found[0].uids.uid = from.own[0];
    return foreign_uids_in(found);
}

TEST(foreign_uids_in, follows_dovecot) {
    auto const good = read({"X-IMAPbase: 5 20", {1, 2, 20}});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->validity, 5u);
    EXPECT_EQ(good->uids, (uid_list{1, 2, 20}));
    EXPECT_EQ(read({"X-IMAPbase: 5 20", {3, 2, 4}})->uids, uid_list{3}) << "they ascend";
    EXPECT_EQ(read({"X-IMAPbase: 5 20", {3, 3}})->uids, uid_list{3});
    EXPECT_EQ(read({"X-IMAPbase: 5 20", {3, 0, 5}})->uids, uid_list{3}) << "what comes behind is newer";
    EXPECT_EQ(read({"X-IMAPbase: 5 20", {3, 21}})->uids, uid_list{3}) << "none is above the last";
    EXPECT_EQ(read({"X-IMAP: 5 20", {0, 3, 4}})->uids, (uid_list{1, 3, 4})) << "the internal message";
    EXPECT_TRUE(read({"X-IMAPbase: 5 20", {0, 3, 4}})->uids.empty());
}

TEST(foreign_uids_in, refuses_what_makes_no_sense) {
    for (std::string const line : {"X-IMAPbase: 0 20", "X-IMAPbase: x 20", "X-IMAPbase:", "X-IMAPbase: 99999999999 1", "Subject: x",
                                   "X-IMAPbase: 5 4294967295", "X-IMAPbase: 4294967295 5", "X-IMAPbase: -5 3"})
        EXPECT_FALSE(read({line, {1, 2}})) << line;
    EXPECT_FALSE(foreign_uids_in({}));
}

}  // namespace
}  // namespace mailstead::mbox
