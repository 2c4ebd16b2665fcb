// sqlite3_vfs over byte vectors.
#include "fault_vfs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sqlite3.h>

namespace mailstead::test {

struct fault_vfs::file {
    struct change {
        std::uint64_t offset;
        std::string bytes;       // of a write
        bool truncates = false;
    };
    std::string live, durable;
    std::vector<change> unsynced;    // in order, since the last sync

    static void apply(std::string& to, change const& one) {
        if (one.truncates) return to.resize(std::min<std::uint64_t>(to.size(), one.offset));
        if (to.size() < one.offset + one.bytes.size()) to.resize(one.offset + one.bytes.size());
        std::copy(one.bytes.begin(), one.bytes.end(), to.begin() + static_cast<std::ptrdiff_t>(one.offset));
    }
};

struct fault_vfs::registration {
    sqlite3_vfs vfs{};
};

struct fault_vfs::access {
    struct handle {
        sqlite3_file base;
        fault_vfs* owner;
        std::shared_ptr<file>* what;
        bool delete_at_close;
        std::string* path;
    };

    static fault_vfs& of(sqlite3_vfs* vfs) { return *static_cast<fault_vfs*>(vfs->pAppData); }
    static handle& as(sqlite3_file* f) { return *reinterpret_cast<handle*>(f); }

    // SQLITE_OK, or what this operation fails with. With the lock held.
    static int count(fault_vfs& in, bool is_sync) {
        ++in.operations_;
        if (int const said = in.line_ ? in.line_->next() : 0) {
            in.hit_ = true;
            in.errno_ = said == power::off() ? EIO : said;
            if (said == ENOSPC && !is_sync) return SQLITE_FULL;
            return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
        }
        bool const now = in.fail_at_ != 0 && in.operations_ == in.fail_at_;
        bool const later = in.fail_at_ != 0 && in.operations_ > in.fail_at_;
        if (!now && !later) return SQLITE_OK;
        in.hit_ = true;
        switch (in.how_) {
        case failure::none: return SQLITE_OK;
        case failure::full: return now && !is_sync ? SQLITE_FULL : SQLITE_OK;
        case failure::full_on: return is_sync ? SQLITE_OK : SQLITE_FULL;
        case failure::write_error: return now && !is_sync ? SQLITE_IOERR_WRITE : SQLITE_OK;
        case failure::sync_error:
            if (!now) return SQLITE_OK;
            return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
        case failure::power_cut: return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
        }
        return SQLITE_OK;
    }

    static int close(sqlite3_file* f) {
        auto& h = as(f);
        if (h.delete_at_close) {
            std::lock_guard const lock(h.owner->mutex_);
            h.owner->files_.erase(*h.path);
        }
        delete h.what;
        delete h.path;
        return SQLITE_OK;
    }
    static int read(sqlite3_file* f, void* into, int size, sqlite3_int64 offset) {
        auto& h = as(f);
        std::lock_guard const lock(h.owner->mutex_);
        auto const& live = (*h.what)->live;
        auto const at = static_cast<std::size_t>(offset);
        auto const n = at < live.size() ? std::min(live.size() - at, static_cast<std::size_t>(size)) : 0;
        if (n > 0) std::memcpy(into, live.data() + at, n);
        if (n == static_cast<std::size_t>(size)) return SQLITE_OK;
        std::memset(static_cast<char*>(into) + n, 0, static_cast<std::size_t>(size) - n);
        return SQLITE_IOERR_SHORT_READ;
    }
    static int write(sqlite3_file* f, void const* bytes, int size, sqlite3_int64 offset) {
        auto& h = as(f);
        std::lock_guard const lock(h.owner->mutex_);
        if (int const failed = count(*h.owner, false)) return failed;
        file::change one{static_cast<std::uint64_t>(offset),
                         std::string(static_cast<char const*>(bytes), static_cast<std::size_t>(size)), false};
        file::apply((*h.what)->live, one);
        (*h.what)->unsynced.push_back(std::move(one));
        return SQLITE_OK;
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        auto& h = as(f);
        std::lock_guard const lock(h.owner->mutex_);
        if (int const failed = count(*h.owner, false)) return failed;
        file::change one{static_cast<std::uint64_t>(size), {}, true};
        file::apply((*h.what)->live, one);
        (*h.what)->unsynced.push_back(std::move(one));
        return SQLITE_OK;
    }
    static int sync(sqlite3_file* f, int) {
        auto& h = as(f);
        std::lock_guard const lock(h.owner->mutex_);
        ++h.owner->syncs_;
        if (int const failed = count(*h.owner, true)) return failed;
        (*h.what)->durable = (*h.what)->live;
        (*h.what)->unsynced.clear();
        return SQLITE_OK;
    }
    static int size(sqlite3_file* f, sqlite3_int64* out) {
        auto& h = as(f);
        std::lock_guard const lock(h.owner->mutex_);
        *out = static_cast<sqlite3_int64>((*h.what)->live.size());
        return SQLITE_OK;
    }
    static int lock(sqlite3_file*, int) { return SQLITE_OK; }
    static int check_lock(sqlite3_file*, int* out) {
        *out = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector(sqlite3_file*) { return 4096; }
    static int traits(sqlite3_file*) { return 0; }

    static int open(sqlite3_vfs* vfs, char const* name, sqlite3_file* f, int flags, int* out_flags) {
        static sqlite3_io_methods const methods = {1,    close, read,       write,   truncate, sync, size, lock,
                                                   lock, check_lock, control, sector, traits,  nullptr, nullptr, nullptr,
                                                   nullptr, nullptr, nullptr};
        auto& in = of(vfs);
        std::lock_guard const guard(in.mutex_);
        std::string const path = name ? name : "(temporary)";
        auto& found = in.files_[path];
        if (!found) {
            if (!(flags & SQLITE_OPEN_CREATE)) {
                in.files_.erase(path);
                f->pMethods = nullptr;
                return SQLITE_CANTOPEN;
            }
            if (int const said = in.line_ ? in.line_->next() : 0) {
                in.files_.erase(path);
                in.errno_ = said == power::off() ? EIO : said;
                f->pMethods = nullptr;
                return SQLITE_CANTOPEN;
            }
            found = std::make_shared<file>();
        }
        auto& h = as(f);
        h.owner = &in;
        h.what = new std::shared_ptr<file>(found);
        h.path = new std::string(path);
        h.delete_at_close = flags & SQLITE_OPEN_DELETEONCLOSE;
        f->pMethods = &methods;
        if (out_flags) *out_flags = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* vfs, char const* name, int) {
        auto& in = of(vfs);
        std::lock_guard const lock(in.mutex_);
        if (int const said = in.line_ ? in.line_->next() : 0) {
            in.errno_ = said == power::off() ? EIO : said;
            return SQLITE_IOERR_DELETE;
        }
        return in.files_.erase(name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
    }
    static int exists(sqlite3_vfs* vfs, char const* name, int, int* out) {
        auto& in = of(vfs);
        std::lock_guard const lock(in.mutex_);
        *out = in.files_.contains(name) ? 1 : 0;
        return SQLITE_OK;
    }
    static int last_error(sqlite3_vfs* vfs, int, char*) {
        auto& in = of(vfs);
        std::lock_guard const lock(in.mutex_);
        return in.errno_;
    }
    static int full_name(sqlite3_vfs*, char const* name, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    }
};

fault_vfs::fault_vfs(std::string name) : name_(std::move(name)), registration_(std::make_unique<registration>()) {
    auto* const system = sqlite3_vfs_find(nullptr);
    auto& vfs = registration_->vfs;
    vfs = *system;    // time and randomness are the system's
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(access::handle);
    vfs.mxPathname = 512;
    vfs.zName = name_.c_str();
    vfs.pAppData = this;
    vfs.pNext = nullptr;
    vfs.xOpen = access::open;
    vfs.xDelete = access::remove;
    vfs.xAccess = access::exists;
    vfs.xFullPathname = access::full_name;
    vfs.xGetLastError = access::last_error;
    sqlite3_vfs_register(&vfs, 0);
}

fault_vfs::~fault_vfs() { sqlite3_vfs_unregister(&registration_->vfs); }

void fault_vfs::use(power& line) {
    std::lock_guard const lock(mutex_);
    line_ = &line;
}

std::vector<std::string> fault_vfs::files() const {
    std::lock_guard const lock(mutex_);
    std::vector<std::string> out;
    for (auto const& [name, one] : files_) out.push_back(name);
    return out;
}

void fault_vfs::erase_all() {
    std::lock_guard const lock(mutex_);
    files_.clear();
}

void fault_vfs::fail_at(std::uint64_t n, failure how) {
    std::lock_guard const lock(mutex_);
    operations_ = 0;
    syncs_ = 0;
    hit_ = false;
    fail_at_ = n;
    how_ = how;
}

void fault_vfs::heal() {
    std::lock_guard const lock(mutex_);
    fail_at_ = 0;
}

std::uint64_t fault_vfs::operations() const {
    std::lock_guard const lock(mutex_);
    return operations_;
}

std::uint64_t fault_vfs::syncs() const {
    std::lock_guard const lock(mutex_);
    return syncs_;
}

bool fault_vfs::was_hit() const {
    std::lock_guard const lock(mutex_);
    return hit_;
}

void fault_vfs::restart(unsynced rest) {
    std::lock_guard const lock(mutex_);
    fail_at_ = 0;
    for (auto& [path, one] : files_) {
        bool keep = rest == unsynced::kept;
        for (auto const& change : one->unsynced) {
            if (keep) file::apply(one->durable, change);
            if (rest == unsynced::every_second) keep = !keep;
        }
        one->live = one->durable;
        one->unsynced.clear();
    }
}

}  // namespace mailstead::test
