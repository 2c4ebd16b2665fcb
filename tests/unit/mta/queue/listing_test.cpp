// What a listing says, however its bytes are cut.
#include "mta/queue/listing.h"

#include <gtest/gtest.h>

#include "room.h"

namespace mailstead::mta::queue {
namespace {

using piece = record_reader::piece;

progress answer(fate how, std::string reason) {
    progress out;
    out.fate = how;
    out.reason = std::move(reason);
    return out;
}

struct listing : ::testing::Test {
    std::string const envelope = encode_envelope([] {
        auto out = test::letter("a@example.org", {"b@example.com", "c@example.com", "d@example.com"});
        out.arrival = 1795207628123456;
        return out;
    }());
    std::vector<progress> const answers = {answer(fate::sent, "250 ok"), answer(fate::deferred, "no route")};

    message_view deferred() const {
        message_view out;
        out.number = 0xAB12;
        out.size = 300;
        out.state = state::deferred;
        out.envelope = envelope;
        out.reason = "try later";
        return out;
    }
    // Every message as a JSON line, then the last piece's name.
    static std::string read(std::vector<std::string_view> const& pieces) {
        record_reader reader;
        listed_message one;
        std::string out;
        piece last = piece::need_more;
        for (auto const part : pieces) {
            reader.feed(part);
            while ((last = reader.next(one)) == piece::message) out += listing_line(one) + "\n";
            if (last != piece::need_more) break;
        }
        return out + (last == piece::end ? "end" : last == piece::damaged ? "damaged" : "more");
    }
    static std::string records(std::vector<message_view> const& of) {
        std::string out;
        record_writer writer;
        for (auto const& one : of) writer.add(out, one);
        record_writer::end(out);
        return out;
    }
};

TEST_F(listing, shows_who_still_waits_and_why) {
    auto one = deferred();
    one.recipients = answers;
    EXPECT_EQ(read({records({one})}),
              R"({"queue_name": "deferred", "queue_id": "000000AB12", "arrival_time": 1795207628, "message_size": 300, "forced_expire": false, )"
              R"("sender": "a@example.org", "recipients": [{"address": "c@example.com", "delay_reason": "no route"}, )"
              R"({"address": "d@example.com", "delay_reason": "try later"}]})" "\nend");
}

TEST_F(listing, names_the_null_sender_and_a_damaged_envelope) {
    auto bounce = deferred(), damaged = deferred();
    auto const null_sender = encode_envelope(test::letter("", {"b@example.com"}));
    bounce.envelope = null_sender;
    damaged.envelope = "x";
    damaged.state = state::corrupt;
    auto const text = read({records({bounce, damaged})});
    EXPECT_NE(text.find(R"("sender": "MAILER-DAEMON", "recipients": [{"address": "b@example.com")"), text.npos) << text;
    EXPECT_NE(text.find(R"("queue_name": "corrupt", "queue_id": "000000AB12", "arrival_time": 0, )"), text.npos) << text;
    EXPECT_NE(text.find(R"x("sender": "(damaged)", "recipients": []})x"), text.npos) << text;
}

TEST_F(listing, is_the_same_for_a_stored_message) {
    stored_message row;
    row.number = 0xAB12;
    row.size = 300;
    row.envelope = envelope;
    row.status.emplace();
    row.status->state = state::deferred;
    row.status->reason = "try later";
    EXPECT_EQ(listing_line(row) + "\nend", read({records({deferred()})}));
}

TEST_F(listing, does_not_depend_on_where_it_is_cut) {
    auto const whole = records({deferred(), deferred()});
    auto const expected = read({whole});
    for (std::size_t at = 0; at <= whole.size(); ++at) {
        auto const first = std::string_view(whole).substr(0, at), second = std::string_view(whole).substr(at);
        EXPECT_EQ(read({first, second}), expected) << at;
        EXPECT_EQ(read({first}).ends_with("end"), at == whole.size()) << at;
    }
}

TEST_F(listing, nonsense_is_damaged) {
    using namespace std::string_literals;
    EXPECT_EQ(read({"\0\0\0\0"s}), "damaged");            // nothing is in it
    EXPECT_EQ(read({"\0\0\0\1x"s}), "damaged");           // of no kind
    EXPECT_EQ(read({"\0\0\0\2m\1"s}), "damaged");         // fields are missing
    EXPECT_EQ(read({"\xff\xff\xff\xff"s}), "damaged");    // too long
    EXPECT_EQ(read({"\0\0\0\6m\1\4\0\0\0"s}), "damaged"); // no such state
    auto cut = records({deferred()});
    --cut[3];
    EXPECT_EQ(read({cut}), "damaged");
}

}  // namespace
}  // namespace mailstead::mta::queue
