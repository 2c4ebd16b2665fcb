// Indexed tables in LMDB files, as postmap writes them: read-only, from a copy in memory.
#include <lmdb.h>
#include <unistd.h>

#include <fmt/format.h>

#include "conf/tables/content.h"
#include "conf/tables/fold.h"
#include "conf/tables/lmdb_file.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t longest_key = 511;
// Berkeley DB's hash and btree, at offset 12.
constexpr std::uint32_t berkeley_magics[] = {0x00061561, 0x00053162};

base::error_code from_lmdb(int code) noexcept { return code > 0 ? base::from_errno(code) : errc::damaged_file; }

struct closes {
    void operator()(MDB_env* env) const noexcept { ::mdb_env_close(env); }
    void operator()(MDB_txn* txn) const noexcept { ::mdb_txn_abort(txn); }
};

class lmdb final : public content {
public:
    explicit lmdb(lmdb_copy held) : held_(std::move(held)) {}

    result<void> open() {
        MDB_env* env = nullptr;
        if (int const code = ::mdb_env_create(&env); code != 0) return from_lmdb(code);
        env_.reset(env);
        int code = ::mdb_env_set_mapsize(env, held_.size);
        if (code != 0) return from_lmdb(code);
        auto const name = fmt::format("/proc/self/fd/{}", held_.file.get());
        code = ::mdb_env_open(env, name.c_str(), MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR | MDB_NOTLS, 0);
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
            std::string_view text(static_cast<char const*>(value.mv_data), value.mv_size);
            if (text.ends_with('\0')) text.remove_suffix(1);
            return std::optional<std::string>(text);
        }
        return std::optional<std::string>();
    }

private:
    lmdb_copy held_;  // outlives what looks at it
    std::unique_ptr<MDB_env, closes> env_;
    MDB_dbi table_ = 0;
};

}  // namespace

result<content_ptr> open_lmdb(std::string const& path) {
    auto file = open_regular(path);
    if (!file) return file.error();
    auto held = copy_sound_lmdb(file->get());
    if (!held) return held.error();
    auto out = std::make_shared<lmdb>(std::move(*held));
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
