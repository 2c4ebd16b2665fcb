// The reference: what is in it, and that no text of ours is taken for troff.
#include "tools/manual.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"
#include "conf/parameters.h"

namespace mailstead::tools {
namespace {

constexpr command_help commands[] = {{"run", "serve in the foreground"}, {"postconf", "show parameters"}, {"postnew", ".do what it does"}};

class manual_of : public testing::Test {
protected:
    std::string run(std::vector<std::string> arguments) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        status_ = manual(arguments, commands);
        errors_ = testing::internal::GetCapturedStderr();
        return testing::internal::GetCapturedStdout();
    }
    int status_ = -1;
    std::string errors_;
};

TEST_F(manual_of, lists_its_topics) {
    EXPECT_EQ(run({}), "settings\tsettings.md\nmain.cf\tman/main.cf.5\nmailstead\tman/mailstead.1\npostconf\tman/postconf.1\npostnew\tman/postnew.1\n");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(run({"nosuch"}), "");
    EXPECT_EQ(status_, 64);
}

TEST_F(manual_of, every_parameter_is_in_both_references) {
    auto const settings = run({"settings"});
    auto const page = run({"main.cf"});
    for (auto const& row : conf::parameters()) {
        EXPECT_NE(settings.find("| `" + std::string(row.name) + "` |"), settings.npos) << row.name;
        EXPECT_NE(page.find("\n.B " + std::string(row.name) + " ("), page.npos) << row.name;
    }
    EXPECT_NE(settings.find("| `TRANSPORT_destination_rate_delay` | `$default_destination_rate_delay` |"), settings.npos);
    EXPECT_NE(settings.find("| `mail_version` | (the program's) |"), settings.npos);
}

TEST_F(manual_of, cells_do_not_end_early) {
    auto const settings = run({"settings"});
    for (std::size_t at = 0; (at = settings.find("\n| `", at)) != settings.npos; ++at) {
        auto const line = settings.substr(at + 1, settings.find('\n', at + 1) - at - 1);
        int bars = 0;
        for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
        EXPECT_EQ(bars, 5) << line;
    }
}

TEST_F(manual_of, man_pages) {
    auto const page = run({"postconf"});
    EXPECT_NE(page.find(".TH \"POSTCONF\" 1"), page.npos);
    EXPECT_NE(page.find(".B \\-x\nExpand $name in values.\n"), page.npos);
    EXPECT_NE(run({"mailstead"}).find(".B postconf (see postconf(1))\nshow parameters\n"), std::string::npos);
    EXPECT_NE(run({"mailstead"}).find("\\&.do what it does"), std::string::npos) << "a text that begins with a dot is no request";
    EXPECT_NE(run({"postnew"}).find("The options are those of Postfix's command"), std::string::npos);
}

TEST_F(manual_of, writes_all_files) {
    conf::temp_dir const dir;
    run({"--write", dir.path("docs")});
    EXPECT_EQ(status_, 0) << errors_;
    EXPECT_EQ(dir.read("docs/man/postconf.1"), run({"postconf"}));
    EXPECT_EQ(dir.read("docs/settings.md"), run({"settings"}));
    run({"--write", "/dev/null/x"});
    EXPECT_EQ(status_, 1);
}

TEST(manual_of_own, a_command_of_ours_may_have_a_page) {
    constexpr command_help ours[] = {{"run", "serve in the foreground"}, {"tlsrpt", "show reports"}};
    auto const told = [&](std::vector<std::string> arguments) {
        testing::internal::CaptureStdout();
        EXPECT_EQ(manual(arguments, ours), 0);
        return testing::internal::GetCapturedStdout();
    };
    EXPECT_NE(told({}).find("\nmailstead-tlsrpt\tman/mailstead-tlsrpt.1\n"), std::string::npos);
    auto const page = told({"tlsrpt"});
    EXPECT_EQ(told({"mailstead-tlsrpt"}), page);
    EXPECT_NE(page.find(".TH \"MAILSTEAD-TLSRPT\" 1"), page.npos) << page;
    EXPECT_NE(page.find(".B mailstead tlsrpt\n[\\-c DIRECTORY] [\\-\\-day YYYY\\-MM\\-DD] [DOMAIN]\n"), page.npos) << page;
    auto const all = told({"mailstead"});
    EXPECT_NE(all.find("tlsrpt (see mailstead\\-tlsrpt(1))\nshow reports\n"), all.npos) << all;
    EXPECT_NE(all.find(".B run\nserve in the foreground\n"), all.npos);
}

}  // namespace
}  // namespace mailstead::tools
