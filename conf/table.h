// Lookup tables behind one word: a key in, a value or nothing or trouble out.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conf/errc.h"
#include "conf/problem.h"
#include "conf/settings.h"

namespace mailstead::conf {

// A table that has been opened. Safe to use from any thread at once; find() may block on files, NSS or the network,
// so call it on a pool when `is_blocking` says so.
class table {
public:
    virtual ~table() = default;

    // The value for `key`; nothing when the table does not have it; a failure is temporary lookup trouble and must
    // never be taken for a 'no'. Keys of indexed tables are compared in lower case.
    virtual result<std::optional<std::string>> find(std::string_view key) = 0;
    // regexp, pcre, cidr, tcp, socketmap and such: sees whole keys only, never parts of an address.
    virtual bool is_pattern() const noexcept { return false; }
    // True when find() may wait for more than a page of a local file.
    virtual bool is_blocking() const noexcept { return false; }
    // "type:name", for log lines.
    virtual std::string const& name() const noexcept = 0;
};

// Opens "type:name". A name in braces holds the content itself (inline, static, regexp, pcre, cidr) or the tables or
// values it is made of (pipemap, unionmap, randmap). What is wrong (also later: a source that was changed and cannot be
// read, a server that does not answer) goes to `report`, for an unknown type with the supported ones named. A spec
// without a type takes default_database_type. Blocking.
// Fails with errc::unsupported_table or bad_table; a file or a server that is missing or unreadable now is no failure here
// but one of each find().
result<std::shared_ptr<table>> open_table(std::string_view spec, settings const& values, conf::report report = {});

// The types that open_table knows, sorted.
std::span<std::string_view const> table_types() noexcept;

}  // namespace mailstead::conf
