#include "mta/postscreen/verdicts.h"

#include <algorithm>

namespace mailstead::mta::postscreen {
namespace {

constexpr std::int64_t never = 0, switched_off = 1;

}  // namespace

void verdicts::begin_unknown() noexcept {
    is_new_ = true;
    for (auto const which : all_tests) {
        at(which) = {};
        at(which).due = is_enabled(which);
    }
}

void verdicts::begin(passes const& known, std::int64_t now) noexcept {
    is_new_ = false;
    for (auto const which : all_tests) {
        auto& one = at(which) = {};
        one.until = known[static_cast<std::size_t>(which)];
        if (!is_enabled(which)) continue;
        one.due = now > one.until;
        is_new_ |= one.until == never;
    }
    // Who has to wait anyway is asked about again, so that the log tells all of him.
    if (due_before_greeting() && is_enabled(test::dnsbl)) at(test::dnsbl).due = true;
}

bool verdicts::due_behind_greeting() const noexcept {
    return is_open(test::pipelining) || is_open(test::non_smtp) || is_open(test::bare_newline);
}

bool verdicts::any_failed() const noexcept {
    return refused_ || std::any_of(states_.begin(), states_.end(), [](state const& one) { return one.failed; });
}

void verdicts::pass(test which, std::int64_t until) noexcept {
    auto& one = at(which);
    one.passed = true;
    one.until = std::max(one.until, until);
}

void verdicts::fail(test which, bool ignored) noexcept {
    auto& one = at(which);
    one.over = true;
    one.failed = !ignored;
    one.passed = false;
    one.until = never;
}

void verdicts::look_behind_greeting() noexcept {
    for (auto const which : {test::pipelining, test::non_smtp, test::bare_newline}) at(which).due = true;
}

void verdicts::spare_others(std::int64_t until) noexcept {
    if (any_failed()) return;
    for (auto const which : all_tests)
        if (which != test::dnsbl && is_open(which)) pass(which, until);
}

verdicts::summary verdicts::sum() const noexcept {
    summary out;
    out.is_new = is_new_;
    if (any_failed()) return out;
    bool all = true;
    for (auto const which : all_tests) {
        auto const& one = at(which);
        out.keep |= one.passed;
        all &= !one.due || one.passed;
        auto& until = out.until[static_cast<std::size_t>(which)];
        until = one.until;
        if (until == never && !is_enabled(which)) until = switched_off;
    }
    out.passed_all = all && out.keep;
    return out;
}

}  // namespace mailstead::mta::postscreen
