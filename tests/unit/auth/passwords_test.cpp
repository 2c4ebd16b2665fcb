// Verifiers against RFC 5802 §5's and RFC 7677 §3's own examples, and what a cache may remember.
#include "auth/passwords.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

// The proof of the RFCs' example clients is checked from the stored key, as a server does: their secrets are the same.
TEST(passwords, makes_the_keys_of_the_published_examples) {
    auto const sha1 = make_verifier(scheme::scram_sha_1, "pencil", 4096, *base::base64_decode("QSXCR+Q6sek8bf92"));
    EXPECT_EQ(print(sha1), "SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=");
    auto const sha256 = make_verifier(scheme::scram_sha_256, "pencil", 4096, *base::base64_decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    EXPECT_EQ(print(sha256), "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
                             "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
}

TEST(passwords, parses_what_it_prints) {
    for (auto s : all_schemes) {
        auto const v = make_verifier(s, "secret", least_iterations);
        EXPECT_EQ(parse_verifier(print(v)), v);
        EXPECT_TRUE(matches(v, "secret"));
        EXPECT_FALSE(matches(v, "Secret"));
        EXPECT_FALSE(matches(v, ""));
    }
}

TEST(passwords, refuses_a_damaged_verifier) {
    auto const good = print(make_verifier(scheme::scram_sha_256, "secret", least_iterations));
    ASSERT_TRUE(parse_verifier(good));
    for (std::size_t length = 0; length < good.size(); ++length) EXPECT_FALSE(parse_verifier(good.substr(0, length)));
    for (auto const* text : {"SCRAM-SHA-256$0:YQ==$YQ==:YQ==", "SCRAM-MD5$4096:YQ==$YQ==:YQ==", "{PLAIN}secret"})
        EXPECT_FALSE(parse_verifier(text)) << text;
}

TEST(passwords, gives_every_account_its_own_salt) {
    EXPECT_NE(make_verifiers("secret", least_iterations), make_verifiers("secret", least_iterations));
    EXPECT_EQ(make_verifiers("secret", least_iterations).size(), 3u);
}

TEST(passwords, prepares_as_rfc_4013_says) {
    EXPECT_EQ(prepared("I\u00adX"), "IX");
    EXPECT_EQ(prepared("\u2168"), "IX");
    EXPECT_EQ(prepared("\u00aa"), "a");
    EXPECT_EQ(prepared("user"), "user");
    EXPECT_FALSE(prepared("\x07"));
    EXPECT_FALSE(prepared("\u06271"));
    EXPECT_FALSE(prepared(""));
    EXPECT_FALSE(prepared("\xff\xfe"));
    EXPECT_FALSE(prepared("\u00ad"));
}

TEST(passwords, does_not_care_how_an_accent_was_typed) {
    auto const v = make_verifier(scheme::scram_sha_256, *prepared("caf\u00e9"), least_iterations);
    EXPECT_TRUE(matches(v, "cafe\u0301"));
    EXPECT_FALSE(matches(v, "cafe"));
}

TEST(passwords, makes_up_a_steady_verifier_for_nobody) {
    auto const a = made_up_verifier(scheme::scram_sha_256, "nobody@example.org", "key", least_iterations);
    EXPECT_EQ(a, made_up_verifier(scheme::scram_sha_256, "nobody@example.org", "key", least_iterations));
    EXPECT_NE(a.salt, made_up_verifier(scheme::scram_sha_256, "other@example.org", "key", least_iterations).salt);
    EXPECT_NE(a.salt, made_up_verifier(scheme::scram_sha_256, "nobody@example.org", "other", least_iterations).salt);
    EXPECT_TRUE(parse_verifier(print(a)));
    EXPECT_FALSE(matches(a, ""));
}

TEST(verified_cache, remembers_only_what_fitted) {
    auto const v = make_verifier(scheme::scram_sha_256, "secret", 60'000);
    auto const text = print(v);
    verified_cache cache(std::chrono::seconds(60));
    EXPECT_FALSE(cache.matches(v, text, "wrong"));
    auto const begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(cache.matches(v, text, "secret"));
    auto const slow = std::chrono::steady_clock::now() - begin;
    auto const again = std::chrono::steady_clock::now();
    EXPECT_TRUE(cache.matches(v, text, "secret"));
    EXPECT_LT(std::chrono::steady_clock::now() - again, slow / 4);
    EXPECT_FALSE(cache.matches(v, text, "wrong"));
}

TEST(verified_cache, forgets_with_a_new_verifier_and_with_time) {
    auto const old = make_verifier(scheme::scram_sha_1, "secret", least_iterations);
    auto const changed = make_verifier(scheme::scram_sha_1, "new", least_iterations);
    verified_cache cache(std::chrono::seconds(60), 2);
    EXPECT_TRUE(cache.matches(old, print(old), "secret"));
    EXPECT_FALSE(cache.matches(changed, print(changed), "secret"));
    verified_cache none(std::chrono::seconds(0));
    EXPECT_TRUE(none.matches(old, print(old), "secret"));
}

}  // namespace
}  // namespace mailstead::auth
