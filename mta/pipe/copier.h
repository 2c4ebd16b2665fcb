// The message as a program of a pipe row reads it on its standard input: Postfix's mail_copy. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mta/pipe/attributes.h"

namespace mailstead::mta::pipe {

// From_, Return-Path, X-Original-To and Delivered-To as the flags want them, lines ended by eol=. `now` in unix seconds;
// the From_ line has local time.
std::string leading_lines(attributes const& row, std::string_view sender, std::string_view original, std::string_view recipient,
                          std::int64_t now);

// The text's CRLF lines with eol=, dots doubled (flag .), "From " quoted (flag >). State survives between chunks.
class copier {
public:
    explicit copier(attributes const& row) : eol_(row.eol), dots_(row.has('.')), quotes_(row.has('>')), blank_(row.has('B')) {}

    void feed(std::string_view text, std::string& out);
    // The end of the last line, and the blank line of flag B.
    void finish(std::string& out);

private:
    void line_begins(std::string& out);

    std::string eol_;
    bool dots_, quotes_, blank_;
    bool at_start_ = true;      // nothing of the line has been put out
    bool carriage_ = false;     // a CR waits for its LF
    std::string head_;          // as much of "From " as the line has shown so far
};

}  // namespace mailstead::mta::pipe
