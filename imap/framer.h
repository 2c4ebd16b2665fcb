// Cuts what a client sends into commands: lines and the literals inside them, RFC 3501 §4.3, §7.5 and RFC 7888.
// No I/O; how the bytes were cut when fed does not change the events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailstead::imap {

class framer {
public:
    struct limits {
        std::size_t line = 64 * 1024;        // one command's text without literals
        std::size_t literals = 64 * 1024;    // what collect() may gather for one command
    };

    enum class kind {
        need_more,    // feed()
        command,      // `bytes`: a complete command, literals included as they came ("{3}" CRLF "abc"), without the last CRLF
        literal,      // `bytes`: the command so far, up to the "{"; decide with collect(), stream(), refuse() or swallow()
        data,         // `bytes`: a piece of a streamed literal; `size`: octets of it still to come
        too_long,     // `bytes`: how the line began; the rest of the command is dropped before the next event
    };
    struct event {
        kind what = kind::need_more;
        std::string_view bytes;              // valid until the next call
        std::uint64_t size = 0;
        bool synchronizing = false;          // of a literal: the client waits for a continuation
        bool binary = false;                 // of a literal: literal8 (RFC 3516)
    };

    explicit framer(limits what) noexcept : limits_(what) {}

    void feed(std::string_view bytes);
    event next();

    // Answers to kind::literal.
    bool collectable() const noexcept;       // within limits().literals
    void collect();                          // its octets join the command
    void stream();                           // its octets come as kind::data, then the command's rest as kind::command
    void refuse();                           // the client will not send it: the command is over
    void swallow();                          // it comes nevertheless: it and the command's rest are dropped

    // Drops everything, as STARTTLS asks for (RFC 3501 §6.2.1).
    void reset();
    void set_limits(limits what) noexcept { limits_ = what; }
    // True when input is waiting behind the last event.
    bool has_more() const noexcept { return at_ < held_.size(); }
    // Gives the memory back when nothing is held; otherwise does nothing.
    void release();

private:
    enum class mode { text, collecting, streaming, dropping_line, dropping_literal };
    struct literal_mark {
        std::size_t start = 0;               // of "{", or of "~{"
        std::uint64_t size = 0;
        bool synchronizing = true;
        bool binary = false;
    };

    event text();
    event line_end(std::size_t newline);
    event streamed();
    bool drop_line();
    bool drop_literal();
    void begin(std::size_t from) noexcept;
    static bool literal_at_end(std::string_view line, literal_mark& into) noexcept;

    limits limits_;
    std::string held_;                       // [start_, at_): the command so far; [at_, end): not looked at
    std::size_t start_ = 0;
    std::size_t at_ = 0;
    std::size_t line_ = 0;                   // where the current line began
    std::size_t scanned_ = 0;                // no LF in [at_, scanned_)
    std::size_t literals_ = 0;               // octets of the collected literals of this command
    std::uint64_t left_ = 0;                 // octets of the literal still to come
    literal_mark mark_;
    mode mode_ = mode::text;
};

}  // namespace mailstead::imap
