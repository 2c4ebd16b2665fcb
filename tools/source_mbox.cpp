// An mbox, or a directory of mboxes: files are folders, directories levels above them.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "mbox/head.h"
#include "mbox/scan.h"
#include "tools/mail_source.h"
#include "tools/records_text.h"

namespace mailstead::tools {
namespace {

constexpr std::size_t deepest = 20;
constexpr std::size_t head_limit = 64 << 20;
constexpr std::size_t piece_size = 1 << 20;

std::string name_of(std::string_view file) {
    for (std::string_view const ending : {".mbox", ".mbx", ".sbd"})
        if (file.size() > ending.size() && file.ends_with(ending)) file.remove_suffix(ending.size());
    return level_named(file);
}

bool is_passed_over(std::string const& name) {
    return name.starts_with('.') || name.ends_with(".lock") || name.ends_with(".msf") || name.ends_with("~");
}

// What UW's programs keep in their mailboxes.
bool is_internal(std::string_view head) { return head.find("Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA") != head.npos; }

class mbox_source final : public mail_source {
public:
    void add(std::string path, std::vector<std::string> levels) {
        folders_.push_back({std::move(levels)});
        paths_.push_back(std::move(path));
    }

    void look_below(std::string const& path, std::vector<std::string> const& above) {
        auto entries = files_.list(AT_FDCWD, path);
        if (!entries || above.size() > deepest) return;
        std::sort(entries->begin(), entries->end(), [](auto const& a, auto const& b) { return a.name < b.name; });
        for (auto const& entry : *entries) {
            auto const here = path + '/' + entry.name;
            if (entry.name == ".subscriptions" || entry.name == "subscriptions") read_subscriptions(here);
            if (is_passed_over(entry.name) || entry.name == "subscriptions") continue;
            auto const info = files_.status(AT_FDCWD, here);
            if (!info) continue;
            auto levels = above;
            levels.push_back(name_of(entry.name));
            if (S_ISDIR(info->st_mode)) look_below(here, levels);
            else add(here, levels);
        }
    }

    void read_subscriptions(std::string const& path) {
        auto const text = files_.read_all(AT_FDCWD, path, 1 << 20);
        if (!text) return;
        for (auto const line : base::split(*text, "\n")) {
            auto& levels = subscribed_.emplace_back();
            for (auto const level : base::split(line, "/")) levels.push_back(std::string(level));
        }
    }

    std::vector<source_folder> const& folders() const override { return folders_; }
    std::vector<std::vector<std::string>> subscriptions() const override { return subscribed_; }
    std::string records() const override { return records_; }
    void read_records(std::string const& path) {
        if (auto text = files_.read_all(AT_FDCWD, path, records_file_limit)) records_ = std::move(*text);
    }

    bool read(taker const& take, complaint const& bad) override {
        for (std::size_t i = 0; i < folders_.size(); ++i)
            if (!read_file(i, take, bad)) return false;
        return true;
    }

private:
    bool read_file(std::size_t folder, taker const& take, complaint const& bad) {
        auto const& path = paths_[folder];
        base::unique_fd const fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
        auto const info = fd ? files_.status(fd.get()) : base::result<struct stat>(base::last_error());
        if (!info || !S_ISREG(info->st_mode)) {
            bad(path, info ? "it is no file" : info.error().message());
            return true;
        }
        (void)::flock(fd.get(), LOCK_SH | LOCK_NB);
        return read_messages(fd.get(), *info, folder, take, bad);
    }

    // The scanner runs ahead by a piece; the messages it has found are read again from the page cache.
    bool read_messages(int fd, struct stat const& info, std::size_t folder, taker const& take, complaint const& bad) {
        std::vector<mbox::found_message> found;
        auto const into = [&](mbox::found_message&& one) { found.push_back(std::move(one)); };
        auto const peek = [&](std::uint64_t offset, std::size_t count) {
            std::string out(count, '\0');
            auto const n = files_.read_at(fd, out, offset);
            out.resize(n ? *n : 0);
            return out;
        };
        mbox::scanner scan(0, into, peek);
        std::map<std::string, unsigned> copies;
        auto const size = static_cast<std::uint64_t>(info.st_size);
        std::string piece;
        for (std::uint64_t at = 0; at < size && !scan.has_foreign_start();) {
            piece = peek(at, static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, size - at)));
            if (piece.empty()) {
                bad(paths_[folder], fmt::format("it cannot be read beyond octet {}", at));
                break;
            }
            scan.feed(piece);
            at += piece.size();
            for (auto const& one : found)
                if (!read_message(fd, info, folder, one, copies, take, bad)) return false;
            found.clear();
        }
        scan.finish();
        if (scan.has_foreign_start()) {
            bad(paths_[folder], "it is no mbox: its first line is no From line");
            return true;
        }
        for (auto const& one : found)
            if (!read_message(fd, info, folder, one, copies, take, bad)) return false;
        return true;
    }

    bool read_message(int fd, struct stat const& info, std::size_t folder, mbox::found_message const& one,
                      std::map<std::string, unsigned>& copies, taker const& take, complaint const& bad) {
        auto const name = fmt::format("{} at octet {}", paths_[folder], one.offset);
        if (one.head_length > head_limit) {
            bad(name, "its header is too long");
            return true;
        }
        std::string raw(one.head_length, '\0');
        auto const n = files_.read_at(fd, raw, one.offset + one.from_length);
        if (!n || *n != raw.size()) {
            bad(name, n ? "the file became shorter" : n.error().message());
            return true;
        }
        if (is_internal(raw)) return true;
        auto const head = mbox::parse_head(raw);
        source_message what;
        what.folder = folder;
        what.flags = head.said.flags;
        what.keywords = head.said.keywords;
        what.date = one.date != 0 ? one.date : info.st_mtim.tv_sec;
        what.size = head.visible.size() + one.body_length;
        what.name = name;
        what.key = fmt::format("{}:{}:{}", folder, base::hex(one.key), copies[one.key]++);
        std::uint64_t at = 0;
        auto const text = [&](std::span<char> into) -> base::result<std::size_t> {
            if (at < head.visible.size()) {
                auto const part = std::string_view(head.visible).substr(at, into.size());
                std::copy(part.begin(), part.end(), into.begin());
                at += part.size();
                return part.size();
            }
            auto const left = what.size - at;
            auto const want = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size())));
            auto got = files_.read_at(fd, want, one.offset + one.from_length + one.head_length + (at - head.visible.size()));
            if (got) at += *got;
            return got;
        };
        return take(what, text);
    }

    base::file_system& files_ = base::system_files();
    std::vector<source_folder> folders_;
    std::vector<std::string> paths_;
    std::vector<std::vector<std::string>> subscribed_;
    std::string records_;
};

}  // namespace

std::unique_ptr<mail_source> open_mbox_source(std::string const& path, std::string& why) {
    auto out = std::make_unique<mbox_source>();
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return why = base::last_error().message(), nullptr;
    if (S_ISDIR(info.st_mode)) out->look_below(path, {}), out->read_records(fmt::format("{}/.{}", path, records_file));
    else out->add(path, {});
    if (out->folders().empty()) return why = "there is no mbox in it", nullptr;
    return out;
}

}  // namespace mailstead::tools
