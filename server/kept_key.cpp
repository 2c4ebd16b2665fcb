#include "server/kept_key.h"

#include <fcntl.h>

#include <cerrno>

#include "auth/passwords.h"
#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"

namespace mailstead::server {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::uint64_t largest = 4096;

}  // namespace

std::string kept_key(std::string const& path) {
    auto& files = base::system_files();
    auto const there = files.read_all(AT_FDCWD, path, largest);
    if (there && there->size() >= 2 * key_bytes) return *there;
    bool const is_new = !there && there.error() == base::from_errno(ENOENT);
    if (!is_new) base::log::warning("auth", "{}: {}", path, there ? "too short for a key: made anew" : there.error().message());
    auto key = base::hex(auth::random_bytes(key_bytes));
    if (!is_new && !there) return key;
    if (auto const made = files.publish(AT_FDCWD, path, key); !made) base::log::warning("auth", "{}: {}", path, made.error().message());
    return key;
}

}  // namespace mailstead::server
