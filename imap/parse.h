// From the bytes of one complete command to its value: pure, total, linear (RFC 3501 §9).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "imap/command.h"
#include "imap/utf7.h"

namespace mailstead::imap {

class lexer;

// In which states a command may be given, RFC 3501 §3.
namespace state {
inline constexpr unsigned fresh = 1, logged_in = 2, selected = 4;
inline constexpr unsigned any = fresh | logged_in | selected, authenticated = logged_in | selected;
}  // namespace state

namespace trait {
inline constexpr unsigned needs_tls = 1;           // refused in clear where the administrator asks for TLS
inline constexpr unsigned no_expunge = 2;          // counts messages: EXPUNGE may not be sent (RFC 3501 §7.4.1)
inline constexpr unsigned not_pipelined = 4;       // input already there behind it is refused
inline constexpr unsigned tells_uids = 8;          // a UID command: unasked FETCH responses carry the UID
}  // namespace trait

// A row of the command table: what may be done where is data.
struct rule {
    std::string_view name;                         // "UID FETCH"
    command (*parse)(lexer&);                      // of what follows the name; bad{} when it is malformed
    unsigned states;
    unsigned traits;
};

struct parsed {
    std::string tag;                               // empty: not even that could be read
    rule const* what = nullptr;                    // null: an unknown command
    command value;
};

// `bytes` as framer::event::bytes of a command; `names`: how it names mailboxes.
parsed parse(std::string_view bytes, mailbox_names names = mailbox_names::utf7);

// The command up to an APPEND's message literal, as framer::event::bytes of a literal; absent when it is another
// command, or when this literal is not the message (so that it is to be collected).
struct append_start {
    std::string tag, mailbox;
    append_message first;
};
std::optional<append_start> parse_append(std::string_view bytes, mailbox_names names = mailbox_names::utf7);
// What stands between one message's literal and the next (RFC 3502); absent: that is no append-message.
std::optional<append_message> parse_append_more(std::string_view bytes);

// The tag that a command cut short began with; empty when there is none.
std::string_view tag_of(std::string_view bytes) noexcept;

// How deep SEARCH keys may nest, how many there may be; how long a section's path may be.
inline constexpr std::size_t search_depth = 64, search_keys = 4096, section_depth = 128;
// How many languages one LANGUAGE may name.
inline constexpr std::size_t language_ranges = 64;
// How many patterns one LIST may have.
inline constexpr std::size_t list_patterns = 128;

// The grammars of the long commands; each gives the command or bad{}.
command parse_fetch(lexer& in, by what);
command parse_create(lexer& in);
command parse_search(lexer& in, by what);
command parse_store(lexer& in, by what);
command parse_select(lexer& in);
command parse_examine(lexer& in);
command parse_list(lexer& in);
command parse_lsub(lexer& in);
command parse_status(lexer& in);
commands::bad malformed(lexer const& in);

}  // namespace mailstead::imap
