#include "mta/pickup/drop.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>

#include <fmt/format.h>

namespace mailstead::mta::pickup {
namespace {

std::string fresh_name() {
    using namespace std::chrono;
    auto const now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    std::uint32_t chance = 0;
    // Without it the time and the process still make the name; O_EXCL decides.
    static_cast<void>(::getrandom(&chance, sizeof chance, GRND_NONBLOCK));
    return fmt::format("{:X}{:05X}{:X}{:08X}", now / 1000000, now % 1000000, ::getpid(), chance);
}

}  // namespace

base::result<drop_file> drop_file::create(std::string const& directory, base::file_system& files) {
    // O_PATH: the group may write and search there, not read.
    auto place = files.open(AT_FDCWD, directory, O_PATH | O_DIRECTORY);
    if (!place) return place.error();
    for (int tries = 0;; ++tries) {
        auto name = fresh_name();
        auto file = files.open(place->get(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, unfinished_mode);
        if (file) return drop_file(files, std::move(*place), std::move(name), std::move(*file));
        if (file.error() != base::from_errno(EEXIST) || tries == 20) return file.error();
    }
}

drop_file::drop_file(drop_file&& other) noexcept
    : files_(other.files_), directory_(std::move(other.directory_)), name_(std::move(other.name_)),
      file_(std::move(other.file_)), finished_(other.finished_) {}

drop_file::~drop_file() {
    if (file_ && !finished_) static_cast<void>(files_.unlink(directory_.get(), name_));
}

base::result<void> drop_file::write(std::string_view bytes) { return files_.write_all(file_.get(), bytes); }

// The text is synced before the mark that says it is whole, the mark after it; then the name, where the directory may
// be opened (a set-gid postdrop may not: the sync of a new file takes its name along on the usual file systems).
base::result<void> drop_file::finish() {
    if (auto ok = files_.sync(file_.get()); !ok) return ok;
    if (::fchmod(file_.get(), finished_mode) != 0) return base::last_error();
    if (auto ok = files_.sync(file_.get()); !ok) return ok;
    auto const readable = files_.open(directory_.get(), ".", O_RDONLY | O_DIRECTORY);
    if (readable) {
        if (auto ok = files_.sync(readable->get()); !ok) return ok;
    }
    finished_ = true;
    return {};
}

}  // namespace mailstead::mta::pickup
