// Finding the messages of an mbox: one pass over its bytes, in pieces of any size.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "mbox/failure.h"
#include "mbox/head.h"

namespace mailstead::mbox {

struct found_message {
    std::uint64_t offset = 0;       // of its From line
    std::uint64_t length = 0;       // up to the next From line or the end: messages lie side by side
    std::uint32_t from_length = 0;  // of the From line, with its end
    std::uint32_t head_length = 0;  // of the headers, with the empty line after them
    std::uint64_t body_length = 0;  // without the empty line that separates messages
    std::uint64_t wire_size = 0;    // as clients are shown it, in CRLF form
    std::int64_t date = 0;          // of the From line; 0: it has none
    marks said;
    uid_lines uids;
    // 16 octets that stay the same whatever programs do to Status and its like; equal for two copies of one message
    // only. Durable in index.db: do not change.
    std::string key;
};

// A separator is a line `From ` after an empty line or at the start; without the empty line, or where a Content-Length
// that fits says that this is body, it needs a date and a header after it. So a lying Content-Length hides nothing.
class scanner {
public:
    using sink = std::function<void(found_message&&)>;
    // Bytes somewhere else in the file, fewer at its end.
    using peek = std::function<std::string(std::uint64_t offset, std::size_t count)>;
    // `start`: where in the file the first fed byte lies; a message begins there, or nothing but empty lines comes
    // before the first.
    scanner(std::uint64_t start, sink into, peek elsewhere);
    void feed(std::string_view bytes);
    void finish();
    // True when there were bytes before the first From line that are no empty lines: not an mbox, or no longer one.
    bool has_foreign_start() const noexcept { return foreign_start_; }

private:
    void line(std::string_view text);  // with its LF, or the file's last
    void long_line(std::string_view beginning, bool complete);
    bool is_separator(std::string_view text);
    bool begins_header(std::uint64_t offset);  // a header follows there
    void begin(std::string_view from);
    void end(std::uint64_t at);
    void header_line(std::string_view text);
    void body_part(std::string_view text, bool complete);
    void leave_header();
    std::size_t body_lines(std::string_view bytes);  // takes those that are no From line, whole ones; how many octets

    sink const into_;
    peek const elsewhere_;
    std::uint64_t at_;  // of the next line
    std::string carry_;
    bool in_long_line_ = false;
    bool open_ = false;  // a message is being read
    bool in_header_ = false;
    bool after_blank_ = true;
    bool foreign_start_ = false;
    found_message now_;
    std::string from_;
    std::string head_;
    std::string visible_;
    std::uint64_t body_start_ = 0, bare_ = 0;  // LFs without CR in the body
    std::uint64_t text_end_ = 0;               // after the last line that is not empty, without its end
    std::uint64_t last_blank_ = 0;             // length of the empty line that came last, 0: the last line was none
    char last_char_ = '\0';
    std::uint64_t content_end_ = 0;  // before it, separators need to be certain
};

struct scanned {
    std::vector<found_message> messages;
    bool foreign_start = false;  // then nothing was looked for behind it
};
// The messages of an open file from `start` up to `size`; memory does not grow with the length of a message. Blocks.
result<scanned> scan_file(base::file_system& files, int fd, std::uint64_t start, std::uint64_t size);

}  // namespace mailstead::mbox
