// Work that other threads help with, if they have the time: whoever shares it does not wait for a helper that has not begun.
#pragma once

#include <cstddef>
#include <functional>

#include "net/disk.h"

namespace mailstead::imap {

// Who may be asked: a thread of the pool, sooner or later, or nobody.
using helpers = std::function<void(std::function<void()>)>;
helpers helpers_of(net::disk_pool& pool);
// How many are worth asking on this machine, beside the one that asks.
std::size_t helper_count() noexcept;

// Calls `piece` for 0 to `count` - 1, each once, also at the same time on up to `most` helpers, and returns when all have
// returned. The first exception comes out here.
void share_work(helpers const& with, std::size_t most, std::size_t count, std::function<void(std::size_t)> const& piece);

}  // namespace mailstead::imap
