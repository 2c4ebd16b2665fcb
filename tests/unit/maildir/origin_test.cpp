// Ids, save dates, previews and REPLACE.
#include "maildir/mailbox.h"

#include <gtest/gtest.h>

#include "sandbox.h"

namespace mailstead::maildir {
namespace {

namespace flag = store::flag;
using store::uid_set;
using haste = store::mailbox::haste;
using mode = store::mailbox::expunge_mode;
using how_ = store::flag_change::how;
using origin_test = sandbox;

store::origin origin_of(store::mailbox& in, std::uint32_t uid) {
    std::uint32_t const uids[] = {uid};
    auto const found = in.origins_of(uids).value();
    return found.empty() ? store::origin() : found.front();
}

store::new_message message(store::mailbox& to, std::string_view text, std::uint32_t flags = 0) {
    store::new_message out;
    out.text = to.begin().value();
    EXPECT_TRUE(out.text->append(text));
    out.flags = flags;
    out.internal_date = 1234567890;
    return out;
}

// RFC 8474 §5.1: never another one, whatever cache.db makes of its keys.
TEST_F(origin_test, the_id_of_a_name_is_for_ever) {
    put_file(maildir() / "cur/1700000000.M1P1.far:2,S", "Subject: s\n\n");
    EXPECT_EQ(origin_of(*inbox(), 1).email_id, "M6553f10075c430b76744e5dd6c27397d");
}

TEST_F(origin_test, an_id_goes_with_copies_and_stays_over_restarts) {
    auto const now = base::unix_seconds(base::system_clock().now());
    ASSERT_TRUE(account()->create("Old"));
    {
        auto const a = account();
        auto const from = a->open("INBOX").value(), to = a->open("Old").value();
        append(*from, "n: 1\r\n\r\n");
        append(*from, "n: 2\r\n\r\n");
        auto const one = origin_of(*from, 1), two = origin_of(*from, 2);
        EXPECT_NE(one.email_id, two.email_id);
        EXPECT_EQ(one.email_id.front(), 'M');
        EXPECT_GE(one.saved, now);
        ASSERT_TRUE(from->copy(uid_set::of({1}), *to));
        ASSERT_TRUE(from->move(uid_set::of({2}), *to));
        EXPECT_EQ(origin_of(*to, 1).email_id, one.email_id);
        EXPECT_EQ(origin_of(*to, 2).email_id, two.email_id);
        ASSERT_TRUE(to->copy(uid_set::of({1}), *from));    // a copy of a copy
        EXPECT_EQ(origin_of(*from, 3).email_id, one.email_id);
        ASSERT_TRUE(to->change_flags(uid_set::of({1}), {how_::add, flag::seen, {}}, ~0ull));
    }
    auto const id = origin_of(*account()->open("Old").value(), 1);
    restart();
    auto const again = account()->open("Old").value();
    EXPECT_EQ(origin_of(*again, 1).email_id, id.email_id);
    EXPECT_EQ(origin_of(*again, 1).saved, id.saved);
    EXPECT_EQ(origin_of(*again, 9).uid, 0u);
}

TEST_F(origin_test, a_mailbox_keeps_its_id_under_another_name) {
    std::string id;
    {
        auto const a = account();
        ASSERT_TRUE(a->create("Old"));
        id = a->open("Old").value()->object_id().value();
        EXPECT_NE(a->open("INBOX").value()->object_id().value(), id);
        auto const box = a->open("Old").value();
        append(*box, "n: 1\r\n\r\n");
        auto const email = origin_of(*box, 1);
        ASSERT_TRUE(a->rename("Old", "New"));
        auto const renamed = a->open("New").value();
        EXPECT_EQ(renamed->object_id().value(), id);
        EXPECT_EQ(origin_of(*renamed, 1).email_id, email.email_id);
        EXPECT_EQ(origin_of(*renamed, 1).saved, email.saved);
        ASSERT_TRUE(a->create("Old"));
        EXPECT_NE(a->open("Old").value()->object_id().value(), id);
    }
    restart();
    EXPECT_EQ(account()->open("New").value()->object_id().value(), id);
}

TEST_F(origin_test, a_preview_is_known_once_it_was_asked_for) {
    auto box = inbox();
    append(*box, "Subject: one\r\n\r\nfirst words\r\n");
    EXPECT_EQ(box->preview_of(1, haste::lazy).value(), std::nullopt);
    ASSERT_TRUE(box->facts_of(1));
    EXPECT_EQ(box->preview_of(1, haste::lazy).value(), std::nullopt) << "facts without it";
    EXPECT_EQ(box->preview_of(1, haste::wanted).value(), "first words");
    EXPECT_EQ(box->preview_of(1, haste::lazy).value(), "first words");
    EXPECT_EQ(box->facts_of(1).value()->envelope.subject, "one");
    EXPECT_EQ(box->preview_of(9, haste::wanted).error(), make_error_code(store::errc::gone));
    box.reset();
    restart();
    EXPECT_EQ(inbox()->preview_of(1, haste::lazy).value(), "first words") << "from cache.db";
}

TEST_F(origin_test, one_message_in_another_ones_place) {
    auto box = inbox();
    append(*box, "n: 1\r\n\r\n", flag::flagged);
    append(*box, "n: 2\r\n\r\n");
    auto const old = origin_of(*box, 1);
    auto const done = box->replace(1, message(*box, "n: 3\r\n\r\n", flag::draft), *box).value();
    EXPECT_EQ(done.uids, std::vector<std::uint32_t>{3});
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(box->now()->size(), 2u);
        EXPECT_FALSE(box->now()->find(1));
        EXPECT_EQ(box->now()->find(3)->flags, flag::draft);
        EXPECT_EQ(text_of(*box, 3), "n: 3\n\n");
        EXPECT_EQ(text_of(*box, 2), "n: 2\n\n");
        EXPECT_NE(origin_of(*box, 3).email_id, old.email_id);
        EXPECT_EQ(box->refresh().value()->size(), 2u);
        EXPECT_EQ(box->vanished_since(3).value().value_or(store::uid_set()).to_string(), "1");
        box.reset();
        restart();
        box = inbox();
    }
    EXPECT_EQ(box->replace(1, message(*box, "n: 4\r\n\r\n"), *box).error(), make_error_code(store::errc::gone));
    EXPECT_EQ(box->refresh().value()->size(), 2u);
}

TEST_F(origin_test, one_message_for_another_in_another_mailbox) {
    ASSERT_TRUE(account()->create("Sent"));
    auto const a = account();
    auto const from = a->open("INBOX").value(), to = a->open("Sent").value();
    append(*from, "n: 1\r\n\r\n");
    auto const done = from->replace(1, message(*to, "n: 2\r\n\r\n"), *to).value();
    EXPECT_EQ(done.uidvalidity, to->now()->uidvalidity());
    EXPECT_EQ(from->refresh().value()->size(), 0u);
    EXPECT_EQ(to->refresh().value()->size(), 1u);
    EXPECT_EQ(text_of(*to, done.uids[0]), "n: 2\n\n");
}

}  // namespace
}  // namespace mailstead::maildir
