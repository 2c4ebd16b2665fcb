// Threads of messages, RFC 5256 §3 (THREAD): ORDEREDSUBJECT, REFERENCES, and REFS, which is REFERENCES without the gathering
// by subject, ordered by what arrived last in each thread. Pure; no recursion, however deep a thread is.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "imap/command.h"

namespace mailstead::imap {

// A message as the algorithms see it.
struct threaded {
    std::string_view id;                         // Message-ID; empty: none
    std::span<std::string const> references;     // the oldest first
    std::string_view subject;                    // the base subject, collated
    bool is_reply = false;
    std::int64_t sent = 0, arrived = 0;          // unix seconds
};

// The same where texts are numbers already: equal ones have equal numbers.
struct threaded_by_number {
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    std::uint32_t id = none;
    std::span<std::uint32_t const> references;
    std::uint32_t subject = 0;                   // 0: empty
    bool is_reply = false;
    std::int64_t sent = 0, arrived = 0;
};

class thread_tree {
public:
    explicit thread_tree(thread_algorithm how) noexcept : how_(how) {}

    // In the order of the mailbox; the first is message 0.
    void add(threaded const& what);
    // Numbers of ids are small; a tree is made of numbers or of texts.
    void add(threaded_by_number const& what);
    // After the last add(), once: makes the threads.
    void finish();
    // "(1)(2 3 (4)(5))" after finish(); `number` gives what message n is called.
    void write(std::string& out, std::function<std::uint32_t(std::uint32_t)> const& number) const;

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct node {
        std::uint32_t message = none;            // none: a dummy
        std::uint32_t parent = none;
        std::uint32_t first = none, last = none, next = none;    // children, and the next sibling
        std::uint32_t children = 0;
    };
    struct entry {
        std::int64_t sent, arrived;
        std::uint32_t subject;                   // 0: empty
        bool is_reply;
    };

    struct hash : std::hash<std::string_view> { using is_transparent = void; };    // looks up without making a string
    using numbers = std::unordered_map<std::string, std::uint32_t, hash, std::equal_to<>>;

    std::uint32_t new_node(std::uint32_t message);
    std::uint32_t node_of(std::uint32_t id);
    std::uint32_t own_node(std::uint32_t id, std::uint32_t message);
    std::uint32_t number_of(std::string_view id);
    std::uint32_t subject_number(std::string_view subject);
    void link(std::uint32_t parent, std::uint32_t child);
    void unlink(std::uint32_t child);
    bool is_ancestor(std::uint32_t above, std::uint32_t of);
    bool is_dummy(std::uint32_t n) const noexcept { return nodes_[n].message == none; }
    entry const& shown(std::uint32_t n) const noexcept;
    std::uint32_t shown_message(std::uint32_t n) const noexcept;
    void append_child(std::uint32_t parent, std::uint32_t child);
    void by_subject();
    void by_references();
    void prune();
    void splice(std::uint32_t parent, std::uint32_t dummy);
    std::vector<std::uint32_t> parents_first() const;
    template <class Before> void sort_children(std::uint32_t n, Before before);
    void sort_all_children();
    void sort_roots();
    void sort_roots_by_arrival();
    void gather_subjects();
    std::vector<std::uint32_t> subject_table() const;
    bool merge(std::uint32_t one, std::uint32_t& into);

    thread_algorithm const how_;
    std::vector<entry> messages_;
    std::vector<node> nodes_;
    std::vector<std::uint32_t> roots_;
    std::vector<std::uint32_t> node_of_id_;      // by number
    std::uint32_t last_subject_ = 0;
    std::vector<std::uint32_t> referred_;        // of one message; here for its room
    numbers ids_, subjects_;
    std::size_t id_octets_ = 0;
    std::int64_t steps_left_ = 0;                // of looking for loops
};

}  // namespace mailstead::imap
