// Whatever way the bytes are cut, the framer gives the same events.
#include "imap/framer.h"

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

// What a session does with literals here: APPEND streams, "refuse" and "swallow" in the text do what they say.
void decide(framer& frames, framer::event const& event) {
    if (event.bytes.find("refuse") != event.bytes.npos) frames.refuse();
    else if (event.bytes.find("swallow") != event.bytes.npos) frames.swallow();
    else if (event.bytes.find("APPEND") != event.bytes.npos) frames.stream();
    else if (frames.collectable()) frames.collect();
    else if (event.synchronizing) frames.refuse();
    else frames.swallow();
}

// The events as text, neighbouring data joined.
std::string events(std::string_view bytes, std::size_t first, std::size_t piece, framer::limits limits = {1000, 50}) {
    framer frames(limits);
    std::string out;
    bool in_data = false;
    auto const drain = [&] {
        for (auto event = frames.next(); event.what != framer::kind::need_more; event = frames.next()) {
            if (event.what == framer::kind::data) {
                if (!in_data) out += "data ";
                out += event.bytes;
                in_data = true;
                continue;
            }
            if (std::exchange(in_data, false)) out += '|';
            if (event.what == framer::kind::command) out += "command " + std::string(event.bytes) + '|';
            if (event.what == framer::kind::too_long) out += "too_long " + std::string(event.bytes) + '|';
            if (event.what != framer::kind::literal) continue;
            out += fmt::format("literal {} {} {} {}|", event.bytes, event.size, event.synchronizing, event.binary);
            decide(frames, event);
        }
        frames.release();
    };
    frames.feed(bytes.substr(0, first));
    drain();
    for (std::size_t at = first; at < bytes.size(); at += piece) {
        frames.feed(bytes.substr(at, piece));
        drain();
    }
    return out;
}

void expect_events(std::string_view bytes, std::string const& expected, framer::limits limits = {1000, 50}) {
    EXPECT_EQ(events(bytes, bytes.size(), 1, limits), expected);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        ASSERT_EQ(events(bytes, cut, bytes.size(), limits), expected) << "cut at " << cut;
    for (std::size_t piece : {1, 2, 3, 5, 7}) ASSERT_EQ(events(bytes, 0, piece, limits), expected) << "pieces of " << piece;
}

TEST(framer, lines) {
    expect_events("a NOOP\r\nb NOOP\n\r\nc X{}\r\nd {x}\r\n", "command a NOOP|command b NOOP|command |command c X{}|command d {x}|");
}

TEST(framer, literals_join_the_command) {
    expect_events("a LOGIN {5}\r\nalice {6+}\r\nse\r\ncr\r\nb NOOP\r\n",
                  "literal a LOGIN  5 true false|literal a LOGIN {5}\r\nalice  6 false false|"
                  "command a LOGIN {5}\r\nalice {6+}\r\nse\r\ncr|command b NOOP|");
    expect_events("a X {0}\r\n\r\n", "literal a X  0 true false|command a X {0}\r\n|");
    expect_events("a X ~{3+}\r\nabc\r\n", "literal a X  3 false true|command a X ~{3+}\r\nabc|");
}

TEST(framer, streams) {
    expect_events("a APPEND x {10+}\r\n012345\r\n89\r\nb NOOP\r\n", "literal a APPEND x  10 false false|data 012345\r\n89|command |command b NOOP|");
    expect_events("a APPEND x {3}\r\nabc (\\Seen) {2}\r\nde\r\n",
                  "literal a APPEND x  3 true false|data abc|literal  (\\Seen)  2 true false|command  (\\Seen) {2}\r\nde|");
    expect_events("a APPEND x {0}\r\n\r\n", "literal a APPEND x  0 true false|command |");
}

TEST(framer, refuses_and_swallows) {
    expect_events("a refuse {10}\r\nb NOOP\r\n", "literal a refuse  10 true false|command b NOOP|");
    expect_events("a swallow {4+}\r\n\r\n\r\n rest {3+}\r\nx\r\n more\r\nb NOOP\r\n", "literal a swallow  4 false false|command b NOOP|");
    // The rest of a swallowed command announces a synchronizing literal: the client waits, the command is over.
    expect_events("a swallow {2+}\r\nxy {5}\r\nb NOOP\r\n", "literal a swallow  2 false false|command b NOOP|");
}

TEST(framer, limits) {
    expect_events("a " + std::string(40, 'x') + "\r\nb NOOP\r\n", "too_long a " + std::string(18, 'x') + "|command b NOOP|", {20, 50});
    expect_events("a X {30+}\r\n" + std::string(30, 'y') + " {30+}\r\n" + std::string(30, 'z') + "\r\nb NOOP\r\n",
                  "literal a X  30 false false|literal a X {30+}\r\n" + std::string(30, 'y') + "  30 false false|command b NOOP|");
    // Literals do not count as line.
    expect_events("a X {30+}\r\n" + std::string(30, 'y') + "\r\n", "literal a X  30 false false|command a X {30+}\r\n" + std::string(30, 'y') + "|", {15, 50});
    expect_events("a X {99999999999999999999}\r\nb NOOP\r\n", "literal a X  18446744073709551615 true false|command b NOOP|");
    // A dropped line may end in a literal that is on its way.
    expect_events(std::string(300, 'x') + " {6+}\r\nb NO\r\n\r\nc NOOP\r\n", "too_long " + std::string(256, 'x') + "|command c NOOP|", {280, 50});
}

TEST(framer, reset_forgets) {
    framer frames({100, 100});
    frames.feed("a STARTTLS\r\nb NOOP\r\nc {3}\r\nab");
    EXPECT_EQ(frames.next().bytes, "a STARTTLS");
    EXPECT_TRUE(frames.has_more());
    frames.reset();
    EXPECT_FALSE(frames.has_more());
    frames.feed("d NOOP\r\n");
    EXPECT_EQ(frames.next().bytes, "d NOOP");
}

}  // namespace
}  // namespace mailstead::imap
