#include "imap/notifying.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "net/error.h"
#include "store/guarded.h"

#include "imap/list.h"
#include "imap/metadata.h"
#include "imap/status.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace asio = boost::asio;
namespace ev = notify_event;

// One mailbox that is listened to.
struct session::notifying::watched final : store::listener {
    watched(notifying& whose, std::shared_ptr<store::mailbox> what, store::view known) : of(whose), box(std::move(what)), told(std::move(known)) {
        box->listen(*this);
        dirty = box->now() != told;
    }
    ~watched() override { box->unlisten(*this); }
    watched(watched const&) = delete;
    void changed() noexcept override {
        dirty = true;
        of.poke();
    }

    notifying& of;
    std::shared_ptr<store::mailbox> box;
    store::view told;                         // what the client knows of it
    std::string name;
    unsigned events = 0;
    bool owes = false;                        // an expunge that `told` has behind it and the client not
    std::atomic<bool> dirty;
};

struct session::notifying::found {
    std::string name;
    unsigned events = 0;
    std::shared_ptr<store::mailbox> box;
    store::view now;
};

class session::notifying::waiting {
public:
    explicit waiting(net::executor const& home) : timer(home, asio::steady_timer::time_point::max()) {}
    asio::steady_timer timer;
};

session::notifying::notifying(session& owner, std::vector<notify_group> groups)
    : owner_(&owner), by_(&owner), home_(owner.wire_->get_executor()), groups_(std::move(groups)) {}

session::notifying::~notifying() {
    listen_to({});
}

// Not in the constructor: happened() comes from other threads, and needs to know who owns this.
void session::notifying::listen_to(std::vector<std::shared_ptr<store::notices>> all) {
    auto const is_in = [](auto const& list, auto const& one) { return std::find(list.begin(), list.end(), one) != list.end(); };
    for (auto const& one : names_)
        if (!is_in(all, one)) one->unlisten(*this);
    for (auto const& one : all)
        if (!is_in(names_, one)) one->listen(*this);
    names_ = std::move(all);
}

expunges session::notifying::may_expunge() const noexcept {
    auto const* group = of_selected();
    bool const delayed = group && group->filter == notify_filter::selected_delayed && !owner_->idle_;
    return delayed ? expunges::held_back : expunges::told;
}

// Only posts, as the listeners of the store have to; many changes before the session's thread looks make one push.
void session::notifying::poke() noexcept {
    if (posted_.exchange(true)) return;
    try {
        auto look = [held = weak_from_this()] {
            auto const self = held.lock();
            if (!self) return;
            self->posted_ = false;
            if (self->has_news()) self->wake();
        };
        asio::post(home_, std::move(look));
    } catch (std::exception const& error) {
        posted_ = false;
        base::log::error("imap", "notice not passed on: {}", error.what());
    }
}

void session::notifying::happened(store::notice const& what) noexcept {
    {
        std::lock_guard const hold(lock_);
        overflow_ = overflow_ || notices_.size() >= most_waiting;
        try {
            if (!overflow_) notices_.push_back(what);
        } catch (std::bad_alloc const&) {
            overflow_ = true;
        }
    }
    poke();
}

void session::notifying::say(std::string_view text) {
    say_ += text;
    wake();
}

bool session::notifying::selected_has_news() const {
    if (!owner_->selected_ || !of_selected() || owner_->selected_->is_closed_to_us()) return false;
    bool const late = owner_->selected_->holds_back() && may_expunge() == expunges::told;
    return late || owner_->selected_->box().now() != owner_->selected_->view();
}

bool session::notifying::has_news() {
    if (!owner_) return false;
    std::lock_guard const hold(lock_);
    auto const is_dirty = [](auto const& each) { return each.second->dirty.load(); };
    return overflow_ || !notices_.empty() || retry_ || !say_.empty() || selected_has_news() || std::any_of(watches_.begin(), watches_.end(), is_dirty);
}

// The selected mailbox has its own listener: it may be watched for nothing else. What it was left with is what the client knows.
void session::notifying::watch_selected() {
    auto const* now = owner_->selected_.get();
    if (selected_ && now && selected_->box == now->shared_box()) {
        selected_->told = now->view();
        selected_->owes = now->holds_back();
        return;
    }
    if (selected_) {
        auto const left = watches_.find(selected_->name);
        if (left != watches_.end()) {
            left->second->told = selected_->told;
            left->second->owes = selected_->owes;
            left->second->dirty = true;
        }
        selected_.reset();
    }
    own_ = {};
    if (!now) return;
    selected_ = std::make_unique<watched>(*this, now->shared_box(), now->view());
    selected_->name = now->name();
}

void session::notifying::allow() {
    allowed_ = true;
    retry_ = !late_.empty();
    watch_selected();
    if (has_news()) wake();
}

net::task<> session::notifying::hold() {
    allowed_ = false;
    if (!pushing_) co_return;
    waiting_ = std::make_unique<waiting>(home_);
    boost::system::error_code ignored;
    co_await waiting_->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    waiting_.reset();
}

net::task<> session::notifying::end() {
    co_await hold();
    watches_.clear();
    selected_.reset();
    owner_ = nullptr;
}

void session::notifying::wake() {
    if (!allowed_ || pushing_ || !owner_) return;
    pushing_ = true;
    auto ended = [self = shared_from_this()](std::exception_ptr failure) {
        self->pushing_ = false;
        if (failure && self->owner_) self->owner_->wire_->abort(net::errc::closed);
        if (self->waiting_) self->waiting_->timer.cancel();
        // A change may have come when push() had looked for the last time and had not ended yet.
        else if (!failure && self->has_news()) self->wake();
    };
    asio::co_spawn(home_, push(), std::move(ended));
}

net::task<> session::notifying::push() {
    while (allowed_ && has_news()) {
        std::string text;
        co_await gather(text);
        text += std::exchange(say_, std::string());
        bool const done = co_await owner_->spill(text);
        if (!done) {
            allowed_ = false;    // the wire is lost, and the session about to notice
            co_return;
        }
    }
}

// All that is new: names first, for a mailbox has to be known before its counts are.
net::task<> session::notifying::gather(std::string& out) {
    std::vector<store::notice> came;
    bool too_much = false;
    retry_ = false;
    {
        std::lock_guard const hold(lock_);
        came.swap(notices_);
        too_much = overflow_ || came.size() + late_.size() > most_waiting;
    }
    came.insert(came.begin(), std::make_move_iterator(late_.begin()), std::make_move_iterator(late_.end()));
    late_.clear();
    auto const before = came.empty() ? std::vector<store::folder>() : folders_;
    if (!came.empty() && !too_much) {
        auto const looked = co_await watch();
        too_much = looked == outcome::too_many;
        if (looked == outcome::failed) late_.swap(came);
    }
    if (too_much) {
        give_up(out);
        co_return;
    }
    for (auto& what : came) {
        if (what.by == by_) continue;
        if (auto const seen = as_seen(std::move(what), before)) tell_notice(out, *seen);
    }
    if (selected_has_news()) co_await owner_->catch_up_into(out, may_expunge(), by::uid, nullptr);
    watch_selected();
    co_await drop_closed();
    for (auto const& [name, which] : watches_) {
        if (which->dirty.exchange(false)) tell_counts(out, *which);
    }
}

// Others' mailboxes that have changed and that the user may not read any more: nothing is told of them.
net::task<> session::notifying::drop_closed() {
    std::vector<std::shared_ptr<store::mailbox>> asked;
    for (auto const& [name, which] : watches_) {
        if (which->dirty && store::is_of_another(*which->box)) asked.push_back(which->box);
    }
    if (asked.empty()) co_return;
    auto look = [&asked]() -> base::result<void> {
        std::erase_if(asked, [](auto const& box) {
            auto const fresh = box->refresh();
            return fresh || fresh.error() != store::errc::no_right;
        });
        return {};
    };
    auto const looked = co_await net::blocking(owner_->with_.disk, look);
    auto const is_asked = [&](auto const& each) { return std::find(asked.begin(), asked.end(), each.second->box) != asked.end(); };
    if (looked) std::erase_if(watches_, is_asked);
    else for (auto const& each : watches_) {    // not known: it is told with the next change
        if (is_asked(each)) each.second->dirty = false;
    }
}

// RFC 5465 §5.8: as after NOTIFY NONE.
void session::notifying::give_up(std::string& out) {
    groups_.clear();
    watches_.clear();
    late_.clear();
    listen_to({});
    std::lock_guard const hold(lock_);
    overflow_ = false;
    notices_.clear();
    out += "* OK [NOTIFICATIONOVERFLOW] Too many notifications, none will follow.\r\n";
}

net::task<session::notifying::outcome> session::notifying::watch() {
    struct looked {
        std::vector<store::folder> folders;
        std::vector<found> boxes;
        std::vector<std::string> no_access;
    };
    if (groups_.empty()) co_return outcome::done;
    // Before the look, so that nothing falls between.
    using many = std::vector<std::shared_ptr<store::notices>>;
    auto all = [account = owner_->account_]() -> base::result<many> { return account->all_notices(); };
    auto notices = co_await net::blocking(owner_->with_.disk, std::move(all));
    if (!notices) co_return outcome::failed;
    listen_to(std::move(*notices));
    auto work = [this, account = owner_->account_]() -> base::result<looked> {
        looked out;
        auto folders = account->list();
        if (!folders) return folders.error();
        for (auto const& folder : *folders) {
            auto const events = events_of(groups_, {folder.name, folder.subscribed, account->separator(), account->is_personal(folder.name)}) & ev::of_messages;
            if (!folder.selectable || events == 0 || out.boxes.size() > most_mailboxes) continue;
            auto box = account->open(folder.name);
            auto const now = box ? (*box)->refresh() : base::result<store::view>(box.error());
            if (now) out.boxes.push_back({folder.name, events, std::move(*box), *now});
            else if (now.error() == boost::system::errc::permission_denied) out.no_access.push_back(folder.name);
        }
        out.folders = std::move(*folders);
        return out;
    };
    auto now = co_await net::blocking(owner_->with_.disk, std::move(work));
    if (!now) {
        base::log::error("imap", "NOTIFY cannot look at the mailboxes: {}", now.error().message());
        co_return outcome::failed;
    }
    if (now->boxes.size() > most_mailboxes) co_return outcome::too_many;
    folders_ = std::move(now->folders);
    no_access_ = std::move(now->no_access);
    take_over(std::move(now->boxes));
    first_ = false;
    co_return outcome::done;
}

// A mailbox that came up later is told of from its first message on; one made anew under its name by its UIDVALIDITY.
void session::notifying::take_over(std::vector<found> now) {
    std::map<std::string, std::unique_ptr<watched>> next;
    for (auto& one : now) {
        auto const known = watches_.find(one.name);
        if (known != watches_.end() && known->second->box == one.box) {
            auto& kept = next[one.name] = std::move(known->second);
            kept->events = one.events;
            continue;
        }
        store::snapshot::totals nothing;
        nothing.uidvalidity = one.now->uidvalidity();
        auto told = known != watches_.end() ? known->second->told : first_ ? one.now : std::make_shared<store::snapshot const>(nothing);
        auto& made = next[one.name] = std::make_unique<watched>(*this, std::move(one.box), std::move(told));
        made->name = one.name;
        made->events = one.events;
    }
    watches_ = std::move(next);
}

namespace {

std::uint32_t unseen_in(store::snapshot const& view) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < view.size(); ++i) out += !(view[i].flags & store::flag::seen);
    return out;
}

}  // namespace

void session::notifying::tell_counts(std::string& out, watched& which) {
    auto const before = std::exchange(which.told, which.box->now());
    auto const& now = which.told;
    bool const owed = std::exchange(which.owes, false);
    if ((before == now && !owed) || (selected_ && selected_->name == which.name)) return;
    auto const diff = now->since(*before);
    bool const flags_wanted = which.events & ev::flag_change;
    store::folder_status is;
    is.messages = static_cast<std::uint32_t>(now->size());
    is.uidnext = now->uidnext();
    is.uidvalidity = now->uidvalidity();
    is.highest_modseq = now->highest_modseq();
    is.unseen = flags_wanted ? unseen_in(*now) : 0;
    notify_change what;
    what.counts = owed || !diff.gone.empty() || !diff.added.empty();
    what.flags = !diff.changed.empty();
    what.unseen = flags_wanted && is.unseen != unseen_in(*before);
    what.uidvalidity = now->uidvalidity() != before->uidvalidity();
    auto const items = later_status(which.events, what, owner_->enabled_);
    if (!items.empty()) write_status(out, which.name, owner_->names(), {is, {}}, items, owner_->how_.message_limit);
}

void session::notifying::write_first(std::string& out, bool status) const {
    list_options options;
    options.extended = true;
    for (auto const& name : no_access_) {
        out.append("* LIST (\\NoAccess) \"").append(1, owner_->account_->separator()).append("\" ");
        write::mailbox(out, name, owner_->names());
        out += "\r\n";
    }
    if (!status) return;
    for (auto const& [name, which] : watches_) {
        if (owner_->selected_ && owner_->selected_->name() == name) continue;
        auto const is = store::status_of(*which->told, which->box->recent_from());
        auto const items = first_status(which->events);
        if (!items.empty()) write_status(out, name, owner_->names(), {is, {}}, items, owner_->how_.message_limit);
    }
}

// RFC 5465 §5.4 to §5.7.
void session::notifying::tell_notice(std::string& out, store::notice const& what) const {
    using kind = store::notice::kind;
    auto const separator = owner_->account_->separator();
    if (what.what == kind::metadata) {
        bool const of_server = what.name.empty();
        auto const wanted = of_server ? ev::server_metadata_change : ev::mailbox_metadata_change;
        auto const any = [&](notify_group const& g) { return (g.events & wanted) != 0; };
        bool const told = of_server ? std::any_of(groups_.begin(), groups_.end(), any) : (events_of(groups_, {what.name, false, separator, owner_->account_->is_personal(what.name)}) & wanted) != 0;
        if (!told) return;
        write_changed_entries(out, what.name, what.entries, owner_->names());
        return;
    }
    bool const of_names = what.what != kind::subscribed && what.what != kind::unsubscribed;
    tell_name(out, what.name, what.old_name, of_names ? ev::mailbox_name : ev::subscription_change);
    auto const level = what.name.rfind(separator);
    bool const has_parent = (what.what == kind::created || what.what == kind::removed) && level != std::string::npos;
    if (has_parent) tell_name(out, what.name.substr(0, level), {}, ev::mailbox_name);
}

// By this user's names, as far as he may know of it: what is another's has to be, or to have been, in his list. Absent: it is
// nothing to him.
std::optional<store::notice> session::notifying::as_seen(store::notice what, std::vector<store::folder> const& before) const {
    auto const self = owner_->account_->owner();
    if (what.user != self) std::erase_if(what.entries, [](std::string const& entry) { return entry.starts_with("/private/"); });
    if (what.what == store::notice::kind::metadata && what.entries.empty()) return std::nullopt;
    if (what.owner.empty() || what.owner == self) return what;
    auto const here = [&](std::string const& name) { return owner_->account_->name_here(what.owner, name, what.separator); };
    auto const is_in = [](std::vector<store::folder> const& list, std::string const& name) {
        return std::any_of(list.begin(), list.end(), [&](store::folder const& f) { return f.name == name; });
    };
    auto const name = here(what.name);
    auto const old_name = what.old_name.empty() ? std::optional(std::string()) : here(what.old_name);
    if (!name || !old_name) return std::nullopt;
    bool const is_there = is_in(folders_, *name);
    bool const was_there = is_in(before, what.what == store::notice::kind::renamed ? *old_name : *name);
    if (!is_there && !was_there) return std::nullopt;
    what.name = *name;
    what.old_name = was_there ? *old_name : std::string();
    if (what.what != store::notice::kind::renamed || is_there) return what;
    what.what = store::notice::kind::removed;    // as he sees it
    what.name = std::exchange(what.old_name, std::string());
    return what;
}

// The LIST response of a name as it is now. What just left the list of subscriptions counts as subscribed once more.
void session::notifying::tell_name(std::string& out, std::string const& name, std::string const& old_name, unsigned event) const {
    list_options options;
    options.extended = true;
    options.tell_subscribed = event == ev::subscription_change;
    auto const separator = owner_->account_->separator();
    auto what = listed_as(folders_, name, owner_->how_.special_uses, separator);
    bool const subscribed = what.subscribed || event == ev::subscription_change;
    auto wanted = events_of(groups_, {name, subscribed, separator, owner_->account_->is_personal(name)});
    if (!old_name.empty()) wanted |= events_of(groups_, {old_name, subscribed, separator, owner_->account_->is_personal(old_name)});
    if (!(wanted & event)) return;
    what.old_name = old_name;
    write_listed(out, what, options, {separator, owner_->names()});
}

void session::notifying::own_added(std::uint32_t uidvalidity, std::vector<std::uint32_t> const& uids) {
    if (uids.empty()) return;
    if (owner_->selected_ && owner_->selected_->view()->uidvalidity() == uidvalidity) {
        for (auto const uid : uids) own_.add(uid);
    }
    for (auto const& [name, which] : watches_) {
        auto const now = which->box->now();
        if (now->uidvalidity() != uidvalidity || which->told->uidvalidity() != uidvalidity) continue;
        auto const diff = now->since(*which->told);
        if (diff.gone.empty() && diff.changed.empty() && diff.added == uids) which->told = now;
    }
}

}  // namespace mailstead::imap
