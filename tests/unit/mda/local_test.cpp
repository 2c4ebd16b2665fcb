// What the comparison with Postfix (tests/unit/server/settings_local_test.cpp) cannot show: limits, files in the way, trouble
// that may pass, branch numbers, mailboxes for access. Runs as root and as an ordinary user.
#include "mda/local.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "mda/local_address.h"
#include "mda/local_files.h"
#include "mda/local_macros.h"
#include "mda/local_user.h"

namespace mailstead::mda {
namespace {

constexpr uid_t of_user = 65534;    // who has no rights anywhere

// A table that does not answer for one key.
class broken_for final : public conf::table {
public:
    explicit broken_for(std::string key) : key_(std::move(key)) {}
    conf::result<std::optional<std::string>> find(std::string_view key) override {
        if (key == key_) return conf::make_error_code(conf::errc::no_answer);
        return std::optional<std::string>();
    }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string key_, name_ = "broken:";
};

class planning : public ::testing::Test {
protected:
    planning() {
        char made[] = "/tmp/mailstead-plan-XXXXXX";
        if (::mkdtemp(made) == nullptr) throw std::runtime_error("mkdtemp");
        root = made;
        ::chmod(made, 0755);
        home = root + "/home";
        std::filesystem::create_directory(home);
        std::filesystem::create_directory(root + "/spool");
        own(home);
        rules.users = table(fmt::format("{{alice=alice:x:{0}:{1}::{2}:/bin/sh}} {{bob=bob:x:{0}:{1}::{2}/bob:/bin/sh}} {{nobody=nobody:x:{3}:{3}::/:/bin/sh}} "
                                        "{{root=root:x:0:0::{2}:/bin/sh}} {{system=system:x:30:1000::{2}:/bin/sh}} {{cut=cut:x:1000}}",
                                        id(), ::geteuid() == 0 ? of_user : ::getegid(), home, id()));
        rules.domains = std::make_shared<conf::domains const>(conf::settings().with({{"mydestination", "example.org"}}));
        rules.completion.origin = "example.org";
        rules.mail_spool_directory = root + "/spool";
        rules.first_valid_uid = 1;
        rules.first_valid_gid = ::getegid() == 0 ? 1 : 0;
        if (::geteuid() != 0) rules.first_valid_uid = 31;
    }
    ~planning() override {
        ::chmod(home.c_str(), 0755);
        std::filesystem::remove_all(root);
    }

    static uid_t id() { return ::geteuid() == 0 ? of_user : ::geteuid(); }
    static void own(std::string const& path) {
        if (::geteuid() != 0) return;
        ASSERT_EQ(::lchown(path.c_str(), of_user, of_user), 0) << path;
    }
    static conf::maps table(std::string const& pairs) { return conf::maps::open("inline:{ " + pairs + " }", conf::settings()); }
    void aliases(std::string const& pairs) { rules.aliases.push_back({table(pairs), "aliases", {}}); }
    std::string write(std::string const& name, std::string_view text, mode_t mode = 0644) {
        auto const path = home + "/" + name;
        std::ofstream(path, std::ios::binary) << text;
        ::chmod(path.c_str(), mode);
        own(path);
        return path;
    }
    std::optional<plan> planned(std::string const& address) {
        recipient whom;
        whom.address = address;
        auto const got = plan_for_local(rules, whom, "sender@example.com");
        EXPECT_TRUE(got);
        return got ? *got : std::nullopt;
    }
    // What stands in a plan, one word for each branch, by number.
    std::string brief(std::string const& address) {
        auto const got = planned(address);
        if (!got) return "unknown";
        std::map<std::uint32_t, std::string> branches;
        for (auto const& one : got->mailboxes) branches[one.branch] = (one.who.is_file ? "file " : "box ") + one.who.account;
        for (auto const& one : got->commands) branches[one.branch] = "command " + one.command;
        for (auto const& one : got->reroutes) branches[one.branch] = "reroute " + one.transport;
        for (auto const& one : got->forwards) {
            branches[one.branch] = "forward";
            for (auto const& to : one.recipients) branches[one.branch] += " " + to;
        }
        std::string out;
        for (auto const& [number, text] : branches) out += fmt::format("{}: {}; ", number, text);
        for (auto const& one : got->failures) out += "failed " + one.enhanced + "; ";
        if (got->refusal.code != 0) out += fmt::format("refused {} {}; ", got->refusal.code, got->refusal.text);
        if (got->discarded) out += "discarded; ";
        return out;
    }

    std::string root, home;
    local_settings rules;
};

TEST_F(planning, a_plain_user_is_branch_0) {
    auto const got = planned("Alice@example.org");
    ASSERT_TRUE(got);
    ASSERT_EQ(got->mailboxes.size(), 1u);
    auto const& box = got->mailboxes.front();
    EXPECT_EQ(box.branch, 0u);
    EXPECT_FALSE(box.who.is_file);
    EXPECT_EQ(box.who.account, "alice");
    EXPECT_EQ(box.who.location, root + "/spool/alice");
    EXPECT_EQ(box.who.uid, id());
    EXPECT_EQ(box.who.home, home);
    EXPECT_TRUE(box.via.empty());
    EXPECT_TRUE(got->delivered_to.empty());
    EXPECT_TRUE(box.delivered_to.empty());
}

TEST_F(planning, mail_for_root_has_no_rights_of_root) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    for (auto const* user : {"root@example.org", "system@example.org"}) {
        rules.first_valid_uid = 100;
        auto const got = planned(user);
        ASSERT_TRUE(got);
        ASSERT_EQ(got->mailboxes.size(), 1u);
        EXPECT_EQ(got->mailboxes.front().who.uid, of_user);
        EXPECT_EQ(got->mailboxes.front().who.gid, of_user);
    }
    rules.mailbox_command = "/bin/cat";
    EXPECT_EQ(planned("root@example.org")->commands.front().user, "");
    EXPECT_EQ(planned("system@example.org")->commands.front().user, "");
    EXPECT_EQ(planned("alice@example.org")->commands.front().user, "alice");
}

TEST_F(planning, another_user_needs_root) {
    if (::geteuid() == 0) GTEST_SKIP() << "needs an ordinary user";
    rules.users = table("{other=other:x:54321:54321::/nonexistent:/bin/sh}");
    EXPECT_EQ(brief("other@example.org"), "refused 451 the server may not act as user other; ");
    rules.forward_path.clear();
    EXPECT_EQ(brief("other@example.org"), "refused 451 the server does not run as root: it can deliver to its own user only; ");
}

TEST_F(planning, branches_are_numbered_as_they_appear) {
    aliases("{team=x@remote.example, alice, /out/box, nosuch, \"|cat\", y@remote.example, bob}");
    auto const expected = "0: forward x@remote.example y@remote.example; 1: box alice; 2: file /out/box; 4: command cat; 5: box bob; failed 5.1.1; ";
    EXPECT_EQ(brief("team@example.org"), expected);
    EXPECT_EQ(brief("team@example.org"), expected);
}

TEST_F(planning, accounts_are_users_too) {
    aliases("{all=alice, staff} {staff+news=bob}");
    rules.delimiter = "+";
    write(".forward", "someone@elsewhere.example\n");
    std::vector<std::string> asked;
    bool down = false;
    account_search const accounts = [&](std::string const& address) -> base::result<std::optional<store::owner>> {
        asked.push_back(address);
        if (down) return base::from_errno(EIO);
        std::optional<store::owner> out;
        if (address != "staff@example.org" && address != "staff+box@example.org" && address != "alice@example.org") return out;
        out.emplace();
        out->account = address;
        out->location = "/accounts/mail/";
        out->uid = id();
        out->gid = ::getegid() == 0 ? of_user : ::getegid();
        return out;
    };
    auto const boxes = [&](std::string const& address) {
        recipient whom;
        whom.address = address;
        auto const got = plan_for_local(rules, whom, "sender@example.com", accounts);
        std::string out;
        if (!got || !*got) return std::string("none");
        for (auto const& one : (*got)->mailboxes) out += one.who.account + " ";
        return out + (*got)->refusal.text;
    };
    EXPECT_EQ(boxes("staff@example.org"), "staff@example.org ");
    EXPECT_EQ(boxes("all@example.org"), "alice@example.org staff@example.org ");    // and no .forward of the user's
    EXPECT_EQ(boxes("staff+box@example.org"), "staff+box@example.org ");            // the search knows extensions
    EXPECT_EQ(boxes("staff+news@example.org"), "bob ");                             // aliases first
    EXPECT_EQ(boxes("nobody-here@example.org"), "none");
    down = true;
    EXPECT_EQ(boxes("staff@example.org"), "user lookup error");
    EXPECT_EQ(asked.back(), "staff@example.org");
}

TEST_F(planning, all_branches_failing_is_a_refusal) {
    aliases("{team=nosuch, nobodyatall}");
    EXPECT_EQ(brief("team@example.org"), "refused 550 unknown user: \"nosuch\"; ");
    EXPECT_EQ(brief("nosuch@example.org"), "unknown");
}

TEST_F(planning, a_table_that_does_not_answer_is_temporary) {
    auto const broken = [](char const* key) {
        conf::maps out;
        out.add(std::make_shared<broken_for>(key));
        return out;
    };
    auto const usual = rules;
    rules.aliases.push_back({broken("alice"), "broken", {}});
    EXPECT_EQ(brief("alice@example.org"), "refused 451 alias database unavailable; ");
    EXPECT_EQ(brief("bob@example.org"), "0: box bob; ");
    rules = usual;
    rules.users = broken("alice");
    EXPECT_EQ(brief("alice@example.org"), "refused 451 user lookup error; ");
    rules = usual;
    for (auto* map : {&rules.mailbox_transports, &rules.mailbox_commands}) {
        *map = broken("alice");
        EXPECT_EQ(brief("alice@example.org"), "refused 451 table lookup failure; ");
        *map = conf::maps();
    }
    rules.fallback_transports = broken("nosuch");
    EXPECT_EQ(brief("nosuch@example.org"), "refused 451 table lookup failure; ");
    rules = usual;
    EXPECT_EQ(brief("cut@example.org"), "refused 451 user lookup error; ");
    aliases("{team=bob, broken}");
    rules.aliases.push_back({broken("broken"), "broken", {}});
    EXPECT_EQ(brief("team@example.org"), "refused 451 alias database unavailable; ") << "nothing is carried out by halves";
}

TEST_F(planning, an_alias_file_that_is_gone_is_temporary) {
    rules.aliases.push_back({table("{team=alice}"), "aliases", home + "/none"});
    EXPECT_EQ(brief("team@example.org"), "refused 451 alias database unavailable; ");
}

TEST_F(planning, a_table_that_is_not_trusted_gives_addresses_only) {
    aliases(fmt::format("{{team=alice, x@remote.example, \"|cat\", /out/box, ~/box, :include:{}/list}} {{alice=alice, bob}}", home));
    rules.aliases.front().addresses_only = true;
    write(".forward", "/out/mine\n");
    EXPECT_EQ(brief("team@example.org"), "0: file /out/mine; 1: box bob; 2: forward x@remote.example; failed 5.7.1; failed 5.7.1; failed 5.7.1; failed 5.7.1; ");
}

TEST_F(planning, forward_files_that_do_not_count) {
    auto const path = write(".forward", "x@remote.example\n");
    EXPECT_EQ(brief("alice@example.org"), "0: forward x@remote.example; ");
    ::chmod(path.c_str(), 0646);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0644), 0);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    std::filesystem::remove(path);
    std::filesystem::create_symlink("/dev/zero", path);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    std::filesystem::remove(path);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    int const socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    ::close(socket);
}

TEST_F(planning, a_forward_file_is_read_with_the_users_rights) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto const path = write(".forward", "x@remote.example\n", 0600);
    ASSERT_EQ(::chown(path.c_str(), 0, 0), 0);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
    ::chmod(path.c_str(), 0644);
    EXPECT_EQ(brief("alice@example.org"), "0: forward x@remote.example; ");
    ASSERT_EQ(::chown(path.c_str(), 1, 1), 0);
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");
}

TEST_F(planning, large_forward_files_end) {
    std::string comments;
    while (comments.size() < (10u << 20)) comments += "# nothing in this line but a comment\n";
    write(".forward", comments + "x@remote.example\n");
    EXPECT_EQ(brief("alice@example.org"), "0: forward x@remote.example; ");

    std::string many;
    rules.most_items = 2000;
    for (int i = 0; many.size() < (10u << 20); ++i) many += fmt::format("u{}@x.example\n", i);
    write(".forward", many);
    EXPECT_EQ(brief("alice@example.org"), "refused 451 more than 2000 items in lists; ");

    write(".forward", std::string(1u << 20, ','));
    EXPECT_EQ(brief("alice@example.org"), "0: box alice; ");

    rules.most_items = 100'000;
    rules.most_bytes = 1 << 20;
    write(".forward", "");
    ASSERT_EQ(::truncate((home + "/.forward").c_str(), 1ll << 40), 0);
    EXPECT_EQ(brief("alice@example.org"), fmt::format("refused 451 {}/.forward is too large; ", home));
}

TEST_F(planning, expansions_that_grow_by_doubling_end) {
    std::string pairs;
    for (int i = 0; i < 40; ++i) pairs += fmt::format("{{a{0}=a{1}, b{1}}} {{b{0}=a{1}, b{1}}} ", i, i + 1);
    aliases(pairs);
    auto const begun = std::chrono::steady_clock::now();
    (void)brief("a0@example.org");
    rules.duplicate_limit = 1;
    rules.most_items = 2000;
    EXPECT_EQ(brief("a0@example.org"), "refused 451 more than 2000 items in lists; ");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
}

TEST_F(planning, who_keeps_a_copy_is_no_circle_whatever_the_limit) {
    rules.duplicate_limit = 1;
    write(".forward", "\\alice, x@remote.example\n");
    aliases("{team=bob, y@remote.example, alice}");
    EXPECT_EQ(brief("team@example.org"), "0: box bob; 1: forward y@remote.example x@remote.example; 2: box alice; ");
}

TEST_F(planning, includes_of_themselves_end) {
    rules.duplicate_limit = 1;
    rules.most_items = 2000;
    auto const path = write("list", fmt::format(":include:{0}/list\n:include:{0}/list2\n", home));
    write("list2", fmt::format(":include:{0}/list, :include:{0}/list\n", home));
    aliases(fmt::format("{{team=:include:{}}}", path));
    auto const got = planned("team@example.org");
    ASSERT_TRUE(got);
    EXPECT_NE(got->refusal.code, 0);
}

TEST_F(planning, includes_in_the_way) {
    auto const path = home + "/list";
    aliases(fmt::format("{{team=:include:{}}}", path));
    auto const expected = "refused 554 mail system configuration error; ";
    EXPECT_EQ(brief("team@example.org"), expected);
    ASSERT_EQ(::mkfifo(path.c_str(), 0644), 0);
    EXPECT_EQ(brief("team@example.org"), expected);
    std::filesystem::remove(path);
    std::filesystem::create_symlink("/dev/zero", path);
    EXPECT_EQ(brief("team@example.org"), expected);
    std::filesystem::remove(path);
    write("real", "x@remote.example\n");
    std::filesystem::create_symlink("real", path);
    EXPECT_EQ(brief("team@example.org"), "0: forward x@remote.example; ");
}

TEST_F(planning, odd_bytes_never_become_an_envelope) {
    std::string const bad[] = {"a\nb@remote.example", "\"a\\\nb\"@remote.example", "\xff\xfe@remote.example", "a@re\x01mote", std::string("a\0b@x.example", 13),
                               std::string(300, 'a') + "@remote.example", "a@" + std::string(300, 'b') + ".example", "a@b@c@d", "\"\"@remote.example"};
    for (auto const& text : bad) {
        write(".forward", text + "\n");
        auto const got = planned("alice@example.org");
        ASSERT_TRUE(got);
        for (auto const& one : got->forwards)
            for (auto const& to : one.recipients) EXPECT_EQ(to.find_first_of(std::string_view("\n\r\0\xff\x01", 5)), to.npos) << to;
    }
    write(".forward", "\xff\xfe@remote.example\n");
    EXPECT_EQ(brief("alice@example.org"), "refused 501 bad recipient address syntax: ??@remote.example; ");
}

TEST_F(planning, names_of_any_bytes) {
    for (auto const& name : {std::string(255, 'x'), std::string("a\nb"), std::string("../../etc"), std::string("\xff"), std::string("a/b"), std::string("."), std::string("..")})
        EXPECT_EQ(brief(name + "@example.org"), "unknown") << name;
    EXPECT_EQ(brief("@example.org"), "refused 501 null username in \"@example.org\"; ");
}

TEST_F(planning, every_cut_of_a_forward_file_is_a_plan) {
    std::string const text = "# comment\n\\alice, \"|/bin/x -a 'b' \\\"c\\\"\", /a/b, ~/c/, :include:" + home +
                             "/list\nBob <bob@example.org>, group: one, two;, \"q q\"@remote.example, (note) x%y, @a:b@c, <>\n";
    write("list", "alice, x@remote.example");
    for (std::size_t size = 0; size <= text.size(); ++size) {
        write(".forward", text.substr(0, size));
        EXPECT_TRUE(planned("alice@example.org")) << size;
    }
}

TEST_F(planning, a_message_in_circles_loses_that_branch) {
    aliases("{team=alice, bob, x@remote.example}");
    auto got = *planned("team@example.org");
    std::vector<std::string> pieces{"Delivered-To: BOB@example.org\r\n\r\n"};
    incoming const message("s@example.com", std::make_shared<std::vector<std::string> const>(pieces), 1);
    drop_loops(got, message);
    ASSERT_EQ(got.mailboxes.size(), 1u);
    EXPECT_EQ(got.mailboxes.front().who.account, "alice");
    EXPECT_EQ(got.forwards.size(), 1u);
    ASSERT_EQ(got.failures.size(), 1u);
    EXPECT_EQ(got.failures.front().text, "mail forwarding loop for bob@example.org");
    EXPECT_EQ(got.failures.front().enhanced, "5.4.6");

    rules.aliases.clear();
    aliases("{other=bob}");
    auto only = *planned("other@example.org");
    drop_loops(only, message);
    EXPECT_EQ(only.refusal.code, 554);
}

TEST_F(planning, delivered_to_may_differ_by_branch) {
    rules.frozen_delivered_to = false;
    aliases("{one=two, /out/first} {two=/out/second}");
    auto const got = *planned("one@example.org");
    ASSERT_EQ(got.mailboxes.size(), 2u);
    EXPECT_EQ(got.mailboxes[0].delivered_to, "two@example.org");
    EXPECT_EQ(got.mailboxes[1].delivered_to, "one@example.org");
    rules.aliases.clear();
    aliases("{one=two} {two=/out/second}");
    auto const same = *planned("one@example.org");
    EXPECT_EQ(same.delivered_to, "two@example.org");
    EXPECT_EQ(same.mailboxes[0].delivered_to, "");
}

TEST_F(planning, the_directory_of_commands) {
    rules.mailbox_command = "cat";
    rules.delimiter = "+";
    rules.command_directory = "$home/${extension?at-$extension}${extension:none}";
    rules.command_directory_filter = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-";
    EXPECT_EQ(planned("alice+l$home@example.org")->commands.front().directory, home + "/at-l_home");
    EXPECT_EQ(planned("alice@example.org")->commands.front().directory, home + "/none");
    rules.command_directory = "${home";
    EXPECT_EQ(brief("alice@example.org"), "refused 451 mail system configuration error; ");
}

TEST(local_macros, values_stay_text) {
    local_macros values;
    values.user = "${home}$shell";
    values.home = "/h";
    EXPECT_EQ(expand_macros("a-$user-${home}", values, {}).text, "a-${home}$shell-/h");
    EXPECT_EQ(expand_macros("$user", values, "ehmo").text, "__home___he__");
    EXPECT_FALSE(expand_macros("$extension", values, {}).is_complete);
    EXPECT_TRUE(expand_macros("${extension?x}${extension:$user}", values, {}).is_complete);
    EXPECT_FALSE(expand_macros("${extension?x}$(extension)", values, {}).is_complete);
    EXPECT_TRUE(expand_macros("$user", values, {}).is_complete);
    EXPECT_TRUE(expand_macros("${extension}", values, {}).has_extension);
    EXPECT_FALSE(expand_macros("${extension?x}", values, {}).has_extension);
    EXPECT_FALSE(expand_macros("${user", values, {}).mistake.empty());
}

TEST(local_address, is_completed_as_the_queue_does_it) {
    address_completion rules;
    rules.origin = "example.org";
    rules.domain = "example.net";
    EXPECT_EQ(completed_address("user", rules), "user@example.org");
    EXPECT_EQ(completed_address("user@host", rules), "user@host");
    EXPECT_EQ(completed_address("host!user", rules), "user@host");
    EXPECT_EQ(completed_address("user%host", rules), "user@host");
    EXPECT_EQ(completed_address("user@host.", rules), "user@host");
    EXPECT_EQ(completed_address("@one,@two:user@host", rules), "user@host");
    EXPECT_EQ(completed_address("@host", rules), "@host");
    EXPECT_EQ(named_place("user%host@here", rules), "user@host");
    EXPECT_EQ(named_place("host!user@here", rules), "user@host");
    EXPECT_EQ(named_place("user@host@here", rules), "user@host");
    for (auto const* plain : {"user@here", "%@here", "!x@here", "user%host", ""}) EXPECT_FALSE(named_place(plain, rules)) << plain;
    rules.append_dot_mydomain = true;
    EXPECT_EQ(completed_address("user@host", rules), "user@host.example.net");
    EXPECT_EQ(completed_address("user@[::1]", rules), "user@[::1]");
    rules.append_at_myorigin = rules.swap_bangpath = rules.allow_percent_hack = false;
    EXPECT_EQ(completed_address("a!b%c", rules), "a!b%c");
    EXPECT_EQ(envelope_form("a b@x.example"), "\"a b\"@x.example");
    EXPECT_FALSE(envelope_form("a\nb@x.example"));
    EXPECT_FALSE(envelope_form(""));
}

TEST(local_user, lines_of_passwd) {
    auto const user = parse_passwd("bob:x:7:8:Bob, Room 1:/home/bob:/bin/sh");
    ASSERT_TRUE(user);
    EXPECT_EQ(user->name, "bob");
    EXPECT_EQ(user->uid, 7u);
    EXPECT_EQ(user->gid, 8u);
    EXPECT_EQ(user->home, "/home/bob");
    EXPECT_EQ(user->shell, "/bin/sh");
    EXPECT_TRUE(parse_passwd("bob:x:7:8:::"));
    for (auto const* bad : {"", "bob", ":x:1:1:::", "bob:x:-1:1:::", "bob:x:1:y:::", "bob:x:1:1::", "bob:x:1:1::::", "bob:x:99999999999:1:::"})
        EXPECT_FALSE(parse_passwd(bad)) << bad;
}

TEST(local_files, long_lines_come_in_pieces) {
    char name[] = "/tmp/mailstead-lines-XXXXXX";
    base::unique_fd const file(::mkstemp(name));
    std::string const text = "abcdefgh\n\nij\nk";
    ASSERT_EQ(::write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    auto const lines = [&](std::size_t limit, std::uint64_t budget) {
        ::lseek(file.get(), 0, SEEK_SET);
        std::string out;
        auto const take = [&](std::string_view line) {
            out += fmt::format("[{}]", line);
            return true;
        };
        auto const done = read_lines(file.get(), limit, budget, take);
        return out + (done && *done ? "" : "...");
    };
    EXPECT_EQ(lines(100, 100), "[abcdefgh][][ij][k]");
    EXPECT_EQ(lines(3, 100), "[abc][def][gh][][ij][k]");
    EXPECT_EQ(lines(100, 13), "...");
    ::unlink(name);
}

}  // namespace
}  // namespace mailstead::mda
