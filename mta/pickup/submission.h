// One message that somebody on this machine hands in: records (mta/pickup/records.h) become an envelope and a text on their
// way through cleanup, with Postfix's Received header and log line.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/clock.h"
#include "mta/pickup/milters.h"
#include "mta/pickup/records.h"
#include "mta/pickup/settings.h"
#include "mta/cleanup/passage.h"
#include "mta/queue/intake.h"

namespace mailstead::mta::pickup {

// What becomes of it, in the words of sendmail's exit status (sysexits.h): EX_OK and the queue id, or the reason.
// EX_TEMPFAIL: worth another try. EX_UNAVAILABLE: well-formed, but this server does not want it (size, loops, checks).
struct outcome {
    int status = 0;
    std::string text;
    bool for_itself = false;    // EX_TEMPFAIL, but for this message alone: others may have better luck
};

class submission {
public:
    // Who hands it in. `arrival`: microseconds since 1970.
    struct origin {
        uid_t uid = 0;
        std::int64_t arrival = 0;
        std::string file;  // in maildrop/: committed with the message, so that the file is not taken twice
        // The delivery agent sends a message on; `sent_before` tells the queue id of what that forward became earlier, or
        // an empty one.
        bool is_forward = false;
        std::function<net::task<base::result<std::string>>(forward_mark)> sent_before;
    };

    // What is referred to outlives the submission.
    // `milters`: the thread they are asked on, and who knows the names of their hosts.
    submission(settings const& rules, queue::intake& into, net::disk_pool& lookups, base::clock const& now, origin from,
               milter::parts milters = {});

    // Takes a record; the end tells it nothing. A mistake in it is remembered for finish(); what follows is passed over.
    net::task<void> take(record kind, std::string_view value);
    // No use in reading on: finish() tells why.
    bool is_refused() const noexcept { return refusal_.has_value(); }
    // The end record came: EX_OK after the queue's commit, never before.
    net::task<outcome> finish();

private:
    void refuse(int status, std::string text);
    void refuse(base::error_code const& why);
    void sender(std::string_view value);
    void recipient(std::string_view value);
    void verp(std::string_view value);
    void report(std::string_view value);
    void notify(std::string_view value);
    void note(record kind, std::string_view value);
    void note_forward(record kind, std::string_view value);
    net::task<void> look_for_earlier();
    net::task<void> text(std::string_view piece);
    net::task<void> begin_text();
    void with_crlf(std::string_view piece);
    net::task<void> ask_milters(cleanup::effects& wished);
    std::string received(std::string_view id) const;
    cleanup::origin origin_of() const;

    settings const& rules_;
    queue::intake& intake_;
    net::disk_pool& lookups_;
    base::clock const& clock_;
    origin from_;
    mta::envelope envelope_;
    std::string full_name_, original_;
    std::uint8_t notify_ = mta::notify::none;
    bool has_sender_ = false;
    bool remote_ = false;
    std::unordered_set<std::string> named_;       // recipients so far
    milter::parts milter_parts_;
    std::unique_ptr<local_milters> milters_;      // null: none
    std::unique_ptr<cleanup::passage> passage_;   // from the first text on
    std::string lines_;                           // a piece of text with CRLF
    char last_ = '\0';
    std::optional<outcome> refusal_;
};

}  // namespace mailstead::mta::pickup
