// Mailboxes in memory: the seam's contract without a disk.
#include "store/memory_box.h"

#include <algorithm>

#include "base/clock.h"
#include "mime/preview.h"
#include "store/edit.h"
#include "store/keywords.h"
#include "store/read.h"

namespace mailstead::store::memory {
namespace {

std::uint64_t wire_size(std::string_view text) {
    std::uint64_t size = text.size();
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) ++size;
    return size;
}

class text_content final : public content {
public:
    text_content(text bytes, std::shared_ptr<failures> plan) : bytes_(std::move(bytes)), failures_(std::move(plan)) {}
    std::uint64_t size() const noexcept override { return bytes_->size(); }
    result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) override {
        if (auto const failed = failures_->at("read")) return failed;
        if (offset >= bytes_->size()) return std::size_t{0};
        auto const n = std::min<std::size_t>(into.size(), bytes_->size() - offset);
        std::copy_n(bytes_->data() + offset, n, into.data());
        return n;
    }

private:
    text bytes_;
    std::shared_ptr<failures> failures_;
};

class text_writer final : public writer {
public:
    explicit text_writer(std::shared_ptr<failures> plan) : failures_(std::move(plan)) {}
    result<void> append(std::string_view bytes) override {
        if (auto const failed = failures_->at("write")) return failed;
        bytes_ += bytes;
        return {};
    }
    text take() { return std::make_shared<std::string const>(std::move(bytes_)); }

private:
    std::string bytes_;
    std::shared_ptr<failures> failures_;
};

snapshot::totals fresh_totals(std::uint32_t uidvalidity) {
    snapshot::totals out;
    out.uidvalidity = uidvalidity;
    out.keywords = std::make_shared<std::vector<std::string> const>();
    return out;
}

}  // namespace

// What these messages count.
static quota_usage usage_of(std::vector<box::item> const& items) {
    quota_usage out;
    for (auto const& one : items) out += {one.bytes->size(), 1};
    return out;
}

box::box(std::shared_ptr<failures> plan, std::shared_ptr<ledger> counts, std::uint32_t uidvalidity, std::string object)
    : failures_(std::move(plan)), ledger_(std::move(counts)), feed_(std::make_shared<snapshot const>(fresh_totals(uidvalidity))),
      object_(std::move(object)) {}

result<std::optional<std::string>> box::preview_of(std::uint32_t uid, haste how) {
    if (auto const failed = refused("preview")) return failed;
    std::lock_guard const hold(lock_);
    auto const at = texts_.find(uid);
    if (at == texts_.end()) return make_error_code(errc::gone);
    auto known = previews_.find(uid);
    if (known == previews_.end() && how == haste::lazy) return std::optional<std::string>();
    if (known == previews_.end()) known = previews_.emplace(uid, mime::preview_text(*at->second, mime::parse_parts(*at->second))).first;
    return std::optional(known->second);
}

result<std::vector<origin>> box::origins_of(std::span<std::uint32_t const> uids) {
    if (auto const failed = refused("origins")) return failed;
    std::lock_guard const hold(lock_);
    std::vector<origin> out;
    for (auto const uid : uids)
        if (texts_.contains(uid)) out.push_back(origins_.at(uid));
    return out;
}

base::error_code box::refused(std::string_view point) {
    if (auto const failed = failures_->at(point)) return failed;
    std::lock_guard const hold(lock_);
    return closed_ ? make_error_code(errc::no_mailbox) : base::error_code{};
}

void box::close() {
    {
        std::lock_guard const hold(lock_);
        if (!closed_)
            for (auto const& [uid, bytes] : texts_) ledger_->went({bytes->size(), 1});
        closed_ = true;
    }
    feed_.end();
}

snapshot::totals box::next_totals() const {
    auto out = feed_.now()->all_totals();
    ++out.highest_modseq;
    return out;
}

result<view> box::refresh() {
    if (auto const failed = refused("refresh")) return failed;
    return now();
}

result<view> box::measured(view of, std::span<std::uint32_t const> uids, measures asked) {
    if (auto const failed = refused("measured")) return failed;
    std::lock_guard const hold(lock_);
    auto const now = feed_.now();
    std::vector<message> here, there;
    for (auto const uid : uids) {
        auto const* row = now->find(uid);
        auto const* seen = of->find(uid);
        if (!row || !seen || has(*seen, asked)) continue;
        auto known = *row;
        if (known.size == unknown_size) known.size = wire_size(*texts_.at(uid));
        known.internal_date = date_of(known);
        here.push_back(known);
        there.push_back(*seen);
        there.back().internal_date = known.internal_date;
        there.back().size = known.size;
    }
    auto next = now->with_changed(now->all_totals(), here);
    feed_.replace(next);
    return now == of ? next : of->with_changed(of->all_totals(), there);
}

std::int64_t box::date_of(message const& row) const {
    auto const at = dates_.find(row.uid);
    return at == dates_.end() ? row.internal_date : at->second;
}

void box::forget_measures() {
    std::lock_guard const hold(lock_);
    auto const now = feed_.now();
    std::vector<message> rows;
    for (std::size_t at = 0; at < now->size(); ++at) {
        rows.push_back((*now)[at]);
        if (rows.back().internal_date != unknown_date) dates_[rows.back().uid] = rows.back().internal_date;
        rows.back().internal_date = unknown_date;
        rows.back().size = unknown_size;
    }
    feed_.replace(now->with_changed(now->all_totals(), rows));
}

result<std::uint32_t> box::claim_recent() {
    if (auto const failed = refused("claim_recent")) return failed;
    std::lock_guard const hold(lock_);
    return std::exchange(recent_from_, feed_.now()->uidnext());
}

std::uint32_t box::recent_from() const {
    std::lock_guard const hold(lock_);
    return recent_from_;
}

result<std::unique_ptr<content>> box::open(std::uint32_t uid) {
    if (auto const failed = refused("open")) return failed;
    std::lock_guard const hold(lock_);
    auto const at = texts_.find(uid);
    if (at == texts_.end()) return make_error_code(errc::gone);
    return std::unique_ptr<content>(std::make_unique<text_content>(at->second, failures_));
}

result<void> box::may_read() {
    auto const failed = refused("may_read");
    return failed ? result<void>(failed) : result<void>();
}

// Trouble to come is facts_of()'s to tell, in the order of asking.
result<void> box::glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take) {
    if (failures_->awaits("facts")) return {};
    std::vector<std::uint32_t> found;
    for (auto const uid : uids)
        if (!failures_->at("glance")) found.push_back(uid);
    return mailbox::glance_at(found, wanted, take);
}

result<std::shared_ptr<facts const>> box::facts_of(std::uint32_t uid) {
    if (auto const failed = refused("facts")) return failed;
    text bytes;
    {
        std::lock_guard const hold(lock_);
        auto const at = texts_.find(uid);
        if (at == texts_.end()) return make_error_code(errc::gone);
        bytes = at->second;
    }
    return facts_from(std::string_view(*bytes));
}

result<std::vector<std::pair<std::uint32_t, std::string>>> box::unique_ids(view which) {
    if (auto const failed = refused("unique_ids")) return failed;
    std::vector<std::pair<std::uint32_t, std::string>> out;
    for (std::size_t i = 0; i < which->size(); ++i) {
        auto const uid = (*which)[i].uid;
        out.emplace_back(uid, fmt::format("{:08x}{:08x}", which->uidvalidity(), uid));
    }
    return out;
}

result<std::unique_ptr<writer>> box::begin() {
    if (auto const failed = refused("begin")) return failed;
    return std::unique_ptr<writer>(std::make_unique<text_writer>(failures_));
}

result<appended> box::append(std::vector<new_message> messages) {
    if (auto const failed = refused("append")) return failed;
    std::vector<item> items;
    quota_usage needed;
    for (auto& m : messages) {
        auto bytes = static_cast<text_writer&>(*m.text).take();
        needed += room_needed(m, bytes->size());
        items.push_back({std::move(bytes), m.flags, std::move(m.keywords), m.internal_date, std::move(m.email_id)});
    }
    if (needed != quota_usage() && !ledger_->has_room(needed)) return make_error_code(errc::over_quota);
    auto uids = add(std::move(items));
    if (!uids) return uids.error();
    return appended{now()->uidvalidity(), std::move(*uids)};
}

result<std::vector<std::uint32_t>> box::add(std::vector<item> items) {
    std::lock_guard const hold(lock_);
    auto const before = feed_.now();
    auto totals = next_totals();
    auto names = before->keywords();
    std::vector<message> rows;
    std::vector<std::uint32_t> uids;
    for (auto const& from : items) {
        message m{totals.uidnext++, from.flags, 0, totals.highest_modseq, from.internal_date, wire_size(*from.bytes)};
        for (auto const& name : from.keywords) {
            auto const bit = add_keyword(names, name);
            if (!bit) return make_error_code(errc::too_many_keywords);
            m.keywords |= std::uint64_t{1} << *bit;
        }
        rows.push_back(m);
        uids.push_back(m.uid);
    }
    ledger_->came(usage_of(items));
    auto const present = base::unix_seconds(base::system_clock().now());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto id = items[i].email_id.empty() ? fmt::format("M{}-{}", totals.uidvalidity, rows[i].uid) : items[i].email_id;
        origins_[rows[i].uid] = {rows[i].uid, std::move(id), items[i].saved.value_or(present)};
    }
    for (std::size_t i = 0; i < rows.size(); ++i) texts_[rows[i].uid] = std::move(items[i].bytes);
    totals.keywords = std::make_shared<std::vector<std::string> const>(std::move(names));
    feed_.publish(before->with_added(std::move(totals), rows));
    return uids;
}

result<std::vector<std::uint32_t>> box::change_flags(uid_set const& which, flag_change const& change,
                                                     std::uint64_t unchanged_since) {
    if (auto const failed = refused("flags")) return failed;
    std::lock_guard const hold(lock_);
    auto const before = feed_.now();
    auto totals = next_totals();
    auto const edit = plan_flags(*before, which, change, unchanged_since, totals);
    if (!edit) return edit.error();
    if (!edit->rows.empty()) feed_.publish(before->with_changed(std::move(totals), edit->rows));
    return edit->left_alone;
}

std::vector<std::uint32_t> box::drop(uid_set const& which, expunge_mode mode) {
    std::lock_guard const hold(lock_);
    auto const before = feed_.now();
    auto out = plan_expunge(*before, which, mode);
    if (out.empty()) return out;
    auto const totals = next_totals();
    for (auto const uid : out) {
        ledger_->went({texts_.at(uid)->size(), 1});
        texts_.erase(uid);
        expunged_.emplace_back(uid, totals.highest_modseq);
    }
    feed_.publish(before->without(totals, out));
    return out;
}

result<std::vector<std::uint32_t>> box::expunge(uid_set const& which, expunge_mode mode) {
    if (auto const failed = refused("expunge")) return failed;
    return drop(which, mode);
}

result<std::optional<uid_set>> box::vanished_since(std::uint64_t modseq) {
    if (auto const failed = refused("vanished")) return failed;
    std::lock_guard const hold(lock_);
    if (modseq < log_from_) return std::optional<uid_set>();
    uid_set out;
    for (auto const& [uid, at] : expunged_)
        if (at > modseq) out.add(uid);
    return std::optional(std::move(out));
}

void box::forget_expunged() {
    std::lock_guard const hold(lock_);
    expunged_.clear();
    log_from_ = feed_.now()->highest_modseq();
}

result<copied> box::copy_to(uid_set const& which, mailbox& target, room how) {
    auto& to = static_cast<box&>(target);
    std::vector<item> items;
    copied out{to.now()->uidvalidity(), {}};
    {
        std::lock_guard const hold(lock_);
        auto const from = feed_.now();
        for (auto const index : positions(*from, which)) {
            auto const& row = (*from)[index];
            items.push_back({texts_.at(row.uid), row.flags, names_of(*from, row.keywords), date_of(row), origins_.at(row.uid).email_id});
            out.uids.emplace_back(row.uid, 0);
        }
    }
    if (items.empty()) return out;
    if (how == room::needed && !ledger_->has_room(usage_of(items))) return make_error_code(errc::over_quota);
    auto const uids = to.add(std::move(items));
    if (!uids) return uids.error();
    for (std::size_t i = 0; i < uids->size(); ++i) out.uids[i].second = (*uids)[i];
    return out;
}

result<copied> box::copy(uid_set const& which, mailbox& target) {
    if (auto const failed = refused("copy")) return failed;
    return copy_to(which, target, room::needed);
}

result<copied> box::move(uid_set const& which, mailbox& target) {
    if (auto const failed = refused("move")) return failed;
    auto out = copy_to(which, target, room::not_needed);
    if (!out) return out;
    std::vector<std::uint32_t> sources;
    for (auto const& pair : out->uids) sources.push_back(pair.first);
    drop(uid_set::of(std::move(sources)), expunge_mode::all);
    return out;
}

result<std::shared_ptr<void>> box::maildrop_lock() {
    if (auto const failed = refused("lock")) return failed;
    std::lock_guard const hold(lock_);
    if (!maildrop_.expired()) return make_error_code(errc::in_use);
    auto const token = std::make_shared<int>(0);
    maildrop_ = token;
    return std::shared_ptr<void>(token);
}

}  // namespace mailstead::store::memory
