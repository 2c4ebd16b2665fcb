// Opening, numbers, bounds.
#include "mta/queue/storage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/time_limit.h"

namespace mailstead::mta::queue {
namespace {

std::int64_t micros(base::wall_time at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

// Marks what the rows name as taken. A row that names blocks which are not there is damaged and goes to `corrupt`.
result<void> claim_extents(store_db& db, segments& files) {
    auto const rows = db.all_extents();
    if (!rows) return rows.error();
    for (auto const& [number, bytes, is_corrupt] : *rows) {
        auto const where = decode_extents(bytes);
        if ((where && files.use(*where)) || is_corrupt) continue;
        base::log::error("qmgr", "{}: damaged: its text is not where it should be", id_text(number));
        status_row row;
        row.number = number;
        row.state = state::corrupt;
        row.reason = "the text is missing";
        if (auto ok = db.begin(); !ok) return ok;
        if (auto ok = db.set_status(row); !ok) return ok;
        if (auto ok = db.commit(); !ok) return ok;
    }
    return {};
}

}  // namespace

result<std::unique_ptr<storage>> storage::open(queue::settings wanted, base::clock const& now,
                                               base::file_system& files) {
    store_db::options database;
    database.wal_pages = wanted.wal_pages;
    database.wal_bytes = wanted.wal_bytes;
    return open(std::move(wanted), std::move(database), now, files);
}

result<std::unique_ptr<storage>> storage::open(queue::settings wanted, store_db::options database,
                                               base::clock const& now, base::file_system& files) {
    std::unique_ptr<storage> out(new storage(std::move(wanted), now));
    auto const& directory = out->settings_.directory;
    if (auto made = files.make_dirs_synced(directory, 0755); !made) return made.error();
    auto db = store_db::open(directory, database, store_db::purpose::serve, out->now());
    if (!db) return db.error();
    auto segments = segments::open(directory + "/segments", files);
    if (!segments) return segments.error();
    if (auto claimed = claim_extents(**db, **segments); !claimed) return claimed.error();
    if ((*db)->recovered() > 0) {
        base::log::info("qmgr", "{} messages were being delivered when the server ended", (*db)->recovered());
    }
    auto const file = files.status(AT_FDCWD, directory + "/queue.db");
    if (file) out->database_inode_ = file->st_ino;
    out->queue_number_ = (*db)->queue_number();
    out->last_number_ = (*db)->last_number();
    out->segments_ = std::move(*segments);
    out->writer_ = std::make_unique<queue::writer>(std::move(*db), *out->segments_);
    return out;
}

storage::~storage() = default;

std::int64_t storage::now() const noexcept { return micros(clock_.now()); }

base::error_code storage::refusal() noexcept {
    if (writer_->failed()) return errc::stopped;
    auto const second = std::chrono::duration_cast<std::chrono::seconds>(clock_.steady().time_since_epoch()).count() + 1;
    if (looked_.exchange(second) != second) look_at_disk();
    if (lost_) return errc::stopped;
    return low_ ? base::error_code(errc::no_space) : base::error_code();
}

// What is written into a database without a name is gone with this process.
void storage::look_at_disk() noexcept {
    struct statvfs disk;
    if (::statvfs(settings_.directory.c_str(), &disk) == 0) low_ = std::uint64_t{disk.f_bavail} * disk.f_frsize < settings_.minfree;
    if (database_inode_ == 0) return;
    struct stat now;
    auto const path = settings_.directory + "/queue.db";
    bool const there = ::lstat(path.c_str(), &now) == 0 && now.st_ino == database_inode_;
    if (!there && !lost_.exchange(true)) base::log::error("qmgr", "fatal: {} was removed or replaced: no mail is taken until a restart", path);
}

store::shared_text storage::remember(std::vector<std::string>& pieces, std::uint64_t size) {
    if (remembered() + size > settings_.body_memory) return nullptr;
    return hold(std::move(pieces), size);
}

store::shared_text storage::hold(std::vector<std::string> pieces, std::uint64_t size) {
    body_bytes_->fetch_add(size, std::memory_order_relaxed);
    auto const forget = [counter = body_bytes_, size](std::vector<std::string> const* text) {
        counter->fetch_sub(size, std::memory_order_relaxed);
        delete text;
    };
    return store::shared_text(new std::vector<std::string>(std::move(pieces)), forget);
}

insertion::insertion(std::unique_ptr<message> fresh)
    : what(std::move(fresh)), envelope(encode_envelope(what->what)), extents(encode_extents(what->extents)) {}

result<void> insertion::apply(store_db& db) {
    if (auto const old = what->what.replaces; old != 0) {
        // Somebody may have let it go meanwhile; then it stays, and this message is none.
        auto const found = db.find(old);
        if (!found) return found.error();
        if (!*found || !(*found)->status || (*found)->status->state == state::active) return errc::not_found;
    }
    new_message row;
    row.number = what->number;
    row.size = what->size;
    row.envelope = envelope;
    row.extents = extents;
    if (extents.empty() && what->text && !what->text->empty()) row.body = what->text->front();
    bool const held = what->what.hold;
    if (auto ok = db.insert(row); !ok) return ok;
    if (what->what.replaces != 0) {
        if (auto ok = db.remove(what->what.replaces, store_db::rows::all); !ok) return ok;
    }
    if (auto const& file = what->what.maildrop_file; !file.empty()) {
        if (auto ok = db.mark_taken(file); !ok) return ok;
    }
    if (auto const& mark = what->what.forward_of) {
        if (auto ok = db.mark_forwarded(*mark, what->number); !ok) return ok;
    }
    if (!waits && !held) return {};
    status_row later;
    if (held) later.state = state::hold;
    later.number = what->number;
    later.next_attempt = what->what.arrival;
    return db.set_status(later);
}

namespace {

// What the row says of all recipients without one of their own: a report that comes without another attempt tells it.
void tell_reasons(message& of, status_row const& row) {
    for (auto& one : of.recipients) {
        if (one.fate != fate::pending) continue;
        one.fate = fate::deferred;
        one.status = row.status.empty() ? "4.4.7" : row.status;
        one.reason = row.reason.empty() ? "message expired" : row.reason;
        one.relay = row.relay;
    }
}

}  // namespace

std::unique_ptr<message> revive(stored_message&& row) {
    auto envelope = decode_envelope(row.envelope);
    auto extents = decode_extents(row.extents);
    if (!envelope || !extents || row.recipients.size() > envelope->recipients.size()) return nullptr;
    auto out = std::make_unique<message>();
    out->number = row.number;
    out->id = id_text(row.number);
    out->what = std::move(*envelope);
    out->size = row.size;
    out->extents = std::move(*extents);
    out->has_progress = !row.recipients.empty();
    out->retried = true;
    out->recipients = std::move(row.recipients);
    for (auto& one : out->recipients) one.told = one.fate == fate::bounced;
    out->recipients.resize(out->what.recipients.size());
    out->told_late = is_late(out->what, out->what.arrival);
    if (row.status) {
        out->has_status = true;
        out->uncertain = row.status->uncertain;
        out->warned = row.status->warned;
        out->expired = row.status->expired;
        if (out->expired) tell_reasons(*out, *row.status);
        out->attempts = row.status->attempts;
        // An attempt at the very end of the time is the one that tells.
        out->told_late = out->told_late || is_late(out->what, row.status->next_attempt - 1);
    }
    return out;
}

}  // namespace mailstead::mta::queue
