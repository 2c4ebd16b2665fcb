// The words of IMAP's grammar, RFC 3501 §9, over one complete command as the framer gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imap/command.h"
#include "imap/utf7.h"

namespace mailstead::imap {

// Each word tries to read itself: true and advanced, or false. After a false the caller either tries another word at the
// same place, where the word says so, or gives up with fail(). Total and linear; never reads past the command.
class lexer {
public:
    explicit lexer(std::string_view command, mailbox_names how = mailbox_names::utf7) noexcept : left_(command), names_(how) {}

    bool at_end() const noexcept { return left_.empty(); }
    char peek() const noexcept { return left_.empty() ? '\0' : left_.front(); }
    std::string_view left() const noexcept { return left_; }

    // Always false, and keeps the first reason; `what` is static text.
    bool fail(std::string_view what) noexcept;
    std::string_view why() const noexcept { return why_.empty() ? std::string_view("invalid arguments") : why_; }

    bool is(char c) noexcept;                             // this character; else nothing is consumed
    bool is_ahead(std::string_view bytes) const noexcept { return left_.starts_with(bytes); }    // nothing is consumed
    bool sp() noexcept;                                   // one space, or fails
    bool end() noexcept;                                  // the end of the command, or fails
    bool word(std::string_view name) noexcept;            // these letters in any case; else nothing is consumed

    bool tag(std::string_view& out) noexcept;             // 1*<any ASTRING-CHAR except "+">
    bool atom(std::string_view& out) noexcept;            // 1*ATOM-CHAR
    bool letters(std::string_view& out) noexcept;         // 1*(ALPHA / DIGIT / "." / "-"): a keyword of the grammar
    bool string(std::string& out);                        // quoted or literal; with names in UTF-8 so are quoted strings
    bool literal8(std::string& out);                      // "~" and a literal that may hold NUL (RFC 3516)
    bool astring(std::string& out);
    bool mailbox(std::string& out);                       // astring as name_from_wire() reads it; "inbox" becomes INBOX
    bool list_mailbox(std::string& out);                  // a pattern, in UTF-8
    bool number(std::uint32_t& out) noexcept;
    bool number64(std::uint64_t& out) noexcept;           // up to 2^63 - 1 (RFC 9051 number64)
    bool nz_number(std::uint32_t& out) noexcept;
    bool set(sequence_set& out);                          // sequence-set, or "$" (RFC 5182)
    bool date(std::int64_t& days) noexcept;               // "1-Feb-2020", quoted or not: days since 1970
    bool date_time(std::int64_t& seconds) noexcept;       // quoted: unix seconds
    bool flag(flag_names& into);                          // \Seen or a keyword; \Recent cannot be set
    bool flag_list(flag_names& into);                     // "(" [flag *(SP flag)] ")"

private:
    bool quoted(std::string& out);
    bool literal(std::string& out);
    bool literal_octets(std::string& out);
    std::string_view run(bool (*allowed)(char)) noexcept;
    bool digits(std::uint64_t& out, std::uint64_t largest) noexcept;
    bool bound(std::uint32_t& out) noexcept;
    bool day_month_year(std::int64_t& days, bool fixed) noexcept;
    bool two_digits(int& out) noexcept;

    std::string_view left_;
    std::string_view why_;
    mailbox_names names_;
};

// A mailbox name from its wire form: UTF-8 with INBOX (and INBOX in front of a separator) in upper case. Absent as with
// name_from_wire().
std::optional<std::string> mailbox_name(std::string_view wire, mailbox_names how = mailbox_names::utf7);

}  // namespace mailstead::imap
