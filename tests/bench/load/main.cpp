// The load generator of the side-by-side benchmark: one mode per kind of work, one line of JSON as result.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "tests/bench/load/idle.h"
#include "tests/bench/load/imap_work.h"
#include "tests/bench/load/listing.h"
#include "tests/bench/load/logins.h"
#include "tests/bench/load/pop3_work.h"
#include "tests/bench/load/sender.h"
#include "tests/bench/load/sink.h"

namespace mailstead::load {
namespace {

using milliseconds = std::chrono::duration<double, std::milli>;
using seconds = std::chrono::duration<double>;

struct options {
    place where;
    sending what;
    std::string maildir, password, imap, by = "imap";
    unsigned count = 1, slow = 0, at_once = 1;
    double delay = 0;
    double limit = 120;
    bool tls = false, stays = false;
};

clock::time_point deadline(options const& from) {
    return clock::now() + std::chrono::duration_cast<clock::duration>(seconds(from.limit));
}

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
    }
    return out + '"';
}

// Sends all messages; with a Maildir pattern the clock runs until all are listed, else until the last reply.
int send(options const& from) {
    auto const until = deadline(from);
    loop on;
    campaign work(from.what);
    std::optional<listing> boxes;
    if (!from.maildir.empty()) boxes.emplace(from.maildir, from.what.users);

    session::counter ends{0, from.count};
    std::vector<std::unique_ptr<session>> sessions;
    for (unsigned i = 0; i < from.count; ++i) sessions.push_back(std::make_unique<session>(on, from.where, work, ends));
    bool complete = on.run(until);
    auto end = work.last;
    std::uint64_t listed = 0;
    if (boxes) {
        complete = boxes->wait(work.by_user(), until) && complete;
        end = std::max(end, boxes->seen());
        listed = boxes->listed();
    }
    bool const all = complete && work.acknowledged() == from.what.messages;
    fmt::print("{{\"complete\": {}, \"acknowledged\": {}, \"listed\": {}, \"refused\": {}, \"refusal\": {}, "
               "\"began\": {:.6f}, \"accept_seconds\": {:.6f}, \"seconds\": {:.6f}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}}}\n",
               all, work.acknowledged(), listed, work.refused(), json_text(work.first_refusal()),
               seconds(work.first.time_since_epoch()).count(), seconds(work.last - work.first).count(), seconds(end - work.first).count(), work.latency(0.5),
               work.latency(0.99));
    return 0;
}

class stop_at_input final : public waiter {
public:
    explicit stop_at_input(loop& on) : loop_(on) { on.watch(STDIN_FILENO, EPOLLIN, *this); }
    void ready(std::uint32_t) override { loop_.stop(); }

private:
    loop& loop_;
};

// Opens `count` clients, a few logins at a time, says how many wait, and keeps them until its input ends.
int idle(options const& from) {
    constexpr unsigned at_once = 16;
    auto const until = deadline(from);
    loop on;
    std::vector<std::unique_ptr<idler>> clients;
    unsigned waiting = 0, ended = 0;
    std::string why;
    auto const settled = [&] {
        if (waiting + ended == clients.size()) on.stop();
    };
    idler::events tell;
    tell.idling = [&] { ++waiting, settled(); };
    tell.ended = [&](std::string_view text) { why = text, ++ended, settled(); };
    while (clients.size() < from.count && ended < at_once) {
        auto const wave = std::min<std::size_t>(at_once, from.count - clients.size());
        for (std::size_t i = 0; i < wave; ++i) {
            login who{fmt::format("u{}@{}", clients.size() % from.what.users, from.what.domain), from.password};
            clients.push_back(std::make_unique<idler>(on, from.where, std::move(who), tell));
        }
        if (!on.run(until)) break;
    }
    fmt::print("{{\"idle\": {}, \"ended\": {}, \"why\": {}}}\n", waiting, ended, json_text(why));
    std::fflush(stdout);
    stop_at_input input(on);
    on.run(until);
    return 0;
}

// One client waits in IDLE, one session sends to it, message by message: from the sender's 250 to the EXISTS.
int idle_latency(options const& from) {
    auto const until = deadline(from);
    loop on;
    std::string why;
    clock::time_point told;
    auto where = from.where;
    where.to = from.imap;
    idler::events tell;
    tell.idling = [&] { on.stop(); };
    tell.ended = [&](std::string_view text) { why = text, on.stop(); };
    tell.grown = [&] { told = clock::now(), on.stop(); };
    idler client(on, where, {"u0@" + from.what.domain, from.password}, tell);
    on.run(until);

    where.to = from.where.to;
    where.tls = nullptr;
    std::vector<double> times;
    auto one = from.what;
    one.messages = 1;
    one.users = 1;
    while (why.empty() && times.size() < from.what.messages) {
        campaign work(one);
        session::counter ends{0, 1};
        told = {};
        session sender(on, where, work, ends);
        // Each stop is the EXISTS or the end of the sender's session.
        while (on.run(until) && why.empty() && (told == clock::time_point{} || ends.ended == 0)) {}
        if (told == clock::time_point{} || work.acknowledged() != 1) break;
        times.push_back(std::max(0.0, milliseconds(told - work.last).count()));
    }
    std::sort(times.begin(), times.end());
    auto const at = [&](double share) { return times.empty() ? 0 : times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]; };
    fmt::print("{{\"complete\": {}, \"messages\": {}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"why\": {}}}\n",
               times.size() == from.what.messages, times.size(), at(0.5), at(0.99), json_text(why));
    return 0;
}

// IMAP clients that work: from the first command after all have selected INBOX to the last answer.
int work(options const& from, assignment::kind kind) {
    auto const until = deadline(from);
    loop on;
    campaign texts(from.what);
    auto const one = texts.take();
    assignment_progress progress({kind, from.what.messages, one.head + texts.body().substr(0, texts.body().size() - 3)});
    worker::party together{{}, from.count, 0};
    std::vector<std::unique_ptr<worker>> clients;
    for (unsigned i = 0; i < from.count; ++i) {
        login who{fmt::format("u{}@{}", i % from.what.users, from.what.domain), from.password};
        clients.push_back(std::make_unique<worker>(on, from.where, std::move(who), progress, together, i + 1));
    }
    bool const complete = on.run(until) && progress.done() == from.what.messages;
    fmt::print("{{\"complete\": {}, \"done\": {}, \"refusal\": {}, \"seconds\": {:.6f}}}\n", complete, progress.done(),
               json_text(progress.first_refusal()), seconds(progress.last - progress.first).count());
    return 0;
}

int print_work(bool complete, assignment_progress const& progress) {
    fmt::print("{{\"complete\": {}, \"done\": {}, \"refusal\": {}, \"seconds\": {:.6f}}}\n", complete, progress.done(),
               json_text(progress.first_refusal()), seconds(progress.last - progress.first).count());
    return 0;
}

// POP3 clients, each with a user of its own: a maildrop is locked.
int retrieve(options const& from) {
    auto const until = deadline(from);
    loop on;
    assignment_progress progress({assignment::kind::mixed, from.what.messages, {}});
    retriever::party together;
    together.all = from.count;
    std::vector<std::unique_ptr<retriever>> clients;
    for (unsigned i = 0; i < from.count; ++i) {
        login who{fmt::format("u{}@{}", i % from.what.users, from.what.domain), from.password};
        clients.push_back(std::make_unique<retriever>(on, from.where, std::move(who), progress, together, from.at_once));
    }
    bool const complete = on.run(until) && progress.done() == from.what.messages;
    return print_work(complete, progress);
}

// POP3 clients that have logged in and say nothing; kept until the input ends.
int stay(options const& from) {
    auto const until = deadline(from);
    loop on;
    assignment_progress nothing({});
    std::vector<std::unique_ptr<retriever>> clients;
    retriever::party together;
    together.stays = true;
    while (clients.size() < from.count && together.ended == 0) {
        together.all = static_cast<unsigned>(std::min<std::size_t>(from.count, clients.size() + 16));
        while (clients.size() < together.all) {
            login who{fmt::format("u{}@{}", clients.size() % from.what.users, from.what.domain), from.password};
            clients.push_back(std::make_unique<retriever>(on, from.where, std::move(who), nothing, together, 1));
        }
        if (!on.run(until)) break;
    }
    fmt::print("{{\"idle\": {}, \"ended\": {}, \"why\": {}}}\n", together.here, together.ended, json_text(nothing.first_refusal()));
    std::fflush(stdout);
    stop_at_input input(on);
    on.run(until);
    return 0;
}

int log_in(options const& from) {
    auto const until = deadline(from);
    loop on;
    assignment_progress progress({assignment::kind::mixed, from.what.messages, {}});
    login_client::party together;
    together.all = from.count;
    together.users = from.what.users;
    together.domain = from.what.domain;
    together.password = from.password;
    auto const how = from.by == "pop3" ? login_client::how::pop3 : from.by == "scram" ? login_client::how::scram : login_client::how::imap;
    std::vector<std::unique_ptr<login_client>> clients;
    for (unsigned i = 0; i < from.count; ++i) clients.push_back(std::make_unique<login_client>(on, from.where, how, progress, together));
    bool const complete = on.run(until) && progress.done() == from.what.messages;
    return print_work(complete, progress);
}

// Answers each line of the input with what has arrived; its end is the end.
class teller final : public waiter {
public:
    teller(loop& on, sink const& of) : loop_(on), sink_(of) { on.watch(STDIN_FILENO, EPOLLIN, *this); }
    void ready(std::uint32_t) override {
        char text[256];
        auto const size = ::read(STDIN_FILENO, text, sizeof text);
        if (size <= 0) return loop_.stop();
        for (auto asked = std::count(text, text + size, '\n'); asked > 0; --asked) tell();
    }

private:
    void tell() const {
        std::vector<std::uint64_t> messages;
        std::vector<double> last;
        for (auto const& one : sink_.counted()) {
            messages.push_back(one.messages);
            last.push_back(seconds(one.last.time_since_epoch()).count());
        }
        fmt::print("{{\"messages\": [{}], \"last\": [{:.6f}]}}\n", fmt::join(messages, ", "), fmt::join(last, ", "));
        std::fflush(stdout);
    }

    loop& loop_;
    sink const& sink_;
};

// Servers to relay to: says their ports, and then what arrived there whenever it is asked.
int take_mail(options const& from) {
    loop on;
    sink servers(on, from.count, from.slow, std::chrono::duration_cast<clock::duration>(seconds(from.delay)));
    teller told(on, servers);
    fmt::print("{{\"ports\": [{}]}}\n", fmt::join(servers.numbers(), ", "));
    std::fflush(stdout);
    servers.run(deadline(from));
    return 0;
}

void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int argc, char** argv) {
    options from;
    CLI::App app("Load generator for mail servers on this machine", "bench_load");
    app.require_subcommand(1);
    auto const common = [&](CLI::App* mode) {
        mode->add_option("--to", from.where.to, "server: ADDRESS:PORT or a socket's path")->required();
        mode->add_option("--from", from.where.from, "own address");
        mode->add_option("--domain", from.what.domain, "domain of the users u0, u1, ...")->required();
        mode->add_option("--users", from.what.users, "number of users")->check(CLI::Range(1, 100000));
        mode->add_option("--limit", from.limit, "seconds after which to give up");
        mode->add_flag("--tls", from.tls, "TLS from the first byte (IMAP)");
        mode->add_option("--password", from.password, "password of every user (IMAP)");
        mode->add_option("--messages", from.what.messages, "number of messages");
        mode->add_option("--bytes", from.what.bytes, "size of a message");
        return mode;
    };
    auto* const smtp = common(app.add_subcommand("smtp", "send by SMTP"));
    auto* const lmtp = common(app.add_subcommand("lmtp", "send by LMTP"));
    for (auto* mode : {smtp, lmtp}) {
        mode->add_option("--domains", from.what.domains, "number of domains; %d in --domain is the number of one")->check(CLI::Range(1, 1000));
        mode->add_option("--first-domain", from.what.first_domain, "the lowest number");
        mode->add_option("--sessions", from.count, "sessions at the same time")->check(CLI::Range(1, 10000));
        mode->add_option("--maildir", from.maildir, "path of a user's Maildir, %u = number: wait until all are listed");
    }
    auto* const waiting = common(app.add_subcommand("idle", "open IDLE clients; keep them until input ends"));
    waiting->add_option("--connections", from.count, "number of clients");
    auto* const latency = common(app.add_subcommand("idle-latency", "time from the 250 to the EXISTS"));
    latency->add_option("--imap", from.imap, "IMAP server of the waiting client: ADDRESS:PORT")->required();
    auto* const mixed = common(app.add_subcommand("imap", "IMAP clients at work; --messages commands in all"));
    auto* const appending = common(app.add_subcommand("append", "IMAP clients that append; --messages in all"));
    for (auto* mode : {mixed, appending}) mode->add_option("--sessions", from.count, "clients at the same time")->check(CLI::Range(1, 10000));
    auto* const retrieving = common(app.add_subcommand("pop3", "POP3 clients that retrieve; --messages in all"));
    auto* const entering = common(app.add_subcommand("logins", "log in and out; --messages times in all"));
    for (auto* mode : {retrieving, entering}) mode->add_option("--sessions", from.count, "clients at the same time")->check(CLI::Range(1, 10000));
    retrieving->add_flag("--stay", from.stays, "log in and wait until the input ends");
    retrieving->add_option("--at-once", from.at_once, "RETRs under way at a time")->check(CLI::Range(1, 1000));
    entering->add_option("--by", from.by, "imap, pop3, or scram (IMAP)");
    auto* const taking = app.add_subcommand("sink", "take all mail on loopback ports; a line of input asks what came");
    taking->add_option("--ports", from.count, "number of ports")->check(CLI::Range(1, 1000));
    taking->add_option("--slow", from.slow, "so many of them, from the first, reply late");
    taking->add_option("--delay", from.delay, "seconds that these wait after the text");
    taking->add_option("--limit", from.limit, "seconds after which to end");
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error);
    }
    raise_descriptor_limit();
    auto const context = client_context();
    if (from.tls) from.where.tls = context.get();
    if (*lmtp) from.what.speaks = protocol::lmtp;
    if (*taking) return take_mail(from);
    if (*waiting) return idle(from);
    if (*mixed) return work(from, assignment::kind::mixed);
    if (*retrieving && from.stays) return stay(from);
    if (*retrieving) return retrieve(from);
    if (*entering) return log_in(from);
    if (*appending) return work(from, assignment::kind::append);
    if (*latency) return idle_latency(from);
    return send(from);
}

}  // namespace
}  // namespace mailstead::load

int main(int argc, char** argv) {
    try {
        return mailstead::load::run(argc, argv);
    } catch (std::exception const& error) {
        fmt::print(stderr, "bench_load: {}\n", error.what());
        return 1;
    }
}
