// One anonymous shared page.
#include "server/board.h"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace mailstead::server {

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "processes share the board without locks");

board& make_board() {
    void* const page = ::mmap(nullptr, sizeof(board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "shared memory");
    return *new (page) board;
}

}  // namespace mailstead::server
