// Looked at by lstat first, opened without following and without waiting, and looked at again: nothing that is put in the
// way in between is read.
#include "mda/local_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "store/identity.h"

namespace mailstead::mda {
namespace {

constexpr std::size_t chunk_size = 64 << 10;

// "Not there", as far as the one who looks can tell. Everything else may pass.
bool is_absence(int code) noexcept {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EPERM:
    case ELOOP:
    case ENAMETOOLONG:
    case ENXIO:    // a socket, or a FIFO put in the file's place
    case ENODEV: return true;
    default: return false;
    }
}

bool can_be_path(std::string const& path) noexcept { return !path.empty() && path.find('\0') == path.npos; }

base::result<std::optional<store::identity>> acting_as(rights const& who) {
    if (!who) return std::optional<store::identity>();
    auto got = store::identity::assume(who->uid, who->gid);
    if (!got) return got.error();
    return std::optional<store::identity>(std::move(*got));
}

std::string objection(struct stat const& about, std::optional<uid_t> owner) {
    if (!S_ISREG(about.st_mode)) return "is not a regular file";
    if (owner && about.st_uid != 0 && about.st_uid != *owner) return fmt::format("has bad owner uid {}", about.st_uid);
    if (about.st_mode & S_IWOTH) return "is world writable";
    return {};
}

base::result<found_file> opened(std::string const& path, links how, std::optional<uid_t> owner) {
    found_file out;
    int const flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (how == links::refuse ? O_NOFOLLOW : 0);
    out.file.reset(::open(path.c_str(), flags));
    int const code = errno;
    struct stat about{};
    if (!out.file) {
        if (!is_absence(code)) return base::from_errno(code);
        out.why = fmt::format("cannot be opened: {}", base::from_errno(code).message());
    } else if (::fstat(out.file.get(), &about) != 0) {
        return base::last_error();
    } else {
        out.owner = about.st_uid;
        out.why = objection(about, owner);
    }
    if (!out.why.empty()) out.file.reset();
    return out;
}

}  // namespace

base::result<std::optional<struct stat>> look_at_file(std::string const& path, rights const& as, links how) {
    if (!can_be_path(path)) return std::optional<struct stat>();
    auto const acting = acting_as(as);
    if (!acting) return acting.error();
    struct stat about{};
    int const done = how == links::refuse ? ::lstat(path.c_str(), &about) : ::stat(path.c_str(), &about);
    if (done == 0) return std::optional(about);
    if (is_absence(errno)) return std::optional<struct stat>();
    return base::last_error();
}

base::result<void> reach_file(std::string const& path, rights const& as) {
    if (!can_be_path(path)) return base::from_errno(ENOENT);
    auto const acting = acting_as(as);
    if (!acting) return acting.error();
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return base::last_error();
    return {};
}

base::result<found_file> open_list(std::string const& path, rights const& as, links how, std::optional<uid_t> owner) {
    auto const about = look_at_file(path, as, how);
    if (!about) return about.error();
    found_file out;
    out.why = *about ? objection(**about, owner) : "cannot be looked at";
    if (!out.why.empty()) return out;
    auto const acting = acting_as(as);
    if (!acting) return acting.error();
    return opened(path, how, owner);
}

base::result<bool> read_lines(int file, std::size_t limit, std::uint64_t& budget, std::function<bool(std::string_view)> const& each) {
    std::string held;
    std::string chunk(chunk_size, '\0');
    while (true) {
        auto const got = ::read(file, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return {boost::system::in_place_error, base::last_error()};
        if (got == 0) break;
        if (static_cast<std::uint64_t>(got) > budget) return false;
        budget -= static_cast<std::uint64_t>(got);
        for (std::string_view rest(chunk.data(), static_cast<std::size_t>(got)); !rest.empty();) {
            auto const room = limit - held.size();
            auto const end = rest.substr(0, room).find('\n');
            bool const is_whole = end != rest.npos;
            auto const size = is_whole ? end : std::min(room, rest.size());
            held += rest.substr(0, size);
            rest.remove_prefix(is_whole ? size + 1 : size);
            if (!is_whole && held.size() < limit) continue;
            if (!each(held)) return true;
            held.clear();
        }
    }
    if (!held.empty()) (void)each(held);
    return true;
}

}  // namespace mailstead::mda
