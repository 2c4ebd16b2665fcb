// The same account over both layouts and both spellings.
#include "maildir/layout.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>
#include <sys/socket.h>
#include <sys/un.h>

#include "sandbox.h"

namespace mailstead::maildir {
namespace {

struct form {
    char const* name;
    layout_kind kind;
    name_spelling spelling;
    char const* directory;  // of the folder A, below it Ü&
};

struct layouts : sandbox, testing::WithParamInterface<form> {
    layouts() {
        how.layout = make_layout(GetParam().kind, GetParam().spelling);
        restart();
    }
    std::string named(std::string text) const {
        std::replace(text.begin(), text.end(), '/', how.layout->separator());
        return text;
    }
    std::vector<std::string> listed() {
        std::vector<std::string> out;
        for (auto const& folder : account()->list().value())
            if (folder.selectable && folder.name != "INBOX") out.push_back(folder.name);
        return out;
    }
};

TEST_P(layouts, folders_are_where_they_belong) {
    ASSERT_TRUE(account()->create(named("A/Ü&")));
    EXPECT_TRUE(std::filesystem::exists(maildir() / GetParam().directory / "cur"));
    EXPECT_EQ(listed(), (std::vector<std::string>{"A", named("A/Ü&")}));
    EXPECT_EQ(account()->create(named("A/Ü&")).error(), make_error_code(store::errc::exists));
    ASSERT_TRUE(account()->subscribe(named("A/Ü&")));
    EXPECT_EQ(account()->subscriptions().value(), std::vector<std::string>{named("A/Ü&")});
}

TEST_P(layouts, children_move_and_stay) {
    ASSERT_TRUE(account()->create(named("A/B/C")));
    auto box = account()->open(named("A/B/C")).value();
    append(*box, "a: b\r\n\r\nchild\r\n");
    append(*account()->open("A").value(), "a: b\r\n\r\nparent\r\n");
    ASSERT_TRUE(account()->rename("A", named("X/Y")));
    EXPECT_FALSE(box->refresh());  // retired: its name is gone
    box.reset();
    EXPECT_EQ(listed(), (std::vector<std::string>{"X", named("X/Y"), named("X/Y/B"), named("X/Y/B/C")}));
    EXPECT_EQ(text_of(*account()->open(named("X/Y/B/C")).value(), 1), "a: b\n\nchild\n");
    EXPECT_EQ(text_of(*account()->open(named("X/Y")).value(), 1), "a: b\n\nparent\n");
    // A parent goes, its children stay; the name is a mere level then, and can be made again.
    ASSERT_TRUE(account()->remove(named("X/Y")));
    EXPECT_EQ(listed(), (std::vector<std::string>{"X", named("X/Y/B"), named("X/Y/B/C")}));
    EXPECT_EQ(account()->open(named("X/Y")).error(), make_error_code(store::errc::not_selectable));
    EXPECT_EQ(text_of(*account()->open(named("X/Y/B/C")).value(), 1), "a: b\n\nchild\n");
    ASSERT_TRUE(account()->create(named("X/Y")));
    EXPECT_EQ(account()->open(named("X/Y")).value()->now()->size(), 0u);
    restart();
    EXPECT_EQ(account()->open(named("X/Y/B/C")).value()->now()->size(), 1u);
    for (auto const& file : files_in(maildir())) EXPECT_FALSE(file.starts_with("mailstead-removed")) << file;
}

TEST_P(layouts, odd_things_do_not_break_the_list) {
    ASSERT_TRUE(account()->create("good"));
    std::string const dot = GetParam().kind == layout_kind::fs ? "" : ".";
    for (auto const* name : {"new\nline", "\xff\xfe", "&bad", "a\x7f" "b"})
        std::filesystem::create_directories(maildir() / (dot + name) / "cur");
    std::filesystem::create_directories(maildir() / (dot + std::string(254, 'n')) / "cur");
    ASSERT_EQ(::mkfifo((maildir() / (dot + "fifo")).c_str(), 0600), 0);
    put_file(maildir() / (dot + "file"), "x");
    std::filesystem::create_directory_symlink("/nonexistent", maildir() / (dot + "dangling"));
    std::filesystem::create_directory_symlink(maildir(), maildir() / (dot + "loop"));
    std::filesystem::create_directories(root / "elsewhere/cur");
    std::filesystem::create_directories(root / "elsewhere/new");
    std::filesystem::create_directories(root / "elsewhere/tmp");
    put_file(root / "elsewhere/cur/1.a:2,S", "a: b\n\n");
    std::filesystem::create_directory_symlink(root / "elsewhere", maildir() / (dot + "link"));
    std::vector<std::string> expected{"good", "link", "loop"};
    if (GetParam().spelling == name_spelling::utf8) expected.insert(expected.begin(), "&bad");
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(listed(), expected);
    EXPECT_EQ(account()->open("link").value()->now()->size(), 1u);
    for (auto const* name : {"fifo", "file", "dangling"})
        EXPECT_EQ(account()->open(name).error(), make_error_code(store::errc::no_mailbox)) << name;
    // A link goes, what it led to stays.
    ASSERT_TRUE(account()->remove("link"));
    EXPECT_TRUE(std::filesystem::exists(root / "elsewhere/cur/1.a:2,S"));
    EXPECT_EQ(listed().size(), expected.size() - 1);
    for (auto const* bad : {"a\nb", "\xff", "cur/x/", "../x"}) EXPECT_FALSE(account()->create(bad)) << bad;
    EXPECT_FALSE(account()->create(std::string(255, 'n')));
}

// Where folders lie in one another, a folder's directory must not go with one that was just made in it.
TEST_P(layouts, a_folder_is_made_below_one_that_is_removed) {
    auto const inner = std::string("A") + how.layout->separator() + "B";
    std::atomic<bool> over = false;
    std::thread other([&] {
        auto const a = account();
        while (!over) {
            (void)a->create("A");
            (void)a->remove("A");
        }
    });
    auto const a = account();
    for (int i = 0; i < 60; ++i) {
        auto const made = a->create(inner);
        EXPECT_TRUE(made) << made.error().message();
        if (!made) continue;
        auto const gone = a->remove(inner);
        EXPECT_TRUE(gone) << i << ": " << gone.error().message();
    }
    over = true;
    other.join();
    for (auto const& file : files_in(maildir())) EXPECT_FALSE(file.starts_with("mailstead-removed")) << file;
}

TEST_P(layouts, directories_that_are_missing_are_made_again) {
    ASSERT_TRUE(account()->create("A"));
    auto const path = how.layout->path(maildir().string().substr(0, maildir().string().size() - 1), "A");
    append(*account()->open("A").value(), "a: b\r\n\r\n");
    for (auto const* sub : {"/new", "/tmp"}) {
        with->drain();
        std::filesystem::remove_all(path + sub);
        auto const box = account()->open("A");
        ASSERT_TRUE(box) << sub;
        EXPECT_EQ((*box)->now()->size(), 1u);
    }
    with->drain();
    std::filesystem::rename(path + "/cur", root / "cur-aside");
    EXPECT_EQ(listed(), (std::vector<std::string>{"A"}));
    EXPECT_EQ(account()->open("A").value()->now()->size(), 0u);
    with->drain();
    std::filesystem::remove_all(maildir() / "cur");
    EXPECT_TRUE(account()->open("INBOX"));
}

INSTANTIATE_TEST_SUITE_P(all, layouts,
                         testing::Values(form{"maildirpp_utf7", layout_kind::maildirpp, name_spelling::utf7, ".A.&ANw-&-"},
                                         form{"maildirpp_utf8", layout_kind::maildirpp, name_spelling::utf8, ".A.Ü&"},
                                         form{"fs_utf7", layout_kind::fs, name_spelling::utf7, "A/&ANw-&-"},
                                         form{"fs_utf8", layout_kind::fs, name_spelling::utf8, "A/Ü&"}),
                         [](auto const& each) { return each.param.name; });

TEST(layout, names_that_the_nested_one_needs_itself) {
    auto const places = make_layout(layout_kind::fs, name_spelling::utf7);
    EXPECT_EQ(places->path("/m", "Ü/b.c"), "/m/&ANw-/b.c");
    for (auto const* bad : {"", "cur", "A/new", "tmp/A", ".", "..", "A/..", "A//B", "/A", "A/", "dovecot-uidlist", "subscriptions",
                            "mailstead-removed-1"})
        EXPECT_FALSE(places->is_possible(bad)) << bad;
    for (auto const* good : {"INBOX/Sub", "A.b", ".hid", "A/.x", "A/dovecot-uidlist", "dovecot", "couriers"}) EXPECT_TRUE(places->is_possible(good)) << good;
}

}  // namespace
}  // namespace mailstead::maildir
