#include "mta/postscreen/cache.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace mailstead::mta::postscreen {
namespace {

namespace fs = std::filesystem;

class postscreen_cache : public testing::Test {
protected:
    postscreen_cache() : directory_(fs::temp_directory_path() / ("postscreen_cache." + std::to_string(::getpid()))) {
        fs::remove_all(directory_);
        fs::create_directory(directory_);
    }
    ~postscreen_cache() override { fs::remove_all(directory_); }
    std::shared_ptr<cache> open() {
        auto made = cache::open(directory_.string());
        EXPECT_TRUE(made) << made.error().message();
        return made ? *made : nullptr;
    }
    std::string file() const { return (directory_ / "clients.sqlite").string(); }
    fs::path directory_;
};

TEST_F(postscreen_cache, remembers_across_openings) {
    passes const until{10, 20, 30, 1, 0};
    {
        auto const one = open();
        auto const nobody = one->find("192.0.2.1");
        ASSERT_TRUE(nobody);
        EXPECT_FALSE(*nobody);
        ASSERT_TRUE(one->keep("192.0.2.1", {1, 1, 1, 1, 1}));
        ASSERT_TRUE(one->keep("192.0.2.1", until));
    }
    auto const known = open()->find("192.0.2.1");
    ASSERT_TRUE(known && *known);
    EXPECT_EQ(**known, until);
}

TEST_F(postscreen_cache, sweeps_by_the_last_result_piece_by_piece) {
    auto const one = open();
    for (int i = 0; i < 7; ++i) ASSERT_TRUE(one->keep("old" + std::to_string(i), {100, 90, 0, 1, 1}));
    ASSERT_TRUE(one->keep("kept", {100, 101, 0, 1, 1}));
    auto const first = one->sweep(111, std::chrono::seconds(10), 5);
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->done);
    EXPECT_EQ(first->dropped, 5);
    auto const last = one->sweep(111, std::chrono::seconds(10), 5);
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->done);
    EXPECT_EQ(last->dropped, 2);
    EXPECT_EQ(last->retained, 1);
    EXPECT_TRUE(*one->find("kept"));
}

TEST_F(postscreen_cache, puts_a_damaged_file_aside) {
    std::ofstream(file()) << std::string(5000, 'x');
    auto const one = open();
    ASSERT_TRUE(one);
    EXPECT_TRUE(one->keep("a", {5, 5, 5, 5, 5}));
    EXPECT_TRUE(fs::exists(file() + ".damaged"));
}

TEST_F(postscreen_cache, a_truncated_file_is_no_crash) {
    {
        auto const one = open();
        for (int i = 0; i < 500; ++i) ASSERT_TRUE(one->keep("client" + std::to_string(i), {5, 5, 5, 5, 5}));
    }
    for (std::uintmax_t const size : {0u, 1u, 100u, 4096u, 5000u}) {
        if (fs::file_size(file()) > size) fs::resize_file(file(), size);
        auto const one = cache::open(directory_.string());
        ASSERT_TRUE(one) << size << one.error().message();
        EXPECT_TRUE((*one)->find("client1"));
    }
}

TEST_F(postscreen_cache, waits_for_no_fifo) {
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    EXPECT_FALSE(cache::open(directory_.string()));
}

TEST_F(postscreen_cache, another_version_is_begun_anew) {
    {
        auto db = queue::open_sqlite(file(), 6, {});
        ASSERT_TRUE(db);
        ASSERT_TRUE(queue::execute(db->get(), "CREATE TABLE clients(x); PRAGMA user_version=9"));
    }
    auto const one = open();
    EXPECT_TRUE(one->keep("a", {5, 5, 5, 5, 5}));
    EXPECT_TRUE(*one->find("a"));
}

TEST_F(postscreen_cache, serves_several_threads) {
    auto const one = open();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&one, t] {
            for (int i = 0; i < 50; ++i) {
                auto const name = std::to_string(t * 100 + i);
                EXPECT_TRUE(one->keep(name, {i, 2, 3, 4, 5}));
                EXPECT_TRUE(*one->find(name));
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(one->sweep(0, std::chrono::seconds(0))->retained, 200);
}

}  // namespace
}  // namespace mailstead::mta::postscreen
