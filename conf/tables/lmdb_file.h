// LMDB files, looked through before LMDB sees them: it believes every offset, length and page number that it reads, and
// a damaged one would end the process.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/fs.h"
#include "conf/errc.h"

namespace mailstead::conf {

constexpr std::uint32_t lmdb_magic = 0xBEEFC0DE;
constexpr std::uint64_t lmdb_magic_place = 16;  // behind the header of the first page
// A table that is larger is refused: it is held in memory.
constexpr std::uint64_t largest_lmdb = 1 << 30;

// True when the newest tree in `bytes` (a file of LMDB 0.9 on a 64-bit machine) can be searched and listed without a
// step outside of it: every page it names is there, of the right kind and named once, every row lies within its page,
// and the keys are in order, so that none can be missed. Only the unnamed database with its usual order is taken. Pure;
// its time is that of reading the file once.
bool is_sound_lmdb(std::string_view bytes) noexcept;

struct lmdb_copy {
    base::unique_fd file;  // in memory; nobody can change it
    std::uint64_t size = 0;
};
// A copy of `file` as far as LMDB reads it, found sound. Blocking. Fails with errc::damaged_file, or file_too_large.
result<lmdb_copy> copy_sound_lmdb(int file);

}  // namespace mailstead::conf
