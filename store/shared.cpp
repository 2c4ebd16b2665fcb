#include "store/shared.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/log.h"
#include "store/guarded.h"

namespace mailstead::store {
namespace {

constexpr std::string_view inbox = "INBOX";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_hex(char c) noexcept { return hex_digits.find(c) != hex_digits.npos; }
bool is_escape(std::string_view text) noexcept { return text.size() >= 3 && text[0] == '=' && is_hex(text[1]) && is_hex(text[2]); }

bool is_at_or_below(std::string_view name, std::string_view prefix, char separator) noexcept {
    return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == separator);
}

std::vector<std::string_view> levels_of(std::string_view name, char separator) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0;;) {
        auto const end = name.find(separator, at);
        out.push_back(name.substr(at, end - at));
        if (end == name.npos) return out;
        at = end + 1;
    }
}

bool there_is(std::vector<folder> const& folders, std::string_view name) {
    return std::any_of(folders.begin(), folders.end(), [&](folder const& f) { return f.selectable && f.name == name; });
}

// The nearest mailbox above; empty: there is none.
std::string nearest_above(std::vector<folder> const& folders, std::string_view name, char separator) {
    for (auto end = name.rfind(separator); end != name.npos; end = name.rfind(separator, end - 1)) {
        if (there_is(folders, name.substr(0, end))) return std::string(name.substr(0, end));
        if (end == 0) break;
    }
    return {};
}

}  // namespace

std::string escaped_level(std::string_view level, char separator) {
    std::string out;
    for (std::size_t i = 0; i < level.size(); ++i) {
        auto const c = static_cast<unsigned char>(level[i]);
        if (level[i] != separator && !is_escape(level.substr(i))) {
            out += level[i];
            continue;
        }
        out += '=';
        out += hex_digits[c >> 4];
        out += hex_digits[c & 15];
    }
    return out;
}

std::optional<std::string> unescaped_level(std::string_view level, char separator) {
    std::string out;
    for (std::size_t i = 0; i < level.size(); ++i) {
        if (!is_escape(level.substr(i))) {
            out += level[i];
            continue;
        }
        out += static_cast<char>(hex_digits.find(level[i + 1]) * 16 + hex_digits.find(level[i + 2]));
        i += 2;
    }
    if (escaped_level(out, separator) != level) return std::nullopt;
    return out;
}

// Between the look and the removal another session may give a right: so there is a second look.
result<void> note_sharing(sharing& with, account& of, std::string_view identifier) {
    if (identifier.starts_with('-')) return {};
    auto const kept = of.recorded();
    auto const common = with.common();
    if (!kept || !common) return {};
    auto const is_named = [&]() -> result<bool> {
        auto const lists = kept->guarded();
        if (!lists) return {boost::system::in_place_error, lists.error()};
        for (auto const& mailbox : *lists) {
            auto const list = kept->access(mailbox);
            if (!list) return {boost::system::in_place_error, list.error()};
            for (auto const& entry : *list)
                if (entry.identifier == identifier) return true;
        }
        return false;
    };
    auto const named = is_named();
    if (!named) return named.error();
    if (*named) return common->note_grant(identifier, of.owner());
    if (auto const dropped = common->drop_grant(identifier, of.owner()); !dropped) return dropped;
    auto const again = is_named();
    if (!again) return again.error();
    return *again ? common->note_grant(identifier, of.owner()) : result<void>();
}

shared_account::shared_account(std::shared_ptr<account> own, std::shared_ptr<sharing> with, sharing_names names)
    : own_(std::move(own)), with_(std::move(with)), names_(std::move(names)), user_(own_->owner()) {}

shared_account::place shared_account::place_of(std::string_view name) const noexcept {
    if (!names_.others.empty() && is_at_or_below(name, names_.others, separator())) return place::others;
    if (!names_.common_owner.empty() && is_at_or_below(name, names_.common, separator())) return place::common;
    return place::own;
}

// Only who has given something to this user, or to anyone, is opened at all: no other name tells whether it is somebody's.
result<std::shared_ptr<account>> shared_account::open_owner(std::string const& owner) {
    if (user_.empty() || owner.empty() || owner == user_) return make_error_code(errc::no_mailbox);
    auto const shares = with_->common()->may_share(owner, user_);
    if (!shares) return shares.error();
    if (!*shares) return make_error_code(errc::no_mailbox);
    {
        std::lock_guard const hold(lock_);
        if (auto const known = opened_.find(owner); known != opened_.end()) return known->second;
    }
    auto found = with_->open(owner);
    if (!found) return found;
    if ((*found)->owner() != owner || !(*found)->recorded()) return make_error_code(errc::no_mailbox);
    std::lock_guard const hold(lock_);
    if (opened_.size() >= names_.most_owners) opened_.clear();
    opened_[owner] = *found;
    return found;
}

std::string shared_account::shown(std::string_view name, char their_separator) const {
    std::string out;
    for (auto const level : levels_of(name, their_separator)) {
        if (!out.empty()) out += separator();
        out += escaped_level(level, separator());
    }
    return out;
}

// The mailbox of another account that is meant by `rest`, whether or not it is there.
result<located> shared_account::place_below(std::string_view rest, std::shared_ptr<account> of) {
    std::string name;
    for (auto const level : levels_of(rest, separator())) {
        auto const plain = unescaped_level(level, separator());
        if (!plain || plain->empty() || plain->find(of->separator()) != plain->npos) return make_error_code(errc::no_mailbox);
        if (!name.empty()) name += of->separator();
        name += *plain;
    }
    if (base::iequals(name, inbox)) name = inbox;
    auto const list = of->recorded()->access(name);
    if (!list) return list.error();
    return located{std::move(of), std::move(name), rights_of(*list, user_)};
}

result<located> shared_account::locate(std::string_view name) {
    auto const where = place_of(name);
    if (where == place::own) return located{own_, std::string(name), rights::all()};
    auto const& prefix = where == place::others ? names_.others : names_.common;
    if (name.size() <= prefix.size() + 1) return make_error_code(errc::no_mailbox);
    auto rest = name.substr(prefix.size() + 1);
    auto owner = names_.common_owner;
    if (where == place::others) {
        auto const end = rest.find(separator());
        auto const named = unescaped_level(rest.substr(0, end), separator());
        if (!named || end == rest.npos) return make_error_code(errc::no_mailbox);
        owner = *named;
        rest.remove_prefix(end + 1);
    }
    auto found = open_owner(owner);
    if (!found) return found.error();
    return place_below(rest, std::move(*found));
}

// Whoever may not even know of the mailbox is told that it is not there (RFC 4314 §6). Only a name as LIST has it counts:
// what a store takes for the same mailbox under another spelling would have another access list.
result<void> shared_account::permit(located const& at, std::string_view wanted) {
    if (is_own(at)) return {};
    bool const enough = std::all_of(wanted.begin(), wanted.end(), [&](char c) { return at.mine.has(c); });
    if (!enough) return make_error_code(at.mine.has('l') ? errc::no_right : errc::no_mailbox);
    auto const folders = at.where->list();
    if (!folders) return folders.error();
    return there_is(*folders, at.name) ? result<void>() : make_error_code(errc::no_mailbox);
}

result<std::shared_ptr<mailbox>> shared_account::open(std::string_view name) {
    auto const at = locate(name);
    if (!at) return at.error();
    // "i" alone is enough to put something in (RFC 4314 §4); the mailbox guards the rest.
    if (auto const may = permit(*at, at->mine.has('i') ? "i" : "r"); !may) return may.error();
    auto inner = at->where->open(at->name);
    if (!inner) return inner;
    return std::shared_ptr<mailbox>(std::make_shared<guarded>(std::move(*inner), at->where, at->name, is_own(*at) ? std::string() : user_));
}

result<folder_status> shared_account::status(std::string_view name) {
    auto const at = locate(name);
    if (!at) return at.error();
    if (auto const may = permit(*at, "r"); !may) return may.error();
    return at->where->status(at->name);
}

// The mailbox whose "k" decides and whose list a new one inherits; empty: there is none, and only the owner may.
result<std::string> shared_account::guardian(located const& at) {
    auto const folders = at.where->list();
    if (!folders) return folders.error();
    auto above = nearest_above(*folders, at.name, at.where->separator());
    if (is_own(at)) return above;
    auto const list = above.empty() ? result<std::vector<access_entry>>(std::vector<access_entry>()) : at.where->recorded()->access(above);
    if (!list) return list.error();
    if (!rights_of(*list, user_).has('k')) return make_error_code(errc::no_right);
    return above;
}

// RFC 4314 §4: what has been made below a mailbox has its list.
result<void> shared_account::inherit(located const& at, std::string const& from, std::vector<folder> const& before) {
    auto const kept = at.where->recorded();
    if (from.empty() || !kept) return {};
    auto const list = kept->access(from);
    if (!list) return list.error();
    if (list->empty()) return {};
    auto const level = at.where->separator();
    for (auto end = at.name.find(level, from.size() + 1);; end = at.name.find(level, end + 1)) {
        auto const made = at.name.substr(0, end);
        if (!there_is(before, made))
            if (auto const done = kept->copy_access(from, made); !done) return done;
        if (end == at.name.npos) return {};
    }
}

result<void> shared_account::create(std::string_view name) {
    auto at = locate(name);
    if (!at) return at.error() == make_error_code(errc::no_mailbox) ? make_error_code(errc::no_right) : at.error();
    auto const from = guardian(*at);
    if (!from) return from.error();
    auto const before = at->where->list();
    if (!before) return before.error();
    if (there_is(*before, at->name)) return make_error_code(at->mine.has('l') ? errc::exists : errc::no_right);
    if (auto const made = at->where->create(at->name); !made) return made;
    return inherit(*at, *from, *before);
}

result<void> shared_account::remove(std::string_view name) {
    auto const at = locate(name);
    if (!at) return at.error();
    if (auto const may = permit(*at, "x"); !may) return may;
    return at->where->remove(at->name);
}

result<void> shared_account::rename(std::string_view from, std::string_view to) {
    auto const source = locate(from);
    if (!source) return source.error();
    auto const target = locate(to);
    if (!target) return make_error_code(errc::no_right);
    if (source->where != target->where) return make_error_code(errc::bad_name);    // mail does not change its owner by a name
    if (is_own(*source)) return own_->rename(source->name, target->name);
    if (auto const may = permit(*source, "x"); !may) return may;
    if (source->name == inbox) return make_error_code(errc::no_right);
    if (auto const may = guardian(*target); !may) return may.error();
    auto const folders = source->where->list();
    if (!folders) return folders.error();
    for (auto const& each : *folders) {    // what lies below goes along
        if (!is_at_or_below(each.name, source->name, source->where->separator()) || !each.selectable) continue;
        auto const list = source->where->recorded()->access(each.name);
        if (!list) return list.error();
        if (!rights_of(*list, user_).has('x')) return make_error_code(errc::no_right);
    }
    return source->where->rename(source->name, target->name);
}

// What cannot be looked at is not shown; the list goes on.
void shared_account::add_shared(std::vector<folder>& out, std::string const& prefix, account& of) {
    auto const kept = of.recorded();
    auto const lists = kept->guarded();
    auto const folders = of.list();
    if (!lists || !folders) {
        base::log::warning("store", "mailboxes of {} cannot be shown to {}", base::printable(of.owner()), base::printable(user_));
        return;
    }
    for (auto const& each : *folders) {
        if (!each.selectable || std::find(lists->begin(), lists->end(), each.name) == lists->end()) continue;
        auto const list = kept->access(each.name);
        if (list && rights_of(*list, user_).has('l')) out.push_back({prefix + separator() + shown(each.name, of.separator()), true, false, false});
    }
}

std::vector<std::shared_ptr<store::notices>> shared_account::all_notices() {
    auto out = account::all_notices();
    if (user_.empty()) return out;
    auto const owners = with_->common()->owners_sharing(user_, names_.most_owners);
    if (!owners) return out;
    for (auto const& owner : *owners) {
        auto const found = open_owner(owner);
        auto theirs = found ? (*found)->notices() : nullptr;
        if (theirs && std::find(out.begin(), out.end(), theirs) == out.end()) out.push_back(std::move(theirs));
    }
    return out;
}

std::optional<std::string> shared_account::name_here(std::string_view whose, std::string_view name, char level) const {
    if (whose.empty() || whose == user_) return std::string(name);
    if (whose == names_.common_owner) return names_.common + separator() + shown(name, level);
    if (names_.others.empty()) return std::nullopt;
    return names_.others + separator() + escaped_level(whose, separator()) + separator() + shown(name, level);
}

result<std::vector<folder>> shared_account::list() {
    auto out = own_->list();
    if (!out || user_.empty()) return out;
    std::erase_if(*out, [this](folder const& f) { return place_of(f.name) != place::own; });
    auto const own_count = static_cast<std::ptrdiff_t>(out->size());
    auto const owners = with_->common()->owners_sharing(user_, names_.most_owners);
    if (!owners) return owners.error();
    for (auto const& owner : *owners) {
        bool const is_common = owner == names_.common_owner;
        if (!is_common && names_.others.empty()) continue;
        auto const found = open_owner(owner);
        if (found) add_shared(*out, is_common ? names_.common : names_.others + separator() + escaped_level(owner, separator()), **found);
    }
    if (static_cast<std::ptrdiff_t>(out->size()) == own_count) return out;
    // Levels above what is shown, which are no mailboxes to this user.
    std::set<std::string, std::less<>> there, levels;
    for (auto const& f : *out) there.insert(f.name);
    for (auto at = out->begin() + own_count; at != out->end(); ++at)
        for (auto end = at->name.find(separator()); end != at->name.npos; end = at->name.find(separator(), end + 1)) levels.insert(at->name.substr(0, end));
    for (auto const& level : levels)
        if (!there.count(level)) out->push_back({level, false, true, false});
    auto const subscribed = own_->subscriptions();
    if (!subscribed) return subscribed.error();
    for (auto at = out->begin() + own_count; at != out->end(); ++at) {
        at->has_children = levels.count(at->name) != 0;
        at->subscribed = std::find(subscribed->begin(), subscribed->end(), at->name) != subscribed->end();
    }
    std::sort(out->begin(), out->end(), [](folder const& a, folder const& b) { return a.name < b.name; });
    return out;
}

}  // namespace mailstead::store
