// The strict reading of POSIX: a sync makes durable the bytes of that file or the names of that directory, nothing
// else.
#include "fault_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
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

std::string read_whole(int fd) {
    std::string out;
    char buffer[65536];
    for (off_t at = 0;;) {
        auto const n = ::pread(fd, buffer, sizeof buffer, at);
        if (n < 0) throw std::runtime_error("fault_fs: cannot read");
        if (n == 0) return out;
        out.append(buffer, static_cast<std::size_t>(n));
        at += n;
    }
}

}  // namespace

fault_fs::fault_fs(std::string root) : root_(std::move(root)) { keep_tree(root_); }

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

bool fault_fs::fails() {
    if (cut_) return true;
    if (++calls_ != at_ || what_ == fault::none) return false;
    if (what_ == fault::fail_once) return true;
    cut_ = true;
    if (at_cut_) at_cut_();
    return true;
}

void fault_fs::keep(int fd) {
    struct stat info;
    if (::fstat(fd, &info) != 0) throw std::runtime_error("fault_fs: fstat");
    if (!pinned_.count(info.st_ino)) {
        auto const path = "/proc/self/fd/" + std::to_string(fd);
        pinned_[info.st_ino] = base::unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    }
    auto& at = disk_[info.st_ino];
    at.directory = S_ISDIR(info.st_mode);
    if (!at.directory) {
        at.bytes = read_whole(pinned_[info.st_ino].get());
        return;
    }
    settle_moves(info.st_ino);
    at.names.clear();
    auto const entries = base::file_system::list(fd, ".");
    if (!entries) throw std::runtime_error("fault_fs: cannot list");
    for (auto const& entry : *entries) {
        at.names[entry.name] = entry.inode;
        auto& child = disk_[entry.inode];  // a name may be durable before the bytes are: then the file is empty
        child.directory = entry.type == DT_DIR;
        if (pinned_.count(entry.inode)) continue;
        auto held = base::file_system::open(fd, entry.name, O_RDONLY);
        if (held) pinned_[entry.inode] = std::move(*held);
    }
}

void fault_fs::keep_tree(std::string const& path) {
    auto const fd = base::file_system::open(AT_FDCWD, path, O_RDONLY);
    if (!fd) throw std::runtime_error("fault_fs: cannot open " + path);
    keep(fd->get());
    auto const entries = base::file_system::list(AT_FDCWD, path);
    if (!entries) return;  // a file
    for (auto const& entry : *entries) keep_tree(path + '/' + entry.name);
}

void fault_fs::write_survivors(std::string const& target) const {
    std::lock_guard const hold(lock_);
    auto const top = const_cast<fault_fs*>(this)->base::file_system::status(AT_FDCWD, root_);
    if (!top) throw std::runtime_error("fault_fs: no root");
    write_node(top->st_ino, target);
}

void fault_fs::write_node(std::uint64_t inode, std::string const& target) const {
    auto const& from = disk_.at(inode);
    if (!from.directory) {
        std::ofstream(target, std::ios::binary) << from.bytes;
        return;
    }
    ::mkdir(target.c_str(), 0700);
    for (auto const& [name, child] : from.names) write_node(child, target + '/' + name);
}

result<base::unique_fd> fault_fs::open(int dir, std::string const& name, int flags, mode_t mode) {
    std::lock_guard const hold(lock_);
    bool const changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    if (changes && fails()) return broken();
    if (cut_) return broken();
    return base::file_system::open(dir, name, flags, mode);
}

result<std::size_t> fault_fs::write(int fd, std::span<iovec const> pieces) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::write(fd, pieces);
}

result<std::size_t> fault_fs::write_at(int fd, std::string_view bytes, std::uint64_t offset) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::write_at(fd, bytes, offset);
}

result<void> fault_fs::sync(int fd) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    keep(fd);
    return {};  // the real sync would only take time
}

result<void> fault_fs::sync_file_system(int) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    keep_tree(root_);
    return {};
}

result<void> fault_fs::rename(int from_dir, std::string const& from, int to_dir, std::string const& to,
                              base::on_existing existing) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
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
    if (fails()) return broken();
    return base::file_system::link(from_dir, from, to_dir, to);
}

result<void> fault_fs::unlink(int dir, std::string const& name) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::unlink(dir, name);
}

result<void> fault_fs::make_dir(int dir, std::string const& name, mode_t mode) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::make_dir(dir, name, mode);
}

result<void> fault_fs::remove_dir(int dir, std::string const& name) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::remove_dir(dir, name);
}

result<void> fault_fs::truncate(int fd, std::uint64_t length) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::truncate(fd, length);
}

result<void> fault_fs::set_time(int fd, std::int64_t seconds) {
    std::lock_guard const hold(lock_);
    if (fails()) return broken();
    return base::file_system::set_time(fd, seconds);
}

}  // namespace mailstead::test
