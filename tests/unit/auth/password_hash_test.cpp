// Stored passwords in every scheme: what Dovecot's doveadm has written is read here, and what is written here is read there.
#include "auth/password_hash.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>
#include <unistd.h>

#include "auth/password_digests.h"
#include "auth/passwords.h"
#include "base/ascii.h"

namespace mailstead::auth {
namespace {

fit check(std::string_view text, std::string_view password) {
    auto const stored = parse_password_hash(text);
    return stored ? check_password_hash(*stored, password) : fit::unusable;
}

// Written by Dovecot 2.3.19 for the password "secret".
constexpr std::array samples{
    "{PLAIN}secret",
    "{CLEARTEXT}secret",
    "{CLEAR}secret",
    "{PLAIN-TRUNC}secret",
    "{PLAIN.B64}c2VjcmV0",
    "{PLAIN.HEX}736563726574",
    "{CRYPT}$2y$05$muGTgzbx.r1KIESQZr8LKe9v6fAIZ0G7hVQHTWYuK5InEmYrQ8Hja",
    "{SHA256-CRYPT}$5$k7N2.ohbwc2UnyCN$dSnB/pakB5KhYwekGZfykLyWQvIdKh9HeAr8U7JVXP0",
    "{SHA512-CRYPT}$6$f8UIknn6qq3/r/Cq$nDPrUtFInnPAZEnhKPII95oJh31ez2IaezA7IwSJKjClM07cUOo5/6ANPt8NznvY5J/mXSIhQ4Ohx06IpbVmt.",
    "{SHA512-CRYPT.B64}JDYkZlpWcUxqY0RXUmhHb3NmNCQvMEdFdVlSNThGUW81eW9hL1h4YVNiQVk4NzFwTWhlTXZXd0UuTHlZN1VTUlYyLkRJdmxWQnFSRVkuNnk2TzRFWVhNODNPMmJMbG9CdjJpVjJQYmdMLw==",
    "{MD5-CRYPT}$1$JOyfwYhx$q1j0SvGpMBeRM7yuZudU20",
    "{MD5}$1$yaNL1o67$YkMnPysR9LYLSy25FNqo0.",
    "{BLF-CRYPT}$2y$05$k/BmSLQ2XcogNvUJ6H.EcOQPwaq13LEf6sjJW3M49/a/bGoGOiktG",
    "{DES-CRYPT}Mn8DuquDcszL.",
    "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$y23Js1yhxxMbvWlJDNbgOA$4sDYyWaZ7K0a4ggqwIOajZYb0OOCYuOo3QZP5FlZAkc",
    "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$e1D/mabz1SADjNuOzcgOQQ$c0kohq5OBLnXlcXYQr/uNK+Apdm6Cv/QQZu7K0NVtLA",
    "{SSHA}Odz6vT0uheazmUh1m6wu2+wd6TZNikqX",
    "{SSHA256}/pq3ebMGNYls0U8P9PxycGGF6b1dzu0rgKHLg28iYf/SRmn2",
    "{SSHA512}ZH6La5ppoRhr3wcBd7Jhtooz0I3dXMQtBvIkpoH24VgETk+J1xGHPjkKIld3EiKrwfgWmYTTSvXHvMgUod93XoRprJU=",
    "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    "{SHA1}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    "{SHA256}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
    "{sha256.hex}2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
    "{SHA256}2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
    "{SHA512}vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg==",
    "{SSHA.HEX}390e13f0178ef3fbd9d9fd56162d4ec6bf194b02a7411a8b",
    "{SMD5}ddQBFPwuvk6Dujh5qnFdZkDLeAo=",
    "{SMD5.HEX}fcd1bb7642f3676c8dac427c6e3f74d3b2fc5561",
    "{LDAP-MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==",
    "{PLAIN-MD5}5ebe2294ecd0e0f08eab7690d2a6ee69",
    "{PLAIN-MD5.B64}Xr4ilOzQ4PCOq3aQ0qbuaQ==",
    "{PBKDF2}$1$k14M0WimlY8sNxYV$5000$08be18c78edff5bc637a72b7e7effca2b57c0968",
    "{PBKDF2.B64}JDEkYWxsMExwWTVFTUU0OUY2TCQ1MDAwJGViYWE4YjVjZmQyMDRjNjQ0ZWZkMmFjNzhhZmQ5NjU4ZTA5YzhhNjc=",
    "{SCRAM-SHA-1}4096,0J/YEMxGPBjmFzO3XY+prg==,OZiBLHIhFXvfMBy8WhVHHeNz8Jw=,zWjuuF41YbsOP0k6OfxvnytN1q4=",
    "{SCRAM-SHA-256}4096,lDABkgQC+3ISf0otXEbtdA==,aq2FW18k8bTBgvIBm/dJGi76sqqDQdlsOIROHTqkkBg=,TObBpXto4yi59OgjuFL5mpwn0DrpqrWEP8TAayimVGU=",
    "{CRAM-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56",
    "{CRAM-MD5.B64}zTun3qrW5cojRIukLjeXR6ng9/H7wAyKgbuqw5VzG1Y=",
    "{HMAC-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56",
};

bool is_slow(std::string_view text) { return text.find("ARGON2") != text.npos || text.find("CRYPT") != text.npos; }

TEST(password_hash, what_dovecot_has_written) {
    for (auto const* const text : samples) {
        EXPECT_EQ(check(text, "secret"), fit::yes) << text;
        EXPECT_EQ(check(text, "Secret"), fit::no) << text;
        if (is_slow(text)) continue;
        EXPECT_EQ(check(text, ""), fit::no) << text;
        EXPECT_EQ(check(text, std::string(300, 'x')), fit::no) << text;
    }
}

// What every scheme makes of it is an answer, not a crash; and no part of a hash is as good as the whole.
TEST(password_hash, cut_at_every_byte) {
    for (std::string_view const text : samples)
        for (std::size_t n = 0; n < text.size(); ++n) {
            if (is_slow(text) && n % 8 != 0) continue;
            auto const stored = parse_password_hash(text.substr(0, n));
            if (!stored) continue;
            bool const may = text.starts_with("{PLAIN") || text.starts_with("{CLEAR") || text.starts_with("{SSHA") || text.starts_with("{SMD5");
            bool const fits = check_password_hash(*stored, "secret") == fit::yes;
            EXPECT_TRUE(may || !fits) << text.substr(0, n);
        }
}

TEST(password_hash, the_usual_scheme) {
    EXPECT_EQ(check("$6$f8UIknn6qq3/r/Cq$nDPrUtFInnPAZEnhKPII95oJh31ez2IaezA7IwSJKjClM07cUOo5/6ANPt8NznvY5J/mXSIhQ4Ohx06IpbVmt.", "secret"), fit::yes);
    EXPECT_EQ(parse_password_hash("secret", "PLAIN"), (password_hash{"PLAIN", "secret"}));
    EXPECT_EQ(parse_password_hash("c2VjcmV0", "plain.b64"), (password_hash{"PLAIN", "secret"}));
}

TEST(password_hash, what_cannot_be) {
    for (auto const* const text : {"{NOSUCH}x", "{PLAIN", "{}x", "{SHA}short", "{SHA.BIN}x", "{SHA256.HEX}zz", "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "{CRAM-MD5}00"})
        EXPECT_FALSE(parse_password_hash(text)) << text;
    for (auto const* const text : {"{CRYPT}", "{CRYPT}$9$x$y", "{PBKDF2}$1$s$0$00", "{PBKDF2}$1$s$5000$00", "{ARGON2I}x", "{SCRAM-SHA-1}1,2,3", "{SCRAM-SHA-256}"})
        EXPECT_EQ(check(text, "secret"), fit::unusable) << text;
    // Locked, and a password that is empty in the file.
    for (auto const* const text : {"{CRYPT}*", "{CRYPT}!", "{CRYPT}!$6$f8UIknn6qq3/r/Cq$nDPr", "{CRYPT}*0", "{PLAIN}"})
        for (auto const* const password : {"secret", "", "*", "*0", "!"}) EXPECT_EQ(check(text, password), fit::no) << text;
}

TEST(password_hash, a_nul_ends_no_password) {
    std::string const cut("secret\0x", 8);
    for (auto const* const text : samples) {
        bool const fits = !is_slow(text) && check(text, cut) == fit::yes;
        EXPECT_FALSE(fits) << text;
    }
}

TEST(password_hash, secrets_and_verifiers) {
    EXPECT_EQ(secret_in(*parse_password_hash("{PLAIN}secret")), "secret");
    EXPECT_FALSE(secret_in(*parse_password_hash("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")));
    auto const text = verifier_in(*parse_password_hash(samples[34]));
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->starts_with("SCRAM-SHA-256$4096:"));
    EXPECT_TRUE(matches(*parse_verifier(*text), "secret"));
    EXPECT_FALSE(verifier_in(*parse_password_hash("{PLAIN}secret")));
}

TEST(password_hash, written_here_and_read_here) {
    for (auto const scheme : password_schemes()) {
        auto const made = make_password_hash(scheme, "s\xc3\xb6 secret");
        if (!made) {
            EXPECT_TRUE(scheme == "DES-CRYPT" || scheme == "PLAIN-TRUNC") << scheme;
            continue;
        }
        EXPECT_EQ(check(*made, "s\xc3\xb6 secret"), fit::yes) << *made;
        EXPECT_EQ(check(*made, "so secret"), fit::no) << *made;
    }
}

// Only so many octets count, and what has none is nobody's.
TEST(password_hash, passwords_that_are_cut) {
    EXPECT_EQ(check("{PLAIN-TRUNC}6-secret", "secret and more"), fit::yes);
    EXPECT_EQ(check("{PLAIN-TRUNC}6-secret", "secre"), fit::no);
    EXPECT_EQ(check("{PLAIN-TRUNC}9-secret", "secret and more"), fit::no);
    for (auto const* const nothing : {"{PLAIN-TRUNC}", "{PLAIN-TRUNC}0-", "{PLAIN-TRUNC}6-"})
        for (auto const* const password : {"", "secret"}) EXPECT_EQ(check(nothing, password), fit::unusable) << nothing;
    EXPECT_EQ(check("{PLAIN-TRUNC}0-secret", "secret"), fit::no);
}

std::string said_by(std::string const& command) {
    auto* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::string out;
    for (int c; pipe && (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
    return pipe && ::pclose(pipe) == 0 ? out : "failed: " + out;
}

bool has_doveadm() { return ::access("/usr/bin/doveadm", X_OK) == 0; }

TEST(password_hash, written_by_doveadm_now) {
    if (!has_doveadm()) GTEST_SKIP() << "doveadm is not installed (packaging/dependencies.sh test)";
    for (auto const scheme : password_schemes()) {
        if (scheme == "YESCRYPT") continue;    // Dovecot calls it CRYPT
        for (auto const* const suffix : {"", ".HEX", ".B64"}) {
            if (*suffix && is_slow(scheme)) continue;
            auto const text = said_by(fmt::format("doveadm -c /dev/null pw -s {}{} -u bob -p 'pass word'", scheme, suffix));
            auto const at = text.rfind('{');
            ASSERT_NE(at, text.npos) << scheme << text;
            EXPECT_EQ(check(base::trimmed(text.substr(at)), "pass word"), fit::yes) << text;
            EXPECT_EQ(check(base::trimmed(text.substr(at)), "password"), fit::no) << text;
        }
    }
}

TEST(password_hash, read_by_doveadm) {
    if (!has_doveadm()) GTEST_SKIP() << "doveadm is not installed (packaging/dependencies.sh test)";
    for (auto const scheme : password_schemes())
        for (auto const* const suffix : {"", ".HEX", ".B64"}) {
            if (scheme == "YESCRYPT" || (*suffix && is_slow(scheme))) continue;
            auto const made = make_password_hash(std::string(scheme) + suffix, "pass word");
            if (!made) continue;
            auto const said = said_by(fmt::format("doveadm -c /dev/null pw -u bob -p 'pass word' -t '{}'", *made));
            EXPECT_NE(said.find("(verified)"), said.npos) << *made << said;
        }
}

}  // namespace
}  // namespace mailstead::auth
