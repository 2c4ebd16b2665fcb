// See last_logins.h.
#include "auth/last_logins.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#include "auth/error.h"
#include "auth/sqlite.h"

namespace mailstead::auth {
namespace {

constexpr std::size_t most_waiting = 10'000;

// Durable: a change of this text is a new version.
constexpr char const* schema = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS last_login (
    address TEXT NOT NULL,
    service TEXT NOT NULL,
    remote_address TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (address, service)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x4d736c6c;
PRAGMA user_version = 1;
)sql";

sqlite::connection opened(std::string const& path, int flags) {
    sqlite3* db = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite::connection out(db);
    if (code != SQLITE_OK) return {};
    sqlite3_busy_timeout(db, 2000);
    return out;
}

}  // namespace

// Stays open, so that the journal is not folded back into it at every write.
struct last_logins::file {
    sqlite::connection db;
    sqlite::statement put;
    struct stat status {};

    bool is_at(std::string const& path) const {
        struct stat now {};
        return ::stat(path.c_str(), &now) == 0 && now.st_dev == status.st_dev && now.st_ino == status.st_ino;
    }
};

last_logins::last_logins(std::string path, std::chrono::milliseconds pause) : path_(std::move(path)), pause_(pause), thread_([this] { run(); }) {}

last_logins::~last_logins() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void last_logins::record(login const& what) {
    auto const now = base::unix_seconds(base::system_clock().now());
    std::lock_guard const lock(mutex_);
    if (waiting_.size() >= most_waiting) return;
    waiting_[{std::string(what.name), std::string(what.service)}] = {std::string(what.service), std::string(what.remote_address), now};
}

void last_logins::run() {
    std::unique_lock lock(mutex_);
    for (bool last = false; !last;) {
        stop_.wait_for(lock, pause_, [this] { return stopping_; });
        last = stopping_;
        if (waiting_.empty()) continue;
        auto batch = std::exchange(waiting_, {});
        lock.unlock();
        bool const done = write(batch);
        lock.lock();
        if (!done) waiting_.merge(batch);    // later ones stay
    }
}

bool last_logins::write(std::map<key, last_login> const& batch) {
    if (file_ && !file_->is_at(path_)) file_.reset();
    bool const good = (file_ || open()) && put(batch);
    if (!good && !complained_)
        base::log::warning("auth", "{}: last logins are not written: {}", path_, file_ && file_->db ? sqlite3_errmsg(file_->db.get()) : "cannot be opened");
    if (!good) file_.reset();
    complained_ = !good;
    return good;
}

bool last_logins::open() {
    file_ = std::make_unique<file>();
    file_->db = opened(path_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    auto* const db = file_->db.get();
    if (!db || ::stat(path_.c_str(), &file_->status) != 0) return false;
    if (file_->status.st_size == 0) ::chmod(path_.c_str(), 0600);
    if (sqlite::run(db, schema) != SQLITE_OK) return false;
    file_->put = {db, "INSERT OR REPLACE INTO last_login (address, service, remote_address, at) VALUES (?1, ?2, ?3, ?4)"};
    return true;
}

bool last_logins::put(std::map<key, last_login> const& batch) {
    auto* const db = file_->db.get();
    if (sqlite::run(db, "BEGIN IMMEDIATE") != SQLITE_OK) return false;
    for (auto const& [who, what] : batch) {
        file_->put.bind(1, std::string_view(who.first)).bind(2, std::string_view(what.service));
        file_->put.bind(3, std::string_view(what.remote_address)).bind(4, what.at);
        int const code = file_->put.step();
        file_->put.reset();
        if (code != SQLITE_DONE) return false;    // what is begun ends with the connection
    }
    return sqlite::run(db, "COMMIT") == SQLITE_OK;
}

base::result<std::vector<last_login>> read_last_logins(std::string const& path, std::string_view name) {
    std::vector<last_login> out;
    if (path.empty() || ::access(path.c_str(), F_OK) != 0) return out;
    auto const db = opened(path, SQLITE_OPEN_READWRITE);
    if (!db) return errc::database;
    if (sqlite::run(db.get(), "SELECT 1 FROM last_login LIMIT 1") != SQLITE_OK) return errc::database;
    sqlite::statement look(db.get(), "SELECT service, remote_address, at FROM last_login WHERE address = ?1 ORDER BY at DESC, service");
    int code = look.bind(1, name).step();
    for (; code == SQLITE_ROW; code = look.step()) out.push_back({look.text(0), look.text(1), look.number(2)});
    if (code != SQLITE_DONE) return errc::database;
    return out;
}

}  // namespace mailstead::auth
