// What a connection is offered, and what is told of it, by what it has: TLS, bindings, a certificate.
#include "net/login_offer.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "net/peer_certificate.h"

namespace mailstead::net {
namespace {

TEST(login_offer, a_name_in_the_log_ends_no_field) {
    EXPECT_EQ(log_name("bob@example.org"), "bob@example.org");
    EXPECT_EQ(log_name("x>y<z"), "x?y?z");
    EXPECT_EQ(log_name(std::string_view("a\nb", 3)).find('\n'), std::string::npos);
}

// A stream that only has properties.
class still_stream final : public stream {
public:
    task<result<std::string_view>> read_some(std::size_t, patience) override { co_return make_error_code(errc::closed); }
    task<result<void>> write(std::string_view, patience) override { co_return make_error_code(errc::closed); }
    task<result<void>> write(std::span<std::string_view const>, patience) override { co_return make_error_code(errc::closed); }
    task<result<void>> start_tls(std::shared_ptr<tls_context const>, patience) override { co_return make_error_code(errc::tls_failed); }
    tls_info const& tls() const noexcept override { return info; }
    std::string channel_binding(binding which) const override { return which == binding::unique && !has_unique ? "" : std::string(1, char('a' + int(which))); }
    endpoint const& peer() const noexcept override { return where; }
    endpoint const& local() const noexcept override { return where; }
    executor get_executor() noexcept override { return context.get_executor(); }
    void abort(errc) noexcept override {}

    void certify(bool trusted, std::vector<std::string> mails, std::vector<std::string> hosts, std::string subject) {
        auto shown = std::make_shared<peer_certificate>();
        shown->trusted = trusted;
        shown->mail_names = std::move(mails);
        shown->dns_names = std::move(hosts);
        shown->subject = std::move(subject);
        info.certificate = shown;
    }

    tls_info info;
    bool has_unique = false;
    endpoint where{"192.0.2.1", 99};
    boost::asio::io_context context;
};

std::vector<auth::mechanism> offer() {
    std::vector<auth::mechanism> out(5);
    out[0].name = "SCRAM-SHA-256-PLUS";
    out[0].binds_channel = out[0].hidden = true;
    out[1].name = "SCRAM-SHA-256";
    out[2].name = "EXTERNAL";
    out[3].name = "PLAIN";
    out[4].name = "SECRET";
    out[4].hidden = true;
    return out;
}

std::string names(std::vector<auth::mechanism> const& all) {
    std::string out;
    for (auto const& one : all) out += one.name + " ";
    return out;
}

TEST(login_offer, by_what_the_connection_has) {
    still_stream wire;
    EXPECT_EQ(names(usable_on(wire, offer(), default_identity_rule)), "SCRAM-SHA-256 PLAIN ");
    wire.info.protocol = "TLSv1.3";
    EXPECT_EQ(names(usable_on(wire, offer(), default_identity_rule)), "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN ");
    wire.certify(false, {"bob@example.org"}, {}, "Bob");
    EXPECT_EQ(names(usable_on(wire, offer(), default_identity_rule)), "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN ") << "not trusted";
    wire.certify(true, {}, {}, "");
    EXPECT_EQ(names(usable_on(wire, offer(), default_identity_rule)), "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN ") << "no name";
    wire.certify(true, {}, {}, "bob");
    EXPECT_EQ(names(usable_on(wire, offer(), default_identity_rule)), "SCRAM-SHA-256-PLUS SCRAM-SHA-256 EXTERNAL PLAIN ");
}

TEST(login_offer, whom_a_certificate_names) {
    still_stream wire;
    EXPECT_EQ(certificate_identity(wire, default_identity_rule), "");
    wire.info.protocol = "TLSv1.3";
    wire.certify(true, {"bob@example.org", "b@example.org"}, {"host.example"}, "Bob");
    EXPECT_EQ(certificate_identity(wire, default_identity_rule), "bob@example.org");
    EXPECT_EQ(certificate_identity(wire, {"commonname"}), "Bob");
    EXPECT_EQ(certificate_identity(wire, {"dNSName", "rfc822Name"}), "host.example");
    EXPECT_EQ(certificate_identity(wire, {}), "");
    EXPECT_EQ(certificate_identity(wire, {"what"}), "");
    EXPECT_TRUE(is_identity_word("RFC822NAME"));
    EXPECT_FALSE(is_identity_word("what"));
}

TEST(login_offer, bindings_are_told_where_they_were_offered) {
    still_stream wire;
    wire.info.protocol = "TLSv1.2";
    wire.has_unique = true;
    auto const usable = usable_on(wire, offer(), default_identity_rule);
    std::vector<auth::channel_binding> const all{{"tls-exporter", "a"}, {"tls-server-end-point", "b"}, {"tls-unique", "c"}};
    for (auto const* name : {"SCRAM-SHA-256", "scram-sha-256", "SCRAM-SHA-256-PLUS"})
        EXPECT_EQ(login_request(wire, name, usable, default_identity_rule).bindings, all) << name;
    EXPECT_TRUE(login_request(wire, "SCRAM-SHA-1", usable, default_identity_rule).bindings.empty()) << "there is no -PLUS of it";
    EXPECT_TRUE(login_request(wire, "PLAIN", usable, default_identity_rule).bindings.empty());
    EXPECT_TRUE(login_request(wire, "SCRAM-SHA-256", {}, default_identity_rule).bindings.empty()) << "a filter kept it back";
    wire.has_unique = false;
    EXPECT_EQ(login_request(wire, "SCRAM-SHA-256", usable, default_identity_rule).bindings.size(), 2u);
}

TEST(login_offer, the_request) {
    still_stream wire;
    auto const clear = login_request(wire, "PLAIN", {}, default_identity_rule);
    EXPECT_EQ(clear.remote_address, "192.0.2.1");
    EXPECT_EQ(clear.remote_port, 99);
    EXPECT_FALSE(clear.tls || clear.certificate_valid);
    wire.info.protocol = "TLSv1.3";
    wire.certify(true, {"bob@example.org"}, {}, "Bob");
    auto const bound = login_request(wire, "EXTERNAL", {}, default_identity_rule);
    EXPECT_TRUE(bound.tls && bound.certificate_valid);
    EXPECT_EQ(bound.certificate_name, "bob@example.org");
}

}  // namespace
}  // namespace mailstead::net
