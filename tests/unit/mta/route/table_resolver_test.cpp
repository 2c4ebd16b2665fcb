// Where mail goes by class, sender and tables: the cases that tests/oracle/route asks Postfix about.
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/ascii.h"
#include "conf/domains.h"
#include "mta/route/route.h"

namespace mailstead::mta::route {
namespace {

namespace asio = boost::asio;

using answer = result<std::shared_ptr<target const>>;

conf::settings::pairs base_values() {
    return {{"myhostname", "mail.example.org"},
            {"mydomain", "example.org"},
            {"myorigin", "example.org"},
            {"mydestination", "example.org, localhost"},
            {"inet_interfaces", "127.0.0.1"},
            {"virtual_alias_domains", "alias.example"},
            {"virtual_mailbox_domains", "box.example"},
            {"relay_domains", "relay.example"},
            {"recipient_delimiter", "+"}};
}

settings settings_of(conf::settings const& values) {
    settings out;
    out.queue_directory = "/q";
    out.store_socket = "/q/private/lmtp-in";
    out.hostname = values.text("myhostname");
    out.empty_recipient = values.text("empty_address_recipient");
    out.local_transport = values.text("local_transport");
    out.virtual_transport = values.text("virtual_transport");
    out.relay_transport = values.text("relay_transport");
    out.default_transport = values.text("default_transport");
    out.best_mx_transport = values.text("best_mx_transport");
    out.relayhost = values.text("relayhost");
    for (auto const* name : {"slow", "plus", "nulltr", "maildrop"}) {
        auto one = std::make_shared<transport>();
        one->does = std::string_view(name) == "maildrop" ? transport::agent::pipe : transport::agent::smtp;
        one->program = name;
        out.transports.emplace(name, std::move(one));
    }
    return out;
}

// One configuration and its routes.
struct place {
    explicit place(conf::settings::pairs const& more) : values(conf::settings().with(base_values()).with(more)), domains(values) {
        routes = make_resolver(settings_of(values), tables::open(values), domains, pool);
    }
    place(std::string name, std::string value) : place(conf::settings::pairs(1, {std::move(name), std::move(value)})) {}

    answer resolve(std::string sender, std::string address) {
        asio::io_context loop;
        answer out = std::shared_ptr<target const>();
        auto const ask = [&]() -> net::task<void> { out = co_await routes->resolve(std::move(sender), std::move(address)); };
        auto done = [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        };
        asio::co_spawn(loop, ask(), done);
        loop.run();
        return out;
    }

    conf::settings values;
    conf::domains domains;
    net::disk_pool pool{1, std::chrono::seconds(5)};
    std::unique_ptr<resolver> routes;
};

// "smtp far.example", as the file has it.
std::string text_of(answer const& got) {
    if (!got) return "(trouble)";
    auto const& where = **got;
    if (where.text == "bad address syntax") return "(wrong)";
    switch (where.kind) {
    case target::way::store: return where.transport;
    case target::way::lmtp: return where.transport + " [" + where.host + "]";
    case target::way::smtp:
    case target::way::pipe: return where.transport + " " + where.nexthop;
    default: break;
    }
    bool const has_status = where.status != "5.0.0" && where.status != "4.0.0" && where.status != "2.0.0";
    return where.transport + (has_status ? " " + where.status : "") + " " + where.text;
}

struct query {
    std::string sender, address, expected;
};

query parse(std::string_view line) {
    auto const arrow = line.find(" -> ");
    auto const asked = line.substr(0, arrow);
    auto const blank = asked.find(' ');
    auto const plain = [](std::string_view text) { return text == "<>" ? std::string() : std::string(text); };
    query out{plain(asked.substr(0, blank)), plain(asked.substr(blank + 1)), std::string(line.substr(arrow + 4))};
    // What our own store is reached by is not a next hop.
    if (out.expected.starts_with("local ") || out.expected.starts_with("virtual ")) out.expected.erase(out.expected.find(' '));
    return out;
}

TEST(table_resolver, answers_as_postfix_does) {
    std::ifstream file("oracle/route/cases.txt");
    ASSERT_TRUE(file) << "run in tests/";
    conf::settings::pairs more;
    std::unique_ptr<place> here;
    std::size_t asked = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        if (line.starts_with("[]")) {
            more.clear();
            here.reset();
        } else if (line.find(" -> ") == line.npos) {
            auto const equals = line.find(" = ");
            more.emplace_back(line.substr(0, equals), line.substr(equals + 3));
        } else {
            if (!here) here = std::make_unique<place>(more);
            auto const wanted = parse(line);
            EXPECT_EQ(text_of(here->resolve(wanted.sender, wanted.address)), wanted.expected) << line;
            ++asked;
        }
    }
    EXPECT_GE(asked, 80u);
}

TEST(table_resolver, remembers_by_all_that_counts) {
    place plain{conf::settings::pairs()};
    EXPECT_EQ(plain.routes->remembered("a@x", "u@far.example"), nullptr);
    auto const far = plain.resolve("a@x", "u@far.example");
    ASSERT_TRUE(far);
    EXPECT_EQ(plain.routes->remembered("b@y", "other@FAR.example"), *far) << "only the domain counts";
    place by_address("transport_maps", "inline:{{u@far.example=slow:}}");
    ASSERT_TRUE(by_address.resolve("a@x", "u@far.example"));
    EXPECT_NE(by_address.routes->remembered("b@y", "u@far.example"), nullptr);
    EXPECT_EQ(by_address.routes->remembered("b@y", "v@far.example"), nullptr);
    place by_sender("sender_dependent_relayhost_maps", "inline:{{a@x.example=[g]}}");
    ASSERT_TRUE(by_sender.resolve("a@x.example", "u@far.example"));
    EXPECT_NE(by_sender.routes->remembered("a@x.example", "v@far.example"), nullptr);
    EXPECT_EQ(by_sender.routes->remembered("b@x.example", "v@far.example"), nullptr);
}

TEST(table_resolver, unknown_transports_keep_the_mail) {
    place here("transport_maps", "inline:{{far.example=nosuch:x}}");
    auto const where = here.resolve("a@x", "u@far.example");
    ASSERT_TRUE(where);
    EXPECT_EQ((*where)->kind, target::way::retry);
    EXPECT_EQ((*where)->status, "4.3.5");
    EXPECT_EQ((*where)->text, "mail transport unavailable");
}

TEST(table_resolver, best_mx_transport) {
    place here("myhostname", "mail.example.org");
    EXPECT_EQ(here.routes->at_best_exchanger("u@far.example"), nullptr);
    place local("best_mx_transport", "local");
    ASSERT_NE(local.routes->at_best_exchanger("u@far.example"), nullptr);
    EXPECT_EQ(local.routes->at_best_exchanger("u@far.example")->transport, "local");
    place circle("best_mx_transport", "smtp");
    EXPECT_EQ(circle.routes->at_best_exchanger("u@far.example"), nullptr) << "it would find us again";
}

TEST(table_resolver, a_filter_takes_all_mail_whatever_its_class) {
    place here("transport_maps", "inline:{{*=slow:}}");
    EXPECT_EQ(here.routes->filter("smtp:[127.0.0.1]:10025", "u@box.example")->nexthop, "[127.0.0.1]:10025");
    EXPECT_EQ(here.routes->filter("maildrop:dummy", "u@alias.example")->kind, target::way::pipe);
    EXPECT_EQ(here.routes->filter("smtp:", "u@box.example")->nexthop, "box.example");
    EXPECT_EQ(here.routes->filter("smtp", "u")->nexthop, "mail.example.org");
    EXPECT_EQ(here.routes->filter("nosuch:x", "u@box.example")->text, "mail transport unavailable");
}

}  // namespace
}  // namespace mailstead::mta::route
