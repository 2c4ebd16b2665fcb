// What is known of a message in an mbox is not found out twice, and is the truth whoever finds it out.
#include <gtest/gtest.h>

#include "mbox/depositor.h"
#include "mbox/row.h"
#include "sandbox.h"
#include "store/facts_codec.h"

namespace mailstead::mbox {
namespace {

struct facts_test : sandbox {
    // All of them, by uid.
    std::vector<std::string> facts() {
        std::vector<std::string> out;
        auto const box = inbox();
        auto const view = box->now();
        for (std::size_t i = 0; i < view->size(); ++i) out.push_back(store::encode(*box->facts_of((*view)[i].uid).value()));
        return out;
    }
    std::size_t known() {
        with->facts.drain();
        std::vector<store::fact_key> keys;
        auto const index = with->index_of(who.account);
        for (auto const& row : index->rows(index->find("INBOX").value()->id).value()) keys.push_back(fact_key_of(row));
        auto const found = index->facts().find(keys);
        return static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [](auto const& one) { return one != nullptr; }));
    }
};

TEST_F(facts_test, deliveries_are_known_as_reading_would_find_them) {
    {
        depositor to(*with);
        char const* const texts[] = {"Subject: a\r\n\r\nFrom here\r\n", "Status: RO\r\nSubject: b\r\n\r\n\r\n", "\r\nno header\r\n",
                                     "Subject: c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nFrom\r\n--x--\r\n"};
        std::uint64_t n = 0;
        for (auto const* text : texts) {
            auto what = mail(++n, text);
            ASSERT_TRUE(wait_for(to, std::move(what)));
        }
    }
    (void)inbox();
    EXPECT_EQ(known(), 4u);
    auto const from_cache = facts();
    restart();
    with.reset();
    for (auto const& at : std::filesystem::recursive_directory_iterator(root / "index"))
        if (at.path().filename().string().starts_with("cache.db")) std::filesystem::remove(at.path());
    with = std::make_unique<service>(how);
    EXPECT_EQ(known(), 0u);
    EXPECT_EQ(facts(), from_cache);
    EXPECT_EQ(known(), 4u);
}

TEST_F(facts_test, an_expunged_message_is_forgotten_and_others_stay_when_they_move) {
    write(mail_text("one") + mail_text("two") + mail_text("three"));
    EXPECT_EQ(facts().size(), 3u);
    EXPECT_EQ(known(), 3u);
    auto const box = inbox();
    auto const gone = fact_key_of(with->index_of(who.account)->row(1, 1).value());
    ASSERT_TRUE(box->expunge(store::uid_set::of({1}), store::mailbox::expunge_mode::all));
    EXPECT_EQ(known(), 2u);
    EXPECT_FALSE(with->cache_of(who.account)->find(std::span(&gone, 1)).front());
}

}  // namespace
}  // namespace mailstead::mbox
