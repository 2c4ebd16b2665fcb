// What others share: nothing without a right, and no name that leads elsewhere.
#include "store/shared.h"

#include <gtest/gtest.h>

#include <set>

#include "store/error.h"
#include "store/message.h"
#include "store/guarded.h"
#include "store/memory.h"
#include "store/text_index.h"

namespace mailstead::store {
namespace {

rights r(std::string_view text) { return rights::parse(text).value(); }

class world final : public sharing {
public:
    result<std::shared_ptr<account>> open(std::string const& owner) override {
        asked.push_back(owner);
        if (!known.count(owner)) return make_error_code(errc::no_mailbox);
        return std::shared_ptr<account>(all.at(owner));
    }
    std::shared_ptr<records> common() override { return kept; }
    result<void> set_quota(std::string const&, quota_limits const&) override { return {}; }

    memory::opener all;
    std::set<std::string> known;
    std::vector<std::string> asked;
    std::shared_ptr<records> const kept = std::make_shared<records>(nullptr, ":memory:");
};

struct shared_test : testing::Test {
    shared_test() {
        for (auto const* name : {"alice@a.test", "bob@a.test", "carol@a.test"}) with->known.insert(name);
        alice->put("Work", "Subject: one\n\nbody\n");
    }
    void grant(std::string const& mailbox, std::string const& whom, std::string_view what) {
        ASSERT_TRUE(alice->recorded()->set_access(mailbox, whom, r(what)));
        ASSERT_TRUE(note_sharing(*with, *alice, whom));
    }
    shared_account seen_by(std::string const& user, sharing_names names = {}) { return {with->all.at(user), with, names}; }
    std::string listed(shared_account& by) {
        std::string out;
        for (auto const& f : by.list().value()) out += (f.selectable ? "" : "(") + f.name + (f.selectable ? "" : ")") + ' ';
        return out;
    }

    std::shared_ptr<world> const with = std::make_shared<world>();
    std::shared_ptr<memory::account> const alice = with->all.at("alice@a.test");
    std::string const work = "Other Users.alice@a=2Etest.Work";
};

TEST_F(shared_test, hears_of_those_who_share_and_knows_their_names) {
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(bob.all_notices().size(), 1u);
    grant("Work", "bob@a.test", "l");
    auto const heard = bob.all_notices();
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0], with->all.at("bob@a.test")->notices());
    EXPECT_EQ(heard[1], alice->notices());
    EXPECT_EQ(bob.name_here("alice@a.test", "Work/a.b", '/'), work + ".a=2Eb");
    EXPECT_EQ(bob.name_here("bob@a.test", "Work", '.'), "Work");
    EXPECT_EQ(bob.name_here("", "Work", '.'), "Work");
    auto const alone = seen_by("bob@a.test", {"", "Shared", "alice@a.test", 100});
    EXPECT_EQ(alone.name_here("carol@a.test", "Work", '.'), std::nullopt);
    EXPECT_EQ(alone.name_here("alice@a.test", "Work", '.'), "Shared.Work");
}

TEST_F(shared_test, tells_whether_an_open_mailbox_may_still_be_read) {
    grant("Work", "bob@a.test", "lr");
    auto bob = seen_by("bob@a.test");
    auto const theirs = bob.open(work).value();
    auto const own = bob.open("INBOX").value();
    EXPECT_TRUE(theirs->may_read());
    grant("Work", "bob@a.test", "l");
    EXPECT_EQ(theirs->may_read().error(), make_error_code(errc::no_right));
    EXPECT_TRUE(own->may_read());
}

TEST(escaped_level, comes_back_and_has_one_spelling) {
    for (auto const* name : {"alice", "alice@a.test", "a/b", "=2E", "a=b", "=", "==2E", "a=2", "\xc3\xbc.", "..", ""})
        for (char const separator : {'.', '/'}) {
            auto const wire = escaped_level(name, separator);
            EXPECT_EQ(wire.find(separator), wire.npos) << wire;
            EXPECT_EQ(unescaped_level(wire, separator), name) << wire;
        }
    EXPECT_EQ(escaped_level("alice@a.test", '.'), "alice@a=2Etest");
    EXPECT_EQ(escaped_level("alice@a.test", '/'), "alice@a.test");
    EXPECT_EQ(unescaped_level("alice=2Fx", '.'), std::nullopt);
    EXPECT_EQ(unescaped_level("=41", '.'), std::nullopt);
    EXPECT_EQ(unescaped_level("=00", '.'), std::nullopt);
}

TEST_F(shared_test, nobody_gets_anything_without_a_grant) {
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(listed(bob), "INBOX ");
    EXPECT_EQ(bob.open(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.status(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.remove(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.rename(work, "Mine").error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.create(work + ".New").error(), make_error_code(errc::no_right));
    EXPECT_EQ(bob.locate(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_TRUE(with->asked.empty()) << "and the owner's account is not even opened";
}

TEST_F(shared_test, what_is_granted_is_listed_and_opened_and_nothing_beside_it) {
    alice->put("Private", "Subject: secret\n\nbody\n");
    alice->put("Work.Below", "Subject: secret\n\nbody\n");
    grant("Work", "bob@a.test", "lr");
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(listed(bob), "INBOX (Other Users) (Other Users.alice@a=2Etest) " + work + " ");
    EXPECT_TRUE(bob.open(work));
    EXPECT_EQ(bob.status(work).value().messages, 1u);
    for (auto const* other : {"Other Users.alice@a=2Etest.Private", "Other Users.alice@a=2Etest.Work.Below", "Other Users.alice@a=2Etest.INBOX"})
        EXPECT_EQ(bob.open(other).error(), make_error_code(errc::no_mailbox)) << other;
    auto carol = seen_by("carol@a.test");
    EXPECT_EQ(listed(carol), "INBOX ");
    EXPECT_EQ(carol.open(work).error(), make_error_code(errc::no_mailbox));
}

TEST_F(shared_test, only_the_name_that_list_gives_leads_there) {
    grant("Work", "anyone", "lrswipkxtea");
    auto bob = seen_by("bob@a.test");
    for (auto const* name : {"Other Users", "Other Users.", "Other Users..", "Other Users...", "Other Users...alice@a=2Etest.Work",
                             "Other Users.=2E=2E.Work", "Other Users.alice@a=2Etest", "Other Users.alice@a=2Etest.", "Other Users.alice@a=2Etest..Work",
                             "Other Users.alice@a=2Etest.work", "Other Users.alice@a=2Etest.Work.", "Other Users.alice@a=2Etest.=57ork",
                             "Other Users.alice@a=2Etest.Work=2E", "Other Users.alice@a=2Etest.=2E=2E=2FWork", "Other Users.Alice@a=2Etest.Work",
                             "Other Users.alice+x@a=2Etest.Work", "Other Users.alice@a.test.Work", "Other Users/alice@a.test/Work",
                             "Other Users.alice@a=2Etest.INBOX", "Other Users.bob@a=2Etest.INBOX", "other users.alice@a=2Etest.Work"}) {
        EXPECT_FALSE(bob.open(name)) << name;
        EXPECT_FALSE(bob.status(name)) << name;
        EXPECT_FALSE(bob.remove(name)) << name;
    }
    EXPECT_TRUE(bob.open(work));
}

TEST_F(shared_test, a_name_that_nobody_has_is_not_asked_for) {
    grant("Work", "bob@a.test", "lr");
    auto bob = seen_by("bob@a.test");
    (void)bob.open("Other Users.carol@a=2Etest.INBOX").has_value();
    (void)bob.open("Other Users.nobody.INBOX").has_value();
    EXPECT_TRUE(with->asked.empty());
}

TEST_F(shared_test, one_spelling_of_an_owner_counts) {
    // A note in store.db alone gives nothing.
    ASSERT_TRUE(with->kept->note_grant("bob@a.test", "carol@a.test"));
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(listed(bob), "INBOX ");
    EXPECT_EQ(bob.open("Other Users.carol@a=2Etest.INBOX").error(), make_error_code(errc::no_mailbox));
}

TEST_F(shared_test, the_owner_is_not_among_the_others) {
    grant("Work", "anyone", "lr");
    auto own = seen_by("alice@a.test");
    EXPECT_EQ(listed(own), "INBOX Work ");
    EXPECT_EQ(own.open(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_TRUE(own.open("Work"));
}

TEST_F(shared_test, a_folder_of_ones_own_does_not_hide_what_is_shared) {
    with->all.at("bob@a.test")->put("Other Users.alice@a=2Etest.Work", "Subject: fake\n\nbody\n");
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(bob.open(work).error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(listed(bob), "INBOX ");
    sharing_names off;
    off.others.clear();
    auto alone = seen_by("bob@a.test", off);
    EXPECT_TRUE(alone.open(work)) << "where nothing is shared the name is his own";
}

TEST_F(shared_test, rights_are_looked_at_in_every_call) {
    grant("Work", "bob@a.test", "lrswite");
    auto bob = seen_by("bob@a.test");
    auto const box = bob.open(work).value();
    EXPECT_TRUE(box->refresh());
    EXPECT_TRUE(box->open(1));
    grant("Work", "bob@a.test", "");
    EXPECT_EQ(box->refresh().error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->open(1).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->facts_of(1).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->begin().error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->append({}).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->expunge(uid_set::everything(), mailbox::expunge_mode::all).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->change_flags(uid_set::everything(), {flag_change::how::add, flag::seen, {}}).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->change_flags(uid_set::everything(), {flag_change::how::replace, 0, {}}).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->vanished_since(0).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->unique_ids(box->now()).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->maildrop_lock().error(), make_error_code(errc::no_right));
    auto const own = bob.open("INBOX").value();
    EXPECT_EQ(box->copy(uid_set::everything(), *own).error(), make_error_code(errc::no_right));
    EXPECT_EQ(box->move(uid_set::everything(), *own).error(), make_error_code(errc::no_right));
    EXPECT_EQ(own->copy(uid_set::everything(), *box).error(), make_error_code(errc::no_right));
    EXPECT_EQ(alice->status("Work").value().messages, 1u);
}

TEST_F(shared_test, a_replacement_leaves_alone_what_may_not_be_changed) {
    auto const inner = alice->open("Work").value();
    ASSERT_TRUE(inner->change_flags(uid_set::of({1}), {flag_change::how::replace, flag::flagged | flag::deleted | flag::seen, {"$A"}}));
    grant("Work", "bob@a.test", "lrw");
    auto bob = seen_by("bob@a.test");
    auto const box = bob.open(work).value();
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {flag_change::how::replace, flag::draft, {"$B"}}));
    auto const& row = (*inner->now())[0];
    EXPECT_EQ(row.flags, flag::draft | flag::deleted | flag::seen);
    EXPECT_EQ(store::rights::all(), r("lrswipkxtea"));
    grant("Work", "bob@a.test", "lrs");
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {flag_change::how::replace, 0, {}}));
    EXPECT_EQ((*inner->now())[0].flags, flag::draft | flag::deleted);
    EXPECT_NE((*inner->now())[0].keywords, 0u);
}

TEST_F(shared_test, copies_between_owners_carry_the_permitted_flags) {
    auto const bobs = with->all.at("bob@a.test");
    bobs->put("INBOX", "Subject: a\r\n\r\nx\r\n", flag::deleted | flag::seen | flag::draft);
    grant("Work", "bob@a.test", "ilrs");
    auto bob = seen_by("bob@a.test");
    auto const from = bob.open("INBOX").value(), to = bob.open(work).value();
    auto const done = from->copy(uid_set::everything(), *to);
    ASSERT_TRUE(done);
    ASSERT_EQ(done->uids.size(), 1u);
    auto const view = alice->open("Work").value()->now();
    EXPECT_EQ(view->find(done->uids[0].second)->flags, flag::seen);
    EXPECT_EQ(to->move(uid_set::everything(), *from).error(), make_error_code(errc::no_right)) << "neither t nor e";
    grant("Work", "bob@a.test", "ilrste");
    ASSERT_TRUE(to->move(uid_set::everything(), *from));
    EXPECT_EQ(alice->status("Work").value().messages, 0u);
    EXPECT_EQ(bobs->status("INBOX").value().messages, 3u);
}

TEST_F(shared_test, insertion_alone_is_enough_to_append_and_for_nothing_else) {
    grant("Work", "bob@a.test", "i");
    auto bob = seen_by("bob@a.test");
    auto const box = bob.open(work);
    ASSERT_TRUE(box);
    EXPECT_TRUE((*box)->begin());
    EXPECT_EQ((*box)->refresh().error(), make_error_code(errc::no_right));
    EXPECT_EQ(bob.status(work).error(), make_error_code(errc::no_mailbox)) << "without l it is not there";
    EXPECT_EQ(listed(bob), "INBOX ");
}

// A mailbox whose index of texts rules every message out.
class indexed final : public mailbox {
public:
    explicit indexed(std::shared_ptr<mailbox> inner) : inner_(std::move(inner)) {}
    view now() const override { return inner_->now(); }
    result<view> refresh() override { return inner_->refresh(); }
    result<std::uint32_t> claim_recent() override { return inner_->claim_recent(); }
    std::uint32_t recent_from() const override { return inner_->recent_from(); }
    result<view> measured(view of, std::span<std::uint32_t const> uids, measures asked) override { return inner_->measured(of, uids, asked); }
    result<std::unique_ptr<content>> open(std::uint32_t uid) override { return inner_->open(uid); }
    result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) override { return inner_->facts_of(uid); }
    result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) override { return inner_->preview_of(uid, how); }
    result<std::vector<origin>> origins_of(std::span<std::uint32_t const> uids) override { return inner_->origins_of(uids); }
    result<std::string> object_id() override { return inner_->object_id(); }
    result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(view of) override { return inner_->unique_ids(of); }
    result<std::unique_ptr<writer>> begin() override { return inner_->begin(); }
    result<appended> append(std::vector<new_message> what) override { return inner_->append(std::move(what)); }
    result<std::vector<std::uint32_t>> change_flags(uid_set const& which, flag_change const& change, std::uint64_t since) override {
        return inner_->change_flags(which, change, since);
    }
    result<std::vector<std::uint32_t>> expunge(uid_set const& which, expunge_mode mode) override { return inner_->expunge(which, mode); }
    result<std::optional<uid_set>> vanished_since(std::uint64_t modseq) override { return inner_->vanished_since(modseq); }
    result<copied> copy(uid_set const& which, mailbox& target) override { return inner_->copy(which, target); }
    result<copied> move(uid_set const& which, mailbox& target) override { return inner_->move(which, target); }
    void listen(listener& who) override { inner_->listen(who); }
    void unlisten(listener& who) override { inner_->unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override { return inner_->maildrop_lock(); }
    std::optional<text_answer> find_texts(text_query const&) override {
        return text_answer{std::make_shared<uid_set const>(uid_set::everything()), {}};
    }

private:
    std::shared_ptr<mailbox> const inner_;
};

TEST_F(shared_test, the_index_of_texts_tells_nothing_without_the_right_to_read) {
    grant("Work", "bob@a.test", "lr");
    guarded box(std::make_shared<indexed>(alice->open("Work").value()), alice, "Work", "bob@a.test");
    EXPECT_TRUE(is_of_another(box));
    text_query asked;
    asked.folded = "secret";
    EXPECT_TRUE(box.find_texts(asked));
    grant("Work", "bob@a.test", "l");
    EXPECT_FALSE(box.find_texts(asked));
}

TEST_F(shared_test, recent_messages_stay_the_owners) {
    grant("Work", "bob@a.test", "lrswite");
    auto bob = seen_by("bob@a.test");
    ASSERT_TRUE(bob.open(work).value()->claim_recent());
    EXPECT_EQ(alice->open("Work").value()->claim_recent().value(), 1u);
}

TEST_F(shared_test, new_mailboxes_have_the_list_of_the_one_above) {
    grant("Work", "bob@a.test", "lrk");
    auto bob = seen_by("bob@a.test");
    ASSERT_TRUE(bob.create(work + ".A.B"));
    EXPECT_EQ(alice->recorded()->access("Work.A").value(), alice->recorded()->access("Work").value());
    EXPECT_EQ(alice->recorded()->access("Work.A.B").value(), alice->recorded()->access("Work").value());
    EXPECT_EQ(bob.create(work + ".A.B").error(), make_error_code(errc::exists));
    EXPECT_EQ(bob.create("Other Users.alice@a=2Etest.Top").error(), make_error_code(errc::no_right));
    auto own = seen_by("alice@a.test");
    ASSERT_TRUE(own.create("Work.C"));
    EXPECT_EQ(alice->recorded()->access("Work.C").value(), alice->recorded()->access("Work").value());
    ASSERT_TRUE(own.create("Alone"));
    EXPECT_TRUE(alice->recorded()->access("Alone").value().empty());
}

TEST_F(shared_test, a_rename_stays_within_its_account_and_needs_the_rights_below_too) {
    alice->put("Work.Below", "Subject: one\n\nbody\n");
    grant("Work", "bob@a.test", "lrkx");
    auto bob = seen_by("bob@a.test");
    EXPECT_EQ(bob.rename("INBOX", work + ".Mine").error(), make_error_code(errc::bad_name));
    EXPECT_EQ(bob.rename(work, "Mine").error(), make_error_code(errc::bad_name));
    EXPECT_EQ(bob.rename(work, "Other Users.alice@a=2Etest.Work2").error(), make_error_code(errc::no_right)) << "no k above";
    grant("Target", "bob@a.test", "lk");
    alice->put("Target", "Subject: one\n\nbody\n");
    EXPECT_EQ(bob.rename(work, "Other Users.alice@a=2Etest.Target.Work").error(), make_error_code(errc::no_right)) << "no x below";
    grant("Work.Below", "bob@a.test", "x");
    ASSERT_TRUE(bob.rename(work, "Other Users.alice@a=2Etest.Target.Work"));
    EXPECT_EQ(alice->recorded()->access("Target.Work").value().size(), 1u) << "the list goes along";
}

TEST_F(shared_test, a_list_looks_through_so_many_owners) {
    for (auto const* name : {"bob@a.test", "carol@a.test"}) {
        auto const one = with->all.at(name);
        one->put("Work", "Subject: one\n\nbody\n");
        ASSERT_TRUE(one->recorded()->set_access("Work", "dora", r("lr")));
        ASSERT_TRUE(note_sharing(*with, *one, "dora"));
    }
    sharing_names few;
    few.most_owners = 1;
    auto dora = seen_by("dora", few);
    EXPECT_EQ(listed(dora), "INBOX (Other Users) (Other Users.bob@a=2Etest) Other Users.bob@a=2Etest.Work ");
    EXPECT_TRUE(dora.open("Other Users.carol@a=2Etest.Work")) << "not listed, and there all the same";
}

TEST_F(shared_test, notes_follow_what_is_granted) {
    grant("Work", "bob@a.test", "lr");
    grant("INBOX", "bob@a.test", "lr");
    EXPECT_TRUE(with->kept->may_share("alice@a.test", "bob@a.test").value());
    grant("Work", "bob@a.test", "");
    EXPECT_TRUE(with->kept->may_share("alice@a.test", "bob@a.test").value());
    grant("INBOX", "bob@a.test", "");
    EXPECT_FALSE(with->kept->may_share("alice@a.test", "bob@a.test").value());
    grant("Work", "-bob@a.test", "lr");
    EXPECT_FALSE(with->kept->may_share("alice@a.test", "bob@a.test").value());
}

TEST_F(shared_test, one_owner_stands_under_shared) {
    grant("Work", "anyone", "lr");
    sharing_names names;
    names.common_owner = "alice@a.test";
    auto bob = seen_by("bob@a.test", names);
    EXPECT_EQ(listed(bob), "INBOX (Shared) Shared.Work ");
    EXPECT_TRUE(bob.open("Shared.Work"));
    EXPECT_EQ(bob.open("Shared.INBOX").error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.open("Shared").error(), make_error_code(errc::no_mailbox));
    EXPECT_EQ(bob.create("Shared.New").error(), make_error_code(errc::no_right));
}

}  // namespace
}  // namespace mailstead::store
