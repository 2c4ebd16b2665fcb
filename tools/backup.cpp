// The command, the configuration and the mail of a backup; its databases are in backup_databases.cpp.
#include "tools/backup.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/ascii.h"
#include "conf/load.h"
#include "maildir/folders.h"
#include "tools/backing_up.h"

namespace mailstead::tools {
namespace {

namespace fs = std::filesystem;

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead backup: {}\n", text);
    return status;
}

bool exists(std::string const& path) { return ::access(path.c_str(), F_OK) == 0; }

bool is_below(std::string const& path, std::string const& directory) {
    return path == directory || path.starts_with(directory.ends_with('/') ? directory : directory + '/');
}

}  // namespace

void backing_up::missing(std::string const& what, std::string const& why) {
    ++bad_;
    complain(0, fmt::format("{}: {}", base::printable(what, 1000), why));
}

bool backing_up::begin() {
    std::error_code ignored;
    if (exists(to_) && !fs::is_empty(to_, ignored)) return fail(to_ + " is there already, and not empty");
    for (std::string const sub : {"", "/config", "/queue", "/index", "/mail"})
        if (::mkdir((work_ + sub).c_str(), 0700) != 0) return fail(work_ + sub + ": " + base::last_error().message());
    hold_ = wiring_.hold_off(values_);
    return true;
}

void backing_up::copy_configuration() {
    std::error_code ignored;
    fs::remove(work_ + "/config", ignored);
    copy_plain(files_.directory, work_ + "/config", rules_);
    // Copied while it may be written: the one beside is the good one.
    for (auto const* suffix : {"", "-journal"}) fs::remove(fmt::format("{}/config/{}{}", work_, fs::path(values_.text("account_database")).filename().string(), suffix), ignored);
}

void backing_up::add_root(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (!exists(path)) return;
    for (auto const& one : roots_)
        if (is_below(path, one)) return;
    std::erase_if(roots_, [&](std::string const& one) { return is_below(one, path); });
    roots_.push_back(std::move(path));
}

void backing_up::find_mail() {
    auto const base = values_.text("virtual_mailbox_base");
    add_root(base.empty() ? values_.text("data_directory") + "/mail" : base);
    auto names = accounts();
    ::setpwent();
    while (auto const* entry = ::getpwent()) names.insert(entry->pw_name);
    ::endpwent();
    for (auto const& name : names) {
        auto const who = wiring_.find(values_, name);
        if (!who) missing(name, who.error().message());
        if (!who || !*who) continue;
        add_root((*who)->location);
        if (!(*who)->location.ends_with('/')) add_root(wiring_.folders(values_, **who));
    }
}

void backing_up::copy_all_mail() {
    for (auto const pass : {copy_pass::first, copy_pass::again})
        for (std::size_t i = 0; i < roots_.size(); ++i) copy_mail(roots_[i], fmt::format("{}/mail/{}", work_, i), pass, rules_, done_);
}

bool backing_up::write_manifest() {
    auto text = fmt::format("mailstead-backup 1\nbegan {}\nserver {}\n", began_, hold_ ? "stopped" : "running");
    text += fmt::format("config {}\naccounts.db {}\nqueue {}\nindex {}\n", files_.directory, values_.text("account_database"),
                        values_.text("queue_directory"), values_.text("index_directory"));
    for (std::size_t i = 0; i < roots_.size(); ++i) text += fmt::format("mail/{} {}\n", i, roots_[i]);
    auto const put = base::system_files().publish(AT_FDCWD, work_ + "/MANIFEST", text);
    return put ? true : fail("MANIFEST: " + put.error().message());
}

bool backing_up::finish() {
    auto& files = base::system_files();
    auto const dir = files.open(AT_FDCWD, work_, O_RDONLY | O_DIRECTORY);
    if (!dir) return fail(dir.error().message());
    if (auto const synced = files.sync_file_system(dir->get()); !synced) return fail(synced.error().message());
    (void)files.remove_dir(AT_FDCWD, to_);    // an empty one
    if (auto const moved = files.rename(AT_FDCWD, work_, AT_FDCWD, to_, base::on_existing::refuse); !moved) return fail(to_ + ": " + moved.error().message());
    finished_ = true;
    if (auto const synced = files.sync_file_system(dir->get()); !synced) return fail(synced.error().message());
    return true;
}

int backing_up::run() {
    auto const all = [&] {
        if (!begin()) return false;
        copy_configuration();
        if (!copy_accounts() || !copy_queue() || !copy_indexes()) return false;
        find_mail();
        copy_all_mail();
        return write_manifest() && finish();
    };
    if (!all()) return complain(EXIT_FAILURE, why_ + "; nothing was made");
    fmt::print("{} messages ({} linked), {} mboxes\n", done_.messages, done_.linked, done_.mboxes);
    return bad_ == 0 ? EXIT_SUCCESS : complain(EXIT_FAILURE, fmt::format("{} things are missing or doubtful", bad_));
}

int backup(std::vector<std::string> arguments, std::string config_dir, backup_wiring const& wiring) {
    std::string to;
    CLI::App app("everything of a mail server in one directory", "mailstead backup");
    app.add_option("-c", config_dir, "the configuration directory");
    app.add_option("DIR", to, "what is made; on the file system of the mail, messages are hard links")->required();
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    auto const files = conf::load(config_dir);
    if (!files.values) {
        for (auto const& p : files.problems) complain(EX_CONFIG, p.message());
        return EX_CONFIG;
    }
    std::error_code ignored;
    to = fs::absolute(to, ignored).lexically_normal().string();
    while (to.size() > 1 && to.ends_with('/')) to.pop_back();
    backing_up work(files, to, wiring);
    return work.run();
}

}  // namespace mailstead::tools
