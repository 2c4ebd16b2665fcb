// What an account keeps beside its mail as a file of an export, `mailstead-records`: a line of JSON for the head and one for each
// annotation and entry of an access list (docs/formats/records-db.md). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::tools {

constexpr char const* records_file = "mailstead-records";
constexpr std::size_t records_file_limit = std::size_t{256} << 20;

// An annotation (with a name), or an entry of an access list (with an identifier).
struct carried_record {
    std::vector<std::string> folder;    // levels; none: INBOX
    bool of_account = false;            // an annotation of the account itself
    std::string user, name, value;      // user empty: everybody's; value: any octets
    std::string identifier, rights;
};

struct carried_records {
    std::string account;    // as the server that wrote them named it
    std::vector<carried_record> all;
};

std::string print_records(carried_records const& what);
// Absent: it is no such file, or of a version that is not known. Lines that make no sense are passed over.
std::optional<carried_records> parse_records(std::string_view text);

}  // namespace mailstead::tools
