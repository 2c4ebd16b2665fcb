// Cuts what a client sends into command lines, dot-ended message text (RFC 5321 §4.1.1.4) and counted chunks (RFC 3030 §2).
// No I/O. The pieces do not depend on how the bytes were cut when they were fed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "smtp/dot.h"

namespace mailstead::smtp {

class framer {
public:
    static constexpr std::size_t default_line_limit = 2048;

    // A line longer than `line_limit` (without its end) is skipped and reported as too_long.
    explicit framer(std::size_t line_limit = default_line_limit) noexcept : limit_(line_limit) {}

    enum class kind {
        need_more,    // feed() first
        line,         // a command line without its end; a bare LF ends one too, as in Postfix
        too_long,     // a whole line was skipped; the dialogue is still in step
        text,         // part of the message, undotted
        end           // the message text or the chunk is complete; command lines follow
    };
    struct piece {
        framer::kind kind = framer::kind::need_more;
        std::string_view bytes;    // valid until the next call of feed() or reset()
        bool bare_lf = false;      // of a line: it ended in LF alone
    };

    // Adds bytes as they came from the peer. Copies them.
    void feed(std::string_view bytes);
    // The next piece; in line mode lines, after begin_text() or begin_chunk() text until end. When it returns
    // need_more and nothing partial is held, no memory is held either.
    piece next();

    // What follows the line just read is message text that ends with CR LF "." CR LF.
    void begin_text() noexcept;
    // What follows the line just read is `size` bytes as they are; 0 gives end at once.
    void begin_chunk(std::uint64_t size) noexcept;

    // True if bytes are waiting that no piece has covered yet: the client did not wait for our reply.
    bool has_input() const noexcept { return at_ < held_.size(); }
    // The bytes waiting, for a log line.
    std::string_view input() const noexcept { return std::string_view(held_).substr(at_); }
    void set_line_limit(std::size_t limit) noexcept { limit_ = limit; }
    // Forgets everything, also a line half read: what came in clear must not be taken for what came under TLS
    // (RFC 3207 §4.2).
    void reset() noexcept;

private:
    enum class mode : unsigned char { lines, text, chunk };
    piece next_line();
    piece next_text();
    piece next_chunk();
    piece starved() noexcept;

    std::string held_;
    std::size_t at_ = 0;         // start of what has not been given out
    std::size_t scanned_ = 0;    // no LF between at_ and here
    std::size_t limit_;
    std::uint64_t left_ = 0;     // of the chunk
    dot_decoder dots_;
    framer::mode mode_ = framer::mode::lines;
    bool skipping_ = false;      // inside a line that is too long
};

}  // namespace mailstead::smtp
