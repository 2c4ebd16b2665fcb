#include "mta/pickup/maildrop.h"

#include <fcntl.h>
#include <sysexits.h>

#include <algorithm>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/pickup/drop.h"
#include "mta/pickup/submission.h"
#include "mta/queue/moves.h"

namespace mailstead::mta::pickup {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t forgotten_after = 24 * 3600;  // seconds: nobody writes on an unfinished file any more
constexpr std::size_t read_size = 64 * 1024;

// What Postfix's own postdrop writes begins with the time: 'T', the length, "seconds microseconds".
bool is_postfix_file(std::string_view start) noexcept {
    if (start.size() < 3 || start[0] != 'T') return false;
    auto const size = static_cast<unsigned char>(start[1]);
    auto const time = start.substr(2, size);
    return size >= 10 && size < 0x80 && time.size() == size && time.find_first_not_of("0123456789 ") == time.npos;
}

}  // namespace

struct maildrop::sleeper {
    explicit sleeper(net::executor const& where) : timer(where) {}
    asio::steady_timer timer;
};

// A file as it was opened, or why it is no submission.
struct maildrop::found {
    enum class kind { submission, unfinished, bad } what = kind::submission;
    base::unique_fd fd;
    submission::origin from;
    std::string why;
};

maildrop::maildrop(parts with, std::shared_ptr<settings const> rules)
    : parts_(with), rules_(std::move(rules)), intake_(queue::make_intake(with.queue, with.where, with.disk)),
      sleeper_(std::make_unique<sleeper>(with.where.executor())) {}
maildrop::~maildrop() = default;

void maildrop::use(std::shared_ptr<settings const> rules) { rules_ = std::move(rules); }

void maildrop::stop() {
    stopping_ = true;
    sleeper_->timer.cancel();
}

void maildrop::poke() {
    auto const wake = [this] {
        poked_ = true;
        sleeper_->timer.cancel();
    };
    asio::post(parts_.where.executor(), wake);
}

net::task<void> maildrop::run() {
    while (!stopping_) {
        poked_ = false;
        auto const taken = co_await scan();
        static_cast<void>(taken);
        if (stopping_ || poked_) continue;
        auto const pause = rules_->wakeup.count() > 0 ? rules_->wakeup : std::chrono::hours(24);
        sleeper_->timer.expires_after(pause);
        auto const woken = co_await sleeper_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        static_cast<void>(woken);
    }
}

net::task<std::size_t> maildrop::scan() {
    std::size_t taken = 0;
    if (rules_->maildrop.empty()) co_return taken;
    auto list = [this] { return parts_.files.list(AT_FDCWD, rules_->maildrop); };
    auto const entries = co_await net::blocking(parts_.disk, list);
    auto const marks = co_await taken_before();
    if (!entries || !marks) {
        auto const why = entries ? marks.error() : entries.error();
        base::log::warning("pickup", "cannot look at {}: {}", rules_->maildrop, why.message());
        co_return taken;
    }
    std::set<std::string> const marked(marks->begin(), marks->end());
    std::vector<std::string> gone;  // marked, and the name is no more
    for (auto const& name : marked) {
        auto const is_it = [&](base::dir_entry const& entry) { return entry.name == name; };
        if (std::none_of(entries->begin(), entries->end(), is_it)) gone.push_back(name);
    }
    for (auto const& entry : *entries) {
        if (stopping_) break;
        if (marked.contains(entry.name)) {
            bool const removed = co_await remove(entry.name);
            if (removed) gone.push_back(entry.name);
            continue;
        }
        auto const what = co_await take(entry.name);
        if (what == verdict::taken) {
            ++taken;
            bool const removed = co_await remove(entry.name);
            if (removed) gone.push_back(entry.name);
        }
        if (what == verdict::queue_refuses) break;
    }
    if (!gone.empty()) co_await forget(std::move(gone));
    co_return taken;
}

net::task<maildrop::verdict> maildrop::take(std::string name) {
    // Never through a link, never waiting for a FIFO's other end; what was opened is what is looked at.
    auto open = [this, &name]() -> base::result<found> {
        found out;
        auto const bad = [&out](std::string why) {
            out.what = found::kind::bad;
            out.why = std::move(why);
            return std::move(out);
        };
        auto place = parts_.files.open(AT_FDCWD, rules_->maildrop, O_PATH | O_DIRECTORY);
        if (!place) return place.error();
        auto const named = parts_.files.status(place->get(), name);
        if (!named) return named.error();
        if (!S_ISREG(named->st_mode)) return bad("not a regular file");
        auto fd = parts_.files.open(place->get(), name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
        if (!fd) return fd.error();
        auto const info = parts_.files.status(fd->get());
        if (!info) return info.error();
        if (!S_ISREG(info->st_mode)) return bad("not a regular file");
        if (info->st_nlink > 1) return bad("the file has other names");
        if ((info->st_mode & S_IXUSR) == 0) {
            out.what = found::kind::unfinished;
            if (info->st_mtim.tv_sec + forgotten_after < base::unix_seconds(parts_.clock.now()))
                return bad("never finished");
        }
        out.fd = std::move(*fd);
        out.from.uid = info->st_uid;
        out.from.arrival = std::int64_t{info->st_mtim.tv_sec} * 1000000 + info->st_mtim.tv_nsec / 1000;
        return out;
    };
    auto file = co_await net::blocking(parts_.disk, open);
    if (!file) {
        base::log::warning("pickup", "cannot open maildrop/{}: {}", base::printable(name), file.error().message());
        co_return verdict::left;
    }
    if (file->what == found::kind::unfinished) co_return verdict::left;
    if (file->what == found::kind::bad) co_return co_await discard(std::move(name), file->why);
    co_return co_await read(*file, std::move(name));
}

net::task<maildrop::verdict> maildrop::read(found& file, std::string name) {
    auto const rules = rules_;
    file.from.file = name;
    milter::parts milters{parts_.where.executor(), parts_.names, &parts_.clock};
    submission message(*rules, *intake_, parts_.disk, parts_.clock, file.from, std::move(milters));
    reader records;
    std::string piece(read_size, '\0');
    std::uint64_t at = 0;
    auto more = [this, &file, &piece, &at] { return parts_.files.read_at(file.fd.get(), piece, at); };
    bool ended = false;
    while (!ended) {
        auto const got = co_await net::blocking(parts_.disk, more);
        if (!got) {
            base::log::warning("pickup", "cannot read maildrop/{}: {}", base::printable(name), got.error().message());
            co_return verdict::left;
        }
        if (*got == 0) co_return co_await discard(std::move(name), "it has no end");
        if (at == 0 && is_postfix_file(std::string_view(piece).substr(0, *got))) {
            base::log::warning("pickup", "maildrop/{}: a message that Postfix has left here: left there; only Postfix can send it",
                               base::printable(name));
            co_return verdict::left;
        }
        at += *got;
        records.feed(std::string_view(piece).substr(0, *got));
        auto item = records.next();
        for (; item.state == reader::state::record && !ended; item = records.next()) {
            co_await message.take(item.kind, item.value);
            ended = item.kind == record::end || message.is_refused();
        }
        if (item.state == reader::state::bad && !message.is_refused())
            co_return co_await discard(std::move(name), std::string(item.value));
    }
    auto const result = co_await message.finish();
    if (result.status == EX_OK) co_return verdict::taken;
    if (result.status == EX_TEMPFAIL) co_return result.for_itself ? verdict::left : verdict::queue_refuses;
    if (result.status == EX_UNAVAILABLE) {    // a message nonetheless: nobody but its owner may throw it away
        base::log::warning("pickup", "maildrop/{}: not accepted: {}: left there", base::printable(name), result.text);
        co_return verdict::left;
    }
    co_return co_await discard(std::move(name), result.text);
}

net::task<maildrop::verdict> maildrop::discard(std::string name, std::string why) {
    base::log::warning("pickup", "maildrop/{}: bad file: {}: removed", base::printable(name), why);
    bool const removed = co_await remove(std::move(name));
    co_return removed ? verdict::removed : verdict::left;
}

net::task<bool> maildrop::remove(std::string name) {
    auto work = [this, &name]() -> base::result<void> {
        auto place = parts_.files.open(AT_FDCWD, rules_->maildrop, O_PATH | O_DIRECTORY);
        if (!place) return place.error();
        return parts_.files.unlink(place->get(), name);
    };
    auto const done = co_await net::blocking(parts_.disk, work);
    if (!done)
        base::log::warning("pickup", "cannot remove maildrop/{}: {}", base::printable(name), done.error().message());
    co_return done.has_value();
}

net::task<base::result<std::vector<std::string>>> maildrop::taken_before() {
    std::vector<std::string> names;
    auto work = [&names](queue::store_db& db) -> base::result<void> {
        auto got = db.taken_files();
        if (!got) return got.error();
        names = std::move(*got);
        return {};
    };
    queue::awaited_change reading(queue::job::kind::read, work);
    auto const failed = co_await queue::perform(parts_.queue.writer(), parts_.where, reading);
    if (failed) co_return failed;
    co_return names;
}

// The marks go when the names are gone for good.
net::task<void> maildrop::forget(std::vector<std::string> names) {
    auto sync = [this]() -> base::result<void> {
        auto place = parts_.files.open(AT_FDCWD, rules_->maildrop, O_RDONLY | O_DIRECTORY);
        if (!place) return place.error();
        return parts_.files.sync(place->get());
    };
    auto const synced = co_await net::blocking(parts_.disk, sync);
    if (!synced) {
        base::log::warning("pickup", "cannot sync {}: {}", rules_->maildrop, synced.error().message());
        co_return;
    }
    auto work = [&names](queue::store_db& db) -> base::result<void> {
        for (auto const& name : names) {
            if (auto ok = db.forget_taken(name); !ok) return ok;
        }
        return {};
    };
    queue::awaited_change change(queue::job::kind::must, work);
    auto const failed = co_await queue::perform(parts_.queue.writer(), parts_.where, change);
    static_cast<void>(failed);  // the writer has stopped: the next start forgets them
}

}  // namespace mailstead::mta::pickup
