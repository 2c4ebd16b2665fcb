// Milters that are scripted: what they hear, what becomes of their answers, and of answers that never come.
#include "mta/milter/milters.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "mta/cleanup/passage.h"
#include "tests/lib/loop.h"
#include "tests/unit/mta/queue/room.h"

namespace mailstead::mta::milter {
namespace {

using namespace std::string_literals;
using kind = answer::kind;

std::string packet(std::string_view body) {
    std::string out;
    put_number(out, static_cast<std::uint32_t>(body.size()));
    return out += body;
}
std::string agreeing(std::uint32_t protocol = 0) {
    std::string out = "O";
    for (auto const value : {6u, 0x1ffu, protocol}) put_number(out, value);
    return packet(out);
}

// Answers each event with the bytes of its script, "c" when it has none; hangs up where the script is empty.
class fake_milter {
public:
    explicit fake_milter(std::string path, std::map<char, std::string> script, std::uint32_t protocol = 0)
        : path_(std::move(path)), script_(std::move(script)) {
        script_.emplace('O', agreeing(protocol));
        listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        path_.copy(where.sun_path, sizeof where.sun_path - 1);
        if (::bind(listening_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || ::listen(listening_, 5) != 0)
            throw std::runtime_error("fake milter: cannot listen");
        thread_ = std::thread([this] { serve(); });
    }
    ~fake_milter() {
        ::shutdown(listening_, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
    }
    std::string heard() {
        std::lock_guard const lock(mutex_);
        return heard_;
    }

private:
    void serve() {
        int const fd = ::accept(listening_, nullptr, nullptr);
        if (fd < 0) return;
        packet_reader in;
        for (bool open = true; open;) {
            char bytes[4096];
            auto const got = ::recv(fd, bytes, sizeof bytes, 0);
            if (got <= 0) break;
            in.feed(std::string_view(bytes, static_cast<std::size_t>(got)));
            for (auto item = in.next(); open && item.state == packet_reader::state::packet; item = in.next()) open = answer_to(fd, item.code);
        }
        ::close(fd);
    }
    bool answer_to(int fd, char code) {
        {
            std::lock_guard const lock(mutex_);
            if (code != 'D') heard_ += code;
        }
        if (code == 'D' || code == 'A' || code == 'Q') return true;
        auto const found = script_.find(code);
        auto const bytes = found == script_.end() ? packet("c") : found->second;
        return !bytes.empty() && ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }

    std::string path_;
    std::map<char, std::string> script_;
    int listening_ = -1;
    std::thread thread_;
    std::mutex mutex_;
    std::string heard_;
};

class letter final : public message {
public:
    std::vector<std::string> lines{"Received: ours\r\n", "Subject: x\r\n", "To: a\r\n\tb\r\n"};
    std::string text = "body\r\n";
    std::vector<change> changes;
    std::optional<answer> refuses;

    std::vector<std::string> const& fields() const override { return lines; }
    task<result<std::string>> body(std::uint64_t from, std::size_t size) override { co_return text.substr(from, size); }
    task<answer> apply(change what) override {
        changes.push_back(std::move(what));
        answer none;
        if (refuses) co_return *refuses;
        co_return none;
    }
};

class milters_test : public ::testing::Test {
protected:
    // The whole dialogue up to the first answer that is no go_on.
    answer dialogue(conf::settings::pairs values) {
        std::string list;
        for (std::size_t i = 0; i < count_; ++i) list += " unix:" + place(i);
        values.insert(values.begin(), {"smtpd_milters", list});
        auto const how = std::make_shared<setup const>(conf::settings().with(values), "smtpd_milters");
        answer out;
        auto const run = [&](net::executor where) -> net::task<void> {
            parts with{where, nullptr, &base::system_clock()};
            milters all(how, how->services, with, [](std::string_view) { return std::optional<std::string>("value"); });
            peer who;
            who.name = "client.example";
            who.address = "192.0.2.1";
            out = co_await all.connect(who);
            if (ends(out)) co_return;
            out = co_await all.helo("client.example");
            if (ends(out)) co_return;
            std::vector<std::string> from, to;
            from.push_back("<a@b.example>");
            to.push_back("<c@d.example>");
            out = co_await all.mail(from);
            if (ends(out)) co_return;
            out = co_await all.rcpt(to);
            if (ends(out)) co_return;
            out = co_await all.data();
            if (ends(out)) co_return;
            out = co_await all.inspect(letter_);
            co_await all.quit();
        };
        test::run(run);
        return out;
    }
    static bool ends(answer const& said) { return !said.goes_on() && said.what != kind::hold; }
    std::string place(std::size_t i) const { return where_.path() + "/" + std::to_string(i); }
    fake_milter& add(std::map<char, std::string> script, std::uint32_t protocol = 0) {
        milters_.push_back(std::make_unique<fake_milter>(place(count_), std::move(script), protocol));
        ++count_;
        return *milters_.back();
    }

    queue::test::temporary_directory where_;
    std::size_t count_ = 0;
    letter letter_;
    std::vector<std::unique_ptr<fake_milter>> milters_;
};

TEST_F(milters_test, hears_everything_but_our_own_field) {
    auto& one = add({});
    EXPECT_TRUE(dialogue({}).goes_on());
    // The last word is not waited for by anybody.
    for (int i = 0; i < 400 && one.heard().size() < 12; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(one.heard().substr(0, 12), "OCHMRTLLNBEQ");
}

TEST_F(milters_test, hears_only_what_it_wants) {
    auto& one = add({}, protocol::no_connect | protocol::no_headers | protocol::no_body);
    EXPECT_TRUE(dialogue({}).goes_on());
    EXPECT_EQ(one.heard().substr(0, 7), "OHMRTNE");
}

TEST_F(milters_test, changes_reach_the_message_in_order) {
    add({{'E', packet("hName\0value\0"s) + packet("p") + packet("i\0\0\0\x02Other\0x\0"s) + packet("bnew") + packet("qwhy\0"s) + packet("c")}});
    EXPECT_EQ(dialogue({}).what, kind::hold);
    ASSERT_EQ(letter_.changes.size(), 3u);
    EXPECT_EQ(letter_.changes[0].name, "Name");
    EXPECT_EQ(letter_.changes[1].index, 2u);
    EXPECT_EQ(letter_.changes[2].value, "new");
}

TEST_F(milters_test, the_next_milter_is_asked_until_one_refuses) {
    auto& first = add({});
    auto& second = add({{'R', packet("y554 5.7.9 100%% no\0"s)}});
    auto& third = add({});
    auto const said = dialogue({});
    EXPECT_EQ(said.what, kind::refuse);
    EXPECT_EQ(said.reply.code, 554);
    EXPECT_EQ(said.reply.enhanced, "5.7.9");
    EXPECT_EQ(said.reply.text, "100% no");
    EXPECT_NE(first.heard().find('R'), std::string::npos);
    EXPECT_NE(second.heard().find('R'), std::string::npos);
    EXPECT_EQ(third.heard().find('R'), std::string::npos);
}

TEST_F(milters_test, a_reply_of_megabytes_is_cut) {
    add({{'M', packet("y550 5.7.1 " + std::string(3'000'000, 'x') + "\0"s)}});
    auto const said = dialogue({});
    EXPECT_EQ(said.reply.code, 550);
    EXPECT_LT(said.reply.text.size(), 5000u);
}

TEST_F(milters_test, a_milter_that_holds_does_not_silence_the_next) {
    add({{'E', packet("qwhy\0"s) + packet("c")}});
    auto& second = add({{'E', packet("r")}});
    EXPECT_EQ(dialogue({}).what, kind::refuse);
    EXPECT_NE(second.heard().find('E'), std::string::npos);
}

TEST_F(milters_test, a_change_that_is_refused_ends_it_but_not_the_order_of_packets) {
    letter_.refuses.emplace();
    letter_.refuses->what = kind::refuse;
    letter_.refuses->reply.code = 552;
    add({{'E', packet("hA\0b\0"s) + packet("hC\0d\0"s) + packet("c")}});
    auto const said = dialogue({});
    EXPECT_EQ(said.reply.code, 552);
    EXPECT_EQ(letter_.changes.size(), 1u);
}

TEST_F(milters_test, trouble_is_the_default_action) {
    struct row {
        char const* action;
        kind what;
        int code;
    };
    for (auto const& [action, what, code] : {row{"accept", kind::go_on, 0}, row{"reject", kind::refuse, 550}, row{"tempfail", kind::refuse, 451},
                                             row{"quarantine", kind::hold, 0}, row{"shutdown", kind::hang_up, 0}, row{"nonsense", kind::refuse, 451}}) {
        for (auto const& script : std::initializer_list<std::map<char, std::string>>{
                 {{'O', ""}}, {{'O', "HTTP/1.0 400\r\n"}}, {{'M', ""}}, {{'E', ""}}, {{'E', "\x40\0\0\0hx"s}}, {{'E', "\0\0\0\0"s}}, {{'E', "\0\0\0\x20h"s}},
                 {{'M', packet("Z")}}, {{'M', packet("cx")}}, {{'M', packet("hA\0b\0"s)}}, {{'O', packet("O\0\0\0\x07\0\0\0\0\0\0\0\0"s)}}}) {
            add(script);
            auto const said = dialogue({{"milter_default_action", action}, {"milter_command_timeout", "1s"}, {"milter_content_timeout", "1s"}});
            EXPECT_EQ(said.what, what) << action << script.begin()->first;
            EXPECT_EQ(said.reply.code, code) << action << script.begin()->first;
            milters_.clear();
            ::unlink(place(0).c_str());
            count_ = 0;
        }
    }
}

TEST_F(milters_test, nobody_there_and_nobody_answering) {
    count_ = 1;
    EXPECT_EQ(dialogue({{"milter_default_action", "reject"}}).reply.code, 550);
    count_ = 0;
    add({{'H', "\0\0"s}});
    auto const begun = std::chrono::steady_clock::now();
    EXPECT_EQ(dialogue({{"milter_command_timeout", "1s"}}).reply.code, 451);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

// Keeps what is committed.
class kept_spool final : public queue::spool {
public:
    kept_spool(std::string& text, envelope& what) : text_(text), what_(what) {}
    std::string const& id() const noexcept override { return id_; }
    task<result<void>> append(std::string bytes) override {
        mine_ += bytes;
        co_return result<void>();
    }
    std::uint64_t size() const noexcept override { return mine_.size(); }
    task<result<std::string>> read(std::uint64_t from, std::size_t size) override { co_return mine_.substr(from, size); }
    std::unique_ptr<queue::spool> again() override { return std::make_unique<kept_spool>(text_, what_); }
    task<result<void>> commit(envelope what) override {
        text_ = mine_;
        what_ = std::move(what);
        co_return result<void>();
    }

private:
    std::string& text_;
    envelope& what_;
    std::string id_ = "1A2B", mine_;
};

// FILTER and BCC of milter_header_checks come after the wishes of all others, and hold all the same.
TEST_F(milters_test, wishes_of_milter_header_checks_reach_the_envelope) {
    add({{'E', packet("hX-Spam\0yes\0"s) + packet("hX-Copy\0yes\0"s) + packet("c")}});
    auto const how = std::make_shared<setup const>(conf::settings().with({{"smtpd_milters", "unix:" + place(0)}}), "smtpd_milters");
    auto const rules = std::make_shared<cleanup::rules const>(conf::settings().with(
        {{"myorigin", "o.example"}, {"milter_header_checks", "pcre:{{/^X-Spam/ FILTER smtp:[127.0.0.1]:10024} {/^X-Copy/ BCC copy@o.example}}"}}));
    std::string text;
    envelope committed;
    std::optional<cleanup::verdict> out;
    auto const run = [&](net::executor where) -> net::task<void> {
        parts with{where, nullptr, &base::system_clock()};
        milters all(how, how->services, with, [](std::string_view) { return std::optional<std::string>(); });
        peer who;
        who.name = "client.example";
        who.address = "192.0.2.1";
        co_await all.connect(who);
        std::vector<std::string> from, to;
        from.push_back("<a@b.example>");
        to.push_back("<c@d.example>");
        co_await all.mail(from);
        co_await all.rcpt(to);
        net::disk_pool pool(1, std::chrono::seconds(5));
        cleanup::passage way(rules, pool, base::system_clock(), std::make_unique<kept_spool>(text, committed));
        auto what = queue::test::letter("a@b.example", {"c@d.example"});
        cleanup::origin source;
        source.trace = "Received: ours\r\n";
        source.filter = "smtp:[127.0.0.1]:9";
        source.milters = &all;
        cleanup::effects none;
        co_await way.begin(std::move(what), std::move(source), std::move(none));
        constexpr std::string_view letter = "Subject: x\r\n\r\nbody\r\n";
        co_await way.take(letter);
        out.emplace(co_await way.finish());
        co_await all.quit();
    };
    test::run(run);
    ASSERT_TRUE(out && !out->refusal);
    EXPECT_NE(text.find("X-Spam: yes\r\n"), std::string::npos) << text;
    EXPECT_EQ(committed.filter, "smtp:[127.0.0.1]:10024");
    ASSERT_EQ(committed.recipients.size(), 2u);
    EXPECT_EQ(committed.recipients[1].address, "copy@o.example");
}

TEST(milter_setup, reads_overrides_and_tells_mistakes) {
    std::vector<std::string> told;
    auto const report = [&told](conf::problem const& what) { told.push_back(what.text); };
    setup const how(conf::settings().with({{"smtpd_milters", "{ inet:filter.example:8891, connect_timeout=3s, { default_action = accept } }, unix:private/x, "
                                                             "{ inet:[::1]:25, { protocol = 4 no_header_reply } }, nonsense, { inet:a:1, what=ever }"},
                                           {"queue_directory", "/q"},
                                           {"milter_macro_defaults", "mine=yours, {x}={a b}, { y = z }"}}),
                    "smtpd_milters", report);
    ASSERT_EQ(how.services.size(), 5u);
    EXPECT_EQ(how.services[0]->host, "filter.example");
    EXPECT_EQ(how.services[0]->port, 8891);
    EXPECT_EQ(how.services[0]->connect_timeout.count(), 3);
    EXPECT_EQ(how.services[0]->command_timeout.count(), 30);
    EXPECT_EQ(how.services[0]->otherwise, fallback::accept);
    EXPECT_EQ(how.services[1]->path, "/q/private/x");
    EXPECT_EQ(how.services[2]->host, "::1");
    EXPECT_EQ(how.services[2]->version, 4u);
    EXPECT_NE(how.services[2]->protocol & protocol::silent_headers, 0u);
    EXPECT_FALSE(how.services[3]->trouble.empty());
    EXPECT_FALSE(how.services[4]->trouble.empty());
    EXPECT_EQ(told.size(), 2u);
    EXPECT_EQ(how.defaults, (std::map<std::string, std::string>{{"{mine}", "yours"}, {"{x}", "{a b}"}, {"{y}", "z"}}));
}

TEST(milter_setup, by_client) {
    setup const how(conf::settings().with({{"smtpd_milters", "unix:/a"}, {"smtpd_milter_maps", "inline:{ {192.0.2.1=DISABLE} {192.0.2.2=unix:/b unix:/c} }"}}),
                    "smtpd_milters");
    EXPECT_EQ(how.for_client("192.0.2.1")->size(), 0u);
    EXPECT_EQ(how.for_client("192.0.2.2")->size(), 2u);
    EXPECT_EQ(how.for_client("192.0.2.3")->front()->path, "/a");
    setup const broken(conf::settings().with({{"smtpd_milters", "unix:/a"}, {"smtpd_milter_maps", "fail:x"}}), "smtpd_milters");
    EXPECT_FALSE(broken.for_client("192.0.2.1"));
}

}  // namespace
}  // namespace mailstead::mta::milter
