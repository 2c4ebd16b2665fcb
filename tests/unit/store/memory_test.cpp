// The twin in memory keeps the seam's contract.
#include "store/memory.h"

#include <gtest/gtest.h>

namespace mailstead::store::memory {
namespace {

struct bell final : listener {
    int rung = 0;
    void changed() noexcept override { ++rung; }
};

std::string text_of(mailbox& in, std::uint32_t uid) {
    auto const from = in.open(uid).value();
    std::string out(from->size(), '\0');
    EXPECT_EQ(from->read_at(out, 0).value(), out.size());
    return out;
}

TEST(memory, a_message_put_is_seen_and_told) {
    account a;
    auto const inbox = a.open("inbox").value();
    bell b;
    inbox->listen(b);
    auto const uid = a.put("INBOX", "Subject: x\n\nhello\n", flag::seen, 77, {"$Junk"});
    EXPECT_EQ(b.rung, 1);
    inbox->unlisten(b);
    auto const now = inbox->now();
    ASSERT_EQ(now->size(), 1u);
    EXPECT_EQ((*now)[0].uid, uid);
    EXPECT_EQ((*now)[0].size, 21u);
    EXPECT_EQ(now->keywords(), (std::vector<std::string>{"$Junk"}));
    EXPECT_EQ(text_of(*inbox, uid), "Subject: x\n\nhello\n");
    EXPECT_EQ(inbox->facts_of(uid).value()->envelope.subject, "x");
    EXPECT_EQ(inbox->claim_recent().value(), 1u);
    EXPECT_EQ(inbox->claim_recent().value(), 2u);
}

TEST(memory, append_flags_copy_move_expunge) {
    account a;
    ASSERT_TRUE(a.create("Work.Old"));
    auto const inbox = a.open("INBOX").value();
    auto const old = a.open("Work.Old").value();
    std::vector<new_message> two(2);
    for (auto& m : two) {
        m.text = inbox->begin().value();
        ASSERT_TRUE(m.text->append("a: b\r\n\r\ntext\r\n"));
    }
    auto const added = inbox->append(std::move(two)).value();
    EXPECT_EQ(added.uids, (std::vector<std::uint32_t>{1, 2}));

    auto const before = inbox->now();
    EXPECT_TRUE(inbox->change_flags(uid_set::of({1}), {flag_change::how::add, flag::deleted, {"x"}}).value().empty());
    EXPECT_EQ(inbox->now()->since(*before).changed, (std::vector<std::uint32_t>{1}));
    // RFC 7162: a row changed since is left alone
    auto const left =
        inbox->change_flags(uid_set::everything(), {flag_change::how::add, flag::seen, {}}, before->highest_modseq());
    EXPECT_EQ(left.value(), (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(inbox->now()->find(2)->flags, flag::seen);

    auto const copy = inbox->copy(uid_set::of({1, 99}), *old).value();
    EXPECT_EQ(copy.uids, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}}));
    EXPECT_EQ(old->now()->find(1)->flags, flag::deleted);
    auto const move = inbox->move(uid_set::of({2}), *old).value();
    EXPECT_EQ(move.uids.front().second, 2u);
    EXPECT_EQ(inbox->now()->find(2), nullptr);
    EXPECT_EQ(inbox->expunge(uid_set::everything(), mailbox::expunge_mode::only_deleted).value(),
              (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(inbox->open(1).error(), make_error_code(errc::gone));
    EXPECT_EQ(a.status("Work.Old").value().messages, 2u);
}

TEST(memory, names_and_subscriptions) {
    account a;
    ASSERT_TRUE(a.create("A.B.C"));
    EXPECT_EQ(a.create("A.B").error(), make_error_code(errc::exists));
    EXPECT_EQ(a.create("A..B").error(), make_error_code(errc::bad_name));
    EXPECT_EQ(a.create("iNbOx").error(), make_error_code(errc::exists));
    auto const before = a.status("A.B.C").value().uidvalidity;
    ASSERT_TRUE(a.rename("A", "Z"));
    EXPECT_EQ(a.open("A.B").error(), make_error_code(errc::no_mailbox));
    EXPECT_GT(a.status("Z.B.C").value().uidvalidity, before);
    ASSERT_TRUE(a.remove("Z"));
    auto const list = a.list().value();
    ASSERT_EQ(list.size(), 4u);
    EXPECT_EQ(list[1].name, "Z");
    EXPECT_FALSE(list[1].selectable);
    EXPECT_EQ(a.remove("Z").error(), make_error_code(errc::has_children));
    EXPECT_EQ(a.open("Z").error(), make_error_code(errc::not_selectable));
    ASSERT_TRUE(a.subscribe("gone"));
    EXPECT_EQ(a.subscriptions().value(), (std::vector<std::string>{"gone"}));
    a.put("INBOX", "x: y\n\n");
    ASSERT_TRUE(a.rename("INBOX", "Saved"));
    EXPECT_EQ(a.status("Saved").value().messages, 1u);
    EXPECT_EQ(a.status("INBOX").value().messages, 0u);
}

TEST(memory, remembers_what_was_expunged) {
    account a;
    for (int i = 0; i < 3; ++i) a.put("INBOX", "x: y\n\n");
    auto const inbox = a.open("INBOX").value();
    auto const before = inbox->now()->highest_modseq();
    ASSERT_TRUE(inbox->expunge(uid_set::of({2}), mailbox::expunge_mode::all));
    EXPECT_EQ(inbox->vanished_since(before).value()->to_string(), "2");
    EXPECT_EQ(inbox->vanished_since(inbox->now()->highest_modseq()).value()->to_string(), "");
    a.forget_expunged("INBOX");
    EXPECT_FALSE(inbox->vanished_since(before).value());
}

TEST(memory, fails_when_told) {
    account a;
    auto const inbox = a.open("INBOX").value();
    auto const full = base::from_errno(ENOSPC);
    a.fail_next("flags", full, 2);
    EXPECT_TRUE(inbox->change_flags({}, {}));
    EXPECT_EQ(inbox->change_flags({}, {}).error(), full);
    EXPECT_TRUE(inbox->change_flags({}, {}));
}

TEST(memory, one_maildrop_lock_at_a_time) {
    account a;
    auto const inbox = a.open("INBOX").value();
    auto held = inbox->maildrop_lock();
    ASSERT_TRUE(held);
    EXPECT_EQ(inbox->maildrop_lock().error(), make_error_code(errc::in_use));
    held->reset();
    EXPECT_TRUE(inbox->maildrop_lock());
}

TEST(memory, a_mailbox_that_is_gone_is_told_to_who_listens_and_to_who_comes_late) {
    struct : listener {
        int ends = 0;
        void changed() noexcept override {}
        void gone() noexcept override { ++ends; }
    } early, late;
    account a;
    ASSERT_TRUE(a.create("one"));
    auto const box = a.open("one").value();
    box->listen(early);
    ASSERT_TRUE(a.remove("one"));
    EXPECT_EQ(early.ends, 1);
    box->listen(late);
    EXPECT_EQ(late.ends, 1);
    EXPECT_EQ(early.ends, 1);
    box->unlisten(early), box->unlisten(late);
}

}  // namespace
}  // namespace mailstead::store::memory
