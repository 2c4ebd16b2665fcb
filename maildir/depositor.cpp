// The threads of the depositor and the five steps of a batch: write, sync, rename, sync, answer.
#include "maildir/depositor.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "base/log.h"
#include "maildir/delivered_facts.h"
#include "maildir/directories.h"
#include "maildir/earlier.h"
#include "maildir/folders.h"
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "store/identity.h"
#include "store/lines.h"

namespace mailstead::maildir {
namespace {

using store::outcome;

constexpr std::size_t write_span = 256 * 1024;

iovec piece_of(std::string const& bytes) { return {const_cast<char*>(bytes.data()), bytes.size()}; }

// Converts and writes. Recipients of one message follow each other: a text converted last time is used again.
class file_writer {
public:
    explicit file_writer(base::file_system& files) : files_(files) {}

    result<void> write(int fd, store::delivery const& from) {
        store::to_lf headers;
        headers_.clear();
        headers.feed(from.headers, headers_);
        headers.finish(headers_);
        if (auto const done = write_text(fd, from); !done) return done;
        stored_ = headers.stored() + text_stored_;
        wire_ = headers.wire() + text_wire_;
        return {};
    }
    std::uint64_t stored() const noexcept { return stored_; }
    std::uint64_t wire() const noexcept { return wire_; }

private:
    result<void> write_text(int fd, store::delivery const& from) {
        bool written = false;
        if (from.text != last_ || !last_) {
            last_.reset();
            text_.clear();
            store::to_lf lines;
            for (auto const& piece : *from.text) {
                lines.feed(piece, text_);
                if (text_.size() < write_span) continue;
                if (auto const done = flush(fd, written); !done) return done;
                text_.clear();
            }
            lines.finish(text_);
            text_stored_ = lines.stored();
            text_wire_ = lines.wire();
            if (!written) last_ = from.text;
        }
        auto const done = flush(fd, written);
        if (!last_) text_ = {};  // written in parts: nothing to use again, and no big buffer to keep
        return done;
    }

    result<void> flush(int fd, bool& written) {
        iovec const pieces[2] = {piece_of(headers_), piece_of(text_)};
        auto const done = files_.write_all(fd, std::span(pieces).subspan(written ? 1 : 0));
        written = true;
        return done;
    }

    base::file_system& files_;
    std::string headers_;
    std::string text_;  // of last_, if that is set
    store::shared_text last_;
    std::uint64_t text_stored_ = 0, text_wire_ = 0;
    std::uint64_t stored_ = 0, wire_ = 0;
};

template <class Work>
std::chrono::nanoseconds timed(Work work) {
    auto const began = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - began;
}

// The same in one string, for comparing.
std::string stored_text(std::string_view head, std::vector<std::string> const& pieces) {
    std::string out;
    store::to_lf headers, text;
    headers.feed(head, out);
    headers.finish(out);
    for (auto const& piece : pieces) text.feed(piece, out);
    text.finish(out);
    return out;
}
std::string stored_text(store::delivery const& from) { return stored_text(from.headers, *from.text); }

}  // namespace

// One thread's deliveries between two syncs. Its caches live on from batch to batch.
class depositor::batch {
public:
    batch(depositor& of) : of_(of), with_(of.with_), dirs_(with_.files), writer_(with_.files) {}

    // `written` is called once, between the two syncs.
    template <class Written>
    void deliver(std::vector<job> jobs, Written written) {
        items_.clear();
        for (auto& each : jobs) items_.push_back({std::move(each), {}, {}, {}, {}, 0, {}, {}, {}, false});
        for (auto& each : items_) prepare(each);
        auto const files = open_items();
        auto const way = of_.policy_.choose(files, with_.sync());
        auto spent = timed([&] { sync_files(way); });
        written();
        for (auto& each : items_) publish(each);
        spent += timed([&] { sync_directories(way); });
        of_.policy_.took(way, files, spent);
        count();
        auto news = announce();
        answer_all();
        note_facts(std::move(news));
        items_.clear();
    }

private:
    struct item {
        job what;
        std::shared_ptr<place> at;
        std::shared_ptr<open_maildir> dirs;
        std::string tmp;   // name in tmp/
        std::string base;  // name in new/
        std::uint64_t wire;
        base::unique_fd fd;
        quotas::room room;
        base::error_code failed;
        bool already_there;

        bool is_open() const noexcept { return dirs && !failed && !already_there; }
    };

    // What came into one Maildir, and one of the deliveries into it.
    struct arrivals {
        item* first;
        std::vector<std::string> names;    // in new/
    };

    std::size_t open_items() const {
        return static_cast<std::size_t>(
            std::count_if(items_.begin(), items_.end(), [](item const& i) { return i.is_open(); }));
    }

    void prepare(item& it) {
        auto const& what = it.what.what;
        if (what.maybe_delivered) {
            auto const before = delivered_before(with_, what.who, what.id, stored_text(what));
            if (!before)
                it.failed = before.error();
            else
                it.already_there = *before;
            if (it.failed || it.already_there) return;
        }
        it.at = with_.places.at(what.who.account, root_of(what.who));
        auto const as_owner = store::identity::assume(what.who);
        auto const done = as_owner ? write(it) : result<void>(as_owner.error());
        if (done) return;
        it.failed = done.error();
        if (it.fd) drop_tmp(it);
    }

    result<void> write(item& it) {
        auto const& what = it.what.what;
        auto dirs = dirs_.at(root_of(what.who));
        if (!dirs) return dirs.error();
        it.dirs = std::move(*dirs);
        auto const base = delivered_name(what.arrival, what.id, with_.host);
        it.tmp = base + unique_name(0, "t").substr(1);  // an earlier attempt may have left the plain name
        auto fd = with_.files.open(it.dirs->tmp.get(), it.tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!fd) return fd.error();
        it.fd = std::move(*fd);
        auto const done = writer_.write(it.fd.get(), what);
        it.base = with_sizes(base, writer_.stored(), writer_.wire());
        it.wire = writer_.wire();
        return done ? take_room(it, writer_.stored()) : done;
    }

    result<void> take_room(item& it, std::uint64_t stored) {
        auto const& who = it.what.what.who;
        if (!who.quota.any() && !dirs_.has_size_file(*it.dirs)) return {};
        auto room = with_.quotas.take(who, {stored, 1}, quotas::by::delivery);
        if (!room) return room.error();
        it.room = std::move(*room);
        return {};
    }

    // One line for all that came into a Maildir. A file that is seen before its line is counted a little late.
    void count() {
        std::map<std::string, std::pair<item*, store::quota_usage>> news;
        for (auto& it : items_) {
            if (!it.is_open() || !it.room) continue;
            auto& at = news[it.room.root()];
            at.first = &it;
            at.second += it.room.size();
        }
        for (auto const& [root, what] : news) {
            auto const as_owner = store::identity::assume(what.first->what.what.who);
            if (as_owner) with_.quotas.came(what.first->what.what.who, what.second);
        }
        for (auto& it : items_) it.room = {};
    }

    void drop_tmp(item& it) {
        it.fd.reset();
        (void)with_.files.unlink(it.dirs->tmp.get(), it.tmp);
    }

    void fail(item& it, base::error_code const& why) {
        it.failed = why;
        auto const as_owner = store::identity::assume(it.what.what.who);
        if (as_owner) drop_tmp(it);
    }

    void sync_files(sync_policy::way way) {
        if (way == sync_policy::way::all)
            sync_devices([this](item& it, base::error_code const& why) { fail(it, why); });
        else
            for (auto& it : items_)
                if (it.is_open())
                    if (auto const done = with_.files.sync(it.fd.get()); !done) fail(it, done.error());
        for (auto& it : items_) it.fd.reset();
    }

    template <class Fail>
    void sync_devices(Fail fail_item) {
        std::map<dev_t, result<void>> synced;
        for (auto& it : items_) {
            if (!it.is_open()) continue;
            auto at = synced.find(it.dirs->device);
            if (at == synced.end())
                at = synced.emplace(it.dirs->device, with_.files.sync_file_system(it.dirs->fresh.get())).first;
            if (!at->second) fail_item(it, at->second.error());
        }
    }

    void publish(item& it) {
        if (!it.is_open()) return;
        it.at->expect(it.base);
        it.at->own(it.base);
        auto const as_owner = store::identity::assume(it.what.what.who);
        auto const done = as_owner ? with_.files.rename(it.dirs->tmp.get(), it.tmp, it.dirs->fresh.get(), it.base,
                                                        base::on_existing::refuse)
                                   : result<void>(as_owner.error());
        if (done) return;
        it.failed = done.error();
        (void)it.at->was_own(it.base);
        it.at->forget(it.base);
        if (!as_owner) return;
        drop_tmp(it);
        // The very file is there: an attempt that nobody marked as doubtful.
        if (it.failed != base::from_errno(EEXIST)) return;
        auto const same = holds(with_.files, it.dirs->root + "/new/" + it.base, stored_text(it.what.what));
        if (same && *same) it.failed = {}, it.already_there = true;
    }

    // What is in new/ but not surely there after a crash is taken back: the answer will be an error, and mta tries
    // again.
    void take_back(item& it, base::error_code const& why) {
        it.failed = why;
        auto const as_owner = store::identity::assume(it.what.what.who);
        if (as_owner) (void)with_.files.unlink(it.dirs->fresh.get(), it.base);
        it.at->forget(it.base);
    }

    void sync_directories(sync_policy::way way) {
        auto const back = [this](item& it, base::error_code const& why) { take_back(it, why); };
        if (way == sync_policy::way::all) return sync_devices(back);
        std::map<open_maildir*, result<void>> synced;
        for (auto& it : items_) {
            if (!it.is_open()) continue;
            auto at = synced.find(it.dirs.get());
            if (at == synced.end()) at = synced.emplace(it.dirs.get(), with_.files.sync(it.dirs->fresh.get())).first;
            if (!at->second) back(it, at->second.error());
        }
    }

    void answer_all() {
        {
            std::lock_guard const hold(of_.lock_);
            for (auto const& it : items_) of_.in_flight_.erase(it.what.what.id);
        }
        for (auto& it : items_) {
            if (it.failed) {
                base::log::warning("maildir", "{}: {}: {}", it.what.what.who.account, it.what.what.who.location,
                                   it.failed.message());
                it.what.done(it.failed);
            } else {
                it.what.done(it.already_there ? outcome::already_there : outcome::stored);
            }
        }
    }

    // After the answers: nobody waits for this. What clients will ask about the texts is found out when no more come.
    void note_facts(std::vector<arrivals> news) {
        if (!with_.settings.facts_at_delivery) return;
        for (auto& [first, names] : news) {
            auto who = std::make_shared<store::owner const>(std::move(first->what.what.who));
            auto const count = names.size();
            auto make = [&files = with_.files, who, all = std::move(names)] {
                return facts_of_delivered(files, *who, root_of(*who), all);
            };
            with_.facts.when_quiet(who->account, count, std::move(make));
        }
    }

    // Before the answers: who asks for the mailbox from now on is shown the message. Sessions that have it open are
    // told on the background thread; where nobody has, nothing is to be done.
    std::vector<arrivals> announce() {
        std::vector<arrivals> out;
        std::map<std::shared_ptr<place>, std::pair<item*, std::vector<delivered_file>>> news;
        for (auto& it : items_) {
            if (!it.is_open()) continue;
            auto& [first, files] = news[it.at];
            first = &it;
            files.push_back({std::move(it.base), it.wire, it.what.what.arrival});
        }
        for (auto& [at, what] : news) {
            auto& [first, files] = what;
            auto& arrived = out.emplace_back(arrivals{first, {}});
            for (auto const& file : files) arrived.names.push_back(file.base);
            at->land(std::move(files));
            std::unique_lock const hold(at->state, std::try_to_lock);
            if (hold && at->box.expired())
                nobody_listens(*at);
            else
                with_.later([at = at] { tell(*at); });
        }
        return out;
    }

    // A mailbox that is just being closed must not keep its time stamps: they include these files.
    static void nobody_listens(place& at) {
        at.note_foreign();
        at.take_landed();
    }

    static void tell(place& at) {
        std::shared_ptr<mailbox> box;  // released after the lock
        std::lock_guard const hold(at.state);
        box = at.box.lock();
        if (box)
            box->hear();
        else
            nobody_listens(at);
    }

    depositor& of_;
    service& with_;
    directories dirs_;
    file_writer writer_;
    std::vector<item> items_;
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
    bool taken, wakes;
    {
        std::lock_guard const hold(lock_);
        // An attempt given up by its LMTP session may still be on its way: two at once could not see each other.
        taken = !stopping_ && waiting_.size() < with_.settings.deposit_queue && in_flight_.insert(what.id).second;
        if (taken) waiting_.push_back({std::move(what), std::move(done)});
        wakes = taken && calls_one();
    }
    if (wakes) wake_.notify_one();
    if (!taken) done(make_error_code(store::errc::busy));
}

// Under lock_: whether a thread is to be woken. One is enough until it has come; while a batch is being written nobody could
// do anything, and written() looks again.
bool depositor::calls_one() {
    if (waiting_.empty() || is_writing_ || called_) return false;
    called_ = true;
    return true;
}

// All that waits, up to a batch.
std::vector<depositor::job> depositor::take() {
    std::vector<job> out;
    auto const n = std::min(waiting_.size(), std::max<std::size_t>(1, with_.settings.deposit_batch));
    out.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        out.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    called_ = false;
    return out;
}

void depositor::written(bool& is_writing) {
    if (!std::exchange(is_writing, false)) return;
    bool wakes;
    {
        std::lock_guard const hold(lock_);
        is_writing_ = false;
        wakes = calls_one();
    }
    if (wakes) wake_.notify_one();
}

// One batch is written while another one's names are synced, so that few syncs cover many messages: two threads that take
// what they find would sync one message each. Whoever has to look for earlier copies first keeps nobody waiting.
void depositor::run() {
    batch work(*this);
    std::unique_lock hold(lock_);
    for (;;) {
        wake_.wait(hold, [this] { return waiting_.empty() ? stopping_ : !is_writing_; });
        if (waiting_.empty()) return wake_.notify_all();    // stopping: the others may wait for the last jobs to be taken
        auto jobs = take();
        bool is_writing = std::none_of(jobs.begin(), jobs.end(), [](job const& j) { return j.what.maybe_delivered; });
        is_writing_ = is_writing;
        bool const wakes = calls_one();
        hold.unlock();
        if (wakes) wake_.notify_one();
        work.deliver(std::move(jobs), [&] { written(is_writing); });
        hold.lock();
    }
}

}  // namespace mailstead::maildir
