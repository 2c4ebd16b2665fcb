#include "net/dns_cache.h"

#include <gtest/gtest.h>

namespace mailstead::net {
namespace {

using std::chrono::seconds;

struct dns_cache_test : testing::Test {
    dns_cache cache;
    base::steady_time now{seconds(1000)};
    static dns_answer answer(std::string record) {
        dns_answer out;
        out.records = {std::move(record)};
        return out;
    }
    bool has(std::string_view name, record_type type = record_type::a) { return cache.find(name, type, now).has_value(); }
};

TEST_F(dns_cache_test, keeps_an_answer_for_its_time) {
    cache.keep("Mail.example", record_type::a, answer("abcd"), seconds(10), now);
    auto found = cache.find("mail.EXAMPLE.", record_type::a, now + seconds(3));
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->records, std::vector<std::string>{"abcd"});
    EXPECT_EQ((*found)->ttl, seconds(7));
    EXPECT_FALSE(has("mail.example", record_type::aaaa));
    EXPECT_FALSE(has("mail.example.org"));
    now += seconds(10);
    EXPECT_FALSE(has("mail.example"));
}

TEST_F(dns_cache_test, keeps_that_there_is_none_but_no_failure) {
    cache.keep("none.example", record_type::mx, make_error_code(errc::not_found), seconds(10), now);
    auto const found = cache.find("none.example", record_type::mx, now);
    ASSERT_TRUE(found);
    ASSERT_FALSE(*found);
    EXPECT_EQ(found->error(), make_error_code(errc::not_found));
    cache.keep("bad.example", record_type::mx, make_error_code(errc::dns_failed), seconds(10), now);
    EXPECT_FALSE(has("bad.example", record_type::mx));
    cache.keep("short.example", record_type::a, answer("abcd"), seconds(0), now);
    EXPECT_FALSE(has("short.example"));
}

TEST_F(dns_cache_test, is_bounded) {
    cache.keep("huge.example", record_type::txt, answer(std::string(dns_cache::most_bytes + 1, 'x')), seconds(10), now);
    EXPECT_EQ(cache.size(), 0u);
    cache.keep("long.example", record_type::a, answer("abcd"), seconds(1'000'000), now);
    now += dns_cache::longest;
    EXPECT_FALSE(has("long.example"));
    for (std::size_t i = 0; i < dns_cache::most_entries * 2 + 10; ++i) {
        cache.keep(std::to_string(i) + ".example", record_type::a, answer("abcd"), seconds(10), now);
        ASSERT_LE(cache.size(), dns_cache::most_entries);
    }
    EXPECT_TRUE(has(std::to_string(dns_cache::most_entries * 2 + 9) + ".example"));
}

}  // namespace
}  // namespace mailstead::net
