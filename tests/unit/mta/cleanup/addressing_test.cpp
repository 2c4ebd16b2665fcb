// Envelopes: the order of rewriting, copies, expansion and duplicates.
#include "mta/cleanup/addressing.h"

#include <gtest/gtest.h>

namespace mailstead::mta::cleanup {
namespace {

using rewrite::trouble;
using pairs = conf::settings::pairs;

rules rules_of(pairs more) {
    more.insert(more.begin(), {{"myorigin", "o.example"}, {"mydestination", "o.example"}, {"recipient_delimiter", "+"}});
    return rules(conf::settings().with(more));
}

struct done {
    rewrite::trouble trouble;
    envelope what;
    std::string to() const {
        std::string out;
        for (auto const& one : what.recipients) out += one.address + (one.notify == notify::never ? "- " : " ");
        return out;
    }
};
done addressed(pairs more, std::vector<std::string> const& to, origin const& from = {}) {
    auto const how = rules_of(std::move(more));
    done out{};
    out.what.sender = "a@x.example";
    for (auto const& one : to) {
        recipient who;
        who.address = who.original = one;
        out.what.recipients.push_back(who);
    }
    out.trouble = address(out.what, from, how, "ID");
    return out;
}

TEST(addressing, canonical_then_masquerade_then_copy_then_alias) {
    auto const out = addressed({{"canonical_maps", "inline:{b@y.example=b@h.m.example}"},
                                {"masquerade_domains", "m.example"}, {"masquerade_classes", "envelope_recipient"},
                                {"recipient_bcc_maps", "inline:{b@m.example=copy@x.example}"},
                                {"virtual_alias_maps", "inline:{b@m.example=end@x.example, copy@x.example=end2@x.example}"}},
                               {"b@y.example"});
    EXPECT_EQ(out.to(), "end@x.example end2@x.example- ");
    EXPECT_EQ(out.what.recipients[0].original, "b@y.example");
}

TEST(addressing, who_is_named_twice_gets_it_once) {
    EXPECT_EQ(addressed({}, {"b@y.example", "B@Y.example", "c"}).to(), "b@y.example c@o.example ");
    EXPECT_EQ(addressed({{"duplicate_filter_limit", "0"}}, {"b@y.example", "b@y.example"}).to(), "b@y.example ");
    EXPECT_EQ(addressed({{"duplicate_filter_limit", "1"}}, {"a@b", "c@d", "c@d"}).to(), "a@b c@d c@d ");
}

TEST(addressing, internal_mail_is_never_copied) {
    origin from;
    from.source = source::internal;
    EXPECT_EQ(addressed({{"always_bcc", "all"}}, {"b@y.example"}, from).to(), "b@y.example ");
    EXPECT_EQ(addressed({{"always_bcc", "all"}}, {"b@y.example"}).to(), "b@y.example all@o.example- ");
}

TEST(addressing, tables_that_fail_are_trouble) {
    for (auto const* name : {"canonical_maps", "sender_canonical_maps", "recipient_canonical_maps", "virtual_alias_maps",
                             "sender_bcc_maps", "recipient_bcc_maps"})
        EXPECT_EQ(addressed({{name, "fail:no"}}, {"b@y.example"}).trouble, trouble::lookup) << name;
}

TEST(addressing, redirect_leaves_one) {
    auto const how = rules_of({});
    envelope what = addressed({}, {"b@y.example", "c@y.example"}).what;
    redirect(what, "other@z.example", how);
    ASSERT_EQ(what.recipients.size(), 1u);
    EXPECT_EQ(what.recipients[0].address, "other@z.example");
    EXPECT_EQ(what.recipients[0].original, "b@y.example");
}

TEST(addressing, copies_that_checks_wish_are_expanded) {
    auto const how = rules_of({{"virtual_alias_maps", "inline:{rb@o.example=zz@q.example}"}});
    envelope what = addressed({}, {"b@y.example"}).what;
    EXPECT_EQ(add_copies(what, {"rb@o.example"}, {}, how, "ID"), trouble::none);
    ASSERT_EQ(what.recipients.size(), 2u);
    EXPECT_EQ(what.recipients[1].address, "zz@q.example");
    EXPECT_EQ(what.recipients[1].notify, notify::never);
}

}  // namespace
}  // namespace mailstead::mta::cleanup
