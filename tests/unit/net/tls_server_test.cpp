// What a server's context does in handshakes: names, tickets, certificates of clients, responses of OCSP.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/peer_certificate.h"
#include "net/socket_stream.h"
#include "net/ticket_keys.h"
#include "net/tls.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::seconds;
using x509_ptr = std::shared_ptr<X509>;
using key_ptr = std::shared_ptr<EVP_PKEY>;

std::string pem_of(X509* what) {
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(out.get(), what);
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}
std::string pem_of(EVP_PKEY* what) {
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_PrivateKey(out.get(), what, nullptr, nullptr, 0, nullptr, nullptr);
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

struct identity {
    x509_ptr certificate;
    key_ptr key;
    std::string chain() const { return pem_of(certificate.get()); }
    std::string secret() const { return pem_of(key.get()); }
};

// A certificate of that common name; null issuer: its own.
identity issue(std::string const& name, identity const* issuer = nullptr, char const* names = nullptr, bool rsa = false) {
    static long serial = 1000;
    identity out{x509_ptr(X509_new(), X509_free), key_ptr(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free)};
    auto* const made = out.certificate.get();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 86400);
    X509_set_pubkey(made, out.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name.data()), static_cast<int>(name.size()), -1, 0);
    auto const extend = [made](int kind, char const* value) {
        std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> const one(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value), X509_EXTENSION_free);
        X509_add_ext(made, one.get(), -1);
    };
    if (!issuer) extend(NID_basic_constraints, "critical,CA:TRUE");
    if (names) extend(NID_subject_alt_name, names);
    X509_set_issuer_name(made, X509_get_subject_name(issuer ? issuer->certificate.get() : made));
    X509_sign(made, issuer ? issuer->key.get() : out.key.get(), EVP_sha256());
    return out;
}

// What `authority` says of `whose`, good until `seconds_left` from now.
std::string ocsp_of(identity const& authority, identity const& whose, long seconds_left) {
    std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)> const basic(OCSP_BASICRESP_new(), OCSP_BASICRESP_free);
    auto* const id = OCSP_cert_to_id(EVP_sha1(), whose.certificate.get(), authority.certificate.get());
    auto* const from = X509_gmtime_adj(nullptr, -7200);
    auto* const until = X509_gmtime_adj(nullptr, seconds_left);
    OCSP_basic_add1_status(basic.get(), id, V_OCSP_CERTSTATUS_GOOD, 0, nullptr, from, until);
    OCSP_basic_sign(basic.get(), authority.certificate.get(), authority.key.get(), EVP_sha256(), nullptr, 0);
    std::unique_ptr<OCSP_RESPONSE, decltype(&OCSP_RESPONSE_free)> const whole(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()), OCSP_RESPONSE_free);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
    unsigned char* der = nullptr;
    auto const size = i2d_OCSP_RESPONSE(whole.get(), &der);
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

using session_ptr = std::shared_ptr<SSL_SESSION>;

// A client that does all by hand.
struct client {
    std::string name;
    session_ptr resume;
    identity const* shows = nullptr;
    int version = 0;
    char const* signatures = nullptr;

    // What came of it.
    bool shaken = false, resumed = false;
    std::string seen;         // the server's common name
    std::string stapled;
    session_ptr session;
    bool name_was_heard = false;    // the server says that it has used the name
    tls_info server_saw;
    std::string end_point;
};

std::string common_name(X509* of) {
    char text[200] = "";
    if (of) X509_NAME_get_text_by_NID(X509_get_subject_name(of), NID_commonName, text, sizeof text);
    return text;
}

std::shared_ptr<SSL_CTX> context_of(client const& who) {
    std::shared_ptr<SSL_CTX> out(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (who.version) SSL_CTX_set_max_proto_version(out.get(), who.version);
    if (who.signatures) SSL_CTX_set1_sigalgs_list(out.get(), who.signatures);
    if (who.shows) {
        SSL_CTX_use_certificate(out.get(), who.shows->certificate.get());
        SSL_CTX_use_PrivateKey(out.get(), who.shows->key.get());
    }
    SSL_CTX_set_tlsext_status_type(out.get(), TLSEXT_STATUSTYPE_ocsp);
    return out;
}

void note_extension(SSL*, int, int type, unsigned char const*, int, void* to) {
    if (type == TLSEXT_TYPE_server_name) *static_cast<bool*>(to) = true;
}

// The client's end on a thread of its own, blocking: handshake, one byte from the server (which brings tickets), goodbye.
void connect(int fd, client& who) {
    ::fcntl(fd, F_SETFL, 0);
    auto const context = context_of(who);
    std::shared_ptr<SSL> const ssl(SSL_new(context.get()), SSL_free);
    SSL_set_fd(ssl.get(), fd);
    SSL_set_tlsext_debug_callback(ssl.get(), note_extension);
    SSL_set_tlsext_debug_arg(ssl.get(), &who.name_was_heard);
    if (!who.name.empty()) SSL_set_tlsext_host_name(ssl.get(), who.name.c_str());
    if (who.resume) SSL_set_session(ssl.get(), who.resume.get());
    who.shaken = SSL_connect(ssl.get()) == 1;
    char byte = 0;
    who.shaken = who.shaken && SSL_read(ssl.get(), &byte, 1) == 1;
    if (who.shaken) {
        who.resumed = SSL_session_reused(ssl.get()) == 1;
        who.seen = common_name(SSL_get0_peer_certificate(ssl.get()));
        unsigned char const* bytes = nullptr;
        auto const size = SSL_get_tlsext_status_ocsp_resp(ssl.get(), &bytes);
        if (size > 0) who.stapled.assign(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size));
        who.session = session_ptr(SSL_get1_session(ssl.get()), SSL_SESSION_free);
        SSL_shutdown(ssl.get());
    }
    ERR_clear_error();
    ::close(fd);
}

client meet(std::shared_ptr<tls_context const> server, client who = {}) {
    auto body = [&](executor where) -> task<void> {
        auto const fds = test::connected_sockets();
        auto ours = make_stream(where, base::unique_fd(fds.first));
        std::thread theirs([&who, fd = fds.second] { connect(fd, who); });
        auto const shaken = co_await ours->start_tls(server, seconds(5));
        if (shaken) {
            who.server_saw = ours->tls();
            who.end_point = ours->channel_binding(binding::server_end_point);
            auto const sent = co_await ours->write("x", seconds(5));
            static_cast<void>(sent);
            auto const end = co_await ours->read_some(1, seconds(5));
            static_cast<void>(end);
        }
        ours.reset();
        theirs.join();
    };
    test::run(body);
    return who;
}

tls_settings settings_for(identity const& who) {
    tls_settings out;
    out.certificate = who.chain();
    out.key = who.secret();
    out.service = "smtpd";
    return out;
}

std::shared_ptr<tls_context const> made(tls_settings const& wanted) {
    std::string why;
    auto out = tls_context::for_server(wanted, why);
    EXPECT_TRUE(out) << why;
    return out ? *out : nullptr;
}

class file {
public:
    explicit file(std::string const& text) {
        char name[] = "/tmp/mailstead-tls-XXXXXX";
        base::unique_fd const fd(::mkstemp(name));
        EXPECT_EQ(::write(fd.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
        path_ = name;
    }
    ~file() { ::unlink(path_.c_str()); }
    file(file const&) = delete;
    std::string const& path() const noexcept { return path_; }

private:
    std::string path_;
};

TEST(tls_server, shows_the_kind_of_certificate_that_the_client_can_check) {
    auto const ec = issue("with ECDSA"), rsa = issue("with RSA", nullptr, nullptr, true);
    auto wanted = settings_for(rsa);
    wanted.more.emplace_back(ec.chain(), ec.secret());
    auto const server = made(wanted);
    client first, second;
    first.signatures = "ECDSA+SHA256";
    second.signatures = "RSA-PSS+SHA256";
    EXPECT_EQ(meet(server, first).seen, "with ECDSA");
    EXPECT_EQ(meet(server, second).seen, "with RSA");
}

struct named_server {
    identity usual = issue("usual"), exact = issue("exact"), below = issue("below");
    std::shared_ptr<tls_context const> context;

    explicit named_server(std::shared_ptr<ticket_keys> keys = nullptr, std::string service = "smtpd") {
        auto wanted = settings_for(usual);
        wanted.tickets = keys;
        wanted.service = service;
        for (auto const& [name, who] : {std::pair{"mail.a.example", &exact}, std::pair{".b.example", &below}}) {
            auto other = settings_for(*who);
            other.tickets = keys;
            other.service = service;
            other.is_named = true;
            wanted.by_name.emplace(name, made(other));
        }
        context = made(wanted);
    }
    std::string seen_by(char const* name, int version = 0) const {
        client who;
        who.name = name;
        who.version = version;
        return meet(context, who).seen;
    }
};

TEST(tls_server, shows_the_certificate_of_the_name_that_was_asked_for) {
    named_server const server;
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        EXPECT_EQ(server.seen_by("", version), "usual");
        EXPECT_EQ(server.seen_by("mail.a.example", version), "exact");
        EXPECT_EQ(server.seen_by("MAIL.A.EXAMPLE", version), "exact");
        EXPECT_EQ(server.seen_by("other.a.example", version), "usual");
        EXPECT_EQ(server.seen_by("x.b.example", version), "below");
        EXPECT_EQ(server.seen_by("y.x.b.example", version), "below");
        EXPECT_EQ(server.seen_by("b.example", version), "usual");
        EXPECT_EQ(server.seen_by("no/name", version), "usual");
        EXPECT_EQ(server.seen_by(std::string(250, 'x').c_str(), version), "usual");
    }
}

TEST(tls_server, says_that_it_has_used_a_name) {
    named_server const server;
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (auto const& [name, is_known] : {std::pair{"mail.a.example", true}, std::pair{"x.b.example", true}, std::pair{"other.a.example", false}, std::pair{"", false}}) {
            client who;
            who.name = name;
            who.version = version;
            EXPECT_EQ(meet(server.context, who).name_was_heard, is_known) << name;
        }
}

TEST(tls_server, makes_what_a_name_shows_when_it_is_asked_for) {
    auto const other = settings_for(issue("other"));
    auto wanted = settings_for(issue("usual"));
    int times = 0;
    wanted.by_name.emplace("other.example", named_context([&] { return ++times, made(other); }));
    wanted.by_name.emplace("broken.example", named_context([]() -> std::shared_ptr<tls_context const> { return nullptr; }));
    auto const server = made(wanted);
    auto const seen_by = [&server](char const* name) {
        client who;
        who.name = name;
        return meet(server, who).seen;
    };
    EXPECT_EQ(seen_by("broken.example"), "usual");
    EXPECT_EQ(times, 0);
    EXPECT_EQ(seen_by("other.example"), "other");
    EXPECT_EQ(seen_by("other.example"), "other");
    EXPECT_EQ(times, 1);
}

client again(std::shared_ptr<tls_context const> server, client const& before, std::string name) {
    client next;
    next.resume = before.session;
    next.name = std::move(name);
    next.version = before.version;
    return meet(server, next);
}

TEST(tls_server, takes_a_session_up_again_for_the_same_name_only) {
    named_server const server;
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        client first;
        first.version = version;
        first.name = "mail.a.example";
        first = meet(server.context, first);
        EXPECT_FALSE(first.resumed);
        auto const second = again(server.context, first, "mail.a.example");
        EXPECT_TRUE(second.resumed) << version;
        EXPECT_TRUE(second.server_saw.resumed);
        EXPECT_EQ(second.end_point, first.end_point) << version;
        EXPECT_EQ(first.end_point.size(), 32u);
        EXPECT_FALSE(again(server.context, first, "x.b.example").resumed) << version;
        EXPECT_FALSE(again(server.context, first, "unknown.example").resumed) << version;
        EXPECT_FALSE(again(server.context, first, "").resumed) << version;
    }
}

TEST(tls_server, takes_tickets_of_its_service_from_whichever_process) {
    auto const keys = std::make_shared<ticket_keys>(seconds(3600), seconds(::time(nullptr)));
    named_server const smtp(keys), same(keys), imap(keys, "imapd"), stranger;
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        client first;
        first.version = version;
        first = meet(smtp.context, first);
        EXPECT_TRUE(again(same.context, first, "").resumed) << version;
        EXPECT_FALSE(again(imap.context, first, "").resumed) << version;
        EXPECT_FALSE(again(stranger.context, first, "").resumed) << version;
    }
}

TEST(tls_server, gives_no_tickets_without_a_cipher_for_them) {
    auto wanted = settings_for(issue("usual"));
    for (char const* cipher : {"", "no-such-cipher", "aes-256-gcm"}) {
        wanted.ticket_cipher = cipher;
        auto const server = made(wanted);
        for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            client first;
            first.version = version;
            first = meet(server, first);
            EXPECT_TRUE(first.shaken);
            EXPECT_FALSE(again(server, first, "").resumed) << cipher << version;
        }
    }
    wanted.ticket_cipher = "aes-128-cbc";
    auto const server = made(wanted);
    EXPECT_TRUE(again(server, meet(server), "").resumed);
}

struct clients {
    identity authority = issue("authority"), other = issue("another authority");
    identity known = issue("known", &authority, "email:known@example.org,DNS:known.example.org"), unknown = issue("unknown", &other);
    file trusted{authority.chain()}, also{other.chain()};

    tls_settings asking(bool required) const {
        auto out = settings_for(issue("usual"));
        out.ask_certificate = true;
        out.require_certificate = required;
        out.ca_file = trusted.path();
        out.digest = "sha256";
        return out;
    }
    static client with(identity const& who, int version) {
        client out;
        out.shows = &who;
        out.version = version;
        return out;
    }
};

TEST(tls_server, tells_who_a_client_is) {
    clients const all;
    auto const server = made(all.asking(false));
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto const known = meet(server, clients::with(all.known, version));
        ASSERT_TRUE(known.shaken && known.server_saw.certificate);
        EXPECT_TRUE(known.server_saw.certificate->trusted);
        EXPECT_EQ(known.server_saw.certificate->subject, "known");
        EXPECT_EQ(known.server_saw.certificate->subject_name, "CN=known");
        EXPECT_EQ(known.server_saw.certificate->mail_names, std::vector<std::string>{"known@example.org"});
        EXPECT_EQ(known.server_saw.certificate->dns_names, std::vector<std::string>{"known.example.org"});
        auto const unknown = meet(server, clients::with(all.unknown, version));
        ASSERT_TRUE(unknown.shaken && unknown.server_saw.certificate);
        EXPECT_FALSE(unknown.server_saw.certificate->trusted);
        auto const nobody = meet(server);
        EXPECT_TRUE(nobody.shaken && nobody.server_saw.asked && !nobody.server_saw.certificate);
    }
}

TEST(tls_server, ends_the_handshake_of_a_client_without_a_certificate_that_is_required) {
    clients const all;
    auto const server = made(all.asking(true));
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        EXPECT_TRUE(meet(server, clients::with(all.known, version)).shaken);
        EXPECT_FALSE(meet(server, clients::with(all.unknown, version)).shaken);
        client nobody;
        nobody.version = version;
        EXPECT_FALSE(meet(server, nobody).shaken);
    }
}

TEST(tls_server, takes_no_ticket_that_another_authority_vouched_for) {
    clients const all;
    auto const keys = std::make_shared<ticket_keys>(seconds(3600), seconds(::time(nullptr)));
    auto one = all.asking(false), two = all.asking(true);
    two.ca_file = all.also.path();
    one.tickets = two.tickets = keys;
    auto const first = meet(made(one), clients::with(all.known, TLS1_3_VERSION));
    EXPECT_TRUE(again(made(one), first, "").shaken);
    EXPECT_FALSE(again(made(two), first, "").shaken);
}

TEST(tls_server, sees_a_client_certificate_with_each_connection) {
    clients const all;
    auto wanted = all.asking(false);
    wanted.tickets = std::make_shared<ticket_keys>(seconds(3600), seconds(::time(nullptr)));
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto const known = meet(made(wanted), clients::with(all.known, version));
        auto const silent = again(made(wanted), known, "");
        EXPECT_TRUE(silent.shaken && !silent.resumed) << version;
        EXPECT_EQ(silent.server_saw.certificate, nullptr) << version;
        auto once_more = clients::with(all.known, version);
        once_more.resume = known.session;
        EXPECT_TRUE(meet(made(wanted), once_more).server_saw.certificate->trusted) << version;
        client nobody;
        nobody.version = version;
        EXPECT_TRUE(again(made(wanted), meet(made(wanted), nobody), "").resumed) << version;
    }
}

TEST(tls_server, hands_on_what_the_authority_says) {
    auto const authority = issue("authority");
    auto const ec = issue("ec", &authority), other = issue("other", &authority);
    auto wanted = settings_for(ec);
    auto const good = ocsp_of(authority, ec, 3600);
    wanted.ocsp = {ocsp_of(authority, other, 3600), "garbage", good};
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        client who;
        who.version = version;
        EXPECT_EQ(meet(made(wanted), who).stapled, good);
    }
}

TEST(tls_server, hands_on_nothing_that_is_too_old) {
    auto const authority = issue("authority");
    auto const ec = issue("ec", &authority);
    auto wanted = settings_for(ec);
    wanted.ocsp = {ocsp_of(authority, ec, -10)};
    auto const met = meet(made(wanted));
    EXPECT_TRUE(met.shaken);
    EXPECT_EQ(met.stapled, "");
}

TEST(tls_server, refuses_curves_that_nobody_knows) {
    auto wanted = settings_for(issue("usual"));
    wanted.tuning.groups = "X25519, nonsense prime256v1";
    EXPECT_TRUE(meet(made(wanted)).shaken);
    wanted.tuning.groups = "nonsense";
    std::string why;
    EXPECT_FALSE(tls_context::for_server(wanted, why));
    EXPECT_EQ(why, "no usable curve in nonsense");
}

TEST(tls_server, knows_what_belongs_together) {
    auto const one = issue("one"), other = issue("other");
    std::string why;
    EXPECT_TRUE(is_usable_identity(one.chain(), one.secret(), why)) << why;
    EXPECT_FALSE(is_usable_identity(one.chain(), other.secret(), why));
    EXPECT_TRUE(why.starts_with("key:")) << why;
    EXPECT_FALSE(is_usable_identity("nonsense", other.secret(), why));
    EXPECT_FALSE(is_usable_identity(one.chain(), "", why));
    auto const whole = one.chain() + other.chain();
    EXPECT_TRUE(is_usable_identity(whole, one.secret(), why)) << why;
    EXPECT_TRUE(is_usable_identity(whole + "\nsome words\n", one.secret(), why)) << why;
    // Half written: not the end of the chain.
    for (auto const left : {40u, 100u, 300u}) EXPECT_FALSE(is_usable_identity(whole.substr(0, one.chain().size() + left), one.secret(), why)) << left;
}

// A server that asks for a password stands still until somebody comes; where there is no terminal OpenSSL reads the input.
TEST(tls_server, asks_nobody_for_a_password) {
    auto const one = issue("one");
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    unsigned char password[] = "secret";
    PEM_write_bio_PrivateKey(out.get(), one.key.get(), EVP_aes_128_cbc(), password, 6, nullptr, nullptr);
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &bytes);
    int both[2];
    ASSERT_EQ(::pipe(both), 0);
    ASSERT_EQ(::write(both[1], "secret\n", 7), 7);
    int const before = ::dup(0);
    ::dup2(both[0], 0);
    std::string why;
    EXPECT_FALSE(is_usable_identity(one.chain(), std::string(bytes, static_cast<std::size_t>(size)), why));
    ::dup2(before, 0);
    for (int const fd : {both[0], both[1], before}) ::close(fd);
}

}  // namespace
}  // namespace mailstead::net
