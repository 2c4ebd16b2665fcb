// A message's text outside its mbox: on its way in, or held for a session that reads it, since an mbox may be rewritten
// at any time. Small ones stay in memory, larger ones lie in a file without name.
#pragma once

#include <string>

#include "base/fs.h"
#include "store/mailbox.h"

namespace mailstead::mbox {

class spool final : public store::content, public store::writer {
public:
    // `directory`: where a file may lie; one of this process's own. Files are made without any identity assumed.
    spool(base::file_system& files, std::string directory) : files_(files), directory_(std::move(directory)) {}
    std::uint64_t size() const noexcept override { return size_; }
    store::result<void> append(std::string_view bytes) override;
    store::result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) override;

private:
    base::file_system& files_;
    std::string const directory_;
    std::string memory_;  // empty once there is a file
    base::unique_fd file_;
    std::uint64_t size_ = 0;
};

}  // namespace mailstead::mbox
