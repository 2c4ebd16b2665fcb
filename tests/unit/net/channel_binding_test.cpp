// Both ends of a TLS connection come to the same channel bindings, and one that is not safe is not given.
#include "net/channel_binding.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "net/socket_stream.h"
#include "net/tls.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::seconds;

struct both {
    std::unique_ptr<stream> server, client;
};

std::shared_ptr<tls_context const> context_for(std::vector<std::string> protocols) {
    std::string why;
    tls_settings wanted;
    wanted.certificate = test::test_certificate().certificate;
    wanted.key = test::test_certificate().key;
    wanted.protocols = std::move(protocols);
    auto made = tls_context::for_server(wanted, why);
    EXPECT_TRUE(made) << why;
    return *made;
}

task<void> shake_hands(executor where, both& ends, std::shared_ptr<tls_context const> ours) {
    bool done = false;
    auto const context = tls_context::for_client();
    auto client = [&]() -> task<void> {
        auto const ok = co_await start_tls_client(*ends.client, context, "", seconds(5));
        EXPECT_TRUE(ok);
        done = true;
    };
    boost::asio::co_spawn(where, client(), [](std::exception_ptr) {});
    auto const ok = co_await ends.server->start_tls(ours, seconds(5));
    EXPECT_TRUE(ok);
    while (!done) co_await boost::asio::post(where, boost::asio::use_awaitable);
}

std::string exported_by(SSL* client) {
    std::string out(32, '\0');
    SSL_export_keying_material(client, reinterpret_cast<unsigned char*>(out.data()), 32, "EXPORTER-Channel-Binding", 24, nullptr, 0, 0);
    return out;
}

std::string certificate_seen_by(SSL* client) {
    unsigned char* der = nullptr;
    auto const size = i2d_X509(SSL_get0_peer_certificate(client), &der);
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

void over(std::vector<std::string> protocols, std::function<void(stream&, SSL*)> look) {
    auto body = [&](executor where) -> task<void> {
        auto const fds = test::connected_sockets();
        both ends;
        ends.server = make_stream(where, base::unique_fd(fds.first));
        ends.client = make_stream(where, base::unique_fd(fds.second));
        EXPECT_EQ(ends.server->channel_binding(binding::exporter), "");
        co_await shake_hands(where, ends, context_for(protocols));
        look(*ends.server, native_tls(*ends.client));
    };
    test::run(body);
}

TEST(channel_binding, of_tls_1_3) {
    over({">=TLSv1.3"}, [](stream& server, SSL* client) {
        EXPECT_EQ(server.channel_binding(binding::exporter), exported_by(client));
        EXPECT_EQ(server.channel_binding(binding::server_end_point), end_point_of(certificate_seen_by(client)));
        EXPECT_EQ(server.channel_binding(binding::server_end_point).size(), 32u);
        EXPECT_EQ(server.channel_binding(binding::unique), "");
        EXPECT_TRUE(server.tls().extended_secret);
    });
}

TEST(channel_binding, of_tls_1_2) {
    over({"TLSv1.2"}, [](stream& server, SSL* client) {
        std::string finished(64, '\0');
        finished.resize(SSL_get_finished(client, finished.data(), finished.size()));
        EXPECT_EQ(server.tls().protocol, "TLSv1.2");
        EXPECT_EQ(server.channel_binding(binding::unique), finished);
        EXPECT_EQ(finished.size(), 12u);
        EXPECT_EQ(server.channel_binding(binding::exporter), exported_by(client));
    });
}

TEST(channel_binding, of_no_certificate) { EXPECT_EQ(end_point_of("nonsense"), ""); }

}  // namespace
}  // namespace mailstead::net
