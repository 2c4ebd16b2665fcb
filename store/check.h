// What an examination of a mailbox finds, and what it does about it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace mailstead::store {

enum class check_mode { look, repair };
// problem: something is wrong and stays so; mended: it was, and is not any more; note: worth knowing, and in order.
enum class finding { problem, mended, note };

struct check_report {
    std::function<void(finding, std::string words)> found;
    std::function<bool(std::uint64_t messages)> progress;    // now and then; false: stop
};

}  // namespace mailstead::store
