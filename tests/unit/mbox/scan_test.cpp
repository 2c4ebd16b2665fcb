// What the reader finds in mboxes of every making.
#include "mbox/scan.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <random>

#include "mbox/encoder.h"
#include "mbox/from_line.h"
#include "store/message.h"

namespace mailstead::mbox {
namespace {

std::vector<found_message> scan(std::string const& text, std::size_t piece = 7, bool* foreign = nullptr) {
    std::vector<found_message> out;
    auto const peek = [&](std::uint64_t at, std::size_t n) { return at < text.size() ? text.substr(at, n) : ""; };
    scanner run(
        0, [&](found_message&& m) { out.push_back(std::move(m)); }, peek);
    for (std::size_t at = 0; at < text.size(); at += piece) run.feed(std::string_view(text).substr(at, piece));
    run.finish();
    if (foreign) *foreign = run.has_foreign_start();
    return out;
}

std::string body(std::string const& text, found_message const& m) {
    return text.substr(m.offset + m.from_length + m.head_length, m.body_length);
}

std::string visible(std::string const& text, found_message const& m) {
    return parse_head(text.substr(m.offset + m.from_length, m.head_length)).visible + body(text, m);
}

std::string const two = "From a@b  Mon Jul  5 23:46:19 1999\nSubject: one\nStatus: RO\nX-Status: AF\n\nline\n\nmore\n\n"
                        "From c@d Tue Jul 6 1999\nSubject: two\nX-Keywords: $Work Later\n\nbody of two\n";

TEST(scan, finds_messages_of_any_date_form) {
    auto const found = scan(two);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(visible(two, found[0]), "Subject: one\n\nline\n\nmore\n");
    EXPECT_EQ(visible(two, found[1]), "Subject: two\n\nbody of two\n");
    EXPECT_EQ(found[0].length, found[1].offset);
    EXPECT_EQ(found[0].wire_size, std::string("Subject: one\r\n\r\nline\r\n\r\nmore\r\n").size());
    EXPECT_EQ(found[0].said.flags, store::flag::seen | store::flag::answered | store::flag::flagged);
    EXPECT_EQ(found[1].said.keywords, (std::vector<std::string>{"$Work", "Later"}));
    EXPECT_EQ(found[1].date, 0);
}

TEST(scan, a_hand_made_message) {
    std::string const text = "From johndoe@students.uiuc.edu Mon Jul 5 23:46:19 1999\nReceived: by x\nDate: Mon\n"
                             "From: johndoe\nTo: jane\nMessage-Id: <1@x>\nSubject: Hello\n\nDear Jane\n";
    auto const found = scan(text);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(body(text, found[0]), "Dear Jane\n");
    EXPECT_NE(found[0].date, 0);
}

TEST(scan, an_empty_or_foreign_file_has_no_messages) {
    bool foreign = true;
    EXPECT_TRUE(scan("", 7, &foreign).empty());
    EXPECT_FALSE(foreign);
    EXPECT_TRUE(scan("\n\n", 7, &foreign).empty());
    EXPECT_FALSE(foreign);
    EXPECT_TRUE(scan("Subject: x\n\nbody\n", 7, &foreign).empty());
    EXPECT_TRUE(foreign);
    EXPECT_EQ(scan("\n\n" + two).size(), 2u);
}

TEST(scan, cr_lf_and_no_last_newline_and_nul) {
    std::string crlf;
    for (char const c : two) (crlf += c == '\n' ? "\r" : "") += c;
    auto const found = scan(crlf);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(visible(crlf, found[0]), "Subject: one\r\n\r\nline\r\n\r\nmore\r\n");
    EXPECT_EQ(found[0].wire_size, visible(crlf, found[0]).size());

    std::string nul = two.substr(0, two.size() - 1);
    nul[nul.size() - 3] = '\0';
    auto const cut = scan(nul);
    ASSERT_EQ(cut.size(), 2u);
    EXPECT_EQ(body(nul, cut[1]).size(), 11u);
}

TEST(scan, an_unquoted_from_needs_an_empty_line_or_a_date_and_a_header) {
    EXPECT_EQ(scan("From a b\nA: b\n\ntext\nFrom now on\n").size(), 1u);
    EXPECT_EQ(scan("From a b\nA: b\n\ntext\n\nFrom now on\n").size(), 2u);
    EXPECT_EQ(scan("From a b\nA: b\n\ntext\nFrom c Mon Jul 5 23:46:19 1999\nA: b\n\n").size(), 2u);
    EXPECT_EQ(scan("From a b\nA: b\n\ntext\nFrom c Mon Jul 5 23:46:19 1999\nit was\n").size(), 1u);
}

TEST(scan, a_content_length_that_fits_protects_the_body) {
    std::string const text = "one\n\nFrom now on\n";
    auto const box = [&](std::size_t length, std::string const& rest) {
        return "From a b\nContent-Length: " + std::to_string(length) + "\n\n" + text + rest;
    };
    std::string const next = "\nFrom c d\nA: b\n\n";
    EXPECT_EQ(scan(box(text.size(), next)).size(), 2u);
    EXPECT_EQ(scan(box(text.size(), "")).size(), 1u);
    for (std::size_t lying : {text.size() - 1, text.size() + 3, std::size_t{0}, std::size_t{1} << 40})
        EXPECT_EQ(scan(box(lying, next)).size(), 3u) << lying;
}

TEST(scan, a_content_length_hides_no_mail) {
    std::string const hidden = "From victim  Mon Jul  5 23:46:19 1999\nSubject: hidden\n\nbody\n\n";
    std::string const text = "x\n\n" + hidden;
    auto const box = "From a b\nContent-Length: " + std::to_string(text.size()) + "\n\n" + text;
    EXPECT_EQ(scan(box).size(), 2u);
}

TEST(scan, the_result_does_not_depend_on_the_pieces) {
    std::string text = two + "\nFrom x\nA: " + std::string(70'000, 'h') + "\nB: c\n\nFrom " + std::string(70'000, 'y') +
                       "\n" + std::string(66'000, 'z') + "\r\n\r\n\nFrom e f\n\n" + two;
    auto const whole = scan(text, text.size());
    ASSERT_EQ(whole.size(), 6u);
    for (std::size_t piece : {1, 2, 3, 1000, 65'535, 65'536, 65'537}) {
        auto const found = scan(text, piece);
        ASSERT_EQ(found.size(), whole.size()) << piece;
        for (std::size_t i = 0; i < found.size(); ++i) {
            EXPECT_EQ(found[i].key, whole[i].key) << piece;
            EXPECT_EQ(found[i].length, whole[i].length) << piece;
            EXPECT_EQ(found[i].wire_size, whole[i].wire_size) << piece;
            EXPECT_EQ(visible(text, found[i]), visible(text, whole[i])) << piece;
        }
    }
}

// Whole pieces take another way through bodies than single octets do.
TEST(scan, both_ways_through_a_body_find_the_same) {
    std::mt19937 random(1);
    std::string const parts[] = {"\n", "\n\n", "\r\n", "\r\n\r\n", "From ", "\nFrom x Mon Jul 5 23:46:19 1999\n", "A: b\n", ">From ",
                                 "F", "\r", "From", std::string(239, 'x'), std::string(240, 'y'), std::string(1, '\0'), "line\n"};
    for (int round = 0; round < 300; ++round) {
        auto text = "From a b\nSubject: x\n" + std::string(round % 3 ? "\n" : "\r\n");
        while (text.size() < 3000) text += parts[random() % std::size(parts)];
        auto const whole = scan(text, text.size()), slow = scan(text, 1), some = scan(text, 1 + random() % 700);
        for (auto const* other : {&slow, &some}) {
            ASSERT_EQ(whole.size(), other->size()) << round;
            for (std::size_t i = 0; i < whole.size(); ++i) {
                EXPECT_EQ(whole[i].key, (*other)[i].key) << round;
                EXPECT_EQ(whole[i].offset, (*other)[i].offset) << round;
                EXPECT_EQ(whole[i].length, (*other)[i].length) << round;
                EXPECT_EQ(whole[i].body_length, (*other)[i].body_length) << round;
                EXPECT_EQ(whole[i].wire_size, (*other)[i].wire_size) << round;
            }
        }
    }
}

TEST(scan, wherever_it_is_cut_the_messages_lie_side_by_side) {
    for (std::size_t cut = 0; cut <= two.size(); ++cut) {
        auto const text = two.substr(0, cut);
        std::uint64_t at = 0;
        for (auto const& m : scan(text)) {
            EXPECT_EQ(m.offset, at);
            EXPECT_LE(m.from_length + m.head_length + m.body_length, m.length);
            at += m.length;
        }
        EXPECT_TRUE(at == cut || cut < 5) << cut;
    }
}

TEST(scan, a_message_is_the_same_whatever_its_marks) {
    auto const key = [](std::string const& status, std::string const& end = "\n") {
        return scan("From a@b  Mon Jul  5 23:46:19 1999\n" + status + "Subject: one\n\nline" + end).at(0).key;
    };
    EXPECT_EQ(key(""), key("Status: RO\n"));
    EXPECT_EQ(key(""), key("X-Keywords: a\n b\nLines: 1\nContent-Length: 5\nX-UID: 77\n"));
    EXPECT_EQ(key(""), key("", "\n\n"));
    EXPECT_NE(key(""), key("Stat: RO\n"));
    EXPECT_NE(key(""), key("", "s\n"));
}

TEST(marks, are_written_where_there_is_room) {
    std::string const head = "Subject: one\nTo: a\n\n";
    marks seen{store::flag::seen | store::flag::flagged, {"Work"}};
    auto const first = with_marks(head, seen);
    EXPECT_EQ(parse_head(first).visible, head);
    EXPECT_EQ(parse_head(first).said.flags, seen.flags);
    EXPECT_EQ(parse_head(first).said.keywords, seen.keywords);
    auto const second = with_marks(first, {store::flag::all, {"Work", "Later"}});
    EXPECT_EQ(second.size(), first.size()) << "the blanks were kept for this";
    EXPECT_EQ(parse_head(second).said.flags, store::flag::all);
    auto const third = with_marks(second, {0, {}});
    EXPECT_EQ(third.size(), first.size());
    EXPECT_EQ(parse_head(third).said.flags, 0u);
    EXPECT_EQ(parse_head(third).visible, head);
    auto const longer = with_marks(third, {0, {std::string(150, 'k')}});
    EXPECT_GT(longer.size(), third.size());
    EXPECT_EQ(parse_head(with_marks("A: b\r\n\r\n", seen)).visible, "A: b\r\n\r\n");
    // A line of blanks is no end of the headers.
    auto const odd = with_marks(" \n", seen);
    EXPECT_EQ(with_marks(odd, {0, {}}).size(), odd.size());
}

// A line longer than the scanner takes ends what it reads of the headers; a sender can write one.
TEST(marks, add_no_empty_line_where_the_headers_go_on) {
    std::string const from = "From a@b  Mon Jul  5 23:46:19 1999\n";
    std::string const first = "Subject: x\nX-Long: folded\n";
    std::string const rest = " " + std::string(70'000, 'y') + "\nFrom: a@b\n\nbody\n";
    auto const before = scan(from + first + rest).at(0);
    ASSERT_EQ(before.head_length, first.size());
    auto const marked = with_marks(first, {store::flag::seen, {"Work"}});
    EXPECT_TRUE(marked.ends_with(first)) << "what goes on with the last header still does";
    for (auto const& head : {marked, with_marks(marked, {store::flag::all, {}})}) {
        auto const text = from + head + rest;
        auto const after = scan(text).at(0);
        EXPECT_EQ(after.said.flags, parse_head(head).said.flags);
        EXPECT_EQ(visible(text, after), first + rest);
        EXPECT_EQ(after.key, before.key);
        EXPECT_EQ(after.wire_size, before.wire_size);
        EXPECT_EQ(head.size(), marked.size());
    }
}

TEST(marks, headers_that_are_cut_off_stay_so) {
    for (std::string const head : {"", "A: b\n", "A: b\nC: d", "A: b\n c", "A", " \nA: b\n", " a\n"}) {
        auto const marked = with_marks(head, {store::flag::flagged, {}});
        EXPECT_EQ(parse_head(marked).visible, head);
        EXPECT_EQ(parse_head(marked).said.flags, store::flag::flagged);
        EXPECT_EQ(with_marks(marked, {0, {}}).size(), marked.size());
    }
    // The marks that stood at the end are replaced.
    EXPECT_EQ(parse_head(with_marks("A: b\nStatus: RO\n", {store::flag::flagged, {}})).said.flags, store::flag::flagged);
}

TEST(scan, what_was_encoded_is_found_again) {
    std::string const wire = "Subject: x\r\n\r\nFrom me\r\n\r\nFrom you\r\n";
    for (auto const format : {quoting::mboxo, quoting::mboxrd}) {
        std::string box;
        for (int i = 0; i < 3; ++i) {
            box += from_line("a@b", 1700000000 + i);
            encoder lines(format);
            lines.feed(wire, box);
            lines.finish(box);
        }
        auto const found = scan(box);
        ASSERT_EQ(found.size(), 3u);
        EXPECT_EQ(found[2].wire_size, wire.size() + 2);
        EXPECT_EQ(found[1].date, 1700000001);
    }
}

// Marks stand where the scanner still reads headers, however the bytes came.
TEST(scan, marks_that_were_encoded_are_found_beside_a_long_header_line) {
    std::string const first = "Subject: x\r\n", marks = mark_lines({store::flag::flagged, {"Work"}});
    for (std::size_t const length : {1'000u, 65'000u, 65'525u, 65'526u, 65'527u, 65'528u, 65'529u, 70'000u, 200'000u})
        for (std::size_t const piece : {std::size_t{1}, std::size_t{999}, std::size_t{1} << 20}) {
            auto const wire = first + "X-Long: " + std::string(length, 'y') + "\r\nFrom: a@b\r\n\r\nbody\r\n";
            auto box = from_line("a@b", 1700000000);
            encoder lines(quoting::mboxrd, marks);
            for (std::size_t at = 0; at < wire.size(); at += piece) lines.feed(std::string_view(wire).substr(at, piece), box);
            lines.finish(box);
            auto const found = scan(box);
            ASSERT_EQ(found.size(), 1u) << length;
            EXPECT_EQ(found[0].said.flags, store::flag::flagged) << length << " in pieces of " << piece;
            EXPECT_EQ(found[0].said.keywords, std::vector<std::string>{"Work"});
            EXPECT_EQ(box.find(marks), box.rfind(marks));
            EXPECT_EQ(found[0].wire_size, wire.size());
        }
}

// Offsets beyond 4 GiB, in a file that takes no room.
TEST(scan_file, a_big_sparse_file) {
    int const fd = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) GTEST_SKIP() << "no O_TMPFILE in /tmp";
    std::uint64_t const far = 5ull << 30;
    ASSERT_EQ(::pwrite(fd, two.data(), two.size(), static_cast<off_t>(far)), static_cast<ssize_t>(two.size()));
    auto const found = scan_file(base::system_files(), fd, far, far + two.size()).value();
    ASSERT_EQ(found.messages.size(), 2u);
    EXPECT_EQ(found.messages[0].offset, far);
    EXPECT_EQ(scan_file(base::system_files(), fd, far, far + two.size() + 1).error(), failure(refusal::changed));
    ::close(fd);
}

}  // namespace
}  // namespace mailstead::mbox
