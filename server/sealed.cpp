#include "server/sealed.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailstead::server {
namespace {

constexpr int all_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
constexpr off_t largest = 256 << 20;    // keys of many names

}  // namespace

base::unique_fd seal(std::string_view text) {
    base::unique_fd fd(::memfd_create("mailstead", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    while (fd && !text.empty()) {
        auto const n = ::write(fd.get(), text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (!fd || !text.empty() || ::fcntl(fd.get(), F_ADD_SEALS, all_seals) != 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    return fd;
}

std::optional<std::string> unseal(int fd) {
    struct stat about {};
    bool const is_sealed = ::fcntl(fd, F_GET_SEALS) == all_seals && ::fstat(fd, &about) == 0 && about.st_size <= largest;
    if (!is_sealed) return std::nullopt;
    std::string out(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t done = 0;
    while (done < out.size()) {
        auto const n = ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return std::nullopt;
        done += static_cast<std::size_t>(n);
    }
    return out;
}

}  // namespace mailstead::server
