// cur, new and tmp, and for a folder the file maildirfolder; `-q` writes maildirsize.
#include "tools/maildirmake.h"
#include "tools/maildirpp.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/ascii.h"
#include "base/fs.h"
#include "maildir/folders.h"

namespace mailstead::tools {
namespace {

struct options {
    std::string directory, folder, quota;
    bool shareable = false;
};

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead maildirmake: {}\n", text);
    return status;
}

bool is_maildir(std::string const& path) { return ::access((path + "/cur").c_str(), F_OK) == 0; }

// A directory that is there already is refused.
base::result<void> make(std::string const& path, maildir::folder_kind kind, mode_t mode) {
    auto& files = base::system_files();
    if (::mkdir(path.c_str(), mode) != 0) return base::last_error();
    for (auto const* sub : {"/tmp", "/new", "/cur"})
        if (::mkdir((path + sub).c_str(), mode) != 0) return base::last_error();
    for (auto const* sub : {"", "/tmp", "/new", "/cur"})    // whatever the umask
        if (::chmod((path + sub).c_str(), mode) != 0) return base::last_error();
    if (kind == maildir::folder_kind::inbox) return {};
    auto const mark = files.open(AT_FDCWD, path + "/maildirfolder", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    return mark ? base::result<void>() : base::result<void>(mark.error());
}

int set_quota(std::string const& path, std::string const& quota) {
    auto const line = quota_line(quota);
    if (line.empty()) return complain(EX_USAGE, "-q takes sizes such as 10000000S,1000C");
    if (auto const put = base::system_files().publish(AT_FDCWD, path + "/maildirsize", line + "\n", 0644); !put)
        return complain(EXIT_FAILURE, fmt::format("{}/maildirsize: {}", path, put.error().message()));
    return EXIT_SUCCESS;
}

int make_folder(options const& o, mode_t mode) {
    if (!is_maildir(o.directory)) return complain(EXIT_FAILURE, fmt::format("{}: there is no Maildir", o.directory));
    auto const path = maildirpp_path(o.directory, o.folder);
    if (path.empty()) return complain(EX_USAGE, fmt::format("{}: no folder can be called so", o.folder));
    auto const made = make(path, maildir::folder_kind::folder, mode);
    return made ? EXIT_SUCCESS : complain(EXIT_FAILURE, fmt::format("{}: {}", path, made.error().message()));
}

int run(options o) {
    while (o.directory.size() > 1 && o.directory.ends_with('/')) o.directory.pop_back();
    if (!o.quota.empty() && quota_line(o.quota).empty()) return complain(EX_USAGE, "-q takes sizes such as 10000000S,1000C");
    if (!o.quota.empty() && !o.folder.empty()) return complain(EX_USAGE, "a quota is of the whole Maildir: -q and -f exclude each other");
    mode_t const mode = o.shareable ? 0755 : 0700;
    if (!o.folder.empty()) return make_folder(o, mode);
    if (!o.quota.empty() && is_maildir(o.directory)) return set_quota(o.directory, o.quota);    // as Courier's
    if (auto const made = make(o.directory, maildir::folder_kind::inbox, mode); !made)
        return complain(EXIT_FAILURE, fmt::format("{}: {}", o.directory, made.error().message()));
    return o.quota.empty() ? EXIT_SUCCESS : set_quota(o.directory, o.quota);
}

}  // namespace

std::string quota_line(std::string_view text) {
    std::string size, count;
    for (auto const part : base::split(text, ",")) {
        auto const number = part.substr(0, part.size() - 1);
        if (!base::number<std::uint64_t>(number)) return {};
        auto& into = part.back() == 'S' ? size : count;
        if ((part.back() != 'S' && part.back() != 'C') || !into.empty()) return {};
        into = part;
    }
    return size.empty() ? count : count.empty() ? size : size + ',' + count;
}

int maildirmake(std::vector<std::string> arguments, std::string config_dir) {
    options o;
    CLI::App app("an empty Maildir, or a folder in one", "mailstead maildirmake");
    app.add_option("-c", config_dir, "without effect");
    app.add_option("-q", o.quota, "a quota, such as 10000000S,1000C; also of a Maildir that is there");
    app.add_option("-f", o.folder, "make this folder of the Maildir");
    app.add_flag("-S", o.shareable, "others may look into it");
    app.add_option("DIR", o.directory, "the Maildir")->required();
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    return run(std::move(o));
}

}  // namespace mailstead::tools
