#include "store/guarded.h"

#include <algorithm>

#include "base/ascii.h"
#include "store/copy_across.h"
#include "store/hash.h"
#include "store/message.h"
#include "store/records.h"

namespace mailstead::store {
namespace {

constexpr std::uint32_t all_flags = flag::seen | flag::answered | flag::flagged | flag::deleted | flag::draft;

// The system flags that those rights allow to change.
std::uint32_t flags_allowed(rights may) noexcept {
    std::uint32_t out = 0;
    if (may.has('s')) out |= flag::seen;
    if (may.has('t')) out |= flag::deleted;
    if (may.has('w')) out |= all_flags & ~(flag::seen | flag::deleted);
    return out;
}

bool allows_all_marks(rights may) noexcept { return may.has('s') && may.has('w') && may.has('t'); }

void keep_allowed(new_message& what, rights may) {
    what.flags &= flags_allowed(may);
    if (!may.has('w')) what.keywords.clear();
}

bool is_named(std::vector<std::string> const& names, std::string_view keyword) {
    return std::any_of(names.begin(), names.end(), [&](std::string const& name) { return base::iequals(name, keyword); });
}

}  // namespace

guarded::guarded(std::shared_ptr<mailbox> inner, std::shared_ptr<account> of, std::string name, std::string user)
    : inner_(std::move(inner)), of_(std::move(of)), name_(std::move(name)), user_(std::move(user)), known_(rights()) {
    if (!user_.empty()) (void)permit("");
}

result<rights> guarded::permit(std::string_view wanted) {
    if (user_.empty()) return rights::all();
    auto const kept = of_->recorded();
    if (!kept) return make_error_code(errc::no_right);
    auto const list = kept->access(name_);
    if (!list) return list.error();
    auto const may = rights_of(*list, user_);
    known_ = may;
    bool const enough = std::all_of(wanted.begin(), wanted.end(), [&](char c) { return may.has(c); });
    return enough ? result<rights>(may) : result<rights>(make_error_code(errc::no_right));
}

result<view> guarded::refresh() {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->refresh();
}

result<view> guarded::measured(view of, std::span<std::uint32_t const> uids, measures asked) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->measured(std::move(of), uids, asked);
}

result<std::unique_ptr<content>> guarded::open(std::uint32_t uid) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->open(uid);
}

result<std::shared_ptr<facts const>> guarded::facts_of(std::uint32_t uid) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->facts_of(uid);
}

result<void> guarded::may_read() {
    auto const may = permit("r");
    return may ? result<void>() : result<void>(may.error());
}

result<void> guarded::glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->glance_at(uids, wanted, take);
}

result<void> guarded::read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->read_texts(uids, longest, take);
}

std::optional<text_answer> guarded::find_texts(text_query const& what) {
    return permit("r") ? inner_->find_texts(what) : std::nullopt;
}

result<std::optional<std::string>> guarded::preview_of(std::uint32_t uid, haste how) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->preview_of(uid, how);
}

std::string guarded::mark() const {
    if (user_.empty()) return {};
    std::string out("_");
    for (unsigned char const c : sha256(of_->owner()).substr(0, 8)) fmt::format_to(std::back_inserter(out), "{:02x}", c);
    return out;
}

result<std::vector<origin>> guarded::origins_of(std::span<std::uint32_t const> uids) {
    if (auto const may = permit("r"); !may) return may.error();
    auto out = inner_->origins_of(uids);
    if (out && !user_.empty())
        for (auto& one : *out) one.email_id += mark();
    return out;
}

result<std::string> guarded::object_id() {
    auto out = inner_->object_id();
    if (out) *out += mark();
    return out;
}

result<std::vector<std::pair<std::uint32_t, std::string>>> guarded::unique_ids(view of) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->unique_ids(std::move(of));
}

result<std::optional<uid_set>> guarded::vanished_since(std::uint64_t modseq) {
    if (auto const may = permit("r"); !may) return may.error();
    return inner_->vanished_since(modseq);
}

result<std::shared_ptr<void>> guarded::maildrop_lock() {
    if (!user_.empty()) return make_error_code(errc::no_right);
    return inner_->maildrop_lock();
}

result<std::unique_ptr<writer>> guarded::begin() {
    if (auto const may = permit("i"); !may) return may.error();
    return inner_->begin();
}

result<appended> guarded::append(std::vector<new_message> messages) {
    auto const may = permit("i");
    if (!may) return may.error();
    for (auto& one : messages) keep_allowed(one, *may);
    return inner_->append(std::move(messages));
}

result<std::vector<std::uint32_t>> guarded::change_flags(uid_set const& which, flag_change const& change, std::uint64_t unchanged_since) {
    auto const may = permit("");
    if (!may) return may.error();
    if (allows_all_marks(*may)) return inner_->change_flags(which, change, unchanged_since);
    if (change.action == flag_change::how::replace) return replace_some(which, change, unchanged_since, *may);
    flag_change permitted = change;
    permitted.flags &= flags_allowed(*may);
    if (!may->has('w')) permitted.keywords.clear();
    bool const asked = change.flags != 0 || !change.keywords.empty();
    if (asked && permitted.flags == 0 && permitted.keywords.empty()) return make_error_code(errc::no_right);
    return inner_->change_flags(which, permitted, unchanged_since);
}

// Marks that he may not change stay as they are: what is named is added, and of the rest what he may is removed.
result<std::vector<std::uint32_t>> guarded::replace_some(uid_set const& which, flag_change const& change, std::uint64_t unchanged_since, rights may) {
    auto const allowed = flags_allowed(may);
    if (allowed == 0) return make_error_code(errc::no_right);
    flag_change put{flag_change::how::add, change.flags & allowed, {}};
    flag_change drop{flag_change::how::remove, allowed & ~change.flags, {}};
    if (may.has('w')) {
        put.keywords = change.keywords;
        for (auto const& name : inner_->now()->keywords())
            if (!name.empty() && !is_named(change.keywords, name)) drop.keywords.push_back(name);
    }
    auto left = inner_->change_flags(which, put, unchanged_since);
    if (!left) return left;
    uid_set changed;
    auto const now = inner_->now();
    for (std::size_t i = 0; i < now->size(); ++i) {
        auto const uid = (*now)[i].uid;
        if (which.contains(uid) && std::find(left->begin(), left->end(), uid) == left->end()) changed.add(uid);
    }
    if (auto const done = inner_->change_flags(changed, drop); !done) return done.error();
    return left;
}

result<std::vector<std::uint32_t>> guarded::expunge(uid_set const& which, expunge_mode mode) {
    if (auto const may = permit(mode == expunge_mode::all ? "et" : "e"); !may) return may.error();
    return inner_->expunge(which, mode);
}

result<copied> guarded::copy(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<guarded*>(&target);
    if (!to) return base::from_errno(EXDEV);
    if (auto const may = permit("r"); !may) return may.error();
    auto const there = to->permit("i");
    if (!there) return there.error();
    if (to->of_ == of_ && allows_all_marks(*there)) return inner_->copy(which, *to->inner_);
    return copy_across(*inner_, which, {*to->inner_, [may = *there](new_message& one) { keep_allowed(one, may); one.email_id.clear(); }});
}

// RFC 8508 §3.1: as APPEND, STORE +FLAGS \Deleted and EXPUNGE together. Between two owners all of the new message needs room:
// what goes was not kept by the one who gets it.
result<appended> guarded::replace(std::uint32_t uid, new_message with, mailbox& target) {
    auto* const to = dynamic_cast<guarded*>(&target);
    if (!to) return base::from_errno(EXDEV);
    if (auto const may = permit("te"); !may) return may.error();
    auto const there = to->permit("i");
    if (!there) return there.error();
    keep_allowed(with, *there);
    if (to->of_ == of_) return inner_->replace(uid, std::move(with), *to->inner_);
    return inner_->now()->find(uid) ? replace_across(*inner_, uid, std::move(with), *to->inner_) : result<appended>(make_error_code(errc::gone));
}

// RFC 6851 §4.4: as COPY, STORE +FLAGS \Deleted and EXPUNGE together.
result<copied> guarded::move(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<guarded*>(&target);
    if (!to) return base::from_errno(EXDEV);
    if (auto const may = permit("rte"); !may) return may.error();
    auto const there = to->permit("i");
    if (!there) return there.error();
    if (to->of_ == of_ && allows_all_marks(*there)) return inner_->move(which, *to->inner_);
    return move_across(*inner_, which, {*to->inner_, [may = *there](new_message& one) { keep_allowed(one, may); one.email_id.clear(); }});
}

bool is_of_another(mailbox const& box) noexcept {
    auto const* const known = dynamic_cast<guarded const*>(&box);
    return known && known->is_of_another();
}

}  // namespace mailstead::store
