// Any bytes as an LMDB file: what is found sound can be opened and searched.
#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "conf/tables/content.h"
#include "conf/tables/lmdb_file.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead;
    if (!conf::is_sound_lmdb({reinterpret_cast<char const*>(data), size})) return 0;
    base::unique_fd const file(::memfd_create("fuzz", MFD_CLOEXEC));
    iovec const part{const_cast<std::uint8_t*>(data), size};
    if (!base::system_files().write_all(file.get(), std::span(&part, 1))) std::abort();
    auto const opened = conf::open_lmdb(fmt::format("/proc/self/fd/{}", file.get()));
    if (!opened) return 0;  // LMDB itself refuses versions
    for (auto const* key : {"a", "b", "key", "long", "z"})
        if (!(*opened)->find(key)) std::abort();
    return 0;
}
