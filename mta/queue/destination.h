// How hard one destination is worked on: qmgr's concurrency feedback, as pure bookkeeping without time or I/O.
#pragma once

#include <cstdint>

#include "mta/queue/settings.h"

namespace mailstead::mta::queue {

class concurrency {
public:
    explicit concurrency(concurrency_settings const& rules) noexcept
        : rules_(rules), window_(rules.initial < rules.limit ? rules.initial : rules.limit) {
        if (window_ == 0) window_ = 1;
    }

    // After a change of the configuration.
    void use(concurrency_settings const& rules) noexcept;

    unsigned window() const noexcept { return window_; }
    unsigned in_flight() const noexcept { return in_flight_; }
    bool has_room() const noexcept { return in_flight_ < window_; }
    void started() noexcept { ++in_flight_; }

    // The site answered, whatever it said: more at a time, by the positive feedback.
    void answered() noexcept;
    // The site could not be reached: fewer at a time, by the negative feedback. True: so many rounds failed that it is to be left alone for a while.
    bool lost() noexcept;
    // After that while: begin carefully.
    void revive() noexcept;

private:
    concurrency_settings rules_;
    unsigned window_;
    unsigned in_flight_ = 0;
    double good_ = 0;               // what answers have earned towards one more
    double bad_ = 0;                // what losses have cost towards one fewer
    double failed_cohorts_ = 0;
};

}  // namespace mailstead::mta::queue
