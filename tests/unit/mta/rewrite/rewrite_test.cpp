// Addresses: completion, canonical maps, masquerading, virtual aliases, header fields.
#include <gtest/gtest.h>

#include "mta/rewrite/canonical.h"
#include "mta/rewrite/completed.h"
#include "mta/rewrite/header_addresses.h"
#include "mta/rewrite/virtual_alias.h"

namespace mailstead::mta::rewrite {
namespace {

using pairs = conf::settings::pairs;

tables tables_of(pairs more) {
    more.insert(more.begin(), {{"myorigin", "x.example"}, {"mydomain", "x.example"}, {"myhostname", "mx.x.example"},
                               {"mydestination", "x.example"}, {"recipient_delimiter", "+"}});
    return tables(conf::settings().with(more));
}

std::string done(std::string address, completion const& rules) {
    return completed(smtp::split_address(std::move(address)), rules).text;
}

TEST(completed, as_trivial_rewrite_does) {
    auto rules = completion::of(conf::settings().with({{"myorigin", "o.example"}, {"mydomain", "d.example"}}));
    struct row { char const* in; char const* out; };
    for (auto const& [in, out] : {row{"", ""}, row{"joe", "joe@o.example"}, row{"h!u", "u@h"}, row{"a!b!c", "b!c@a"}, row{"u%h", "u@h"},
                                  row{"a%b%c", "a%b@c"}, row{"joe@host", "joe@host"}, row{"\"a!b\"", "\"a!b\"@o.example"},
                                  row{"u%h@k", "u%h@k"}, row{"!x", "!x@o.example"}, row{"joe@[1.2.3.4]", "joe@[1.2.3.4]"}})
        EXPECT_EQ(done(in, rules), out) << in;
    rules.append_dot_mydomain = true;
    EXPECT_EQ(done("joe@host", rules), "joe@host.d.example");
    EXPECT_EQ(done("joe@host.x", rules), "joe@host.x");
    EXPECT_EQ(done("joe@[127.0.0.1]", rules), "joe@[127.0.0.1]");
    rules.append_at_myorigin = rules.swap_bangpath = rules.allow_percent_hack = false;
    for (auto const* same : {"joe", "h!u", "u%h"}) EXPECT_EQ(done(same, rules), same);
}

struct outcome {
    std::string text;
    rewrite::trouble trouble;
    bool operator==(outcome const&) const = default;
};
outcome canonical(std::string address, pairs more, role which = role::envelope_sender) {
    auto const with = tables_of(std::move(more));
    rewriter work(with, "ID");
    auto text = work.rewritten(smtp::split_address(std::move(address)), which, with.own).text;
    return {std::move(text), work.trouble()};
}

TEST(canonical, every_form_of_key_and_result) {
    pairs const maps{{"canonical_maps", "inline:{full@x.example=new@y.example, user=named@z.example, @dom.example=@other.example, a@x.example=bare}"}};
    EXPECT_EQ(canonical("full@x.example", maps).text, "new@y.example");
    EXPECT_EQ(canonical("user", maps).text, "named@z.example");
    EXPECT_EQ(canonical("user+ext@x.example", maps).text, "named+ext@z.example");
    EXPECT_EQ(canonical("user@far.example", maps).text, "user@far.example");
    EXPECT_EQ(canonical("who@dom.example", maps).text, "who@other.example");
    EXPECT_EQ(canonical("\"a b\"@dom.example", maps).text, "\"a b\"@other.example");
    EXPECT_EQ(canonical("a@x.example", maps).text, "bare@x.example");
    EXPECT_EQ(canonical("", maps).text, "");
}

TEST(canonical, chains_end) {
    EXPECT_EQ(canonical("a@x.example", {{"canonical_maps", "inline:{a@x.example=b@x.example, b@x.example=c@x.example}"}}).text, "c@x.example");
    auto const loop = canonical("a@x.example", {{"canonical_maps", "inline:{a@x.example=l1@x.example, l1@x.example=l2@x.example, l2@x.example=l1@x.example}"}});
    EXPECT_EQ(loop, (outcome{"l2@x.example", trouble::none}));    // as Postfix 3.7 leaves it
}

TEST(canonical, sender_then_recipient_then_common_in_their_roles) {
    pairs const maps{{"sender_canonical_maps", "inline:{a@x.example=s@x.example}"},
                     {"recipient_canonical_maps", "inline:{a@x.example=r@x.example}"},
                     {"canonical_maps", "inline:{s@x.example=s2@x.example, r@x.example=r2@x.example}"}};
    EXPECT_EQ(canonical("a@x.example", maps, role::envelope_sender).text, "s2@x.example");
    EXPECT_EQ(canonical("a@x.example", maps, role::header_sender).text, "s2@x.example");
    EXPECT_EQ(canonical("a@x.example", maps, role::envelope_recipient).text, "r2@x.example");
    auto only = maps;
    only.push_back({"sender_canonical_classes", "header_sender"});
    EXPECT_EQ(canonical("a@x.example", only, role::envelope_sender).text, "a@x.example");
    EXPECT_EQ(canonical("a@x.example", only, role::header_sender).text, "s2@x.example");
}

TEST(canonical, a_table_that_fails_is_trouble) {
    EXPECT_EQ(canonical("a@x.example", {{"canonical_maps", "fail:no"}}), (outcome{"a@x.example", trouble::lookup}));
    EXPECT_EQ(canonical("a@h.m.example", {{"masquerade_domains", "m.example"}, {"masquerade_exceptions", "fail:no"}}).trouble, trouble::lookup);
}

TEST(masquerade, first_entry_decides) {
    pairs const rules{{"masquerade_domains", "!c.m.example m.example"}, {"masquerade_exceptions", "root"}};
    EXPECT_EQ(canonical("a@h.m.example", rules).text, "a@m.example");
    EXPECT_EQ(canonical("a@H.k.M.example", rules).text, "a@m.example");
    EXPECT_EQ(canonical("a@m.example", rules).text, "a@m.example");
    EXPECT_EQ(canonical("a@xm.example", rules).text, "a@xm.example");
    EXPECT_EQ(canonical("a@c.m.example", rules).text, "a@c.m.example");
    EXPECT_EQ(canonical("a@q.c.m.example", rules).text, "a@q.c.m.example");
    EXPECT_EQ(canonical("Root@h.m.example", rules).text, "Root@h.m.example");
    EXPECT_EQ(canonical("a@h.m.example", rules, role::envelope_recipient).text, "a@h.m.example");
    EXPECT_EQ(canonical("a@h.m.example", rules, role::header_recipient).text, "a@m.example");
    EXPECT_EQ(canonical("a@q.c.m.example", {{"masquerade_domains", "m.example !c.m.example"}}).text, "a@m.example");
}

expansion expanded(std::string address, pairs more) {
    return expand_alias(smtp::split_address(std::move(address)), tables_of(std::move(more)), "ID");
}
std::string list(expansion const& from) {
    std::string out;
    for (auto const& one : from.addresses) out += one.text + ' ';
    return from.trouble == trouble::none ? out : "trouble";
}

TEST(virtual_alias, one_becomes_many_again_and_again) {
    pairs const maps{{"virtual_alias_maps", "inline:{{a@x.example=b@x.example, c@y.example}, {b@x.example=d@y.example}, me=me,"
                                            " @cat.example=all@y.example, @dom.example=@y.example}"}};
    EXPECT_EQ(list(expanded("a@x.example", maps)), "d@y.example c@y.example ");
    EXPECT_EQ(list(expanded("a+e@x.example", maps)), "d+e@y.example c+e@y.example ");
    EXPECT_EQ(list(expanded("me@x.example", maps)), "me@x.example ");
    EXPECT_EQ(list(expanded("any@cat.example", maps)), "all@y.example ");
    EXPECT_EQ(list(expanded("any@dom.example", maps)), "any@y.example ");
    EXPECT_EQ(list(expanded("no@z.example", maps)), "no@z.example ");
}

TEST(virtual_alias, what_does_not_end_is_trouble) {
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "inline:{a@x.example=b@x.example, b@x.example=a@x.example}"}}).trouble, trouble::expansion);
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "pcre:{{/^(.*)@(.*)$$/ a$$1@$$2}}"}}).trouble, trouble::lookup);
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "pcre:{{/^(.*)@(.*)$$/ a$$1@$$2, b$$1@$$2}}"}}).trouble, trouble::lookup);
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "inline:{{a@x.example=b@q.e, c@q.e, d@q.e}}"}, {"virtual_alias_expansion_limit", "2"}}).trouble,
              trouble::expansion);
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "inline:{a@x.example=abcdefghij@q.e}"}, {"virtual_alias_address_length_limit", "10"}}).trouble,
              trouble::expansion);
    EXPECT_EQ(expanded("a@x.example", {{"virtual_alias_maps", "fail:no"}}).trouble, trouble::lookup);
}

TEST(virtual_alias, an_entry_without_addresses_is_no_entry) {
    EXPECT_EQ(list(expanded("a@x.example", {{"virtual_alias_maps", "inline:{a@x.example=;}"}})), "a@x.example ");
}

std::string field(std::string_view raw, pairs more = {}) {
    auto const with = tables_of(std::move(more));
    rewriter work(with, "ID");
    bool const maps = !with.only_completes(role::header_recipient);
    auto const out = rewritten_field(raw, role::header_recipient, with.own, maps ? &work : nullptr);
    return out ? *out : "same";
}

TEST(header_addresses, only_addresses_change) {
    EXPECT_EQ(field("To: joe\r\n"), "To: joe@x.example\r\n");
    EXPECT_EQ(field("From: joe (Joe Doe)\r\n"), "From: joe@x.example (Joe Doe)\r\n");
    EXPECT_EQ(field("To: \"Q, Z\" <q> (c), bar!baz, x%y, grp: a, b@c;, <@r:k@m.n>\r\n"),
              "To: \"Q, Z\" <q@x.example> (c), baz@bar, x@y, grp: a@x.example, b@c;, <@r:k@m.n>\r\n");
    EXPECT_EQ(field("To: =?utf-8?q?J=C3=B6?= <joe>,\r\n\tb@c.example\r\n"), "To: =?utf-8?q?J=C3=B6?= <joe@x.example>,\r\n\tb@c.example\r\n");
}

TEST(header_addresses, untouched_where_nothing_changes) {
    for (auto const* same : {"To: a@b.example\r\n", "To:   A  <a@b.example> ,\r\n   c@d.example  \r\n", "To: <>, undisclosed-recipients:;\r\n",
                             "To: one two\r\n", "To:\r\n", "To: \"unclosed\r\n", "To: a@[192.0.2.1]\r\n", "To: ,,,\r\n"})
        EXPECT_EQ(field(same), "same") << same;
}

TEST(header_addresses, maps_and_folding) {
    pairs const maps{{"canonical_maps", "inline:{joe@x.example=very.long.name.of.joe@very.long.domain.example}"}};
    EXPECT_EQ(field("To: joe, joe@x.example, Joe\r\n (x) <joe>\r\n", maps),
              "To: very.long.name.of.joe@very.long.domain.example,\r\n\tvery.long.name.of.joe@very.long.domain.example, Joe\r\n (x) "
              "<very.long.name.of.joe@very.long.domain.example>\r\n");
}

}  // namespace
}  // namespace mailstead::mta::rewrite
