// Which settings are named as without effect, and where.
#include "server/without_effect.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"

namespace mailstead::server {
namespace {

class without_effect_of : public testing::Test {
protected:
    std::vector<std::string> told(std::string const& main, std::string const& master = "smtp unix - - n - - smtp\n") {
        dir_.write("main.cf", main);
        dir_.write("master.cf", master);
        files_ = conf::load(dir_.path());
        std::vector<std::string> out;
        for (auto const& one : without_effect(files_)) out.push_back(one.message());
        return out;
    }
    conf::temp_dir dir_;
    conf::configuration files_;
};

TEST_F(without_effect_of, names_file_line_and_reason) {
    EXPECT_EQ(told("\nmulti_instance_enable = yes\n# c\nresolve_null_domain = yes\n"),
              (std::vector<std::string>{
                  dir_.path("main.cf") + ":2: multi_instance_enable has no effect: a configuration directory is one server; there is no postmulti",
                  dir_.path("main.cf") + ":4: resolve_null_domain has no effect: not in this version yet"}));
}

TEST_F(without_effect_of, the_default_and_nothing_are_no_news) {
    EXPECT_TRUE(told("postscreen_greet_wait = ${stress?{2}:{6}}s\ncontent_filter =\nrelayhost =\n"
                     "smtpd_client_connection_rate_limit = 0\nmasquerade_classes = envelope_sender,header_sender header_recipient\n")
                    .empty());
}

TEST_F(without_effect_of, overrides_of_services_count) {
    auto const got = told("", "smtp unix - - n - - smtp\n25 inet n - n - - smtpd\n  -o milter_protocol=2 -o resolve_null_domain=yes\n");
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0], dir_.path("master.cf") + ":2: resolve_null_domain has no effect: not in this version yet");
}

TEST_F(without_effect_of, what_nobody_misses_is_only_a_note) {
    EXPECT_TRUE(told("max_use = 7\nhash_queue_depth = 2\nreadme_directory = no\nmyhostname = a.b\n").empty());
    EXPECT_EQ(quietly_without_effect(files_), (std::vector<std::string>{"hash_queue_depth", "max_use", "readme_directory"}));
}

}  // namespace
}  // namespace mailstead::server
