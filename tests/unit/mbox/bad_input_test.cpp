// Files and names that nobody should have, as an owner, another program or a crash leaves them: a clear refusal or mail
// that can be read, in bounded time and memory, and the file as it was.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "mbox/depositor.h"
#include "mbox/mailbox.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace flag = store::flag;
namespace fs = std::filesystem;
using store::errc;
using store::uid_set;
using mode = store::mailbox::expunge_mode;
using list = std::vector<std::string>;

struct bad_input : sandbox {
    base::error_code refusal() {
        auto const opened = account()->open("INBOX");
        return opened ? base::error_code() : opened.error();
    }
    // A file of a From line, headers, and a hole up to `end`; then `after`.
    void write_with_hole(std::string_view before, std::uint64_t end, std::string_view after) {
        int const fd = ::open(who.location.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        ASSERT_EQ(::pwrite(fd, before.data(), before.size(), 0), static_cast<ssize_t>(before.size()));
        ASSERT_EQ(::pwrite(fd, after.data(), after.size(), static_cast<off_t>(end)), static_cast<ssize_t>(after.size()));
        ::close(fd);
    }
    static long peak_kilobytes() {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        return used.ru_maxrss;
    }
};

TEST_F(bad_input, nuls_and_no_last_newline_are_text) {
    std::string const nul(5, '\0');
    write("From a@b  Mon Jul  5 23:46:19 1999\nSubject: o" + nul + "ne\n\nbody " + nul + "\n\n" + mail_text("two") + nul);
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), 2u);
    EXPECT_EQ(text_of(*box, 1), "Subject: o" + nul + "ne\n\nbody " + nul + "\n");
    EXPECT_TRUE(text_of(*box, 2).ends_with("\n\n" + nul));
    append(*box, "Subject: three\r\n\r\nhello\r\n");
    EXPECT_EQ(subjects(*box).back(), "three");
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    box.reset();
    restart();
    box = inbox();
    ASSERT_EQ(box->now()->size(), 2u);
    EXPECT_TRUE(text_of(*box, 2).ends_with("\n\n" + nul)) << "what was there stays as it was";
}

// Headers just short of what the scanner reads: with more marks than fit the message would be another one to it.
TEST_F(bad_input, headers_have_no_room_for_marks) {
    std::string lines = "Subject: big\n";
    while (lines.size() < longest_head - 120) lines += "X-Filler: " + std::string(89, 'f') + "\n";
    write("From a@b  Mon Jul  5 23:46:19 1999\n" + lines + "\nbody\n\n" + mail_text("two"));
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), 2u);
    store::flag_change const change{store::flag_change::how::add, flag::flagged, {std::string(150, 'k')}};
    ASSERT_TRUE(box->change_flags(uid_set::of({1, 2}), change));
    box.reset();
    restart();
    add(mail_text("three"));
    auto marked = read();
    ASSERT_NE(marked.find("X-Status: F"), std::string::npos) << "the other message has its marks";
    box = inbox();
    ASSERT_EQ(box->refresh().value()->size(), 3u);
    EXPECT_NE(box->now()->find(1), nullptr) << "no other uid";
    EXPECT_EQ((*box->now())[0].flags & flag::flagged, flag::flagged) << "the index has them";
    EXPECT_EQ((*box->now())[1].flags & flag::flagged, flag::flagged);
    // Another program's change counts where there was room.
    marked.replace(marked.find("X-Status: F"), 11, "X-Status: A");
    write(marked + mail_text("four"));
    ASSERT_EQ(box->refresh().value()->size(), 4u);
    EXPECT_EQ((*box->now())[1].flags & flag::flagged, 0u);
    EXPECT_EQ((*box->now())[0].flags & flag::flagged, flag::flagged);
}

// A client's flags of a message whose headers no scan reads whole: no line of ours in its text, and none is lost.
TEST_F(bad_input, appended_with_flags_and_headers_too_long_for_marks) {
    write("");
    std::string many = "Subject: many\r\n";
    while (many.size() < longest_head + 1000) many += "X-Filler: " + std::string(89, 'f') + "\r\n";
    list const texts{"Subject: folded\r\n " + std::string(70'000, 'y') + "\r\nTo: a@b\r\n\r\nbody\r\n",
                     "Subject: line\r\nX-Long: " + std::string(longest_line - 9, 'y') + "\r\nTo: a@b\r\n\r\nbody\r\n", many + "\r\nbody\r\n"};
    auto box = inbox();
    for (auto const& text : texts) (void)append(*box, text, flag::flagged, {"Work"});
    auto const check = [&](std::size_t count) {
        auto const view = box->refresh().value();
        ASSERT_EQ(view->size(), count);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ((*view)[i].uid, i + 1);
            EXPECT_EQ((*view)[i].flags & flag::flagged, flag::flagged) << i;
            EXPECT_EQ((*view)[i].size, texts[i].size()) << i;
            EXPECT_NE((*view)[i].keywords, 0u) << i;
        }
    };
    check(3);
    box.reset();
    restart();
    write(read() + mail_text("more"));    // all of it is read again
    box = inbox();
    check(4);
}

TEST_F(bad_input, a_content_length_that_lies_changes_nothing) {
    for (std::string const length : {"0", "1", "100000", "-5", "18446744073709551615", "99999999999999999999", "x", "",
                                     "10\nContent-Length: 3"}) {
        fs::remove_all(how.index.directory);
        restart();
        write(mail_text("one", "Content-Length: " + length + "\n") + mail_text("two") + mail_text("three"));
        auto const box = inbox();
        EXPECT_EQ(subjects(*box), (list{"one", "two", "three"})) << length;
        EXPECT_EQ(text_of(*box, 1), "Subject: one\n\nbody of one\n") << length;
    }
}

TEST_F(bad_input, an_empty_file_is_an_empty_mailbox) {
    write("");
    auto box = inbox();
    EXPECT_EQ(box->now()->size(), 0u);
    EXPECT_EQ(append(*box, "Subject: one\r\n\r\n"), 1u);
    box.reset();
    write("");
    EXPECT_EQ(inbox()->refresh().value()->size(), 0u) << "emptied by another program";
}

TEST_F(bad_input, five_gigabytes_of_nothing_are_refused_at_once) {
    write_with_hole("", std::uint64_t{5} << 30, "\n\n" + mail_text("one"));
    auto const before = peak_kilobytes();
    auto const began = std::chrono::steady_clock::now();
    EXPECT_EQ(refusal(), errc::damaged);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
    EXPECT_LT(peak_kilobytes() - before, 64 * 1024);
    EXPECT_EQ(fs::file_size(who.location), (std::uint64_t{5} << 30) + 2 + mail_text("one").size());
}

TEST_F(bad_input, a_message_of_five_gigabytes_is_counted_but_copied_for_nobody) {
    auto const end = std::uint64_t{5} << 30;
    write_with_hole(mail_text("huge"), end, "\n\n" + mail_text("after"));
    auto const before = peak_kilobytes();
    auto const box = inbox();
    ASSERT_EQ(box->now()->size(), 2u);
    EXPECT_GT((*box->now())[0].size, end - 100);
    EXPECT_EQ(box->open(1).error(), errc::too_big);
    EXPECT_EQ(box->facts_of(1).error(), errc::too_big);
    EXPECT_EQ(text_of(*box, 2), "Subject: after\n\nbody of after\n");
    EXPECT_LT(peak_kilobytes() - before, 64 * 1024);
}

TEST_F(bad_input, crlf_files_stay_crlf_where_they_were) {
    std::string crlf;
    for (char const c : mail_text("one") + mail_text("two")) (crlf += c == '\n' ? "\r" : "") += c;
    write(crlf);
    auto const box = inbox();
    EXPECT_EQ((*box->now())[0].size, text_of(*box, 1).size());
    append(*box, "Subject: three\r\n\r\nhello\r\n");
    EXPECT_EQ(subjects(*box).size(), 3u);
    EXPECT_TRUE(read().starts_with(crlf));
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    EXPECT_EQ(text_of(*box, 2), "Subject: two\r\n\r\nbody of two\r\n");
    EXPECT_EQ(text_of(*box, 3), "Subject: three\n\nhello\n");
}

TEST_F(bad_input, a_file_that_shrinks_under_a_session) {
    write(mail_text("one") + mail_text("two") + mail_text("three"));
    auto const box = inbox();
    auto const text = box->open(3).value();
    fs::resize_file(who.location, mail_text("one").size() + 10);
    EXPECT_EQ(text->size(), 30u) << "what a session reads it has";
    EXPECT_EQ(box->open(3).error(), errc::gone);
    EXPECT_EQ(subjects(*box).front(), "one");
    EXPECT_EQ((*box->now())[0].uid, 1u);
    fs::remove(who.location);
    EXPECT_EQ(box->refresh().value()->size(), 0u);
    write(mail_text("four"));
    EXPECT_EQ(subjects(*box), list{"four"});
    EXPECT_GT((*box->now())[0].uid, 3u);
}

TEST_F(bad_input, another_file_takes_its_place_under_a_session) {
    write(mail_text("one") + mail_text("two"));
    auto const box = inbox();
    auto const own = who.location;
    who.location += ".new";
    write(mail_text("two") + mail_text("three"));
    fs::rename(who.location, own);
    who.location = own;
    EXPECT_EQ(text_of(*box, 2), "Subject: two\n\nbody of two\n");
    EXPECT_EQ(subjects(*box), (list{"two", "three"}));
    EXPECT_EQ((*box->now())[0].uid, 2u);
    EXPECT_EQ((*box->now())[1].uid, 3u);
    ASSERT_TRUE(box->expunge(uid_set::of({2}), mode::all));
    EXPECT_EQ(read(), mail_text("three"));
}

// As mutt does when it leaves: the file looks as old and is as long as before.
TEST_F(bad_input, marks_of_the_same_length_under_an_old_date_are_seen) {
    write(mail_text("one", "Status: RO\nX-Status: A\n"));
    timespec const times[] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, who.location.c_str(), times, 0), 0);
    auto const box = inbox();
    EXPECT_EQ((*box->refresh().value())[0].flags, flag::seen | flag::answered);
    write(mail_text("one", "Status: RO\nX-Status: F\n"));
    ASSERT_EQ(::utimensat(AT_FDCWD, who.location.c_str(), times, 0), 0);
    EXPECT_EQ((*box->refresh().value())[0].flags, flag::seen | flag::flagged);
}

TEST_F(bad_input, a_first_line_that_is_no_from_line) {
    for (std::string const start : {"Subject: x\n\n", "\nfrom a\n", ">From a b\n", "x"}) {
        write(start + "\n" + mail_text("one"));
        EXPECT_EQ(refusal(), errc::damaged) << start;
        EXPECT_EQ(read(), start + "\n" + mail_text("one"));
    }
    write("\n\r\n" + mail_text("one"));
    EXPECT_EQ(subjects(*inbox()), list{"one"}) << "empty lines are no harm";
}

TEST_F(bad_input, what_is_no_file_cannot_be_selected) {
    fs::create_directory(who.location);
    EXPECT_EQ(refusal(), errc::not_selectable);
    fs::remove(who.location);
    ASSERT_EQ(::mkfifo(who.location.c_str(), 0600), 0);
    EXPECT_EQ(refusal(), errc::not_selectable);
    fs::remove(who.location);
    who.location = "/dev/null";
    EXPECT_EQ(refusal(), errc::not_selectable);
    who.location = "/dev/zero";
    EXPECT_EQ(refusal(), errc::not_selectable);
}

TEST_F(bad_input, links_are_not_followed) {
    auto const target = root / "target";
    auto const link = [&](fs::path const& to) {
        fs::remove(who.location);
        fs::create_symlink(to, who.location);
        if (::geteuid() == 0) {
            ASSERT_EQ(::lchown(who.location.c_str(), 12345, 12345), 0);
        }
    };
    depositor to(*with);
    link(target);
    EXPECT_EQ(refusal(), errc::damaged) << "it names nothing: its messages may come back";
    EXPECT_EQ(reason(wait_for(to, mail(1)).error(), "F"), "file is a symbolic link");
    EXPECT_FALSE(fs::exists(target));
    std::ofstream(target) << mail_text("one");
    EXPECT_EQ(refusal(), errc::damaged);
    EXPECT_EQ(reason(wait_for(to, mail(2)).error(), "F"), "file is a symbolic link");
    link("/etc/passwd");
    EXPECT_TRUE(refusal().failed());
    EXPECT_FALSE(wait_for(to, mail(3)));
    fs::remove(who.location);
    fs::create_hard_link(target, who.location);
    EXPECT_EQ(refusal(), errc::damaged);
    EXPECT_EQ(reason(wait_for(to, mail(4)).error(), "F"), "file has more than one hard link");
    EXPECT_EQ(read(), mail_text("one"));
}

TEST_F(bad_input, a_link_in_the_place_of_an_open_mailbox) {
    write(mail_text("one"));
    auto const box = inbox();
    fs::rename(who.location, who.location + ".away");
    fs::create_symlink(root / "nothing", who.location);
    EXPECT_EQ(box->refresh().error(), errc::damaged);
    fs::remove(who.location);
    fs::rename(who.location + ".away", who.location);
    EXPECT_EQ(subjects(*box), list{"one"});
    EXPECT_EQ((*box->now())[0].uid, 1u) << "nothing was taken for gone";
}

TEST_F(bad_input, folder_names) {
    auto const at = account();
    for (std::string const& name : {std::string("a\nb"), std::string("a\rb"), std::string(1, '\0'), std::string(251, 'x'),
                                    std::string("\xc3"), std::string("\xed\xa0\x80"), std::string(".."), std::string("a/.."),
                                    std::string("../../etc/passwd"), std::string("/etc/passwd"), std::string("x/y.lock"),
                                    std::string("\x7f"), std::string(1001, 'x')}) {
        EXPECT_EQ(at->create(name).error(), errc::bad_name) << name;
        EXPECT_EQ(at->open(name).error(), errc::no_mailbox) << name;
        EXPECT_FALSE(at->remove(name)) << name;
    }
    std::string const longest(250, 'x');
    ASSERT_TRUE(at->create(longest));
    append(*at->open(longest).value(), "Subject: one\r\n\r\n");
    // What others made is passed over when it is no possible name, and does no harm.
    for (std::string const& name : {std::string("a\nb"), std::string(255, 'y'), std::string("\xff\xfe"), std::string("&bad"), std::string(".x")})
        std::ofstream(who.location + ".folders/" + name) << mail_text("one");
    auto const all = at->list().value();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].name, longest);
}

TEST_F(bad_input, a_file_locked_for_ever_holds_one_thread_of_its_owner) {
    how.virtual_.lock.attempts = 1000;
    how.virtual_.lock.delay = std::chrono::milliseconds(20);
    restart();
    auto const at = account();
    write(mail_text("one"));
    ASSERT_TRUE(at->create("other"));
    auto const box = inbox();
    auto const other = at->open("other").value();
    append(*other, "Subject: two\r\n\r\n");
    auto const dots = {who.location + ".lock", who.location + ".folders/other.lock"};
    for (auto const& lock : dots) std::ofstream(lock) << "";
    result<std::vector<std::uint32_t>> waited{std::vector<std::uint32_t>()};
    std::thread waiter([&] { waited = box->expunge(uid_set::everything(), mode::all); });
    auto const place = with->at(who.account, who.location);
    while (!place->is_waited_for) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    auto const began = std::chrono::steady_clock::now();
    EXPECT_EQ(box->refresh().error(), errc::in_use);
    EXPECT_EQ(box->expunge(uid_set::everything(), mode::all).error(), errc::in_use);
    EXPECT_EQ(other->expunge(uid_set::everything(), mode::all).error(), errc::in_use) << "another file, the same user";
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
    for (auto const& lock : dots) fs::remove(lock);
    waiter.join();
    EXPECT_EQ(waited.value().size(), 1u);
    EXPECT_TRUE(box->refresh());
}

}  // namespace
}  // namespace mailstead::mbox
