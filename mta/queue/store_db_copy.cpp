// A copy of queue.db by SQLite's backup API. What this connection commits meanwhile reaches the pages that are copied already by
// itself, so the copy never begins anew.
#include <fcntl.h>
#include <sqlite3.h>

#include "base/fs.h"
#include "mta/queue/store_db.h"

namespace mailstead::mta::queue {
namespace {

constexpr char unfinished_suffix[] = ".new";
constexpr int all_pages = -1;

struct end_backup {
    void operator()(sqlite3_backup* one) const noexcept { sqlite3_backup_finish(one); }
};

// A rename makes it appear: no half copy is ever called `path`.
result<void> publish(std::string const& path) {
    auto& files = base::system_files();
    auto const unfinished = path + unfinished_suffix;
    auto const fd = files.open(AT_FDCWD, unfinished, O_RDWR);
    if (!fd) return fd.error();
    if (auto synced = files.sync(fd->get()); !synced) return synced;
    if (auto moved = files.rename(AT_FDCWD, unfinished, AT_FDCWD, path, base::on_existing::replace); !moved) return moved;
    auto const directory = files.open(AT_FDCWD, path.substr(0, path.rfind('/')), O_RDONLY | O_DIRECTORY);
    if (!directory) return directory.error();
    return files.sync(directory->get());
}

}  // namespace

class store_db::copying {
public:
    static result<std::unique_ptr<copying>> begin(sqlite3* from, std::string const& path) {
        auto& files = base::system_files();
        auto const unfinished = path + unfinished_suffix;
        (void)files.unlink(AT_FDCWD, unfinished);    // of a copy that was given up
        // Made first, so that nobody else may read it.
        if (auto const made = files.open(AT_FDCWD, unfinished, O_RDWR | O_CREAT | O_EXCL, 0600); !made) return made.error();
        auto to = open_sqlite(unfinished, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {});
        if (!to) return to.error();
        // It is synced once, whole.
        if (auto const set = execute(to->get(), "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF"); !set) return set.error();
        std::unique_ptr<copying> out(new copying(path, std::move(*to)));
        out->work_.reset(sqlite3_backup_init(out->to_.get(), "main", from, "main"));
        if (!out->work_) return sqlite_error(sqlite3_extended_errcode(out->to_.get()));
        return out;
    }

    result<bool> step(int pages) {
        int const code = sqlite3_backup_step(work_.get(), pages);
        if (code == SQLITE_OK) return false;
        if (code != SQLITE_DONE) return {boost::system::in_place_error, sqlite_error(code)};
        work_.reset();
        to_.reset();
        if (auto const done = publish(path_); !done) return {boost::system::in_place_error, done.error()};
        return true;
    }

private:
    copying(std::string path, sqlite_handle to) : path_(std::move(path)), to_(std::move(to)) {}
    std::string const path_;
    sqlite_handle to_;
    std::unique_ptr<sqlite3_backup, end_backup> work_;
};

result<void> store_db::begin_copy(std::string const& path) {
    copy_.reset();
    auto begun = copying::begin(db_.get(), path);
    if (!begun) return begun.error();
    copy_ = std::move(*begun);
    return {};
}

result<bool> store_db::copy_some(int pages) {
    if (!copy_) return {boost::system::in_place_error, make_error_code(errc::not_found)};
    auto const done = copy_->step(pages);
    if (!done || *done) copy_.reset();
    return done;
}

result<void> store_db::copy_to(std::string const& path) {
    if (auto const begun = begin_copy(path); !begun) return begun;
    auto const done = copy_some(all_pages);
    if (!done) return done.error();
    return {};
}

}  // namespace mailstead::mta::queue
