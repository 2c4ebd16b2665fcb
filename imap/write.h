// Values as IMAP shows them, RFC 3501 §4 and §9: quoted or literal, whichever can carry the bytes. All append to `out`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mime/envelope.h"
#include "mime/part_tree.h"
#include "store/message.h"

#include "imap/utf7.h"

namespace mailstead::imap::write {

void number(std::string& out, std::uint64_t n);
// A string: quoted when it is short text of 7 bits without line ends, else a literal. A NUL, which neither may hold,
// becomes 0x80.
void string(std::string& out, std::string_view text);
void nstring(std::string& out, std::optional<std::string> const& text);
void astring(std::string& out, std::string_view text);       // an atom where that is possible
void mailbox(std::string& out, std::string_view utf8, mailbox_names how);    // an astring
void internal_date(std::string& out, std::int64_t seconds);  // quoted, in UTC
void envelope(std::string& out, mime::envelope const& what);
// The same, but what stands for From, Sender and Reply-To alike is there only once. Returns where and how long it is; nothing: it
// is all there.
std::pair<std::size_t, std::size_t> short_envelope(std::string& out, mime::envelope const& what);

// `(\Seen $Label)`; `names` are the keywords by bit.
void flags(std::string& out, std::uint32_t system, std::uint64_t keywords, std::vector<std::string> const& names, bool recent);

// BODYSTRUCTURE and, without the extension data, BODY (RFC 3501 §7.4.2).
enum class detail { basic, extended };
void body_structure(std::string& out, mime::part const& what, detail how);

}  // namespace mailstead::imap::write
