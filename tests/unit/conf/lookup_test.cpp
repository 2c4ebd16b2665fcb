// Search orders: which keys are asked, in which order, and what becomes of the answer.
#include "conf/lookup.h"

#include "table_fixture.h"

namespace mailstead::conf {
namespace {

using words = std::vector<std::string>;

// Has one key at most, and notes what it is asked for.
class recorder final : public table {
public:
    explicit recorder(std::string has = "") : has_(std::move(has)) {}
    result<std::optional<std::string>> find(std::string_view key) override {
        asked.emplace_back(key);
        if (!has_.empty() && key == has_) return std::optional<std::string>("found");
        return std::optional<std::string>();
    }
    std::string const& name() const noexcept override { return name_; }
    words asked;

private:
    std::string has_;
    std::string name_ = "recorder:";
};

class lookups : public tables {
protected:
    maps open_maps(std::string const& list) {
        return maps::open(list, values_, [this](problem const& one) { told_.push_back(one.message()); });
    }
    static std::string find(maps const& from, std::string_view address, address_keys const& keys) {
        auto const got = find_address(from, address, keys);
        if (!got) return "(trouble)";
        return *got ? (*got)->value + '/' + (*got)->key + '/' + (*got)->extension : "(none)";
    }
    // The keys that `search` asks for when there is nothing to be found.
    template <class Search>
    static words asked(Search search) {
        auto const table = std::make_shared<recorder>();
        maps all;
        all.add(table);
        auto const got = search(all);
        EXPECT_TRUE(got && !*got);
        return table->asked;
    }
    search_rules const dots{"+-", false, "<>"};
    search_rules const parents{"+-", true, "<>"};
};

TEST_F(lookups, left_to_right_and_trouble_stops) {
    auto const got = open_maps("inline:{a=1}, inline:{a=2,b=3} foo:x inline:{c=4}");
    EXPECT_EQ(got.find("a")->value(), "1");
    EXPECT_EQ(got.find("b")->value(), "3");
    EXPECT_FALSE(got.find("c"));  // behind a table that could not be opened
    EXPECT_TRUE(was_told("unsupported dictionary type: foo"));
    EXPECT_TRUE(maps().empty());
    EXPECT_FALSE(maps().find("a")->has_value());
}

TEST_F(lookups, nothing_has_no_entry_but_in_a_pattern) {
    EXPECT_FALSE(open_maps("static:x").find("")->has_value());
    EXPECT_FALSE(open_maps("unionmap:{static:x}").find("")->has_value());
    EXPECT_EQ(open_maps("static:x pcre:{{/^$/ empty}}").find("")->value(), "empty");
}

TEST_F(lookups, an_empty_value_is_trouble) {
    auto const got = open_maps("inline:{a=} inline:{a=2}");
    EXPECT_FALSE(got.find("a"));
    EXPECT_FALSE(got.find_part("a"));
    EXPECT_TRUE(was_told("key a: empty string result is not allowed"));
}

TEST_F(lookups, keys_of_an_address_in_order) {
    address_keys const keys{.delimiter = "+", .local_part = true, .local_part_at = true, .domain = true};
    std::string const all[] = {"u+e@d.x.y", "u@d.x.y", "u+e", "u", "d.x.y", ".x.y", ".y", "u+e@", "u@", "@d.x.y"};
    // With all keys there, the first wins; taking it away, the next.
    for (std::size_t i = 0; i < std::size(all); ++i) {
        std::string spec = "inline:{";
        for (std::size_t k = i; k < std::size(all); ++k) spec += all[k] + "=" + std::to_string(k) + ",";
        auto const got = find(open_maps(spec + "}"), "u+e@d.x.y", keys);
        bool const cut = i == 1 || i == 3 || i == 8;
        EXPECT_EQ(got, std::to_string(i) + '/' + all[i] + '/' + (cut ? "e" : ""));
    }
    EXPECT_EQ(find(open_maps("inline:{x.y=1}"), "u@d.x.y", {.domain = true, .parents_as_domain = true}), "1/x.y/");
    EXPECT_EQ(find(open_maps("inline:{u=1}"), "u@d", {}), "(none)");
    EXPECT_EQ(find(open_maps("fail:x"), "u@d", {}), "(trouble)");
}

TEST_F(lookups, pattern_tables_see_whole_addresses_only) {
    auto const got = open_maps("pcre:{ {/^@d$/ part}, {/^u@d$/ bare}, {/^u\\+e@d$/ whole} }");
    EXPECT_EQ(find(got, "u+e@d", {.delimiter = "+"}), "whole/u+e@d/");
    EXPECT_EQ(find(got, "u+f@d", {.delimiter = "+"}), "(none)");
}

TEST_F(lookups, access_by_address) {
    auto const by = [](search_rules const& rules, std::string_view address) {
        return asked([&](maps const& all) { return find_access(all, address, rules); });
    };
    EXPECT_EQ(by(dots, "u-e+f@a.b.c"),
              (words{"u-e+f@a.b.c", "u@a.b.c", "a.b.c", ".b.c", ".c", "u-e+f@", "u@"}));
    EXPECT_EQ(by(parents, "u@a.b.c"), (words{"u@a.b.c", "a.b.c", "b.c", "c", "u@"}));
    EXPECT_EQ(by(dots, ""), (words{"<>"}));
    EXPECT_EQ(by(dots, "u"), (words{"u"}));
    EXPECT_EQ(by(dots, "u@192.0.2.1"), (words{"u@192.0.2.1", "192.0.2.1", "u@"}));
}

TEST_F(lookups, access_by_client) {
    auto const by = [](search_rules const& rules, std::string_view name, std::string_view address) {
        return asked([&](maps const& all) { return find_client(all, name, address, rules); });
    };
    EXPECT_EQ(by(dots, "a.b.c", "192.0.2.1"),
              (words{"a.b.c", ".b.c", ".c", "192.0.2.1", "192.0.2", "192.0", "192"}));
    EXPECT_EQ(by(parents, "unknown", "2001:db8::1"),
              (words{"unknown", "2001:db8::1", "2001:db8:", "2001:db8", "2001"}));
    EXPECT_EQ(by(parents, "a.b", "::1"), (words{"a.b", "b", "::1", ":"}));
    EXPECT_EQ(asked([&](maps const& all) { return find_host(all, "mx.a.b", parents); }), (words{"mx.a.b", "a.b", "b"}));
    EXPECT_EQ(asked([&](maps const& all) { return find_host(all, "192.0.2.1", dots); }), (words{"192.0.2.1"}));
}

TEST_F(lookups, patterns_see_the_client_and_its_address_whole) {
    auto const got = open_maps("pcre:{ {/^b\\.c$/ parent}, {/^192\\.0\\.2$/ network}, {/^192\\.0\\.2\\.1$/ address} }");
    auto const found = find_client(got, "a.b.c", "192.0.2.1", parents);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->value, "address");
}

TEST_F(lookups, rewriting_and_aliases) {
    auto const by = [&](std::string_view address, domain_is whose) {
        search_rules rules = dots;
        rules.null_key.clear();
        return asked([&](maps const& all) { return find_rewriting(all, address, whose, rules); });
    };
    EXPECT_EQ(by("u+e@d.x", domain_is::ours), (words{"u+e@d.x", "u@d.x", "u+e", "u", "@d.x"}));
    EXPECT_EQ(by("u+e@d.x", domain_is::foreign), (words{"u+e@d.x", "u@d.x", "@d.x"}));
    EXPECT_EQ(by("u@d", domain_is::ours), (words{"u@d", "u", "@d"}));
    EXPECT_EQ(by("", domain_is::ours), words{});
    auto const alias = [&](std::string_view name) {
        return asked([&](maps const& all) { return find_alias(all, name, dots); });
    };
    EXPECT_EQ(alias("u+e"), (words{"u+e", "u"}));
    EXPECT_EQ(alias("owner-list"), (words{"owner-list"}));
}

TEST_F(lookups, transport) {
    auto const by = [](search_rules const& rules, std::string_view address) {
        return asked([&](maps const& all) { return find_transport(all, address, rules); });
    };
    EXPECT_EQ(by(dots, "u+e@a.b"), (words{"u+e@a.b", "u@a.b", "a.b", ".b", "*"}));
    EXPECT_EQ(by(parents, "u@a.b"), (words{"u@a.b", "a.b", "b", "*"}));
    auto const table = std::make_shared<recorder>("*");
    maps all;
    all.add(table);
    EXPECT_EQ((*find_transport(all, "u@a", dots))->key, "*");
    EXPECT_FALSE(find_transport(open_maps("fail:x"), "u@a", dots));
}

TEST_F(lookups, rules_come_from_the_settings) {
    auto const values = settings().with({{"recipient_delimiter", "+"},
                                         {"smtpd_null_access_lookup_key", "nobody"},
                                         {"empty_address_recipient", "daemon"},
                                         {"myhostname", "mx.example"},
                                         {"parent_domain_matches_subdomains", "transport_maps"}});
    auto const transport = search_rules::of("transport_maps", values);
    EXPECT_TRUE(transport.parents_as_domain);
    EXPECT_EQ(transport.null_key, "daemon@mx.example");
    EXPECT_EQ(transport.delimiter, "+");
    auto const access = search_rules::of("smtpd_access_maps", values);
    EXPECT_FALSE(access.parents_as_domain);
    EXPECT_EQ(access.null_key, "nobody");
    EXPECT_EQ(search_rules::of("virtual_alias_maps", values).null_key, "");
    EXPECT_EQ(search_rules::of("sender_dependent_relayhost_maps", values).null_key, "<>");
    EXPECT_EQ(search_rules::of("sender_dependent_default_transport_maps", values).null_key, "<>");
    EXPECT_EQ(search_rules::of("local_login_sender_maps", values).null_key, "<>");
    EXPECT_TRUE(propagates_extension("virtual", values));
    EXPECT_FALSE(propagates_extension("alias", values));
}

TEST_F(lookups, extensions_are_put_back) {
    auto const cut = find_rewriting(open_maps("inline:{u@d=v@x}"), "u-e@d", domain_is::foreign, dots);
    ASSERT_TRUE(cut && *cut);
    EXPECT_EQ(with_extension("v@x", **cut), "v-e@x");
    EXPECT_EQ(with_extension("v", **cut), "v-e");
    EXPECT_EQ(in_other_domain("@other", "u-e@d", **cut), "u@other");
    EXPECT_EQ(in_other_domain("v@x", "u-e@d", **cut), "v@x");
    auto const whole = find_rewriting(open_maps("inline:{@d=@x}"), "u-e@d", domain_is::foreign, dots);
    ASSERT_TRUE(whole && *whole);
    EXPECT_EQ(with_extension("v@x", **whole), "v@x");
    EXPECT_EQ(in_other_domain("@x", "u-e@d", **whole), "u-e@x");
    auto const empty = find_rewriting(open_maps("inline:{u@d=v@x}"), "u+@d", domain_is::foreign, dots);
    ASSERT_TRUE(empty && *empty);
    EXPECT_EQ(with_extension("v@x", **empty), "v+@x");
}

TEST_F(lookups, extensions) {
    EXPECT_EQ(split_extension("u+e+f", "+").user, "u");
    EXPECT_EQ(split_extension("u+e+f", "+").extension, "e+f");
    EXPECT_EQ(split_extension("u-e", "+-").extension, "e");
    EXPECT_FALSE(split_extension("+e", "+").extension);
    EXPECT_FALSE(split_extension("u+e", "").extension);
    EXPECT_FALSE(split_extension("owner-list", "-").extension);
    EXPECT_FALSE(split_extension("list-request", "-").extension);
    EXPECT_FALSE(split_extension("MAILER-DAEMON", "-").extension);
    EXPECT_FALSE(split_extension("Double-Bounce", "-").extension);
    EXPECT_EQ(split_extension("double-bounce-x", "-").extension, "bounce-x");
}

}  // namespace
}  // namespace mailstead::conf
