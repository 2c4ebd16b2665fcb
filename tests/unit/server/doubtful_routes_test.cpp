// Transports, programs, next hops and passwords that cannot be what is meant, with their places.
#include "server/doubtful_routes.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"

namespace mailstead::server {
namespace {

class doubtful : public testing::Test {
protected:
    std::vector<std::string> told(std::string const& main, std::string const& master = "smtp unix - - n - - smtp\n") {
        dir_.write("main.cf", main);
        dir_.write("master.cf", master);
        auto const files = conf::load(dir_.path());
        std::vector<std::string> out;
        for (auto const& one : doubtful_routes(files)) {
            auto text = one.message();
            for (auto at = text.find(dir_.path("")); at != text.npos; at = text.find(dir_.path(""))) text.erase(at, dir_.path("").size());
            out.push_back(std::move(text));
        }
        return out;
    }
    conf::temp_dir dir_;
};
using lines = std::vector<std::string>;

TEST_F(doubtful, what_works_is_no_news) {
    dir_.write("transport", "a.example smtp:[mx.a.example]:587\nb.example :\nc.example :[d.example]\nd.example error:5.1.1 gone\ne.example retry:later\n"
                            "f.example lmtp:unix:private/x\ng.example discard\n");
    dir_.write("password", "a.example user:secret:with:colons\n");
    EXPECT_EQ(told("relayhost = [mx.example.org]:587\nsmtp_fallback_relay = a.example, [192.0.2.1]\ndefault_transport = smtp\n"
                   "content_filter = scan:[127.0.0.1]:10025\ntransport_maps = texthash:" + dir_.path("transport") +
                       "\nsmtp_sasl_password_maps = texthash:" + dir_.path("password") + "\n",
                   "smtp unix - - n - - smtp\nscan unix - - n - - smtp\n"),
              lines());
}

TEST_F(doubtful, transports_that_no_row_offers) {
    EXPECT_EQ(told("\ncontent_filter = scan:[127.0.0.1]:10025\ndefault_transport = uucp:host\n"),
              (lines{"main.cf:2: content_filter = scan:[127.0.0.1]:10025: no row of master.cf delivers mail by the name scan: mail for it will wait",
                     "main.cf:3: default_transport = uucp:host: no row of master.cf delivers mail by the name uucp: mail for it will wait"}));
    EXPECT_EQ(told("", "smtp unix - - n - - smtp\n25 inet n - n - - smtpd\n  -o content_filter=scan:x\n"),
              (lines{"master.cf:2: content_filter = scan:x: no row of master.cf delivers mail by the name scan: mail for it will wait"}));
}

TEST_F(doubtful, rows_of_local_tables) {
    dir_.write("transport", "a.example smtp:[foo\n# x\nb.example nosuch:\n\nc.example :[bar\nd.example lmtp:inet:host:port\n");
    EXPECT_EQ(told("transport_maps = hash:" + dir_.path("transport") + "\n"),
              (lines{"transport:1: a.example: the next hop [foo means nothing: mail for it will wait",
                     "transport:3: b.example: no row of master.cf delivers mail by the name nosuch: mail for it will wait",
                     "transport:5: c.example: the next hop [bar means nothing: mail for it will wait", "transport: there is more of this kind"}));
}

TEST_F(doubtful, next_hops_that_mean_nothing) {
    EXPECT_EQ(told("relayhost = [mx.example.org\n"), (lines{"main.cf:1: relayhost = [mx.example.org: the next hop [mx.example.org means nothing: mail for it will wait"}));
}

TEST_F(doubtful, passwords_are_not_shown) {
    dir_.write("password", "a.example secret\n");
    EXPECT_EQ(told("smtp_sasl_password_maps = texthash:" + dir_.path("password") + "\n"),
              (lines{"password:1: a.example: the entry is not user:password: mail for that server will wait"}));
}

TEST_F(doubtful, programs_of_rows_that_are_used) {
    std::string const rows = "smtp unix - - n - - smtp\nunused unix - n n - - pipe user=no-such-user-here argv=/nonexistent/x\n"
                             "other unix - n n - - pipe user=no-such-user-here argv=/bin/true\n";
    EXPECT_EQ(told("", rows), lines());
    EXPECT_EQ(told("default_transport = other\n", rows),
              (lines{"main.cf:1: default_transport = other: master.cf:3: unknown username: no-such-user-here: mail for it will wait"}));
}

}  // namespace
}  // namespace mailstead::server
