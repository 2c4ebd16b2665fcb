// mailq's layout, to the column.
#include "tools/postqueue.h"
#include "tools/postqueue_text.h"

#include <filesystem>
#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <ctime>
#include <thread>

#include "../conf/temp_dir.h"
#include "base/fs.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/listing.h"

namespace mailstead::tools {
namespace {

TEST(mailq, shows_what_postfix_shows) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    auto const text = mailq_text(
        R"({"queue_name":"deferred","queue_id":"07F1AA7E936","arrival_time":1795208003,"message_size":368,"sender":"info@ora.com","recipients":[{"address":"lctseng@nasa.example","delay_reason":"connect to 192.168.23.56[192.168.23.56]:20025: Connection refused"},{"address":"other@nasa.example","delay_reason":"connect to 192.168.23.56[192.168.23.56]:20025: Connection refused"}]}
{"queue_name":"hold","queue_id":"7E3C8A7E92E","arrival_time":1795208000,"message_size":364,"sender":"info@ora.com","recipients":[{"address":"lctseng@nasa.example"}]}
{"queue_name":"active","queue_id":"0000000001","arrival_time":1795208000,"message_size":2000,"sender":"MAILER-DAEMON","recipients":[{"address":"a@example.org"}]}
{"end":true,"messages":3}
)");
    EXPECT_EQ(text, "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n"
                    "07F1AA7E936     368 Fri Nov 20 20:53:23  info@ora.com\n"
                    "           (connect to 192.168.23.56[192.168.23.56]:20025: Connection refused)\n"
                    "                                         lctseng@nasa.example\n"
                    "                                         other@nasa.example\n"
                    "\n"
                    "7E3C8A7E92E!     364 Fri Nov 20 20:53:20  info@ora.com\n"
                    "                                         lctseng@nasa.example\n"
                    "\n"
                    "0000000001*    2000 Fri Nov 20 20:53:20  MAILER-DAEMON\n"
                    "                                         a@example.org\n"
                    "\n"
                    "-- 2 Kbytes in 3 Requests.\n");
}

TEST(mailq, is_the_same_from_records) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    mta::queue::listed_message one;
    one.number = 0x7F1AA7E936;
    one.state = mta::queue::state::hold;
    one.arrival = 1795208003;
    one.size = 12345678;
    one.sender = "a@example.org";
    one.recipients = {{"b@example.com", ""}, {"c@example.com", "late"}, {"d\xff@example.com", "late"}};
    auto late = one;
    late.state = mta::queue::state::deferred;
    late.arrival += 60;
    late.recipients.resize(1);
    mailq_printer out;
    out.add(one);
    out.add(late);
    out.end();
    EXPECT_EQ(out.text(), "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n"
                          "7F1AA7E936! 12345678 Fri Nov 20 20:53:23  a@example.org\n"
                          "                                         b@example.com\n"
                          "                                                                        (late)\n"
                          "                                         c@example.com\n"
                          "                                         d?@example.com\n"
                          "\n"
                          "7F1AA7E936  12345678 Fri Nov 20 20:54:23  a@example.org\n"
                          "                                         b@example.com\n"
                          "\n"
                          "-- 24112 Kbytes in 2 Requests.\n");
}

TEST(mailq, steers_no_terminal) {
    mta::queue::listed_message one;
    one.sender = "a\x1b[2J@example.org";
    one.recipients = {{"\xc3\xa4\xc2\x9b" "2J\xc2\xa0@example.com", "450 \x7f\r\n\tno"}};
    mailq_printer out;
    out.add(one);
    EXPECT_NE(out.text().find("a?[2J@example.org\n"), std::string::npos) << out.text();
    EXPECT_NE(out.text().find(" \xc3\xa4?2J\xc2\xa0@example.com\n"), std::string::npos) << out.text();
    EXPECT_NE(out.text().find("(450 ????no)\n"), std::string::npos) << out.text();
}

TEST(mailq, of_nothing_and_of_nonsense) {
    EXPECT_EQ(mailq_text("{\"end\":true,\"messages\":0}\n"), "Mail queue is empty\n");
    EXPECT_EQ(mailq_text("{\"queue_id\":\n[]\nnull\n{\"error\":\"x\"}\n"), "Mail queue is empty\n");
}

TEST(postqueue, refuses_what_it_cannot_do) {
    EXPECT_EQ(postqueue({}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-s"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-x"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-i"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-p", "-f"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-p", "extra"}, "/nonexistent"), 69);
}

// Answers one question with `bytes` and goes away.
class going_server {
public:
    going_server(std::string const& path, std::string bytes) : bytes_(std::move(bytes)) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        path.copy(name.sun_path, sizeof name.sun_path - 1);
        listener_ = base::unique_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name), 0);
        EXPECT_EQ(::listen(listener_.get(), 1), 0);
        answers_ = std::thread([this] { answer(); });
    }
    ~going_server() { answers_.join(); }
    going_server(going_server const&) = delete;

private:
    void answer() {
        pollfd ready{listener_.get(), POLLIN, 0};
        if (::poll(&ready, 1, 5000) != 1) return;
        base::unique_fd const client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        for (char c = 0; c != '\n';)
            if (::read(client.get(), &c, 1) != 1) return;
        for (std::size_t at = 0; at < bytes_.size();) {
            auto const sent = ::send(client.get(), bytes_.data() + at, bytes_.size() - at, MSG_NOSIGNAL);
            if (sent <= 0) return;
            at += static_cast<std::size_t>(sent);
        }
    }
    std::string bytes_;
    base::unique_fd listener_;
    std::thread answers_;
};

struct told {
    int status = -1;
    std::string out, errors;
};

told ask_for(std::string const& option, std::string const& answer) {
    conf::temp_dir dir;
    dir.write("main.cf", "compatibility_level = 3.6\nqueue_directory = " + dir.path("q") + "\n");
    told out;
    going_server const server(dir.path("q/public/showq"), answer);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    out.status = postqueue({option}, dir.path());
    std::fflush(stdout);
    out.out = testing::internal::GetCapturedStdout();
    out.errors = testing::internal::GetCapturedStderr();
    return out;
}

std::string listing_of_two() {
    mta::envelope of;
    of.sender = "a@example.org";
    mta::recipient whom;
    whom.address = whom.original = "b@example.com";
    of.recipients.push_back(whom);
    auto const envelope = mta::queue::encode_envelope(of);
    std::string out(mta::queue::listing_header);
    mta::queue::record_writer writer;
    for (std::uint64_t const number : {0xA1u, 0xA2u}) {
        mta::queue::message_view one;
        one.number = number;
        one.size = 100;
        one.envelope = envelope;
        writer.add(out, one);
    }
    return out;
}

// Whoever reads the output of a program does not take half a queue for the whole.
TEST(postqueue, a_listing_that_is_cut_off_is_no_success) {
    auto const begun = listing_of_two();
    auto whole = begun;
    mta::queue::record_writer::end(whole);
    for (auto const* option : {"-p", "-j"}) {
        SCOPED_TRACE(option);
        auto const all = ask_for(option, whole);
        EXPECT_EQ(all.status, 0);
        EXPECT_NE(all.out.find("00000000A2"), std::string::npos) << all.out;
        for (auto const size : {std::size_t{0}, std::size_t{5}, mta::queue::listing_header.size(), begun.size() - 3, begun.size(), whole.size() - 1}) {
            SCOPED_TRACE(size);
            auto const cut = ask_for(option, whole.substr(0, size));
            EXPECT_EQ(cut.status, 75);
            EXPECT_NE(cut.errors.find("the report is not complete"), std::string::npos) << cut.errors;
            bool const had_first = size >= begun.size() - 3;
            EXPECT_EQ(cut.out.find("00000000A1") != std::string::npos, had_first) << cut.out;
            EXPECT_EQ(cut.out.find("Mail queue is empty"), std::string::npos);
            EXPECT_EQ(cut.out.find("Requests."), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace mailstead::tools
