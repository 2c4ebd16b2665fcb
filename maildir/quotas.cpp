// Reading, counting and adding, by the rules of Maildir++: a file that is too long, damaged or made for other limits is
// replaced; one that says "full" is believed only right after it was made.
#include "maildir/quotas.h"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "maildir/folders.h"
#include "maildir/name.h"

namespace mailstead::maildir {
namespace {

constexpr std::int64_t believed_for = 15 * 60;  // seconds, a file that says "full", and a count that could not be written
constexpr std::size_t most_unwritten = 1000;

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT) || error == base::from_errno(ENOTDIR); }

bool is_directory(base::error_code const& error) { return error == base::from_errno(EISDIR); }

constexpr std::size_t check_limit = 1 << 20;    // an administrator may look at a longer one than is believed

std::string path_of(std::string const& root) { return root + '/' + size_file_name; }

result<std::vector<std::string>> nested_directories(base::file_system& files, layout const& folders, std::string const& root) {
    auto const names = folders.names(files, root);
    if (!names) return names.error();
    std::vector<std::string> out{root + "/new", root + "/cur"};
    for (auto const& name : *names)
        for (auto const* sub : {"/new", "/cur"}) out.push_back(folders.path(root, name) + sub);
    return out;
}

// The directories that hold messages: new/ and cur/ of the Maildir and of each folder in it, Trash too. In a Maildir++ as
// other programs count: every subdirectory with a dot in front.
result<std::vector<std::string>> directories_of(base::file_system& files, layout const& folders, std::string const& root) {
    if (folders.is_nested()) return nested_directories(files, folders, root);
    auto const entries = files.list(AT_FDCWD, root);
    if (!entries) return entries.error();
    std::vector<std::string> out{root + "/new", root + "/cur"};
    for (auto const& entry : *entries) {
        if (entry.name.front() != '.' || (entry.type != DT_DIR && entry.type != DT_UNKNOWN)) continue;
        for (auto const* sub : {"/new", "/cur"}) out.push_back(root + '/' + entry.name + sub);
    }
    return out;
}

// When something last came into or left a directory; zero: it is not there.
std::pair<std::int64_t, std::int64_t> changed(base::file_system& files, std::string const& directory) {
    auto const info = files.status(AT_FDCWD, directory);
    if (!info) return {0, 0};
    return {info->st_mtim.tv_sec, info->st_mtim.tv_nsec};
}

std::int64_t negative(std::uint64_t n) noexcept { return -static_cast<std::int64_t>(n); }

}  // namespace

std::uint64_t stored_size(base::file_system& files, std::string const& path, std::string_view file) {
    if (auto const said = parse_name(file).stored) return *said;
    auto const info = files.status(AT_FDCWD, path);
    return info ? static_cast<std::uint64_t>(info->st_size) : 0;
}

struct quotas::known {
    std::optional<size_file> file;  // absent: not there, or not to be relied on
    store::quota_limits limits;     // that hold
};

quotas::room& quotas::room::operator=(room&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    of_ = std::exchange(other.of_, nullptr);
    root_ = std::move(other.root_);
    size_ = other.size_;
    return *this;
}

void quotas::room::give_back() noexcept {
    if (!of_) return;
    std::lock_guard const hold(of_->lock_);
    auto const at = of_->promised_.find(root_);
    if (at != of_->promised_.end()) {
        at->second.storage -= size_.storage;
        at->second.messages -= size_.messages;
        if (at->second == store::quota_usage{}) of_->promised_.erase(at);
    }
    of_ = nullptr;
}

quotas::known quotas::look(store::owner const& who, std::string const& root) {
    known out;
    auto const text = files_.read_all(AT_FDCWD, path_of(root), size_file_limit);
    if (text) out.file = parse_size_file(*text);
    out.limits = who.quota.any() || !out.file ? who.quota : out.file->limits;
    out.limits.mailboxes.reset();    // not what the file is about
    // Too long to be read whole: what its first line says still holds.
    if (!text && !out.limits.any() && text.error() == base::from_errno(EFBIG)) {
        std::string head(256, '\0');
        auto const fd = files_.open(AT_FDCWD, path_of(root), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        auto const got = fd ? files_.read_at(fd->get(), head, 0) : result<std::size_t>(fd.error());
        if (got) out.limits = store::parse_quota(std::string_view(head).substr(0, std::min(head.find('\n'), *got))).value_or(store::quota_limits{});
    }
    if (!text && is_directory(text.error())) out.file = remembered(root);
    if (out.file && out.file->limits != out.limits) out.file.reset();
    return out;
}

void quotas::remember(std::string const& root, size_file const& what) {
    auto const now = base::unix_seconds(clock_.now());
    std::lock_guard const hold(lock_);
    if (unwritten_.size() >= most_unwritten) unwritten_.clear();
    unwritten_[root] = {what, now};
}

std::optional<size_file> quotas::remembered(std::string const& root) const {
    auto const now = base::unix_seconds(clock_.now());
    std::lock_guard const hold(lock_);
    auto const at = unwritten_.find(root);
    if (at == unwritten_.end() || now - at->second.second >= believed_for) return std::nullopt;
    return at->second.first;
}

void quotas::add_to_remembered(std::string const& root, std::int64_t octets, std::int64_t messages) {
    std::lock_guard const hold(lock_);
    auto const at = unwritten_.find(root);
    if (at == unwritten_.end()) return;
    auto& usage = at->second.first.usage;
    auto const added = [](std::uint64_t n, std::int64_t more) {
        return more < 0 && static_cast<std::uint64_t>(-more) > n ? 0 : n + static_cast<std::uint64_t>(more);
    };
    usage = {added(usage.storage, octets), added(usage.messages, messages)};
    ++at->second.first.changes;
}

bool quotas::is_fresh(std::string const& root) const {
    auto const info = files_.status(AT_FDCWD, path_of(root));
    if (info && S_ISDIR(info->st_mode)) return remembered(root).has_value();
    return info && base::unix_seconds(clock_.now()) - info->st_mtim.tv_sec < believed_for;
}

store::quota_usage quotas::promised(std::string const& root) const {
    std::lock_guard const hold(lock_);
    auto const at = promised_.find(root);
    return at == promised_.end() ? store::quota_usage{} : at->second;
}

result<quotas::summed> quotas::sum(std::string const& root) {
    auto const directories = directories_of(files_, *layout_, root);
    if (!directories) return directories.error();
    summed out;
    std::vector<std::pair<std::int64_t, std::int64_t>> before;
    for (auto const& directory : *directories) before.push_back(changed(files_, directory));
    for (auto const& directory : *directories) {
        auto const entries = files_.list(AT_FDCWD, directory);
        if (!entries && !is_missing(entries.error())) return entries.error();
        if (!entries) continue;
        for (auto const& entry : *entries)
            if (entry.name.front() != '.' && entry.type != DT_DIR)
                out.usage += {stored_size(files_, directory + '/' + entry.name, entry.name), 1};
    }
    for (std::size_t i = 0; i < before.size(); ++i) out.steady = out.steady && changed(files_, (*directories)[i]) == before[i];
    return out;
}

result<size_file> quotas::count(store::owner const& who, std::string const& root, store::quota_limits const& limits) {
    auto const found = sum(root);
    if (!found) return found.error();
    size_file const out{limits, found->usage, 1};
    // What came or went meanwhile may be in the sum and in a line that is written now, or in neither. A file that holds
    // the only limits there are is not given up for that.
    if (found->steady || !who.quota.any()) {
        if (auto const written = write(root, out); !written) remember(root, out);
    } else {
        (void)files_.unlink(AT_FDCWD, path_of(root));
    }
    return out;
}

result<std::optional<quotas::checked>> quotas::check(store::owner const& who) {
    auto const root = root_of(who);
    auto const text = files_.read_all(AT_FDCWD, path_of(root), check_limit);
    if (!text && is_missing(text.error())) return std::optional<checked>();
    if (!text) return text.error();
    auto const real = sum(root);
    if (!real) return real.error();
    return std::optional(checked{parse_size_file(*text), real->usage});
}

// Not synced: after a crash it is the old file, the new one, or one that is counted anew.
result<void> quotas::write(std::string const& root, size_file const& what) {
    auto const name = root + "/tmp/" + unique_name(base::unix_seconds(clock_.now()), "maildirsize");
    auto const fd = files_.open(AT_FDCWD, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!fd) return fd.error();
    auto done = files_.write_all(fd->get(), print_size_file(what.limits, what.usage));
    if (done) done = files_.rename(AT_FDCWD, name, AT_FDCWD, path_of(root), base::on_existing::replace);
    if (!done) (void)files_.unlink(AT_FDCWD, name);
    return done;
}

result<std::optional<store::quota>> quotas::of(store::owner const& who) {
    auto const root = root_of(who);
    auto now = look(who, root);
    if (!now.limits.any()) return std::optional<store::quota>();
    bool const full = now.file && !fits(now.limits, now.file->usage, {1, 1});
    if (!now.file || (full && (now.file->changes > 1 || !is_fresh(root)))) {
        auto counted = count(who, root, now.limits);
        if (!counted) return counted.error();
        now.file = *counted;
    }
    return std::optional<store::quota>(store::quota{now.limits, now.file->usage});
}

std::optional<store::quota> quotas::peek(store::owner const& who) {
    auto const now = look(who, root_of(who));
    if (!now.file || !now.limits.any()) return std::nullopt;
    return store::quota{now.limits, now.file->usage};
}

result<quotas::room> quotas::take(store::owner const& who, store::quota_usage const& more, by whom) {
    auto const root = root_of(who);
    auto now = look(who, root);
    if (!now.limits.any() && !now.file) return room();
    unsigned const grace = whom == by::delivery ? grace_.load() : 0;
    auto const has_room = [&] { return now.file && fits(now.limits, now.file->usage + promised(root), more, grace); };
    bool const doubtful = !now.file || (!has_room() && (now.file->changes > 1 || !is_fresh(root)));
    if (doubtful) {
        auto counted = count(who, root, now.limits);
        if (!counted) return counted.error();
        now.file = *counted;
    }
    std::lock_guard const hold(lock_);
    auto const at = promised_.find(root);
    auto const others = at == promised_.end() ? store::quota_usage{} : at->second;
    // What is promised may be in the count already, and may come to nothing: time will tell.
    if (!fits(now.limits, now.file->usage + others, more, grace))
        return make_error_code(fits(now.limits, now.file->usage, more, grace) ? store::errc::busy : store::errc::over_quota);
    promised_[root] += more;
    return room(*this, root, more);
}

void quotas::note(store::owner const& who, std::int64_t octets, std::int64_t messages) {
    auto const fd = files_.open(AT_FDCWD, path_of(root_of(who)), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    if (!fd && is_directory(fd.error())) add_to_remembered(root_of(who), octets, messages);
    if (!fd) return;
    auto const line = print_size_change(octets, messages);
    iovec const piece{const_cast<char*>(line.data()), line.size()};
    auto const written = files_.write(fd->get(), std::span(&piece, 1));
    if (written && *written != line.size()) recount(who);  // the next line must not run into this one
}

void quotas::came(store::owner const& who, store::quota_usage const& what) {
    note(who, static_cast<std::int64_t>(what.storage), static_cast<std::int64_t>(what.messages));
}

// Nobody has looked at the file before: a crash may have cut its last line.
void quotas::went(store::owner const& who, store::quota_usage const& what) {
    if (look(who, root_of(who)).file)
        note(who, negative(what.storage), negative(what.messages));
    else
        recount(who);
}

bool quotas::counts(store::owner const& who) const {
    return files_.status(AT_FDCWD, path_of(root_of(who))).has_value();
}

void quotas::recount(store::owner const& who) {
    auto const root = root_of(who);
    auto const now = look(who, root);
    if (now.limits.any()) (void)count(who, root, now.limits);
}

}  // namespace mailstead::maildir
