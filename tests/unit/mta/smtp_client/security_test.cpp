// TLS at each level, with servers that do it well, badly and not at all; logging in.
#include <cstdio>
#include <fstream>
#include <functional>

#include <unistd.h>

#include <gtest/gtest.h>

#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "base/ascii.h"
#include "net/connect.h"
#include "net/peer_certificate.h"
#include "net/tls_client.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::office;
using test::one_letter;
using test::run;

std::shared_ptr<net::tls_context const> server_context() {
    net::tls_settings wanted;
    wanted.certificate = mailstead::test::test_certificate().certificate;
    wanted.key = mailstead::test::test_certificate().key;
    std::string why;
    return *net::tls_context::for_server(wanted, why);
}

// The test's certificate in a file, as an authority.
struct authority {
    authority() {
        char name[] = "/tmp/mailstead-ca-XXXXXX";
        ::close(::mkstemp(name));
        path = name;
        std::ofstream(path) << mailstead::test::test_certificate().certificate;
    }
    ~authority() { std::remove(path.c_str()); }
    std::string path;
};

// The host is "localhost", for whom the certificate is.
void secured(office& room, tls_level level) {
    room.dns.mx("s.test", 10, "localhost");
    room.dns.a("localhost", "127.0.0.1");
    room.server.what.tls = server_context();
    room.server.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";
    room.how->tls.level = level;
    room.how->tls.loglevel = 1;
    room.how->tls.verify_match = {"hostname"};
    room.how->tls.secure_match = {"nexthop", "dot-nexthop"};
    room.open("s.test");
}

void trust(office& room, authority const& whom) {
    net::tls_client_settings wanted;
    wanted.ca_file = whom.path;
    room.how->tls.contexts = std::make_shared<tls_contexts>(wanted);
}

constexpr char const* fine = "sent 2.0.0 250 2.0.0 Ok: queued as X";
constexpr char const* untrusted = "deferred 4.7.5 Server certificate not trusted";
constexpr char const* unverified = "deferred 4.7.5 Server certificate not verified";

void expect(char const* name, std::function<void(office&)> change, char const* fate, std::size_t handshakes) {
    SCOPED_TRACE(name);
    run([&](office& room) -> task<void> {
        change(room);
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fate);
        EXPECT_EQ(room.server.count("STARTTLS"), handshakes);
    });
}

TEST(smtp_client_tls, levels_ask_for_what_they_say) {
    authority ca;
    using level = tls_level;
    expect("none", [](office& room) { secured(room, level::none); }, fine, 0);
    expect("may", [](office& room) { secured(room, level::may); }, fine, 1);
    expect("may, not offered", [](office& room) { secured(room, level::may), room.server.what.ehlo = "250 mx.test\r\n"; }, fine, 0);
    expect("encrypt", [](office& room) { secured(room, level::encrypt); }, fine, 1);
    expect("encrypt, not offered", [](office& room) { secured(room, level::encrypt), room.server.what.ehlo = "250 mx.test\r\n"; },
           "deferred 4.7.4 TLS is required, but was not offered by host localhost[127.0.0.1]", 0);
    expect("encrypt, offer ignored", [](office& room) { secured(room, level::encrypt), room.how->discarded_keywords = {"starttls"}; },
           "deferred 4.7.4 TLS is required, but was not offered by host localhost[127.0.0.1]", 0);
    expect("verify without authorities", [](office& room) { secured(room, level::verify); }, untrusted, 1);
    expect("verify", [&](office& room) { secured(room, level::verify), trust(room, ca); }, fine, 1);
    expect("verify, other name", [&](office& room) { secured(room, level::verify), trust(room, ca), room.how->tls.verify_match = {"nexthop"}; }, unverified, 1);
    expect("secure: the host's name counts for nothing", [&](office& room) { secured(room, level::secure), trust(room, ca); }, unverified, 1);
    expect("secure, match", [&](office& room) { secured(room, level::secure), trust(room, ca), room.how->tls.secure_match = {"LOCALHOST"}; }, fine, 1);
    expect("fingerprint, none", [](office& room) { secured(room, level::fingerprint); }, unverified, 1);
    expect("fingerprint, wrong", [](office& room) { secured(room, level::fingerprint), room.how->tls.fingerprint_match = {"AB:CD"}; }, unverified, 1);
}

TEST(smtp_client_tls, a_refusal_to_start_is_no_matter_where_tls_is_not_needed) {
    auto const refuses = [](office& room, tls_level level) {
        secured(room, level);
        room.server.what.replies["STARTTLS"] = {"454 4.7.0 not now\r\n"};
    };
    expect("may", [&](office& room) { refuses(room, tls_level::may); }, fine, 1);
    expect("encrypt", [&](office& room) { refuses(room, tls_level::encrypt); },
           "deferred 4.7.4 TLS is required, but host localhost[127.0.0.1] refused to start TLS: 454 4.7.0 not now", 1);
}

TEST(smtp_client_tls, a_handshake_that_fails) {
    auto const fails = [](office& room, tls_level level, char const* answer) {
        secured(room, level);
        room.server.what.tls.reset();    // it says yes and goes on in clear
        room.server.what.replies["STARTTLS"] = {answer};
    };
    for (auto const* answer : {"220 go\r\n!", "220 go\r\n250 what is this\r\n", "220 go\r\nrubbish rubbish rubbish rubbish\r\n"}) {
        expect(answer, [&](office& room) { fails(room, tls_level::encrypt, answer); },
               std::string_view(answer).ends_with('!') ? "deferred 4.7.5 Cannot start TLS: handshake failure"
                                                       : "deferred 4.7.5 Cannot start TLS: host localhost[127.0.0.1] sent text before the handshake", 1);
        expect(answer, [&](office& room) { fails(room, tls_level::may, answer); }, fine, 1);
    }
}

TEST(smtp_client_tls, what_was_said_in_clear_is_forgotten) {
    run([](office& room) -> task<void> {
        secured(room, tls_level::may);
        room.server.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 SIZE 1\r\n";
        room.server.what.tls_ehlo = "250 mx.test\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
        EXPECT_EQ(room.server.count("EHLO"), 2u);
        EXPECT_TRUE(room.server.has("MAIL FROM:<s@sender.test>"));
    });
}

TEST(smtp_client_tls, a_connection_is_kept_for_the_next_message) {
    run([](office& room) -> task<void> {
        secured(room, tls_level::encrypt);
        auto const first = co_await room.fate_of(one_letter());
        auto const second = co_await room.fate_of(one_letter());
        EXPECT_EQ(first, fine);
        EXPECT_EQ(second, fine);
        EXPECT_EQ(room.server.connections, 1u);
        EXPECT_EQ(room.server.count("STARTTLS"), 1u);
    });
}

TEST(smtp_client_tls, starts_at_once_in_wrapper_mode) {
    run([](office& room) -> task<void> {
        secured(room, tls_level::encrypt);
        room.how->tls.wrapper = true;
        room.server.what.wrapped = true;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
        EXPECT_EQ(room.server.count("STARTTLS"), 0u);
        EXPECT_EQ(room.server.count("EHLO"), 1u);
    });
}

TEST(smtp_client_tls, a_fingerprint_of_certificate_or_key_is_enough) {
    run([](office& room) -> task<void> {
        secured(room, tls_level::encrypt);
        room.server.what.wrapped = true;
        auto wire = co_await net::connect_tcp(room.home, "127.0.0.1", room.server.port(), seconds(3));
        net::tls_wish wish;
        wish.context = net::tls_context::for_client();
        wish.digest = "sha256";
        std::string why;
        auto const seen = co_await net::start_tls_client(**wire, wish, seconds(3), why);
        EXPECT_TRUE(seen);
        EXPECT_TRUE(seen->certificate);
        EXPECT_EQ(seen->certificate->fingerprint.size(), 32u * 3 - 1);
        EXPECT_NE(seen->certificate->fingerprint, seen->certificate->key_fingerprint);
        EXPECT_FALSE(seen->certificate->trusted);
        room.server.what.wrapped = false;
        std::vector<std::string> prints;
        prints.push_back(base::lowered(seen->certificate->fingerprint));
        prints.push_back(base::lowered(seen->certificate->key_fingerprint));
        for (auto const& print : prints) {
            room.how = std::make_shared<settings>(*room.how);
            room.how->tls.level = tls_level::fingerprint;
            room.how->tls.fingerprint_match.assign(1, print);
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, fine);
        }
    });
}

// What a zone says of the test's certificate: the digest of its key, or of all of it.
std::string tlsa(unsigned usage, unsigned selector, bool right = true) {
    std::unique_ptr<BIO, decltype(&BIO_free)> const text(BIO_new_mem_buf(mailstead::test::test_certificate().certificate.data(), -1), BIO_free);
    std::unique_ptr<X509, decltype(&X509_free)> const shown(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    unsigned char* bytes = nullptr;
    int const size = selector == 1 ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(shown.get()), &bytes) : i2d_X509(shown.get(), &bytes);
    unsigned char digest[32];
    SHA256(bytes, static_cast<std::size_t>(size), digest);
    OPENSSL_free(bytes);
    if (!right) digest[0] ^= 1;
    std::string out{static_cast<char>(usage), static_cast<char>(selector), 1};
    return out.append(reinterpret_cast<char const*>(digest), sizeof digest);
}

// The zones are signed, and there are these records.
void signed_with(office& room, std::vector<std::string> records) {
    secured(room, tls_level::dane);
    room.how->tls.validates = true;
    auto const name = "_" + std::to_string(room.server.port()) + "._tcp.localhost";
    for (auto& one : records) room.dns.add(name, net::record_type::tlsa, std::move(one));
    for (auto& [key, answer] : room.dns.answers) answer.secure = true;
}

// The session of one connection is taken up by the next; not where the certificate is to be looked at each time.
TEST(smtp_client_tls, the_next_connection_resumes_the_session) {
    for (auto const level : {tls_level::may, tls_level::encrypt, tls_level::verify, tls_level::dane}) {
        SCOPED_TRACE(static_cast<int>(level));
        static authority const ca;
        run([level](office& room) -> task<void> {
            if (level == tls_level::dane) signed_with(room, std::vector<std::string>(1, tlsa(3, 1)));
            else secured(room, level);
            trust(room, ca);
            room.how->cache_on_demand = false;
            for (int i = 0; i < 3; ++i) {
                auto const words = co_await room.fate_of(one_letter());
                EXPECT_EQ(words, fine);
            }
            EXPECT_EQ(room.server.connections, 3u);
            EXPECT_EQ(room.server.resumed, level == tls_level::dane ? 0u : 2u);
        });
    }
}

TEST(smtp_client_dane, believes_the_zone_and_nobody_else) {
    expect("the key", [](office& room) { signed_with(room, {tlsa(3, 1)}); }, fine, 1);
    expect("the certificate", [](office& room) { signed_with(room, {tlsa(3, 0)}); }, fine, 1);
    expect("an authority that signed nothing", [](office& room) { signed_with(room, {tlsa(2, 0)}); }, untrusted, 1);
    expect("one of two", [](office& room) { signed_with(room, {tlsa(3, 1, false), tlsa(3, 1)}); }, fine, 1);
    expect("another key", [](office& room) { signed_with(room, {tlsa(3, 1, false)}); }, untrusted, 1);
    expect("another key, and the system believes it", [](office& room) {
        static authority const ca;
        signed_with(room, {tlsa(3, 1, false)});
        trust(room, ca);
    }, untrusted, 1);
    expect("no STARTTLS", [](office& room) {
        signed_with(room, {tlsa(3, 1)});
        room.server.what.ehlo = "250-mx.test\r\n250 PIPELINING\r\n";
    }, "deferred 4.7.4 TLS is required, but was not offered by host localhost[127.0.0.1]", 0);
}

TEST(smtp_client_dane, without_records_it_is_opportunistic) {
    auto const plain = [](office& room) { room.server.what.ehlo = "250-mx.test\r\n250 PIPELINING\r\n"; };
    expect("none", [&](office& room) { signed_with(room, {}), plain(room); }, fine, 0);
    expect("records that nobody signed", [&](office& room) {
        signed_with(room, {tlsa(3, 1, false)});
        for (auto& [key, answer] : room.dns.answers) answer.secure = key.second != net::record_type::tlsa;
    }, fine, 1);
    expect("an address that nobody signed", [&](office& room) {
        signed_with(room, {tlsa(3, 1, false)});
        for (auto& [key, answer] : room.dns.answers) answer.secure = key.second != net::record_type::a;
    }, fine, 1);
    expect("an address that nobody signed, looked for all the same", [&](office& room) {
        signed_with(room, {tlsa(3, 1, false)});
        room.how->tls.insecure_host_tlsa = true;
        for (auto& [key, answer] : room.dns.answers) answer.secure = key.second != net::record_type::a;
    }, untrusted, 1);
    expect("a certificate in full that is none, and PKIX", [&](office& room) { signed_with(room, {std::string("\3\0\0x", 4), tlsa(1, 1)}), plain(room); },
           "deferred 4.7.4 TLS is required, but was not offered by host localhost[127.0.0.1]", 0);
    expect("PKIX alone", [&](office& room) { signed_with(room, {tlsa(1, 1)}); }, fine, 1);
    expect("too short", [&](office& room) { signed_with(room, {"\3\1\1abc", "\3\1", ""}); }, fine, 1);
}

TEST(smtp_client_dane, an_unsigned_exchanger_as_the_policy_says) {
    auto const unsigned_mx = [](office& room, tls_level policy) {
        signed_with(room, {tlsa(3, 1, false)});
        room.how->tls.insecure_mx = policy;
        for (auto& [key, answer] : room.dns.answers) answer.secure = key.second != net::record_type::mx;
    };
    expect("dane", [&](office& room) { unsigned_mx(room, tls_level::dane); }, untrusted, 1);
    expect("may", [&](office& room) { unsigned_mx(room, tls_level::may); }, fine, 1);
    expect("none", [&](office& room) { unsigned_mx(room, tls_level::none); }, fine, 0);
}

TEST(smtp_client_dane, a_question_without_an_answer_keeps_the_mail) {
    run([](office& room) -> task<void> {
        signed_with(room, {tlsa(3, 1)});
        auto const name = "_" + std::to_string(room.server.port()) + "._tcp.localhost";
        room.dns.fails(name, net::record_type::tlsa);
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.7.5 TLSA lookup error for localhost:" + std::to_string(room.server.port()));
        EXPECT_EQ(room.server.connections, 0u);
    });
    expect("without validation", [](office& room) {
        signed_with(room, {tlsa(3, 1)});
        room.how->tls.validates = false;
    }, "deferred 4.7.5 client TLS configuration problem", 0);
}

TEST(smtp_client_dane, only_means_only) {
    auto const only = [](office& room, std::vector<std::string> records) {
        signed_with(room, std::move(records));
        room.how->tls.level = tls_level::dane_only;
    };
    expect("with", [&](office& room) { only(room, {tlsa(3, 1)}); }, fine, 1);
    run([&](office& room) -> task<void> {
        only(room, {});
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.7.5 no TLSA records found for localhost[127.0.0.1]:" + std::to_string(room.server.port()));
    });
    run([&](office& room) -> task<void> {
        only(room, {tlsa(1, 1)});
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.7.5 no usable TLSA records for localhost:" + std::to_string(room.server.port()));
    });
}

// RFC 7672 §2.2.2: an alias that is signed leads out of the signed world; the records are those of its own name.
TEST(smtp_client_dane, a_signed_alias_to_an_unsigned_zone_has_records_of_its_own) {
    auto const unsigned_target = [](office& room, bool alias_is_signed) {
        signed_with(room, {tlsa(3, 1, false)});
        auto& address = room.dns.answers[{"localhost", net::record_type::a}];
        address.secure = false;
        address.canonical = "elsewhere.test.";
        room.dns.add("localhost", net::record_type::cname, test::fake_names::wire_name("elsewhere.test"));
        room.dns.answers[{"localhost", net::record_type::cname}].secure = alias_is_signed;
    };
    expect("signed", [&](office& room) { unsigned_target(room, true); }, untrusted, 1);
    expect("unsigned", [&](office& room) { unsigned_target(room, false); }, fine, 1);
}

TEST(smtp_client_dane, records_are_found_behind_an_alias) {
    run([](office& room) -> task<void> {
        signed_with(room, {tlsa(3, 1, false)});
        room.dns.answers[{"localhost", net::record_type::a}].canonical = "real.test.";
        auto const name = "_" + std::to_string(room.server.port()) + "._tcp.real.test";
        room.dns.add(name, net::record_type::tlsa, tlsa(3, 1));
        room.dns.answers[{name, net::record_type::tlsa}].secure = true;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
    });
}

TEST(smtp_client_tls, requiretls_goes_to_nobody_else) {
    authority ca;
    auto const letter = [] {
        auto out = one_letter();
        out.requiretls = true;
        return out;
    };
    auto const expect_fate = [&letter](std::function<void(office&)> change, char const* fate) {
        run([&](office& room) -> task<void> {
            change(room);
            auto const words = co_await room.fate_of(letter());
            EXPECT_EQ(words, fate);
            EXPECT_EQ(room.server.has("MAIL FROM:<s@sender.test> REQUIRETLS"), words == fine);
        });
    };
    constexpr char const* no = "bounced 5.7.30 REQUIRETLS support required, but not offered by host localhost[127.0.0.1] over verified TLS";
    auto const offer = [](office& room) { room.server.what.tls_ehlo = "250-mx.test\r\n250 REQUIRETLS\r\n"; };
    expect_fate([&](office& room) { secured(room, tls_level::may), trust(room, ca); }, no);
    expect_fate([&](office& room) { secured(room, tls_level::may), offer(room); }, no);
    expect_fate([&](office& room) { secured(room, tls_level::may), trust(room, ca), offer(room); }, no);    // the name came from plain DNS
    expect_fate([&](office& room) { secured(room, tls_level::verify), trust(room, ca), offer(room); }, no);    // nor is it better verified
    auto const sign = [](office& room) {
        for (auto& [key, answer] : room.dns.answers) answer.secure = true;
    };
    expect_fate([&](office& room) { secured(room, tls_level::verify), trust(room, ca), offer(room), sign(room); }, fine);
    expect_fate([&](office& room) { secured(room, tls_level::verify), trust(room, ca), offer(room), room.how->tls.verify_match = {"localhost"}; }, fine);
    auto const unsigned_mx = [](office& room) {
        signed_with(room, {tlsa(3, 1)});
        for (auto& [key, answer] : room.dns.answers) answer.secure = key.second != net::record_type::mx;
    };
    expect_fate([&](office& room) { unsigned_mx(room), offer(room); }, no);
    expect_fate([&](office& room) { unsigned_mx(room), offer(room), sign(room); }, fine);
    expect_fate([&](office& room) { secured(room, tls_level::may), trust(room, ca), offer(room), room.open("[localhost]"); }, fine);
    constexpr char const* clear = "bounced 5.7.10 Encryption needed (REQUIRETLS), but TLS could not be had with host localhost[127.0.0.1]";
    expect_fate([&](office& room) { secured(room, tls_level::none), room.server.what.ehlo = "250-mx.test\r\n250 REQUIRETLS\r\n"; }, clear);
}

// RFC 8689 §5: said where it may be, and no reason to keep the report back.
TEST(smtp_client_tls, a_report_does_not_need_requiretls) {
    authority ca;
    for (bool const vouched : {true, false}) {
        run([&](office& room) -> task<void> {
            secured(room, vouched ? tls_level::verify : tls_level::may);
            if (vouched) trust(room, ca);
            for (auto& [key, answer] : room.dns.answers) answer.secure = vouched;
            room.server.what.tls_ehlo = "250-mx.test\r\n250 REQUIRETLS\r\n";
            auto what = one_letter();
            what.requiretls = true;
            what.sender.clear();
            auto const words = co_await room.fate_of(what);
            EXPECT_EQ(words, fine);
            EXPECT_EQ(room.server.has("MAIL FROM:<> REQUIRETLS"), vouched);
            EXPECT_EQ(room.server.has("MAIL FROM:<>"), !vouched);
        });
    }
}

TEST(tls_policy, comes_from_tables_by_next_hop) {
    conf::settings const values;
    tls_rules rules;
    rules.grades = {{"medium", "M"}, {"high", "H"}};
    rules.level = tls_level::may;
    rules.secure_match = {"nexthop"};
    rules.mandatory_excluded = {"MD5"};
    rules.policies = conf::maps::open("inline:{{a.test = encrypt} {.b.test = secure match=x.test:.y.test ciphers=high} {[c.test]:587 = verify} "
                                      "{d.test = fingerprint match=AA:BB|CC:DD match=EE:FF} {bad1.test = nolevel} {bad2.test = may match=x} "
                                      "{bad3.test = encrypt ciphers=nograde} {bad4.test = encrypt what=ever} {e.test = none} {f.test = encrypt exclude=RC4:DES protocols=>=TLSv1.3 servername=hostname}}", values);
    std::string why;
    auto const level = [&](std::string const& hop) { return find_tls_policy(rules, hop, why); };
    EXPECT_EQ(level("other.test")->level, tls_level::may);
    EXPECT_EQ(level("A.test")->level, tls_level::encrypt);
    EXPECT_EQ(level("A.test")->ciphers, "M:!MD5");
    EXPECT_EQ(level("sub.a.test")->level, tls_level::may);
    auto const b = level("deep.sub.b.test");
    EXPECT_EQ(b->level, tls_level::secure);
    EXPECT_EQ(b->match, (std::vector<std::string>{"x.test", ".y.test"}));
    EXPECT_EQ(b->ciphers, "H:!MD5:!aNULL");
    EXPECT_EQ(level("b.test")->level, tls_level::may);
    EXPECT_EQ(level("[sub.b.test]")->level, tls_level::may) << "no parents for a host";
    EXPECT_EQ(level("[c.test]:587")->level, tls_level::verify);
    EXPECT_EQ(level("d.test")->match, (std::vector<std::string>{"AA:BB", "CC:DD", "EE:FF"}));
    EXPECT_EQ(level("e.test")->level, tls_level::none);
    EXPECT_EQ(level("f.test")->ciphers, "M:!RC4:!DES");
    EXPECT_EQ(level("f.test")->protocols, (std::vector<std::string>{">=TLSv1.3"}));
    EXPECT_EQ(level("f.test")->server_name, "hostname");
    for (auto const* bad : {"bad1.test", "bad2.test", "bad3.test", "bad4.test"}) {
        EXPECT_FALSE(level(bad)) << bad;
        EXPECT_FALSE(why.empty());
    }
    rules.policies = conf::maps::open("fail:x", values);
    EXPECT_FALSE(level("a.test"));
    EXPECT_EQ(names_to_match({"hostname", "nexthop", "dot-nexthop", "X.test"}, "h.test", "n.test"),
              (std::vector<std::string>{"h.test", "n.test", ".n.test", "x.test"}));
}

TEST(smtp_client_tls, a_policy_that_means_nothing_keeps_the_mail) {
    run([](office& room) -> task<void> {
        conf::settings const values;
        room.how->tls.policies = conf::maps::open("inline:{{x.test = secret}}", values);
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.7.5 client TLS configuration problem");
        EXPECT_EQ(room.server.connections, 0u);
    });
}

// Logging in.
void with_login(office& room, std::string offers, std::string entry = "mx.test = user:secret") {
    conf::settings const values;
    room.server.what.ehlo = "250-mx.test\r\n250 AUTH " + offers + "\r\n";
    room.how->login.enabled = true;
    room.how->login.passwords = conf::maps::open("inline:{{" + entry + "}}", values);
}

TEST(smtp_client_login, by_each_mechanism) {
    run([](office& room) -> task<void> {
        with_login(room, "PLAIN");
        room.server.what.replies["AUTH"] = {"235 2.7.0 ok\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
        EXPECT_TRUE(room.server.has("AUTH PLAIN AHVzZXIAc2VjcmV0")) << room.server.commands.at(1);
    });
    run([](office& room) -> task<void> {
        with_login(room, "LOGIN");
        room.server.what.replies["AUTH"] = {"334 VXNlcm5hbWU6\r\n"};
        room.server.what.replies["dXNlcg=="] = {"334 UGFzc3dvcmQ6\r\n"};
        room.server.what.replies["c2VjcmV0"] = {"235 2.7.0 ok\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
    });
    run([](office& room) -> task<void> {
        with_login(room, "PLAIN CRAM-MD5");
        std::string const challenge = "<1.2@mx.test>";
        unsigned char bytes[64];
        unsigned size = 0;
        HMAC(EVP_md5(), "secret", 6, reinterpret_cast<unsigned char const*>(challenge.data()), challenge.size(), bytes, &size);
        auto const proof = base::base64_encode("user " + base::lowered(base::hex({reinterpret_cast<char*>(bytes), size})));
        room.server.what.replies["AUTH"] = {"334 " + base::base64_encode(challenge) + "\r\n"};
        room.server.what.replies[proof] = {"235 2.7.0 ok\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
        EXPECT_TRUE(room.server.has("AUTH CRAM-MD5"));
        EXPECT_TRUE(room.server.has(proof));
    });
}

TEST(smtp_client_login, that_fails_defers_mail) {
    auto const expect_fate = [](std::function<void(office&)> change, std::string const& fate) {
        run([&](office& room) -> task<void> {
            with_login(room, "PLAIN");
            room.server.what.replies["AUTH"] = {"535 5.7.8 wrong\r\n"};
            change(room);
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, fate);
            EXPECT_EQ(room.server.count("MAIL"), words == fine ? 1u : 0u);
        });
    };
    expect_fate([](office&) {}, "deferred 4.7.0 SASL authentication failed; server mx.test[127.0.0.1] said: 535 5.7.8 wrong");
    expect_fate([](office& room) { room.how->login.defers = false; }, "bounced 5.7.8 SASL authentication failed; server mx.test[127.0.0.1] said: 535 5.7.8 wrong");
    expect_fate([](office& room) { room.server.what.replies["AUTH"] = {"334 !!!\r\n"}; }, "deferred 4.7.0 SASL authentication failed; malformed challenge from server mx.test[127.0.0.1]");
    expect_fate([](office& room) { room.server.what.replies["AUTH"] = {"!"}; }, "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while performing SASL authentication");
    expect_fate([](office& room) { room.how->login.in_clear.no_plaintext = true; }, "deferred 4.7.0 SASL authentication failed; cannot authenticate to server mx.test[127.0.0.1]: no mechanism available");
    expect_fate([](office& room) { room.server.what.ehlo = "250-mx.test\r\n250 AUTH UNHEARD-OF\r\n"; }, "deferred 4.7.0 SASL authentication failed; cannot authenticate to server mx.test[127.0.0.1]: no mechanism available");
    expect_fate([](office& room) { conf::settings const values; room.how->login.passwords = conf::maps::open("fail:x", values); }, "deferred 4.3.0 smtp_sasl_password_maps lookup failure");
    expect_fate([](office& room) { conf::settings const values; room.how->login.mechanisms = conf::match_list::parse("!plain, static:all", values); },
                "deferred 4.7.0 SASL authentication failed; cannot authenticate to server mx.test[127.0.0.1]: no mechanism available");
    expect_fate([](office& room) { conf::settings const values; room.how->login.passwords = conf::maps::open("inline:{{other.test = a:b}}", values); }, fine);
    expect_fate([](office& room) { conf::settings const values; room.how->login.passwords = conf::maps::open("inline:{{mx.test = user secret}}", values); },
                "deferred 4.7.0 SASL authentication failed; the entry of smtp_sasl_password_maps for server mx.test[127.0.0.1] is not user:password");
    expect_fate([](office& room) { room.server.what.ehlo = "250 mx.test\r\n"; }, fine);
    expect_fate([](office& room) { room.how->login.enabled = false; }, fine);
}

TEST(smtp_client_login, finds_the_password_by_sender_host_or_next_hop) {
    for (auto const* entry : {"s@sender.test = user:secret", "mx.test = user:secret", "x.test = user:secret"}) {
        run([entry](office& room) -> task<void> {
            with_login(room, "PLAIN", entry);
            room.how->login.by_sender = true;
            room.server.what.replies["AUTH"] = {"235 2.7.0 ok\r\n"};
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, fine);
            EXPECT_EQ(room.server.count("AUTH"), 1u);
        });
    }
}

TEST(smtp_client_login, a_weak_mechanism_may_be_good_enough_under_tls) {
    run([](office& room) -> task<void> {
        secured(room, tls_level::encrypt);
        with_login(room, "X", "localhost = user:secret");
        room.server.what.ehlo = "250-mx.test\r\n250 STARTTLS\r\n";
        room.server.what.tls_ehlo = "250-mx.test\r\n250 AUTH PLAIN\r\n";
        room.how->login.in_clear.no_plaintext = true;
        room.server.what.replies["AUTH"] = {"235 2.7.0 ok\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, fine);
        EXPECT_EQ(room.server.count("AUTH PLAIN"), 1u);
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
