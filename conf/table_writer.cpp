// Who may write: the holder of the lock on "FILE.tmp", which becomes the new file. No lock file stays behind, and what
// a killed writer left is used again.
#include "conf/table_writer.h"

#include <cdb.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "conf/tables/lmdb_file.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr std::uint64_t file_limit = 1ull << 30;
constexpr std::size_t cdb_head = 2048;  // a cdb file is at least its table of tables

base::error_code from_lmdb(int code) noexcept { return code > 0 ? base::from_errno(code) : errc::bad_table; }

struct closes {
    void operator()(MDB_env* env) const noexcept { ::mdb_env_close(env); }
    void operator()(MDB_txn* txn) const noexcept { ::mdb_txn_abort(txn); }
    void operator()(MDB_cursor* cursor) const noexcept { ::mdb_cursor_close(cursor); }
};
using lmdb_env = std::unique_ptr<MDB_env, closes>;
using lmdb_txn = std::unique_ptr<MDB_txn, closes>;
using lmdb_cursor = std::unique_ptr<MDB_cursor, closes>;

std::string_view view(MDB_val const& value) noexcept {
    return {static_cast<char const*>(value.mv_data), value.mv_size};
}

// By descriptor, so that the name may change hands while LMDB opens it.
result<lmdb_env> open_env(int fd, unsigned flags, std::size_t map_size) {
    MDB_env* raw = nullptr;
    if (int const code = ::mdb_env_create(&raw); code != 0) return from_lmdb(code);
    lmdb_env env(raw);
    if (map_size > 0)
        if (int const code = ::mdb_env_set_mapsize(raw, map_size); code != 0) return from_lmdb(code);
    auto const path = fmt::format("/proc/self/fd/{}", fd);
    int const code = ::mdb_env_open(raw, path.c_str(), flags | MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS, 0600);
    if (code != 0) return from_lmdb(code);
    return env;
}

result<lmdb_txn> begin(MDB_env* env, unsigned flags, MDB_dbi& table) {
    MDB_txn* raw = nullptr;
    if (int const code = ::mdb_txn_begin(env, nullptr, flags, &raw); code != 0) return from_lmdb(code);
    lmdb_txn txn(raw);
    if (int const code = ::mdb_dbi_open(raw, nullptr, 0, &table); code != 0) return from_lmdb(code);
    return txn;
}

// Keys and values as the file has them, without the NUL that some writers put behind both.
void take_row(table_image& out, std::string_view key, std::string_view value) {
    if (key.ends_with('\0')) {
        out.set_ends_in_nul(true);
        key.remove_suffix(1);
        if (value.ends_with('\0')) value.remove_suffix(1);
    }
    (void)out.add(key, value);
}

result<table_image> read_lmdb(int fd) {
    auto const held = copy_sound_lmdb(fd);
    if (!held) return held.error();
    auto env = open_env(held->file.get(), MDB_RDONLY, held->size);
    if (!env) return env.error();
    MDB_dbi table = 0;
    auto txn = begin(env->get(), MDB_RDONLY, table);
    if (!txn) return txn.error();
    MDB_cursor* raw = nullptr;
    if (int const code = ::mdb_cursor_open(txn->get(), table, &raw); code != 0) return from_lmdb(code);
    lmdb_cursor const cursor(raw);
    table_image out;
    MDB_val key{};
    MDB_val value{};
    int code = ::mdb_cursor_get(raw, &key, &value, MDB_FIRST);
    for (; code == 0; code = ::mdb_cursor_get(raw, &key, &value, MDB_NEXT)) take_row(out, view(key), view(value));
    if (code != MDB_NOTFOUND) return from_lmdb(code);
    return out;
}

// Room for the rows with half-filled pages, and for whole pages of their own where a value is long.
std::size_t map_size_for(table_image const& image) noexcept {
    std::size_t size = 1 << 20;
    for (auto const& [key, value] : image.rows()) {
        auto const row = key.size() + value.size() + 64;
        size += 2 * row + (row > 1024 ? 2 * 4096 : 0);
    }
    return size;
}

result<> write_lmdb(table_image const& image, int fd) {
    auto env = open_env(fd, MDB_NOSYNC, map_size_for(image));
    if (!env) return env.error();
    MDB_dbi table = 0;
    auto txn = begin(env->get(), 0, table);
    if (!txn) return txn.error();
    std::size_t const extra = image.ends_in_nul() ? 1 : 0;  // std::string has a NUL behind its text
    for (auto const& [key, value] : image.rows()) {
        if (key.empty() || key.size() + extra > lmdb_key_limit) return base::from_errno(EOVERFLOW);
        MDB_val name{key.size() + extra, const_cast<char*>(key.data())};
        MDB_val content{value.size() + extra, const_cast<char*>(value.data())};
        // Not MDB_APPEND: with a NUL behind them the keys may sort otherwise.
        if (int const code = ::mdb_put(txn->get(), table, &name, &content, 0); code != 0) return from_lmdb(code);
    }
    if (int const code = ::mdb_txn_commit(txn->release()); code != 0) return from_lmdb(code);
    return {};
}

struct cdb_reader {
    ::cdb cdb{};
    bool open = false;
    ~cdb_reader() {
        if (open) ::cdb_free(&cdb);
    }
};

// True when the file holds every hash table that its head names; they stand behind the rows.
bool is_whole_cdb(int fd, std::uint64_t size) noexcept {
    std::array<unsigned char, cdb_head> head{};
    if (::pread(fd, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size())) return false;
    for (std::size_t at = 0; at < head.size(); at += 8) {
        std::uint64_t const begin = cdb_unpack(&head[at]);
        std::uint64_t const slots = cdb_unpack(&head[at + 4]);
        if (begin + slots * 8 > size) return false;
    }
    return true;
}

result<table_image> read_cdb(int file, std::uint64_t size) {
    auto const copy = memory_copy(file, size, size);
    if (!copy) return copy.error();
    int const fd = copy->get();
    if (!is_whole_cdb(fd, size)) return errc::damaged_file;
    cdb_reader in;
    if (::cdb_init(&in.cdb, fd) != 0) return errc::damaged_file;
    in.open = true;
    table_image out;
    unsigned place = 0;
    cdb_seqinit(&place, &in.cdb);
    int more = ::cdb_seqnext(&place, &in.cdb);
    for (; more > 0; more = ::cdb_seqnext(&place, &in.cdb)) {
        auto const* key = static_cast<char const*>(::cdb_get(&in.cdb, cdb_keylen(&in.cdb), cdb_keypos(&in.cdb)));
        auto const* value = static_cast<char const*>(::cdb_get(&in.cdb, cdb_datalen(&in.cdb), cdb_datapos(&in.cdb)));
        if (key == nullptr || value == nullptr) return errc::damaged_file;
        take_row(out, {key, cdb_keylen(&in.cdb)}, {value, cdb_datalen(&in.cdb)});
    }
    if (more < 0) return errc::damaged_file;
    return out;
}

result<> write_cdb(table_image const& image, int fd) {
    ::cdb_make out{};
    if (::cdb_make_start(&out, fd) != 0) return base::last_error();
    std::size_t const extra = image.ends_in_nul() ? 1 : 0;
    int failed = 0;
    for (auto const& [key, value] : image.rows()) {
        if (::cdb_make_add(&out, key.data(), static_cast<unsigned>(key.size() + extra), value.data(),
                           static_cast<unsigned>(value.size() + extra)) != 0) {
            failed = errno;
            break;
        }
    }
    // finish() also frees what start() took, so it is called in any case.
    if (::cdb_make_finish(&out) != 0 && failed == 0) failed = errno;
    if (failed != 0) return base::from_errno(failed);
    return {};
}

std::string folder_of(std::string const& path) {
    auto const slash = path.rfind('/');
    return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}
std::string name_of(std::string const& path) { return path.substr(path.rfind('/') + 1); }
std::string temporary_name(std::string const& path) { return name_of(path) + ".tmp"; }

// True when `fd` is still what the name stands for: its last holder may have renamed or removed it while we waited.
bool is_named(int fd, int folder, std::string const& name) noexcept {
    struct stat held {};
    struct stat named {};
    return ::fstat(fd, &held) == 0 && ::fstatat(folder, name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

result<> lock(int fd) {
    while (::flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) return base::last_error();
    return {};
}

}  // namespace

std::optional<index_file> index_of(std::string_view type, std::string_view name) {
    std::string const path(name);
    if (type == "hash" || type == "btree") return index_file{index_format::lmdb, path + ".db"};
    if (type == "lmdb") return index_file{index_format::lmdb, path + ".lmdb"};
    if (type == "cdb") return index_file{index_format::cdb, path + ".cdb"};
    return std::nullopt;
}

bool table_image::add(std::string_view key, std::string_view value) {
    return rows_.try_emplace(std::string(key), value).second;
}

void table_image::replace(std::string_view key, std::string_view value) {
    rows_.insert_or_assign(std::string(key), std::string(value));
}

bool table_image::erase(std::string_view key) {
    auto const found = rows_.find(key);
    if (found == rows_.end()) return false;
    rows_.erase(found);
    return true;
}

std::string const* table_image::find(std::string_view key) const noexcept {
    auto const found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
}

result<table_image> read_index(index_file const& file) {
    auto const fd = open_regular(file.path);
    if (!fd) return fd.error();
    auto const status = base::system_files().status(fd->get());
    if (!status) return status.error();
    auto const size = static_cast<std::uint64_t>(status->st_size);
    if (size > file_limit) return base::from_errno(EFBIG);
    return file.format == index_format::lmdb ? read_lmdb(fd->get()) : read_cdb(fd->get(), size);
}

result<table_writer> table_writer::open(index_file file) {
    auto& files = base::system_files();
    auto folder = files.open(AT_FDCWD, folder_of(file.path), O_RDONLY | O_DIRECTORY);
    if (!folder) return folder.error();
    auto const name = temporary_name(file.path);
    while (true) {
        auto fd = files.open(folder->get(), name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
        if (!fd) return fd.error();
        auto const status = files.status(fd->get());
        if (!status) return status.error();
        if (!S_ISREG(status->st_mode)) return errc::not_a_file;
        if (auto const locked = lock(fd->get()); !locked) return locked.error();
        if (is_named(fd->get(), folder->get(), name))
            return table_writer(std::move(file), std::move(*folder), std::move(*fd));
    }
}

table_writer::~table_writer() {
    if (temporary_) (void)base::system_files().unlink(folder_.get(), temporary_name(file_.path));
}

result<> table_writer::commit(table_image const& image, mode_t mode, std::optional<file_owner> owner) {
    auto& files = base::system_files();
    int const fd = temporary_.get();
    auto done = files.truncate(fd, 0);
    if (done) done = file_.format == index_format::lmdb ? write_lmdb(image, fd) : write_cdb(image, fd);
    if (!done) return done;
    // The owner first: changing it takes set-id bits away.
    if (owner && ::fchown(fd, owner->user, owner->group) != 0) return base::last_error();
    if (::fchmod(fd, mode) != 0) return base::last_error();
    done = files.sync(fd);
    if (done)
        done = files.rename(folder_.get(), temporary_name(file_.path), folder_.get(), name_of(file_.path),
                            base::on_existing::replace);
    if (!done) return done;
    temporary_.reset();
    return files.sync(folder_.get());
}

}  // namespace mailstead::conf
