// What is noted between two rounds is bounded, in number and in bytes.
#include "mta/smtp_client/tls_reports.h"

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"
#include "tests/unit/mta/smtp_client/captured_log.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

std::string note_and_write(std::size_t sessions, std::size_t lines_of_policy) {
    std::string said;
    test::run([&](test::office& room) -> net::task<void> {
        test::captured_log const log;
        mailstead::test::fake_clock clock;
        tls_reports::parts const with{room.home, room.dns, room.pool, clock};
        tls_reports counting(with, ":memory:", std::chrono::milliseconds(1));
        tls_session_record one;
        one.domain = "x.test";
        one.strings.assign(lines_of_policy, std::string(1000, 'p'));
        for (std::size_t i = 0; i < sessions; ++i) counting.note(one);
        net::session_set tasks(room.home);
        tasks.run("test", counting.run());
        co_await test::pause(room.home, std::chrono::milliseconds(50));
        for (int i = 0; i < 3; ++i) counting.note(one);    // there is room again
        counting.stop();
        co_await tasks.stop(std::chrono::seconds(5));
        said = log.text();
    });
    return said;
}

TEST(tls_reports_noted, a_few_are_all_counted) {
    EXPECT_EQ(note_and_write(100, 60).find("too many"), std::string::npos);
}

TEST(tls_reports_noted, is_bounded_in_number) {
    EXPECT_NE(note_and_write(10'500, 0).find("TLS reports: 500 sessions were too many to be counted"), std::string::npos);
}

// 60 KB each: 8 MB are full after some 130.
TEST(tls_reports_noted, is_bounded_in_bytes) {
    auto const said = note_and_write(1000, 60);
    auto const at = said.find("TLS reports: 8");
    ASSERT_NE(at, std::string::npos) << said;
    EXPECT_EQ(said.substr(at + 16, 30).find(" sessions were too many"), 0u) << said;
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
