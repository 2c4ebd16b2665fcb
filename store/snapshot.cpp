// Immutable mailbox views in shared chunks, and the differences between two of them.
#include "store/snapshot.h"

#include <algorithm>
#include <cassert>

namespace mailstead::store {
namespace {

std::shared_ptr<std::vector<std::string> const> const& no_keywords() {
    static auto const none = std::make_shared<std::vector<std::string> const>();
    return none;
}

bool same_marks(message const& a, message const& b) noexcept { return a.flags == b.flags && a.keywords == b.keywords; }

}  // namespace

snapshot::snapshot(totals what, std::vector<message> rows) : totals_(std::move(what)) {
    if (!totals_.keywords) totals_.keywords = no_keywords();
    for (std::size_t at = 0; at < rows.size(); at += chunk_rows) {
        auto const end = std::min(at + chunk_rows, rows.size());
        chunks_.push_back(std::make_shared<chunk const>(rows.begin() + static_cast<std::ptrdiff_t>(at),
                                                        rows.begin() + static_cast<std::ptrdiff_t>(end)));
    }
    count();
}

void snapshot::count() {
    if (!totals_.keywords) totals_.keywords = no_keywords();
    starts_.clear();
    starts_.reserve(chunks_.size());
    size_ = 0;
    for (auto const& c : chunks_) {
        starts_.push_back(size_);
        size_ += c->size();
    }
}

message const& snapshot::operator[](std::size_t index) const noexcept {
    assert(index < size_);
    // Without removals every chunk but the last is full, and the first guess is right.
    std::size_t at = std::min(index / chunk_rows, chunks_.size() - 1);
    if (index - starts_[at] >= chunks_[at]->size() || index < starts_[at])
        at = static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), index) - starts_.begin()) - 1;
    return (*chunks_[at])[index - starts_[at]];
}

std::size_t snapshot::lower_bound(std::uint32_t uid) const noexcept {
    auto const before = [&](std::shared_ptr<chunk const> const& c) { return c->back().uid < uid; };
    auto const at = std::partition_point(chunks_.begin(), chunks_.end(), before);
    if (at == chunks_.end()) return size_;
    auto const row = std::partition_point((*at)->begin(), (*at)->end(), [&](message const& m) { return m.uid < uid; });
    return starts_[static_cast<std::size_t>(at - chunks_.begin())] + static_cast<std::size_t>(row - (*at)->begin());
}

message const* snapshot::find(std::uint32_t uid) const noexcept {
    auto const at = lower_bound(uid);
    if (at == size_) return nullptr;
    auto const& row = (*this)[at];
    return row.uid == uid ? &row : nullptr;
}

snapshot::differences snapshot::since(snapshot const& older) const {
    differences out;
    bool const same_mailbox = uidvalidity() == older.uidvalidity();
    std::size_t oc = 0, orow = 0, nc = 0, nrow = 0;  // chunk and row in the older and the newer snapshot
    auto const advance = [](std::size_t& c, std::size_t& row, auto const& chunks) {
        if (++row == chunks[c]->size()) ++c, row = 0;
    };
    while (oc < older.chunks_.size() || nc < chunks_.size()) {
        bool const has_old = oc < older.chunks_.size(), has_new = nc < chunks_.size();
        if (same_mailbox && has_old && has_new && orow == 0 && nrow == 0 && older.chunks_[oc] == chunks_[nc]) {
            ++oc, ++nc;
            continue;
        }
        auto const* was = has_old ? &(*older.chunks_[oc])[orow] : nullptr;
        auto const* is = has_new ? &(*chunks_[nc])[nrow] : nullptr;
        if (same_mailbox && was && is && was->uid == is->uid) {
            if (!same_marks(*was, *is)) out.changed.push_back(is->uid);
            advance(oc, orow, older.chunks_);
            advance(nc, nrow, chunks_);
        } else if (was && (!is || was->uid < is->uid || !same_mailbox)) {
            out.gone.push_back(was->uid);
            advance(oc, orow, older.chunks_);
        } else {
            out.added.push_back(is->uid);
            advance(nc, nrow, chunks_);
        }
    }
    return out;
}

std::shared_ptr<snapshot const> snapshot::with_added(totals what, std::span<message const> rows) const {
    std::shared_ptr<snapshot> out(new snapshot);
    out->totals_ = std::move(what);
    out->chunks_ = chunks_;
    if (!rows.empty() && !chunks_.empty() && chunks_.back()->size() < chunk_rows) {
        auto last = *chunks_.back();
        auto const take = std::min(chunk_rows - last.size(), rows.size());
        last.insert(last.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(take));
        out->chunks_.back() = std::make_shared<chunk const>(std::move(last));
        rows = rows.subspan(take);
    }
    while (!rows.empty()) {
        auto const take = std::min(chunk_rows, rows.size());
        out->chunks_.push_back(
            std::make_shared<chunk const>(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(take)));
        rows = rows.subspan(take);
    }
    out->count();
    return out;
}

std::shared_ptr<snapshot const> snapshot::with_changed(totals what, std::span<message const> rows) const {
    std::shared_ptr<snapshot> out(new snapshot);
    out->totals_ = std::move(what);
    out->chunks_ = chunks_;
    auto row = rows.begin();
    for (auto& c : out->chunks_) {
        if (row == rows.end()) break;
        if (row->uid > c->back().uid) continue;
        auto copy = *c;
        auto at = copy.begin();
        for (; row != rows.end() && row->uid <= c->back().uid; ++row) {
            at = std::partition_point(at, copy.end(), [&](message const& m) { return m.uid < row->uid; });
            if (at != copy.end() && at->uid == row->uid) *at = *row;
        }
        c = std::make_shared<chunk const>(std::move(copy));
    }
    out->count();
    return out;
}

std::shared_ptr<snapshot const> snapshot::without(totals what, std::span<std::uint32_t const> uids) const {
    std::shared_ptr<snapshot> out(new snapshot);
    out->totals_ = std::move(what);
    out->chunks_.reserve(chunks_.size());
    auto uid = uids.begin();
    for (auto const& c : chunks_) {
        while (uid != uids.end() && *uid < c->front().uid) ++uid;
        if (uid == uids.end() || *uid > c->back().uid) {
            out->chunks_.push_back(c);
            continue;
        }
        chunk kept;
        kept.reserve(c->size());
        for (auto const& m : *c) {
            while (uid != uids.end() && *uid < m.uid) ++uid;
            if (uid == uids.end() || *uid != m.uid) kept.push_back(m);
        }
        if (kept.size() == c->size())
            out->chunks_.push_back(c);
        else if (!kept.empty())
            out->chunks_.push_back(std::make_shared<chunk const>(std::move(kept)));
    }
    out->count();
    return out;
}

}  // namespace mailstead::store
