// How match lists are asked from a session.
#pragma once

#include <optional>
#include <string>

#include "conf/lookup.h"
#include "net/disk.h"

namespace mailstead::mta::smtpd {

// Calls `ask`, which asks `list` and gives a result<bool>; on the pool where a table of the list may wait. Absent: it cannot
// be answered.
template <class Ask>
net::task<std::optional<bool>> ask_list(conf::match_list const& list, net::disk_pool* pool, Ask ask) {
    // A result<bool> takes no error by itself: an error_code turns into a bool, too.
    auto const work = [&ask]() -> base::result<std::size_t> {
        auto const got = ask();
        if (!got) return got.error();
        return *got ? 1 : 0;
    };
    auto found = base::result<std::size_t>(0);
    if (list.is_blocking() && pool) found = co_await net::blocking(*pool, work);
    else found = work();
    if (!found) co_return std::nullopt;
    co_return *found == 1;
}

}  // namespace mailstead::mta::smtpd
