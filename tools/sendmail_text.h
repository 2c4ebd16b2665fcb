// What sendmail(1) does with the text on its standard input before it is handed over: line ends, the lone dot, mbox's
// From_ lines, and with -t the recipients in the header. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::tools {

enum class line_endings { always, strict, never };  // sendmail_fix_line_endings
enum class dot { ends, is_text };                   // without and with -i

class text_filter {
public:
    text_filter(dot meaning, line_endings fix) noexcept : dot_(meaning), fix_(fix) {}

    // Appends to `out` what the next piece of the input gives: lines that end with LF. False: the lone dot came, and
    // nothing behind it counts.
    bool feed(std::string_view piece, std::string& out);
    // The end of the input: a last line without end gets one.
    void finish(std::string& out);

    // The header as far as it has come, at most header_limit bytes of it.
    static constexpr std::size_t header_limit = 1024 * 1024;
    std::string const& header() const noexcept { return header_; }
    bool is_header_too_long() const noexcept { return too_long_; }

private:
    void line(std::string_view text, bool complete, std::string& out);
    bool ends_here() const noexcept;
    void note_header(std::string_view text);

    dot dot_;
    line_endings fix_;
    std::string held_;        // the start of a line
    bool continued_ = false;  // held_ is not a line's start: it was too long to be held
    bool at_start_ = true;    // nothing but From_ lines so far
    bool in_header_ = true;
    bool too_long_ = false;
    bool ended_ = false;
    std::optional<bool> crlf_;  // the first line ended so
    std::string header_;
};

// The addresses of a header field, "user" or "user@host"; groups give their members.
std::vector<std::string> addresses_in(std::string_view text);
// Those of a command line argument, which is an address or looks like a header field ("a, b", "Name <a>"). What is
// neither comes back as it is, for the server to say what is wrong with it. "" and "<>" give none.
std::vector<std::string> argument_addresses(std::string_view text);
// The recipients that -t takes from a header: those of Resent-To, Resent-Cc and Resent-Bcc if there are any, else those
// of To, Cc, Bcc and Apparently-To.
std::vector<std::string> header_recipients(std::string_view header);

}  // namespace mailstead::tools
