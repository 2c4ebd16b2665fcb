// Packets, negotiation and replies of the milter protocol, cut at every byte.
#include "mta/milter/wire.h"

#include <gtest/gtest.h>

namespace mailstead::mta::milter {
namespace {

using namespace std::string_literals;
using state = packet_reader::state;

std::string packet(std::string_view body) {
    std::string out;
    put_number(out, static_cast<std::uint32_t>(body.size()));
    return out += body;
}

TEST(milter_wire, what_is_offered) {
    std::string out;
    put(out, offer{6, action::all, protocol::of_version(6)});
    EXPECT_EQ(out, "\0\0\0\x0dO\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff"s);
}

TEST(milter_wire, texts_end_at_their_first_nul) {
    std::string data;
    put_text(data, "a\0b"s);
    put_text(data, "");
    put_short(data, 0x1234);
    EXPECT_EQ(data, "a\0\0\x12\x34"s);
    std::string out;
    put(out, event::helo, data);
    EXPECT_EQ(out, "\0\0\0\x06Ha\0\0\x12\x34"s);
}

TEST(milter_wire, versions_know_their_events) {
    EXPECT_EQ(protocol::of_version(2), 0x7fu);
    EXPECT_EQ(protocol::of_version(3), 0x17fu);
    EXPECT_EQ(protocol::of_version(4), 0x37fu);
    EXPECT_EQ(protocol::of_version(6), 0x1fffffu);
    EXPECT_EQ(protocol::of_version(5), 0u);
}

TEST(milter_wire, packets_cut_anywhere_are_the_same) {
    auto const bytes = packet("c") + packet("hName\0value\0"s) + packet("p");
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        packet_reader in;
        std::string seen;
        for (auto const part : {std::string_view(bytes).substr(0, cut), std::string_view(bytes).substr(cut)}) {
            in.feed(part);
            for (auto item = in.next(); item.state == state::packet; item = in.next()) seen.append(1, item.code).append(item.data).append("|");
        }
        EXPECT_EQ(seen, "c|hName\0value\0|p|"s) << cut;
        EXPECT_FALSE(in.has_input());
    }
}

TEST(milter_wire, lengths_that_make_no_sense) {
    packet_reader empty;
    empty.feed("\0\0\0\0"s);
    EXPECT_EQ(empty.next().state, state::bad);
    packet_reader huge;
    huge.feed("\x40\0\0\0h"s);
    auto const item = huge.next();
    EXPECT_EQ(item.state, state::bad);
    EXPECT_EQ(item.length, 1u << 30);
    packet_reader largest;
    std::string head;
    put_number(head, packet_reader::limit);
    largest.feed(head);
    EXPECT_EQ(largest.next().state, state::need_more);
}

TEST(milter_wire, an_agreement_with_macros) {
    std::string why;
    auto const got = parse_agreement("\0\0\0\x06\0\0\0\x11\0\0\0\x80\0\0\0\x02{mail_addr} i\0\0\0\0\x63x\0"s, why);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->version, 6u);
    EXPECT_EQ(got->actions, action::add_headers | action::change_headers);
    EXPECT_EQ(got->protocol, protocol::silent_headers);
    ASSERT_TRUE(got->macros[static_cast<std::size_t>(stage::mail)]);
    EXPECT_EQ(*got->macros[static_cast<std::size_t>(stage::mail)], (std::vector<std::string>{"{mail_addr}", "i"}));
    EXPECT_FALSE(got->macros[static_cast<std::size_t>(stage::rcpt)]);
    EXPECT_EQ(got->strange_stages, (std::vector<std::uint32_t>{99}));
}

TEST(milter_wire, an_agreement_cut_short_is_none) {
    auto const whole = "\0\0\0\x06\0\0\0\x11\0\0\0\x80\0\0\0\x02{mail_addr} i\0"s;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        std::string why;
        bool const complete = size == 12;    // without macros
        EXPECT_EQ(parse_agreement(std::string_view(whole).substr(0, size), why).has_value(), complete) << size;
        EXPECT_EQ(why.empty(), complete) << size;
    }
}

struct reply_case {
    char code;
    std::string data;
    std::uint32_t index;
    std::string first, second;
};

TEST(milter_wire, replies_and_each_of_their_beginnings) {
    for (auto const& [code, data, index, first, second] : std::initializer_list<reply_case>{
             {'y', "550 5.7.1 no\0"s, 0, "550 5.7.1 no", ""},
             {'h', "Name\0value\0"s, 0, "Name", "value"},
             {'i', "\0\0\0\x02Name\0value\0"s, 2, "Name", "value"},
             {'m', "\0\0\0\x01Name\0\0"s, 1, "Name", ""},
             {'+', "<a@b>\0"s, 0, "<a@b>", ""},
             {'e', "<a@b>\0SIZE=1\0"s, 0, "<a@b>", "SIZE=1"},
             {'q', "why\0"s, 0, "why", ""}}) {
        std::string why;
        auto const got = parse_reply(code, data, why);
        ASSERT_TRUE(got) << code << why;
        EXPECT_EQ(got->index, index);
        EXPECT_EQ(got->first, first);
        EXPECT_EQ(got->second, second);
        for (std::size_t size = 0; size < data.size(); ++size) {
            bool const complete = code == 'e' && size == 6;    // parameters may be missing
            EXPECT_EQ(parse_reply(code, std::string_view(data).substr(0, size), why).has_value(), complete) << code << size;
        }
        EXPECT_FALSE(parse_reply(code, data + "x", why)) << code;
    }
}

TEST(milter_wire, replies_without_data_have_none) {
    for (char const code : "cartd4fps"s) {
        std::string why;
        EXPECT_TRUE(parse_reply(code, "", why)) << code;
        EXPECT_FALSE(parse_reply(code, "x", why)) << code;
        EXPECT_NE(why.find("was followed by 1 data bytes"), why.npos) << why;
    }
    std::string why;
    EXPECT_FALSE(parse_reply('Z', "", why));
    EXPECT_TRUE(why.empty());
    EXPECT_EQ(parse_reply('b', "any\0thing"s, why)->first, "any\0thing"s);
}

TEST(milter_wire, names_for_the_log) {
    EXPECT_EQ(name(event::end_of_body), "SMFIC_BODYEOB");
    EXPECT_EQ(name(response::replace_body), "SMFIR_REPLBODY");
    EXPECT_EQ(name(static_cast<response>('Z')), "(unknown filter reply)");
}

}  // namespace
}  // namespace mailstead::mta::milter
