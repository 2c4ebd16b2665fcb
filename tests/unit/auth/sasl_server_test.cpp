// Cyrus SASL over the account database: each mechanism right and wrong, nobody and trouble.
#include "auth/sasl_server.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "auth/account_backend.h"
#include "base/ascii.h"
#include "scram_client.h"

namespace mailstead::auth {
namespace {

using test::scram_client;

EVP_MD const* digest(std::string_view mechanism) {
    if (mechanism.starts_with("SCRAM-SHA-1")) return EVP_sha1();
    return mechanism.starts_with("SCRAM-SHA-256") ? EVP_sha256() : EVP_sha512();
}

std::string plain(std::string const& authzid, std::string const& user, std::string const& password) {
    return authzid + '\0' + user + '\0' + password;
}

request ask(std::string mechanism, std::optional<std::string> first = {}) {
    request r;
    r.mechanism = std::move(mechanism);
    r.service = "imap";
    r.initial_response = std::move(first);
    return r;
}

// A backend that can fail.
class shaky_backend final : public backend {
public:
    explicit shaky_backend(backend& real) : real_(real) {}
    std::optional<std::string> normal_name(std::string_view a) const override { return real_.normal_name(a); }
    base::result<std::optional<credentials>> find_credentials(std::string_view a) override {
        if (broken) return make_error_code(errc::database);
        auto found = real_.find_credentials(a);
        if (without_words && found && *found) (*found)->secret = "";
        return found;
    }
    base::result<std::optional<user>> find_user(std::string_view a) override {
        if (broken) return make_error_code(errc::database);
        return real_.find_user(a);
    }
    base::result<std::int64_t> secret_count() override {
        if (broken) return make_error_code(errc::database);
        return real_.secret_count();
    }
    base::result<std::string> made_up_key() override { return real_.made_up_key(); }
    base::result<standing> standing_of(std::string_view a) override { return real_.standing_of(a); }
    bool broken = false;
    bool without_words = false;    // the secret of everybody is there, and empty

private:
    backend& real_;
};

class sasl_server_test : public testing::Test {
protected:
    sasl_server_test() {
        add("bob@example.org", "secret", false);
        server = make();
    }
    ~sasl_server_test() override { std::filesystem::remove_all(directory_); }

    void add(std::string address, std::string password, bool store, bool is_master = false) {
        account a;
        a.master = is_master;
        a.address = std::move(address);
        ASSERT_TRUE(db.add(a, {std::move(password), store, least_iterations}));
    }
    std::unique_ptr<sasl_server> make(sasl_server::settings s = {}) {
        s.iterations = least_iterations;
        return std::make_unique<sasl_server>(shaky, s, [this](base::log::level l, std::string_view text) {
            if (l >= base::log::level::warning) ++warnings;
            std::lock_guard const lock(log_mutex);
            log += std::string(text) + "\n";
        });
    }
    answer once(request r) { return server->begin(std::move(r))->start(); }
    // A whole SCRAM exchange; the last answer.
    answer scram(std::string const& mechanism, scram_client& client, bool early = true) {
        return scram(ask(mechanism, early ? std::optional(client.first()) : std::nullopt), client);
    }
    answer scram(request asked, scram_client& client) {
        bool const early = asked.initial_response.has_value();
        auto e = server->begin(std::move(asked));
        auto a = e->start();
        if (!early && std::get<challenge>(a).bytes.empty()) a = e->step(client.first());
        if (!std::holds_alternative<challenge>(a)) return a;
        a = e->step(client.final(std::get<challenge>(a).bytes));
        if (!std::holds_alternative<challenge>(a)) return a;
        EXPECT_TRUE(client.trusts(std::get<challenge>(a).bytes));
        return e->step("");
    }

    std::string directory_ = [] {
        char name[] = "/tmp/sasl-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    accounts db{directory_ + "/accounts.db", accounts::mode::write};
    account_backend real{db, {"example.org", 500, 501, ""}};
    shaky_backend shaky{real};
    std::atomic<int> warnings = 0;
    std::mutex log_mutex;
    std::string log;
    std::unique_ptr<sasl_server> server;
};

std::string names(std::vector<mechanism> const& all) {
    std::string out;
    for (auto const& m : all) out += m.name + " ";
    return out;
}

class masters_test : public sasl_server_test {
protected:
    masters_test() {
        add("admin@example.org", "root", false, true);
        sasl_server::settings how;
        how.master_separator = "*";
        server = make(how);
    }
    std::string salt_shown(std::string const& user) {
        scram_client client(EVP_sha256(), user, "x");
        auto const said = std::get<challenge>(once(ask("SCRAM-SHA-256", client.first()))).bytes;
        auto const at = said.find(",s=") + 3;
        return said.substr(at, said.find(',', at) - at);
    }
    bool enters(std::string const& user, std::string const& password) {
        scram_client client(EVP_sha256(), user, password);
        return scram("SCRAM-SHA-256", client) == answer(accepted{"bob@example.org"});
    }
};

TEST_F(masters_test, a_master_is_one_whomever_he_names_beside) {
    for (auto const* authzid : {"", "bob", "bob@example.org"}) {
        auto tried = server->begin(ask("PLAIN", plain(authzid, "bob*admin", "root")));
        EXPECT_EQ(tried->start(), answer(accepted{"bob@example.org"})) << authzid;
        EXPECT_EQ(tried->account(), "admin@example.org") << authzid;
    }
    for (auto const* authzid : {"admin", "alice@example.org", "alice*admin"})
        EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain(authzid, "bob*admin", "root"))))) << authzid;
}

TEST_F(masters_test, nobody_makes_himself_a_master) {
    for (auto const* authzid : {"bob*nosuch", "bob*admin", "bob*bob"})
        EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain(authzid, "bob", "secret"))))) << authzid;
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "admin*bob", "secret")))));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "nobody*admin", "root")))));
}

// A stranger without a password does not learn who exists, or who is a master.
TEST_F(masters_test, scram_decides_behind_the_proof) {
    auto const admins = salt_shown("admin");
    for (auto const* user : {"bob*admin", "nobody*admin", "*admin"}) EXPECT_EQ(salt_shown(user), admins) << user;
    EXPECT_EQ(salt_shown("admin*bob"), salt_shown("bob"));
    EXPECT_EQ(salt_shown("admin*nosuch"), salt_shown("nosuch"));
    EXPECT_TRUE(enters("bob*admin", "root"));
    EXPECT_FALSE(enters("nobody*admin", "root"));
    EXPECT_FALSE(enters("bob*bob", "secret"));
    EXPECT_FALSE(enters("bob*admin", "secret"));
}

TEST_F(sasl_server_test, offers_what_it_can_serve) {
    EXPECT_EQ(names(server->mechanisms()), "SCRAM-SHA-512-PLUS SCRAM-SHA-512 SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN LOGIN ");
    add("carol@example.org", "x", true);
    EXPECT_EQ(names(server->mechanisms()), "SCRAM-SHA-512-PLUS SCRAM-SHA-512 SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 APOP ");
    for (auto const& m : server->mechanisms()) {
        EXPECT_EQ(m.plaintext, m.name == "PLAIN" || m.name == "LOGIN") << m.name;
        EXPECT_EQ(m.mutual_auth, m.name.starts_with("SCRAM")) << m.name;
        EXPECT_FALSE(m.anonymous);
    }
}

TEST_F(sasl_server_test, apop_for_those_who_store_a_secret) {
    add("mrose@example.org", "tanstaaf", true);
    add("dave@example.org", "tanstaaf", false);
    using namespace std::string_literals;
    auto const digest = "\xc4\xc9\x33\x4b\xac\x56\x0e\xcc\x97\x9e\x58\x00\x1b\x3e\x22\xfb"s;    // of RFC 1939 §7
    auto const said = [&](std::string const& name, std::string const& with) {
        return once(ask("APOP", "<1896.697170952@dbc.mtview.ca.us>" + std::string(1, '\0') + name + std::string(1, '\0') + with));
    };
    EXPECT_EQ(std::get<accepted>(said("mrose@example.org", digest)).user, "mrose@example.org");
    EXPECT_FALSE(std::get<refused>(said("dave@example.org", digest)).temporary);
    EXPECT_FALSE(std::get<refused>(said("nobody@example.org", digest)).temporary);
    EXPECT_FALSE(std::get<refused>(said("mrose@example.org", std::string(16, 'x'))).temporary);
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("APOP"))));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("APOP", "mrose"))));
}

// Whoever knows the timestamp knows its digest with nothing behind it.
TEST_F(sasl_server_test, an_empty_secret_is_none) {
    add("mrose@example.org", "tanstaaf", true);
    using namespace std::string_literals;
    auto const digest = "\x6d\x73\x79\x17\x4f\x7d\xf9\xfb\x32\x94\x80\xe5\xc4\x7c\x1f\x1a"s;    // of the timestamp alone
    auto const asked = ask("APOP", "<1896.697170952@dbc.mtview.ca.us>\0mrose@example.org\0"s + digest);
    shaky.without_words = true;
    auto const got = once(asked);
    ASSERT_TRUE(std::holds_alternative<refused>(got));
    EXPECT_FALSE(std::get<refused>(got).temporary);
}

TEST_F(sasl_server_test, refuses_what_it_does_not_offer) {
    for (auto const* name : {"ANONYMOUS", "NTLM", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-224", "EXTERNAL", "GSSAPI", "OAUTHBEARER", "XOAUTH2", "", "X Y"}) {
        auto const a = once(ask(name, ""));
        ASSERT_TRUE(std::holds_alternative<refused>(a)) << name;
        EXPECT_FALSE(std::get<refused>(a).temporary) << name;
    }
}

TEST_F(sasl_server_test, plain) {
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob@example.org", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("plain", plain("", "BOB@Example.ORG", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("PLAIN", plain("bob@example.org", "bob", "secret"))), answer(accepted{"bob@example.org"}));
    auto e = server->begin(ask("PLAIN"));
    EXPECT_EQ(e->start(), answer(challenge{""}));
    EXPECT_EQ(e->step(plain("", "bob", "secret")), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(warnings, 0) << log;
}

TEST_F(sasl_server_test, plain_refused) {
    add("carol@example.org", "x", false);
    for (auto const& first : {plain("", "bob", "wrong"), plain("", "nobody", "secret"), plain("", "", ""), plain("", "bob", ""),
                              plain("carol@example.org", "bob", "secret"), std::string("bob"), plain("", "b ob", "secret"),
                              plain("", "  ", "x"), plain("", std::string(2000, 'a'), "secret"), plain("", "bob", std::string(5000, 'x'))}) {
        auto const a = once(ask("PLAIN", first));
        ASSERT_TRUE(std::holds_alternative<refused>(a)) << base::printable(first);
        EXPECT_FALSE(std::get<refused>(a).temporary) << base::printable(first);
    }
    EXPECT_EQ(std::get<refused>(once(ask("PLAIN", plain("", "Bob", "wrong")))).user, "bob@example.org");
    EXPECT_EQ(log.find("wrong"), log.npos) << log;
    EXPECT_EQ(warnings, 0) << log;
}

TEST_F(sasl_server_test, says_the_same_of_a_wrong_password_and_of_nobody) {
    auto const wrong = std::get<refused>(once(ask("PLAIN", plain("", "bob", "wrong"))));
    auto const nobody = std::get<refused>(once(ask("PLAIN", plain("", "nobody", "wrong"))));
    EXPECT_EQ(wrong.reason, nobody.reason);
}

TEST_F(sasl_server_test, login) {
    auto e = server->begin(ask("LOGIN"));
    EXPECT_EQ(std::get<challenge>(e->start()).bytes, "Username:");
    EXPECT_EQ(std::get<challenge>(e->step("bob")).bytes, "Password:");
    EXPECT_EQ(e->step("secret"), answer(accepted{"bob@example.org"}));
    auto wrong = server->begin(ask("LOGIN"));
    EXPECT_TRUE(std::holds_alternative<challenge>(wrong->start()));
    EXPECT_TRUE(std::holds_alternative<challenge>(wrong->step("bob")));
    EXPECT_TRUE(std::holds_alternative<refused>(wrong->step("Secret")));
}

TEST_F(sasl_server_test, scram) {
    for (auto const* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"}) {
        scram_client right(digest(mechanism), "Bob@example.org", "secret");
        EXPECT_EQ(scram(mechanism, right), answer(accepted{"bob@example.org"})) << mechanism;
        scram_client late(digest(mechanism), "bob", "secret");
        EXPECT_EQ(scram(mechanism, late, false), answer(accepted{"bob@example.org"})) << mechanism;
        scram_client wrong(digest(mechanism), "bob", "wrong");
        EXPECT_FALSE(std::get<refused>(scram(mechanism, wrong)).temporary) << mechanism;
        scram_client other(digest(mechanism), "bob", "secret", "carol@example.org");
        EXPECT_TRUE(std::holds_alternative<refused>(scram(mechanism, other))) << mechanism;
    }
}

TEST_F(sasl_server_test, scram_does_not_tell_who_exists) {
    scram_client one(EVP_sha256(), "nobody", "secret");
    EXPECT_FALSE(std::get<refused>(scram("SCRAM-SHA-256", one)).temporary);
    server = nullptr;
    server = make();
    scram_client two(EVP_sha256(), "nobody", "other");
    EXPECT_TRUE(std::holds_alternative<refused>(scram("SCRAM-SHA-256", two)));
    EXPECT_FALSE(one.salt.empty());
    EXPECT_EQ(one.salt, two.salt) << "a salt that changes with a restart tells that there is no such account";
    scram_client bob(EVP_sha256(), "bob", "wrong");
    auto const known = std::get<refused>(scram("SCRAM-SHA-256", bob));
    EXPECT_EQ(known.reason, std::get<refused>(scram("SCRAM-SHA-256", two)).reason);
    EXPECT_EQ(one.salt.size(), bob.salt.size());
}

request ask_bound(std::string mechanism, std::optional<std::string> first = {}) {
    auto r = ask(std::move(mechanism), std::move(first));
    r.tls = true;
    r.bindings = {{"tls-exporter", std::string("\0exporter", 9)}, {"tls-server-end-point", "end point"}, {"tls-unique", "unique"}};
    return r;
}

TEST_F(sasl_server_test, scram_bound_to_the_channel) {
    for (auto const* mechanism : {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS"})
        for (auto const& binding : ask_bound("").bindings) {
            scram_client right(digest(mechanism), "bob", "secret");
            right.bind("p=" + binding.type + ",,", binding.bytes);
            EXPECT_EQ(scram(ask_bound(mechanism, right.first()), right), answer(accepted{"bob@example.org"})) << mechanism << binding.type;
            EXPECT_EQ(scram(ask_bound(mechanism), right), answer(accepted{"bob@example.org"})) << mechanism << " without an initial response";
            scram_client wrong(digest(mechanism), "bob", "wrong");
            wrong.bind("p=" + binding.type + ",,", binding.bytes);
            EXPECT_FALSE(std::get<refused>(scram(ask_bound(mechanism, wrong.first()), wrong)).temporary);
            for (auto const& bytes : {std::string(binding.bytes.size(), 'x'), std::string(), binding.bytes + "x"}) {
                scram_client elsewhere(digest(mechanism), "bob", "secret");
                elsewhere.bind("p=" + binding.type + ",,", bytes);
                EXPECT_TRUE(std::holds_alternative<refused>(scram(ask_bound(mechanism, elsewhere.first()), elsewhere))) << mechanism << binding.type;
            }
        }
}

TEST_F(sasl_server_test, scram_bound_wrongly) {
    struct row {
        char const* mechanism;
        char const* header;
        bool bindings;    // the connection has some, and they were offered
        bool good;
    };
    for (auto const& [mechanism, header, bindings, good] : {
             row{"SCRAM-SHA-256-PLUS", "n,,", true, false}, row{"SCRAM-SHA-256-PLUS", "y,,", true, false},
             row{"SCRAM-SHA-256-PLUS", "p=tls-unique,,", false, false}, row{"SCRAM-SHA-256-PLUS", "p=tls-other,,", true, false},
             row{"SCRAM-SHA-256-PLUS", "p=,,", true, false}, row{"SCRAM-SHA-256", "p=tls-unique,,", true, false},
             row{"SCRAM-SHA-256", "p=tls-unique,,", false, false}, row{"SCRAM-SHA-256", "y,,", true, false},
             row{"SCRAM-SHA-256", "y,,", false, true}, row{"SCRAM-SHA-256", "n,,", true, true}, row{"SCRAM-SHA-256", "n,,", false, true}}) {
        bool const bound = std::string_view(header).starts_with("p=");
        scram_client client(EVP_sha256(), "bob", "secret");
        client.bind(header, bound ? "unique" : "");
        auto asked = ask_bound(mechanism, client.first());
        if (!bindings) asked.bindings.clear();
        auto const got = scram(std::move(asked), client);
        EXPECT_EQ(std::holds_alternative<accepted>(got), good) << mechanism << " " << header << bindings;
        auto const* no = std::get_if<refused>(&got);
        EXPECT_FALSE(no && no->temporary) << mechanism << " " << header;
    }
}

sasl_server::settings with(std::vector<std::string> mechanisms) {
    sasl_server::settings s;
    s.mechanisms = std::move(mechanisms);
    return s;
}

TEST_F(sasl_server_test, external_by_certificate) {
    server = make(with({"EXTERNAL", "PLAIN"}));
    EXPECT_EQ(names(server->mechanisms()), "EXTERNAL PLAIN ");
    auto const run = [&](std::string name, bool valid, std::string authzid) {
        auto r = ask("EXTERNAL", std::move(authzid));
        r.tls = true;
        r.certificate_valid = valid;
        r.certificate_name = std::move(name);
        return once(std::move(r));
    };
    add("carol@example.org", "x", false);
    EXPECT_EQ(run("bob@example.org", true, ""), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(run("Bob", true, "bob@example.org"), answer(accepted{"bob@example.org"}));
    for (auto const& a : {run("bob", true, "carol@example.org"), run("bob", false, ""), run("", true, ""), run("nobody", true, ""), run("b/ob", true, ""),
                          run("", true, "bob"), run("bob", false, "bob"), run("bob", true, std::string("bob\0", 4))}) {
        ASSERT_TRUE(std::holds_alternative<refused>(a));
        EXPECT_FALSE(std::get<refused>(a).temporary) << std::get<refused>(a).reason;
    }
    auto r = ask("EXTERNAL");
    r.certificate_valid = true;
    r.certificate_name = "bob";
    auto e = server->begin(std::move(r));
    EXPECT_EQ(e->start(), answer(challenge{""}));
    EXPECT_EQ(e->step(""), answer(accepted{"bob@example.org"}));
    ASSERT_TRUE(db.set_enabled("bob@example.org", false));
    EXPECT_TRUE(std::holds_alternative<refused>(run("bob", true, "")));
    shaky.broken = true;
    EXPECT_TRUE(std::get<refused>(run("carol", true, "")).temporary);
}

TEST_F(sasl_server_test, anonymous_is_one_account_or_not_there) {
    server = make(with({"ANONYMOUS"}));
    EXPECT_EQ(names(server->mechanisms()), "");
    auto wanted = with({"ANONYMOUS"});
    wanted.anonymous = "guest@example.org";
    server = make(wanted);
    EXPECT_EQ(names(server->mechanisms()), "ANONYMOUS ");
    EXPECT_TRUE(server->mechanisms()[0].anonymous);
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("ANONYMOUS", "sirhc")))) << "there is no such account";
    add("guest@example.org", "x", false);
    EXPECT_EQ(once(ask("ANONYMOUS", "sirhc")), answer(accepted{"guest@example.org"}));    // RFC 4505 §4
    EXPECT_EQ(once(ask("ANONYMOUS", "bob@example.org")), answer(accepted{"guest@example.org"}));
    EXPECT_EQ(once(ask("ANONYMOUS", "")), answer(accepted{"guest@example.org"}));
}

// RFC 2831 §2.1.2, with qop=auth.
std::string digest_md5(std::string const& asked, std::string const& user, std::string const& password, std::string const& realm) {
    auto const md5 = [](std::string const& text) {
        std::string out(16, '\0');
        EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, EVP_md5(), nullptr);
        return out;
    };
    auto const at = asked.find("nonce=\"") + 7;
    auto const nonce = asked.substr(at, asked.find('"', at) - at);
    std::string const cnonce = "OA6MHXh6VqTrRk", uri = "imap/localhost";
    auto const a1 = md5(user + ":" + realm + ":" + password) + ":" + nonce + ":" + cnonce;
    auto const proof = base::hex(md5(base::hex(md5(a1)) + ":" + nonce + ":00000001:" + cnonce + ":auth:" + base::hex(md5("AUTHENTICATE:" + uri))));
    return "charset=utf-8,username=\"" + user + "\",realm=\"" + realm + "\",nonce=\"" + nonce + "\",nc=00000001,cnonce=\"" + cnonce +
           "\",digest-uri=\"" + uri + "\",response=" + proof + ",qop=auth";
}

TEST_F(sasl_server_test, digest_md5_where_it_is_named) {
    server = make(with({"DIGEST-MD5"}));
    EXPECT_EQ(names(server->mechanisms()), "") << "nobody has a clear secret";
    add("carol@example.org", "secret", true);
    EXPECT_EQ(names(server->mechanisms()), "DIGEST-MD5 ");
    auto const run = [&](std::string const& user, std::string const& password) {
        auto e = server->begin(ask("DIGEST-MD5"));
        auto const asked = std::get<challenge>(e->start()).bytes;
        EXPECT_NE(asked.find("qop=\"auth\""), asked.npos) << asked;
        auto a = e->step(digest_md5(asked, user, password, "localhost"));
        if (auto const* c = std::get_if<challenge>(&a)) {
            EXPECT_TRUE(c->bytes.starts_with("rspauth=")) << c->bytes;
            a = e->step("");
        }
        return a;
    };
    EXPECT_EQ(run("carol@example.org", "secret"), answer(accepted{"carol@example.org"}));
    EXPECT_EQ(run("carol", "secret"), answer(accepted{"carol@example.org"}));
    for (auto const& a : {run("carol", "wrong"), run("bob", "secret"), run("nobody", "secret")}) {
        ASSERT_TRUE(std::holds_alternative<refused>(a));
        EXPECT_FALSE(std::get<refused>(a).temporary);
    }
}

TEST_F(sasl_server_test, cram_md5_for_those_who_store_a_secret) {
    add("carol@example.org", "tanstaaftanstaaf", true);
    int i = 0;
    auto const run = [&](std::string const& user, std::string const& password) {
        auto e = server->begin(i++ % 2 ? ask("CRAM-MD5") : ask("CRAM-MD5", ""));    // mutt sends an empty response
        auto const asked = std::get<challenge>(e->start()).bytes;
        unsigned char out[16];
        unsigned length = 16;
        HMAC(EVP_md5(), password.data(), int(password.size()), reinterpret_cast<unsigned char const*>(asked.data()), asked.size(), out,
             &length);
        return e->step(user + " " + base::hex({reinterpret_cast<char*>(out), 16}));
    };
    for (int twice = 0; twice < 2; ++twice) EXPECT_EQ(run("carol", "tanstaaftanstaaf"), answer(accepted{"carol@example.org"}));
    EXPECT_FALSE(std::get<refused>(run("carol", "wrong")).temporary);
    EXPECT_FALSE(std::get<refused>(run("bob", "secret")).temporary);
    EXPECT_FALSE(std::get<refused>(run("nobody", "secret")).temporary);
    scram_client right(EVP_sha256(), "carol", "tanstaaftanstaaf");
    EXPECT_EQ(scram("SCRAM-SHA-256", right), answer(accepted{"carol@example.org"}));
}

TEST_F(sasl_server_test, trouble_is_temporary) {
    shaky.broken = true;
    EXPECT_TRUE(std::get<refused>(once(ask("PLAIN", plain("", "bob", "secret")))).temporary);
    EXPECT_TRUE(std::get<refused>(once(ask("PLAIN", plain("", "nobody", "secret")))).temporary);
    scram_client right(EVP_sha256(), "bob", "secret");
    EXPECT_TRUE(std::get<refused>(scram("SCRAM-SHA-256", right)).temporary);
    shaky.broken = false;
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob", "secret"))), answer(accepted{"bob@example.org"}));
}

TEST_F(sasl_server_test, a_change_counts_at_once) {
    EXPECT_TRUE(std::holds_alternative<accepted>(once(ask("PLAIN", plain("", "bob", "secret")))));
    ASSERT_TRUE(db.set_password("bob@example.org", {"new", false, least_iterations}));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "bob", "secret")))));
    EXPECT_TRUE(std::holds_alternative<accepted>(once(ask("PLAIN", plain("", "bob", "new")))));
    ASSERT_TRUE(db.set_enabled("bob@example.org", false));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "bob", "new")))));
}

TEST_F(sasl_server_test, survives_any_answer) {
    std::vector<std::string> const junk{"", "n,,", "n,,n=bob,r=", "p=tls-unique,,n=bob,r=a", "y,,n=bob,r=abc", std::string(70000, 'n'),
                                        std::string("\0\0\0", 3), "n,a=,n==,r=x", "c=biws,r=x,p=", "\xff\xfe"};
    for (auto const* mechanism : {"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"})
        for (auto const& first : junk)
            for (auto const& second : junk) {
                auto e = server->begin(ask(mechanism, first));
                auto a = e->start();
                for (int i = 0; i < 20 && std::holds_alternative<challenge>(a); ++i) a = e->step(second);
                EXPECT_TRUE(std::holds_alternative<refused>(a)) << mechanism;
            }
}

TEST_F(sasl_server_test, many_threads_at_once) {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                bool const wrong = (t + i) % 3 == 0;
                scram_client client(EVP_sha256(), "bob", wrong ? "wrong" : "secret");
                auto const a = t % 2 ? scram("SCRAM-SHA-256", client) : once(ask("PLAIN", plain("", "bob", wrong ? "wrong" : "secret")));
                if (std::holds_alternative<accepted>(a) != wrong) ++good;
            }
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(good, 8 * 25);
}

}  // namespace
}  // namespace mailstead::auth
