// Programs from start to end, with real processes: statuses, output, limits; and the way of a request to the role exec.
#include "server/programs.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "tests/lib/loop.h"
#include "mta/pipe/carrier.h"
#include "net/error.h"
#include "net/exec_client.h"
#include "net/listener.h"
#include "server/exec_service.h"

namespace mailstead::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using words = std::vector<std::string>;
using clock = std::chrono::steady_clock;

launch shell(std::string script) {
    launch out;
    out.argv = {"/bin/sh", "-c", std::move(script)};
    out.environment = {"PATH=/usr/bin:/bin", "NAME=value"};
    out.input.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return out;
}

// What becomes of it, in at most ten seconds.
net::exec_outcome outcome_of(launch what, seconds limit = seconds(10)) {
    net::exec_outcome out;
    auto body = [&](net::executor here) -> net::task<void> {
        programs all(here);
        out = co_await all.run(std::move(what), limit);
        EXPECT_EQ(all.running(), 0u);
    };
    test::run(body);
    return out;
}

// `printed`: what `echo $$` says. A zombie is dead.
bool is_alive(std::string const& printed) {
    auto const pid = std::stol(printed);
    if (::kill(static_cast<pid_t>(pid), 0) != 0) return false;
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    return text.find(") Z") == text.npos && !text.empty();
}

bool ends_soon(std::string const& pid) {
    for (int i = 0; i < 200 && is_alive(pid); ++i) ::usleep(10000);
    return !is_alive(pid);
}

TEST(programs, tell_how_they_ended) {
    EXPECT_EQ(outcome_of(shell("exit 7")), (net::exec_outcome{net::exec_end::exited, 7, "/bin/sh", ""}));
    EXPECT_EQ(outcome_of(shell("echo out; echo error >&2")), (net::exec_outcome{net::exec_end::exited, 0, "/bin/sh", "out\nerror\n"}));
    EXPECT_EQ(outcome_of(shell("kill -TERM $$")), (net::exec_outcome{net::exec_end::signalled, SIGTERM, "/bin/sh", ""}));
    EXPECT_EQ(outcome_of(shell("env | sort")).output, "NAME=value\nPATH=/usr/bin:/bin\nPWD=/\n");
}

TEST(programs, keep_four_kilobytes_and_read_the_rest) {
    auto const out = outcome_of(shell("head -c 30000000 /dev/zero; echo done >&2"));
    EXPECT_EQ(out.how, net::exec_end::exited);
    EXPECT_EQ(out.status, 0) << "no SIGPIPE";
    EXPECT_EQ(out.output, std::string(4096, '\0'));
}

TEST(programs, are_killed_with_their_children_at_the_limit) {
    auto const begin = clock::now();
    auto const out = outcome_of(shell("sleep 60 & echo $!; wait"), seconds(1));
    EXPECT_EQ(out.how, net::exec_end::timed_out);
    EXPECT_LT(clock::now() - begin, seconds(8));
    ASSERT_FALSE(out.output.empty());
    EXPECT_TRUE(ends_soon(out.output));
}

TEST(programs, do_not_wait_for_what_they_left_behind) {
    auto const begin = clock::now();
    auto const out = outcome_of(shell("sleep 60 & echo $!"));
    EXPECT_EQ(out.how, net::exec_end::exited);
    EXPECT_LT(clock::now() - begin, seconds(8));
    ASSERT_FALSE(out.output.empty());
    EXPECT_TRUE(is_alive(out.output));
    ::kill(static_cast<pid_t>(std::stol(out.output)), SIGKILL);
}

TEST(programs, that_cannot_be_started_say_why) {
    auto missing = shell("");
    missing.argv = {"/nonexistent/program"};
    auto const out = outcome_of(std::move(missing));
    EXPECT_EQ(out.how, net::exec_end::not_started);
    EXPECT_EQ(out.output, "execvp /nonexistent/program: No such file or directory");
    auto nameless = shell("");
    nameless.argv = {"no-such-program-anywhere"};
    EXPECT_EQ(outcome_of(std::move(nameless)).output, "execvp no-such-program-anywhere: No such file or directory");
    auto forbidden = shell("");
    forbidden.argv = {"/etc/passwd"};
    EXPECT_EQ(outcome_of(std::move(forbidden)).output, "execvp /etc/passwd: Permission denied");
    auto nowhere = shell("exit 0");
    nowhere.directory = "/nonexistent";
    EXPECT_TRUE(outcome_of(std::move(nowhere)).output.starts_with("cannot change directory to \"/nonexistent\""));
    auto caged = shell("exit 0");
    caged.chroot = "/nonexistent";
    EXPECT_TRUE(outcome_of(std::move(caged)).output.starts_with("chroot(/nonexistent): "));
    auto found = shell("");
    found.argv = {"echo", "by name"};
    EXPECT_EQ(outcome_of(std::move(found)).output, "by name\n");
}

TEST(programs, run_as_their_user_for_good) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    auto other = shell("id -u; id -g; id -G; grep -c '^Cap.*0000000000000000$' /proc/self/status; umask; "
                       "setpriv --reuid=0 true 2>/dev/null || echo kept");
    other.as = launch::user{65533, 65532};
    EXPECT_EQ(outcome_of(std::move(other)).output, "65533\n65532\n65532\n4\n0077\nkept\n");
}

TEST(programs, end_with_their_requester) {
    std::string pid;
    auto body = [&](net::executor here) -> net::task<void> {
        auto const ends = test::connected_sockets();
        programs all(here);
        boost::asio::steady_timer timer(here, milliseconds(300));
        auto hang_up = [&](boost::system::error_code) { ::close(ends.second); };
        timer.async_wait(hang_up);
        auto what = shell("echo $$; exec sleep 60");
        auto const out = co_await all.run(std::move(what), seconds(15), ends.first);
        EXPECT_EQ(out.how, net::exec_end::signalled);
        pid = out.output;
        ::close(ends.first);
    };
    test::run(body);
    ASSERT_FALSE(pid.empty());
    EXPECT_FALSE(is_alive(pid));
}

// The role exec and the carriers of the queue, in one thread, over a socket.
struct exec_place {
    explicit exec_place(net::executor here, std::string const& rows, std::string const& main_cf = "")
        : tasks(here), service(here, tasks) {
        char name[] = "/tmp/mailstead-exec-XXXXXX";
        directory = ::mkdtemp(name);
        std::filesystem::permissions(directory, std::filesystem::perms(0755));
        conf::configuration files;
        files.directory = directory;
        files.services = conf::parse_master_cf(rows, "master.cf");
        files.values = conf::settings(conf::parse_main_cf(main_cf, "main.cf"), directory, {"host.example", {}}, files.problems);
        service.use(std::make_shared<exec_rules const>(files));
        auto bound = net::listen_unix(socket(), 0600);
        listener = std::make_unique<net::listener>(here, std::move(*bound), [this](base::unique_fd fd) { service.take(std::move(fd)); });
    }
    ~exec_place() { std::filesystem::remove_all(directory); }
    std::string socket() const { return directory + "/exec"; }

    std::string directory;
    net::session_set tasks;
    exec_service service;
    std::unique_ptr<net::listener> listener;
};

// Whom rows may name: root runs nothing as himself, others nothing as somebody else.
std::string somebody() {
    auto const* me = ::geteuid() == 0 ? ::getpwnam("nobody") : ::getpwuid(::geteuid());
    return me ? me->pw_name : "";
}

net::exec_request request(std::string service) {
    return {"pipe", std::move(service), {{"sender", "from@here"}, {"size", "5"}}, {{"to@there", ""}}};
}

TEST(exec_service, runs_what_a_row_says_and_nothing_else) {
    if (somebody().empty()) GTEST_SKIP() << "this user has no name";
    auto body = [&](net::executor here) -> net::task<void> {
        exec_place place(here, "cat unix - n n - - pipe user=" + somebody() + " argv=/bin/cat\nbad unix - n n - - pipe user=root argv=/bin/cat\n");
        net::exec_client client(here, place.socket());
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        EXPECT_EQ(::write(ends[1], "hello", 5), 5);
        ::close(ends[1]);
        auto what = request("cat");
        auto const good = co_await client.run(std::move(what), base::unique_fd(ends[0]), seconds(10));
        EXPECT_TRUE(good.has_value());
        if (good) {
            EXPECT_EQ(good->output, "hello");
            EXPECT_EQ(good->how, net::exec_end::exited);
        }
        what = request("bad");
        auto const bad = co_await client.run(std::move(what), base::unique_fd(), seconds(10));
        EXPECT_TRUE(bad && bad->how == net::exec_end::refused);
        if (bad && ::geteuid() == 0) {
            EXPECT_EQ(bad->output, "master.cf:2: pipe bad: user= attribute specifies root privileges");
        }
        EXPECT_EQ(client.running(), 0u);
        place.listener.reset();
        co_await place.tasks.stop(milliseconds(2000));
    };
    test::run(body);
}

TEST(exec_service, a_cut_run_ends_its_program) {
    if (somebody().empty()) GTEST_SKIP() << "this user has no name";
    auto body = [&](net::executor here) -> net::task<void> {
        exec_place place(here, "sleep unix - n n - - pipe user=" + somebody() + " argv=/bin/sleep 60\n");
        net::exec_client client(here, place.socket());
        boost::asio::steady_timer timer(here, milliseconds(300));
        auto cut = [&](boost::system::error_code) { client.cut(); };
        timer.async_wait(cut);
        auto what = request("sleep");
        auto const out = co_await client.run(std::move(what), base::unique_fd(), seconds(10));
        EXPECT_EQ(out.error(), net::make_error_code(net::errc::stopping));
        what = request("sleep");
        auto const late = co_await client.run(std::move(what), base::unique_fd(), seconds(1));
        EXPECT_EQ(late.error(), net::make_error_code(net::errc::timed_out));
        place.listener.reset();
        bool const all = co_await place.tasks.stop(milliseconds(3000));
        EXPECT_TRUE(all) << "the programs went on";
    };
    test::run(body);
}

TEST(exec_service, refuses_what_it_cannot_read) {
    auto body = [&](net::executor here) -> net::task<void> {
        exec_place place(here, "");
        for (std::string const& text : {std::string("\xff\xff\xff\xff too long"), std::string("\x04\0\0\0abcd", 8), std::string("\x01\0", 2)}) {
            auto const one = test::connected_sockets();
            place.service.take(base::unique_fd(one.first));
            EXPECT_EQ(::write(one.second, text.data(), text.size()), static_cast<ssize_t>(text.size()));
            ::shutdown(one.second, SHUT_WR);
            boost::asio::steady_timer timer(here, milliseconds(100));
            co_await timer.async_wait(boost::asio::use_awaitable);
            char byte;
            EXPECT_EQ(::recv(one.second, &byte, 1, MSG_DONTWAIT), 0);
            ::close(one.second);
        }
        co_await place.tasks.stop(milliseconds(1000));
    };
    test::run(body);
}

TEST(exec_client, nobody_listens) {
    auto body = [](net::executor here) -> net::task<void> {
        net::exec_client client(here, "/nonexistent/exec");
        auto what = request("x");
        auto const out = co_await client.run(std::move(what), base::unique_fd(), seconds(1));
        EXPECT_EQ(out.error(), base::from_errno(ENOENT));
    };
    test::run(body);
}

class no_carriers final : public mta::queue::carrier_source {
public:
    std::unique_ptr<mta::queue::carrier> open(mta::route::target const&) override { return nullptr; }
};

// With my name for @me@.
std::string for_me(std::string rows) {
    for (auto at = rows.find("@me@"); at != rows.npos; at = rows.find("@me@")) rows.replace(at, 4, somebody());
    return rows;
}

struct carrier_place {
    explicit carrier_place(net::executor here, std::string rows) : exec(here, rows = for_me(std::move(rows))), pipes(here, exec.socket(), none, disk) {
        conf::configuration files;
        files.services = conf::parse_master_cf(rows, "master.cf");
        files.values = conf::settings();
        mta::pipe::services all;
        for (auto const& row : files.services.services) {
            mta::pipe::service one;
            one.row = mta::pipe::parse_pipe(row.arguments).what;
            one.most = row.maxproc ? static_cast<std::size_t>(*row.maxproc) : 0;
            all.emplace(row.name, std::move(one));
        }
        pipes.use(std::move(all));
    }
    std::unique_ptr<mta::queue::carrier> open(std::string name) {
        mta::route::target where;
        where.kind = mta::route::target::way::pipe;
        where.transport = std::move(name);
        return pipes.open(where);
    }
    exec_place exec;
    net::disk_pool disk{2, milliseconds(5000)};
    no_carriers none;
    mta::pipe::carriers pipes;
};

lmtp::transaction mail(words const& to) {
    lmtp::transaction out;
    out.sender = "from@here";
    for (auto const& one : to) {
        lmtp::recipient whom;
        whom.address = one;
        out.recipients.push_back(std::move(whom));
    }
    out.text = std::make_shared<words const>(words{"Delivered-To: loop@there\r\nSubject: x\r\n\r\n", "body\r\n"});
    return out;
}

TEST(pipe_carrier, one_run_or_one_for_each) {
    if (somebody().empty()) GTEST_SKIP() << "this user has no name";
    auto body = [](net::executor here) -> net::task<void> {
        carrier_place place(here, "all unix - n n - - pipe user=@me@ argv=/usr/bin/printf %s. ${recipient}\n"
                                  "each unix - n n - - pipe user=@me@ flags=D argv=/usr/bin/printf %s. ${recipient}\n"
                                  "text unix - n n - - pipe user=@me@ flags=R argv=/bin/cat\n"
                                  "small unix - n n - - pipe user=@me@ size=10 argv=/bin/cat\n");
        auto all = place.open("all"), each = place.open("each"), text = place.open("text"), small = place.open("small"), gone = place.open("gone");
        auto what = mail({"a@there", "b@there"});
        auto out = co_await all->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(1).text, "delivered via all service (a@there.b@there.)");
        EXPECT_EQ(out.recipients.size(), 2u);
        what = mail({"a@there", "loop@there", "b@there"});
        out = co_await each->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(0).text, "delivered via each service (a@there.)");
        EXPECT_EQ(out.recipients.at(1).text, "mail forwarding loop for loop@there");
        EXPECT_EQ(out.recipients.at(1).enhanced, "5.4.6");
        EXPECT_EQ(out.recipients.at(2).text, "delivered via each service (b@there.)");
        what = mail({"a@there"});
        out = co_await text->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(0).text, "delivered via text service (Return-Path: <from@here> Delivered-To: loop@there Subject: x  body )");
        what = mail({"a@there"});
        out = co_await small->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(0).text, "message too large");
        EXPECT_EQ(out.recipients.at(0).enhanced, "5.2.3");
        what = mail({"a@there"});
        out = co_await gone->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(0).enhanced, "4.3.5");
        place.exec.listener.reset();
        co_await place.exec.tasks.stop(milliseconds(2000));
        std::filesystem::remove(place.exec.socket());
        what = mail({"a@there"});
        out = co_await all->deliver(std::move(what));
        EXPECT_EQ(out.recipients.at(0).what, lmtp::fate::not_attempted) << "the exec role is away: the site is in trouble, not the mail";
    };
    test::run(body);
}

TEST(pipe_carrier, as_many_at_once_as_the_row_allows) {
    if (somebody().empty()) GTEST_SKIP() << "this user has no name";
    auto body = [](net::executor here) -> net::task<void> {
        carrier_place place(here, "two unix - n n - 2 pipe user=@me@ argv=/bin/sleep 0.4\n");
        auto two = place.open("two");
        int done = 0;
        auto const one = [&]() -> net::task<void> {
            auto what = mail({"a@there"});
            auto const out = co_await two->deliver(std::move(what));
            EXPECT_EQ(out.recipients.at(0).code, 250);
            ++done;
        };
        auto const begin = clock::now();
        for (int i = 0; i < 5; ++i) place.exec.tasks.run("test", one());
        boost::asio::steady_timer timer(here);
        while (done < 5) {
            timer.expires_after(milliseconds(10));
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        EXPECT_GE(clock::now() - begin, milliseconds(1200)) << "three rounds of two";
        place.exec.listener.reset();
        co_await place.exec.tasks.stop(milliseconds(2000));
    };
    test::run(body);
}

TEST(pipe_carrier, stops_within_its_grace) {
    if (somebody().empty()) GTEST_SKIP() << "this user has no name";
    auto body = [](net::executor here) -> net::task<void> {
        carrier_place place(here, "long unix - n n - 1 pipe user=@me@ argv=/bin/sleep 60\n");
        auto slow = place.open("long");
        words texts;
        auto const one = [&]() -> net::task<void> {
            auto what = mail({"a@there"});
            auto const out = co_await slow->deliver(std::move(what));
            EXPECT_NE(out.recipients.at(0).what, lmtp::fate::replied);
            texts.push_back(out.recipients.at(0).text);
        };
        for (int i = 0; i < 2; ++i) place.exec.tasks.run("test", one());
        boost::asio::steady_timer timer(here, milliseconds(300));
        co_await timer.async_wait(boost::asio::use_awaitable);
        auto const begin = clock::now();
        co_await slow->stop(milliseconds(200));
        EXPECT_LT(clock::now() - begin, seconds(3));
        place.exec.listener.reset();
        bool const all = co_await place.exec.tasks.stop(milliseconds(3000));
        EXPECT_TRUE(all);
        EXPECT_EQ(texts.size(), 2u);
    };
    test::run(body);
}

}  // namespace
}  // namespace mailstead::server
