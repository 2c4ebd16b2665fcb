// More dialogues with bad servers: what each means for the mail, and that the next message to the same server is not harmed.
#include "mta/smtp_client/hosts.h"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/captured_log.h"
#include "tests/unit/mta/smtp_client/certificates.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::office;
using test::one_letter;
using test::run;

constexpr char const* fine = "sent 2.0.0 250 2.0.0 Ok: queued as X";
constexpr char const* one_by_one = "250 mx.test\r\n";

using change = std::function<void(office&)>;


change greets(std::string with) {
    return [with](office& room) { room.server.what.greeting = with; };
}
change says(std::string key, std::string reply, std::string second_key = {}, std::string second_reply = {}) {
    return [=](office& room) {
        room.server.what.replies[key] = {reply};
        if (!second_key.empty()) room.server.what.replies[second_key] = {second_reply};
    };
}
change offers(std::string with, std::string key = {}, std::string reply = {}) {
    return [=](office& room) {
        room.server.what.ehlo = with;
        if (!key.empty()) room.server.what.replies[key] = {reply};
    };
}
// Ends only when a second of patience is over: such dialogues are held at the same time.
struct slow_change {
    change what;
};
slow_change soon(change what) {
    auto with_patience = [what](office& room) {
        room.patience(seconds(1));
        what(room);
    };
    return {with_patience};
}

struct dialogue {
    dialogue(std::string of, change with, std::string to, char const* log = nullptr)
        : name(std::move(of)), what(std::move(with)), fate(std::move(to)), logged(log) {}
    dialogue(std::string of, slow_change with, std::string to, char const* log = nullptr)
        : dialogue(std::move(of), std::move(with.what), std::move(to), log) { is_slow = true; }

    std::string name;
    change what;
    std::string fate;
    char const* logged;
    bool is_slow = false;
};

std::string lost(std::string const& doing) { return "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while " + doing; }
std::string late(std::string const& doing) { return "deferred 4.4.2 conversation with mx.test[127.0.0.1] timed out while " + doing; }
std::string broken(std::string const& doing) { return "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while " + doing; }
std::string unasked(std::string const& doing) { return "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] sent a reply to nothing asked while " + doing; }
std::string said(std::string const& fate, std::string const& text, std::string const& command) {
    return fate + " host mx.test[127.0.0.1] said: " + text + " (in reply to " + command + " command)";
}
std::string refused(std::string const& fate, std::string const& text) { return fate + " host mx.test[127.0.0.1] refused to talk to me: " + text; }

std::string const greeting = "receiving the initial server greeting", helo = "performing the HELO handshake", ehlo = "performing the EHLO handshake",
                  mail = "sending MAIL FROM", rcpt = "sending RCPT TO", data = "sending DATA command",
                  the_end = "sending end of data -- message may be sent more than once";
std::string const megabyte(1 << 20, 'x');

std::string lines(std::string const& line, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += line + "\r\n";
    return out;
}

std::vector<dialogue> before_mail() {
    return {
        {"greets with 250", greets("250 hello\r\n"), fine},
        {"greets with 354", greets("354 go on\r\n"), refused("deferred 4.0.0", "354 go on")},
        {"greets with 199", greets("199 hm\r\n"), broken(greeting)},
        {"greets with 600", greets("600 hm\r\n"), broken(greeting)},
        {"greets with an empty line", greets("\r\n"), broken(greeting)},
        {"greets with changing codes", greets("220-mx.test\r\n554 no\r\n"), broken(greeting)},
        {"greets with lines without end", greets(lines("220-mx.test", 10000)), broken(greeting)},
        {"begins a greeting and is silent", soon(greets("220-mx.test\r\n")), late(greeting)},
        {"greets with line feeds", greets("220-mx.test\n220 ESMTP\n"), fine},
        {"greets with NUL and escapes", greets(std::string("220 a\0b\x1b[2J\r\n", 13)), fine},
        {"greylists at the greeting", greets("450 4.7.1 greylisted\r\n"), refused("deferred 4.7.1", "450 4.7.1 greylisted")},
        {"greets and hangs up", greets("220 mx.test\r\n!"), lost(ehlo)},
        {"EHLO 450, HELO works", says("EHLO", "450 4.7.1 greylisted\r\n"), fine},
        {"EHLO 334, HELO works", says("EHLO", "334 go\r\n"), fine},
        {"EHLO refused and hung up", says("EHLO", "550 no\r\n!"), lost(helo)},
        {"HELO 421", says("EHLO", "500 what\r\n", "HELO", "421 4.3.2 bye\r\n!"), refused("deferred 4.3.2", "421 4.3.2 bye")},
        {"HELO greylists", says("EHLO", "500 what\r\n", "HELO", "450 4.7.1 greylisted\r\n"), refused("deferred 4.7.1", "450 4.7.1 greylisted")},
        {"drops at HELO", says("EHLO", "500 what\r\n", "HELO", "!"), lost(helo)},
        {"is silent at HELO", soon(says("EHLO", "500 what\r\n", "HELO", "~")), late(helo)},
        {"HELO with a megabyte", says("EHLO", "500 what\r\n", "HELO", "250 " + megabyte + "\r\n"), broken(helo)},
        {"EHLO with a megabyte", says("EHLO", "250 " + megabyte + "\r\n"), broken(ehlo)},
        {"EHLO with half a line", says("EHLO", "250-mx.test\r\n250-PIPEL!"), lost(ehlo)},
        {"EHLO with odd keywords", offers("250-mx.test\r\n250-\r\n250- \r\n250-=\r\n250 AUTH=\r\n"), fine},
        {"SIZE of nothing", offers("250-mx.test\r\n250 SIZE\r\n"), fine},
        {"SIZE 0", offers("250-mx.test\r\n250 SIZE 0\r\n"), fine},
        {"SIZE beyond 64 bits", offers("250-mx.test\r\n250 SIZE 99999999999999999999999\r\n"), fine},
        {"SIZE -1", offers("250-mx.test\r\n250 SIZE -1\r\n"), fine},
        {"SIZE lies, and the text is too large", [](office& room) {
             offers("250-mx.test\r\n250 SIZE 99999\r\n", ".", "552 5.3.4 too large\r\n")(room);
         }, said("bounced 5.3.4", "552 5.3.4 too large", "end of DATA")},
    };
}

std::vector<dialogue> envelopes() {
    return {
        {"MAIL 334", says("MAIL", "334 go\r\n"), said("deferred 4.0.0", "334 go", "MAIL FROM")},
        {"MAIL 334, one by one", offers(one_by_one, "MAIL", "334 go\r\n"), said("deferred 4.0.0", "334 go", "MAIL FROM")},
        {"MAIL with changing codes", says("MAIL", "250-ok\r\n550 no\r\n"), broken(mail)},
        {"MAIL with a megabyte", says("MAIL", "250 " + megabyte + "\r\n"), broken(mail)},
        {"MAIL with lines without end", says("MAIL", lines("250-ok", 20000)), broken(mail)},
        {"MAIL with half a line", says("MAIL", "250 2.1!"), lost(mail)},
        {"MAIL accepted, hung up", says("MAIL", "250 ok\r\n!"), lost(rcpt)},
        {"RCPT 251", says("RCPT", "251 2.1.5 will forward\r\n"), fine},
        {"RCPT 252", says("RCPT", "252 2.1.5 who knows\r\n"), fine},
        {"RCPT 334", says("RCPT", "334 go\r\n"), said("deferred 4.0.0", "334 go", "RCPT TO")},
        {"RCPT 334, one by one", offers(one_by_one, "RCPT", "334 go\r\n"), said("deferred 4.0.0", "334 go", "RCPT TO")},
        {"RCPT with changing codes", says("RCPT", "250-ok\r\n450 no\r\n"), broken(rcpt)},
        {"RCPT with a megabyte", says("RCPT", "550 " + megabyte + "\r\n"), broken(rcpt)},
        {"RCPT greylists, one by one", offers(one_by_one, "RCPT", "451 4.7.1 greylisted\r\n"), said("deferred 4.7.1", "451 4.7.1 greylisted", "RCPT TO")},
        {"RCPT accepted, hung up", says("RCPT", "250 ok\r\n!"), lost(data)},
        {"RCPT refused, hung up", says("RCPT", "550 5.1.1 no\r\n!"), said("bounced 5.1.1", "550 5.1.1 no", "RCPT TO")},
        {"RCPT refused with lines", says("RCPT", "550-5.1.1 no\r\n550 5.1.1 such user\r\n"), said("bounced 5.1.1", "550 5.1.1 no such user", "RCPT TO")},
        {"too few answers", soon(says("RCPT", "", "DATA", "354 go\r\n")), said("deferred 4.0.0", "354 go", "RCPT TO")},
        {"too few answers, and silence", soon(says("RCPT", "", "DATA", "")), late(rcpt)},
        {"too many answers", says("MAIL", "250 ok\r\n250 ok\r\n"), "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] said: 250 2.1.5 Ok (in reply to DATA command)"},
        {"too many answers to DATA", says("DATA", "354 go\r\n354 go\r\n"), unasked("sending message body")},
        {"answers in the wrong order", soon(says("RCPT", "354 go\r\n", "DATA", "250 ok\r\n")), said("deferred 4.0.0", "354 go", "RCPT TO")},
        {"too many answers, one by one", offers(one_by_one, "MAIL", "250 ok\r\n250 ok\r\n"), unasked(rcpt)},
        {"DATA greylists", says("DATA", "450 4.7.1 greylisted\r\n"), said("deferred 4.7.1", "450 4.7.1 greylisted", "DATA")},
        {"DATA 421", says("DATA", "421 4.3.2 bye\r\n!"), said("deferred 4.3.2", "421 4.3.2 bye", "DATA")},
        {"DATA refused, hung up", says("DATA", "554 5.7.1 no\r\n!"), said("bounced 5.7.1", "554 5.7.1 no", "DATA")},
        {"DATA with changing codes", says("DATA", "354-go\r\n250 ok\r\n"), broken(data)},
        {"DATA with a megabyte", says("DATA", "354 " + megabyte + "\r\n"), broken(data)},
        {"DATA is silent, one by one", soon(offers(one_by_one, "DATA", "~")), late(data)},
        {"RSET refused", says("RCPT", "450 4.2.0 wait\r\n", "RSET", "500 what\r\n"), said("deferred 4.2.0", "450 4.2.0 wait", "RCPT TO")},
        {"RSET 421", says("RCPT", "450 4.2.0 wait\r\n", "RSET", "421 bye\r\n!"), said("deferred 4.2.0", "450 4.2.0 wait", "RCPT TO")},
        {"drops at RSET", says("RCPT", "450 4.2.0 wait\r\n", "RSET", "!"), said("deferred 4.2.0", "450 4.2.0 wait", "RCPT TO")},
        {"is silent at RSET", soon(says("RCPT", "450 4.2.0 wait\r\n", "RSET", "~")), said("deferred 4.2.0", "450 4.2.0 wait", "RCPT TO")},
    };
}

std::vector<dialogue> ends() {
    return {
        {"end 354", says(".", "354 go on\r\n"), said("deferred 4.0.0", "354 go on", "end of DATA")},
        {"end 421", says(".", "421 4.3.2 bye\r\n!"), said("deferred 4.3.2", "421 4.3.2 bye", "end of DATA")},
        {"end greylists", says(".", "451 4.7.1 greylisted\r\n"), said("deferred 4.7.1", "451 4.7.1 greylisted", "end of DATA")},
        {"end refused, hung up", says(".", "554 5.7.1 spam\r\n!"), said("bounced 5.7.1", "554 5.7.1 spam", "end of DATA")},
        {"end with changing codes", says(".", "250-ok\r\n550 no\r\n"), broken(the_end)},
        {"end with half a line", says(".", "250 2.0.0 O!"), lost(the_end)},
        {"end with a code alone", says(".", "250\r\n"), "sent 2.0.0 250 "},
        {"end with a number of two digits", says(".", "25 ok\r\n"), broken(the_end)},
        {"taken, and hung up", says(".", "250 2.0.0 Ok: queued as X\r\n!"), fine},
        {"taken, and more said", says(".", "250 2.0.0 Ok: queued as X\r\n250 2.0.0 and more\r\n"), fine},
        {"begins the end and is silent", soon(says(".", "250-ok\r\n")), late(the_end)},
        {"lines without end", says(".", lines("250-ok", 20000)), broken(the_end)},
        {"QUIT refused", [](office& room) { room.how->cache_on_demand = false, says("QUIT", "500 no\r\n")(room); }, fine},
        {"drops at QUIT", [](office& room) { room.how->cache_on_demand = room.how->skip_quit_response = false, says("QUIT", "!")(room); }, fine},
        {"is silent at QUIT", [](office& room) { room.how->cache_on_demand = room.how->skip_quit_response = false, says("QUIT", "~")(room); }, fine},
    };
}

test::authority const& authority() {
    static test::authority const made;
    return made;
}

// Level verify, with our authority; the certificate as `change` leaves it.
change certified(std::function<void(test::wanted_certificate&)> change_it) {
    return [change_it](office& room) {
        test::wanted_certificate what;
        what.names = {"mx.test"};
        change_it(what);
        room.server.what.tls = authority().server(what);
        room.server.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";
        net::tls_client_settings wanted;
        wanted.ca_file = authority().path();
        room.how->tls.contexts = std::make_shared<tls_contexts>(wanted);
        room.how->tls.level = tls_level::verify;
        room.how->tls.loglevel = 1;
        room.how->tls.verify_match = {"hostname"};
    };
}
// The same, and then something is changed.
change secured(change then, tls_level level = tls_level::encrypt) {
    return [=](office& room) {
        certified([](auto&) {})(room);
        room.how->tls.level = level;
        then(room);
    };
}
// It says yes to STARTTLS and goes on in its own way.
change starts(std::string reply, tls_level level = tls_level::encrypt) {
    return secured([reply](office& room) { room.server.what.tls.reset(), room.server.what.replies["STARTTLS"] = {reply}; }, level);
}

std::vector<dialogue> handshakes() {
    constexpr char const* untrusted = "deferred 4.7.5 Server certificate not trusted";
    constexpr char const* unverified = "deferred 4.7.5 Server certificate not verified";
    constexpr char const* failed = "deferred 4.7.5 Cannot start TLS: handshake failure";
    constexpr char const* early = "deferred 4.7.5 Cannot start TLS: host mx.test[127.0.0.1] sent text before the handshake";
    auto const named = [](std::vector<std::string> names) { return certified([names](auto& what) { what.names = names; }); };
    auto const no_common_version = [](office& room) {
        room.how->tls.mandatory_protocols = room.how->tls.protocols = {"<=TLSv1.2"};
        net::tls_settings wanted;
        wanted.certificate = mailstead::test::test_certificate().certificate;
        wanted.key = mailstead::test::test_certificate().key;
        wanted.protocols = {">=TLSv1.3"};
        std::string why;
        room.server.what.tls = *net::tls_context::for_server(wanted, why);
    };
    return {
        {"verified", certified([](auto&) {}), fine, "Verified TLS connection established to mx.test[127.0.0.1]"},
        {"expired", certified([](auto& what) { what.begins = -7200, what.ends = -3600; }), untrusted, "certificate has expired"},
        {"not yet valid", certified([](auto& what) { what.begins = 3600, what.ends = 7200; }), untrusted, "certificate is not yet valid"},
        {"self-signed", certified([](auto& what) { what.self_signed = true; }), untrusted, "self-signed certificate"},
        {"another name", named({"other.test"}), unverified},
        {"a name with a NUL", named({std::string("mx.test\0.evil.test", 18)}), unverified},
        {"a NUL before the name", named({std::string("evil.test\0mx.test", 17)}), unverified},
        {"a common name with a NUL", certified([](auto& what) { what.names.clear(), what.common_name = std::string("mx.test\0.evil.test", 18); }), unverified},
        {"an empty name", named({""}), unverified},
        {"a star alone", named({"*"}), unverified},
        {"a star for part of a label", named({"m*.test"}), unverified},
        {"many names", named([] { std::vector<std::string> all(500, "other.test"); all.push_back("mx.test"); return all; }()), fine},
        {"an alert", secured(no_common_version), failed, "SSL_connect error to mx.test[127.0.0.1]"},
        {"an alert, where TLS is not needed", secured(no_common_version, tls_level::may), fine, "SSL_connect error to mx.test[127.0.0.1]"},
        {"STARTTLS and garbage", starts("220 go\r\nrubbish rubbish rubbish"), early},
        {"STARTTLS and a reply", starts("220 go\r\n250 ok\r\n"), early},
        {"STARTTLS and hung up", starts("220 go\r\n!"), failed},
        {"STARTTLS and silence", soon(starts("220 go\r\n")), failed, "SSL_connect error to mx.test[127.0.0.1]"},
        {"drops at STARTTLS", starts("!"), lost("sending STARTTLS")},
        {"is silent at STARTTLS", soon(starts("~")), late("sending STARTTLS")},
        {"STARTTLS with a megabyte", starts("220 " + megabyte + "\r\n"), broken("sending STARTTLS")},
        {"STARTTLS 250", starts("250 ok\r\n"), "deferred 4.7.4 TLS is required, but host mx.test[127.0.0.1] refused to start TLS: 250 ok"},
        {"STARTTLS 554", starts("554 5.7.0 no\r\n"), "deferred 4.7.4 TLS is required, but host mx.test[127.0.0.1] refused to start TLS: 554 5.7.0 no"},
        {"STARTTLS 421", starts("421 4.3.2 bye\r\n!", tls_level::may), lost(mail)},
    };
}

std::vector<dialogue> all() {
    std::vector<dialogue> out;
    for (auto const& part : {before_mail(), envelopes(), ends(), handshakes()}) out.insert(out.end(), part.begin(), part.end());
    return out;
}

task<void> play(office& room, dialogue const& each) {
    auto const usual = *room.how;
    each.what(room);
    auto const words = co_await room.fate_of(one_letter());
    EXPECT_EQ(words, each.fate) << each.name;
    EXPECT_LE(room.server.texts.size(), 1u) << each.name;
    // The server comes to its senses: the next message goes out, and only once.
    room.server.what = test::script();
    room.how = std::make_shared<settings>(usual);
    auto const before = room.server.texts.size();
    auto const next = co_await room.fate_of(one_letter());
    EXPECT_EQ(next, fine) << each.name;
    EXPECT_EQ(room.server.texts.size(), before + 1) << each.name;
}

TEST(smtp_client_dialogues, mean_what_they_should_and_harm_nothing_else) {
    std::set<std::string> names;
    for (auto const& each : all()) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name << ": dialogues are told apart by their names";
        if (each.is_slow) continue;
        test::captured_log log;
        run([&each](office& room) -> task<void> { co_await play(room, each); });
        EXPECT_TRUE(!each.logged || log.has(each.logged)) << each.name << ": " << log.text();
        EXPECT_LT(log.text().size(), 20000u) << each.name << ": what a server says is bounded in the log, too";
    }
    EXPECT_GE(names.size(), 100u);
}

TEST(smtp_client_dialogues, end_when_patience_does) {
    auto const each = all();
    auto together = [&each](net::executor where) -> task<void> {
        net::session_set fibres(where);
        std::size_t begun = 0, ended = 0;
        auto one = [&ended, where](dialogue const* what) -> task<void> {
            office room(where);
            co_await play(room, *what);
            co_await room.end();
            ++ended;
        };
        for (auto const& what : each) {
            if (!what.is_slow) continue;
            ++begun;
            fibres.run("test", one(&what));
        }
        while (fibres.running() > 0) co_await test::pause(where, std::chrono::milliseconds(5));
        EXPECT_EQ(ended, begun);
        EXPECT_GE(begun, 10u);
        co_await fibres.stop(seconds(1));
    };
    mailstead::test::run(together, 30);
}

// What the DNS may say, for a client whose servers listen on port 25.
struct zone {
    char const* name;
    std::function<void(test::fake_names&, host_rules&)> what;
    char const* found;    // "host[address] ..." or status and text
};

std::vector<zone> zones() {
    constexpr char const* loop = "5.4.6 mail for x.test loops back to myself";
    auto const at = [](char const* address) {
        return [address](test::fake_names& dns, host_rules&) { dns.mx("x.test", 10, "mx.test"), dns.a("mx.test", address); };
    };
    auto const record = [](std::string rdata) {
        return [rdata](test::fake_names& dns, host_rules&) { dns.add("x.test", net::record_type::mx, rdata); };
    };
    constexpr char const* malformed = "4.4.3 Host or domain name not found. Name service error for name=x.test type=MX: Malformed or unexpected name server reply";
    return {
        {"MX to 0.0.0.0", at("0.0.0.0"), loop},
        {"MX to ::", at("::"), loop},
        {"MX to our own address", at("192.0.2.25"), loop},
        {"MX to 127.0.0.1, where we listen", [&](test::fake_names& dns, host_rules& rules) { at("127.0.0.1")(dns, rules), rules.own_addresses = {"127.0.0.1"}; }, loop},
        {"MX to 127.0.0.1, where we do not", at("127.0.0.1"), "mx.test[127.0.0.1]"},
        {"MX to ::1, where we listen", [&](test::fake_names& dns, host_rules& rules) { at("::1")(dns, rules), rules.own_addresses = {"::1"}; }, loop},
        {"a better one, and 0.0.0.0", [](test::fake_names& dns, host_rules&) {
             dns.mx("x.test", 10, "a.test"), dns.mx("x.test", 20, "b.test"), dns.a("a.test", "192.0.2.1"), dns.a("b.test", "0.0.0.0");
         }, "a.test[192.0.2.1]"},
        {"a CNAME loop at the domain", [](test::fake_names& dns, host_rules&) { dns.fails("x.test", net::record_type::mx); },
         "4.4.3 Host or domain name not found. Name service error for name=x.test type=MX: Host not found, try again"},
        {"a CNAME loop at the host", [](test::fake_names& dns, host_rules&) {
             dns.mx("x.test", 10, "mx.test"), dns.fails("mx.test", net::record_type::a), dns.fails("mx.test", net::record_type::aaaa);
         }, "4.4.3 Host or domain name not found. Name service error for name=mx.test type=AAAA: Host not found, try again"},
        {"no records at the host", [](test::fake_names& dns, host_rules&) { dns.mx("x.test", 10, "mx.test"); },
         "5.4.4 Host or domain name not found. Name service error for name=mx.test type=AAAA: Host not found"},
        {"an empty MX record", record(""), malformed},
        {"an MX record of one byte", record(std::string("\0", 1)), malformed},
        {"an MX record without a name", record(std::string("\0\12", 2)), malformed},
        {"an MX record that is cut", record(std::string("\0\12\4ma", 5)), malformed},
        {"an MX record with a label of 64", record(std::string("\0\12\100", 3) + std::string(64, 'a') + '\0'), malformed},
        {"null MX", record(std::string("\0\0\0", 3)), "5.1.10 Domain x.test does not accept mail (nullMX)"},
        {"an address of three bytes", [](test::fake_names& dns, host_rules& rules) {
             dns.mx("x.test", 10, "mx.test"), dns.add("mx.test", net::record_type::a, "abc"), rules.ipv6 = false;
         }, "4.4.3 Host or domain name not found. Name service error for name=mx.test type=A: Malformed or unexpected name server reply"},
        {"a damaged MX beside a good one", [](test::fake_names& dns, host_rules&) {
             dns.add("x.test", net::record_type::mx, "\1"), dns.mx("x.test", 10, "mx.test"), dns.a("mx.test", "192.0.2.1");
         }, "mx.test[192.0.2.1]"},
    };
}

TEST(smtp_client_dialogues, zones_mean_what_they_should) {
    std::size_t count = 0;
    for (auto const& each : zones()) {
        SCOPED_TRACE(each.name);
        auto all = [&each](net::executor where) -> task<void> {
            test::fake_names dns(where);
            host_rules rules;
            rules.own_addresses = {"192.0.2.25"};
            each.what(dns, rules);
            auto const to = parse_destination("x.test", 25);
            auto const found = co_await find_hosts(dns, rules, *to);
            std::string words;
            for (auto const& one : found.hosts) words += (words.empty() ? "" : " ") + one.text();
            if (words.empty()) words = found.why.status + ' ' + found.why.text;
            EXPECT_EQ(words, each.found);
        };
        mailstead::test::run(all);
        ++count;
    }
    EXPECT_GE(count, 18u);
}

// However many exchangers a domain has, only a few questions are asked and a few hosts tried.
TEST(smtp_client_dialogues, a_hundred_exchangers_are_too_many) {
    auto all = [](net::executor where) -> task<void> {
        test::fake_names dns(where);
        host_rules rules;
        for (int i = 0; i < 200; ++i) {
            auto const name = "h" + std::to_string(i) + ".test";
            dns.mx("x.test", static_cast<unsigned>(i), name);
            dns.a(name, "192.0.2." + std::to_string(i + 1));
        }
        auto const to = parse_destination("x.test", 26);
        auto found = co_await find_hosts(dns, rules, *to);
        EXPECT_EQ(found.hosts.size(), 5u);
        EXPECT_LE(dns.questions, 20u);
        rules.address_limit = 0;
        found = co_await find_hosts(dns, rules, *to);
        EXPECT_EQ(found.hosts.size(), 100u);
    };
    mailstead::test::run(all);
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
