// The uid lists that other servers keep beside a Maildir: `dovecot-uidlist` (versions 1 and 3) and Courier's
// `courierimapuiddb`. Pure text; docs/formats/foreign.md says what is taken from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::maildir {

inline constexpr char dovecot_uidlist_name[] = "dovecot-uidlist";
inline constexpr char courier_uiddb_name[] = "courierimapuiddb";

struct foreign_entry {
    std::uint32_t uid = 0;
    std::string base;                 // file name without flags
    std::optional<std::string> uidl;  // `P`: the POP3 unique id; empty: the base name is
    std::string others;               // the other fields, separated by spaces, as they stand
};

struct foreign_uidlist {
    std::uint32_t uidvalidity = 0;
    std::uint32_t uidnext = 1;           // above every uid here
    std::string others;                  // the header's other fields
    std::vector<foreign_entry> entries;  // ascending uids, each uid and each base name once
};

// An entry takes a hundred octets of memory and more, and its line may have five: who owns a Maildir can write lists.
inline constexpr std::size_t foreign_most_entries = 1'000'000;

// Courier's list is Dovecot's version 1. Absent when the first line is no header. Lines that make no sense are passed
// over: no number, no name, a name with '/' or control characters, a uid that occurred before. Of two lines with one
// name the one with the larger uid counts. A list of more than foreign_most_entries lines is none.
std::optional<foreign_uidlist> parse_foreign_uidlist(std::string_view text);
// Dovecot's version 3.
std::string print_dovecot_uidlist(foreign_uidlist const&);

// The POP3 unique id as Dovecot's `pop3_uidl_format` makes it, for messages whose server stored none.
class uidl_format {
public:
    // Variables: %u uid, %v uidvalidity, %f and %g the base name; %% a percent sign. Between the percent sign and the letter
    // Dovecot's modifiers: a width, with a leading 0 for zeros, and X for hexadecimal. Absent for anything else (%m
    // exists for mbox alone) and for a format without %u, %f or %g, which could not tell messages apart.
    static std::optional<uidl_format> parse(std::string_view text);
    // 1 to 70 characters of 0x21-0x7e (RFC 1939 §7); absent where the format does not give such.
    std::optional<std::string> of(std::uint32_t uidvalidity, std::uint32_t uid, std::string_view base) const;

private:
    struct piece {
        char what = 0;     // u, v, f; 0: literal
        std::string text;  // literal
        unsigned width = 0;
        bool zeros = false, hex = false;
    };
    std::vector<piece> pieces_;
};
inline constexpr char default_uidl_format[] = "%08Xu%08Xv";

bool is_unique_id(std::string_view text) noexcept;  // fit for UIDL, RFC 1939 §7

}  // namespace mailstead::maildir
