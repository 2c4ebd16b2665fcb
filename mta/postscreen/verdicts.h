// Which tests of postscreen are due for a client, and how they ended. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mailstead::mta::postscreen {

enum class test : std::uint8_t { pregreet, dnsbl, pipelining, non_smtp, bare_newline };
inline constexpr test all_tests[] = {test::pregreet, test::dnsbl, test::pipelining, test::non_smtp, test::bare_newline};
inline constexpr std::size_t test_count = 5;

// What is done with a client that failed.
enum class action : std::uint8_t { ignore, enforce, drop };

struct test_settings {
    bool enabled = false;
    postscreen::action action = postscreen::action::ignore;
    std::chrono::seconds ttl{86400};
};
using test_table = std::array<test_settings, test_count>;

// Until when, in seconds since 1970, the result of each test is trusted. 0: never passed; 1: not looked at, since the test
// was switched off. Durable in the cache: do not change the order.
using passes = std::array<std::int64_t, test_count>;

class verdicts {
public:
    explicit verdicts(test_table const& tests) noexcept : tests_(tests) {}

    // What has to be done for a client of whom nothing is known, or that the cache knows.
    void begin_unknown() noexcept;
    void begin(passes const& known, std::int64_t now) noexcept;

    bool is_due(test which) const noexcept { return at(which).due; }
    bool due_before_greeting() const noexcept { return is_due(test::pregreet) || is_due(test::dnsbl); }
    bool due_behind_greeting() const noexcept;
    // It is due and nothing has been seen of it in this session.
    bool is_open(test which) const noexcept { return at(which).due && !at(which).passed && !at(which).failed && !at(which).over; }
    bool any_failed() const noexcept;

    void pass(test which, std::int64_t until) noexcept;
    // A failure that is ignored leaves the test due; one that is not spoils the passes of the whole session.
    void fail(test which, bool ignored) noexcept;
    // A client that is refused for another reason learns nothing of its tests.
    void refuse() noexcept { refused_ = true; }
    // The tests behind the greeting cost nothing once a client that has failed is there: the log shall tell all of it.
    void look_behind_greeting() noexcept;
    // A good name in the DNS spares the other tests until then.
    void spare_others(std::int64_t until) noexcept;

    struct summary {
        bool keep = false;       // the cache shall know
        bool passed_all = false; // all that was due
        bool is_new = false;
        passes until{};
    };
    summary sum() const noexcept;

private:
    struct state {
        bool due = false, passed = false, failed = false;
        bool over = false;       // not looked for any more in this session
        std::int64_t until = 0;
    };
    state& at(test which) noexcept { return states_[static_cast<std::size_t>(which)]; }
    state const& at(test which) const noexcept { return states_[static_cast<std::size_t>(which)]; }
    bool is_enabled(test which) const noexcept { return tests_[static_cast<std::size_t>(which)].enabled; }

    test_table const& tests_;
    std::array<state, test_count> states_{};
    bool is_new_ = false;
    bool refused_ = false;
};

}  // namespace mailstead::mta::postscreen
