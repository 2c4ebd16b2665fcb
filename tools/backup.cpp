// The order makes it consistent: the queue, then the indexes, then the mail. What is on its way in between is there twice rather
// than not at all, and the marks in queue and index tell it apart after a restore.
#include "tools/backup.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>

#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include "auth/accounts.h"
#include "base/ascii.h"
#include "conf/load.h"
#include "maildir/folders.h"
#include "store/index.h"
#include "tools/backup_copy.h"
#include "tools/progress.h"

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

class backing_up {
public:
    backing_up(conf::configuration const& files, std::string to, backup_wiring const& wiring)
        : files_(files), values_(*files.values), to_(std::move(to)), work_(fmt::format("{}.partial-{}", to_, ::getpid())), wiring_(wiring),
          shown_("messages", 0) {
        rules_.complain = [this](std::string const& what, std::string const& why) { missing(what, why); };
        rules_.progress = [this](std::uint64_t n) { shown_.at(n); };
    }
    ~backing_up() {
        std::error_code ignored;
        if (!finished_) fs::remove_all(work_, ignored);
    }

    int run();

private:
    void missing(std::string const& what, std::string const& why) {
        ++bad_;
        complain(0, fmt::format("{}: {}", base::printable(what, 1000), why));
    }
    bool fail(std::string const& why) { return why_ = why, false; }

    bool begin();
    void copy_configuration();
    bool copy_accounts();
    bool copy_queue();
    bool copy_running_queue();
    bool copy_indexes();
    bool copy_index(std::string const& account);
    bool copy_index_of(store_client& store, boost::json::object const& request);
    void find_mail();
    void copy_all_mail();
    bool write_manifest();
    bool finish();
    void add_root(std::string path);
    std::set<std::string> accounts();

    conf::configuration const& files_;
    conf::settings const& values_;
    std::string const to_, work_;
    backup_wiring const& wiring_;
    progress shown_;
    copy_rules rules_;
    copied done_;
    base::unique_fd hold_;              // none: the server runs
    std::int64_t const began_ = ::time(nullptr);
    std::vector<std::string> roots_;    // of mail
    std::uint64_t bad_ = 0;
    std::string why_;
    bool finished_ = false;
};

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

bool backing_up::copy_accounts() {
    auto const path = values_.text("account_database");
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return errno == ENOENT ? true : fail(path + ": " + base::last_error().message());
    auto const to = work_ + "/accounts.db";
    sqlite3 *from_db = nullptr, *to_db = nullptr;
    int status = sqlite3_open_v2(path.c_str(), &from_db, SQLITE_OPEN_READONLY, nullptr);
    if (status == SQLITE_OK) status = sqlite3_open_v2(to.c_str(), &to_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    if (status == SQLITE_OK) {
        sqlite3_busy_timeout(from_db, 10'000);
        auto* const copy = sqlite3_backup_init(to_db, "main", from_db, "main");
        if (copy) (void)sqlite3_backup_step(copy, -1);
        status = copy ? sqlite3_backup_finish(copy) : sqlite3_errcode(to_db);
    }
    std::string const why = sqlite3_errstr(status);
    sqlite3_close(from_db);
    sqlite3_close(to_db);
    if (status != SQLITE_OK) return fail(path + ": " + why);
    (void)!::chown(to.c_str(), info.st_uid, info.st_gid);
    return ::chmod(to.c_str(), info.st_mode & 07777) == 0;
}

bool backing_up::copy_queue() {
    auto const queue = values_.text("queue_directory");
    if (exists(queue + "/maildrop")) copy_plain(queue + "/maildrop", work_ + "/queue/maildrop", rules_);
    if (!hold_) return copy_running_queue();
    if (!exists(queue + "/queue")) return true;
    std::error_code ignored;
    copy_plain(queue + "/queue", work_ + "/queue/queue", rules_);
    fs::remove(work_ + "/queue/queue/queue.db.backup", ignored);
    return true;
}

// The running server makes a copy of the database and leaves the segments that it names alone until we hang up.
bool backing_up::copy_running_queue() {
    auto const queue = values_.text("queue_directory");
    auto connection = connect_to(queue + "/private/control");
    if (!connection) return fail("private/control: " + connection.error().message());
    std::string_view const request = "backup\n";
    if (auto const sent = base::system_files().write_all(connection->get(), request); !sent) return fail("private/control: " + sent.error().message());
    std::string answer;
    char piece[256];
    for (ssize_t n; answer.find('\n') == answer.npos && (n = ::read(connection->get(), piece, sizeof piece)) > 0;)
        answer.append(piece, static_cast<std::size_t>(n));
    if (answer != "ok\n") return fail(fmt::format("the queue cannot be copied: {}", answer.empty() ? "the server hung up" : base::trimmed(answer)));
    auto const to = work_ + "/queue/queue";
    if (::mkdir(to.c_str(), 0700) != 0) return fail(to + ": " + base::last_error().message());
    auto const before = bad_;
    copy_plain(queue + "/queue/queue.db.backup", to + "/queue.db", rules_);
    copy_plain(queue + "/queue/segments", to + "/segments", rules_);
    if (bad_ != before || !exists(to + "/queue.db")) return fail("the queue could not be copied");
    struct stat info {};
    if (::stat((queue + "/queue").c_str(), &info) == 0) (void)!::chown(to.c_str(), info.st_uid, info.st_gid);
    return true;
}

// Every account there may be: of the database, and whoever has an index.
std::set<std::string> backing_up::accounts() {
    std::set<std::string> out;
    auth::accounts database(values_.text("account_database"), auth::accounts::mode::read);
    if (auto const all = database.list())
        for (auto const& one : *all) out.insert(one.address);
    std::error_code ignored;
    for (auto const& level : fs::directory_iterator(values_.text("index_directory"), ignored))
        for (auto const& one : fs::directory_iterator(level.path(), ignored)) {
            std::string name;
            auto const text = one.path().filename().string();
            for (std::size_t i = 0; i < text.size(); ++i) {
                auto const byte = text[i] == '%' ? base::number<unsigned>(text.substr(i + 1, 2), 16) : std::nullopt;
                name += byte ? static_cast<char>(*byte) : text[i];
                if (byte) i += 2;
            }
            out.insert(name);
        }
    return out;
}

bool backing_up::copy_indexes() {
    auto const directory = values_.text("index_directory");
    if (hold_) {
        std::error_code ignored;
        fs::remove(work_ + "/index", ignored);
        if (exists(directory)) copy_plain(directory, work_ + "/index", rules_);
        return true;
    }
    for (auto const& account : accounts())
        if (exists(store::index_path(directory, account)) && !copy_index(account)) return false;
    return true;
}

// An account that is no more has mail nobody can read: its index stays behind.
bool backing_up::copy_index(std::string const& account) {
    refusal why;
    auto const store = store_client::open(files_, account, wiring_.store, why);
    if (!store) return why.code == "no-account" ? true : fail(why.words);
    bool const joined = !store->is_maildir() && !store->has_mbox_folders();    // its folders have an index of their own
    return copy_index_of(*store, {{"do", "index"}}) && (!joined || copy_index_of(*store, {{"do", "index"}, {"folders", true}}));
}

bool backing_up::copy_index_of(store_client& store, boost::json::object const& request) {
    refusal why;
    auto const head = store.ask(request, why);
    if (!head) return fail(store.account() + ": " + why.words);
    auto const account = text_in(*head, "account");
    auto const place = store::index_path(work_ + "/index", account);
    auto& files = base::system_files();
    if (auto const made = files.make_dirs(place, 0700); !made) return fail(place + ": " + made.error().message());
    auto const out = files.open(AT_FDCWD, place + "/index.db", O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!out) return fail(place + ": " + out.error().message());
    std::string piece(256 * 1024, '\0');
    for (auto left = static_cast<std::uint64_t>(number_in(*head, "size")); left > 0;) {
        auto const n = store.wire().receive_some(std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()))));
        if (!n) return fail(account + ": " + n.error().message());
        left -= *n;
        if (auto const put = files.write_all(out->get(), std::string_view(piece).substr(0, *n)); !put) return fail(place + ": " + put.error().message());
    }
    struct stat info {};
    if (::geteuid() != 0 || ::stat(values_.text("index_directory").c_str(), &info) != 0) return true;
    for (auto at = fs::path(place); at != fs::path(work_); at = at.parent_path()) (void)!::chown(at.c_str(), info.st_uid, info.st_gid);
    return ::fchown(out->get(), info.st_uid, info.st_gid) == 0;
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

}  // namespace

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
