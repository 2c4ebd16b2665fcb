// When a probe's result counts and when an address is asked again.
#include "mta/verify/record.h"

#include <gtest/gtest.h>

namespace mailstead::mta::verify {
namespace {

constexpr std::int64_t now = 1'800'000'000, day = 86400;

record known(status what, std::int64_t age) {
    record out;
    out.status = what;
    out.updated = now - age;
    out.text = "said so";
    return out;
}

TEST(verify_record, an_unknown_address_is_probed) {
    auto const seen = look_at(record(), rules(), now);
    EXPECT_EQ(seen.status, status::unknown);
    EXPECT_EQ(seen.text, "Address verification in progress");
    EXPECT_TRUE(seen.probe);
}

TEST(verify_record, a_probe_under_way_is_not_repeated_but_forgotten_in_time) {
    record one;
    one.probed = now - 10;
    EXPECT_FALSE(look_at(one, rules(), now).probe);
    one.probed = now - 1001;
    EXPECT_TRUE(look_at(one, rules(), now).probe);
}

TEST(verify_record, counts_until_it_expires_and_is_refreshed_before) {
    struct row {
        status what;
        std::int64_t age;
        bool counts, probe;
    };
    for (auto const& [what, age, counts, probe] :
         {row{status::deliverable, 7 * day, true, false}, row{status::deliverable, 7 * day + 1, true, true}, row{status::deliverable, 31 * day, true, true},
          row{status::deliverable, 31 * day + 1, false, true}, row{status::undeliverable, 3 * 3600, true, false}, row{status::undeliverable, 3 * 3600 + 1, true, true},
          row{status::undeliverable, 3 * day, true, true}, row{status::undeliverable, 3 * day + 1, false, true}, row{status::deferred, 3 * day + 1, false, true}}) {
        auto const seen = look_at(known(what, age), rules(), now);
        EXPECT_EQ(seen.status, counts ? what : status::unknown) << age;
        EXPECT_EQ(seen.probe, probe) << age;
    }
}

TEST(verify_record, a_failure_does_not_replace_a_success_that_counts) {
    finding bad;
    bad.status = status::undeliverable;
    bad.text = "gone";
    auto before = known(status::deliverable, 8 * day);
    before.probed = now - 1;
    auto const kept = updated(before, bad, rules(), now);
    EXPECT_EQ(kept.status, status::deliverable);
    EXPECT_EQ(kept.updated, before.updated);
    EXPECT_EQ(kept.probed, 0);
    auto const replaced = updated(known(status::deliverable, 32 * day), bad, rules(), now);
    EXPECT_EQ(replaced.status, status::undeliverable);
    EXPECT_EQ(replaced.text, "gone");
    EXPECT_EQ(replaced.updated, now);
}

TEST(verify_record, a_success_replaces_everything) {
    finding good;
    good.status = status::deliverable;
    EXPECT_EQ(updated(known(status::undeliverable, 1), good, rules(), now).status, status::deliverable);
}

}  // namespace
}  // namespace mailstead::mta::verify
