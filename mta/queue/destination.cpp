// Feedback as in Postfix's SCHEDULER_README.
#include "mta/queue/destination.h"

#include <algorithm>
#include <cmath>

namespace mailstead::mta::queue {
namespace {

constexpr double nearly = 1 - 1e-6;    // so many thirds make a whole

double value(route::feedback const& how, unsigned window) noexcept {
    switch (how.divided) {
    case route::feedback::by::concurrency: return how.amount / window;
    case route::feedback::by::root_of_concurrency: return how.amount / std::sqrt(window);
    default: return how.amount;
    }
}

}  // namespace

void concurrency::answered() noexcept {
    --in_flight_;
    failed_cohorts_ = 0;
    bad_ = 0;
    if (window_ >= rules_.limit) return;
    good_ += value(rules_.growth, window_);
    if (good_ < nearly) return;
    good_ -= 1;
    ++window_;
}

bool concurrency::lost() noexcept {
    --in_flight_;
    good_ = 0;
    failed_cohorts_ += 1.0 / window_;
    bad_ += value(rules_.decline, window_);
    if (bad_ >= nearly) {
        bad_ -= 1;
        window_ = std::max(1u, window_ - 1);
    }
    return rules_.failed_cohort_limit > 0 && failed_cohorts_ >= rules_.failed_cohort_limit;
}

void concurrency::use(concurrency_settings const& rules) noexcept {
    rules_ = rules;
    window_ = std::clamp(window_, 1u, std::max(1u, rules.limit));
}

void concurrency::revive() noexcept {
    failed_cohorts_ = good_ = bad_ = 0;
    window_ = std::max(1u, std::min(rules_.initial, rules_.limit));
}

}  // namespace mailstead::mta::queue
