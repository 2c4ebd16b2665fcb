// Another program rewrites the file so that the known end stays where it was, and adds to it: the messages between lie elsewhere.
#include <gtest/gtest.h>

#include "mbox/mailbox.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace flag = store::flag;
using store::uid_set;
using mode = store::mailbox::expunge_mode;
using list = std::vector<std::string>;

constexpr std::size_t little = 8 * 1024, much = 3 * 1024 * 1024;

struct shifted_test : sandbox {
    static std::string filler(std::size_t size) {
        std::string body;
        while (body.size() < size) body += "a line of a long message\n";
        return "From a@b  Mon Jul  5 23:46:19 1999\nSubject: long\n\n" + body + "\n";
    }
    static std::string before(std::size_t size) {
        return mail_text("one", "X-Status: \n") + mail_text("two", "Status: RO\nX-Status: \nX-Keywords:                    \n") +
               mail_text("three", "X-Status: AFT\n") + filler(size);
    }
    static std::string after(std::size_t size) {
        return mail_text("one", "X-Status: AFT\n") + mail_text("two", "Status: RO\nX-Status: \nX-Keywords:                    \n") +
               mail_text("three", "X-Status: \n") + filler(size) + mail_text("new");
    }
    std::shared_ptr<store::mailbox> shifted(std::size_t size) {
        write(before(size));
        auto box = inbox();
        write(after(size));
        EXPECT_TRUE(box->refresh());
        EXPECT_EQ(box->now()->size(), 5u);
        return box;
    }
    std::string rest_after(std::string const& start) const {
        auto const all = read();
        auto const at = all.find(start);
        return at == all.npos ? "nothing" : all.substr(at);
    }
};

TEST_F(shifted_test, in_a_small_file_all_is_seen_at_once) {
    auto const box = shifted(little);
    EXPECT_EQ((*box->now())[0].flags, flag::answered | flag::flagged | flag::draft);
    EXPECT_EQ((*box->now())[2].flags, 0u);
    EXPECT_EQ(text_of(*box, 2), "Subject: two\n\nbody of two\n");
}

TEST_F(shifted_test, texts_and_facts_are_of_the_message) {
    auto const box = shifted(much);
    EXPECT_EQ(box->facts_of(2).value()->envelope.subject, "two");
    EXPECT_EQ(text_of(*box, 2), "Subject: two\n\nbody of two\n");
    EXPECT_EQ((*box->now())[0].flags, flag::answered | flag::flagged | flag::draft) << "then all is compared";
}

TEST_F(shifted_test, an_expunge_takes_nothing_else) {
    auto const box = shifted(much);
    EXPECT_TRUE(box->change_flags(uid_set::of({2}), {store::flag_change::how::add, flag::deleted, {}}));
    EXPECT_EQ(box->expunge(uid_set::of({2}), mode::only_deleted).value(), std::vector<std::uint32_t>{2});
    EXPECT_EQ(subjects(*box), (list{"one", "three", "long", "new"}));
    EXPECT_TRUE(read() == mail_text("one", "X-Status: AFT\n") + mail_text("three", "X-Status: \n") + filler(much) + mail_text("new"));
}

TEST_F(shifted_test, marks_go_to_the_message) {
    auto box = shifted(much);
    EXPECT_TRUE(box->change_flags(uid_set::of({2}), {store::flag_change::how::add, flag::flagged, {}}));
    box.reset();
    restart();
    box = inbox();
    EXPECT_EQ(subjects(*box), (list{"one", "two", "three", "long", "new"}));
    EXPECT_EQ((*box->now())[1].flags, flag::seen | flag::flagged);
    EXPECT_TRUE(read().starts_with(mail_text("one", "X-Status: AFT\n") + "From a@b"));
    EXPECT_TRUE(rest_after("From a@b  Mon Jul  5 23:46:19 1999\nSubject: three") == mail_text("three", "X-Status: \n") + filler(much) + mail_text("new"));
}

TEST_F(shifted_test, a_copy_is_of_the_message) {
    auto const box = shifted(much);
    ASSERT_TRUE(box->copy(uid_set::of({2}), *box));
    EXPECT_TRUE(read().ends_with("Subject: two\nStatus: RO\nX-Status: \nX-Keywords:                                                 \n\nbody of two\n\n"));
    EXPECT_EQ(subjects(*box), (list{"one", "two", "three", "long", "new", "two"}));
    EXPECT_EQ(text_of(*box, 6), "Subject: two\n\nbody of two\n");
}

}  // namespace
}  // namespace mailstead::mbox
