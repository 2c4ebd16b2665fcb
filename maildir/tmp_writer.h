// A message on its way into tmp/: converted to LF while it is written, gone unless it is kept.
#pragma once

#include <string>

#include "base/fs.h"
#include "store/lines.h"
#include "store/mailbox.h"
#include "store/owner.h"

namespace mailstead::maildir {

class tmp_writer final : public store::writer {
public:
    // tmp/`name` below `path`. Blocks.
    static store::result<std::unique_ptr<tmp_writer>> make(base::file_system& files, store::owner const& who,
                                                           std::string const& path, std::string name);
    ~tmp_writer() override;

    store::result<void> append(std::string_view bytes) override;
    // Writes what is left, sets the file's time, syncs. Blocks.
    store::result<void> finish(std::int64_t date);
    // The same without the sync: the caller syncs the file system.
    store::result<void> finish_unsynced(std::int64_t date);
    // The file stays.
    void keep() noexcept { kept_ = true; }

    std::string const& name() const noexcept { return name_; }
    std::uint64_t stored() const noexcept { return lines_.stored(); }
    std::uint64_t wire() const noexcept { return lines_.wire(); }

private:
    tmp_writer(base::file_system& files, store::owner who, std::string dir, std::string name)
        : files_(files), who_(std::move(who)), dir_(std::move(dir)), name_(std::move(name)) {}
    store::result<void> flush();

    base::file_system& files_;
    store::owner const who_;
    std::string const dir_;
    std::string const name_;
    base::unique_fd fd_;
    store::to_lf lines_;
    std::string buffer_;
    bool kept_ = false;
};

}  // namespace mailstead::maildir
