// Writing a file into maildrop/: what sendmail and postdrop do while nobody listens (docs/formats/maildrop.md).
// Blocking.
#pragma once

#include <string>
#include <string_view>

#include "base/fs.h"

namespace mailstead::mta::pickup {

// Modes of a file in maildrop/: while it is written, and when all of it is there and synced.
inline constexpr mode_t unfinished_mode = 0600;
inline constexpr mode_t finished_mode = 0744;

class drop_file {
public:
    // Makes a file with a name of its own. `files` outlives it.
    static base::result<drop_file> create(std::string const& directory,
                                          base::file_system& files = base::system_files());
    drop_file(drop_file&& other) noexcept;
    drop_file& operator=(drop_file&&) = delete;
    ~drop_file();  // unlinks the file unless it was finished

    base::result<void> write(std::string_view bytes);
    // Durable when it returns; pickup takes it from now on.
    base::result<void> finish();
    std::string const& name() const noexcept { return name_; }

private:
    drop_file(base::file_system& files, base::unique_fd directory, std::string name, base::unique_fd file)
        : files_(files), directory_(std::move(directory)), name_(std::move(name)), file_(std::move(file)) {}

    base::file_system& files_;
    base::unique_fd directory_;
    std::string name_;
    base::unique_fd file_;
    bool finished_ = false;
};

}  // namespace mailstead::mta::pickup
