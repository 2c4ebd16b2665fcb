// Accounts in memory: names, hierarchy, subscriptions (RFC 3501 §6.3) and the failures to play.
#include "store/memory.h"

#include <algorithm>
#include <thread>

#include "base/ascii.h"
#include "store/memory_box.h"
#include "store/records.h"

namespace mailstead::store::memory {
namespace {

constexpr char level = '.';

bool is_possible(std::string_view name) {
    if (name.empty() || name.front() == level || name.back() == level) return false;
    if (name.find("..") != name.npos || !base::is_utf8(name)) return false;
    return std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// INBOX in any case is INBOX, RFC 3501 §5.1.
std::string canonical(std::string_view name) {
    if (base::iequals(name, "INBOX")) return "INBOX";
    return std::string(name);
}

bool is_below(std::string_view name, std::string_view parent) {
    return name.size() > parent.size() && name.substr(0, parent.size()) == parent && name[parent.size()] == level;
}

}  // namespace

void failures::fail_next(std::string_view point, base::error_code with, unsigned nth) {
    std::lock_guard const hold(lock_);
    plans_.emplace(std::string(point), plan{nth, with});
}

void failures::delay(std::string_view point, std::chrono::milliseconds time) {
    std::lock_guard const hold(lock_);
    delays_[std::string(point)] = time;
}

bool failures::awaits(std::string_view point) {
    std::lock_guard const hold(lock_);
    return plans_.contains(point);
}

base::error_code failures::at(std::string_view point) {
    std::unique_lock hold(lock_);
    if (auto const slow = delays_.find(point); slow != delays_.end()) {
        auto const time = slow->second;
        hold.unlock();
        std::this_thread::sleep_for(time);
        hold.lock();
    }
    auto const [first, last] = plans_.equal_range(point);
    base::error_code out;
    for (auto at = first; at != last;) {
        if (--at->second.left > 0) {
            ++at;
            continue;
        }
        out = at->second.with;
        at = plans_.erase(at);
    }
    return out;
}

void ledger::limit(quota_limits const& to) {
    std::lock_guard const hold(lock_);
    quota_.limits = to;
}

bool ledger::has_room(quota_usage const& more) const {
    std::lock_guard const hold(lock_);
    return fits(quota_.limits, quota_.usage, more);
}

void ledger::came(quota_usage const& what) {
    std::lock_guard const hold(lock_);
    quota_.usage += what;
}

void ledger::went(quota_usage const& what) {
    std::lock_guard const hold(lock_);
    quota_.usage.storage -= what.storage;
    quota_.usage.messages -= what.messages;
}

std::optional<store::quota> ledger::now() const {
    std::lock_guard const hold(lock_);
    return quota_.limits.any() || quota_.limits.mailboxes ? std::optional(quota_) : std::nullopt;
}

account::account(std::string owner)
    : failures_(std::make_shared<failures>()), ledger_(std::make_shared<ledger>()), owner_(std::move(owner)),
      records_(std::make_shared<store::records>(nullptr, ":memory:")) {
    add("INBOX");
}
account::~account() = default;

std::shared_ptr<box> account::find(std::string_view name) {
    auto const at = boxes_.find(canonical(name));
    return at == boxes_.end() ? nullptr : at->second;
}

std::shared_ptr<box> account::add(std::string_view name, std::string object) {
    auto const uidvalidity = ++last_uidvalidity_;
    if (object.empty()) object = fmt::format("F{}", uidvalidity);
    auto made = std::make_shared<box>(failures_, ledger_, uidvalidity, std::move(object));
    boxes_.emplace(canonical(name), made);
    return made;
}

bool account::has_children(std::string_view name) const {
    return std::any_of(boxes_.begin(), boxes_.end(), [&](auto const& at) { return is_below(at.first, name); });
}

result<std::vector<folder>> account::list() {
    if (auto const failed = failures_->at("list")) return failed;
    std::lock_guard const hold(lock_);
    std::map<std::string, bool> names;  // true: a mailbox, false: a level above one
    for (auto const& [name, at] : boxes_) {
        names[name] = true;
        for (auto dot = name.find(level); dot != name.npos; dot = name.find(level, dot + 1))
            names.emplace(name.substr(0, dot), false);
    }
    std::vector<folder> out;
    for (auto const& [name, selectable] : names) {
        bool const subscribed = std::find(subscribed_.begin(), subscribed_.end(), name) != subscribed_.end();
        out.push_back({name, selectable, has_children(name), subscribed});
    }
    return out;
}

result<std::vector<std::string>> account::subscriptions() {
    if (auto const failed = failures_->at("subscriptions")) return failed;
    std::lock_guard const hold(lock_);
    return subscribed_;
}

result<void> account::subscribe(std::string_view name) {
    if (auto const failed = failures_->at("subscribe")) return failed;
    if (!is_possible(name)) return make_error_code(errc::bad_name);
    std::lock_guard const hold(lock_);
    auto const wanted = canonical(name);
    auto const at = std::lower_bound(subscribed_.begin(), subscribed_.end(), wanted);
    if (at == subscribed_.end() || *at != wanted) subscribed_.insert(at, wanted);
    return {};
}

result<void> account::unsubscribe(std::string_view name) {
    if (auto const failed = failures_->at("unsubscribe")) return failed;
    std::lock_guard const hold(lock_);
    std::erase(subscribed_, canonical(name));
    return {};
}

result<void> account::create(std::string_view name) {
    if (auto const failed = failures_->at("create")) return failed;
    if (!is_possible(name)) return make_error_code(errc::bad_name);
    std::lock_guard const hold(lock_);
    if (find(name)) return make_error_code(errc::exists);
    std::uint64_t wanted = 1;
    for (auto dot = name.find(level); dot != name.npos; dot = name.find(level, dot + 1)) wanted += find(name.substr(0, dot)) ? 0 : 1;
    if (auto const is = ledger_->now(); is && !has_room_for_mailboxes(is->limits, boxes_.size(), wanted))
        return make_error_code(errc::over_quota);
    if (auto const forgotten = records_->forget(name); !forgotten) return forgotten;
    for (auto dot = name.find(level); dot != name.npos; dot = name.find(level, dot + 1))
        if (!find(name.substr(0, dot))) add(name.substr(0, dot));
    add(name);
    return {};
}

result<void> account::remove(std::string_view name) {
    if (auto const failed = failures_->at("remove")) return failed;
    std::lock_guard const hold(lock_);
    auto const key = canonical(name);
    if (key == "INBOX") return make_error_code(errc::bad_name);
    auto const at = boxes_.find(key);
    if (at == boxes_.end()) return make_error_code(has_children(key) ? errc::has_children : errc::no_mailbox);
    at->second->close();
    boxes_.erase(at);
    return records_->forget(key);
}

result<void> account::rename_inbox(std::string_view to) {
    auto const target = add(to);
    auto const moved = find("INBOX")->move(uid_set::everything(), *target);
    if (!moved) return moved.error();
    return records_->copy_annotations("INBOX", to);
}

result<void> account::rename(std::string_view from, std::string_view to) {
    if (auto const failed = failures_->at("rename")) return failed;
    std::lock_guard const hold(lock_);
    auto const old_name = canonical(from), new_name = canonical(to);
    bool const into_itself = old_name != "INBOX" && is_below(new_name, old_name);    // INBOX stays (RFC 3501 §6.3.5)
    if (!is_possible(new_name) || into_itself) return make_error_code(errc::bad_name);
    if (find(new_name) || has_children(new_name)) return make_error_code(errc::exists);
    if (old_name == "INBOX") return rename_inbox(new_name);
    if (!find(old_name) && !has_children(old_name)) return make_error_code(errc::no_mailbox);

    std::vector<std::string> moving;
    for (auto const& [name, at] : boxes_)
        if (name == old_name || is_below(name, old_name)) moving.push_back(name);
    for (auto const& name : moving) {
        auto const source = boxes_[name];
        boxes_.erase(name);
        // A name used before must not come back with an old UIDVALIDITY (RFC 3501 §2.3.1.1).
        if (auto const moved = source->move(uid_set::everything(), *add(new_name + name.substr(old_name.size()), source->object_id().value()));
            !moved)
            return moved.error();
        source->close();
    }
    return records_->rename(old_name, new_name, level);
}

result<std::shared_ptr<mailbox>> account::open(std::string_view name) {
    if (auto const failed = failures_->at("open_mailbox")) return failed;
    std::lock_guard const hold(lock_);
    auto const at = find(name);
    if (at) return std::shared_ptr<mailbox>(at);
    return make_error_code(has_children(name) ? errc::not_selectable : errc::no_mailbox);
}

result<folder_status> account::status(std::string_view name) {
    if (auto const failed = failures_->at("status")) return failed;
    std::lock_guard const hold(lock_);
    auto const at = find(name);
    if (!at) return make_error_code(has_children(name) ? errc::not_selectable : errc::no_mailbox);
    return status_of(*at->now(), at->recent_from());
}

result<std::optional<store::quota>> account::quota() {
    if (auto const failed = failures_->at("quota")) return failed;
    auto out = ledger_->now();
    std::lock_guard const hold(lock_);
    if (out) out->usage.mailboxes = boxes_.size();
    return out;
}

std::uint32_t account::put(std::string_view name, std::string bytes, std::uint32_t flags, std::int64_t internal_date,
                           std::vector<std::string> const& keywords) {
    std::shared_ptr<box> at;
    {
        std::lock_guard const hold(lock_);
        at = find(name);
        if (!at) at = add(name);
    }
    box::item one{std::make_shared<std::string const>(std::move(bytes)), flags, keywords, internal_date, {}, internal_date};
    return at->add({std::move(one)}).value().front();
}

void account::forget_measures(std::string_view name) {
    std::lock_guard const hold(lock_);
    if (auto const at = find(name)) at->forget_measures();
}

void account::forget_expunged(std::string_view name) {
    std::lock_guard const hold(lock_);
    if (auto const at = find(name)) at->forget_expunged();
}

std::shared_ptr<account> opener::at(std::string_view name) {
    std::lock_guard const hold(lock_);
    auto& slot = accounts_[std::string(name)];
    if (!slot) slot = std::make_shared<account>(std::string(name));
    return slot;
}

result<std::shared_ptr<store::account>> opener::open(owner const& who) {
    return std::shared_ptr<store::account>(at(who.account));
}

}  // namespace mailstead::store::memory
