// A walk with open directories on both sides.
#include "tools/backup_copy.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "maildir/name.h"
#include "mbox/failure.h"

namespace mailstead::tools {
namespace {

constexpr int lock_tries = 100;
constexpr std::chrono::milliseconds lock_pause{50};

constexpr int most_rounds = 10;
constexpr int deepest = 64;

struct place {
    base::unique_fd from, to;
    std::string name;    // for complaints
};

class walk {
public:
    walk(copy_pass pass, copy_rules const& rules, copied& into, bool mail) : pass_(pass), rules_(rules), into_(into), mail_(mail) {}

    void entry(int from, int to, std::string const& name, std::string const& as, std::string const& path, int depth);

private:
    void directory(int from, int to, std::string const& name, std::string const& as, struct stat const& info, std::string const& path, int depth);
    void children(place const& at, int depth);
    void messages(place const& at);
    bool round(place const& at, std::unordered_set<std::string>& bases);
    bool one_message(place const& at, std::string const& sub, int from, int to, std::string const& file);
    void file(int from, int to, std::string const& name, std::string const& as, std::string const& path);
    void plain(int from, int to, std::string const& as, struct stat const& info, std::string const& path);
    void complain(std::string const& path, int number) { rules_.complain(path, base::from_errno(number).message()); }
    static std::vector<std::string> names(int directory);
    static bool is_lock(int directory, std::string const& name);
    static void same_owner(int fd, struct stat const& info);

    copy_pass const pass_;
    copy_rules const& rules_;
    copied& into_;
    bool const mail_;
};

std::vector<std::string> walk::names(int directory) {
    std::vector<std::string> out;
    auto const entries = base::system_files().list(directory, ".");
    if (entries)
        for (auto const& one : *entries) out.push_back(one.name);
    return out;
}

// A directory of that ending is a folder.
bool walk::is_lock(int directory, std::string const& name) {
    struct stat info {};
    return name.ends_with(".lock") && ::fstatat(directory, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(info.st_mode);
}

// Not ours to give away: then it is ours.
void walk::same_owner(int fd, struct stat const& info) {
    if (::geteuid() == 0) (void)!::fchown(fd, info.st_uid, info.st_gid);
    (void)::fchmod(fd, info.st_mode & 07777);
}

void walk::entry(int from, int to, std::string const& name, std::string const& as, std::string const& path, int depth) {
    struct stat info {};
    if (::fstatat(from, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT) complain(path, errno);
        return;
    }
    if (S_ISDIR(info.st_mode)) return directory(from, to, name, as, info, path, depth);
    if (pass_ == copy_pass::again) return;    // messages alone
    if (S_ISREG(info.st_mode)) return file(from, to, name, as, path);
    if (!S_ISLNK(info.st_mode)) return;       // sockets and the like are made by those who need them
    if (mail_ && ::fstatat(from, name.c_str(), &info, 0) == 0 && S_ISDIR(info.st_mode))
        rules_.complain(path, "it is a symbolic link: the mail it leads to is not in the backup");
    std::string target(PATH_MAX, '\0');
    auto const n = ::readlinkat(from, name.c_str(), target.data(), target.size() - 1);
    target.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    if (n <= 0 || ::symlinkat(target.c_str(), to, as.c_str()) != 0) complain(path, errno);
}

void walk::directory(int from, int to, std::string const& name, std::string const& as, struct stat const& info, std::string const& path, int depth) {
    place at;
    at.name = path;
    at.from = base::unique_fd(::openat(from, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!at.from || depth > deepest) return complain(path, at.from ? ELOOP : errno);
    if (::mkdirat(to, as.c_str(), 0700) != 0 && errno != EEXIST) return complain(path, errno);
    at.to = base::unique_fd(::openat(to, as.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!at.to) return complain(path, errno);
    children(at, depth);
    same_owner(at.to.get(), info);
}

void walk::children(place const& at, int depth) {
    auto const all = names(at.from.get());
    auto const has = [&](char const* name) { return std::find(all.begin(), all.end(), name) != all.end(); };
    bool const is_maildir = mail_ && has("cur") && has("new");
    for (auto const& name : all) {
        if (is_maildir && (name == "cur" || name == "new" || name == "tmp")) continue;
        if (mail_ && (is_lock(at.from.get(), name) || name.starts_with("mailstead-removed-"))) continue;
        entry(at.from.get(), at.to.get(), name, name, at.name + '/' + name, depth + 1);
    }
    if (is_maildir) messages(at);
}

// new/ before cur/, the way messages go, and again until a round finds nothing: a file that is renamed while its directory is
// read may be missed.
void walk::messages(place const& at) {
    std::unordered_set<std::string> bases;
    for (auto const* sub : {"tmp", "new", "cur"}) {
        struct stat info {};
        if (::mkdirat(at.to.get(), sub, 0700) != 0 && errno != EEXIST) return complain(at.name + '/' + sub, errno);
        base::unique_fd const fd(::openat(at.to.get(), sub, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (::fstatat(at.from.get(), sub, &info, AT_SYMLINK_NOFOLLOW) == 0) same_owner(fd.get(), info);
        for (auto const& name : names(fd.get())) bases.emplace(maildir::base_of(name));
    }
    for (int i = 0; i < most_rounds; ++i)
        if (!round(at, bases)) return;
}

bool walk::round(place const& at, std::unordered_set<std::string>& bases) {
    bool found = false;
    for (std::string const sub : {"new", "cur"}) {
        base::unique_fd const from(::openat(at.from.get(), sub.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        base::unique_fd const to(::openat(at.to.get(), sub.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!from || !to) return complain(at.name + '/' + sub, errno), false;
        for (auto const& name : names(from.get())) {
            auto base = std::string(maildir::base_of(name));
            if (name.starts_with('.') || bases.contains(base)) continue;
            found = true;
            if (one_message(at, sub, from.get(), to.get(), name)) bases.insert(std::move(base));
        }
    }
    return found;
}

// False: it was moved just now.
bool walk::one_message(place const& at, std::string const& sub, int from, int to, std::string const& name) {
    auto const path = at.name + '/' + sub + '/' + name;
    struct stat info {};
    if (::fstatat(from, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return errno != ENOENT;
    if (!S_ISREG(info.st_mode)) return true;
    if (::linkat(from, name.c_str(), to, name.c_str(), 0) == 0) {
        ++into_.linked;
    } else {
        if (errno == ENOENT) return false;
        // Whatever stands there now: its owner may have put a FIFO in its place.
        base::unique_fd const in(::openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (!in || ::fstat(in.get(), &info) != 0) return errno == ENOENT ? false : (complain(path, errno), true);
        if (!S_ISREG(info.st_mode)) return true;
        plain(in.get(), to, name, info, path);
    }
    rules_.progress(++into_.messages);
    return true;
}

void walk::file(int from, int to, std::string const& name, std::string const& as, std::string const& path) {
    base::unique_fd in(::openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!in || ::fstat(in.get(), &info) != 0) return complain(path, errno);
    if (!S_ISREG(info.st_mode)) return;
    char start[5];
    bool const is_mbox = mail_ && ::pread(in.get(), start, sizeof start, 0) == 5 && std::string_view(start, 5) == "From ";
    if (!is_mbox) return plain(in.get(), to, as, info, path);
    ++into_.mboxes;
    // By way of the open directory, or somebody could put another in its place.
    auto const there = fmt::format("/proc/self/fd/{}/{}", from, name);
    mbox::open_rules wanted;
    wanted.when_missing = mbox::open_rules::missing::fail;
    auto locked = mbox::open_locked(base::system_files(), there, rules_.lock, wanted);
    // A delivery has it for moments; who never lets go does not hold up the rest.
    for (int tries = 0; !locked && mbox::is_locked(locked.error()) && tries < lock_tries; ++tries) {
        std::this_thread::sleep_for(lock_pause);
        locked = mbox::open_locked(base::system_files(), there, rules_.lock, wanted);
    }
    if (!locked) rules_.complain(path, fmt::format("it could not be locked ({}); its end may be torn in the backup", locked.error().message()));
    int const fd = locked ? locked->fd.get() : in.get();
    if (::fstat(fd, &info) != 0) return complain(path, errno);
    plain(fd, to, as, info, path);
}

// The next bytes from `at` on that are not a hole. Empty, at the end: there are none.
std::pair<off_t, off_t> next_data(int in, off_t at, off_t end) {
    auto const begin = ::lseek(in, at, SEEK_DATA);
    if (begin < 0) return errno == ENXIO ? std::pair(end, end) : std::pair(at, end);    // other file systems: all of it is data
    auto const hole = ::lseek(in, begin, SEEK_HOLE);
    return {std::min(begin, end), hole < 0 ? end : std::min(hole, end)};
}

// Where it came to an end: before `end` when the file has become shorter.
base::result<off_t> copy_piece(int in, int out, off_t at, off_t end) {
    auto& files = base::system_files();
    auto to = at;
    while (at < end) {
        auto const n = ::copy_file_range(in, &at, out, &to, static_cast<std::size_t>(end - at), 0);
        if (n <= 0) break;    // other kinds of file systems: by hand
    }
    std::string space(at < end ? 256 * 1024 : 0, '\0');
    while (at < end) {
        auto const most = static_cast<std::size_t>(std::min<off_t>(end - at, static_cast<off_t>(space.size())));
        auto const n = files.read_at(in, std::span(space).first(most), static_cast<std::uint64_t>(at));
        if (!n) return n.error();
        if (*n == 0) break;
        auto const put = files.write_all_at(out, std::string_view(space).substr(0, *n), static_cast<std::uint64_t>(at));
        if (!put) return put.error();
        at += static_cast<off_t>(*n);
    }
    return at;
}

void walk::plain(int in, int to, std::string const& as, struct stat const& info, std::string const& path) {
    auto& files = base::system_files();
    base::unique_fd const out(::openat(to, as.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!out) return complain(path, errno);
    auto end = info.st_size;    // of what there is to copy: the file may have become shorter
    for (off_t at = 0; at < end;) {
        auto const piece = next_data(in, at, end);
        auto const reached = copy_piece(in, out.get(), piece.first, piece.second);
        if (!reached) return rules_.complain(path, reached.error().message());
        if (*reached < piece.second) end = *reached;
        at = piece.second;
    }
    if (auto const sized = files.truncate(out.get(), static_cast<std::uint64_t>(end)); !sized) return rules_.complain(path, sized.error().message());
    same_owner(out.get(), info);
    timespec const times[2] = {info.st_atim, info.st_mtim};
    (void)::futimens(out.get(), times);
}

void start(std::string const& from, std::string const& to, copy_pass pass, copy_rules const& rules, copied& into, bool mail) {
    auto const slash = to.rfind('/');
    base::unique_fd const parent(::open(to.substr(0, std::max<std::size_t>(slash, 1)).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent) return rules.complain(to, base::last_error().message());
    walk one(pass, rules, into, mail);
    one.entry(AT_FDCWD, parent.get(), from, to.substr(slash + 1), from, 0);
}

}  // namespace

void copy_mail(std::string const& from, std::string const& to, copy_pass pass, copy_rules const& rules, copied& into) {
    start(from, to, pass, rules, into, true);
}

void copy_plain(std::string const& from, std::string const& to, copy_rules const& rules) {
    copied nothing;
    start(from, to, copy_pass::first, rules, nothing, false);
}

}  // namespace mailstead::tools
