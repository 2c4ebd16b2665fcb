// What a request to the role exec may choose, and as whom programs run.
#include "server/exec_rules.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "mta/pipe/request.h"
#include "server/settings_pipe.h"

namespace mailstead::server {
namespace {

conf::configuration configuration(std::string const& main_cf, std::string const& master_cf) {
    conf::configuration out;
    out.directory = "/etc/mailstead";
    out.services = conf::parse_master_cf(master_cf, "master.cf");
    out.values = conf::settings(conf::parse_main_cf(main_cf, "main.cf"), "/etc/mailstead", {"host.example", {}}, out.problems);
    return out;
}

std::string my_name() {
    auto const* me = ::getpwuid(::geteuid());
    return me ? me->pw_name : "nobody";
}

mta::pipe::attributes run_by(std::string user, std::string group = "") {
    mta::pipe::attributes out;
    out.user = std::move(user);
    out.group = std::move(group);
    out.argv = {"/bin/true"};
    return out;
}

// As if we were root, with users that every system has.
owners_of_system as_root() {
    owners_of_system out;
    out.reserved.push_back(*find_user("daemon"));
    out.submitters = ::getgrnam("mail")->gr_gid;
    return out;
}

TEST(exec_rules, root_and_the_owners_of_the_mail_system_run_nothing) {
    auto const told = [](mta::pipe::attributes const& row) { return privileges_for(row, as_root()).trouble; };
    EXPECT_EQ(told(run_by("nobody")), "");
    EXPECT_EQ(told(run_by("root")), "user= attribute specifies root privileges");
    EXPECT_EQ(told(run_by("nobody", "root")), "user= attribute specifies privileged group id 0");
    EXPECT_EQ(told(run_by("daemon")), "user= attribute specifies mail system owner daemon");
    EXPECT_EQ(told(run_by("nobody", "daemon")), "user= attribute specifies mail system owner daemon group id 1");
    EXPECT_EQ(told(run_by("nobody", "mail")), "user= attribute specifies mail submission group id 8");
    EXPECT_EQ(told(run_by("no-such-user")), "unknown username: no-such-user");
    EXPECT_EQ(told(run_by("nobody", "no-such-group")), "unknown group: no-such-group");
    auto const good = privileges_for(run_by("nobody", "games"), as_root());
    ASSERT_TRUE(good.as);
    EXPECT_EQ(good.as->uid, ::getpwnam("nobody")->pw_uid);
    EXPECT_EQ(good.as->gid, ::getgrnam("games")->gr_gid);
}

TEST(exec_rules, an_ordinary_user_runs_programs_as_himself_alone) {
    owners_of_system mine;
    mine.uid = ::getpwnam("nobody")->pw_uid;
    auto const himself = privileges_for(run_by("nobody"), mine);
    EXPECT_EQ(himself.trouble, "");
    EXPECT_FALSE(himself.as);
    EXPECT_NE(privileges_for(run_by("daemon"), mine).trouble.find("user=daemon needs a server that is started as root"), std::string::npos);
    auto caged = run_by("nobody");
    caged.chroot = "/tmp";
    EXPECT_EQ(privileges_for(caged, mine).trouble, "chroot= needs a server that is started as root");
}

net::exec_request request(std::string service) {
    mta::pipe::facts what;
    what.sender = "a@b";
    what.recipients.push_back({"c+x@d", ""});
    return mta::pipe::request_for(std::move(service), what);
}

TEST(exec_rules, the_command_line_is_the_configurations) {
    auto const user = ::geteuid() == 0 ? std::string("nobody") : my_name();
    exec_rules const rules(configuration("recipient_delimiter = +\nqueue_directory = /q\ngood_time_limit = 3s\n",
                                         "good unix - n n - - pipe user=" + user + " directory=/d argv=/bin/x $sender $user\n"
                                         "helper unix - n n - - spawn user=" + user + " argv=/bin/y $sender\n"
                                         "bad unix - n n - - pipe user=" + user + " flags=Z argv=/bin/x\n"));
    auto const plan = rules.plan_for(request("good"));
    EXPECT_EQ(plan.trouble, "");
    EXPECT_EQ(plan.what.argv, (std::vector<std::string>{"/bin/x", "a@b", "c"}));
    EXPECT_EQ(plan.what.directory, "/d");
    EXPECT_EQ(plan.what.start_directory, "/q");
    EXPECT_EQ(plan.limit, std::chrono::seconds(3));
    EXPECT_EQ(rules.plan_for(request("bad")).trouble, "master.cf:3: pipe bad: unknown flag: Z");
    EXPECT_EQ(rules.complaints(), (std::vector<std::string>{"master.cf:3: pipe bad: unknown flag: Z"}));
    EXPECT_EQ(rules.plan_for(request("helper")).trouble, "master.cf has no service helper with the command pipe");
    EXPECT_EQ(rules.plan_for(request("nosuch")).trouble, "master.cf has no service nosuch with the command pipe");
    auto other = request("good");
    other.kind = "shell";
    EXPECT_NE(rules.plan_for(other).trouble, "");
    other = request("good");
    other.values.emplace_back("argv", "/bin/sh");
    EXPECT_EQ(rules.plan_for(other).trouble, "a request that cannot be understood");
    EXPECT_EQ(rules.plan_for_spawn("helper").what.argv, (std::vector<std::string>{"/bin/y", "$sender"}));
    EXPECT_NE(rules.plan_for_spawn("good").trouble, "");
    EXPECT_TRUE(rules.may_ask(::geteuid()));
    EXPECT_FALSE(rules.may_ask(::geteuid() + 4321));
}

TEST(exec_rules, an_unknown_user_is_no_complaint_before_there_is_mail) {
    exec_rules const rules(configuration("", "maildrop unix - n n - - pipe flags=DRhu user=no-such-user argv=/usr/bin/maildrop -d ${recipient}\n"));
    EXPECT_TRUE(rules.complaints().empty());
    EXPECT_EQ(rules.plan_for(request("maildrop")).trouble, "master.cf:1: pipe maildrop: unknown username: no-such-user");
}

TEST(settings_pipe, environment_is_what_is_exported) {
    ::setenv("TZ", "Mars/Base", 1);
    ::setenv("SECRET", "x", 1);
    using words = std::vector<std::string>;
    EXPECT_EQ(program_environment(configuration("", "")), (words{"MAIL_CONFIG=/etc/mailstead", "PATH=/usr/bin:/bin", "TZ=Mars/Base", "LANG=C"}));
    EXPECT_EQ(program_environment(configuration("export_environment = { A = b c } D=e SECRET PATH\n", "")),
              (words{"MAIL_CONFIG=/etc/mailstead", "PATH=/usr/bin:/bin", "A=b c", "D=e"}));
    ::unsetenv("TZ");
}

TEST(settings_pipe, rows_with_their_limits) {
    auto const found = pipe_services(configuration("default_process_limit = 7\nb_time_limit = 2m\n",
                                                   "a unix - n n - 3 pipe flags=D user=x argv=/bin/x\nb unix - n n - - pipe user=x\n"
                                                   "c unix - n n - 0 pipe user=x argv=y\nsmtp unix - - n - - smtp\n"));
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found.at("a").most, 3u);
    EXPECT_EQ(found.at("a").limit, std::chrono::seconds(1000));
    EXPECT_EQ(found.at("b").mistake, "master.cf:2: pipe b: missing argv= attribute");
    EXPECT_EQ(found.at("b").limit, std::chrono::seconds(120));
    EXPECT_EQ(found.at("b").most, 7u);
    EXPECT_EQ(found.at("c").most, 0u);
}

net::exec_request local_command(std::string command, std::string user = "") {
    net::exec_request out;
    out.kind = "local";
    out.values = {{"command", std::move(command)}, {"user", std::move(user)}};
    return out;
}

std::vector<std::string> argv_of(std::string const& main_cf, std::string command) {
    return exec_rules(configuration(main_cf, "")).plan_for(local_command(std::move(command))).what.argv;
}

TEST(exec_rules, a_shell_runs_what_needs_one) {
    using words = std::vector<std::string>;
    EXPECT_EQ(argv_of("", "/usr/bin/vacation  -a x"), (words{"/usr/bin/vacation", "-a", "x"}));
    EXPECT_EQ(argv_of("", "/bin/cat >$HOME/x"), (words{"/bin/sh", "-c", "/bin/cat >$HOME/x"}));
    EXPECT_EQ(argv_of("", "IFS=' ' && exec x"), (words{"/bin/sh", "-c", "IFS=' ' && exec x"}));
    EXPECT_EQ(argv_of("", "exec"), (words{"/bin/sh", "-c", "exec"}));
    EXPECT_EQ(argv_of("local_command_shell = /bin/rsh -c\n", "/bin/true"), (words{"/bin/rsh", "-c", "/bin/true"}));
}

TEST(exec_rules, a_local_command_gets_local_variables_and_no_others) {
    auto asked = local_command("/bin/true");
    asked.values.push_back({"env:HOME", "/home/bob; rm"});
    asked.values.push_back({"env:LD_PRELOAD", "/tmp/x.so"});
    asked.values.push_back({"env:PATH", "/tmp"});
    asked.values.push_back({"directory", "/home/bob"});
    auto const plan = exec_rules(configuration("command_time_limit = 7\n", "")).plan_for(asked);
    EXPECT_EQ(plan.limit, std::chrono::seconds(7));
    EXPECT_EQ(plan.what.directory, "/home/bob");
    auto const& all = plan.what.environment;
    EXPECT_EQ(std::count(all.begin(), all.end(), "HOME=/home/bob; rm"), 1);
    for (auto const& one : all) EXPECT_TRUE(!one.starts_with("LD_") && one != "PATH=/tmp") << one;
}

TEST(exec_rules, a_local_command_runs_as_its_user_and_never_as_root) {
    exec_rules const rules(configuration("default_privs = nobody\nmail_owner = daemon\n", ""));
    auto const told = [&](std::string user) { return rules.plan_for(local_command("/bin/true", std::move(user))); };
    EXPECT_NE(rules.plan_for(local_command("")).trouble, "");
    EXPECT_NE(rules.plan_for(local_command(std::string("/bin/true\0x", 11))).trouble, "");
    if (::geteuid() != 0) {
        EXPECT_EQ(told("").trouble, "");    // there is one user only
        EXPECT_EQ(told("of-local-passwd-maps").trouble, "");
        EXPECT_EQ(told("").what.as.has_value(), false);
        return;
    }
    EXPECT_NE(told("no-such-user").trouble, "");
    EXPECT_NE(told("root").trouble, "");
    EXPECT_NE(told("daemon").trouble, "");
    ASSERT_TRUE(told("").what.as);
    EXPECT_EQ(told("").what.as->uid, ::getpwnam("nobody")->pw_uid);
    EXPECT_EQ(told("games").what.as->uid, ::getpwnam("games")->pw_uid);
}

}  // namespace
}  // namespace mailstead::server
