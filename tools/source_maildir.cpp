// A Maildir with its folders: Maildir++ (`.A.B`), or directories within directories.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "maildir/name.h"
#include "maildir/subscriptions.h"
#include "tools/mail_source.h"
#include "tools/maildirpp.h"
#include "tools/records_text.h"

namespace mailstead::tools {
namespace {

constexpr std::uint64_t note_limit = std::uint64_t{1} << 30;
constexpr std::size_t deepest = 20;

std::vector<std::string> levels_of(std::string_view name) {
    std::vector<std::string> out;
    for (auto const level : base::split(name, ".")) out.emplace_back(level);
    return out;
}

class maildir_source final : public mail_source {
public:
    explicit maildir_source(std::string root) : root_(std::move(root)) {
        add(root_, {});
        look_below(root_, {}, 0);
        if (auto const text = files_.read_all(AT_FDCWD, root_ + "/subscriptions", 1 << 20))
            for (auto const& name : maildir::parse_subscriptions(*text, maildirpp_layout()).names) subscribed_.push_back(levels_of(name));
    }

    bool is_one() const noexcept { return !folders_.empty(); }
    std::vector<source_folder> const& folders() const override { return folders_; }
    std::vector<std::vector<std::string>> subscriptions() const override { return subscribed_; }
    std::string records() const override {
        auto text = files_.read_all(AT_FDCWD, root_ + '/' + records_file, records_file_limit);
        return text ? std::move(*text) : std::string();
    }
    std::uint64_t count() const override { return count_; }

    bool read(taker const& take, complaint const& bad) override {
        for (auto const& path : nameless_) bad(path, "no folder can be called so");
        for (std::size_t i = 0; i < folders_.size(); ++i)
            if (!read_folder(i, take, bad)) return false;
        return true;
    }

private:
    struct found {
        std::string file;      // with new/ or cur/
        source_message what;
    };

    void add(std::string const& path, std::vector<std::string> levels) {
        bool there = false;
        for (auto const* sub : {"/new", "/cur"}) {
            auto const entries = files_.list(AT_FDCWD, path + sub);
            there |= entries.has_value();
            if (entries) count_ += entries->size();
        }
        if (!there) return;
        auto const notes = notes_of(path);
        folders_.push_back({std::move(levels), notes.uidvalidity, notes.uidnext});
        paths_.push_back(path);
    }

    void look_below(std::string const& path, std::vector<std::string> const& above, std::size_t depth) {
        auto entries = files_.list(AT_FDCWD, path);
        if (!entries || depth > deepest) return;
        std::sort(entries->begin(), entries->end(), [](auto const& a, auto const& b) { return a.name < b.name; });
        for (auto const& entry : *entries) {
            auto const here = path + '/' + entry.name;
            auto const info = files_.status(AT_FDCWD, here);
            if (!info || !S_ISDIR(info->st_mode)) continue;
            if (entry.name.starts_with('.')) {
                auto const name = maildirpp_name(entry.name);
                if (name && depth == 0) add(here, levels_of(*name));
                else if (holds_messages(here)) nameless_.push_back(here);
            } else if (entry.name != "cur" && entry.name != "new" && entry.name != "tmp") {
                auto levels = above;
                levels.push_back(level_named(entry.name));
                add(here, levels);
                look_below(here, levels, depth + 1);
            }
        }
    }

    bool holds_messages(std::string const& path) const {
        auto const new_ones = files_.list(AT_FDCWD, path + "/new"), seen_ones = files_.list(AT_FDCWD, path + "/cur");
        return (new_ones && !new_ones->empty()) || (seen_ones && !seen_ones->empty());
    }

    maildir_notes notes_of(std::string const& path) const {
        maildir_notes out;
        for (auto const* file : {"dovecot-keywords", "dovecot-uidlist", "courierimapuiddb", "mailstead-uidlist"})
            if (auto const text = files_.read_all(AT_FDCWD, path + '/' + file, note_limit)) read_note(file, *text, out);
        return out;
    }

    // By their old uids where those are known, else in the order of arrival.
    std::vector<found> list(std::size_t folder, complaint const& bad) const {
        auto const& path = paths_[folder];
        auto const notes = notes_of(path);
        std::vector<found> out;
        for (std::string const sub : {"cur", "new"}) {
            auto const entries = files_.list(AT_FDCWD, path + '/' + sub);
            if (!entries) {
                if (entries.error() != base::from_errno(ENOENT)) bad(path + '/' + sub, entries.error().message());
                continue;
            }
            for (auto const& entry : *entries) {
                if (entry.name.starts_with('.')) continue;
                found one{sub + '/' + entry.name, describe(entry.name, notes)};
                one.what.folder = folder;
                out.push_back(std::move(one));
            }
        }
        std::sort(out.begin(), out.end(), [](found const& a, found const& b) {
            auto const uid_a = a.what.uid ? a.what.uid : ~0u, uid_b = b.what.uid ? b.what.uid : ~0u;
            if (uid_a != uid_b) return uid_a < uid_b;
            return a.what.date != b.what.date ? a.what.date < b.what.date : a.file < b.file;
        });
        return out;
    }

    bool read_folder(std::size_t folder, taker const& take, complaint const& bad) {
        std::map<std::string, unsigned, std::less<>> twins;    // by base name: a message in new/ and another in cur/
        for (auto& one : list(folder, bad)) {
            auto const base = std::string(maildir::base_of(std::string_view(one.file).substr(4)));
            one.what.key = paths_[folder].substr(root_.size()) + '/' + base;
            if (auto const n = twins[base]++; n > 0) one.what.key += fmt::format("/{}", n);
            if (!read_message(one, take, bad)) return false;
        }
        return true;
    }

    bool read_message(found& one, taker const& take, complaint const& bad) {
        auto const path = paths_[one.what.folder] + '/' + one.file;
        base::unique_fd const fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (!fd) {
            bad(path, errno == ELOOP ? "it is a symbolic link" : base::last_error().message());
            return true;
        }
        auto const info = files_.status(fd.get());
        if (!info || !S_ISREG(info->st_mode)) {
            bad(path, "it is no file");
            return true;
        }
        one.what.size = static_cast<std::uint64_t>(info->st_size);
        one.what.date = info->st_mtim.tv_sec;
        one.what.name = path;
        std::uint64_t at = 0;
        auto const text = [&](std::span<char> into) {
            auto n = files_.read_at(fd.get(), into, at);
            if (n) at += *n;
            return n;
        };
        return take(one.what, text);
    }

    base::file_system& files_ = base::system_files();
    std::string const root_;
    std::vector<source_folder> folders_;
    std::vector<std::string> paths_;
    std::vector<std::string> nameless_;    // directories of mail whose names are no folder's
    std::vector<std::vector<std::string>> subscribed_;
    std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<mail_source> open_maildir_source(std::string const& path, std::string& why) {
    auto out = std::make_unique<maildir_source>(path);
    if (!out->is_one()) return why = "it is no Maildir: it has neither cur/ nor new/", nullptr;
    return out;
}

}  // namespace mailstead::tools
