// Ids and save dates of a mailbox's messages, asked for some hundred at a time (RFC 8474, RFC 8514). Blocks: on the disk
// pool only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "store/mailbox.h"

#include "imap/selected.h"

namespace mailstead::imap {

class origin_table {
public:
    // `box` must outlive it.
    explicit origin_table(selected const& box) noexcept : box_(box) {}

    // errc::gone: no such message any more. Valid until the next call. Quick where uids are asked for in order.
    store::result<store::origin const*> of(std::uint32_t uid) {
        if (uid < first_ || uid > last_) {
            auto const done = load(uid);
            if (!done) return done.error();
        }
        auto const before = [](store::origin const& a, std::uint32_t b) { return a.uid < b; };
        auto const at = std::lower_bound(known_.begin(), known_.end(), uid, before);
        if (at == known_.end() || at->uid != uid) return store::make_error_code(store::errc::gone);
        return &*at;
    }

private:
    static constexpr std::size_t at_once = 256;

    store::result<void> load(std::uint32_t from) {
        auto const& view = *box_.view();
        std::vector<std::uint32_t> uids;
        for (auto at = view.lower_bound(from); at < view.size() && uids.size() < at_once; ++at) uids.push_back(view[at].uid);
        if (uids.empty()) uids.push_back(from);
        auto found = box_.box().origins_of(uids);
        if (!found) return found.error();
        known_ = std::move(*found);
        first_ = from;
        last_ = uids.back();
        return {};
    }

    selected const& box_;
    std::vector<store::origin> known_;
    std::uint32_t first_ = 1, last_ = 0;
};

}  // namespace mailstead::imap
