// Indexed tables in LMDB files, as postmap writes them: read-only, without lock, since they are replaced by rename.
#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include <cstring>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/tables/content.h"

namespace mailstead::conf {
namespace {

base::error_code from_lmdb(int code) noexcept { return code > 0 ? base::from_errno(code) : errc::lookup_failed; }

struct closes {
    void operator()(MDB_env* env) const noexcept { ::mdb_env_close(env); }
    void operator()(MDB_txn* txn) const noexcept { ::mdb_txn_abort(txn); }
};

class lmdb final : public content {
public:
    static result<content_ptr> open(std::string const& file) {
        auto out = std::make_shared<lmdb>();
        MDB_env* env = nullptr;
        if (int const code = ::mdb_env_create(&env); code != 0) return from_lmdb(code);
        out->env_.reset(env);
        int code = ::mdb_env_open(env, file.c_str(), MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR | MDB_NOTLS, 0);
        if (code != 0) return from_lmdb(code);
        MDB_txn* txn = nullptr;
        code = ::mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn);
        if (code != 0) return from_lmdb(code);
        code = ::mdb_dbi_open(txn, nullptr, 0, &out->table_);
        // Committed, not aborted: the handle then stays good for the environment's life.
        if (code == 0)
            code = ::mdb_txn_commit(txn);
        else
            ::mdb_txn_abort(txn);
        if (code != 0) return from_lmdb(code);
        return content_ptr(std::move(out));
    }

    // Writers of these files differ in whether keys and values end in a NUL: both are understood.
    result<std::optional<std::string>> find(std::string_view key) const override {
        MDB_txn* txn = nullptr;
        if (int const code = ::mdb_txn_begin(env_.get(), nullptr, MDB_RDONLY, &txn); code != 0) return from_lmdb(code);
        std::unique_ptr<MDB_txn, closes> const owner(txn);
        auto wanted = base::lowered(key);
        for (std::size_t extra : {0u, 1u}) {
            MDB_val name{wanted.size() + extra, wanted.data()};
            MDB_val value{};
            if (name.mv_size == 0 || name.mv_size > 511) continue;  // longer keys cannot be stored
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
    std::unique_ptr<MDB_env, closes> env_;
    MDB_dbi table_ = 0;
};

}  // namespace

result<content_ptr> open_lmdb(std::string const& file) { return lmdb::open(file); }

bool is_lmdb(std::string const& file) noexcept {
    base::unique_fd const fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    std::uint32_t magic = 0;
    // A page header of 16 bytes stands before the meta page's magic number.
    bool const whole = fd && ::pread(fd.get(), &magic, sizeof magic, 16) == sizeof magic;
    return whole && magic == 0xBEEFC0DE;
}

}  // namespace mailstead::conf
