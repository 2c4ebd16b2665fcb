// What a command does to rows, worked out on a snapshot before anything is written: shared by every store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/mailbox.h"
#include "store/quota.h"

namespace mailstead::store {

// Positions of the rows of `which`, ascending.
std::vector<std::size_t> positions(snapshot const& in, uid_set const& which);
// The names behind keyword bits.
std::vector<std::string> names_of(snapshot const& in, std::uint64_t bits);

struct flag_edit {
    std::vector<message> rows;              // as they shall be, with totals.highest_modseq as their modseq
    std::vector<std::uint32_t> left_alone;  // modseq above unchanged_since, RFC 7162 §3.1.3
};
// Rows that would not differ are left out. New keywords are added to totals.keywords. too_many_keywords
result<flag_edit> plan_flags(snapshot const& from, uid_set const& which, flag_change const& change,
                             std::uint64_t unchanged_since, snapshot::totals& totals);
// The highest uid there is; 0: the mailbox is empty.
std::uint32_t last_uid(snapshot const& in) noexcept;
// The uid of a message to be appended behind `last`, which it becomes: its own where that can be, else `next`, which moves
// on. Never one at or below `last`.
std::uint32_t uid_for(new_message const& what, std::uint32_t& last, std::uint32_t& next) noexcept;
// The room that a message of so many octets needs; one that replaces another, only for what it has more.
quota_usage room_needed(new_message const& what, std::uint64_t octets) noexcept;
// The uids that expunge() shall remove.
std::vector<std::uint32_t> plan_expunge(snapshot const& from, uid_set const& which, mailbox::expunge_mode);

}  // namespace mailstead::store
