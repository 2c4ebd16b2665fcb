// Envelopes and extents survive their row, and nothing else is read as one.
#include "mta/queue/envelope_blob.h"

#include <gtest/gtest.h>

namespace mailstead::mta::queue {
namespace {

envelope full() {
    envelope out;
    out.sender = "someone@example.org";
    out.envid = "QQ314159";
    out.ret = dsn_return::headers;
    out.body = body_type::binary;
    out.smtputf8 = true;
    out.arrival = 1795207628123456;
    out.client_name = "client.example.org";
    out.client_address = "192.0.2.7";
    out.helo = "helo";
    out.protocol = "ESMTPSA";
    out.sasl_method = "PLAIN";
    out.sasl_username = "someone";
    out.priority = -9;
    out.release_at = 1795207628123458;
    out.filter = "scan:[127.0.0.1]:10025";
    out.client_port = "40000";
    out.verp = "+=";
    out.report = reporting::verify;
    out.deliver_by = 1795207999123458;
    out.by_trace = true;
    for (int i = 0; i < 20; ++i) {
        recipient one;
        one.address = std::string(static_cast<std::size_t>(i), 'a') + "@example.com";
        one.original = "o@example.com";
        one.orcpt = "rfc822;o@example.com";
        one.notify = notify::failure | notify::delay;
        out.recipients.push_back(one);
    }
    return out;
}

TEST(envelope_blob, comes_back) {
    auto const before = full();
    auto const after = decode_envelope(encode_envelope(before));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->sender, before.sender);
    EXPECT_EQ(after->envid, before.envid);
    EXPECT_EQ(after->ret, before.ret);
    EXPECT_EQ(after->body, before.body);
    EXPECT_TRUE(after->smtputf8);
    EXPECT_FALSE(after->requiretls);
    EXPECT_EQ(after->arrival, before.arrival);
    EXPECT_EQ(after->client_name, before.client_name);
    EXPECT_EQ(after->client_address, before.client_address);
    EXPECT_EQ(after->helo, before.helo);
    EXPECT_EQ(after->protocol, before.protocol);
    EXPECT_EQ(after->sasl_method, before.sasl_method);
    EXPECT_EQ(after->sasl_username, before.sasl_username);
    EXPECT_EQ(after->priority, before.priority);
    EXPECT_EQ(after->release_at, before.release_at);
    EXPECT_EQ(after->filter, before.filter);
    EXPECT_EQ(after->client_port, before.client_port);
    EXPECT_EQ(after->verp, before.verp);
    EXPECT_EQ(after->report, reporting::verify);
    EXPECT_EQ(after->deliver_by, before.deliver_by);
    EXPECT_TRUE(after->by_trace && !after->by_return);
    ASSERT_EQ(after->recipients.size(), 20u);
    EXPECT_EQ(after->recipients[15].address, before.recipients[15].address);
    EXPECT_EQ(after->recipients[15].orcpt, before.recipients[15].orcpt);
    EXPECT_EQ(after->recipients[15].notify, before.recipients[15].notify);
}

TEST(envelope_blob, has_a_summary_that_says_the_same) {
    auto const before = full();
    auto const bytes = encode_envelope(before);
    envelope_summary out;
    out.addresses.resize(50);    // of an earlier one
    ASSERT_TRUE(summarize_envelope(bytes, out));
    EXPECT_EQ(out.arrival, before.arrival);
    EXPECT_EQ(out.sender, before.sender);
    ASSERT_EQ(out.addresses.size(), before.recipients.size());
    for (std::size_t i = 0; i < out.addresses.size(); ++i) EXPECT_EQ(out.addresses[i], before.recipients[i].address);
    for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(summarize_envelope(std::string_view(bytes).substr(0, n), out)) << n;
    EXPECT_FALSE(summarize_envelope(bytes + "x", out));
    EXPECT_FALSE(summarize_envelope("\x04" + bytes.substr(1), out));    // a version of the future
}

TEST(envelope_blob, is_nothing_when_cut_anywhere_or_too_long) {
    auto whole = encode_envelope(full());
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(decode_envelope(std::string_view(whole).substr(0, n))) << n;
    EXPECT_FALSE(decode_envelope(whole + "x"));
    whole[0] = 4;    // a version of the future
    EXPECT_FALSE(decode_envelope(whole));
}

TEST(envelope_blob, of_the_first_version_is_read) {
    using namespace std::string_view_literals;
    auto const old = "\x01\x05\x03\x01\x01" "\x01s" "\x01" "e" "\x01n" "\x01" "a" "\x01h" "\x01p" "\x01m" "\x01u" "\x01" "\x01r" "\x01o" "\x00" "\x06"sv;
    auto const read = decode_envelope(old);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->arrival, 5);
    EXPECT_TRUE(read->smtputf8 && read->requiretls);
    EXPECT_EQ(read->sender, "s");
    EXPECT_EQ(read->sasl_username, "u");
    EXPECT_EQ(read->filter, "");
    EXPECT_EQ(read->priority, 0);
    ASSERT_EQ(read->recipients.size(), 1u);
    EXPECT_EQ(read->recipients[0].original, "o");
    EXPECT_EQ(read->recipients[0].notify, 6);
}

TEST(envelope_blob, of_the_second_version_is_read) {
    using namespace std::string_view_literals;
    auto const old = "\x02\x05\0\0\0\0\0\0\0\0\0\0\0\x09\x07\x01" "f\0\0\x01\x03" "b@c\0\0\0"sv;
    auto const read = decode_envelope(old);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->release_at, 7);
    EXPECT_EQ(read->filter, "f");
    EXPECT_EQ(read->deliver_by, 0);
    EXPECT_EQ(read->recipients.at(0).address, "b@c");
}

// As docs/formats/queue-db.md has it.
TEST(envelope_blob, is_as_documented) {
    using namespace std::string_view_literals;
    envelope what;
    what.arrival = 5;
    what.recipients.emplace_back().address = "b@c";
    EXPECT_EQ(encode_envelope(what), "\x03\x05\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\x01\x03" "b@c\0\0\0"sv);
}

TEST(envelope_blob, needs_a_recipient) {
    auto none = full();
    none.recipients.clear();
    EXPECT_FALSE(decode_envelope(encode_envelope(none)));
}

TEST(extents_blob, comes_back) {
    std::vector<extent> const before = {{1, 0, 256}, {70000, 255, 1}};
    EXPECT_EQ(decode_extents(encode_extents(before)), before);
    EXPECT_EQ(decode_extents(""), std::vector<extent>{});
    auto const whole = encode_extents(before);
    for (std::size_t n = 1; n < whole.size(); ++n) EXPECT_FALSE(decode_extents(std::string_view(whole).substr(0, n))) << n;
    EXPECT_FALSE(decode_extents(encode_extents(std::vector<extent>{{1, 256, 1}})));
    EXPECT_FALSE(decode_extents(encode_extents(std::vector<extent>{{1, 0, 0}})));
}

}  // namespace
}  // namespace mailstead::mta::queue
