// Transports as master.cf and main.cf describe them.
#include "server/settings_queue.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"

namespace mailstead::server {
namespace {

using agent = mta::route::transport::agent;

class settings_queue : public testing::Test {
protected:
    mta::route::settings made(std::string const& main, std::string const& master) {
        dir_.write("main.cf", "compatibility_level = 3.6\nmyhostname = mail.example.org\n" + main);
        dir_.write("master.cf", master);
        files_ = conf::load(dir_.path());
        EXPECT_TRUE(files_.usable());
        return route_settings(files_);
    }
    conf::temp_dir dir_;
    conf::configuration files_;
};

TEST_F(settings_queue, rows_decide_what_a_transport_does) {
    auto const known = made("", "slow unix - - n - 3 smtp\nmaildrop unix - n n - - pipe flags=R user=nobody argv=/bin/cat\n"
                                "local unix - n n - - smtp\ncleanup unix n - n - 0 cleanup\nvirtual unix - - n - 0 lmtp\n25 inet n - n - - smtpd\n");
    auto const& all = known.transports;
    EXPECT_EQ(all.at("slow")->does, agent::smtp);
    EXPECT_EQ(all.at("slow")->most, 3u);
    EXPECT_EQ(all.at("maildrop")->does, agent::pipe);
    EXPECT_EQ(all.at("maildrop")->most, 100u) << "default_process_limit";
    EXPECT_EQ(all.at("local")->does, agent::smtp);
    EXPECT_EQ(all.at("virtual")->does, agent::lmtp);
    EXPECT_EQ(all.at("virtual")->most, 0u) << "no limit";
    EXPECT_EQ(all.at("relay")->does, agent::smtp) << "the stock ones need no row";
    EXPECT_EQ(all.at("retry")->does, agent::retry);
    EXPECT_FALSE(all.contains("cleanup"));
    EXPECT_FALSE(all.contains("25"));
}

TEST_F(settings_queue, limits_by_name_are_stronger_than_the_defaults) {
    auto const known = made("default_destination_concurrency_limit = 7\nsmtp_destination_concurrency_limit = 25\n"
                            "slow_destination_rate_delay = 2m\nslow_destination_recipient_limit = 1\nslow_initial_destination_concurrency = 2\n"
                            "slow_destination_concurrency_failed_cohort_limit = 0\ndefault_destination_recipient_limit = 0\ndefer_transports = slow, relay\n",
                            "slow unix - - n - - smtp\n");
    auto const& slow = known.transports.at("slow")->limits;
    EXPECT_EQ(slow.limit, 7u);
    EXPECT_EQ(slow.recipient_limit, 1u);
    EXPECT_EQ(slow.initial, 2u);
    EXPECT_EQ(slow.failed_cohort_limit, 0u);
    EXPECT_EQ(slow.pause, std::chrono::minutes(2));
    EXPECT_TRUE(known.transports.at("slow")->waits);
    auto const& smtp = known.transports.at("smtp")->limits;
    EXPECT_EQ(smtp.limit, 25u);
    EXPECT_EQ(smtp.initial, 5u);
    EXPECT_EQ(smtp.recipient_limit, 100000u) << "0: no limit";
    EXPECT_EQ(smtp.failed_cohort_limit, 1u);
    EXPECT_FALSE(known.transports.at("smtp")->waits);
    EXPECT_EQ(queue_settings(*files_.values).concurrency.limit, 7u);
}

TEST_F(settings_queue, log_lines_name_the_row_where_it_says_so) {
    auto const known = made("", "relay unix - - n - - smtp -o syslog_name=postfix/$service_name\nodd unix - - n - - smtp -o syslog_name=other\n"
                                "retry unix - - n - - error\n");
    EXPECT_EQ(known.transports.at("relay")->program, "relay/smtp");
    EXPECT_EQ(known.transports.at("odd")->program, "smtp");
    EXPECT_EQ(known.transports.at("retry")->program, "error");
    EXPECT_EQ(known.transports.at("smtp")->program, "smtp");
}

TEST_F(settings_queue, a_class_of_trouble_that_is_misspelt_is_told) {
    made("notify_classes = resource, Bounce,\n  2bounces delay policy protocol software data 2bounce bounce,soft\n", "");
    std::vector<std::string> told;
    auto const take = [&told](conf::problem const& one) { told.push_back(one.message()); };
    (void)queue_settings(*files_.values, take);
    ASSERT_EQ(told.size(), 2u);
    EXPECT_TRUE(told[0].find("main.cf:3: notify_classes: unknown class \"2bounces\"; there are bounce, 2bounce,") != told[0].npos) << told[0];
    EXPECT_TRUE(told[1].find("\"soft\"") != told[1].npos) << told[1];
    (void)queue_settings(*files_.values);
    EXPECT_EQ(told.size(), 2u);
}

}  // namespace
}  // namespace mailstead::server
