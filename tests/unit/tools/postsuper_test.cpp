// postsuper's orders, and postcat's layout.
#include "tools/postsuper.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "tools/postcat.h"

namespace mailstead::tools {
namespace {

class scripted_queue final : public queue_admin {
public:
    std::vector<listed_message> messages{{"00000000A1", "active"},
                                         {"00000000D1", "deferred"},
                                         {"00000000D2", "deferred"},
                                         {"00000000F1", "hold"},
                                         {"00000000C1", "corrupt"}};
    std::vector<std::string> obeyed;
    outcome says = outcome::done;
    bool listable = true;

    base::result<std::vector<listed_message>> list() override {
        if (!listable) return base::from_errno(EIO);
        return messages;
    }
    answer obey(std::string_view verb, std::string const& id) override {
        obeyed.push_back(std::string(verb) + " " + id);
        answer out;
        out.what = says;
        return out;
    }
    base::result<shown> show(std::string const&) override { return base::from_errno(ENOENT); }
};

using words = std::vector<std::string>;

words obeyed(words const& args, std::string const& typed = "") {
    scripted_queue queue;
    auto const wanted = parse_postsuper(args);
    EXPECT_EQ(wanted.mistake, "");
    EXPECT_EQ(carry_out(wanted, queue, typed), 0);
    return queue.obeyed;
}

TEST(postsuper, all_means_the_queues_it_can_be_done_in) {
    EXPECT_EQ(obeyed({"-d", "ALL"}),
              (words{"remove 00000000A1", "remove 00000000D1", "remove 00000000D2", "remove 00000000F1"}));
    EXPECT_EQ(obeyed({"-h", "ALL"}), (words{"hold 00000000A1", "hold 00000000D1", "hold 00000000D2"}));
    EXPECT_EQ(obeyed({"-HALL"}), (words{"release 00000000F1"}));
    EXPECT_EQ(obeyed({"-d", "ALL", "corrupt"}), (words{"remove 00000000C1"}));
    EXPECT_EQ(obeyed({"-r", "ALL", "incoming", "hold"}), (words{"requeue 00000000A1", "requeue 00000000F1"}));
}

TEST(postsuper, single_ids_and_typed_ones) {
    EXPECT_EQ(obeyed({"-d", "00000000D1"}), (words{"remove 00000000D1"}));
    EXPECT_EQ(obeyed({"-d", "00000000D1", "hold"}), words{});
    EXPECT_EQ(obeyed({"-h", "-"}, "00000000A1\nbad/id\n00000000A1 00000000D1\n\n00000000D2"), (words{"hold 00000000A1", "hold 00000000D2"}));
    EXPECT_EQ(obeyed({"-h", "00000000D1", "-H", "00000000F1"}), (words{"hold 00000000D1", "release 00000000F1"}));
    EXPECT_EQ(obeyed({"-d", "../../etc/passwd"}), words{});
    EXPECT_EQ(obeyed({"-e", "00000000D1"}), (words{"expire 00000000D1"}));
    EXPECT_EQ(obeyed({"-f", "00000000F1"}), (words{"expire 00000000F1", "release 00000000F1"}));
    EXPECT_EQ(obeyed({"-psSv"}), words{});
}

TEST(postsuper, mistakes) {
    auto const why = [](words const& args) { return parse_postsuper(args).mistake; };
    EXPECT_EQ(why({"-d", "ALL", "foo"}), "invalid directory name: foo");
    EXPECT_TRUE(why({"-h"}).starts_with("usage: postsuper"));
    EXPECT_TRUE(why({"-z"}).starts_with("usage: postsuper"));
    EXPECT_EQ(why({"-e", "ALL"}), "");
}

TEST(postsuper, what_was_not_done_shows_in_the_status) {
    scripted_queue queue;
    queue.says = queue_admin::outcome::absent;
    EXPECT_EQ(carry_out(parse_postsuper({"-d", "00000000D1"}), queue, ""), 0);
    queue.says = queue_admin::outcome::busy;
    EXPECT_EQ(carry_out(parse_postsuper({"-d", "00000000D1"}), queue, ""), 75);
    queue.says = queue_admin::outcome::failed;
    EXPECT_EQ(carry_out(parse_postsuper({"-d", "00000000D1"}), queue, ""), 75);
    queue.says = queue_admin::outcome::unavailable;
    EXPECT_EQ(carry_out(parse_postsuper({"-r", "00000000D1"}), queue, ""), 69);
    queue.listable = false;
    EXPECT_EQ(carry_out(parse_postsuper({"-d", "ALL"}), queue, ""), 75);
}

TEST(postcat, shows_what_postfix_shows) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    std::string const envelope =
        R"({"queue_name":"deferred","arrival":1795208003000000,"sender":"root@a","recipients":[)"
        R"({"address":"x@b","original":"root","orcpt":"","notify":0,"done":false},{"address":"y@b","original":"y@b","done":true}]})";
    std::string const text = "Subject: x\r\n\r\nbody\r\n";
    postcat_parts parts;
    EXPECT_EQ(postcat_text(parts, "deferred/A1", envelope, text),
              "*** ENVELOPE RECORDS deferred/A1 ***\n"
              "message_size:              20               0               2               0              20           "
              "    0\n"
              "message_arrival_time: Fri Nov 20 20:53:23 2026\n"
              "create_time: Fri Nov 20 20:53:23 2026\n"
              "named_attribute: rewrite_context=local\n"
              "sender: root@a\n"
              "original_recipient: root\n"
              "recipient: x@b\n"
              "original_recipient: y@b\n"
              "done_recipient: y@b\n"
              "*** MESSAGE CONTENTS deferred/A1 ***\n"
              "Subject: x\n"
              "\n"
              "body\n"
              "*** HEADER EXTRACTED deferred/A1 ***\n"
              "*** MESSAGE FILE END deferred/A1 ***\n");
    parts.envelope = parts.header = false;
    EXPECT_EQ(postcat_text(parts, "deferred/A1", envelope, text), "\nbody\n");
    parts.offsets = true;
    EXPECT_EQ(postcat_text(parts, "deferred/A1", envelope, text), "       12 \n       14 body\n");
    parts.envelope = true;
    EXPECT_NE(postcat_text(parts, "corrupt/A1", "nonsense", "").find("sender: \n"), std::string::npos);
}

}  // namespace
}  // namespace mailstead::tools
