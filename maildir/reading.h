// Reading many messages one after the other, each no further than needed.
#pragma once

#include <memory>
#include <string_view>

#include "base/fs.h"
#include "store/facts.h"

namespace mailstead::maildir {

// A text being read, in a buffer that is used again.
class reading {
public:
    // From the beginning as far as what is `wanted` of it goes; false: it is too long for that, and left to who asks for it
    // alone. Blocks.
    base::result<bool> read(base::file_system& files, int fd, store::facts_part wanted);
    // Valid until the next read.
    std::string_view text() const noexcept { return {bytes_.get(), size_}; }
    bool is_whole() const noexcept { return whole_; }

private:
    base::result<void> more(base::file_system& files, int fd);

    static constexpr std::size_t first_room = 16 * 1024;    // most messages have ended there, and nearly all headers
    std::unique_ptr<char[]> bytes_{new char[first_room]};
    std::size_t room_ = first_room, size_ = 0;
    bool whole_ = false;
};

}  // namespace mailstead::maildir
