// Entries of annotations and their wire form, RFC 5464 §4.2 and §4.4; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

#include "imap/command.h"
#include "imap/utf7.h"

namespace mailstead::imap {

// True when `name` is `entry`, or lies below it no farther than `depth` says (§4.2.2).
bool is_within(std::string_view name, std::string_view entry, metadata_depth depth);

// The names to be told, each once, in the order asked for. An entry asked for by its own name that has no value is among
// them with size 0 and no value later on.
std::vector<store::annotation> metadata_wanted(std::vector<store::annotation> const& there, commands::get_metadata const& what);

// `entry value`, the value as a string, a literal, a literal8 where it holds NUL, or NIL.
void write_annotation(std::string& out, std::string_view name, std::optional<std::string> const& value);

// The response that names entries which have changed (§4.4.2). `mailbox` empty: of the server.
void write_changed_entries(std::string& out, std::string_view mailbox, std::vector<std::string> const& entries, mailbox_names how);

// The name of the filter whose search that server entry is (RFC 5466 §3.2); absent: it is none.
std::optional<std::string_view> filter_of(std::string_view entry);

}  // namespace mailstead::imap
