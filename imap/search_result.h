// What a SEARCH found, as the client asked to have it: SEARCH (RFC 3501 §7.2.5) or ESEARCH (RFC 4731 §3.1); pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imap/command.h"
#include "imap/selected.h"

namespace mailstead::imap {

// Appends the response: `name` is SEARCH or SORT. `hits` are in the order of the result. Nothing is written where only SAVE
// was asked for (RFC 5182 §2.2).
void write_search_result(std::string& out, std::string_view tag, commands::search const& what, std::vector<picked> const& hits,
                         std::string_view name = "SEARCH");
// An ESEARCH response alone; `what.wanted` is there. `correlator` is what stands between the parentheses (RFC 7377 §4).
void write_esearch(std::string& out, std::string_view correlator, commands::search const& what, std::vector<picked> const& hits);
std::string tag_correlator(std::string_view tag);

// Those that a PARTIAL asks for, RFC 9394 §3.1.
std::vector<picked> window_of(partial_range const& range, std::vector<picked> const& hits);

// A sequence-set in this order, with ranges only where numbers rise one by one (RFC 5267 §3.2).
std::string ordered_set(std::span<std::uint32_t const> numbers);
std::string ordered_set(std::vector<picked> const& hits, by form);

// Who wants the first hits alone need not wait for the others: after how many the search may end.
std::size_t hits_enough(commands::search const& what);

// Which of the hits "$" stands for afterwards, RFC 5182 §2.4 and RFC 9394 §3.2; in the order of the hits.
std::vector<picked> saved_of(search_return const& wanted, std::vector<picked> const& hits);

}  // namespace mailstead::imap
