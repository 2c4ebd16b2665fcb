// From the bytes of one complete command to its value: pure, total, linear (RFC 3501 §9).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
inline constexpr unsigned makes_expunges = 16;     // tells EXPUNGE as its own answer, whatever NOTIFY asks for
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
// REPLACE (RFC 8508) is an APPEND in this.
struct append_start {
    std::string tag;
    commands::append what;                         // its last step is the literal
};
std::optional<append_start> parse_append(std::string_view bytes, mailbox_names names = mailbox_names::utf7);
// What stands behind a literal (RFC 3502, RFC 4469), up to the next one or to the end of the command.
struct append_piece {
    enum class kind { end, text, url, wrong } what = kind::wrong;    // text: a literal to be streamed; url: one to be collected
    std::vector<append_step> steps;
    append_place place = append_place::first;      // behind it
};
append_piece parse_append_more(std::string_view bytes, append_place place);

// The tag that a command cut short began with; empty when there is none.
std::string_view tag_of(std::string_view bytes) noexcept;

// How deep SEARCH keys may nest, how many there may be; how long a section's path may be.
inline constexpr std::size_t search_depth = 64, search_keys = 4096, section_depth = 128;
// How many criteria a SORT, tags a CANCELUPDATE and comparators a COMPARATOR may name; how many mailboxes an ESEARCH.
inline constexpr std::size_t sort_criteria = 32, cancelled_tags = 64, comparators = 64, search_sources = 256;
// How many languages one LANGUAGE may name.
inline constexpr std::size_t language_ranges = 64;
// How many patterns one LIST may have.
inline constexpr std::size_t list_patterns = 128;
// How many groups one NOTIFY may have, and how many names all of them.
inline constexpr std::size_t notify_groups = 64, notify_names = 512;

// How many entries one GETMETADATA or SETMETADATA may name.
inline constexpr std::size_t metadata_names = 128;
// "(" entry *(SP entry) ")", in lower case.
bool metadata_entries(lexer& in, std::vector<std::string>& out);
// The value of a stored filter, RFC 5466 §3.2: search-key *(SP search-key), and nothing else. Absent: it is not one.
std::optional<search_key> parse_search_criteria(std::string_view text);
// RFC 5466 §4: an atom without a slash.
bool is_filter_name(std::string_view text);

// The grammars of the long commands; each gives the command or bad{}.
command parse_append_whole(lexer& in);     // APPEND and REPLACE without a literal that is to be streamed
command parse_replace_whole(lexer& in, by what);
command parse_fetch(lexer& in, by what);
command parse_create(lexer& in);
command parse_search(lexer& in, by what);
command parse_store(lexer& in, by what);
command parse_sort(lexer& in, by what);
command parse_thread(lexer& in, by what);
command parse_multi_search(lexer& in);
command parse_cancel_update(lexer& in);
command parse_comparator(lexer& in);
command parse_select(lexer& in);
command parse_examine(lexer& in);
command parse_list(lexer& in);
command parse_notify(lexer& in);
command parse_lsub(lexer& in);
command parse_status(lexer& in);
command parse_get_metadata(lexer& in);
command parse_set_metadata(lexer& in);
command parse_set_acl(lexer& in);
command parse_delete_acl(lexer& in);
command parse_list_rights(lexer& in);
command parse_set_quota(lexer& in);
// "(" fetch-att *(SP fetch-att) ")"
bool parse_fetch_list(lexer& in, std::vector<fetch_item>& out);
commands::bad malformed(lexer const& in);
// What stands between the brackets of BODY[...].
std::optional<section> parse_section(std::string_view text);
// How many parts and messages one APPEND may name between two literals.
inline constexpr std::size_t append_steps = 1024;

}  // namespace mailstead::imap
