// The rows of a first look come behind its answer: its uids must hold whatever happens in between.
#include <future>

#include "maildir/account.h"
#include "maildir/depositor.h"
#include "maildir/uidlist.h"
#include "sandbox.h"
#include "store/measure.h"

namespace mailstead::maildir {
namespace {

using store::uid_set;

struct first_look_test : sandbox {
    std::promise<void> gate;
    bool open_gate = false;

    first_look_test() {
        how.rows_later = 3;
        restart();
        for (auto const* sub : {"cur", "new", "tmp"}) std::filesystem::create_directories(maildir() / sub);
    }
    ~first_look_test() override { let_go(); }

    void some(int count) {
        for (int i = 0; i < count; ++i)
            put_file(maildir() / (i % 2 ? "new/" : "cur/") / fmt::format("{}.foreign{}", 100 + i, i % 2 ? "" : ":2,S"), fmt::format("Subject: {}\n\n", i));
    }
    // No rows are written before let_go().
    void hold() {
        with->later_and_long([done = gate.get_future().share()] { done.wait(); });
    }
    void let_go() {
        if (!std::exchange(open_gate, true)) gate.set_value();
    }
    std::size_t rows_in_index() {
        auto const index = with->index_of(who.account);
        return index->rows(index->find("INBOX").value()->id).value().size();
    }
    // What a power cut would leave of all that was synced, seen by a new process.
    std::unique_ptr<service> after_power_cut() {
        auto const image = root / "image";
        std::filesystem::create_directories(image);
        std::filesystem::copy(root / "index", image / "index", std::filesystem::copy_options::recursive);
        std::filesystem::copy(root / "alice", image / "alice", std::filesystem::copy_options::recursive);
        auto there = how;
        there.index.directory = (image / "index").string();
        return std::make_unique<service>(there);
    }
    store::owner who_then() const {
        auto out = who;
        out.location = (root / "image/alice/Maildir/").string();
        return out;
    }
    static std::string subject(store::mailbox& in, std::uint32_t uid) {
        auto const found = in.facts_of(uid);
        return found ? (*found)->envelope.subject.value_or("none") : found.error().message();
    }
};

TEST_F(first_look_test, the_rows_follow) {
    some(5);
    hold();
    auto const box = inbox();
    auto const view = box->refresh().value();
    ASSERT_EQ(view->size(), 5u);
    auto const id = box->object_id().value();    // SELECT asks for it
    EXPECT_FALSE(id.empty());
    EXPECT_EQ(rows_in_index(), 0u);
    EXPECT_EQ(view->uidnext(), 6u);
    EXPECT_EQ(box->claim_recent().value(), 1u);
    EXPECT_EQ(box->claim_recent().value(), 6u);
    let_go();
    with->drain();
    EXPECT_EQ(rows_in_index(), 5u);
    EXPECT_EQ(box->now(), view);
    EXPECT_EQ(box->object_id().value(), id);
    std::uint32_t const uids[] = {1, 5};
    auto const origins = box->origins_of(uids).value();
    ASSERT_EQ(origins.size(), 2u);
    EXPECT_EQ(origins[0].saved, 100);    // as the names say
    EXPECT_EQ(origins[1].saved, 104);
    for (std::uint32_t uid = 1; uid <= 5; ++uid) EXPECT_EQ(subject(*box, uid), std::to_string(uid - 1));
}

TEST_F(first_look_test, ids_dates_and_previews_do_not_miss_the_rows) {
    some(5);
    hold();
    auto const box = inbox();
    std::uint32_t const uids[] = {1, 5};
    EXPECT_EQ(box->origins_of(uids).value().size(), 2u);
    EXPECT_TRUE(box->preview_of(3, store::mailbox::haste::wanted));
}

TEST_F(first_look_test, a_preview_alone_does_not_miss_the_rows) {
    some(5);
    hold();
    EXPECT_TRUE(inbox()->preview_of(3, store::mailbox::haste::wanted));
}

TEST_F(first_look_test, who_needs_the_rows_writes_them) {
    some(5);
    hold();
    auto const box = inbox();
    EXPECT_EQ(rows_in_index(), 0u);
    EXPECT_EQ(text_of(*box, 4), "Subject: 3\n\n");
    EXPECT_EQ(rows_in_index(), 5u);
}

TEST_F(first_look_test, changes_come_behind_the_rows) {
    some(5);
    hold();
    auto const box = inbox();
    ASSERT_TRUE(box->change_flags(uid_set::of({2}), {store::flag_change::how::add, store::flag::flagged, {}}, ~0ull));
    EXPECT_EQ(rows_in_index(), 5u);
    EXPECT_EQ(box->expunge(uid_set::of({1}), store::mailbox::expunge_mode::all).value().size(), 1u);
    EXPECT_EQ(rows_in_index(), 4u);
    EXPECT_EQ(append(*box, "Subject: new\r\n\r\n"), 6u);
}

TEST_F(first_look_test, a_delivery_before_the_rows) {
    some(4);
    hold();
    auto const box = inbox();
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    bell b;
    box->listen(b);
    for (int i = 0; i < 500 && box->now()->size() < 5; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    box->unlisten(b);
    EXPECT_EQ(box->now()->size(), 5u);
    EXPECT_EQ(rows_in_index(), 5u);
    EXPECT_EQ(subject(*box, 5), "x");
}

TEST_F(first_look_test, uids_hold_when_the_power_goes_before_the_rows_are_there) {
    some(6);
    hold();
    auto const box = inbox();
    auto const view = box->now();
    auto const then = after_power_cut();
    std::filesystem::remove(root / "image/alice/Maildir/cur/102.foreign:2,S");
    put_file(root / "image/alice/Maildir/new/1.late", "Subject: late\n\n");
    auto const again = opener(*then).open(who_then()).value()->open("INBOX").value();
    EXPECT_EQ(again->now()->uidvalidity(), view->uidvalidity());
    ASSERT_EQ(again->now()->size(), 6u);
    EXPECT_EQ(again->open(3).error(), make_error_code(store::errc::gone));
    for (std::uint32_t const uid : {1u, 2u, 4u, 5u, 6u}) EXPECT_EQ(subject(*again, uid), std::to_string(uid - 1));
    auto const& last = (*again->now())[5];
    EXPECT_GE(last.uid, 7u);
    EXPECT_EQ(subject(*again, last.uid), "late");
}

TEST_F(first_look_test, uids_hold_after_the_loss_of_the_index) {
    some(6);
    std::uint32_t validity;
    {
        auto const box = inbox();
        validity = box->now()->uidvalidity();
    }
    with->drain();
    with.reset();
    std::filesystem::remove_all(root / "index");
    restart();
    auto const box = inbox();
    EXPECT_EQ(box->now()->uidvalidity(), validity);
    for (std::uint32_t uid = 1; uid <= 6; ++uid) EXPECT_EQ(subject(*box, uid), std::to_string(uid - 1));
}

TEST_F(first_look_test, twins_go_the_long_way) {
    some(4);
    put_file(maildir() / "new/102.foreign", "Subject: twin\n\n");
    hold();
    auto const box = inbox();
    EXPECT_EQ(rows_in_index(), 4u);
    EXPECT_EQ(box->refresh().value()->size(), 5u);
}

TEST_F(first_look_test, so_do_names_without_a_line) {
    some(4);
    put_file(maildir() / "new/104.control\x01", "Subject: odd\n\n");
    hold();
    auto const box = inbox();
    EXPECT_EQ(rows_in_index(), 5u);
    EXPECT_EQ(box->now()->size(), 5u);
}

TEST_F(first_look_test, a_folder_removed_meanwhile_leaves_nothing) {
    ASSERT_TRUE(account()->create("Old"));
    for (int i = 0; i < 5; ++i) put_file(maildir() / ".Old/new" / fmt::format("{}.foreign", i), "Subject: x\n\n");
    hold();
    auto const mine = account();
    auto box = mine->open("Old").value();
    ASSERT_EQ(box->now()->size(), 5u);
    ASSERT_TRUE(mine->remove("Old"));
    let_go();
    with->drain();
    box.reset();
    with->drain();
    ASSERT_TRUE(mine->create("Old"));
    EXPECT_EQ(mine->open("Old").value()->now()->size(), 0u);
}

TEST_F(first_look_test, a_folder_renamed_meanwhile_keeps_its_messages) {
    ASSERT_TRUE(account()->create("Old"));
    for (int i = 0; i < 5; ++i) put_file(maildir() / ".Old/new" / fmt::format("{}.foreign", i), fmt::format("Subject: {}\n\n", i));
    hold();
    auto const mine = account();
    auto box = mine->open("Old").value();
    auto const before = box->now()->uidvalidity();
    ASSERT_TRUE(mine->rename("Old", "New"));
    let_go();
    with->drain();
    auto const after = mine->open("New").value();
    EXPECT_GT(after->now()->uidvalidity(), before);
    ASSERT_EQ(after->now()->size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(subject(*after, (*after->now())[i].uid), std::to_string(i));
}

TEST_F(first_look_test, the_last_session_leaves_before_the_rows) {
    some(5);
    hold();
    auto box = inbox();
    (void)box->claim_recent();
    box.reset();
    let_go();
    with->drain();
    with->drain();
    restart();
    box = inbox();
    EXPECT_EQ(box->now()->size(), 5u);
    EXPECT_EQ(box->recent_from(), 6u);
    EXPECT_EQ(rows_in_index(), 5u);
}

}  // namespace
}  // namespace mailstead::maildir
