// Both layouts as Dovecot 2.3 writes them.
#include "maildir/layout.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>

#include "base/ascii.h"
#include "maildir/folders.h"
#include "store/utf7.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t longest_entry = 250;
constexpr int deepest = 32;  // levels that are looked into

bool is_plain(std::string_view name) noexcept {
    return base::is_utf8(name) &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// A link counts as what it leads to, as administrators use them.
bool is_directory(base::dir_entry const& entry) noexcept {
    return entry.type == DT_DIR || entry.type == DT_LNK || entry.type == DT_UNKNOWN;
}

// cur/ tells a Maildir from a mere level. One of the three is enough to know a folder again that lost the others.
bool is_maildir(base::file_system& files, std::string const& path) {
    auto const there = [&](char const* sub) {
        auto const info = files.status(AT_FDCWD, path + sub);
        return info && S_ISDIR(info->st_mode);
    };
    return there("/cur") || (there("/new") && there("/tmp"));
}

// INBOX is the Maildir itself, the folder A.B its subdirectory `.A.B`.
class maildirpp final : public layout {
public:
    using layout::layout;
    char separator() const noexcept override { return '.'; }
    bool is_nested() const noexcept override { return false; }

    bool is_possible(std::string_view name) const override {
        if (name.empty() || name.front() == '.' || name.back() == '.') return false;
        return name.find("..") == name.npos && name.find('/') == name.npos && is_plain(name) &&
               spelt(name).size() <= longest_entry;
    }

    std::string path(std::string const& root, std::string_view name) const override {
        return name == inbox ? root : root + "/." + spelt(name);
    }

    base::result<std::vector<std::string>> names(base::file_system& files, std::string const& root) const override {
        auto const entries = files.list(AT_FDCWD, root);
        if (!entries) return entries.error();
        std::vector<std::string> out;
        for (auto const& entry : *entries) {
            std::string name;
            if (entry.name.size() < 2 || entry.name.front() != '.' || !is_directory(entry)) continue;
            if (!read_name(std::string_view(entry.name).substr(1), name) || !is_possible(name)) continue;
            if (canonical(name) != inbox && is_maildir(files, root + '/' + entry.name)) out.push_back(std::move(name));
        }
        return out;
    }
};

// INBOX is the Maildir itself, the folder A/B its subdirectory `A/B`.
class nested final : public layout {
public:
    using layout::layout;
    char separator() const noexcept override { return '/'; }
    bool is_nested() const noexcept override { return true; }

    bool is_possible(std::string_view name) const override {
        if (name.empty() || !is_plain(name) || name.size() > 2000) return false;
        int levels = 0;
        for (std::size_t at = 0; at <= name.size(); ++levels) {
            auto const end = std::min(name.find('/', at), name.size());
            if (!is_level(name.substr(at, end - at)) || levels == deepest) return false;
            at = end + 1;
        }
        return !is_a_file_of_programs(name.substr(0, name.find('/')));
    }

    std::string path(std::string const& root, std::string_view name) const override {
        return name == inbox ? root : root + '/' + spelt(name);
    }

    base::result<std::vector<std::string>> names(base::file_system& files, std::string const& root) const override {
        std::vector<std::string> out;
        if (auto const done = look_into(files, root, "", out, 0); !done) return done.error();
        return out;
    }

private:
    // What lies beside the folders of the top; a list of Dovecot's users may well be called dovecot.
    static bool is_a_file_of_programs(std::string_view level) noexcept {
        for (std::string_view const start : {"mailstead-", "dovecot-uid", "dovecot-keywords", "dovecot-acl", "dovecot.index", "dovecot.list.index",
                                             "dovecot.mailbox.log", "courierimap", "courierpop3"})
            if (level.starts_with(start)) return true;
        return level == "subscriptions" || level == "maildirsize" || level == "maildirfolder";
    }

    bool is_level(std::string_view level) const {
        if (level.empty() || level == "." || level == ".." || level == "cur" || level == "new" || level == "tmp")
            return false;
        return spelt(level).size() <= longest_entry;
    }

    base::result<void> look_into(base::file_system& files, std::string const& root, std::string const& above,
                                 std::vector<std::string>& out, int depth) const {
        auto const entries = files.list(AT_FDCWD, above.empty() ? root : path(root, above));
        if (!entries) return depth == 0 ? base::result<void>(entries.error()) : base::result<void>();
        for (auto const& entry : *entries) {
            std::string level;
            if (!is_directory(entry) || !read_name(entry.name, level) || !is_level(level)) continue;
            auto name = above.empty() ? level : above + '/' + level;
            if (!is_possible(name)) continue;
            if (auto const there = files.status(AT_FDCWD, path(root, name) + "/."); !there) continue;
            // A link is not followed further down: it may lead back here.
            if (entry.type != DT_LNK)
                if (auto const done = look_into(files, root, name, out, depth + 1); !done) return done;
            if (canonical(name) != inbox && is_maildir(files, path(root, name))) out.push_back(std::move(name));
        }
        return {};
    }
};

}  // namespace

std::string layout::spelt(std::string_view name) const {
    return spelling_ == name_spelling::utf8 ? std::string(name) : store::utf7_encode(name);
}

bool layout::read_name(std::string_view text, std::string& name) const {
    if (spelling_ == name_spelling::utf8) {
        name = text;
        return base::is_utf8(text);
    }
    auto decoded = store::utf7_decode(text);
    if (decoded) name = std::move(*decoded);
    return decoded.has_value();
}

bool layout::is_below(std::string_view name, std::string_view parent) const noexcept {
    return name.size() > parent.size() && name.substr(0, parent.size()) == parent && name[parent.size()] == separator();
}

std::shared_ptr<layout const> make_layout(layout_kind kind, name_spelling spelling) {
    if (kind == layout_kind::fs) return std::make_shared<nested>(spelling);
    return std::make_shared<maildirpp>(spelling);
}

}  // namespace mailstead::maildir
