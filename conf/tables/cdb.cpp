// Indexed tables in constant databases, through tinycdb.
#include <cdb.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "conf/tables/content.h"
#include "conf/tables/fold.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr std::uint64_t largest_file = 1 << 30;
constexpr std::size_t directory_size = 2048;

// The 256 hash tables that the file begins with lie at its end: a file without the end of one of them is cut short.
bool is_whole(std::string_view directory, std::uint64_t size) noexcept {
    auto const* entry = reinterpret_cast<unsigned char const*>(directory.data());
    for (auto const* const end = entry + directory_size; entry != end; entry += 8) {
        auto const place = std::uint64_t{::cdb_unpack(entry)};
        auto const slots = std::uint64_t{::cdb_unpack(entry + 4)};
        if (place < directory_size || place + slots * 8 > size) return false;
    }
    return true;
}

class constant_database final : public content {
public:
    explicit constant_database(base::unique_fd file) : file_(std::move(file)) {}
    ~constant_database() override {
        if (open_) ::cdb_free(&base_);
    }
    constant_database(constant_database const&) = delete;
    constant_database& operator=(constant_database const&) = delete;

    bool open(std::uint64_t size) {
        open_ = ::cdb_init(&base_, file_.get()) == 0;
        if (!open_) return false;
        auto const* front = static_cast<char const*>(::cdb_get(&base_, directory_size, 0));
        return front != nullptr && is_whole({front, directory_size}, size);
    }

    result<std::optional<std::string>> find(std::string_view key) const override {
        struct cdb own = base_;  // what it found stands in it: one for each search
        auto const wanted = folded(key);
        // Some writers store the NUL that ends a C string.
        for (std::size_t extra : {0u, 1u}) {
            int const found = ::cdb_find(&own, wanted.c_str(), static_cast<unsigned>(wanted.size() + extra));
            if (found == 0) continue;
            auto const* bytes = found > 0 ? static_cast<char const*>(cdb_getdata(&own)) : nullptr;
            if (bytes == nullptr) return errc::damaged_file;
            std::string_view text(bytes, cdb_datalen(&own));
            if (text.ends_with('\0')) text.remove_suffix(1);
            return std::optional<std::string>(text);
        }
        return std::optional<std::string>();
    }

private:
    base::unique_fd file_;
    struct cdb base_ {};
    bool open_ = false;
};

}  // namespace

result<content_ptr> open_cdb(std::string const& path) {
    auto const file = open_regular(path);
    if (!file) return file.error();
    struct stat status {};
    if (::fstat(file->get(), &status) != 0) return base::last_error();
    auto const size = static_cast<std::uint64_t>(status.st_size);
    if (size < directory_size) return errc::damaged_file;
    if (size > largest_file) return base::from_errno(EFBIG);
    auto copy = memory_copy(file->get(), size, size);
    if (!copy) return copy.error();
    auto out = std::make_shared<constant_database>(std::move(*copy));
    if (!out->open(size)) return errc::damaged_file;
    return content_ptr(std::move(out));
}

}  // namespace mailstead::conf
