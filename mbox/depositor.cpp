// The steps of a batch, all for one file: lock, announce in the index, write, sync, let go, answer.
#include "mbox/depositor.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/log.h"
#include "mbox/account.h"
#include "mbox/append.h"
#include "mbox/mailbox.h"
#include "mbox/settle.h"
#include "store/identity.h"

namespace mailstead::mbox {
namespace {

using store::outcome;

constexpr std::uint64_t batch_bytes = 16 * 1024 * 1024;  // converted at once, beyond the first message
constexpr std::chrono::milliseconds pause_for_session{2};

std::uint64_t size_of(store::delivery const& what) {
    std::uint64_t out = what.headers.size();
    for (auto const& piece : *what.text) out += piece.size();
    return out;
}

// The envelope sender, from the Return-Path header that the delivery agent puts first.
std::string_view sender_of(store::delivery const& what) {
    constexpr std::string_view name = "Return-Path:";
    std::string_view const text = what.headers;
    if (!base::istarts_with(text, name)) return {};
    auto value = base::trimmed(text.substr(name.size(), text.find('\n') - name.size()));
    if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
    return value;
}

std::string stored(store::delivery const& what, std::int64_t at, quoting format) {
    return stored_form({sender_of(what), at, what.headers, what.text}, format);
}

// The message as the reader will find it; absent when it would not be one message.
std::optional<found_message> read_back(std::string_view text, std::uint64_t offset) {
    std::optional<found_message> out;
    unsigned n = 0;
    auto const peek = [&](std::uint64_t at, std::size_t count) {
        auto const from = at - offset;
        return std::string(from < text.size() ? text.substr(from, count) : std::string_view());
    };
    scanner run(
        offset, [&](found_message&& m) { out = std::move(m), ++n; }, peek);
    run.feed(text);
    run.finish();
    return n == 1 ? out : std::nullopt;
}

std::string directory_of(std::string const& path) { return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)); }

}  // namespace

class depositor::batch {
public:
    enum class patience { none, whatever_it_takes };

    batch(service& with, std::vector<job> jobs)
        : with_(with), who_(jobs.front().what.who), index_(with.index_of(who_.account)),
          at_(with.at(who_.account, who_.location)) {
        for (auto& each : jobs) items_.push_back({std::move(each), {}, {}, {}, false});
    }

    // Without patience, a session that is using the mailbox puts all of it off.
    void deliver(patience how) {
        refuse_beyond_quota();
        if (std::none_of(items_.begin(), items_.end(), [](item const& i) { return i.is_open(); })) return;
        std::shared_ptr<mailbox> box;  // released after the lock
        {
            std::unique_lock held(at_->state, std::defer_lock);
            if (how == patience::whatever_it_takes) held.lock();
            else if (!held.try_lock()) return void(is_in_use_ = true);
            box = at_->box.lock();
            auto const done = work(box);
            if (!done) fail_open(done.error());
        }
        if (box && told_) with_.later([box] { box->refresh_quickly(); });
    }

    // Takes out what is worth another try.
    std::vector<job> take_put_off() {
        std::vector<job> out;
        auto const limit = with_.rules_for(who_).lock.attempts;
        auto const is_put_off = [&](item& it) { return is_in_use_ || (is_locked(it.failed) && ++it.what.tries < limit); };
        for (auto at = items_.begin(); at != items_.end();) {
            if (!is_put_off(*at)) {
                ++at;
                continue;
            }
            out.push_back(std::move(at->what));
            at = items_.erase(at);
        }
        return out;
    }
    std::chrono::milliseconds pause() const { return is_in_use_ ? pause_for_session : with_.rules_for(who_).lock.delay; }

    void answer_all() {
        for (auto& it : items_) {
            if (it.failed) {
                base::log::warning("mbox", "{}: {}: {}", who_.account, who_.location, reason(it.failed, who_.location));
                it.what.done(it.failed);
            } else {
                it.what.done(it.already_there ? outcome::already_there : outcome::stored);
            }
        }
        if (!with_.settings.arrived) return;
        for (auto const& it : items_)
            if (it.is_open() && it.found) with_.settings.arrived(who_, it.found->offset);
    }

    // After the answers. What clients will ask about a text is found out while it is in memory.
    void fill_cache() {
        for (auto& it : items_)
            if (it.is_open() && it.found) fill(it);
    }

    std::vector<base::delivery_id> ids() const {
        std::vector<base::delivery_id> out;
        for (auto const& it : items_) out.push_back(it.what.what.id);
        return out;
    }

private:
    struct item;
    void fill(item& it) {
        auto const at = position_of(*it.found);
        store::index_row const row{{0, 0, 0, 0, it.found->date, it.found->wire_size}, print(at), 0};
        auto const octets = it.text.size();
        auto text = [at, stored = std::move(it.text)] {
            auto const head = std::string_view(stored).substr(at.from_length, at.head_length);
            auto const body = std::string_view(stored).substr(std::min<std::size_t>(at.from_length + at.head_length, stored.size()));
            return parse_head(head).visible.append(body.substr(0, at.body_length));
        };
        with_.facts.put(who_.account, fact_key_of(row), octets, std::move(text));
    }
    struct item {
        job what;
        std::string text;  // as it will be stored
        std::optional<found_message> found;
        base::error_code failed;
        bool already_there;
        bool is_open() const noexcept { return !failed && !already_there; }
    };

    void fail_open(base::error_code const& why) {
        for (auto& it : items_)
            if (it.is_open()) it.failed = why;
    }

    // A delivery that may be there already is not refused: what counts is whether it is.
    void refuse_beyond_quota() {
        store::quota_usage taken;
        for (auto& it : items_) {
            if (!it.is_open() || it.what.what.maybe_delivered) continue;
            store::quota_usage const more{size_of(it.what.what), 1};
            auto const room = room_for(with_, who_, taken + more, with_.grace());
            if (room) taken += more;
            else it.failed = room.error();
        }
    }

    result<void> work(std::shared_ptr<mailbox>& box) {
        {
            auto const as_owner = with_.act_as(who_, who_.location);
            if (!as_owner) return as_owner.error();
            if (is_null_device(with_.files, who_.location)) return {};
            auto const made = with_.files.make_dirs_synced(directory_of(who_.location), 0700);
            if (!made) return failure(stage::open, made.error());
        }
        if (auto const looked = look_for_earlier(box); !looked) return looked;
        if (std::none_of(items_.begin(), items_.end(), [](item const& i) { return i.is_open(); })) return {};
        auto row = index_->find(inbox);
        if (!row) return row.error();
        if (*row && !box && is_interrupted(**row)) {
            auto opened = mailbox::open_held(with_, inbox_of(who_), at_, mbox::patience::none);  // finishes the rewrite
            if (!opened) return opened.error();
            box = std::move(*opened);
        }
        std::optional<appender> to;
        auto const done = write(to, box, row->has_value() ? &**row : nullptr);
        auto const as_owner = with_.act_as(who_, who_.location);
        to.reset();  // lets go of the locks
        return done;
    }

    bool is_interrupted(store::mailbox_row const& row) const {
        return journal(with_.files, fmt::format("{}/mbox-{}.journal", index_->directory(), row.id)).exists();
    }

    // Deliveries whose earlier attempt ended unknown: what that attempt left is looked for in the index, which knows
    // the file when the mailbox has been opened, and in the log of what was expunged.
    result<void> look_for_earlier(std::shared_ptr<mailbox>& box) {
        for (auto& it : items_) {
            if (!it.what.what.maybe_delivered) continue;
            auto found = is_there(it, box);
            if (!found)
                it.failed = found.error();
            else
                it.already_there = *found;
        }
        return {};
    }

    result<bool> is_there(item& it, std::shared_ptr<mailbox>& box) {
        auto const id = base::to_string(it.what.what.id);
        auto const announced = index_->announced(inbox);
        if (!announced) return {boost::system::in_place_error, announced.error()};
        auto const at =
            std::find_if(announced->begin(), announced->end(), [&](auto const& a) { return a.delivery == id; });
        if (at == announced->end()) return result<bool>(false);  // it was never begun
        if (!box) {
            auto opened = mailbox::open_held(with_, inbox_of(who_), at_, mbox::patience::none);
            if (!opened) return {boost::system::in_place_error, opened.error()};
            box = std::move(*opened);
        }
        if (auto const looked = box->refresh_held(mbox::patience::none); !looked) return {boost::system::in_place_error, looked.error()};
        // The same bytes as then, From line included.
        it.text = stored(it.what.what, at->date, with_.settings.format);
        auto const found = read_back(it.text, 0);
        if (!found) return result<bool>(false);
        auto const names = index_->names_ending(id);
        if (!names) return {boost::system::in_place_error, names.error()};
        for (auto const& name : *names)
            if (auto const where = parse_position(name); where && where->key == found->key) return result<bool>(true);
        auto const gone = index_->expunged(id);
        if (!gone) return {boost::system::in_place_error, gone.error()};
        for (auto const& row : *gone)
            if (row.hash == found->key) return result<bool>(true);
        cut_.emplace_back(at->offset, it.text);
        return result<bool>(false);
    }

    // What a crash left of an attempt: the beginning of the very message, or nothing but NULs, at the end of the file.
    result<void> cut_remains(appender& to) {
        for (auto const& [offset, text] : cut_) {
            if (to.size() <= offset || to.size() - offset >= text.size()) continue;
            std::string there(to.size() - offset, '\0');
            auto const got = with_.files.read_at(to.file().fd.get(), there, offset);
            if (!got || *got != there.size()) continue;
            auto const written = std::mismatch(there.begin(), there.end(), text.begin()).first;
            if (!std::all_of(written, there.end(), [](char c) { return c == '\0'; })) continue;
            base::log::warning("mbox", "{}: cutting off the beginning of a message that a crash left", who_.location);
            if (auto const done = to.shorten(offset); !done) return done;
        }
        return {};
    }

    result<void> write(std::optional<appender>& to, std::shared_ptr<mailbox> const& box, store::mailbox_row* row) {
        {
            auto const as_owner = with_.act_as(who_, who_.location);
            if (!as_owner) return as_owner.error();
            auto opened = appender::open(with_.files, who_.location, with_.how_to_append(who_));
            if (!opened) return opened.error();
            to.emplace(std::move(*opened));
        }
        auto const before = stamp_of(to->file().info);
        if (auto const cut = cut_remains(*to); !cut) return cut;
        if (auto const announced = announce(*to); !announced) return announced;
        for (auto& it : items_) {
            if (!it.is_open()) continue;
            auto const added = to->add_stored(it.text);
            if (!added) it.failed = added.error();
        }
        if (auto const synced = to->finish(); !synced) return synced;
        if (auto const sure = settled(with_.files, to->file().fd.get())) note_growth(box, row, before, *sure);
        return {};
    }

    result<void> announce(appender const& to) {
        std::vector<store::announced_row> rows;
        auto offset = to.next_offset();
        auto const now = base::unix_seconds(with_.clock.now());
        for (auto& it : items_) {
            if (!it.is_open()) continue;
            auto const& what = it.what.what;
            auto const at = what.arrival != 0 ? what.arrival : now;
            it.text = stored(what, at, with_.settings.format);
            it.found = read_back(it.text, offset);
            if (!it.found) {
                it.failed = failure(refusal::not_mbox);
                continue;
            }
            rows.push_back({base::to_string(what.id), inbox, offset, it.text.size(), it.found->key, at, now});
            offset += it.text.size();
        }
        return index_->announce(rows);
    }

    // The file is longer by what we wrote: nobody needs to read the rest of it again.
    void note_growth(std::shared_ptr<mailbox> const& box, store::mailbox_row* row, stamp const& before, stamp after) {
        told_ = true;
        if (box) return box->grown(before, after);
        auto const seen = row ? parse_stamp(row->stamp) : stamp{};
        if (!seen.is_same_file(before)) return;
        after.scanned = seen.scanned;
        ++at_->openings;  // a mailbox that is just being closed knows less
        store::index_change change{*row, {}, {}, {}, {}};
        change.after.stamp = print(after);
        change.after.recent_from = std::max(row->recent_from, at_->recent.of(row->uidvalidity));
        (void)index_->commit(std::span(&change, 1), store::durability::lazy);
    }

    service& with_;
    store::owner const who_;
    std::shared_ptr<store::index> const index_;
    std::shared_ptr<place> const at_;
    std::vector<item> items_;
    std::vector<std::pair<std::uint64_t, std::string>> cut_;  // where attempts began that may have been cut short
    bool told_ = false;
    bool is_in_use_ = false;
};

depositor::depositor(service& with) : with_(with) {
    for (unsigned i = 0; i < std::max(1u, with.settings.deposit_threads); ++i) threads_.emplace_back([this] { run(); });
}

depositor::~depositor() {
    {
        std::lock_guard const hold(lock_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& each : threads_) each.join();
}

void depositor::deposit(store::delivery what, answer done) {
    {
        std::lock_guard const hold(lock_);
        // An attempt given up by its LMTP session may still be on its way: two at once could not see each other.
        bool const taken =
            !stopping_ && waiting_.size() < with_.settings.deposit_queue && in_flight_.insert(what.id).second;
        if (taken) {
            waiting_.push_back({std::move(what), std::move(done)});
            wake_.notify_one();
            return;
        }
    }
    done(make_error_code(store::errc::busy));
}

bool depositor::is_closed(std::string const& file) const {
    auto const at = closed_.find(file);
    if (at == closed_.end()) return false;
    return stopping_ ? at->second == busy : at->second > std::chrono::steady_clock::now();
}

// The oldest delivery to a file that is not closed, and all others for that file and owner.
std::vector<depositor::job> depositor::take() {
    std::vector<job> out;
    auto const first =
        std::find_if(waiting_.begin(), waiting_.end(), [&](job const& j) { return !is_closed(j.what.who.location); });
    if (first == waiting_.end()) return out;
    auto const who = first->what.who;
    std::uint64_t bytes = 0;
    for (auto at = first; at != waiting_.end() && out.size() < with_.settings.deposit_batch && bytes < batch_bytes;) {
        if (at->what.who == who) {
            bytes += size_of(at->what);
            out.push_back(std::move(*at));
            at = waiting_.erase(at);
        } else {
            ++at;
        }
    }
    closed_[who.location] = busy;
    return out;
}

// Until there is something new, or the first locked file may be tried again.
void depositor::wait(std::unique_lock<std::mutex>& hold) {
    auto until = busy;
    for (auto const& [file, at] : closed_) until = std::min(until, at);
    if (until == busy) wake_.wait(hold);
    else wake_.wait_until(hold, until);
}

void depositor::deliver(std::vector<job> jobs, bool is_stopping) {
    auto const file = jobs.front().what.who.location;
    batch work(with_, std::move(jobs));
    work.deliver(is_stopping ? batch::patience::whatever_it_takes : batch::patience::none);
    auto put_off = is_stopping ? std::vector<job>() : work.take_put_off();
    {
        std::lock_guard const hold(lock_);
        for (auto const& id : work.ids()) in_flight_.erase(id);
        if (put_off.empty()) closed_.erase(file);
        else closed_[file] = std::chrono::steady_clock::now() + work.pause();
        waiting_.insert(waiting_.begin(), std::make_move_iterator(put_off.begin()), std::make_move_iterator(put_off.end()));
    }
    wake_.notify_all();
    work.answer_all();
    work.fill_cache();
}

void depositor::run() {
    std::unique_lock hold(lock_);
    for (;;) {
        auto jobs = take();
        if (!jobs.empty()) {
            bool const is_stopping = stopping_;
            hold.unlock();
            deliver(std::move(jobs), is_stopping);
            hold.lock();
        } else {
            if (stopping_ && waiting_.empty()) return;
            wait(hold);
        }
    }
}

}  // namespace mailstead::mbox
