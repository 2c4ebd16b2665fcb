// A random number per process and a counter.
#include "mda/id_source.h"

#include <sys/random.h>

#include <system_error>

namespace mailstead::mda {
namespace {

std::uint64_t random_number() {
    std::uint64_t value = 0;
    if (::getrandom(&value, sizeof value, 0) != sizeof value)
        throw std::system_error(errno, std::generic_category(), "getrandom");
    return value;
}

}  // namespace

id_source::id_source() : queue_(random_number()) {}

base::delivery_id id_source::next() noexcept {
    base::delivery_id id;
    id.queue = queue_;
    id.message = last_.fetch_add(1, std::memory_order_relaxed) + 1;
    return id;
}

}  // namespace mailstead::mda
