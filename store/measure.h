// Sizes and dates that are found out when somebody asks for them: where a file's name does not tell its size, the file would
// have to be read, and a mailbox of another program's making has many files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "store/snapshot.h"

namespace mailstead::store {

class mailbox;

enum class measures { date, size, both };
inline constexpr std::size_t measured_at_once = 1024;

bool has(message const& row, measures asked) noexcept;

// Uids of rows without it, at positions [from, to), `most` of them at the most.
std::vector<std::uint32_t> unmeasured(snapshot const& in, measures asked, std::size_t from, std::size_t to,
                                      std::size_t most = ~std::size_t{0});

// `of` with what can be found of these, however many; what cannot stays unknown. [blocking]
base::result<view> measure_these(mailbox& box, view of, std::span<std::uint32_t const> uids, measures asked);
// The same of all messages. [blocking]
base::result<view> measure_all(mailbox& box, view of, measures asked);
// The same without the messages of which it cannot be found: they are gone, or cannot be read. [blocking]
base::result<view> only_measured(mailbox& box, view of, measures asked);

}  // namespace mailstead::store
