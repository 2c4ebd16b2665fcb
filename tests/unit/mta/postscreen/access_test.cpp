#include "mta/postscreen/access.h"

#include <gtest/gtest.h>

#include "mta/postscreen/hall.h"

namespace mailstead::mta::postscreen {
namespace {

access of(std::string const& list, std::string_view address = "192.0.2.7") {
    auto const values = conf::settings().with({{"postscreen_access_list", list}, {"mynetworks", "10.0.0.0/8"}});
    return access_list::open(values, {}).of(address);
}

TEST(postscreen_access, the_first_word_that_says_something_decides) {
    EXPECT_EQ(of("permit_mynetworks"), access::dunno);
    EXPECT_EQ(of("permit_mynetworks", "10.1.2.3"), access::permit);
    EXPECT_EQ(of("dunno, reject, permit"), access::reject);
    EXPECT_EQ(of("cidr:{ {192.0.2.0/24 reject} }, permit"), access::reject);
    EXPECT_EQ(of("cidr:{ {192.0.3.0/24 reject} }, permit"), access::permit);
    EXPECT_EQ(of("inline:{ {192.0.2.7=dunno permit} }, reject"), access::reject);
    EXPECT_EQ(of("inline:{ {10.0.0.1=permit_mynetworks} }, reject", "10.0.0.1"), access::permit);
    EXPECT_EQ(of("inline:{ {192.0.2=reject} }"), access::dunno);    // whole addresses only
}

TEST(postscreen_access, what_cannot_be_read_is_no_answer) {
    EXPECT_EQ(of("fail:x, permit"), access::failed);
    EXPECT_EQ(of("inline:{ {192.0.2.7=bogus} }, permit"), access::failed);
    EXPECT_THROW(of("bogus"), std::runtime_error);
}

TEST(postscreen_hall, counts_clients_and_knows_stress) {
    auto const one = std::make_shared<hall>();
    one->set_limits(10, 1);
    std::vector<hall::entered> guests;
    for (unsigned i = 1; i <= 6; ++i) {
        guests.push_back(one->enter("a"));
        EXPECT_EQ(guests.back().connections, i);
        EXPECT_FALSE(one->is_stressed());
    }
    guests.push_back(one->enter("b"));
    EXPECT_EQ(guests.back().connections, 1u);
    EXPECT_TRUE(one->is_stressed());
    guests.pop_back();
    EXPECT_TRUE(one->is_stressed());    // until half of it has gone
    guests.resize(5);
    EXPECT_FALSE(one->is_stressed());
    while (guests.size() < 10) guests.push_back(one->enter("c"));
    EXPECT_FALSE(one->is_crowded());
    guests.push_back(one->enter("c"));
    EXPECT_TRUE(one->is_crowded());
    guests.clear();
    EXPECT_EQ(one->enter("a").connections, 1u);
}

TEST(postscreen_hall, only_so_many_wait_for_a_session) {
    auto const one = std::make_shared<hall>();
    one->set_limits(0, 1);
    auto first = one->wait();
    EXPECT_TRUE(first);
    EXPECT_FALSE(one->wait());
    first.reset();
    EXPECT_TRUE(one->wait());
    EXPECT_FALSE(one->is_crowded());    // 0: no limit
}

}  // namespace
}  // namespace mailstead::mta::postscreen
