// What an import reads: notes of Maildirs, and the sources themselves.
#include "tools/mail_source.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "store/message.h"
#include "tools/maildirmake.h"
#include "tools/mail_sink.h"

namespace mailstead::tools {
namespace {

namespace fs = std::filesystem;

struct directory {
    fs::path path = fs::temp_directory_path() / ("mail_source_" + std::to_string(::getpid()));
    directory() { fs::remove_all(path), fs::create_directories(path); }
    ~directory() { fs::remove_all(path); }
    void put(std::string const& name, std::string_view text) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name) << text;
    }
};

struct all {
    std::vector<source_message> messages;
    std::vector<std::string> texts, bad;
};

all read_all(mail_source& from) {
    all out;
    auto const take = [&](source_message const& what, mail_source::text const& text) {
        std::string whole;
        char piece[7];
        for (;;) {
            auto const n = text(piece);
            if (!n || *n == 0) break;
            whole.append(piece, *n);
        }
        EXPECT_EQ(whole.size(), what.size);
        out.messages.push_back(what);
        out.texts.push_back(whole);
        return true;
    };
    auto const bad = [&](std::string_view name, std::string_view) { out.bad.emplace_back(name); };
    EXPECT_TRUE(from.read(take, bad));
    return out;
}

TEST(mail_source, notes) {
    maildir_notes notes;
    read_note("dovecot-uidlist", "3 V12 N40\n7 W3 :1.a\n9 :2.b\nrubbish\n", notes);
    read_note("dovecot-keywords", "0 $Label1\n2 Work\n", notes);
    EXPECT_EQ(notes.uidvalidity, 12u);
    EXPECT_EQ(notes.uidnext, 40u);
    auto const one = describe("1.a:2,FSac", notes);
    EXPECT_EQ(one.uid, 7u);
    EXPECT_EQ(one.flags, store::flag::flagged | store::flag::seen);
    EXPECT_EQ(one.keywords, (std::vector<std::string>{"$Label1", "Work"}));
    EXPECT_EQ(describe("3.c:2,b", notes).uid, 0u);
    EXPECT_TRUE(describe("3.c:2,b", notes).keywords.empty());
    read_note("mailstead-uidlist", "mailstead-uidlist 1\nV 13\nN 50\n8 1.a\n", notes);
    EXPECT_EQ(notes.uidvalidity, 13u);
    EXPECT_EQ(notes.uidnext, 51u);
    EXPECT_EQ(describe("1.a", notes).uid, 8u);
}

TEST(mail_source, notes_cut_at_every_octet) {
    std::string_view const text = "3 V12 N40\n7 W3 :1.a\n9 :2.b\n";
    for (std::size_t n = 0; n <= text.size(); ++n) {
        maildir_notes notes;
        read_note("dovecot-uidlist", text.substr(0, n), notes);
        for (auto const& [base, uid] : notes.uids) EXPECT_LT(uid, 10u);
    }
}

TEST(mail_source, a_maildir) {
    directory const at;
    at.put("cur/2.b:2,S", "B: b\n\n");
    at.put("cur/1.a:2,", "A: a\n\n");
    at.put("new/3.c", "C: c\n\n");
    at.put(".Lists.cooks/cur/4.d:2,F", "D: d\n\n");
    at.put("Deep/er/new/5.e", "E: e\n\n");
    fs::create_directories(at.path / "cur" / "6.directory");
    std::string why;
    auto const source = open_source(at.path.string(), mail_format::unknown, why);
    ASSERT_TRUE(source) << why;
    auto const got = read_all(*source);
    ASSERT_EQ(source->folders().size(), 3u);
    EXPECT_EQ(source->folders()[1].levels, (std::vector<std::string>{"Lists", "cooks"}));
    EXPECT_EQ(source->folders()[2].levels, (std::vector<std::string>{"Deep", "er"}));
    ASSERT_EQ(got.texts.size(), 5u);
    EXPECT_EQ(got.texts[0] + got.texts[1] + got.texts[2], "A: a\n\nB: b\n\nC: c\n\n");
    EXPECT_EQ(got.bad.size(), 1u);
    EXPECT_NE(got.messages[0].key, got.messages[1].key);
}

TEST(mail_source, names_of_levels) {
    EXPECT_EQ(level_named("K&APw-che"), "K\xc3\xbc" "che");
    EXPECT_EQ(level_named("K\xc3\xbc" "che"), "K\xc3\xbc" "che");
    EXPECT_EQ(level_named("K\xfc" "che"), "K\xc3\xbc" "che");
    EXPECT_EQ(level_named("AT&T"), "AT&T");
}

// An import that was broken off between the two must not take the second for the first.
TEST(mail_source, twins_have_keys_of_their_own) {
    directory const at;
    at.put("md/cur/100.a.h:2,S", "Subject: one\n\n");
    at.put("md/new/100.a.h", "Subject: two\n\n");
    at.put("md/..odd/cur/1.b.h:2,", "Subject: odd\n\n");
    std::string why;
    auto const from = open_maildir_source((at.path / "md").string(), why);
    ASSERT_TRUE(from) << why;
    auto const first = read_all(*from), again = read_all(*from);
    ASSERT_EQ(first.messages.size(), 2u);
    EXPECT_NE(first.messages[0].key, first.messages[1].key);
    EXPECT_EQ(first.messages[1].key, again.messages[1].key);
    EXPECT_EQ(first.bad.size(), 1u) << "a directory of mail that can be no folder is named";
}

TEST(mail_source, an_mbox) {
    directory const at;
    at.put("box", "From a Wed Mar  3 10:00:00 2021\nStatus: RO\nSubject: 1\n\nBody\n\nFrom b Wed Mar  3 10:00:00 2021\nSubject: 1\n\nBody\n\n");
    std::string why;
    auto const source = open_source((at.path / "box").string(), mail_format::unknown, why);
    ASSERT_TRUE(source) << why;
    auto const got = read_all(*source);
    ASSERT_EQ(got.texts.size(), 2u);
    EXPECT_EQ(got.texts[0], "Subject: 1\n\nBody\n");
    EXPECT_EQ(got.messages[0].flags, store::flag::seen);
    EXPECT_NE(got.messages[0].key, got.messages[1].key);
    at.put("noise", "this is no mailbox\n");
    auto const noise = open_mbox_source((at.path / "noise").string(), why);
    ASSERT_TRUE(noise);
    EXPECT_EQ(read_all(*noise).bad.size(), 1u);
}

TEST(mail_source, what_is_none) {
    std::string why;
    directory const at;
    EXPECT_FALSE(open_source((at.path / "nothing").string(), mail_format::unknown, why));
    at.put("noise", "this is no tar\n");
    EXPECT_FALSE(open_source((at.path / "noise").string(), mail_format::unknown, why));
    EXPECT_FALSE(open_source(at.path.string(), mail_format::maildir, why));
    EXPECT_EQ(format_named("zip"), mail_format::unknown);
    EXPECT_FALSE(damage_of("").empty());
    EXPECT_FALSE(damage_of("\x1f\x8b rest").empty());
    EXPECT_TRUE(damage_of("Subject: x\n").empty());
}

// A folder written by each sink is read back the same.
TEST(mail_sink, comes_back) {
    directory const at;
    sink_folder folder;
    folder.levels = {"Lists", "cooks"};
    folder.uidvalidity = 99;
    folder.uidnext = 12;
    folder.keywords = {"", "Work"};
    folder.rows = {{5, store::flag::flagged, 2, 1, 1600000000, 20}, {7, 0, 0, 1, 1600000001, 20}};
    std::string why;
    auto const tar = make_tar_sink((at.path / "a.tar").string(), "host", why);
    auto const maildir = make_maildir_sink((at.path / "m").string(), "host", why);
    for (auto* sink : {tar.get(), maildir.get()}) {
        ASSERT_TRUE(sink) << why;
        ASSERT_TRUE(sink->folder(folder));
        for (auto const& row : folder.rows) {
            ASSERT_TRUE(sink->begin(row, 20));
            ASSERT_TRUE(sink->text("Subject: x\r\n\r"));
            ASSERT_TRUE(sink->text("\nBody\r\n"));
            ASSERT_TRUE(sink->end());
        }
        ASSERT_TRUE(sink->subscriptions({{"Lists", "cooks"}}));
        ASSERT_TRUE(sink->finish());
    }
    for (auto const* name : {"a.tar", "m"}) {
        auto const source = open_source((at.path / name).string(), mail_format::unknown, why);
        ASSERT_TRUE(source) << name << why;
        auto const got = read_all(*source);
        auto const& last = source->folders().back();
        EXPECT_EQ(last.levels, folder.levels);
        EXPECT_EQ(last.uidvalidity, 99u);
        EXPECT_EQ(last.uidnext, 12u);
        ASSERT_EQ(got.messages.size(), 2u) << name;
        EXPECT_EQ(got.messages[0].uid, 5u);
        EXPECT_EQ(got.messages[0].flags, store::flag::flagged);
        EXPECT_EQ(got.messages[0].keywords, (std::vector<std::string>{"Work"}));
        EXPECT_EQ(got.messages[1].date, 1600000001);
        EXPECT_EQ(got.texts[0], "Subject: x\n\nBody\n");
        EXPECT_EQ(source->subscriptions(), (std::vector<std::vector<std::string>>{{"Lists", "cooks"}}));
    }
    auto const again = make_tar_sink((at.path / "a.tar").string(), "host", why);
    EXPECT_FALSE(again);
}

TEST(mail_sink, leaves_nothing_unless_finished) {
    directory const at;
    std::string why;
    {
        auto const tar = make_tar_sink((at.path / "a.tar").string(), "host", why);
        auto const maildir = make_maildir_sink((at.path / "m").string(), "host", why);
        auto const mbox = make_mbox_sink((at.path / "b").string(), mbox_shape::tree, false, why);
        ASSERT_TRUE(tar && maildir && mbox);
    }
    EXPECT_TRUE(fs::is_empty(at.path));
}

TEST(maildirmake, quotas) {
    EXPECT_EQ(quota_line("10000000S,1000C"), "10000000S,1000C");
    EXPECT_EQ(quota_line("1000C,10000000S"), "10000000S,1000C");
    EXPECT_EQ(quota_line("5S"), "5S");
    for (auto const* wrong : {"", "S", "5", "5X", "5S,6S", "-5S", "99999999999999999999S", "5S;6C"}) EXPECT_EQ(quota_line(wrong), "") << wrong;
}

// GNU tar writes the second name of a file as a link to the first.
TEST(mail_source, links_within_a_tar) {
    directory const at;
    at.put("m/cur/1.a:2,S", "Subject: one\n\ntext of one\n");
    at.put("m/new/2.b", "Subject: two\n\n");
    fs::create_directories(at.path / "m/.Saved/cur");
    fs::create_hard_link(at.path / "m/cur/1.a:2,S", at.path / "m/.Saved/cur/3.c:2,F");
    auto const path = at.path.string();
    ASSERT_EQ(std::system(("tar -C " + path + " -cf " + path + "/a.tar m/cur m/new m/.Saved").c_str()), 0);
    std::string why;
    auto const from = open_tar_source(path + "/a.tar", why);
    ASSERT_TRUE(from) << why;
    EXPECT_EQ(from->count(), 3u);
    for (int i = 0; i < 2; ++i) {    // it can be read again
        auto const found = read_all(*from);
        EXPECT_EQ(found.bad, std::vector<std::string>());
        EXPECT_EQ(found.texts, (std::vector<std::string>{"Subject: one\n\ntext of one\n", "Subject: two\n\n", "Subject: one\n\ntext of one\n"}));
    }
}

// Mail that an import of the directory would name is named in a tar too.
TEST(mail_source, what_a_tar_holds_and_cannot_be_taken) {
    directory const at;
    at.put("m/cur/1.a:2,S", "Subject: one\n\n");
    at.put("m/.Work..2024/cur/2.b:2,S", "Subject: two\n\n");
    at.put("m/.Work..2024/new/3.c", "Subject: three\n\n");
    at.put("m/.Work..2024/dovecot-uidlist", "3 V12 N40\n");
    at.put("m/.bell\a/cur/4.d:2,", "Subject: four\n\n");
    at.put("m/." + std::string(252, 'x') + "/cur/5.e:2,", "Subject: five\n\n");
    at.put("m/.Sent/tmp/6.f", "Subject: six\n\n");
    at.put("m/.Sent/new/7.g", "Subject: seven\n\n");
    at.put("m/cur/sub/8.h", "Subject: eight\n\n");
    auto const path = at.path.string();
    ASSERT_EQ(std::system(("tar -C " + path + " -cf " + path + "/a.tar m").c_str()), 0);
    std::string why;
    auto const from = open_tar_source(path + "/a.tar", why);
    ASSERT_TRUE(from) << why;
    EXPECT_EQ(from->folders().size(), 2u);
    auto found = read_all(*from);
    std::sort(found.texts.begin(), found.texts.end());
    EXPECT_EQ(found.texts, (std::vector<std::string>{"Subject: one\n\n", "Subject: seven\n\n"}));
    std::sort(found.bad.begin(), found.bad.end());
    EXPECT_EQ(found.bad, (std::vector<std::string>{"m/.Work..2024/cur/2.b:2,S", "m/.Work..2024/new/3.c", "m/.bell\a/cur/4.d:2,",
                                                   "m/." + std::string(252, 'x') + "/cur/5.e:2,", "m/cur/sub/", "m/cur/sub/8.h"}));
}

TEST(mail_source, a_path_that_leads_up_in_a_tar_is_named) {
    directory const at;
    at.put("m/cur/1.a:2,S", "Subject: one\n\n");
    at.put("m/new/2.b", "Subject: two\n\n");
    auto const path = at.path.string();
    ASSERT_EQ(std::system(("cd " + path + " && tar -P --transform 's,^m/new,m/../m/new,' -cf a.tar m").c_str()), 0);
    std::string why;
    auto const from = open_tar_source(path + "/a.tar", why);
    ASSERT_TRUE(from) << why;
    auto const found = read_all(*from);
    EXPECT_EQ(found.texts, std::vector<std::string>{"Subject: one\n\n"});
    EXPECT_EQ(found.bad, std::vector<std::string>{"m/../m/new/2.b"});
}

TEST(mail_source, a_link_to_what_the_tar_has_not) {
    directory const at;
    at.put("m/cur/1.a:2,S", "Subject: one\n\n");
    at.put("m/cur/2.b:2,S", "Subject: two\n\n");
    fs::create_hard_link(at.path / "m/cur/1.a:2,S", at.path / "m/cur/3.c:2,");
    auto const path = at.path.string();
    auto const tar = "tar -C " + path + " -f " + path + "/a.tar ";
    ASSERT_EQ(std::system((tar + "-c m/cur/1.a:2,S m/cur/3.c:2, m/cur/2.b:2,S && " + tar + "--delete m/cur/1.a:2,S").c_str()), 0);
    std::string why;
    auto const from = open_tar_source(path + "/a.tar", why);
    ASSERT_TRUE(from) << why;
    auto const found = read_all(*from);
    EXPECT_EQ(found.bad.size(), 1u);
    EXPECT_EQ(found.texts, std::vector<std::string>{"Subject: two\n\n"});
}

}  // namespace
}  // namespace mailstead::tools
