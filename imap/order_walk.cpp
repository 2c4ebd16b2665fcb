#include "imap/order_walk.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t expected_at_once = 256;

// What the cache does not have.
store::result<std::optional<order_facts>> from_store(order_cache& cache, std::shared_ptr<store::mailbox> const& box, std::uint32_t uid) {
    auto const found = box->facts_of(uid);
    if (!found && found.error() == store::errc::gone) return std::optional<order_facts>();
    if (!found) return found.error();
    order_facts out(**found);
    cache.remember(box, uid, out);
    return std::optional<order_facts>(std::move(out));
}

}  // namespace

store::result<std::optional<order_facts>> order_facts_of(order_cache& cache, std::shared_ptr<store::mailbox> const& box, std::uint32_t uid) {
    if (auto known = cache.find(box, uid)) return known;
    return from_store(cache, box, uid);
}

// From the first message that is not known on: what lies between may be known, which costs little.
void order_walk::expect() {
    std::vector<std::uint32_t> uids;
    for (expected_ = next_; expected_ < messages_.size() && uids.size() < expected_at_once; ++expected_) uids.push_back(messages_[expected_].row->uid);
    if (uids.size() > 1) box_->expect_facts(uids);
}

store::result<std::optional<order_facts>> order_walk::next() {
    auto const uid = messages_[next_].row->uid;
    auto known = cache_.find(box_, uid);
    if (!known && next_ >= expected_) expect();
    ++next_;
    if (known) return known;
    return from_store(cache_, box_, uid);
}

}  // namespace mailstead::imap
