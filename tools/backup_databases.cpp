// The databases of a backup: accounts, queue, indexes and what is kept beside them. The running server gives copies of its own.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include <sqlite3.h>

#include "auth/accounts.h"
#include "base/ascii.h"
#include "store/index.h"
#include "tools/backing_up.h"

namespace mailstead::tools {
namespace {

namespace fs = std::filesystem;

bool exists(std::string const& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

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
    return copy_common();
}

// An account that is no more has mail nobody can read: its index stays behind.
bool backing_up::copy_index(std::string const& account) {
    refusal why;
    auto const store = store_client::open(files_, account, wiring_.store, why);
    if (!store) return why.code == "no-account" ? true : fail(why.words);
    bool const joined = !store->is_maildir() && !store->has_mbox_folders();    // its folders have an index of their own
    return copy_index_of(*store, {{"do", "index"}}) && (!joined || copy_index_of(*store, {{"do", "index"}, {"folders", true}})) &&
           copy_records_of(*store);
}

bool backing_up::copy_index_of(store_client& store, boost::json::object const& request) {
    refusal why;
    auto const head = store.ask(request, why);
    if (!head) return fail(store.account() + ": " + why.words);
    auto const account = text_in(*head, "account");
    auto const place = store::index_path(work_ + "/index", account);
    return take_file(store, place, "index.db", static_cast<std::uint64_t>(number_in(*head, "size")));
}

// Annotations and access lists; many accounts have none.
bool backing_up::copy_records_of(store_client& store) {
    refusal why;
    auto const head = store.ask({{"do", "records"}}, why);
    if (!head) return fail(store.account() + ": " + why.words);
    auto const size = static_cast<std::uint64_t>(number_in(*head, "size"));
    return size == 0 || take_file(store, store::index_path(work_ + "/index", text_in(*head, "account")), "account.db", size);
}

bool backing_up::copy_common() {
    refusal why;
    auto const store = store_client::connect(files_, {}, wiring_.store, why);
    if (!store) return fail(why.words);
    auto const head = store->ask({{"do", "common"}}, why);
    if (!head) return fail("store.db: " + why.words);
    auto const size = static_cast<std::uint64_t>(number_in(*head, "size"));
    return size == 0 || take_file(*store, work_ + "/index", "store.db", size);
}

// The bytes that follow an answer, as a file of the store's user.
bool backing_up::take_file(store_client& store, std::string const& place, char const* name, std::uint64_t size) {
    auto& files = base::system_files();
    if (auto const made = files.make_dirs(place, 0700); !made) return fail(place + ": " + made.error().message());
    auto const out = files.open(AT_FDCWD, fmt::format("{}/{}", place, name), O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!out) return fail(place + ": " + out.error().message());
    std::string piece(256 * 1024, '\0');
    for (auto left = size; left > 0;) {
        auto const n = store.wire().receive_some(std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()))));
        if (!n) return fail(fmt::format("{}: {}", name, n.error().message()));
        left -= *n;
        if (auto const put = files.write_all(out->get(), std::string_view(piece).substr(0, *n)); !put) return fail(place + ": " + put.error().message());
    }
    struct stat info {};
    if (::geteuid() != 0 || ::stat(values_.text("index_directory").c_str(), &info) != 0) return true;
    for (auto at = fs::path(place); at != fs::path(work_); at = at.parent_path()) (void)!::chown(at.c_str(), info.st_uid, info.st_gid);
    return ::fchown(out->get(), info.st_uid, info.st_gid) == 0;
}

}  // namespace mailstead::tools
