#include "base/file_stamp.h"

namespace mailstead::base {

file_stamp stamp_of(struct stat const& status) noexcept {
    return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
}

file_stamp stamp_of(std::string const& path) noexcept {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? stamp_of(status) : file_stamp{};
}

}  // namespace mailstead::base
