// File names in a Maildir: `BASE:2,LETTERS`, and the base names we make:
// `<seconds>.<unique>.<host>,S=<octets stored>,W=<octets on the wire>` (docs/formats/maildir.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/delivery_id.h"
#include "store/fact_cache.h"
#include "store/index.h"

namespace mailstead::maildir {

// What a file name says. The views point into the name given.
struct name {
    std::string_view base;                // without the flags; names the message for ever
    std::string_view others;              // letters that are not ours to know, kept as they are (P, for one)
    std::uint32_t flags = 0;              // store::flag::*
    std::uint64_t keywords = 0;           // bit n: the letter 'a' + n
    std::int64_t seconds = 0;             // the leading number; 0 when there is none
    std::optional<std::uint64_t> stored;  // ,S=
    std::optional<std::uint64_t> wire;    // ,W=
    std::optional<base::delivery_id> delivery;
};

// Never fails: a file of any name is a message. A name without `:2,` is all base.
name parse_name(std::string_view file) noexcept;
std::string_view base_of(std::string_view file) noexcept;
// The delivery id in a name that the delivery agent made.
std::optional<base::delivery_id> delivery_of(std::string_view file) noexcept;

// The name of the same message with these marks, letters in ASCII order; unknown letters stay. Keywords above the 26
// letters have no place in a name. Where the file system would not take the name, `file` as it is: the marks stand in the
// index alone then.
std::string with_marks(std::string_view file, std::uint32_t flags, std::uint64_t keywords);
inline constexpr std::uint64_t letter_mask = (1u << 26) - 1;

// Base names. `host` as host_part() gives it.
std::string delivered_name(std::int64_t seconds, base::delivery_id const&, std::string_view host);
std::string unique_name(std::int64_t seconds, std::string_view host);  // never given twice
std::string with_sizes(std::string_view base, std::uint64_t stored, std::uint64_t wire);
// What a message of that base name is called while it lies in tmp/: the part before its sizes.
std::string_view tmp_name(std::string_view base) noexcept;
// What names the text of a message for ever; the size on the wire is a part of it where the name tells it.
store::fact_key fact_key_of(std::string_view file);
inline store::fact_key fact_key_of(store::index_row const& row) { return fact_key_of(row.name); }
// The POP3 unique id of a message that no other server gave one (RFC 1939 §7): made of the base name, which holds the delivery id,
// never changes and is never another message's.
std::string unique_id_of(std::string_view file);
// A host name fit for file names: letters, digits, dot, hyphen.
std::string host_part(std::string_view host);

}  // namespace mailstead::maildir
