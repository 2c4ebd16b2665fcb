// A message's headers as they lie in an mbox: what clients are shown, and what the mailbox says about the message in
// Status, X-Status and X-Keywords (as mutt, pine and Dovecot write them).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mbox {

// Longer lines are neither From lines nor headers, longer headers are body from there on: what is kept is bounded, and what is
// found does not depend on how the bytes came.
inline constexpr std::size_t longest_line = 64 * 1024;
inline constexpr std::size_t longest_head = 1024 * 1024;

struct marks {
    std::uint32_t flags = 0;  // store::flag::*
    std::vector<std::string> keywords;
};

// Whether they say the same; keywords without regard to case and order.
bool same(marks const& a, marks const& b);

// What Dovecot, UW-IMAP and pine write into a mailbox of theirs; 0: nothing. Consistent or not is for foreign_uids.h.
struct uid_lines {
    std::uint32_t uid = 0;                 // X-UID
    std::uint32_t validity = 0, last = 0;  // X-IMAPbase or X-IMAP: of the mailbox, in its first message
    bool is_internal = false;              // X-IMAP: no message, but a place for these numbers
};

struct head {
    std::string visible;  // without the mailbox's own headers, line ends as they lie there
    marks said;
    uid_lines uids;
    std::optional<std::uint64_t> content_length;
};

// Headers that are not the sender's: those of encoder.h and `Lines`, which mutt writes when it rewrites a message.
bool is_hidden_header(std::string_view name) noexcept;

// Where in the headers the second number of X-IMAPbase stands, as digits; empty: nowhere.
std::string_view last_uid_in(std::string_view text);

// `text`: the headers, and the empty line after them if there is one.
head parse_head(std::string_view text);

// The lines that say so, with LF and with room for more.
std::string mark_lines(marks const& wanted);

// The headers with these marks: Status, X-Status and X-Keywords as they shall be, before the empty line, with blanks
// behind them so that later marks fit; everything else stays as it is and where it is. Without an empty line (headers cut
// off, or read up to a line too long for the scanner) they come first and none is added: the message's text stays the same.
// When old and new fit in the same room the result has the length of `text`.
std::string with_marks(std::string_view text, marks const& wanted);

}  // namespace mailstead::mbox
