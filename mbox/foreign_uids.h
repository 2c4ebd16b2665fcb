// The uids that another IMAP server left in an mbox, taken over when we see the file for the first time: clients keep what
// they have downloaded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mbox/scan.h"

namespace mailstead::mbox {

struct foreign_uids {
    std::uint32_t validity = 0;
    std::uint32_t last = 0;           // the highest that was ever given
    std::vector<std::uint32_t> uids;  // of the first messages, in order; those behind them get new ones
};

// As Dovecot reads them: the base line counts in the first message only, uids ascend and are none above its last one; the
// first message without such a uid ends them. Absent: no base line, or numbers that nobody gave (a sender's, who wants to
// use them up).
std::optional<foreign_uids> foreign_uids_in(std::span<found_message const> messages);

}  // namespace mailstead::mbox
