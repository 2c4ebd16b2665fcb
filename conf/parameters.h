// The one table of parameters: name, type, default and meaning of everything that main.cf and -o may set.
// postconf, the check for unknown names, the typed accessors of settings and the manual all come from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailstead::conf {

enum class kind {
    text,     // any value
    raw,      // any value, not expanded: its $names are known at delivery only
    boolean,  // yes | no, any case
    number,   // a decimal number, not negative
    size,     // a number of bytes
    time,     // a number with s, m, h, d or w; without a letter the unit is that of the default
    list,     // items between commas or white space, { } groups kept whole
};

// Defaults that the machine decides, not the table.
enum class computed { no, hostname, domain, networks, config_directory, queue_directory, data_directory };

// What the server does with a parameter.
enum class mark {
    used,     // some room reads it
    planned,  // not in this version yet
    idle,     // accepted without effect: it speaks of something that is done in another way here
    absent,   // it belongs to a program of Postfix that is no part of this server
};
enum class origin {
    postfix,
    ours,
    former,  // a name that Postfix itself has given up: it counts when set and is not listed
};
struct standing {
    conf::mark mark = mark::used;
    std::string_view reason = {};  // one line for people: why there is no effect, or only a part of it
    bool matters = false;          // who sets it expects something that does not happen: said at the start
    conf::origin origin = origin::postfix;
};

// What a value must keep to: numbers, sizes and times (in seconds) their value, other kinds the length of the text.
struct limits {
    std::int64_t least = 0;
    std::int64_t most = 0;  // 0: what the kind can hold
};

struct parameter {
    std::string_view name;
    conf::kind kind;
    std::string_view value;  // the default, an expression
    std::string_view rooms;  // the rooms that read it, or would
    std::string_view meaning;
    conf::standing standing = {};
    conf::limits limits = {};
    conf::computed source = computed::no;
};

// All of them, sorted by name (bytes compared).
std::span<parameter const> parameters() noexcept;
// Absent when the table has no such name.
parameter const* find_parameter(std::string_view name) noexcept;
// The word for a mark: "used", "planned", "without effect", "not applicable".
std::string_view mark_name(mark) noexcept;

// Parameters that every transport of master.cf has, named TRANSPORT_suffix.
std::span<parameter const> transport_parameters() noexcept;  // `name` holds the suffix, from the underscore on
// The row for TRANSPORT_suffix; absent when `name` ends in none of the suffixes.
parameter const* find_transport_parameter(std::string_view name) noexcept;

// "10", "3m", "2h"... in seconds; `unit` (s, m, h, d, w) holds when no letter is given. Absent when malformed
// or too large for 32 bits.
std::optional<std::int64_t> seconds_in(std::string_view text, char unit) noexcept;
// The unit a time parameter has when its value names none: the last letter of its default, else 's'.
char default_unit(parameter const&) noexcept;

}  // namespace mailstead::conf
