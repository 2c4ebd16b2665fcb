// How a message is handed over on this machine: a greeting line, then records, the same on the socket public/pickup, in
// a file of maildrop/ and on postdrop's standard input (docs/formats/maildrop.md). Pure: bytes in, records out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailstead::mta::pickup {

// The first line of a hand-over, with its version. Do not change.
inline constexpr std::string_view submit_greeting = "mailstead-submission 1\n";
// The whole request of somebody who has put a file into maildrop/.
inline constexpr std::string_view scan_request = "mailstead-pickup scan\n";

// Durable values: do not change. After each stands the length of its value, seven bits a byte, lowest first.
enum class record : char {
    sender = 'S',     // envelope sender; once, before the text; empty: the null sender
    full_name = 'F',  // of the sender, for a From header that has to be made
    envid = 'V',      // RFC 3461 ENVID, as it is meant
    ret = 'D',        // "FULL" or "HDRS"
    body = 'B',       // "7BIT" or "8BITMIME"
    verp = 'P',       // the two delimiters of VERP; the sender is not null
    utf8 = '8',       // addresses and header may be UTF-8 (RFC 6531); no value
    remote = 'G',     // the text is another system's: headers are not completed; no value
    report = 'T',     // "record": the sender hears what became of it; "verify": what would, and nothing is delivered
    notify = 'N',     // of the recipients that follow: "never", or success, failure, delay with commas
    recipient = 'R',  // one address; before the text
    // Only of the delivery agent, on private/forward:
    branch = 'W',     // what sends it on, and where to (mta::forward_mark)
    original = 'O',   // of the recipients that follow: as it was before aliases
    transport = 'A',  // the transport:nexthop that it goes to, past all others
    text = 'X',       // the next piece of the text: lines that end with LF or CRLF
    end = 'E',        // nothing follows; without it there is no message
};

inline constexpr std::size_t value_limit = 4096;       // of everything but text
inline constexpr std::size_t piece_limit = 64 * 1024;  // of a text record

// Appends one record. A value above its limit is a mistake of the caller's (std::length_error).
void put(std::string& out, record kind, std::string_view value);
// Appends `text` as as many text records as it takes.
void put_text(std::string& out, std::string_view text);

// Cuts bytes into records wherever they were cut before. Holds at most one record and what was fed last.
class reader {
public:
    enum class state { need_more, record, bad };
    struct item {
        reader::state state = state::need_more;
        pickup::record kind = record::end;
        std::string_view value;  // valid until the next feed(); when bad: static text that says why
    };

    // `greeted`: the greeting was read by somebody else.
    explicit reader(bool greeted = false) noexcept : greeted_(greeted) {}
    void feed(std::string_view bytes);
    // After a bad one always the same bad one; after the end record anything more is bad.
    item next() noexcept;

private:
    item bad(std::string_view why) noexcept;
    item need_more() noexcept;

    std::string held_;
    std::size_t at_ = 0;
    bool greeted_;
    bool ended_ = false;
    std::string_view why_;  // not empty: bad
};

}  // namespace mailstead::mta::pickup
