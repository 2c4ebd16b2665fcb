// postconf on a directory of its own: what it prints, what it changes, what it refuses.
#include "tools/postconf.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"

namespace mailstead::tools {
namespace {

class postconf_on : public testing::Test {
protected:
    postconf_on() {
        dir_.write("main.cf", "# top\ncompatibility_level = 3.6\nmyhostname = a.example.com\n"
                              "smtpd_banner = $myhostname\n  ESMTP\n# end\n");
        dir_.write("master.cf", "smtp inet n - y - - smtpd\nrelay unix - - y - - smtp\n  -o relayhost=$mydomain\n");
    }
    // Standard output; the status and standard error are kept.
    std::string run(std::vector<std::string> args) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        status_ = postconf(std::move(args), dir_.path());
        errors_ = testing::internal::GetCapturedStderr();
        return testing::internal::GetCapturedStdout();
    }
    conf::temp_dir dir_;
    int status_ = -1;
    std::string errors_;
};

TEST_F(postconf_on, shows_values) {
    EXPECT_EQ(run({"smtpd_banner", "relayhost"}), "smtpd_banner = $myhostname ESMTP\nrelayhost =\n");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(run({"-h", "smtpd_banner"}), "$myhostname ESMTP\n");
    EXPECT_EQ(run({"-xh", "smtpd_banner", "mydomain"}), "a.example.com ESMTP\nexample.com\n");
    EXPECT_EQ(run({"-H", "smtpd_banner"}), "smtpd_banner\n");
    EXPECT_EQ(run({"-d", "smtpd_banner"}), "smtpd_banner = $myhostname ESMTP $mail_name\n");
    EXPECT_EQ(run({"-xh", "-o", "myhostname=x.org", "mydomain"}), "org\n");
    EXPECT_EQ(run({"nosuch"}), "");
    EXPECT_EQ(errors_, "postconf: warning: nosuch: unknown parameter\n");
    EXPECT_EQ(status_, 0);
}

TEST_F(postconf_on, shows_what_is_set) {
    EXPECT_EQ(run({"-n"}), "compatibility_level = 3.6\nconfig_directory = " + dir_.path() +
                               "\nmyhostname = a.example.com\nsmtpd_banner = $myhostname ESMTP\n");
}

TEST_F(postconf_on, all_lists_the_table_and_transports_sorted) {
    auto const all = run({"-H"});
    EXPECT_NE(all.find("\nrelay_destination_rate_delay\n"), std::string::npos);
    EXPECT_NE(all.find("\nimapd_tls_auth_only\n"), std::string::npos);
    EXPECT_LT(all.find("\nmydestination\n"), all.find("\nmydomain\n"));
}

TEST_F(postconf_on, shows_master_cf) {
    EXPECT_EQ(run({"-M", "smtp/inet"}), "smtp       inet  n       -       y       -       -       smtpd\n");
    EXPECT_EQ(run({"-Mf", "relay/unix"}),
              "relay      unix  -       -       y       -       -       smtp\n    -o relayhost=$mydomain\n");
    EXPECT_EQ(run({"-P", "relay/unix/*"}), "relay/unix/relayhost = $mydomain\n");
    EXPECT_EQ(run({"-xP"}), "relay/unix/relayhost = example.com\n");
    EXPECT_EQ(run({"-M", "nosuch"}), "");
    EXPECT_EQ(errors_, "postconf: warning: unmatched request: \"nosuch\"\n");
    dir_.write("master.cf", "\nx inet\n");
    run({"-M"});
    EXPECT_EQ(errors_, "postconf: fatal: file " + dir_.path("master.cf") + ": line 2: bad field count\n");
    EXPECT_EQ(status_, 1);
}

TEST_F(postconf_on, shows_fields) {
    EXPECT_EQ(run({"-F", "relay/unix/command"}), "relay/unix/command = smtp -o relayhost=$mydomain\n");
    EXPECT_EQ(run({"-Fxh", "relay/unix/command"}), "smtp -o relayhost=example.com\n");
    EXPECT_EQ(run({"-FH", "smtp"}), "smtp/inet/service\nsmtp/inet/type\nsmtp/inet/private\nsmtp/inet/unprivileged\n"
                                    "smtp/inet/chroot\nsmtp/inet/wakeup\nsmtp/inet/process_limit\nsmtp/inet/command\n");
    EXPECT_EQ(run({"-F", "*/inet/chroot"}), "smtp/inet/chroot = y\n");
    run({"-F", "smtp/inet/nosuch"});
    EXPECT_EQ(errors_, "postconf: fatal: invalid service attribute name: \"nosuch\"\n");
}

TEST_F(postconf_on, shows_classes) {
    dir_.write("main.cf", "mine = x\nrelayhost = $mine\nsmtp_destination_rate_delay = 1s\n");
    dir_.write("master.cf", "smtp unix - - n - - smtp\n");
    EXPECT_EQ(run({"-C", "user"}), "mine = x\n");
    EXPECT_EQ(run({"-n", "-C", "service"}), "smtp_destination_rate_delay = 1s\n");
    EXPECT_EQ(run({"-n", "-C", "builtin"}), "config_directory = " + dir_.path() + "\nrelayhost = $mine\n");
    run({"-C", "mine"});
    EXPECT_EQ(errors_, "postconf: fatal: unknown -C option value \"mine\" in \"mine\"\n");
}

TEST_F(postconf_on, warns_of_undefined_and_unused_names) {
    dir_.write("main.cf", "mine = x\nrelayhost = $theirs\ndefault_rbl_reply = $rbl_code\n");
    run({"-n"});
    EXPECT_EQ(errors_, "postconf: warning: " + dir_.path("main.cf") + ": undefined parameter: theirs\n" +
                           "postconf: warning: " + dir_.path("main.cf") + ": unused parameter: mine=x\n");
    run({"-d", "relayhost"});
    EXPECT_EQ(errors_, "");
}

TEST_F(postconf_on, shows_rows_that_do_not_count) {
    dir_.write("master.cf", "b unix - - n - - smtp\nb unix - - n - - lmtp\nc unix - - n - - smtp -o\n");
    EXPECT_EQ(run({"-M"}), "b          unix  -       -       n       -       -       smtp\n"
                           "b          unix  -       -       n       -       -       lmtp\n"
                           "c          unix  -       -       n       -       -       smtp -o\n");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(errors_, "postconf: warning: file " + dir_.path("master.cf") + ": line 3: missing value after -o\n");
    dir_.write("master.cf", "c unix - - n\n");
    EXPECT_EQ(run({"-M"}), "");
    EXPECT_EQ(status_, 1);
}

TEST_F(postconf_on, edits_master_cf) {
    EXPECT_EQ(run({"-Fe", "smtp/inet/chroot=n"}), "");
    EXPECT_EQ(run({"-Pe", "relay/unix/syslog_name=x"}), "");
    EXPECT_EQ(run({"-Me", "b/unix = b unix - - n - - smtp -v"}), "");
    EXPECT_EQ(dir_.read("master.cf"), "smtp       inet  n       -       n       -       -       smtpd\n"
                                      "relay      unix  -       -       y       -       -       smtp\n"
                                      "    -o relayhost=$mydomain\n    -o syslog_name=x\n"
                                      "b          unix  -       -       n       -       -       smtp -v\n");
    EXPECT_EQ(run({"-PX", "relay/unix/relayhost"}), "");
    EXPECT_EQ(run({"-M#", "smtp/inet"}), "");
    EXPECT_EQ(run({"-MX", "b/unix"}), "");
    EXPECT_EQ(dir_.read("master.cf"), "#smtp       inet  n       -       n       -       -       smtpd\n"
                                      "relay      unix  -       -       y       -       -       smtp\n"
                                      "    -o syslog_name=x\n");
    run({"-Fe", "nosuch/inet/chroot=n"});
    EXPECT_EQ(errors_, "postconf: warning: unmatched service_name/type: \"nosuch/inet/chroot=n\"\n");
    EXPECT_EQ(status_, 0);
}

TEST_F(postconf_on, an_edit_never_breaks_master_cf) {
    auto const before = dir_.read("master.cf");
    std::vector<std::vector<std::string>> const wrong = {
        {"-Fe", "smtp/inet/wakeup="},       {"-Fe", "smtp/inet/wakeup=zz"}, {"-Fe", "smtp/inet/nosuch=1"},
        {"-Pe", "relay/unix/a=b c"},        {"-Me", "x=y"},
        {"-Me", "smtp/inet=smtp inet n -"}, {"-Pe", "relay/unix"},          {"-FX", "smtp/inet/chroot"},
        {"-P#", "relay/unix/relayhost"},    {"-Fe", "smtp/inet/service=a b"}};
    for (auto const& args : wrong) {
        EXPECT_EQ(run(args), "");
        EXPECT_EQ(status_, 1) << args[1];
        EXPECT_EQ(dir_.read("master.cf"), before) << args[1];
    }
}

TEST_F(postconf_on, shows_what_the_server_has) {
    EXPECT_EQ(run({"-a"}), "cyrus\ndovecot\n");
    EXPECT_EQ(run({"-A"}), "cyrus\n");
    EXPECT_EQ(run({"-l"}), "flock\nfcntl\ndotlock\n");
    EXPECT_EQ(run({"-T", "public-key-algorithms"}), "dsa\necdsa\nrsa\n");
    EXPECT_NE(run({"-m"}).find("\nhash\n"), std::string::npos);
    run({"-am"});
    EXPECT_EQ(errors_, "postconf: fatal: specify one of -a -m\n");
    run({"-M", "-d", "-n"});
    EXPECT_EQ(errors_, "postconf: fatal: specify one of -d -n\n");
    run({"-lx"});
    EXPECT_EQ(errors_, "postconf: fatal: with option -l, do not specify -x\n");
}

TEST_F(postconf_on, folds_long_values) {
    run({"-e", "relayhost = " + std::string(40, 'a') + " " + std::string(40, 'b')});
    EXPECT_EQ(run({"-f", "relayhost"}), "relayhost = " + std::string(40, 'a') + "\n    " + std::string(40, 'b') + "\n");
}

TEST_F(postconf_on, edits_keep_the_rest) {
    EXPECT_EQ(run({"-e", "smtpd_banner = hi", "relayhost=[x]"}), "");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(dir_.read("main.cf"), "# top\ncompatibility_level = 3.6\nmyhostname = a.example.com\n"
                                    "smtpd_banner = hi\n# end\nrelayhost = [x]\n");
    run({"myhostname=b.example.com"});
    run({"-#", "smtpd_banner"});
    run({"-X", "relayhost"});
    EXPECT_EQ(dir_.read("main.cf"),
              "# top\ncompatibility_level = 3.6\nmyhostname = b.example.com\n#smtpd_banner = hi\n# end\n");
}

TEST_F(postconf_on, refuses_and_leaves_the_file) {
    auto const before = dir_.read("main.cf");
    std::vector<std::vector<std::string>> const wrong = {{"-e", "mydomain"},
                                                         {"-e", "mydomain=x", "-n"},
                                                         {"-e"},
                                                         {"-Z"},
                                                         {"-c"},
                                                         {"-d", "-e", "a=b"},
                                                         {"-d", "-n"},
                                                         {"-#", "a=b"},
                                                         {"-X"},
                                                         {"-e", "#a=b"},
                                                         {"-e", "a=b\nc=d"},
                                                         {"-Me", "x/unix=y"}};
    for (auto const& args : wrong) {
        EXPECT_EQ(run(args), "");
        EXPECT_EQ(status_, 1) << args.front();
        EXPECT_NE(errors_.find("postconf: fatal: "), std::string::npos) << args.front();
    }
    EXPECT_EQ(dir_.read("main.cf"), before);
}

TEST_F(postconf_on, a_syntax_error_names_file_and_line) {
    dir_.write("main.cf", "# c\noops\n");
    run({"-n"});
    EXPECT_EQ(errors_,
              "postconf: fatal: " + dir_.path("main.cf") + ", line 2: missing '=' after attribute name: \"oops\"\n");
    EXPECT_EQ(status_, 1);
    EXPECT_EQ(run({"-dh", "mail_name"}), "Mailstead\n");
    EXPECT_EQ(status_, 0);
}

}  // namespace
}  // namespace mailstead::tools
