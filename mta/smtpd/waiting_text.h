// A text that is received whole before anybody is given it: the first part in memory, the rest in a file without a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "net/disk.h"

namespace mailstead::mta::smtpd {

// One thread; files are touched on the pool.
class waiting_text {
public:
    // `pool` outlives it; `directory` is where the file is, should there have to be one.
    waiting_text(net::disk_pool& pool, std::string directory) : pool_(pool), directory_(std::move(directory)) {}

    net::task<net::result<void>> append(std::string_view bytes);
    // What is at `offset`, as much as a reader may want at once; empty at the end.
    net::task<net::result<std::string>> piece(std::uint64_t offset);
    std::uint64_t size() const noexcept { return head_.size() + written_ + tail_.size(); }

private:
    net::result<void> spill();
    net::result<std::string> read(std::uint64_t offset);

    net::disk_pool& pool_;
    std::string directory_;
    std::string head_, tail_;          // what is before and behind that in the file
    std::uint64_t written_ = 0;
    base::unique_fd file_;
};

}  // namespace mailstead::mta::smtpd
