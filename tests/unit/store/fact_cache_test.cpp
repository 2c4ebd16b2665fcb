// cache.db: what is put is found, also by the next process; what is damaged, of another version or garbled is never believed.
#include "store/fact_cache.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/fact_filler.h"
#include "store/facts_codec.h"
#include "store/index.h"
#include "store/read.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

char const nested[] =
    "Date: Mon, 5 Jul 1999 23:46:19 +0000\nFrom: \"A B\" <a@example.org>\nTo: g:b@c,d@e;\nSubject: =?utf-8?q?x?=\n"
    "References: <1@a>\n <2@b>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b; charset*=utf-8''x\n\n"
    "--b\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=\"f\"\n\n"
    "Subject: inner\nMessage-ID: <i@i>\n\ntext\n--b\nContent-ID: <c>\nContent-Language: de, en\n\nlast\n--b--\n";

std::string described(facts const& what) { return encode(what); }

TEST(facts_codec, gives_back_what_was_encoded) {
    auto const made = facts_from(std::string_view(nested));
    EXPECT_EQ(made->references, "<1@a> <2@b>");
    ASSERT_EQ(made->structure.children.size(), 2u);
    auto const back = decode_facts(encode(*made));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->envelope, made->envelope);
    EXPECT_EQ(back->references, made->references);
    EXPECT_EQ(back->wire_size, made->wire_size);
    EXPECT_EQ(back->structure.children[0].children[0].body, made->structure.children[0].children[0].body);
    EXPECT_EQ(*back->structure.children[0].envelope, *made->structure.children[0].envelope);
    EXPECT_EQ(back->structure.children[1].languages, made->structure.children[1].languages);
    EXPECT_EQ(described(*back), described(*made));
}

TEST(facts_codec, refuses_every_cut_and_every_changed_version) {
    auto const bytes = encode(*facts_from(std::string_view(nested)));
    for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decode_facts(std::string(bytes, 0, n))) << n;
    EXPECT_FALSE(decode_facts(bytes + '\0'));
    auto other = bytes;
    other[0] = static_cast<char>(facts_version_single + 1);
    EXPECT_FALSE(decode_facts(other));
}

TEST(facts_codec, survives_every_changed_byte) {
    auto const bytes = encode(*facts_from(std::string_view(nested)));
    for (std::size_t n = 0; n < bytes.size(); ++n)
        for (int const to : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
            auto other = bytes;
            other[n] = static_cast<char>(to);
            auto const got = decode_facts(other);
            EXPECT_TRUE(!got || encode(*got) == other) << n;
        }
}

struct cache_test : testing::Test {
    std::filesystem::path root = std::filesystem::temp_directory_path() / fmt::format("mailstead-facts-{}", ::getpid());
    std::shared_ptr<index_pool> pool = std::make_shared<index_pool>(index_settings{root.string()});
    std::string const directory = (root / "a").string();
    std::shared_ptr<facts const> const some = facts_from(std::string_view(nested));

    void SetUp() override { std::filesystem::create_directories(root); }
    void TearDown() override { std::filesystem::remove_all(root); }
    static fact_key key(int n) { return make_fact_key(1000 + n, 0, "name" + std::to_string(n), 77); }
    cache_step put(int n) const { return {cache_step::kind::put, key(n), {}, encode(*some)}; }
    bool knows(fact_cache& in, fact_key const& which) { return in.find(std::span(&which, 1)).front() != nullptr; }
    void fill(int n) {
        fact_cache in(pool, directory);
        std::vector<cache_step> steps;
        for (int i = 0; i < n; ++i) steps.push_back(put(i));
        in.apply(steps);
    }
};

TEST_F(cache_test, is_read_by_the_next_process) {
    fill(3);
    fact_cache in(pool, directory);
    std::vector<fact_key> const keys = {key(2), key(9), key(0)};
    auto const found = in.find(keys);
    ASSERT_EQ(found.size(), 3u);
    ASSERT_TRUE(found[0] && found[2]);
    EXPECT_FALSE(found[1]);
    EXPECT_EQ(encode(*found[0]), encode(*some));
    auto other = key(0);
    other.size = 78;
    EXPECT_FALSE(knows(in, other));
    EXPECT_EQ(pool->open_count(), 1u);
}

TEST_F(cache_test, many_keys_are_found_among_others_in_any_order) {
    fill(400);
    fact_cache in(pool, directory);
    std::vector<fact_key> keys;
    for (int i = 390; i >= 0; i -= 1 + i % 40) keys.push_back(key(i));    // steps over few and over many
    auto const known = keys.size();
    for (int i = 395; i < 405; ++i) keys.push_back(key(i));
    keys.push_back(make_fact_key(1100, 0, "another of that time", 77));
    keys.push_back(make_fact_key(0, 0, "older than all", 77));
    auto wrong = key(3);
    wrong.size = 78;
    keys.push_back(wrong);
    for (auto const part : {facts_part::header, facts_part::all}) {
        std::vector<int> found(keys.size());
        in.look(keys, part, [&](std::size_t at, fact_cache::found const& one) {
            ++found[at];
            EXPECT_EQ(one.what.envelope, some->envelope);
            EXPECT_EQ(one.has_structure, part == facts_part::all);
        });
        for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], i < known + 5 ? 1 : 0) << i;
    }
    EXPECT_TRUE(in.knows_any(1000, 1000));
    EXPECT_TRUE(in.knows_any(0, 1399));
    EXPECT_FALSE(in.knows_any(0, 999));
    EXPECT_FALSE(in.knows_any(1400, 9999));
}

TEST_F(cache_test, copies_and_removes) {
    fill(2);
    fact_cache in(pool, directory);
    cache_step const steps[] = {{cache_step::kind::copy, key(5), key(0), {}},
                                {cache_step::kind::copy, key(6), key(9), {}},
                                {cache_step::kind::remove, key(0), {}, {}}};
    in.apply(steps);
    EXPECT_TRUE(knows(in, key(5)));
    EXPECT_FALSE(knows(in, key(6)));
    EXPECT_FALSE(knows(in, key(0)));
    EXPECT_TRUE(knows(in, key(1)));
}

TEST_F(cache_test, anything_else_in_its_place_is_dropped) {
    auto const file = directory + "/cache.db";
    auto const spoil = [&](int how) {
        if (how == 0) std::ofstream(file, std::ios::trunc) << std::string(5000, 'x');
        if (how == 1) std::filesystem::resize_file(file, 4096 + 100);
        if (how == 2) (void)database::open(file).value()->run("PRAGMA user_version = 2");    // of an older program
        if (how == 3) (void)database::open(file).value()->run("DROP TABLE facts");
        if (how == 4) std::filesystem::remove(file);
        if (how == 5) (void)database::open(file).value()->run("UPDATE facts SET bytes = zeroblob(40)");
        if (how == 6) (void)database::open(file).value()->run("UPDATE facts SET bytes = 5, size = 'text'");
    };
    for (int how = 0; how < 7; ++how) {
        std::filesystem::remove_all(directory);
        fill(200);
        spoil(how);
        fact_cache in(pool, directory);
        EXPECT_FALSE(knows(in, key(0)) && how != 1) << how;
        auto const again = put(0);
        in.apply(std::span(&again, 1));
        if (!knows(in, key(0))) in.apply(std::span(&again, 1));    // the first one found the damage
        EXPECT_TRUE(knows(in, key(0))) << how;
    }
}

TEST_F(cache_test, memory_is_bounded) {
    fact_cache in(pool, directory);
    for (std::uint32_t uid = 1; uid <= 2000; ++uid) in.remember(1, uid, some);
    EXPECT_FALSE(in.recent(1, 1));
    EXPECT_TRUE(in.recent(1, 2000));
    EXPECT_FALSE(in.recent(2, 2000));
    EXPECT_LE(some.use_count(), 600);
    auto const large = std::make_shared<facts>();
    large->envelope.to.resize(3000);
    in.remember(1, 3000, large);
    EXPECT_FALSE(in.recent(1, 3000));
    EXPECT_EQ(large.use_count(), 1);
}

TEST_F(cache_test, the_filler_parses_and_writes_and_passes_over_what_is_too_much) {
    auto const cache = std::make_shared<fact_cache>(pool, directory);
    {
        fact_filler filler([&](std::string const&) { return cache; });
        filler.put("a", key(1), sizeof nested, [] { return std::string(nested); });
        filler.put("a", key(2), 2 * 1024 * 1024, [] { return std::string(nested); });
        filler.put("a", key(3), *some);
        filler.drain();
        EXPECT_TRUE(knows(*cache, key(1)));
        EXPECT_FALSE(knows(*cache, key(2)));
        EXPECT_TRUE(knows(*cache, key(3)));
        filler.change("a", {{cache_step::kind::remove, key(1), {}, {}}});
    }
    EXPECT_FALSE(knows(*cache, key(1)));    // what was waiting was written
}

}  // namespace
}  // namespace mailstead::store
