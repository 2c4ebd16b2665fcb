// Senders that name the recipient.
#include "mta/queue/verp.h"

#include <gtest/gtest.h>

namespace mailstead::mta::queue {
namespace {

std::string sender(std::string from, std::string to, std::string original = "", std::string delimiters = "+=") {
    envelope what;
    what.sender = std::move(from);
    what.verp = std::move(delimiters);
    recipient whom;
    whom.address = std::move(to);
    whom.original = std::move(original);
    return verp_sender(what, whom);
}

TEST(verp, joins_sender_and_recipient) {
    EXPECT_EQ(sender("owner@src.test", "A+b@multi.x"), "owner+A+b=multi.x@src.test");
    EXPECT_EQ(sender("owner@src.test", "real@multi.x", "alias@multi.x"), "owner+alias=multi.x@src.test");
    EXPECT_EQ(sender("owner@src.test", "\"q r\"@multi.x"), "\"owner+q r=multi.x\"@src.test");
    EXPECT_EQ(sender("\"ow ner\"@src.test", "one@e67.x", "", "-="), "\"ow ner-one=e67.x\"@src.test");
    EXPECT_EQ(sender("owner@src.test", "bob@here.test", "bob"), "owner+bob=here.test@src.test");
    EXPECT_EQ(sender("owner", "bob"), "owner+bob=");
}

TEST(verp, leaves_other_mail_alone) {
    EXPECT_EQ(sender("owner@src.test", "a@b", "", ""), "owner@src.test");
    EXPECT_EQ(sender("", "a@b"), "");
    EXPECT_EQ(sender("owner@src.test", std::string(250, 'a') + "@b.test"), "owner@src.test") << "longer than others would take";
}

}  // namespace
}  // namespace mailstead::mta::queue
