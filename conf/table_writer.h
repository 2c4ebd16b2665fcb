// Indexed table files: read as a whole, changed in memory, and replaced as a whole, so that a server that looks
// something up meanwhile sees the old file or the new one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "base/fs.h"
#include "conf/errc.h"

namespace mailstead::conf {

enum class index_format { lmdb, cdb };

// The file that holds the rows of a table.
struct index_file {
    index_format format = index_format::lmdb;
    std::string path;  // "x.db" of hash:x and btree:x (LMDB files too), "x.lmdb", "x.cdb"
};
// Absent for a type that keeps no such file.
std::optional<index_file> index_of(std::string_view type, std::string_view name);

// A key longer than this cannot be stored in an LMDB file.
inline constexpr std::size_t lmdb_key_limit = 511;

// The rows of an indexed file, in the order of their keys. Keys and values are kept as they are: folding is the
// caller's. A trailing NUL, as other programs store it, does not distinguish keys.
class table_image {
public:
    // False when the key is there already; the row then stays as it is.
    bool add(std::string_view key, std::string_view value);
    void replace(std::string_view key, std::string_view value);
    // False when there is no such key.
    bool erase(std::string_view key);
    // Exactly this key. Null when there is none.
    std::string const* find(std::string_view key) const noexcept;

    std::map<std::string, std::string, std::less<>> const& rows() const noexcept { return rows_; }
    bool ends_in_nul() const noexcept { return ends_in_nul_; }
    // Whether keys and values are stored with a trailing NUL. They are not, until somebody asks for it.
    void set_ends_in_nul(bool yes) noexcept { ends_in_nul_ = yes; }

private:
    std::map<std::string, std::string, std::less<>> rows_;
    bool ends_in_nul_ = false;
};

// Reads an indexed file. Blocking. Fails with the system's error (no_such_file_or_directory when there is none), or
// errc::damaged_file for a file that is of another kind, damaged or cut short, errc::not_a_file for what is none.
result<table_image> read_index(index_file const& file);

struct file_owner {
    uid_t user;
    gid_t group;
};

// One change of an indexed file. From open() to the object's end all other changes of that file wait. Without commit()
// nothing has happened. Must not outlive a change of the effective user id.
class table_writer {
public:
    // Waits for another change that is under way. Blocking. Fails with the system's error.
    static result<table_writer> open(index_file file);
    table_writer(table_writer&&) noexcept = default;
    table_writer& operator=(table_writer&&) noexcept = delete;
    ~table_writer();

    // What the file holds now; no_such_file_or_directory when there is none.
    result<table_image> present() const { return read_index(file_); }
    // Writes `image`, syncs it and puts it in the place of the old file. `owner` is set when given. Blocking. A key
    // that the format cannot hold is value_too_large; on any failure the old file stays. Once only.
    result<> commit(table_image const& image, mode_t mode, std::optional<file_owner> owner = {});

private:
    table_writer(index_file file, base::unique_fd folder, base::unique_fd temporary)
        : file_(std::move(file)), folder_(std::move(folder)), temporary_(std::move(temporary)) {}

    index_file file_;
    base::unique_fd folder_;
    base::unique_fd temporary_;  // its flock is what other writers wait for; none once committed
};

}  // namespace mailstead::conf
