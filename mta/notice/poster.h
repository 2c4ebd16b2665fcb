// Puts notices into the queue, through what all mail made here passes.
#pragma once

#include "base/clock.h"
#include "mta/notice/notice.h"
#include "mta/queue/intake.h"
#include "mta/queue/internal_mail.h"
#include "net/task.h"

namespace mailstead::mta::notice {

// One thread, that of `through`.
class poster {
public:
    // All outlive it.
    poster(queue::intake& into, queue::internal_passage& through, base::clock const& clock) : into_(into), through_(through), clock_(clock) {}

    // Before the first post(), and whenever the configuration has changed.
    void use(notice_settings how) { how_ = std::move(how); }
    // Returns once it is in the queue; what goes wrong is told in the log. Of more than 50 at once, as a broken client may cause,
    // the others are left out.
    net::task<void> post(notice what);

private:
    net::task<void> put(notice const& what);

    queue::intake& into_;
    queue::internal_passage& through_;
    base::clock const& clock_;
    notice_settings how_;
    unsigned under_way_ = 0;
};

}  // namespace mailstead::mta::notice
