// Threads, RFC 5256 §3: the steps of REFERENCES one by one, and what mail made to cost time may not do.
#include "imap/thread_tree.h"

#include <chrono>
#include <random>

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

struct mail {
    std::string id;
    std::vector<std::string> references;
    std::string subject;
    bool is_reply = false;
    std::int64_t sent = 0, arrived = 0;
};

// Sent in the order given unless a mail says otherwise; numbers count from 1.
std::string threads(std::vector<mail> const& all, thread_algorithm how = thread_algorithm::references) {
    thread_tree tree(how);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& m = all[i];
        tree.add({m.id, m.references, m.subject, m.is_reply, m.sent ? m.sent : static_cast<std::int64_t>(i) + 1, m.arrived});
    }
    tree.finish();
    std::string out;
    tree.write(out, [](std::uint32_t n) { return n + 1; });
    return out;
}

TEST(thread_tree, nothing) { EXPECT_EQ(threads({}), ""); }

TEST(thread_tree, answers_hang_below) {
    EXPECT_EQ(threads({{"a", {}, {}}, {"b", {"a"}, {}}, {"c", {"a", "b"}, {}}, {"d", {}, {}}}), "(1 2 3)(4)");
    EXPECT_EQ(threads({{"a", {}, {}}, {"b", {"a"}, {}}, {"c", {"a"}, {}}}), "(1 (2)(3))");
    EXPECT_EQ(threads({{"c", {"a", "b"}, {}}, {"b", {"a"}, {}}, {"a", {}, {}}}), "(3 2 1)");
}

// The picture in RFC 5256 §4.
TEST(thread_tree, the_example_of_the_response) {
    std::vector<mail> all = {{"2", {}, {}},  {"3", {}, {}},  {"6", {"3"}, {}}, {"4", {"6"}, {}},
                             {"23", {"4"}, {}}, {"44", {"6"}, {}}, {"7", {"44"}, {}}, {"96", {"7"}, {}}};
    EXPECT_EQ(threads(all), "(1)(2 3 (4 5)(6 7 8))");
}

TEST(thread_tree, siblings_without_their_parent) {    // "((3)(5))"
    EXPECT_EQ(threads({{"b", {"a"}, {}}, {"c", {"a"}, {}}}), "((1)(2))");
    EXPECT_EQ(threads({{"b", {"a"}, {}}}), "(1)");
    EXPECT_EQ(threads({{"c", {"a", "b"}, {}}, {"d", {"a", "x", "y"}, {}}}), "((1)(2))");
    EXPECT_EQ(threads({{"a", {}, {}}, {"c", {"a", "b"}, {}}, {"d", {"a", "b"}, {}}}), "(1 (2)(3))");
}

TEST(thread_tree, the_same_message_id_twice) {
    EXPECT_EQ(threads({{"a", {}, {}}, {"a", {}, {}}, {"b", {"a"}, {}}}), "(1 3)(2)");
    EXPECT_EQ(threads({{"", {}, {}}, {"", {}, {}}}), "(1)(2)");
}

TEST(thread_tree, loops_are_not_made) {
    EXPECT_EQ(threads({{"a", {"a"}, {}}}), "(1)");
    EXPECT_EQ(threads({{"a", {"b"}, {}}, {"b", {"a"}, {}}}), "(2 1)");
    EXPECT_EQ(threads({{"a", {"b", "a", "b"}, {}}, {"b", {"a", "b", "a"}, {}}}), "(2 1)");
    EXPECT_EQ(threads({{"a", {"c"}, {}}, {"b", {"a"}, {}}, {"c", {"b"}, {}}}), "(3 1 2)");
}

// Step 1.B: what a message says of its own parent counts more than what others said.
TEST(thread_tree, a_message_knows_its_parent_best) {
    EXPECT_EQ(threads({{"a", {}, {}}, {"x", {}, {}}, {"c", {"x", "b"}, {}}, {"b", {"a"}, {}}}), "(1 4 3)(2)");
    EXPECT_EQ(threads({{"a", {}, {}}, {"c", {"a", "b"}, {}}, {"b", {}, {}}}), "(1)(3 2)");
}

TEST(thread_tree, order_is_by_sent_date) {
    EXPECT_EQ(threads({{"a", {}, {}, false, 9}, {"b", {}, {}, false, 3}, {"c", {}, {}, false, 3}}), "(2)(3)(1)");
    EXPECT_EQ(threads({{"a", {}, {}, false, 1}, {"b", {"a"}, {}, false, 9}, {"c", {"a"}, {}, false, 5}}), "(1 (3)(2))");
    // A missing parent stands where its first child stands.
    EXPECT_EQ(threads({{"b", {"x"}, {}, false, 9}, {"c", {"x"}, {}, false, 4}, {"d", {}, {}, false, 5}}), "((2)(1))(3)");
}

TEST(thread_tree, the_same_subject) {
    EXPECT_EQ(threads({{"a", {}, "S"}, {"b", {}, "S", true}, {"c", {}, "T"}}), "(1 2)(3)");          // a reply below what it answers
    EXPECT_EQ(threads({{"a", {}, "S", true}, {"b", {}, "S"}}), "(2 1)");
    EXPECT_EQ(threads({{"a", {}, "S"}, {"b", {}, "S"}}), "((1)(2))");                                // two beginnings
    EXPECT_EQ(threads({{"a", {}, "S", true}, {"b", {}, "S", true}}), "((1)(2))");
    EXPECT_EQ(threads({{"a", {}, "S"}, {"b", {}, "S"}, {"c", {}, "S"}}), "((1)(2)(3))");
    EXPECT_EQ(threads({{"a", {}, ""}, {"b", {}, ""}}), "(1)(2)");                                    // no subject gathers nothing
    EXPECT_EQ(threads({{"a", {"x"}, "S"}, {"b", {"x"}, "U"}, {"c", {"y"}, "S"}, {"d", {"y"}, "V"}}), "((1)(2)(3)(4))");    // two dummies
    EXPECT_EQ(threads({{"a", {"x"}, "S"}, {"b", {"x"}, "U"}, {"c", {}, "S"}}), "((1)(2)(3))");       // below the dummy
    EXPECT_EQ(threads({{"c", {}, "S"}, {"a", {"x"}, "S"}, {"b", {"x"}, "U"}}), "((1)(2)(3))");       // which the table prefers
}

TEST(thread_tree, refs) {
    auto const refs = thread_algorithm::refs;
    EXPECT_EQ(threads({{"a", {}, "S"}, {"b", {}, "S", true}}, refs), "(1)(2)");
    EXPECT_EQ(threads({{"a", {}, "S", false, 1, 10}, {"b", {}, "T", false, 2, 20}, {"c", {"a"}, "S", true, 3, 30}}, refs), "(2)(1 3)");
    EXPECT_EQ(threads({{"b", {"x"}, {}, false, 1, 10}, {"c", {"x"}, {}, false, 2, 40}, {"d", {}, {}, false, 3, 30}}, refs), "(3)((1)(2))");
}

TEST(thread_tree, ordered_subject) {
    auto const how = thread_algorithm::ordered_subject;
    EXPECT_EQ(threads({}, how), "");
    EXPECT_EQ(threads({{{}, {}, "S"}, {{}, {}, "T"}, {{}, {}, "S"}, {{}, {}, "S"}}, how), "(1 (3)(4))(2)");
    EXPECT_EQ(threads({{{}, {}, "S"}, {{}, {}, "S"}}, how), "(1 2)");
    EXPECT_EQ(threads({{{}, {}, "S", false, 9}, {{}, {}, "T", false, 5}, {{}, {}, "S", false, 4}}, how), "(3 1)(2)");
}

TEST(thread_tree, a_hundred_thousand_answers_in_one_chain) {
    constexpr int count = 100'000;
    std::vector<mail> all(count);
    for (int i = 0; i < count; ++i) {
        all[static_cast<std::size_t>(i)].id = std::to_string(i) + "@x";
        if (i) all[static_cast<std::size_t>(i)].references = {std::to_string(i - 1) + "@x"};
    }
    auto text = threads(all);
    EXPECT_EQ(text.substr(0, 10), "(1 2 3 4 5");
    EXPECT_EQ(std::count(text.begin(), text.end(), '('), 1);
    std::mt19937 dice(7);
    std::shuffle(all.begin(), all.end(), dice);
    text = threads(all, thread_algorithm::refs);
    EXPECT_EQ(std::count(text.begin(), text.end(), '('), 1);
}

// A long chain whose end everybody wants to be the parent of its beginning.
TEST(thread_tree, attempted_loops_cost_no_quadratic_time) {
    constexpr int count = 20'000;
    std::vector<mail> all(count);
    for (int i = 0; i < count; ++i) {
        all[static_cast<std::size_t>(i)].id = std::to_string(i) + "@x";
        if (i) all[static_cast<std::size_t>(i)].references = {std::to_string(i - 1) + "@x"};
    }
    for (int i = 0; i < count; ++i) all.push_back({"n" + std::to_string(i) + "@x", {std::to_string(count - 1) + "@x", "0@x", std::to_string(count - 1) + "@x", "0@x"}, {}});
    auto const began = std::chrono::steady_clock::now();
    EXPECT_FALSE(threads(all).empty());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST(thread_tree, deep_and_wide_at_once) {
    std::vector<mail> all;
    for (int i = 0; i < 5'000; ++i) {
        std::vector<std::string> parent;
        if (i) parent = {std::to_string(i - 1)};
        all.push_back({std::to_string(i), parent, {}});
        all.push_back({"leaf" + std::to_string(i), parent, {}});
    }
    auto const text = threads(all);
    EXPECT_EQ(std::count(text.begin(), text.end(), '('), std::count(text.begin(), text.end(), ')'));
}

// Every message is told once, whatever the mail says.
TEST(thread_tree, random_mail_is_complete) {
    std::mt19937 dice(11);
    for (int round = 0; round < 300; ++round) {
        auto const count = 1 + dice() % 12;
        std::vector<mail> all(count);
        for (auto& m : all) {
            m.id = dice() % 8 ? std::to_string(dice() % 10) : "";
            for (auto n = dice() % 4; n > 0; --n) m.references.push_back(std::to_string(dice() % 12));
            m.subject = dice() % 3 ? std::string(1, static_cast<char>('a' + dice() % 3)) : "";
            m.is_reply = dice() % 2;
            m.sent = 1 + dice() % 5;
        }
        for (auto const how : {thread_algorithm::references, thread_algorithm::refs, thread_algorithm::ordered_subject}) {
            auto text = threads(all, how);
            int depth = 0;
            std::vector<int> seen(count, 0);
            for (std::size_t i = 0; i < text.size(); ++i) {
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
                ASSERT_GE(depth, 0) << text;
                if (!std::isdigit(static_cast<unsigned char>(text[i]))) continue;
                std::size_t used = 0;
                auto const number = std::stoul(text.substr(i), &used);
                ASSERT_LE(number, count);
                ++seen[number - 1];
                i += used - 1;
            }
            ASSERT_EQ(depth, 0) << text;
            for (auto const n : seen) ASSERT_EQ(n, 1) << text;
        }
    }
}

}  // namespace
}  // namespace mailstead::imap
