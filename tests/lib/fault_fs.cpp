// The strict reading of POSIX: a sync makes durable the bytes of that file or the names of that directory, nothing
// else.
#include "fault_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

namespace mailstead::test {
namespace {

using base::result;

base::error_code broken() { return base::from_errno(EIO); }

std::string last_of(std::string const& path) { return path.substr(path.rfind('/') + 1); }

std::uint64_t parent_of(int dir, std::string const& path) {
    auto const slash = path.rfind('/');
    auto const parent = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    struct stat info;
    if (::fstatat(dir, parent.c_str(), &info, 0) != 0) throw std::runtime_error("fault_fs: no parent of " + path);
    return info.st_ino;
}

constexpr std::uint64_t page_size = 16 * 1024;
constexpr std::uint64_t small_size = 1024 * 1024;    // such files are read whole: they may have been written past this seam

std::string read_page(int fd, std::uint64_t page) {
    std::string out(page_size, '\0');
    std::size_t have = 0;
    while (have < out.size()) {
        auto const n = ::pread(fd, out.data() + have, out.size() - have, static_cast<off_t>(page * page_size + have));
        if (n < 0) throw std::runtime_error("fault_fs: cannot read");
        if (n == 0) break;
        have += static_cast<std::size_t>(n);
    }
    out.resize(have);
    return out;
}

struct stat status_of(int fd) {
    struct stat info;
    if (::fstat(fd, &info) != 0) throw std::runtime_error("fault_fs: fstat");
    return info;
}

base::unique_fd opened(std::string const& path) {
    return base::unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

fault_fs::fault_fs(std::string root) : root_(std::move(root)) {
    for (auto const& one : std::filesystem::recursive_directory_iterator(root_)) {
        if (!one.is_regular_file() || one.file_size() == 0) continue;
        if (auto const fd = opened(one.path().string())) wrote(fd.get(), 0, one.file_size());
    }
    keep_tree(root_);
}

void fault_fs::plan(fault what, unsigned n, std::function<void()> at_cut) {
    std::lock_guard const hold(lock_);
    what_ = what;
    at_ = n;
    calls_ = 0;
    at_cut_ = std::move(at_cut);
}

unsigned fault_fs::calls() const {
    std::lock_guard const hold(lock_);
    return calls_;
}

bool fault_fs::is_cut() const {
    std::lock_guard const hold(lock_);
    return cut_;
}

base::error_code fault_fs::refused() {
    if (cut_) return broken();
    int const said = line_ ? line_->next() : 0;
    if (said == power::off()) cut_ = true;
    if (said != 0) return said == power::off() ? broken() : base::from_errno(said);
    if (++calls_ != at_ || what_ == fault::none) return {};
    if (what_ == fault::fail_once) return broken();
    cut_ = true;
    if (at_cut_) at_cut_();
    return broken();
}

void fault_fs::use(power& line) {
    std::lock_guard const hold(lock_);
    line_ = &line;
}

void fault_fs::keep(int fd) {
    auto const info = status_of(fd);
    if (!pinned_.count(info.st_ino)) pinned_[info.st_ino] = opened("/proc/self/fd/" + std::to_string(fd));
    auto& at = disk_[info.st_ino];
    at.directory = S_ISDIR(info.st_mode);
    if (at.directory) keep_names(fd, at, info.st_ino);
    else keep_pages(pinned_[info.st_ino].get(), at, info.st_ino);
}

void fault_fs::keep_names(int fd, node& of, std::uint64_t inode) {
    settle_moves(inode);
    of.names.clear();
    auto const entries = base::file_system::list(fd, ".");
    if (!entries) throw std::runtime_error("fault_fs: cannot list");
    for (auto const& entry : *entries) {
        of.names[entry.name] = entry.inode;
        keep_child(fd, entry);
    }
}

// A name may be durable before the bytes are: then the file is empty.
void fault_fs::keep_child(int dir, base::dir_entry const& entry) {
    auto& child = disk_[entry.inode];
    child.directory = entry.type == DT_DIR;
    if (pinned_.count(entry.inode)) return;
    auto held = base::file_system::open(dir, entry.name, O_RDONLY);
    if (held) pinned_[entry.inode] = std::move(*held);
}

void fault_fs::keep_pages(int fd, node& of, std::uint64_t inode) {
    of.size = static_cast<std::uint64_t>(status_of(fd).st_size);
    auto const end = (of.size + page_size - 1) / page_size;
    of.pages.erase(of.pages.lower_bound(end), of.pages.end());
    if (of.size <= small_size) {
        for (std::uint64_t page = 0; page < end; ++page) of.pages[page] = read_page(fd, page);
    } else {
        for (auto const page : dirty_[inode]) of.pages[page] = read_page(fd, page);
    }
    dirty_.erase(inode);
}

void fault_fs::keep_tree(std::string const& path) {
    auto const fd = base::file_system::open(AT_FDCWD, path, O_RDONLY);
    if (!fd) throw std::runtime_error("fault_fs: cannot open " + path);
    keep(fd->get());
    auto const entries = base::file_system::list(AT_FDCWD, path);
    if (!entries) return;  // a file
    for (auto const& entry : *entries) keep_tree(path + '/' + entry.name);
}

// Small files are read whole anyway.
void fault_fs::wrote(int fd, std::uint64_t from, std::uint64_t size) {
    if (size == 0) return;
    auto& pages = dirty_[status_of(fd).st_ino];
    for (auto page = from / page_size; page <= (from + size - 1) / page_size; ++page) pages.insert(page);
}

// What reached the disk although nobody waited for it.
void fault_fs::leak(std::string const& path, std::function<bool()> const& survives) {
    auto const fd = base::file_system::open(AT_FDCWD, path, O_RDONLY);
    if (!fd) throw std::runtime_error("fault_fs: cannot open " + path);
    auto const info = status_of(fd->get());
    auto& at = disk_[info.st_ino];
    at.directory = S_ISDIR(info.st_mode);
    if (!at.directory) return leak_pages(fd->get(), at, info.st_ino, survives);
    leak_names(fd->get(), at, survives);
    auto const entries = base::file_system::list(AT_FDCWD, path);
    if (!entries) throw std::runtime_error("fault_fs: cannot list");
    for (auto const& entry : *entries) leak(path + '/' + entry.name, survives);
}

void fault_fs::leak_names(int dir, node& of, std::function<bool()> const& survives) {
    auto const entries = base::file_system::list(dir, ".");
    if (!entries) throw std::runtime_error("fault_fs: cannot list");
    std::set<std::string> now;
    for (auto const& entry : *entries) {
        now.insert(entry.name);
        auto const known = of.names.find(entry.name);
        if ((known != of.names.end() && known->second == entry.inode) || !survives()) continue;
        of.names[entry.name] = entry.inode;
        keep_child(dir, entry);
    }
    auto const gone = [&](auto const& one) { return !now.contains(one.first) && survives(); };
    std::erase_if(of.names, gone);
}

void fault_fs::leak_pages(int fd, node& of, std::uint64_t inode, std::function<bool()> const& survives) {
    auto const size = static_cast<std::uint64_t>(status_of(fd).st_size);
    if (size != of.size && survives()) of.size = size;
    auto pages = dirty_[inode];
    if (size <= small_size) {
        for (std::uint64_t page = 0; page * page_size < size; ++page) pages.insert(page);
    }
    for (auto const page : pages) {
        if (auto bytes = read_page(fd, page); bytes != of.pages[page] && survives()) of.pages[page] = std::move(bytes);
    }
}

void fault_fs::write_survivors(std::string const& target, unsynced rest) {
    std::lock_guard const hold(lock_);
    auto const top = base::file_system::status(AT_FDCWD, root_);
    if (!top) throw std::runtime_error("fault_fs: no root");
    bool second = false;
    if (rest == unsynced::kept) leak(root_, [] { return true; });
    if (rest == unsynced::every_second) leak(root_, [&second] { return second = !second; });
    write_node(top->st_ino, target);
}

void fault_fs::write_node(std::uint64_t inode, std::string const& target) const {
    auto const& from = disk_.at(inode);
    if (from.directory) {
        ::mkdir(target.c_str(), 0700);
        for (auto const& [name, child] : from.names) write_node(child, target + '/' + name);
        return;
    }
    // The mode of what somebody handed in says whether it is finished.
    auto const held = pinned_.find(inode);
    auto const mode = held == pinned_.end() ? mode_t{0600} : status_of(held->second.get()).st_mode & 0777;
    base::unique_fd const file(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    for (auto const& [page, bytes] : from.pages) {
        auto const at = page * page_size;
        if (at >= from.size) continue;
        auto const size = std::min<std::uint64_t>(bytes.size(), from.size - at);
        if (::pwrite(file.get(), bytes.data(), size, static_cast<off_t>(at)) < 0) throw std::runtime_error("fault_fs: cannot write");
    }
    if (::ftruncate(file.get(), static_cast<off_t>(from.size)) != 0) throw std::runtime_error("fault_fs: cannot write");
}

result<base::unique_fd> fault_fs::open(int dir, std::string const& name, int flags, mode_t mode) {
    std::lock_guard const hold(lock_);
    bool const changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    if (changes)
        if (auto const why = refused()) return why;
    if (cut_ || (line_ && line_->is_off())) return broken();
    return base::file_system::open(dir, name, flags, mode);
}

result<std::size_t> fault_fs::write(int fd, std::span<iovec const> pieces) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    auto const done = base::file_system::write(fd, pieces);
    auto const at = ::lseek(fd, 0, SEEK_CUR);
    if (done && at >= 0) wrote(fd, static_cast<std::uint64_t>(at) - *done, *done);
    return done;
}

result<std::size_t> fault_fs::write_at(int fd, std::string_view bytes, std::uint64_t offset) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    auto const done = base::file_system::write_at(fd, bytes, offset);
    if (done) wrote(fd, offset, *done);
    return done;
}

result<void> fault_fs::sync(int fd) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    keep(fd);
    return {};  // the real sync would only take time
}

result<void> fault_fs::sync_file_system(int) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    keep_tree(root_);
    return {};
}

result<void> fault_fs::rename(int from_dir, std::string const& from, int to_dir, std::string const& to,
                              base::on_existing existing) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    auto const moved = base::file_system::status(from_dir, from);
    auto done = base::file_system::rename(from_dir, from, to_dir, to, existing);
    if (!done) return done;
    move const step{parent_of(from_dir, from), parent_of(to_dir, to), moved->st_ino, last_of(from), last_of(to)};
    if (step.from_dir != step.to_dir) moves_.push_back(step);
    return done;
}

void fault_fs::settle_moves(std::uint64_t dir) {
    auto const touches = [&](move const& m) { return m.from_dir == dir || m.to_dir == dir; };
    for (auto const& m : moves_) {
        if (m.from_dir == dir) {
            disk_[m.to_dir].names[m.to] = m.inode;
        } else if (m.to_dir == dir) {
            auto& names = disk_[m.from_dir].names;
            auto const at = names.find(m.from);
            if (at != names.end() && at->second == m.inode) names.erase(at);
        }
    }
    std::erase_if(moves_, touches);
}

result<void> fault_fs::link(int from_dir, std::string const& from, int to_dir, std::string const& to) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    return base::file_system::link(from_dir, from, to_dir, to);
}

result<void> fault_fs::unlink(int dir, std::string const& name) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    return base::file_system::unlink(dir, name);
}

result<void> fault_fs::make_dir(int dir, std::string const& name, mode_t mode) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    return base::file_system::make_dir(dir, name, mode);
}

result<void> fault_fs::remove_dir(int dir, std::string const& name) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    return base::file_system::remove_dir(dir, name);
}

result<void> fault_fs::truncate(int fd, std::uint64_t length) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    auto const before = static_cast<std::uint64_t>(status_of(fd).st_size);
    auto const done = base::file_system::truncate(fd, length);
    if (done && length != before) wrote(fd, std::min(before, length), before > length ? before - length : length - before);
    return done;
}

result<void> fault_fs::allocate(int fd, std::uint64_t length) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    if (static_cast<std::uint64_t>(status_of(fd).st_size) >= length) return {};
    return base::file_system::truncate(fd, length);
}

result<void> fault_fs::set_time(int fd, std::int64_t seconds) {
    std::lock_guard const hold(lock_);
    if (auto const why = refused()) return why;
    return base::file_system::set_time(fd, seconds);
}

}  // namespace mailstead::test
