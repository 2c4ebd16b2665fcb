// Each check on directories made for it.
#include "tools/check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <utime.h>

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"
#include "base/fs.h"
#include "conf/parameters.h"

namespace mailstead::tools {
namespace {

constexpr char const* master = "smtp unix - - n - - smtp\n";

class check_of : public testing::Test {
protected:
    conf::configuration load(std::string const& main, std::string const& rows = master) {
        bool const aliases = main.starts_with("alias_maps");    // else not those of the machine that runs the test
        dir_.write("main.cf", "queue_directory = " + dir_.path("q") + "\ndata_directory = " + dir_.path("d") + "\n" + main +
                                  (aliases ? "" : "alias_maps =\n"));
        dir_.write("master.cf", rows);
        ::chmod(dir_.path("main.cf").c_str(), 0644);
        ::chmod(dir_.path("master.cf").c_str(), 0644);
        return conf::load(dir_.path());
    }
    static std::vector<std::string> texts(problems const& all) {
        std::vector<std::string> out;
        for (auto const& one : all) out.push_back(one.message());
        return out;
    }
    std::string main_cf(int line) const { return dir_.path("main.cf") + ":" + std::to_string(line) + ": "; }
    using lines = std::vector<std::string>;
    conf::temp_dir dir_;
};

TEST(nearest_name, finds_what_was_meant) {
    std::vector<std::string_view> known;
    for (auto const& row : conf::parameters()) known.push_back(row.name);
    EXPECT_EQ(checks::nearest("masquerade_class", known), "masquerade_classes");
    EXPECT_EQ(checks::nearest("virtual_mailbox_domain", known), "virtual_mailbox_domains");
    EXPECT_EQ(checks::nearest("body_check", known), "body_checks");
    EXPECT_EQ(checks::nearest("myhostnam", known), "myhostname");
    EXPECT_EQ(checks::nearest("smtpd_client_restriction", known), "smtpd_client_restrictions");
    EXPECT_EQ(checks::nearest("biff", known), "biff");
    EXPECT_EQ(checks::nearest("xyz", known), "");
    EXPECT_EQ(checks::nearest("reject_unknown_recipient_domain", known), "");
    EXPECT_EQ(checks::nearest("", known), "");
    EXPECT_EQ(checks::nearest(std::string(1 << 20, 'x'), known), "");
}

TEST_F(check_of, unknown_names) {
    auto const files = load("masquerade_class = x\nquite_another_thing = 1\n");
    EXPECT_EQ(texts(checks::names(files)), (lines{main_cf(3) + "nothing uses the parameter masquerade_class; did you mean masquerade_classes?",
                                                  main_cf(4) + "nothing uses the parameter quite_another_thing"}));
    EXPECT_TRUE(checks::names(load("relayhost = x\n")).empty());
}

TEST_F(check_of, permissions) {
    auto const key = dir_.write("key.pem", "x");
    ::chmod(key.c_str(), 0644);
    auto const accounts = dir_.write("accounts.db", "x");
    ::chmod(accounts.c_str(), 0600);
    auto files = load("smtpd_tls_key_file = " + key + "\n");
    EXPECT_EQ(texts(checks::permissions(files)), lines{key + ": the private key can be read by everybody; run: chmod o-rwx " + key});
    ::chmod(key.c_str(), 0640);
    EXPECT_TRUE(checks::permissions(files).empty());
    ::chmod(accounts.c_str(), 0604);
    ::chmod(dir_.path("main.cf").c_str(), 0664);
    EXPECT_EQ(checks::permissions(files).size(), 2u);
}

TEST_F(check_of, certificates) {
    auto files = load("smtpd_tls_cert_file = " + dir_.path("no.pem") + "\nsmtpd_tls_key_file = " + dir_.path("no.key") + "\n");
    EXPECT_EQ(texts(checks::certificates(files)),
              (lines{main_cf(3) + "smtpd_tls_cert_file: cannot read " + dir_.path("no.pem") + ": No such file or directory",
                     main_cf(4) + "smtpd_tls_key_file: cannot read " + dir_.path("no.key") + ": No such file or directory"}));
    dir_.write("no.pem", "garbage");
    dir_.write("no.key", "garbage");
    auto const told = texts(checks::certificates(files));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told[0].find("holds no certificate"), told[0].npos);
    EXPECT_TRUE(checks::certificates(load("")).empty());
    auto const of_default = texts(checks::certificates(load("smtpd_tls_cert_file = " + dir_.path("none.pem") + "\n")));
    ASSERT_FALSE(of_default.empty());
    for (auto const& one : of_default) EXPECT_TRUE(one.starts_with(main_cf(3))) << "the key's default is the certificate's file: " << one;
    ASSERT_EQ(::mkfifo(dir_.path("fifo").c_str(), 0600), 0);
    EXPECT_EQ(texts(checks::certificates(load("smtpd_tls_cert_file = " + dir_.path("fifo") + "\n"))).front(),
              main_cf(3) + "smtpd_tls_cert_file: " + dir_.path("fifo") + " is no file");
}

TEST_F(check_of, certificates_and_keys_that_do_not_belong_together) {
    auto const make = [&](char const* name) {
        auto const command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout " + dir_.path(std::string(name) + ".key") +
                             " -out " + dir_.path(std::string(name) + ".pem") + " >/dev/null 2>&1";
        return std::system(command.c_str()) == 0;
    };
    if (!make("a") || !make("b")) GTEST_SKIP() << "the openssl command is not there";
    EXPECT_TRUE(checks::certificates(load("smtpd_tls_cert_file = " + dir_.path("a.pem") + "\nsmtpd_tls_key_file = " + dir_.path("a.key") + "\n")).empty());
    auto const told = texts(checks::certificates(load("smtpd_tls_cert_file = " + dir_.path("a.pem") + "\n", "25 inet n - n - - smtpd\n  -o smtpd_tls_key_file=" + dir_.path("b.key") + "\n")));
    ASSERT_EQ(told.size(), 2u);    // main.cf's own key file is the certificate's, which holds none
    EXPECT_NE(told[0].find("holds no key"), told[0].npos) << told[0];
    EXPECT_NE(told[1].find("is not the key of the certificate"), told[1].npos) << told[1];
}

TEST_F(check_of, tables) {
    auto const path = dir_.path("access");
    auto const files = load("smtpd_client_restrictions = check_client_access hash:" + path + "\nrelay_domains = cidr:" + dir_.path("nets") + ", pcre:{{/x/ y}}\n");
    EXPECT_EQ(texts(checks::tables(files)),
              (lines{main_cf(4) + "relay_domains: " + dir_.path("nets") + " is missing",
                     main_cf(3) + "smtpd_client_restrictions: " + path + ".db and " + path + " are missing: mail that needs them is deferred"}));
    dir_.write("nets", "");
    dir_.write("access", "a b\n");
    EXPECT_EQ(texts(checks::tables(files)), lines{main_cf(3) + "smtpd_client_restrictions: " + path + ".db is missing, " + path +
                                                  " is read instead; run: postmap hash:" + path});
    dir_.write("access.db", "x");
    EXPECT_EQ(texts(checks::tables(files)).size(), 1u) << "it is no index";
    ASSERT_EQ(std::rename(dir_.path("access.db").c_str(), dir_.path("kept").c_str()), 0);
    dir_.write("access.db", "x");
    utimbuf const old{1, 1};
    ::utime(dir_.path("access.db").c_str(), &old);
    EXPECT_EQ(texts(checks::tables(files)),
              lines{main_cf(3) + "smtpd_client_restrictions: " + path + ".db is older than " + path + "; run: postmap hash:" + path});
}

TEST_F(check_of, tables_of_services) {
    auto const files = load("", "25 inet n - n - - smtpd\n  -o smtpd_client_restrictions=check_client_access,texthash:" + dir_.path("none") + "\n");
    EXPECT_EQ(texts(checks::tables(files)),
              lines{dir_.path("master.cf") + ":1: smtpd_client_restrictions: " + dir_.path("none") + " is missing"});
}

TEST_F(check_of, tables_that_cannot_work) {
    auto const rubbish = dir_.write("rubbish", "a\nb\nc\nd\ne\nf\n");
    auto const self = dir_.path("self");
    dir_.write("self", self + "\n");
    struct row {
        std::string setting, told;
    };
    row const rows[] = {
        {"virtual_alias_maps = hahs:/x", "virtual_alias_maps: unsupported dictionary type: hahs"},
        {"virtual_alias_maps = static:x, ldap:/z", "virtual_alias_maps: unsupported dictionary type: ldap"},
        {"virtual_alias_maps = tcp:nohost", "virtual_alias_maps: tcp:nohost: expected tcp:host:port"},
        {"virtual_mailbox_maps = proxy:mysql:/x", "virtual_mailbox_maps: unsupported dictionary type: mysql"},
        {"header_checks = pcre:" + rubbish, "header_checks: " + rubbish + ":1: "},
        {"local_recipient_maps = unix:foo", "local_recipient_maps: unix:foo: unknown table"},
        {"alias_maps = hash", "alias_maps: hash:hash: No such file"},
        {"virtual_alias_maps = pipemap:{hash:/nonexist,static:x}", "virtual_alias_maps: hash:/nonexist: No such file"},
        {"mynetworks = /nonexist", "mynetworks: open file /nonexist: No such file"},
        {"mynetworks = 10.0.0.1/8", "mynetworks: non-null host address bits in \"10.0.0.1/8\""},
        {"mynetworks = " + self, "mynetworks: files too deeply nested: " + self},
        {"mydestination = !mysql:/x", "mydestination: unsupported dictionary type: mysql"},
        {"smtpd_client_restrictions = check_client_access foo:bar", "smtpd_client_restrictions: unsupported dictionary type: foo"},
    };
    for (auto const& [setting, told] : rows) {
        auto const all = texts(checks::tables(load(setting + "\n")));
        ASSERT_FALSE(all.empty()) << setting;
        EXPECT_TRUE(all[0].starts_with(main_cf(3) + told)) << all[0];
        for (auto const& one : all) EXPECT_EQ(one.find("unsupported table type"), one.npos) << "told twice: " << one;
    }
    EXPECT_EQ(checks::tables(load("header_checks = pcre:" + rubbish + "\n")).size(), 4u) << "of six mistakes three, and that there are more";
    EXPECT_EQ(texts(checks::tables(load("mynetworks = 127.0.0.0/8 [::1]/128 fe80::/64 [fe80::]/10\nvirtual_alias_maps = tcp:localhost:1\n"))), lines{});
}

TEST_F(check_of, tables_of_defaults) {
    dir_.write("main.cf", "myhostname = a.example\n");    // alias_maps is left to its default, nis: among it
    dir_.write("master.cf", master);
    auto const told = texts(checks::tables(conf::load(dir_.path())));
    auto const is_of_aliases = [](std::string const& one) { return one.starts_with("alias_maps (the default): "); };
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), is_of_aliases));
}

TEST_F(check_of, directories) {
    EXPECT_TRUE(checks::directories(load("")).empty());
    dir_.write("file", "");
    auto const told = checks::directories(load("virtual_mailbox_base = " + dir_.path("file") + "/below\n"));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].message(), main_cf(3) + "virtual_mailbox_base: " + dir_.path("file") + " is no directory");
    EXPECT_TRUE(conf::has_errors(told));
    EXPECT_EQ(texts(checks::directories(load("index_directory = " + dir_.path("file") + "/x\n"))), lines{main_cf(3) + "index_directory: " + dir_.path("file") + " is no directory"});
    EXPECT_EQ(texts(checks::directories(load("account_database = " + dir_.path("none") + "/a.db\n"))),
              lines{main_cf(3) + "account_database: " + dir_.path("none") + "/ is missing"});
    EXPECT_EQ(texts(checks::directories(load("virtual_mailbox_base = mail\n"))), lines{main_cf(3) + "virtual_mailbox_base: mail is not a full path"});
}

TEST_F(check_of, users_of_a_start_by_root) {
    auto const told = checks::owners(load("mail_owner = nosuchuser1\nstore_owner = root\nauth_owner = root\n"), 0);
    EXPECT_EQ(texts(told), lines{main_cf(3) + "mail_owner: there is no user nosuchuser1; 'mailstead set-permissions' makes it, or set process_model = single"});
    EXPECT_TRUE(conf::has_errors(told));
    EXPECT_TRUE(checks::owners(load("process_model = single\nmail_owner = root\nstore_owner = nosuchuser1\n"), 0).empty());
    auto const ordinary = checks::owners(load("mail_owner = nosuchuser1\n"), 4321);
    EXPECT_EQ(texts(ordinary), lines{main_cf(3) + "mail_owner: there is no user nosuchuser1: only root's starts need it"});
    EXPECT_FALSE(conf::has_errors(ordinary)) << "an ordinary user is all of them";
    EXPECT_TRUE(checks::owners(load(""), 4321).empty());
}

TEST_F(check_of, owners_of_what_is_there) {
    auto const accounts = dir_.write("accounts.db", "x");
    struct stat status {};
    ASSERT_EQ(::stat(accounts.c_str(), &status), 0);
    EXPECT_TRUE(checks::owners(load(""), status.st_uid).empty() || status.st_uid == 0);
    auto const told = texts(checks::owners(load(""), status.st_uid + 1));
    EXPECT_EQ(told, lines{accounts + ": belongs to user " + std::to_string(status.st_uid) + ", not to " + std::to_string(status.st_uid + 1)});
}

TEST_F(check_of, ports) {
    base::unique_fd const held(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ASSERT_EQ(::bind(held.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
    ASSERT_EQ(::listen(held.get(), 1), 0);
    ASSERT_EQ(::getsockname(held.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
    auto const port = std::to_string(ntohs(address.sin_port));
    EXPECT_EQ(texts(checks::ports(load("", "127.0.0.1:" + port + " inet n - n - - smtpd\n127.0.0.1:0 inet n - n - - imapd\n"))),
              lines{dir_.path("master.cf") + ":1: 127.0.0.1:" + port + ": port " + port + " is in use by another program"});
}

TEST_F(check_of, sizes) {
    EXPECT_TRUE(checks::sizes(load("")).empty());
    EXPECT_TRUE(checks::sizes(load("mailbox_size_limit = 0\nvirtual_mailbox_limit = 0\nmessage_size_limit = 0\n")).empty());
    EXPECT_EQ(texts(checks::sizes(load("mailbox_size_limit = 1000\n"))),
              lines{main_cf(3) + "mailbox_size_limit (1000) is smaller than message_size_limit (10240000): a message that is taken may not fit"});
    EXPECT_EQ(checks::sizes(load("message_size_limit = 0\n")).size(), 2u);
}

TEST_F(check_of, services_that_read_mail) {
    auto const told = texts(checks::mail_services(load("")));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told[0].find("993          inet  n       -      n      -      -       imapd -o imapd_tls_wrappermode=yes"), told[0].npos);
    EXPECT_TRUE(checks::mail_services(load("", "143 inet n - n - - imapd\n")).empty());
}

TEST_F(check_of, rows_that_run_programs) {
    auto const told = texts(checks::programs(load("", "a unix - n n - - pipe flags=DRhu user=no-such-user argv=/bin/x -d ${recipient}\n"
                                                      "b unix - n n - - pipe flags=Q user=x argv=/bin/x\n"
                                                      "c unix - n n - 0 spawn argv=/bin/x\n"
                                                      "d unix - n n - 0 spawn user=x argv=/bin/x\n")));
    EXPECT_EQ(told, (lines{dir_.path("master.cf") + ":2: pipe b: unknown flag: Q: mail for this transport will wait",
                           dir_.path("master.cf") + ":3: spawn c: missing user= attribute: its clients will get nothing"}));
}

class check_page : public check_of {
protected:
    int run(std::vector<std::string> arguments) {
        more_checks more;
        more.refusals = [this](auto const&) { return refused_; };
        more.without_effect = [](auto const&) { return problems(); };
        more.quietly_without_effect = [](auto const&) { return std::vector<std::string>{"biff"}; };
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = check(std::move(arguments), dir_.path(), more);
        errors_ = testing::internal::GetCapturedStderr();
        out_ = testing::internal::GetCapturedStdout();
        return status;
    }
    problems refused_;
    std::string out_, errors_;
};

TEST_F(check_page, says_whether_it_may_start) {
    auto const whole = "process_model = single\nmail_owner = root\n";    // whoever runs the test
    (void)load(whole, "127.0.0.1:0 inet n - n - - imapd\n");
    EXPECT_EQ(run({}), 0);
    EXPECT_EQ(errors_, "");
    EXPECT_EQ(out_, "note: set, without effect here and not missed: biff\n" + dir_.path() + ": all is well\n");
    (void)load("masquerade_class = x\nsmtpd_timeout = x\n");
    EXPECT_EQ(run({}), 78);
    EXPECT_EQ(errors_, "error: " + main_cf(4) + "bad time value: smtpd_timeout = x\nwarning: " + main_cf(3) +
                           "nothing uses the parameter masquerade_class; did you mean masquerade_classes?\n");
    EXPECT_EQ(out_, dir_.path() + ": the server would not start\n");
    (void)load("virtual_alias_maps = hahs:/x\nsmtpd_timeout = x\n");
    EXPECT_EQ(run({}), 78);
    EXPECT_NE(errors_.find(main_cf(3) + "virtual_alias_maps: unsupported dictionary type: hahs"), errors_.npos) << "one error hides no other: " << errors_;
    (void)load("", "127.0.0.1:0 inet n - n - - imapd\n");
    refused_ = {{{}, 0, conf::severity::error, "no"}};
    EXPECT_EQ(run({}), 78);
    EXPECT_EQ(run({"x"}), 64);
}

TEST_F(check_page, counts_parameters) {
    EXPECT_EQ(run({"--parameters"}), 0);
    for (auto const* word : {"used ", "planned ", "without effect ", "not applicable ", "our own: "}) EXPECT_NE(out_.find(word), out_.npos) << word;
    auto const brief = out_.size();
    EXPECT_EQ(run({"--parameters", "all"}), 0);
    EXPECT_GT(out_.size(), brief);
    EXPECT_NE(out_.find("\nhash_queue_depth\twithout effect\tthe queue is a database, not a tree of directories\n"), out_.npos);
}

}  // namespace
}  // namespace mailstead::tools
