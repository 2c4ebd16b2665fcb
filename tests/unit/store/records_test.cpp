#include "store/records.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "store/index.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

struct records_test : testing::Test {
    records_test() : directory(testing::TempDir() + "mailstead-records-" + std::to_string(::getpid())) { std::filesystem::remove_all(directory); }
    ~records_test() override { std::filesystem::remove_all(directory); }
    std::string path() const { return directory + "/account.db"; }
    std::shared_ptr<index_pool> pool() const { return std::make_shared<index_pool>(index_settings{directory}); }

    std::string directory;
    records in_memory{nullptr, ":memory:"};
};

std::vector<annotation_change> one(std::string name, std::optional<std::string> value) {
    std::vector<annotation_change> out;
    out.push_back({std::move(name), std::move(value)});
    return out;
}

std::string names(std::vector<annotation> const& list) {
    std::string out;
    for (auto const& each : list) out += each.name + ':' + std::to_string(each.size) + ' ';
    return out;
}

rights r(std::string_view text) { return rights::parse(text).value(); }

TEST_F(records_test, private_annotations_are_one_users_and_shared_ones_are_everybodys) {
    ASSERT_TRUE(in_memory.annotate("INBOX", "alice", one("/private/comment", "hers"), 10));
    ASSERT_TRUE(in_memory.annotate("INBOX", "bob", one("/shared/comment", "ours"), 10));
    EXPECT_EQ(in_memory.annotation_value("INBOX", "alice", "/private/comment").value(), "hers");
    EXPECT_EQ(in_memory.annotation_value("INBOX", "bob", "/private/comment").value(), std::nullopt);
    EXPECT_EQ(in_memory.annotation_value("INBOX", "alice", "/shared/comment").value(), "ours");
    EXPECT_EQ(names(in_memory.annotations("INBOX", "alice").value()), "/private/comment:4 /shared/comment:4 ");
    EXPECT_EQ(names(in_memory.annotations("INBOX", "bob").value()), "/shared/comment:4 ");
    EXPECT_EQ(names(in_memory.annotations("Work", "alice").value()), "");
}

TEST_F(records_test, one_user_called_nothing_does_not_see_private_annotations) {
    ASSERT_TRUE(in_memory.annotate("INBOX", "alice", one("/private/comment", "hers"), 10));
    EXPECT_EQ(names(in_memory.annotations("INBOX", "").value()), "");
}

TEST_F(records_test, values_are_any_octets_and_no_value_removes) {
    std::string const bytes("a\0\r\n\xff", 5);
    ASSERT_TRUE(in_memory.annotate("INBOX", "a", one("/shared/comment", bytes), 10));
    EXPECT_EQ(in_memory.annotation_value("INBOX", "a", "/shared/comment").value(), bytes);
    ASSERT_TRUE(in_memory.annotate("INBOX", "a", one("/shared/comment", ""), 10));
    EXPECT_EQ(in_memory.annotation_value("INBOX", "a", "/shared/comment").value(), "");
    ASSERT_TRUE(in_memory.annotate("INBOX", "a", one("/shared/comment", std::nullopt), 10));
    EXPECT_EQ(in_memory.annotation_value("INBOX", "a", "/shared/comment").value(), std::nullopt);
}

TEST_F(records_test, too_many_are_refused_all_together_and_old_ones_can_still_change) {
    std::vector<annotation_change> two = one("/private/a", "1");
    two.push_back({"/private/b", "2"});
    ASSERT_TRUE(in_memory.annotate("INBOX", "a", two, 2));
    std::vector<annotation_change> more = one("/private/a", "changed");
    more.push_back({"/private/c", "3"});
    EXPECT_EQ(in_memory.annotate("INBOX", "a", more, 2).error(), make_error_code(errc::too_many_annotations));
    EXPECT_EQ(in_memory.annotation_value("INBOX", "a", "/private/a").value(), "1");
    EXPECT_TRUE(in_memory.annotate("INBOX", "a", one("/private/a", "changed"), 1));
    EXPECT_TRUE(in_memory.annotate("INBOX", "a", one("/shared/a", "another holder"), 2));
    EXPECT_TRUE(in_memory.annotate("INBOX", "b", one("/private/a", "another holder"), 2));
}

TEST_F(records_test, access_lists_are_set_removed_and_copied) {
    ASSERT_TRUE(in_memory.set_access("Work", "bob", r("lr")));
    ASSERT_TRUE(in_memory.set_access("Work", "anyone", r("l")));
    ASSERT_TRUE(in_memory.set_access("Work", "bob", r("lrs")));
    EXPECT_EQ(in_memory.access("Work").value(), (std::vector<access_entry>{{"anyone", r("l")}, {"bob", r("lrs")}}));
    ASSERT_TRUE(in_memory.copy_access("Work", "Work.New"));
    EXPECT_EQ(in_memory.access("Work.New").value(), in_memory.access("Work").value());
    ASSERT_TRUE(in_memory.set_access("Work", "bob", {}));
    EXPECT_EQ(in_memory.access("Work").value(), (std::vector<access_entry>{{"anyone", r("l")}}));
    EXPECT_EQ(in_memory.guarded().value(), (std::vector<std::string>{"Work", "Work.New"}));
}

TEST_F(records_test, an_access_list_has_a_bound) {
    for (std::size_t i = 0; i < records::access_limit; ++i) ASSERT_TRUE(in_memory.set_access("Work", "user" + std::to_string(i), r("l")));
    EXPECT_EQ(in_memory.set_access("Work", "one more", r("l")).error(), make_error_code(errc::too_many_annotations));
    EXPECT_EQ(in_memory.access("Work").value().size(), records::access_limit);
    EXPECT_TRUE(in_memory.set_access("Work", "user1", r("lr")));
}

TEST_F(records_test, a_rename_takes_what_lies_below_and_nothing_else) {
    for (auto const* name : {"a", "a.b", "ab", "a%", "x", "x.y"}) {
        ASSERT_TRUE(in_memory.annotate(name, "u", one("/private/comment", name), 10));
        ASSERT_TRUE(in_memory.set_access(name, "bob", r("l")));
    }
    ASSERT_TRUE(in_memory.rename("a", "x", '.'));
    EXPECT_EQ(in_memory.annotation_value("x", "u", "/private/comment").value(), "a");
    EXPECT_EQ(in_memory.annotation_value("x.b", "u", "/private/comment").value(), "a.b");
    EXPECT_EQ(in_memory.annotation_value("x.y", "u", "/private/comment").value(), std::nullopt);    // of a mailbox that was there before
    EXPECT_EQ(in_memory.guarded().value(), (std::vector<std::string>{"a%", "ab", "x", "x.b"}));
}

TEST_F(records_test, names_of_more_than_one_octet_a_character_are_renamed_by_whole_names) {
    ASSERT_TRUE(in_memory.set_access("\xc3\xbc.\xc3\xa4", "bob", r("l")));
    ASSERT_TRUE(in_memory.rename("\xc3\xbc", "u", '.'));
    EXPECT_EQ(in_memory.guarded().value(), (std::vector<std::string>{"u.\xc3\xa4"}));
}

TEST_F(records_test, a_mailbox_that_goes_takes_its_records_along) {
    ASSERT_TRUE(in_memory.annotate("Work", "u", one("/shared/comment", "x"), 10));
    ASSERT_TRUE(in_memory.set_access("Work", "bob", r("l")));
    ASSERT_TRUE(in_memory.set_access("Work.Below", "bob", r("l")));
    ASSERT_TRUE(in_memory.forget("Work"));
    EXPECT_TRUE(in_memory.annotations("Work", "u").value().empty());
    EXPECT_EQ(in_memory.guarded().value(), (std::vector<std::string>{"Work.Below"}));
}

TEST_F(records_test, who_shares_is_known_by_name_and_bounded) {
    ASSERT_TRUE(in_memory.note_grant("bob", "alice"));
    ASSERT_TRUE(in_memory.note_grant("bob", "alice"));
    ASSERT_TRUE(in_memory.note_grant("anyone", "carol"));
    ASSERT_TRUE(in_memory.note_grant("dave", "erin"));
    EXPECT_EQ(in_memory.owners_sharing("bob", 10).value(), (std::vector<std::string>{"alice", "carol"}));
    EXPECT_EQ(in_memory.owners_sharing("bob", 1).value(), (std::vector<std::string>{"alice"}));
    EXPECT_EQ(in_memory.owners_sharing("carol", 10).value(), (std::vector<std::string>{}));
    EXPECT_TRUE(in_memory.may_share("alice", "bob").value());
    EXPECT_FALSE(in_memory.may_share("erin", "bob").value());
    ASSERT_TRUE(in_memory.drop_grant("bob", "alice"));
    EXPECT_FALSE(in_memory.may_share("alice", "bob").value());
}

TEST_F(records_test, quotas_come_back_with_what_is_not_limited) {
    quota_limits limits;
    limits.storage = 1024;
    limits.mailboxes = 7;
    ASSERT_TRUE(in_memory.set_quota("alice", limits));
    ASSERT_TRUE(in_memory.set_quota("bob", {}));
    auto const all = in_memory.quotas().value();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].second, limits);
    EXPECT_EQ(all[1].second, quota_limits{});
}

TEST_F(records_test, no_file_is_made_before_something_is_written) {
    records kept(pool(), path());
    EXPECT_TRUE(kept.access("INBOX").value().empty());
    EXPECT_TRUE(kept.forget("INBOX"));
    EXPECT_TRUE(kept.rename("a", "b", '.'));
    EXPECT_FALSE(std::filesystem::exists(path()));
    ASSERT_TRUE(kept.set_access("INBOX", "bob", r("l")));
    EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(records_test, what_was_written_is_there_after_a_restart) {
    {
        records kept(pool(), path());
        ASSERT_TRUE(kept.set_access("INBOX", "bob", r("lr")));
        ASSERT_TRUE(kept.annotate("", "u", one("/private/filters/values/small", "SMALLER 5000"), 10));
    }
    records again(pool(), path());
    EXPECT_EQ(again.access("INBOX").value().size(), 1u);
    EXPECT_EQ(again.annotation_value("", "u", "/private/filters/values/small").value(), "SMALLER 5000");
}

TEST_F(records_test, the_pool_may_close_it_at_any_time) {
    auto const small = std::make_shared<index_pool>(index_settings{directory, 1});
    records first(small, path()), second(small, directory + "/other.db");
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(first.set_access("INBOX", "bob" + std::to_string(i), r("l")));
        ASSERT_TRUE(second.set_access("INBOX", "bob" + std::to_string(i), r("l")));
    }
    EXPECT_EQ(first.access("INBOX").value().size(), 3u);
    EXPECT_LE(small->open_count(), 1u);
}

TEST_F(records_test, a_damaged_file_is_set_aside_and_gives_no_rights) {
    std::filesystem::create_directories(directory);
    std::ofstream(path()) << "this is no database, and long enough to be looked at as one, is it not?";
    records kept(pool(), path());
    EXPECT_TRUE(kept.access("INBOX").value().empty());
    EXPECT_TRUE(kept.set_access("INBOX", "bob", r("l")));
}

// Version 1 has no place for renames that were begun.
TEST_F(records_test, version_1_is_brought_forward) {
    {
        records kept(pool(), path());
        ASSERT_TRUE(kept.set_access("Old", "bob", r("l")));
    }
    {
        auto db = database::open(path());
        ASSERT_TRUE(db);
        ASSERT_TRUE((*db)->run("DROP TABLE renames; PRAGMA user_version=1"));
    }
    records kept(pool(), path());
    EXPECT_EQ(kept.access("Old").value().size(), 1u);
    { ASSERT_TRUE(kept.begin_rename("Old", "New", '.').value().finish()); }
    EXPECT_EQ(kept.access("New").value().size(), 1u);
}

TEST_F(records_test, a_rename_that_was_cut_short_is_settled_by_what_has_moved) {
    {
        records kept(pool(), path());
        for (auto const* name : {"Old", "Old.a", "Old.b", "Older"}) ASSERT_TRUE(kept.set_access(name, "bob", r("l")));
        ASSERT_TRUE(kept.annotate("Old.a", "bob", one("/private/comment", "x"), 10));
        ASSERT_TRUE(kept.set_access("New.b", "eve", r("lr")));    // of a mailbox that was there once
        auto begun = kept.begin_rename("Old", "New", '.');
        ASSERT_TRUE(begun);
        EXPECT_EQ(kept.access("Old").value().size(), 1u);    // under way: nothing is settled
    }
    records kept(pool(), path());
    std::vector<std::string> asked;
    kept.settle_by([&](std::string const& from, std::string const& to) {
        asked.push_back(from + ">" + to);
        return from != "Old.b";
    });
    EXPECT_EQ(kept.guarded().value(), (std::vector<std::string>{"New", "New.a", "Old.b", "Older"}));
    EXPECT_EQ(asked, (std::vector<std::string>{"Old>New", "Old.a>New.a", "Old.b>New.b"}));
    EXPECT_EQ(kept.annotation_value("New.a", "bob", "/private/comment").value(), "x");
    EXPECT_EQ(kept.guarded().value().size(), 4u);
    EXPECT_EQ(asked.size(), 3u);    // once
}

TEST_F(records_test, a_user_is_forgotten_and_others_are_not) {
    for (auto const* who : {"bob", "-bob", "carol"}) ASSERT_TRUE(in_memory.set_access("INBOX", who, r("l")));
    ASSERT_TRUE(in_memory.annotate("INBOX", "bob", one("/private/comment", "his"), 10));
    ASSERT_TRUE(in_memory.annotate("INBOX", "carol", one("/private/comment", "hers"), 10));
    ASSERT_TRUE(in_memory.annotate("INBOX", "bob", one("/shared/comment", "ours"), 10));
    ASSERT_TRUE(in_memory.note_grant("bob", "alice"));
    ASSERT_TRUE(in_memory.note_grant("alice", "bob"));
    ASSERT_TRUE(in_memory.note_grant("carol", "alice"));
    ASSERT_TRUE(in_memory.set_quota("bob", {5, {}, {}}));
    EXPECT_EQ(in_memory.owners().value(), (std::vector<std::string>{"alice", "bob"}));
    EXPECT_EQ(in_memory.all_annotations().value().size(), 3u);
    EXPECT_EQ(in_memory.all_access().value().size(), 3u);
    ASSERT_TRUE(in_memory.forget_user(""));
    ASSERT_TRUE(in_memory.forget_user("bob"));
    EXPECT_EQ(in_memory.owners().value(), (std::vector<std::string>{"alice"}));
    ASSERT_EQ(in_memory.access("INBOX").value().size(), 1u);
    EXPECT_EQ(in_memory.access("INBOX").value()[0].identifier, "carol");
    EXPECT_EQ(names(in_memory.annotations("INBOX", "bob").value()), "/shared/comment:4 ");
    EXPECT_EQ(names(in_memory.annotations("INBOX", "carol").value()), "/private/comment:4 /shared/comment:4 ");
    EXPECT_TRUE(in_memory.quotas().value().empty());
    ASSERT_TRUE(in_memory.clear());
    EXPECT_TRUE(in_memory.all_annotations().value().empty());
    EXPECT_TRUE(in_memory.guarded().value().empty());
}

TEST_F(records_test, a_copy_is_whole_and_none_is_made_of_nothing) {
    records none(pool(), path());
    EXPECT_EQ(none.copy_to(directory + "/copy.db").value(), false);
    EXPECT_FALSE(std::filesystem::exists(path()));
    ASSERT_TRUE(none.set_access("INBOX", "bob", r("l")));
    EXPECT_EQ(none.copy_to(directory + "/copy.db").value(), true);
    records copy(nullptr, directory + "/copy.db");
    EXPECT_EQ(copy.access("INBOX").value().size(), 1u);
}

TEST_F(records_test, a_newer_version_is_left_alone) {
    {
        records kept(pool(), path());
        ASSERT_TRUE(kept.set_access("INBOX", "bob", r("l")));
    }
    {
        auto db = database::open(path());
        ASSERT_TRUE(db);
        ASSERT_TRUE((*db)->run("PRAGMA user_version=3"));
    }
    records kept(pool(), path());
    EXPECT_EQ(kept.access("INBOX").error(), make_error_code(errc::newer));
    EXPECT_FALSE(kept.set_access("INBOX", "eve", r("l")));
}

}  // namespace
}  // namespace mailstead::store
