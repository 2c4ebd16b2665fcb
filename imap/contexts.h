// Searches whose results the client is told the changes of, RFC 5267 §4.3. They end with the selected mailbox. No I/O here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "imap/command.h"
#include "imap/selected.h"

namespace mailstead::imap {

struct context {
    std::string tag, correlator;             // correlator: as write_esearch() takes it
    imap::by form = by::sequence;
    search_key key;                          // its sets name uids; see pinned()
    std::vector<sort_criterion> order;       // empty: that of the mailbox
    std::vector<fetch_item> items;           // told of new results (RFC 5465 §7)
    std::vector<std::uint32_t> uids;         // the results, in order
    std::int64_t looked_at = 0;              // unix seconds: when OLDER and YOUNGER were last worked out
};

class contexts {
public:
    static constexpr std::size_t most = 16;                      // contexts of one session
    static constexpr std::size_t most_results = 2'000'000;       // of all of them together

    bool empty() const noexcept { return all_.empty(); }
    bool has(std::string_view tag) const noexcept;
    // False: there are too many already, or this one has too many results.
    bool add(context what);
    // False: there is none of that tag.
    bool cancel(std::string_view tag);
    std::vector<context>& all() noexcept { return all_; }

    // Messages that are going to be told as gone: what the client has of them leaves the results. `box` has them still.
    void tell_gone(std::string& out, selected const& box, std::vector<std::uint32_t> const& gone);

private:
    std::vector<context> all_;
};

// The key as it means the same later (RFC 5267 §4.3): message numbers and "$" as the uids that they stand for now, and "*" of uids
// as the largest now, or as no end where it is one.
search_key pinned(search_key const& key, selected const& box);

// The rows whose match may have changed with the time alone, since the context was looked at.
std::vector<std::uint32_t> touched_by_time(context const& what, store::snapshot const& rows, std::int64_t now);

// Takes those uids out of the results and gives "(position set ...)" of REMOVEFROM; empty: none was there. `gone` ascends.
std::string take_out(context& from, selected const& box, std::vector<std::uint32_t> const& gone);
// Puts uids in, each before the result at its place of the old list, and gives "(position set ...)" of ADDTO. `in` is in the
// order of the results; not empty.
struct newcomer { std::uint32_t uid; std::size_t place; };
std::string put_in(context& into, selected const& box, std::vector<newcomer> const& in);
// "* ESEARCH (TAG "a") UID" and the items; nothing when both are empty.
void write_update(std::string& out, context const& of, std::string const& removed, std::string const& added);

}  // namespace mailstead::imap
