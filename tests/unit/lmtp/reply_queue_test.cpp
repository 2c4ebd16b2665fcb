#include "lmtp/reply_queue.h"

#include <gtest/gtest.h>

namespace mailstead::lmtp {
namespace {

smtp::reply reply(int code) {
    smtp::reply out;
    out.code = code;
    out.text = "x";
    return out;
}

TEST(reply_queue, keeps_the_order_of_commands) {
    reply_queue queue;
    queue.say(reply(220));
    auto const first = queue.reserve(2);
    queue.say(reply(250));
    auto const second = queue.reserve(1);
    EXPECT_EQ(queue.take(), "220 x\r\n");
    EXPECT_EQ(queue.take(), "");
    queue.fill(second, reply(452));
    queue.fill(first + 1, reply(550));
    EXPECT_EQ(queue.take(), "");
    EXPECT_EQ(queue.unfilled(), 1u);
    queue.fill(first, reply(251));
    EXPECT_EQ(queue.take(), "251 x\r\n550 x\r\n250 x\r\n452 x\r\n");
    EXPECT_TRUE(queue.is_empty());
    EXPECT_EQ(queue.bytes(), 0u);
}

TEST(reply_queue, lets_the_first_recipients_reply_go_before_the_second_is_known) {
    reply_queue queue;
    auto const slot = queue.reserve(2);
    queue.fill(slot, reply(250));
    EXPECT_EQ(queue.take(), "250 x\r\n");
    queue.fill(slot + 1, reply(250));
    EXPECT_EQ(queue.take(), "250 x\r\n");
}

TEST(reply_queue, does_not_mix_a_command_reply_into_a_reserved_place) {
    reply_queue queue;
    queue.say(reply(250));
    auto const slot = queue.reserve(1);
    queue.fill(slot, reply(451));
    queue.say(reply(221));
    EXPECT_EQ(queue.take(), "250 x\r\n451 x\r\n221 x\r\n");
    queue.say(reply(200));
    EXPECT_EQ(queue.take(), "200 x\r\n");
    auto const none = queue.reserve(0);
    auto const next = queue.reserve(1);
    EXPECT_EQ(none, next);
}

}  // namespace
}  // namespace mailstead::lmtp
