#include "mda/headers.h"

#include <gtest/gtest.h>

namespace mailstead::mda {
namespace {

store::shared_text text_of(std::vector<std::string> pieces) {
    return std::make_shared<std::vector<std::string> const>(std::move(pieces));
}

std::string joined(store::shared_text const& text) {
    std::string out;
    for (auto const& piece : *text) out += piece;
    return out;
}

TEST(incoming, leaves_a_plain_message_alone) {
    auto const text = text_of({"Subject: a\r\n\r\n", "Return-Path: <in@body>\r\n"});
    incoming const one("s@example.org", text, 7);
    EXPECT_EQ(one.text(), text);    // the same object: nothing copied
    EXPECT_EQ(one.size(), 38u);
    EXPECT_EQ(one.arrival(), 7);
    EXPECT_FALSE(one.was_delivered_to("s@example.org"));
}

TEST(incoming, drops_every_return_path) {
    incoming const one("", text_of({"Return-Path: <a@b>\r\nSubject: x\r\nreturn-path:\r\n <c@d>\r\nTo: y\r\n\r\nbody\r\n"}), 0);
    EXPECT_EQ(joined(one.text()), "Subject: x\r\nTo: y\r\n\r\nbody\r\n");
    EXPECT_EQ(one.size(), joined(one.text()).size());
}

TEST(incoming, finds_delivered_to_in_any_spelling) {
    incoming const one("", text_of({"delivered-TO:\r\n  Bob@Example.ORG \r\nDelivered-To: ann@example.org\r\n\r\n"}), 0);
    EXPECT_TRUE(one.was_delivered_to("bob@example.org"));
    EXPECT_TRUE(one.was_delivered_to("ann@example.org"));
    EXPECT_FALSE(one.was_delivered_to("nn@example.org"));
}

// The result must not depend on how the text was cut into pieces.
TEST(incoming, sees_the_same_header_however_it_is_cut) {
    std::string const whole = "Return-Path: <a@b>\r\nDelivered-To: bob@example.org\r\nSubject: x\r\n\r\nDelivered-To: no@body\r\n";
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        incoming const one("", text_of({whole.substr(0, cut), whole.substr(cut)}), 0);
        EXPECT_TRUE(one.was_delivered_to("bob@example.org")) << cut;
        EXPECT_FALSE(one.was_delivered_to("no@body")) << cut;
        EXPECT_EQ(joined(one.text()), whole.substr(20)) << cut;
    }
}

TEST(incoming, takes_an_empty_text) {
    incoming const none("", text_of({}), 0);
    EXPECT_EQ(none.size(), 0u);
    incoming const empty("", text_of({""}), 0);
    EXPECT_EQ(empty.size(), 0u);
}

TEST(trace_fields, come_in_postfix_order) {
    EXPECT_EQ(trace_fields({"s@x", "Orig@y", "real@y"}),
              "Return-Path: <s@x>\r\nX-Original-To: Orig@y\r\nDelivered-To: real@y\r\n");
    EXPECT_EQ(trace_fields({"", "", "real@y"}), "Return-Path: <>\r\nX-Original-To: real@y\r\nDelivered-To: real@y\r\n");
}

}  // namespace
}  // namespace mailstead::mda
