// Putting messages at the end of an mbox file, whole and synced or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "mbox/encoder.h"
#include "mbox/failure.h"
#include "mbox/lock.h"
#include "mbox/scan.h"
#include "store/deposit.h"
#include "store/mailbox.h"

namespace mailstead::mbox {

struct append_settings {
    lock_settings lock;
    quoting format = quoting::mboxo;  // mbox_format
    std::uint64_t size_limit = 0;     // of the whole file, with the message; 0: none
    std::optional<uid_t> owner;       // an existing file must be his (strict_mailbox_ownership)
};

struct appending {
    std::string_view sender;   // for the From line; empty: MAILER-DAEMON
    std::int64_t now = 0;      // unix seconds
    std::string_view headers;  // before the message's own, CRLF
    store::shared_text text;   // CRLF, undotted
};

// The message as it will lie in the file, from the From line to the empty line at the end.
std::string stored_form(appending const& what, quoting format);

// Several messages under one set of locks and one sync, as the calling thread's identity. A failure (failure.h tells them
// apart and has the words) leaves the file as long as before.
class appender {
public:
    // One attempt at the locks. Blocks.
    static result<appender> open(base::file_system& files, std::string path, append_settings const& how);

    // On a file that is locked already; file() can be moved out again at the end.
    static result<appender> on(base::file_system& files, std::string path, append_settings const& how,
                               locked_file file);
    // Where the next message will lie.
    std::uint64_t next_offset() const noexcept { return size_ + gap_.size(); }
    // Of stored_form(). Not synced yet. After a failure the messages added before are still whole.
    result<found_message> add_stored(std::string_view stored);
    // A message of this or another mailbox, shown as `text`, with these marks; without them where no scan would find them.
    result<found_message> add_content(std::string_view from, store::content& text, marks const& said);
    // All that add_content() has added has its marks.
    bool has_all_marks() const noexcept { return all_marked_; }
    // Syncs what was added; a failure takes all of it back.
    result<void> finish();
    // Cuts the file before anything was added.
    result<void> shorten(std::uint64_t length);
    // Takes everything back.
    void undo() { cut(first_size_); }

    locked_file& file() noexcept { return file_; }
    std::uint64_t size() const noexcept { return size_; }

private:
    appender(base::file_system& files, std::string path, append_settings const& how)
        : files_(&files), path_(std::move(path)), how_(how) {}
    result<void> find_gap();
    using source = std::function<result<bool>(std::string& out)>;  // adds a piece; false: that was the last
    result<found_message> write(source const& next);
    result<found_message> write_content(std::string_view from, store::content& text, std::string lines_of_ours);
    result<found_message> write_whole(source const& next, std::uint64_t offset);
    result<void> flush(std::string& buffer);
    void cut(std::uint64_t length);

    base::file_system* files_;
    std::string path_;
    append_settings how_;
    locked_file file_;
    std::uint64_t first_size_ = 0;  // before anything was added
    std::uint64_t size_ = 0;
    bool all_marked_ = true;
    std::string gap_;  // what must come first, so that the next From line follows an empty line
};

}  // namespace mailstead::mbox
