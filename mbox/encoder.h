// A message on its way into an mbox: CRLF becomes LF, lines that look like a From line are quoted, and headers that
// only a mailbox may set are left out, or a sender could give uids or hide mail.
#pragma once

#include <string>
#include <string_view>

#include "store/lines.h"

namespace mailstead::mbox {

enum class quoting { mboxo, mboxrd };  // `From ` gets a '>'; so does `>From `, which makes it reversible

// True of Status, X-Status, X-Keywords, X-UID, X-IMAP, X-IMAPbase and Content-Length.
bool is_mailbox_header(std::string_view name) noexcept;

class encoder {
public:
    // `extra`: header lines of ours, put at the end of the header, or before a header line that is too long for the scanner.
    explicit encoder(quoting how, std::string extra = {}) : how_(how), extra_(std::move(extra)) {}
    // Pieces of any size, of headers first; what can be said already is added to `out`.
    void feed(std::string_view wire, std::string& out);
    // The end of the message: its last line is ended, and an empty line follows.
    void finish(std::string& out);

private:
    void lines(std::string_view text, std::string& out);
    bool decide(bool whole);
    void begin_line(std::string& out);
    void put_extra(std::string& out);

    quoting const how_;
    std::string extra_;  // empty once it is put
    store::to_lf to_lf_;
    std::string converted_;
    std::string start_;  // of the present line, until it is known what becomes of it
    bool decided_ = false;
    bool in_header_ = true;
    bool dropping_ = false;
    bool quote_ = false;
    bool line_open_ = false;  // the last byte written was no LF
};

}  // namespace mailstead::mbox
