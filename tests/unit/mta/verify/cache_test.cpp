// Records survive, names are folded, and what has expired goes.
#include "mta/verify/cache.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mailstead::mta::verify {
namespace {

record known(status what, std::int64_t updated) {
    record out;
    out.status = what;
    out.updated = updated;
    out.text = "host a[1] said: 550 'no'";
    return out;
}

class verify_cache : public ::testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/mailstead-verify-XXXXXX";
        directory_ = ::mkdtemp(name);
        path_ = directory_ + "/cache.sqlite";
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }
    std::string directory_, path_;
};

TEST_F(verify_cache, keeps_records_over_a_restart) {
    auto const one = known(status::undeliverable, 5);
    {
        auto db = cache::open(path_);
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->put("A@Example.org", one));
    }
    auto db = cache::open(path_);
    ASSERT_TRUE(db);
    auto const found = db->find("A@EXAMPLE.org");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ(**found, one);
    auto const other = db->find("a@example.org");
    ASSERT_TRUE(other);
    EXPECT_FALSE(*other);
}

TEST_F(verify_cache, drops_what_has_expired) {
    auto db = cache::open(path_);
    ASSERT_TRUE(db);
    constexpr std::int64_t now = 1'800'000'000, day = 86400;
    ASSERT_TRUE(db->put("good", known(status::deliverable, now - 30 * day)));
    ASSERT_TRUE(db->put("old", known(status::deliverable, now - 32 * day)));
    ASSERT_TRUE(db->put("bad", known(status::undeliverable, now - 2 * day)));
    ASSERT_TRUE(db->put("oldbad", known(status::undeliverable, now - 4 * day)));
    auto const counts = db->clean(rules(), now);
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->retained, 2);
    EXPECT_EQ(counts->dropped, 2);
    EXPECT_TRUE(*db->find("good"));
    EXPECT_FALSE(*db->find("old"));
    ASSERT_TRUE(db->erase("good"));
    EXPECT_FALSE(*db->find("good"));
}

TEST_F(verify_cache, is_not_made_of_any_file) {
    std::ofstream(path_) << std::string(5000, 'x');
    EXPECT_FALSE(cache::open(path_));
    EXPECT_FALSE(cache::open(directory_ + "/nowhere/cache"));
    std::filesystem::remove(path_);
    auto made = queue::open_sqlite(path_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {});
    ASSERT_TRUE(made);
    ASSERT_TRUE(queue::execute(made->get(), "CREATE TABLE others(x)"));
    made->reset();
    EXPECT_FALSE(cache::open(path_));    // somebody else's database
    std::filesystem::remove(path_);
    ASSERT_TRUE(cache::open(path_));
    made = queue::open_sqlite(path_, SQLITE_OPEN_READWRITE, {});
    ASSERT_TRUE(made);
    ASSERT_TRUE(queue::execute(made->get(), "PRAGMA user_version = 2"));
    made->reset();
    EXPECT_FALSE(cache::open(path_));    // a later version's
}

}  // namespace
}  // namespace mailstead::mta::verify
