// Feedback as in Postfix's SCHEDULER_README: +1 per successful round, -1 per failed one.
#include "mta/queue/destination.h"

#include <algorithm>

namespace mailstead::mta::queue {

void concurrency::answered() noexcept {
    --in_flight_;
    failed_cohorts_ = 0;
    if (window_ >= rules_.limit || ++good_ < window_) return;
    good_ = 0;
    ++window_;
}

bool concurrency::lost() noexcept {
    --in_flight_;
    good_ = 0;
    failed_cohorts_ += 1.0 / window_;
    window_ = std::max(1u, window_ - 1);
    return rules_.failed_cohort_limit > 0 && failed_cohorts_ >= rules_.failed_cohort_limit;
}

void concurrency::use(concurrency_settings const& rules) noexcept {
    rules_ = rules;
    window_ = std::clamp(window_, 1u, std::max(1u, rules.limit));
}

void concurrency::revive() noexcept {
    failed_cohorts_ = 0;
    window_ = std::max(1u, std::min(rules_.initial, rules_.limit));
}

}  // namespace mailstead::mta::queue
