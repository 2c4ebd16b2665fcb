// Indexed tables in LMDB files, as postmap writes them: read-only, without lock, since they are replaced by rename.
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "base/fs.h"
#include "conf/tables/content.h"
#include "conf/tables/fold.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

// Up to here a file is copied into memory, where nobody can cut it short under us; a larger one is mapped as it lies.
constexpr std::uint64_t copied_size = 64 << 20;
constexpr std::size_t longest_key = 511;
constexpr std::uint32_t lmdb_magic = 0xBEEFC0DE;
// Berkeley DB's hash and btree, at offset 12.
constexpr std::uint32_t berkeley_magics[] = {0x00061561, 0x00053162};

// The front of a meta page of LMDB 0.9 on a 64-bit machine: what is needed to know how long its file has to be.
struct meta_page {
    std::uint64_t page;
    std::uint64_t flags_and_bounds;
    std::uint32_t magic;
    std::uint32_t version;
    std::uint64_t address;
    std::uint64_t map_size;
    struct {
        std::uint32_t pad;  // of the first one: the page size
        std::uint16_t flags;
        std::uint16_t depth;
        std::uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
    } databases[2];
    std::uint64_t last_page;
    std::uint64_t transaction;
};
static_assert(sizeof(meta_page) == 152);

bool read_meta(int file, std::uint64_t offset, meta_page& into) noexcept {
    return ::pread(file, &into, sizeof into, static_cast<off_t>(offset)) == sizeof into && into.magic == lmdb_magic;
}

// How long the file has to be for all pages that its newest meta page knows; absent when it has no two sound ones.
std::optional<std::uint64_t> needed_size(int file) noexcept {
    meta_page first{};
    meta_page second{};
    if (!read_meta(file, 0, first)) return std::nullopt;
    auto const page_size = first.databases[0].pad;
    if (!std::has_single_bit(page_size) || page_size < 512 || page_size > 65536) return std::nullopt;
    if (!read_meta(file, page_size, second)) return std::nullopt;
    auto const& newest = first.transaction > second.transaction ? first : second;
    if (newest.databases[0].pad != page_size || newest.last_page < 1 || newest.last_page > (1ull << 40) / page_size)
        return std::nullopt;
    return (newest.last_page + 1) * page_size;
}

base::error_code from_lmdb(int code) noexcept { return code > 0 ? base::from_errno(code) : errc::damaged_file; }

struct closes {
    void operator()(MDB_env* env) const noexcept { ::mdb_env_close(env); }
    void operator()(MDB_txn* txn) const noexcept { ::mdb_txn_abort(txn); }
};

class lmdb final : public content {
public:
    lmdb(base::unique_fd file, std::uint64_t size, bool is_copy)
        : file_(std::move(file)), size_(size), is_copy_(is_copy) {}

    result<void> open() {
        MDB_env* env = nullptr;
        if (int const code = ::mdb_env_create(&env); code != 0) return from_lmdb(code);
        env_.reset(env);
        // By its descriptor: what has been looked at, not what has the name by now.
        auto const name = fmt::format("/proc/self/fd/{}", file_.get());
        int code = ::mdb_env_open(env, name.c_str(), MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR | MDB_NOTLS, 0);
        if (code != 0) return from_lmdb(code);
        MDB_txn* txn = nullptr;
        code = ::mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn);
        if (code != 0) return from_lmdb(code);
        code = ::mdb_dbi_open(txn, nullptr, 0, &table_);
        // Committed, not aborted: the handle then stays good for the environment's life.
        if (code == 0)
            code = ::mdb_txn_commit(txn);
        else
            ::mdb_txn_abort(txn);
        if (code != 0) return from_lmdb(code);
        return {};
    }

    result<std::optional<std::string>> find(std::string_view key) const override {
        if (!is_copy_ && !is_whole()) return errc::damaged_file;
        MDB_txn* txn = nullptr;
        if (int const code = ::mdb_txn_begin(env_.get(), nullptr, MDB_RDONLY, &txn); code != 0) return from_lmdb(code);
        std::unique_ptr<MDB_txn, closes> const owner(txn);
        auto wanted = folded(key);
        // Some writers store the NUL that ends a C string; as a byte of the key it must be asked for.
        for (std::size_t extra : {0u, 1u}) {
            MDB_val name{wanted.size() + extra, wanted.data()};
            MDB_val value{};
            if (name.mv_size == 0 || name.mv_size > longest_key) continue;  // longer keys cannot be stored
            int const code = ::mdb_get(txn, table_, &name, &value);
            if (code == MDB_NOTFOUND) continue;
            if (code != 0) return from_lmdb(code);
            if (value.mv_size > size_) return errc::damaged_file;
            std::string_view text(static_cast<char const*>(value.mv_data), value.mv_size);
            if (text.ends_with('\0')) text.remove_suffix(1);
            return std::optional<std::string>(text);
        }
        return std::optional<std::string>();
    }

private:
    // Somebody who writes in place may have cut the file that is mapped; then its pages must not be touched.
    bool is_whole() const noexcept {
        struct stat status {};
        return ::fstat(file_.get(), &status) == 0 && static_cast<std::uint64_t>(status.st_size) >= size_;
    }

    base::unique_fd file_;
    std::uint64_t size_;
    bool is_copy_;
    std::unique_ptr<MDB_env, closes> env_;
    MDB_dbi table_ = 0;
};

}  // namespace

result<content_ptr> open_lmdb(std::string const& path) {
    auto file = open_regular(path);
    if (!file) return file.error();
    struct stat status {};
    if (::fstat(file->get(), &status) != 0) return base::last_error();
    auto const size = static_cast<std::uint64_t>(status.st_size);
    auto const needed = needed_size(file->get());
    if (!needed || *needed > size) return errc::damaged_file;
    bool const is_copy = size <= copied_size;
    auto held = is_copy ? memory_copy(file->get(), *needed) : std::move(file);
    if (!held) return held.error();
    auto out = std::make_shared<lmdb>(std::move(*held), *needed, is_copy);
    if (auto const opened = out->open(); !opened) return opened.error();
    return content_ptr(std::move(out));
}

index_kind kind_of_index(std::string const& path) noexcept {
    auto const file = open_regular(path);
    if (!file) return file.error() == base::from_errno(ENOENT) ? index_kind::none : index_kind::other;
    std::uint32_t front[5] = {};
    if (::pread(file->get(), front, sizeof front, 0) != sizeof front) return index_kind::other;
    if (front[4] == lmdb_magic) return index_kind::lmdb;  // behind a page header of 16 bytes
    bool const is_berkeley = front[3] == berkeley_magics[0] || front[3] == berkeley_magics[1];
    return is_berkeley ? index_kind::berkeley_db : index_kind::other;
}

}  // namespace mailstead::conf
