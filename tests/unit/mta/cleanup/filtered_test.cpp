// What milters change in a message that lies in a queue's spool, small and large.
#include "mta/cleanup/filtered.h"

#include <gtest/gtest.h>

#include "tests/unit/mta/queue/room.h"

namespace mailstead::mta::cleanup {
namespace {

using namespace std::string_literals;
using milter::change;
using milter::response;

class filtered_test : public ::testing::Test {
protected:
    using edits = std::vector<change>;

    static change header(response what, std::uint32_t index, std::string name, std::string value) {
        change out;
        out.what = what;
        out.index = index;
        out.name = std::move(name);
        out.value = std::move(value);
        return out;
    }

    // The text that would be committed after these edits.
    std::string after(std::string text, edits const& wanted, conf::settings::pairs values = {}) {
        values.push_back({"myorigin", "o.example"});
        rules const how(conf::settings().with(values));
        std::string out;
        auto const run = [&](net::executor where) -> net::task<void> {
            auto store = queue::test::open(queue::test::small_settings(directory_.path()));
            queue::home here(where);
            net::disk_pool disk(2, std::chrono::seconds(5));
            auto door = queue::make_intake(*store, here, disk);
            auto first = std::move(*door->begin());
            for (std::size_t at = 0; at < text.size(); at += 50000) {
                auto const added = co_await first->append(text.substr(at, 50000));
                EXPECT_TRUE(added);
            }
            filtered::parts const with{*first, what_, from_, how, disk};
            content::subject about;
            about.sender = what_.sender;
            filtered letter(with, about);
            auto const loaded = co_await letter.load();
            too_big_ = letter.is_too_big();
            EXPECT_EQ(loaded.has_value(), !too_big_);
            if (!loaded) co_return store->stop();
            for (auto const& one : wanted) {
                last_ = co_await letter.apply(one);
                if (!last_.goes_on()) break;
            }
            auto made = co_await letter.rewritten();
            EXPECT_TRUE(made);
            changed_ = made && *made;
            auto& spool = changed_ ? **made : *first;
            EXPECT_EQ(spool.id(), first->id());
            for (;;) {
                auto const piece = co_await spool.read(out.size(), 30000);
                EXPECT_TRUE(piece);
                if (!piece || piece->empty()) break;
                out += *piece;
            }
            EXPECT_EQ(out.size(), spool.size());
            if (!what_.recipients.empty()) {
                auto envelope = what_;
                auto const done = co_await spool.commit(std::move(envelope));
                EXPECT_TRUE(done);
            }
            made = std::unique_ptr<queue::spool>();
            first.reset();
            store->stop();
        };
        mailstead::test::run(run);
        return out;
    }

    queue::test::temporary_directory directory_;
    envelope what_ = queue::test::letter("a@x.example", {"b@y.example", "c@y.example"});
    origin from_;
    milter::answer last_;
    bool changed_ = false, too_big_ = false;
    std::string const text_ = "Received: ours\r\nA: 1\r\nB: 2\r\n\tmore\r\nA: 3\r\n\r\nbody\r\n";
};

TEST_F(filtered_test, mail_that_is_left_alone_is_not_copied) {
    EXPECT_EQ(after(text_, {}), text_);
    EXPECT_FALSE(changed_);
}

TEST_F(filtered_test, headers_by_place_and_number) {
    EXPECT_EQ(after(text_, {header(response::change_header, 2, "a", "new"), header(response::insert_header, 0, "T", "top"),
                            header(response::insert_header, 2, "S", "second"), header(response::add_header, 0, "E", "end\nX: no\r\n\n\tyes"),
                            header(response::change_header, 1, "B", ""), header(response::change_header, 1, "N", "none there")}),
              "T: top\r\nReceived: ours\r\nS: second\r\nA: 1\r\na: new\r\nE: end\r\n\tX: no\r\n\tyes\r\nN: none there\r\n\r\nbody\r\n");
}

TEST_F(filtered_test, our_own_field_is_out_of_reach) {
    EXPECT_EQ(after(text_, {header(response::change_header, 1, "Received", "")}), text_);
    EXPECT_EQ(after(text_, {header(response::add_header, 0, "Bad name", "x"), header(response::add_header, 0, "A:", "x")}), text_);
    EXPECT_FALSE(changed_);
}

TEST_F(filtered_test, a_body_in_pieces) {
    EXPECT_EQ(after(text_, {header(response::replace_body, 0, "", "one\ntwo\r"), header(response::replace_body, 0, "", "\nthree")}),
              text_.substr(0, text_.find("\r\n\r\n") + 4) + "one\r\ntwo\r\nthree\r\n");
}

TEST_F(filtered_test, large_texts_on_disk) {
    std::string body;
    while (body.size() < 2'000'000) body += std::to_string(body.size()) + " and some more text in a line\r\n";
    auto const head = "Received: ours\r\nA: 1\r\n";
    EXPECT_TRUE(after(head + ("\r\n" + body), {header(response::add_header, 0, "X", "y")}) == head + ("X: y\r\n\r\n" + body));
    EXPECT_TRUE(after(head + ("\r\n" + body), {header(response::replace_body, 0, "", "small\r\n")}) == head + "\r\nsmall\r\n"s);
    edits pieces;
    for (std::size_t at = 0; at < body.size(); at += 65535) pieces.push_back(header(response::replace_body, 0, "", body.substr(at, 65535)));
    EXPECT_TRUE(after(head + "\r\nsmall\r\n"s, pieces) == head + ("\r\n" + body));
}

TEST_F(filtered_test, a_body_beyond_the_limit_is_refused) {
    after(text_, {header(response::replace_body, 0, "", std::string(2000, 'x'))}, {{"message_size_limit", "1000"}});
    EXPECT_EQ(last_.reply.code, 552);
}

TEST_F(filtered_test, a_header_beyond_all_measure_is_not_held) {
    after("Received: ours\r\nA: " + std::string(9'000'000, 'x') + "\r\n\r\n", {});
    EXPECT_TRUE(too_big_);
}

TEST_F(filtered_test, envelopes) {
    after(text_, {header(response::change_sender, 0, "<new@z.example>", ""), header(response::delete_recipient, 0, "<b@y.example>", ""),
                  header(response::add_recipient_with_parameters, 0, "d", "NOTIFY=NEVER"), header(response::add_recipient, 0, "<>", ""),
                  header(response::add_recipient, 0, "<c@y.example>", "")});
    EXPECT_EQ(what_.sender, "new@z.example");
    ASSERT_EQ(what_.recipients.size(), 2u);
    EXPECT_EQ(what_.recipients[0].address, "c@y.example");
    EXPECT_EQ(what_.recipients[1].address, "d@o.example");
    EXPECT_EQ(what_.recipients[1].notify, notify::never);
}

TEST_F(filtered_test, checks_of_what_milters_write) {
    conf::settings::pairs const checks{{"milter_header_checks", "pcre:{{/^Drop/ IGNORE} {/^Other: (.*)/ REPLACE New: $$1} {/^Bad/ REJECT no}}"}};
    EXPECT_EQ(after(text_, {header(response::add_header, 0, "Drop", "x"), header(response::change_header, 1, "A", "4"), header(response::add_header, 0, "Other", "v")}, checks),
              "Received: ours\r\nA: 4\r\nB: 2\r\n\tmore\r\nA: 3\r\nNew: v\r\n\r\nbody\r\n");
    after(text_, {header(response::add_header, 0, "Bad", "x")}, checks);
    EXPECT_EQ(last_.reply.code, 550);
    EXPECT_EQ(last_.reply.text, "no");
}

}  // namespace
}  // namespace mailstead::mta::cleanup
