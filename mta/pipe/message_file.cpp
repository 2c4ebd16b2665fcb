#include "mta/pipe/message_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "mta/pipe/copier.h"

namespace mailstead::mta::pipe {
namespace {

constexpr std::size_t chunk_size = 256 * 1024;

}  // namespace

base::result<base::unique_fd> message_file(attributes const& row, std::string const& lead, std::vector<std::string> const& text) {
    base::unique_fd out(::memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!out) return base::last_error();
    auto& files = base::system_files();
    copier through(row);
    std::string bytes = lead;
    for (std::string_view piece : text) {
        for (; !piece.empty(); piece.remove_prefix(std::min(piece.size(), chunk_size))) {
            through.feed(piece.substr(0, chunk_size), bytes);
            if (bytes.size() < chunk_size) continue;
            if (auto const ok = files.write_all(out.get(), bytes); !ok) return ok.error();
            bytes.clear();
        }
    }
    through.finish(bytes);
    if (auto const ok = files.write_all(out.get(), bytes); !ok) return ok.error();
    if (::fcntl(out.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0 || ::lseek(out.get(), 0, SEEK_SET) != 0)
        return base::last_error();
    return out;
}

}  // namespace mailstead::mta::pipe
