// The hand-over's records: both ways, cut anywhere, and nothing that is not one.
#include "mta/pickup/records.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mailstead::mta::pickup {
namespace {

std::string sample() {
    std::string out(submit_greeting);
    put(out, record::sender, "alice@example.org");
    put(out, record::recipient, "bob@example.org");
    put_text(out, std::string(piece_limit + 10, 'x'));
    put(out, record::end, "");
    return out;
}

// "S:alice@example.org R:bob@example.org X:65536 X:10 E:", or "!" and why.
std::string read(std::string_view bytes, std::size_t step) {
    reader records;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        records.feed(bytes.substr(at, step));
        for (;;) {
            auto const item = records.next();
            if (item.state == reader::state::bad) return out + "!" + std::string(item.value);
            if (item.state == reader::state::need_more) break;
            out += static_cast<char>(item.kind);
            out += ':';
            out += item.kind == record::text ? std::to_string(item.value.size()) : std::string(item.value);
            out += ' ';
        }
    }
    return out;
}

TEST(records, come_back_however_they_are_cut) {
    auto const bytes = sample();
    std::string const expected = "S:alice@example.org R:bob@example.org X:65536 X:10 E: ";
    for (std::size_t const step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{4096}, bytes.size()})
        EXPECT_EQ(read(bytes, step), expected) << step;
}

TEST(records, a_cut_off_stream_is_never_a_whole_one) {
    std::string bytes(submit_greeting);
    put(bytes, record::sender, "a");
    put(bytes, record::end, "");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        auto const got = read(std::string_view(bytes).substr(0, size), 3);
        EXPECT_EQ(got.find('E'), got.npos) << size;
        EXPECT_EQ(got.find('!'), got.npos) << size;
    }
}

TEST(records, what_is_none_is_named) {
    std::string const greeting(submit_greeting);
    EXPECT_EQ(read("mailstead-submission 2\n", 100), "!not a submission of a known version");
    EXPECT_EQ(read("GET / HTTP/1.1", 1), "!not a submission of a known version");
    EXPECT_EQ(read(greeting + "Z", 1), "!unknown record type");
    EXPECT_EQ(read(greeting + "S\xff\xff\xff", 1), "!record too long");
    EXPECT_EQ(read(greeting + "S\x81\x20", 1), "!record too long");      // 4097
    EXPECT_EQ(read(greeting + "X\x81\x80\x04", 1), "!record too long");  // 65537
    EXPECT_EQ(read(greeting + "E\x01x", 1), "!record too long");
    EXPECT_EQ(read(greeting + std::string("E\0S", 3), 100), "E: !something follows the end");
}

TEST(records, a_bad_one_stays_bad) {
    reader records;
    records.feed("nonsense");
    EXPECT_EQ(records.next().state, reader::state::bad);
    records.feed(submit_greeting);
    EXPECT_EQ(records.next().state, reader::state::bad);
}

TEST(records, limits_hold_for_the_writer_too) {
    std::string out;
    EXPECT_THROW(put(out, record::sender, std::string(value_limit + 1, 'x')), std::length_error);
    EXPECT_THROW(put(out, record::end, "x"), std::length_error);
    EXPECT_NO_THROW(put(out, record::sender, std::string(value_limit, 'x')));
}

}  // namespace
}  // namespace mailstead::mta::pickup
