// Who exists, by main.cf's domains and tables and by the accounts; and the words of restriction lists.
#include "mta/smtpd/table_recipients.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "mta/rewrite/tables.h"
#include "mta/smtpd/settings.h"
#include "tests/lib/fake_authenticator.h"

namespace mailstead::mta::smtpd {
namespace {

namespace asio = boost::asio;

template <class T>
T wait(task<T> what) {
    asio::io_context context;
    std::optional<T> out;
    std::exception_ptr trouble;
    auto done = [&](std::exception_ptr error, T value) {
        trouble = error;
        out.emplace(std::move(value));
    };
    asio::co_spawn(context, std::move(what), done);
    context.run();
    if (trouble) std::rethrow_exception(trouble);
    return std::move(*out);
}

class table_recipients_test : public ::testing::Test {
protected:
    result<verdict> check(std::string address, std::string sender = {}) {
        auto const tables = std::make_shared<recipient_tables const>(conf::settings().with(values_));
        net::disk_pool pool(1, std::chrono::seconds(5));
        auto const values = conf::settings().with(values_);
        std::unique_ptr<route::resolver> routes;
        route::settings ways;
        ways.default_transport = values.text("default_transport");
        if (may_be_closed(values)) routes = route::make_resolver(ways, route::tables::open(values), tables->domains, pool);
        table_recipients recipients(tables, accounts_, pool, std::move(routes));
        return wait(recipients.check(std::move(address), std::move(sender)));
    }
    test::fake_authenticator accounts_;
    conf::settings::pairs values_{{"mydestination", "local.example"},
                                  {"virtual_mailbox_domains", "box.example"},
                                  {"virtual_alias_domains", "alias.example"},
                                  {"relay_domains", "relay.example"},
                                  {"local_recipient_maps", "inline:{root=x}"},
                                  {"virtual_mailbox_maps", "inline:{listed@box.example=x}"},
                                  {"virtual_alias_maps", "inline:{one@alias.example=x, two@box.example=y}"},
                                  {"recipient_delimiter", "+"}};
};

TEST_F(table_recipients_test, by_class) {
    accounts_.add("someone@box.example", "secret");
    for (auto const* known : {"root@local.example", "root+ext@LOCAL.example", "listed@box.example", "two@box.example",
                              "someone@box.example", "someone+ext@box.example", "one@alias.example", "any@relay.example"}) {
        auto const found = check(known);
        ASSERT_TRUE(found) << known << found.error().message();
        EXPECT_TRUE(found->known && found->is_ours()) << known;
    }
    auto const box = check("nobody@box.example");
    ASSERT_TRUE(box);
    EXPECT_FALSE(box->known);
    EXPECT_EQ(box->table, "virtual mailbox table");
    EXPECT_EQ(check("nobody@local.example")->table, "local recipient table");
    EXPECT_EQ(check("nobody@alias.example")->table, "virtual alias table");
    EXPECT_FALSE(check("x@elsewhere.example")->is_ours());
    EXPECT_FALSE(check("x@sub.local.example")->is_ours());
}

TEST_F(table_recipients_test, what_would_be_given_back_at_once_is_closed) {
    values_.push_back({"transport_maps", "inline:{{closed.example=error:closed for good} {relay.example=error:5.1.2 gone away} "
                                         "{root@local.example=error:no robots} {late.example=retry:4.3.2 later}}"});
    values_.push_back({"canonical_maps", "inline:{moved@closed.example=root@local.example}"});
    auto const closed = check("any@closed.example");
    ASSERT_TRUE(closed);
    EXPECT_FALSE(closed->known);
    EXPECT_EQ(closed->closed, "closed for good");
    EXPECT_EQ(closed->closed_status, "");
    EXPECT_FALSE(closed->is_ours());
    EXPECT_EQ(check("x@relay.example")->closed, "gone away");
    EXPECT_EQ(check("x@relay.example")->closed_status, "5.1.2");
    EXPECT_EQ(check("root@local.example")->closed, "no robots");
    EXPECT_TRUE(check("moved@closed.example")->known) << "it goes elsewhere";
    EXPECT_TRUE(check("any@late.example")->known) << "it waits";
    EXPECT_TRUE(check("listed@box.example")->known);
    EXPECT_EQ(check("nobody@local.example")->table, "local recipient table");
    values_.push_back({"transport_maps", "fail:trouble"});
    EXPECT_FALSE(check("any@elsewhere.example")) << "nobody knows";
}

TEST_F(table_recipients_test, a_sender_may_have_a_way_where_others_have_none) {
    values_.push_back({"default_transport", "error:5.7.1 no mail goes out"});
    values_.push_back({"sender_dependent_default_transport_maps", "inline:{boss@local.example=smtp:}"});
    EXPECT_EQ(check("x@elsewhere.example", "clerk@local.example")->closed, "no mail goes out");
    EXPECT_EQ(check("x@elsewhere.example")->closed, "no mail goes out");
    EXPECT_TRUE(check("x@elsewhere.example", "boss@local.example")->known);
}

TEST_F(table_recipients_test, who_is_unknown_or_moved_is_told_so_although_his_mail_would_be_given_back) {
    values_.push_back({"transport_maps", "inline:{{alias.example=error:closed} {box.example=error:closed}}"});
    values_.push_back({"relocated_maps", "inline:{gone@box.example=new@box.example}"});
    values_.push_back({"unknown_virtual_alias_reject_code", "450"});
    auto const unknown = check("nobody@alias.example");
    ASSERT_TRUE(unknown);
    EXPECT_FALSE(unknown->known);
    EXPECT_EQ(unknown->closed, "");
    EXPECT_EQ(unknown->code, 450);
    EXPECT_EQ(unknown->table, "virtual alias table");
    EXPECT_TRUE(check("one@alias.example")->known);
    EXPECT_EQ(check("gone@box.example")->moved_to, "new@box.example");
    EXPECT_EQ(check("gone@box.example")->closed, "");
    EXPECT_EQ(check("listed@box.example")->closed, "closed");
}

TEST_F(table_recipients_test, local_names_that_are_always_there) {
    values_.push_back({"double_bounce_sender", "twice"});
    for (auto const* known : {"postmaster@local.example", "Postmaster@LOCAL.example", "mailer-daemon@local.example", "twice@local.example"})
        EXPECT_TRUE(check(known)->known) << known;
    for (auto const* unknown : {"double-bounce@local.example", "postmasters@local.example", "postmaster@box.example",
                                "postmaster@alias.example"})
        EXPECT_FALSE(check(unknown)->known) << unknown;
}

TEST_F(table_recipients_test, a_service_has_its_own_tables_and_the_server_s_domains) {
    auto const common = conf::settings().with(values_);
    auto const own = common.with({{"local_recipient_maps", ""}, {"mydestination", "other.example"}, {"relocated_maps", "static:x"}});
    EXPECT_NE(recipient_tables::origin_of(own), recipient_tables::origin_of(common));
    EXPECT_EQ(recipient_tables::origin_of(common.with({{"mydestination", "other.example"}})), recipient_tables::origin_of(common));
    net::disk_pool pool(1, std::chrono::seconds(5));
    table_recipients service(std::make_shared<recipient_tables const>(own, common, conf::report{}), accounts_, pool);
    auto const found = wait(service.check("anybody@local.example", {}));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->known);
    EXPECT_EQ(found->domain, conf::address_class::local);
    EXPECT_FALSE(wait(service.check("anybody@other.example", {}))->is_ours());
}

// What may wait is asked on the pool; a session's thread has other sessions.
TEST_F(table_recipients_test, domains_in_tables_that_wait) {
    EXPECT_FALSE(conf::domains(conf::settings().with(values_)).is_blocking());
    for (auto const* name : {"mydestination", "virtual_alias_domains", "virtual_mailbox_domains", "relay_domains"}) {
        auto const values = conf::settings().with(values_).with({{name, "a.example, tcp:127.0.0.1:1"}});
        EXPECT_TRUE(conf::domains(values).is_blocking()) << name;
        EXPECT_TRUE(rewrite::tables(values).is_blocking()) << name;    // virtual_alias_maps asks whose a domain is
        EXPECT_FALSE(rewrite::tables(values.with({{"virtual_alias_maps", ""}})).is_blocking()) << name;
    }
    values_.push_back({"relay_domains", "tcp:127.0.0.1:1"});
    EXPECT_FALSE(check("x@far.example"));    // nobody answers there: a failure, not a stranger
    EXPECT_TRUE(check("root@local.example")->known);
}

TEST_F(table_recipients_test, who_has_moved_and_who_is_rewritten) {
    values_.push_back({"relocated_maps", "inline:{andy=Hsinchu, gone@relay.example=new@x.example, @alias.example=nowhere, out@far.example=x}"});
    values_.push_back({"canonical_maps", "inline:{old@box.example=new@box.example}"});
    EXPECT_EQ(check("andy@local.example")->moved_to, "Hsinchu");
    EXPECT_EQ(check("andy+x@local.example")->moved_to, "Hsinchu");
    EXPECT_EQ(check("gone@relay.example")->moved_to, "new@x.example");
    EXPECT_FALSE(check("gone@relay.example")->known);
    EXPECT_TRUE(check("stays@relay.example")->known);
    EXPECT_TRUE(check("one@alias.example")->known);    // an alias comes first
    EXPECT_EQ(check("two@alias.example")->moved_to, "nowhere");
    EXPECT_TRUE(check("old@box.example")->known);
    EXPECT_FALSE(check("out@far.example")->is_ours());    // no way to relay
    values_.push_back({"relocated_maps", "fail:no"});
    EXPECT_FALSE(check("stays@relay.example"));
}

TEST_F(table_recipients_test, accounts_that_cannot_be_asked_are_no_no) {
    accounts_.down = true;
    EXPECT_FALSE(check("nobody@box.example").has_value());
    EXPECT_TRUE(check("listed@box.example").has_value());
}

TEST_F(table_recipients_test, a_table_that_fails_is_no_no) {
    values_.emplace_back("virtual_mailbox_maps", "fail:x");
    EXPECT_FALSE(check("listed@box.example").has_value());
    values_.emplace_back("relay_recipient_maps", "inline:{a@relay.example=x}");
    values_.emplace_back("unknown_relay_recipient_reject_code", "450");
    auto const relay = check("b@relay.example");
    ASSERT_TRUE(relay);
    EXPECT_FALSE(relay->known);
    EXPECT_EQ(relay->code, 450);
    EXPECT_EQ(relay->table, "relay recipient table");
}

TEST(restrictions, unknown_words_are_errors) {
    std::string why;
    rule_book rules;
    EXPECT_TRUE(rules.read({"permit_mynetworks", "defer_unauth_destination"}, why));
    EXPECT_TRUE(rules.read({}, why));
    EXPECT_EQ(why, "");
    EXPECT_FALSE(rules.read({"permit", "reject_everything_bad"}, why));
    EXPECT_NE(why.find("unknown smtpd restriction: \"reject_everything_bad\""), why.npos);
    EXPECT_FALSE(rules.read({"check_sender_access"}, why));
    EXPECT_NE(why.find("check_sender_access needs an argument"), why.npos);
    EXPECT_FALSE(rules.read({"reject_rbl_client", "bl.example=127.0.0.[2.."}, why));
}

TEST(restrictions, first_decision_ends_the_list) {
    settings values;
    subject about;
    about.settings = &values;
    about.recipient = "x@y.example";
    result<verdict> destination = verdict{};
    about.destination = &destination;
    std::string why;
    rule_book rules;
    auto const kind_of = [&](std::vector<std::string> const& words) {
        auto const list = rules.read(words, why);
        return wait(decide(*list, stage::recipient, about)).kind;
    };
    EXPECT_EQ(kind_of({"permit", "reject"}), decision::kind::permit);
    EXPECT_EQ(kind_of({"reject", "permit"}), decision::kind::refuse);
    EXPECT_EQ(kind_of({"permit_sasl_authenticated"}), decision::kind::dunno);
    EXPECT_EQ(kind_of({"permit_auth_destination", "reject"}), decision::kind::refuse);
    EXPECT_EQ(kind_of({"reject_unauth_destination"}), decision::kind::refuse);
    about.authenticated = true;
    EXPECT_EQ(kind_of({"permit_sasl_authenticated", "reject"}), decision::kind::permit);
    destination->domain = conf::address_class::local;
    EXPECT_EQ(kind_of({"reject_unauth_destination"}), decision::kind::dunno);
    about.routed = true;
    EXPECT_EQ(kind_of({"reject_unauth_destination"}), decision::kind::refuse);
    destination = net::make_error_code(net::errc::closed);
    auto const list = rules.read({"reject_unauth_destination", "permit"}, why);
    EXPECT_EQ(wait(decide(*list, stage::recipient, about)).answer.code, 451);
}

}  // namespace
}  // namespace mailstead::mta::smtpd
