#include "imap/facts_walk.h"

#include <algorithm>

namespace mailstead::imap {

namespace {

constexpr std::size_t expected_at_once = 256;

}  // namespace

void facts_walk::expect() {
    auto const end = std::min(next_ + expected_at_once, messages_.size());
    std::vector<std::uint32_t> uids;
    for (auto i = next_; i < end; ++i) uids.push_back(messages_[i].row->uid);
    if (uids.size() > 1) box_->expect_facts(uids);
    expected_ = end;
}

store::result<std::shared_ptr<store::facts const>> facts_walk::next() {
    if (next_ == expected_) expect();
    auto found = box_->facts_of(messages_[next_++].row->uid);
    if (!found && found.error() == store::errc::gone) return std::shared_ptr<store::facts const>();
    return found;
}

}  // namespace mailstead::imap
