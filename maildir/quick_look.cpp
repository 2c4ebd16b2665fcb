// A look at a mailbox in use that takes no wait: its directories are in memory as long as they are watched.
#include "maildir/mailbox.h"
#include "maildir/service.h"

namespace mailstead::maildir {

std::optional<store::view> mailbox::refresh_at_once() {
    if (rows_later_) return now();
    std::unique_lock const hold(place_->state, std::try_to_lock);
    bool const usual = hold && near_ && compared_ && !retired_ && !stale_ && !unapplied_ && place_->watched();
    if (!usual || !with_.try_hear_watcher() || place_->has_news() || !matches_disk()) return std::nullopt;
    return now();
}

}  // namespace mailstead::maildir
