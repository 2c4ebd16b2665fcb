// accounts.db in SQLite. Rollback journal, not WAL: the role auth may not write the directory of the file, and WAL's
// side files would have to be made there; readers hold no lock between two lookups. journal_mode=TRUNCATE, so that a
// reader can roll back what a killed writer left without deleting a file.
#include "auth/accounts.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <map>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/log.h"

#include "auth/address.h"
#include "auth/passwords.h"
#include "auth/sqlite.h"

namespace mailstead::auth {
namespace {

using base::result;

constexpr int application_id = 0x4d736163;    // "Msac"; durable: do not change
constexpr int schema_version = 3;

// Durable: a change of this text is a new schema_version with a step below.
constexpr char const* schema = R"sql(
CREATE TABLE account (
    address TEXT NOT NULL PRIMARY KEY,
    enabled INTEGER NOT NULL DEFAULT 1,
    secret  TEXT,
    uid     INTEGER,
    gid     INTEGER,
    home    TEXT,
    mail    TEXT,
    quota   INTEGER,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    quota_messages INTEGER,
    master  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE app_password (
    address TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    name    TEXT NOT NULL,
    services TEXT NOT NULL,
    hash    TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (address, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE verifier (
    address TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    scheme  TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (address, scheme)
) STRICT, WITHOUT ROWID;
CREATE TABLE property (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO property VALUES ('made_up_key', hex(randomblob(32)));
PRAGMA application_id = 0x4d736163;
PRAGMA user_version = 3;
)sql";

// From version 1 to 2.
constexpr char const* step_2 = R"sql(
ALTER TABLE account ADD COLUMN quota_messages INTEGER;
PRAGMA user_version = 2;
)sql";

// From version 2 to 3.
constexpr char const* step_3 = R"sql(
ALTER TABLE account ADD COLUMN master INTEGER NOT NULL DEFAULT 0;
CREATE TABLE app_password (
    address TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    name    TEXT NOT NULL,
    services TEXT NOT NULL,
    hash    TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (address, name)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 3;
)sql";

std::string columns(std::int64_t version) {
    std::string const out = "address, enabled, secret <> '', uid, gid, home, mail, quota, created, changed";
    return out + (version < 2 ? ", NULL" : ", quota_messages") + (version < 3 ? ", 0" : ", master");
}

account row(sqlite::statement const& s) {
    account a;
    a.address = s.text(0);
    a.enabled = s.number(1) != 0;
    a.has_secret = s.number(2) != 0;
    a.uid = s.optional_number(3);
    a.gid = s.optional_number(4);
    a.home = s.optional_text(5);
    a.mail = s.optional_text(6);
    a.quota = s.optional_number(7);
    a.created = s.number(8);
    a.changed = s.number(9);
    a.quota_messages = s.optional_number(10);
    a.master = s.number(11) != 0;
    return a;
}

std::int64_t now() { return base::unix_seconds(base::system_clock().now()); }

std::int64_t pragma(sqlite3* db, std::string_view name) {
    sqlite::statement s(db, fmt::format("PRAGMA {}", name));
    return s.step() == SQLITE_ROW ? s.number(0) : -1;
}

// Only the owner may read password data: the file is made with its mode before SQLite sees it.
result<void> make_file(std::string const& path) {
    int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return base::last_error();
    ::close(fd);
    return {};
}

// BEGIN IMMEDIATE ... COMMIT; rolled back unless commit() was reached and succeeded.
class transaction {
public:
    explicit transaction(sqlite3* db) : db_(db), code_(sqlite::run(db, "BEGIN IMMEDIATE")) {}
    ~transaction() {
        if (code_ == SQLITE_OK && !done_) sqlite::run(db_, "ROLLBACK");
    }
    transaction(transaction const&) = delete;
    transaction& operator=(transaction const&) = delete;
    int begun() const noexcept { return code_; }
    int commit() noexcept {
        int const code = sqlite::run(db_, "COMMIT");
        done_ = code == SQLITE_OK;
        return code;
    }

private:
    sqlite3* db_;
    int code_;
    bool done_ = false;
};

bool is_empty(sqlite3* db) {
    sqlite::statement s(db, "SELECT count(*) FROM sqlite_schema");
    return s.step() == SQLITE_ROW && s.number(0) == 0;
}

// Makes the tables in an empty file. Two writers may find it empty at the same time: the look is inside the transaction.
int make_tables(sqlite3* db) {
    if (pragma(db, "application_id") != 0) return SQLITE_OK;
    transaction t(db);
    if (t.begun() != SQLITE_OK) return t.begun();
    if (pragma(db, "application_id") != 0 || !is_empty(db)) return SQLITE_OK;
    int const code = sqlite::run(db, schema);
    return code == SQLITE_OK ? t.commit() : code;
}

// Brings an older file up to this version. Two writers may try at the same time.
int migrate(sqlite3* db) {
    auto const is_old = [db] { return pragma(db, "user_version") >= 1 && pragma(db, "user_version") < schema_version; };
    if (!is_old()) return SQLITE_OK;
    transaction t(db);
    if (t.begun() != SQLITE_OK) return t.begun();
    if (!is_old()) return SQLITE_OK;
    int code = pragma(db, "user_version") < 2 ? sqlite::run(db, step_2) : SQLITE_OK;
    if (code == SQLITE_OK) code = sqlite::run(db, step_3);
    return code == SQLITE_OK ? t.commit() : code;
}

result<std::vector<std::string>> verifiers_of(new_password const& password) {
    if (!password.hash.empty()) return std::vector{password.hash};
    auto const text = prepared(password.text);
    if (!text) return errc::bad_password;
    return make_verifiers(*text, password.iterations);
}

int put_verifiers(sqlite3* db, std::string_view address, std::vector<std::string> const& verifiers) {
    sqlite::statement clear(db, "DELETE FROM verifier WHERE address = ?1");
    if (int const code = clear.bind(1, address).step(); code != SQLITE_DONE) return code;
    sqlite::statement put(db, "INSERT INTO verifier (address, scheme, value) VALUES (?1, ?2, ?3)");
    for (auto const& v : verifiers) {
        put.reset();
        bool const is_foreign = v.starts_with('{');    // "{SCHEME}..."
        auto const scheme = is_foreign ? std::string_view(v).substr(1, v.find('}') - 1) : std::string_view(v).substr(0, v.find('$'));
        int const code = put.bind(1, address).bind(2, scheme).bind(3, std::string_view(v)).step();
        if (code != SQLITE_DONE) return code;
    }
    return SQLITE_DONE;
}

// With a foreign hash there is no text to keep.
std::optional<std::string> kept_secret(new_password const& password) {
    bool const is_kept = password.store_secret && !password.text.empty();
    return is_kept ? std::optional(password.text) : std::nullopt;
}

}  // namespace

struct accounts::open_file {
    sqlite::connection db;
    std::int64_t version = 0;    // of the tables, when the statements were made
    dev_t device = 0;
    ino_t inode = 0;
    sqlite::statement credentials;
    sqlite::statement find;
    sqlite::statement disabled;
    sqlite::statement app_passwords;    // none before version 3
    sqlite::statement secret_count;
    sqlite::statement without_verifier;
    sqlite::statement data_version;
    std::string made_up_key;
    // What every account has to be looked at for; asked every few seconds, also where there are many and nothing changes.
    struct facts {
        std::int64_t at = -1;    // data_version
        std::optional<std::int64_t> secrets;
        std::map<std::string, bool, std::less<>> lacking;    // some_lack, by scheme
    } known;

    // After it `known` holds nothing that others have changed meanwhile; what this connection itself changes does not count.
    void forget_if_changed() {
        bool const is_there = data_version.step() == SQLITE_ROW;
        auto const now = is_there ? data_version.number(0) : -1;
        data_version.reset();
        if (!is_there || now != known.at) known = facts{now, {}, {}};
    }

    void prepare() {
        credentials = {db.get(), "SELECT a.address, a.secret, v.value FROM account a LEFT JOIN verifier v USING (address) "
                                 "WHERE a.address = ?1 AND a.enabled ORDER BY v.scheme"};
        find = {db.get(), fmt::format("SELECT {} FROM account WHERE address = ?1 AND enabled", columns(version))};
        disabled = {db.get(), "SELECT 1 FROM account WHERE address = ?1 AND NOT enabled"};
        if (version >= 3) app_passwords = {db.get(), "SELECT name, services, hash, created FROM app_password WHERE address = ?1 ORDER BY name"};
        secret_count = {db.get(), "SELECT count(*) FROM account WHERE secret <> '' AND enabled"};
        data_version = {db.get(), "PRAGMA data_version"};
        without_verifier = {db.get(), "SELECT 1 FROM account a WHERE enabled AND coalesce(secret, '') = '' AND NOT EXISTS "
                                      "(SELECT 1 FROM verifier v WHERE v.address = a.address AND v.scheme = ?1) LIMIT 1"};
    }
};

accounts::accounts(std::string path, mode m) : path_(std::move(path)), mode_(m) {}
accounts::~accounts() = default;

base::error_code accounts::trouble(int code) { return trouble(code, file_ ? file_->db.get() : nullptr); }

base::error_code accounts::trouble(int code, sqlite3* db) {
    bool const has_words = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff);    // what is not SQLite's own finding it says nothing of
    base::log::error("auth", "{}: {}", path_, has_words ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    return code == SQLITE_NOTADB ? errc::not_a_database : errc::database;
}

// Opens the file at first use, and again when another one took its place (a restored backup).
base::result<accounts::open_file*> accounts::opened() {
    struct stat now {};
    bool const there = ::stat(path_.c_str(), &now) == 0;
    bool const is_same = there && file_ && file_->device == now.st_dev && file_->inode == now.st_ino;
    // A reader goes on with an older file until a writer has brought it up to this version.
    bool const is_newer = is_same && file_->version < schema_version && pragma(file_->db.get(), "user_version") > file_->version;
    if (is_same && !is_newer) return file_.get();
    if (!there && errno != ENOENT) return base::last_error();
    if (!there && file_) return trouble(SQLITE_CANTOPEN);
    if (!there && mode_ != mode::write) return static_cast<open_file*>(nullptr);
    if (!there) {
        if (auto made = make_file(path_); !made) return made.error();
        if (::stat(path_.c_str(), &now) != 0) return base::last_error();
    }
    auto file = std::make_unique<open_file>();
    file->device = now.st_dev;
    file->inode = now.st_ino;
    file_.reset();
    return open(std::move(file));
}

base::result<accounts::open_file*> accounts::open(std::unique_ptr<open_file> file) {
    sqlite3* db = nullptr;
    int code = sqlite3_open_v2(path_.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    file->db.reset(db);
    if (code != SQLITE_OK) return trouble(code, db);
    sqlite3_busy_timeout(db, 5000);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    code = sqlite::run(db, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
                           "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA cache_size = -1024");
    if (code == SQLITE_OK && mode_ == mode::write) code = make_tables(db);
    if (code != SQLITE_OK) return trouble(code, db);

    auto const version = pragma(db, "user_version");
    auto const application = pragma(db, "application_id");
    // Made a moment ago by a writer that has not committed yet: there are no accounts.
    if (version == 0 && application == 0 && is_empty(db)) return static_cast<open_file*>(nullptr);
    if (application != application_id) return errc::not_a_database;
    if (version > schema_version) return errc::newer_database;
    if (mode_ != mode::read) code = migrate(db);
    if (code != SQLITE_OK) return trouble(code, db);
    file->version = pragma(db, "user_version");
    if (mode_ == mode::read) sqlite::run(db, "PRAGMA query_only = ON");
    sqlite::statement key(db, "SELECT value FROM property WHERE name = 'made_up_key'");
    if (key.step() == SQLITE_ROW) file->made_up_key = key.text(0);
    file->prepare();
    file_ = std::move(file);
    return file_.get();
}

base::result<void> accounts::add(account const& what, new_password const& password) {
    auto const address = normal_address(what.address);
    if (!address || address->find('@') == address->npos) return errc::bad_address;
    auto const verifiers = verifiers_of(password);    // slow: before the lock
    if (!verifiers) return verifiers.error();

    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    auto* const db = (*file)->db.get();
    transaction t(db);
    if (t.begun() != SQLITE_OK) return trouble(t.begun());
    sqlite::statement put(db, "INSERT INTO account (address, enabled, secret, uid, gid, home, mail, quota, created, changed, "
                              "quota_messages, master) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11)");
    put.bind(1, std::string_view(*address)).bind(2, std::int64_t(what.enabled));
    put.bind(3, kept_secret(password));
    put.bind(4, what.uid).bind(5, what.gid).bind(6, what.home).bind(7, what.mail).bind(8, what.quota).bind(9, now());
    put.bind(10, what.quota_messages).bind(11, std::int64_t(what.master));
    int const code = put.step();
    if (code == SQLITE_CONSTRAINT) return errc::exists;
    if (code != SQLITE_DONE) return trouble(code);
    if (int const kept = put_verifiers(db, *address, *verifiers); kept != SQLITE_DONE) return trouble(kept);
    if (int const kept = t.commit(); kept != SQLITE_OK) return trouble(kept);
    return {};
}

base::result<void> accounts::set_password(std::string_view name, new_password const& password) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    auto const verifiers = verifiers_of(password);
    if (!verifiers) return verifiers.error();

    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    auto* const db = (*file)->db.get();
    transaction t(db);
    if (t.begun() != SQLITE_OK) return trouble(t.begun());
    sqlite::statement put(db, "UPDATE account SET secret = ?2, changed = ?3 WHERE address = ?1");
    put.bind(1, std::string_view(*address)).bind(3, now());
    put.bind(2, kept_secret(password));
    if (int const code = put.step(); code != SQLITE_DONE) return trouble(code);
    if (sqlite3_changes(db) == 0) return errc::not_found;
    if (int const kept = put_verifiers(db, *address, *verifiers); kept != SQLITE_DONE) return trouble(kept);
    if (int const kept = t.commit(); kept != SQLITE_OK) return trouble(kept);
    return {};
}

base::result<void> accounts::change(std::string_view sql, std::string_view name, std::optional<std::int64_t> value) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    sqlite::statement s((*file)->db.get(), sql);
    s.bind(1, std::string_view(*address));
    if (value) s.bind(2, *value).bind(3, now());
    if (int const code = s.step(); code != SQLITE_DONE) return trouble(code);
    if (sqlite3_changes((*file)->db.get()) == 0) return errc::not_found;
    return {};
}

base::result<void> accounts::set_enabled(std::string_view address, bool enabled) {
    return change("UPDATE account SET enabled = ?2, changed = ?3 WHERE address = ?1", address, enabled);
}

base::result<void> accounts::set_quota(std::string_view name, std::optional<std::int64_t> storage, std::optional<std::int64_t> messages) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    sqlite::statement s((*file)->db.get(), "UPDATE account SET quota = ?2, quota_messages = ?3, changed = ?4 WHERE address = ?1");
    s.bind(1, std::string_view(*address)).bind(2, storage).bind(3, messages).bind(4, now());
    if (int const code = s.step(); code != SQLITE_DONE) return trouble(code);
    if (sqlite3_changes((*file)->db.get()) == 0) return errc::not_found;
    return {};
}

base::result<void> accounts::set_master(std::string_view address, bool master) {
    return change("UPDATE account SET master = ?2, changed = ?3 WHERE address = ?1", address, master);
}

base::result<void> accounts::remove(std::string_view address) {
    return change("DELETE FROM account WHERE address = ?1", address, std::nullopt);
}

base::result<std::vector<account>> accounts::list() {
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    std::vector<account> out;
    if (!*file) return out;
    sqlite::statement s((*file)->db.get(), fmt::format("SELECT {} FROM account ORDER BY address", columns((*file)->version)));
    int code = s.step();
    for (; code == SQLITE_ROW; code = s.step()) out.push_back(row(s));
    if (code != SQLITE_DONE) return trouble(code);
    return out;
}

base::result<account> accounts::show(std::string_view name) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    sqlite::statement s((*file)->db.get(), fmt::format("SELECT {} FROM account WHERE address = ?1", columns((*file)->version)));
    int const code = s.bind(1, std::string_view(*address)).step();
    if (code == SQLITE_DONE) return errc::not_found;
    if (code != SQLITE_ROW) return trouble(code);
    return row(s);
}

base::result<std::optional<credentials>> accounts::find_credentials(std::string_view name) {
    auto const address = normal_address(name);
    if (!address) return std::optional<credentials>();
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return std::optional<credentials>();
    auto& s = (*file)->credentials;
    std::optional<credentials> out;
    int code = s.bind(1, std::string_view(*address)).step();
    for (; code == SQLITE_ROW; code = s.step()) {
        if (!out) out = credentials{s.text(0), {}, s.optional_text(1)};
        if (auto value = s.optional_text(2)) out->verifiers.push_back(std::move(*value));
    }
    s.reset();
    if (code != SQLITE_DONE) return trouble(code);
    return out;
}

base::result<std::optional<account>> accounts::find(std::string_view name) {
    auto const address = normal_address(name);
    if (!address) return std::optional<account>();
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return std::optional<account>();
    auto& s = (*file)->find;
    int const code = s.bind(1, std::string_view(*address)).step();
    std::optional<account> out;
    if (code == SQLITE_ROW) out = row(s);
    s.reset();
    if (code != SQLITE_ROW && code != SQLITE_DONE) return trouble(code);
    return out;
}

base::result<std::int64_t> accounts::secret_count() {
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return std::int64_t(0);
    (*file)->forget_if_changed();
    auto& known = (*file)->known.secrets;
    if (known && mode_ == mode::read) return *known;
    auto& s = (*file)->secret_count;
    int const code = s.step();
    auto const count = code == SQLITE_ROW ? s.number(0) : 0;
    s.reset();
    if (code != SQLITE_ROW) return trouble(code);
    known = count;
    return count;
}

template <class T, class Work>
base::result<T> accounts::on_database(T none, Work work) {
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return {boost::system::in_place_error, file.error()};
    if (!*file) return none;
    return work(**file);
}

base::result<bool> accounts::some_keep_no_secret() {
    return on_database(false, [&](open_file& file) -> base::result<bool> {
        sqlite::statement s(file.db.get(), "SELECT EXISTS (SELECT 1 FROM account WHERE enabled AND coalesce(secret, '') = '') AND "
                                           "EXISTS (SELECT 1 FROM account WHERE enabled AND secret <> '')");
        int const code = s.step();
        if (code != SQLITE_ROW) return {boost::system::in_place_error, trouble(code)};
        return s.number(0) != 0;
    });
}

base::result<bool> accounts::has_row(sqlite::statement open_file::*which, std::string_view value) {
    return on_database(false, [&](open_file& file) -> base::result<bool> {
        auto& s = file.*which;
        int const code = s.bind(1, value).step();
        s.reset();
        if (code != SQLITE_ROW && code != SQLITE_DONE) return {boost::system::in_place_error, trouble(code)};
        return code == SQLITE_ROW;
    });
}

base::result<bool> accounts::is_disabled(std::string_view name) {
    auto const address = normal_address(name);
    if (!address) return false;
    return has_row(&open_file::disabled, *address);
}

base::result<bool> accounts::some_lack(std::string_view scheme) {
    return on_database(false, [&](open_file& file) -> base::result<bool> {
        file.forget_if_changed();
        auto const at = file.known.lacking.find(scheme);
        if (mode_ == mode::read && at != file.known.lacking.end()) return at->second;
        auto& s = file.without_verifier;
        int const code = s.bind(1, scheme).step();
        s.reset();
        if (code != SQLITE_ROW && code != SQLITE_DONE) return {boost::system::in_place_error, trouble(code)};
        return file.known.lacking.insert_or_assign(std::string(scheme), code == SQLITE_ROW).first->second;
    });
}

base::result<void> accounts::add_app_password(std::string_view name, app_password const& what) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    sqlite::statement put((*file)->db.get(), "INSERT INTO app_password (address, name, services, hash, created) SELECT address, ?2, ?3, ?4, ?5 "
                                             "FROM account WHERE address = ?1");
    put.bind(1, std::string_view(*address)).bind(2, std::string_view(what.name));
    put.bind(3, std::string_view(fmt::format("{}", fmt::join(what.services, ",")))).bind(4, std::string_view(what.hash)).bind(5, now());
    int const code = put.step();
    if (code == SQLITE_CONSTRAINT) return errc::exists;
    if (code != SQLITE_DONE) return trouble(code);
    if (sqlite3_changes((*file)->db.get()) == 0) return errc::not_found;
    return {};
}

base::result<std::vector<app_password>> accounts::app_passwords(std::string_view name) {
    std::vector<app_password> out;
    auto const address = normal_address(name);
    if (!address) return out;
    return on_database(out, [&](open_file& file) -> base::result<std::vector<app_password>> {
        if (file.version < 3) return out;
        auto& s = file.app_passwords;
        int code = s.bind(1, std::string_view(*address)).step();
        for (; code == SQLITE_ROW; code = s.step()) {
            app_password one{s.text(0), {}, s.number(3), s.text(2)};
            auto const services = s.text(1);
            for (auto const part : base::split(services, ",")) one.services.emplace_back(part);
            out.push_back(std::move(one));
        }
        s.reset();
        if (code != SQLITE_DONE) return trouble(code);
        return out;
    });
}

base::result<void> accounts::remove_app_password(std::string_view name, std::string_view which) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    sqlite::statement s((*file)->db.get(), "DELETE FROM app_password WHERE address = ?1 AND name = ?2");
    if (int const code = s.bind(1, std::string_view(*address)).bind(2, which).step(); code != SQLITE_DONE) return trouble(code);
    if (sqlite3_changes((*file)->db.get()) == 0) return errc::not_found;
    return {};
}

base::result<void> accounts::replace_verifiers(std::string_view name, std::vector<std::string> const& old, std::vector<std::string> const& fresh) {
    auto const address = normal_address(name);
    if (!address) return errc::not_found;
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    if (!*file) return errc::not_found;
    auto* const db = (*file)->db.get();
    transaction t(db);
    if (t.begun() != SQLITE_OK) return trouble(t.begun());
    std::vector<std::string> there;
    {
        sqlite::statement look(db, "SELECT value FROM verifier WHERE address = ?1 ORDER BY scheme");
        int code = look.bind(1, std::string_view(*address)).step();
        for (; code == SQLITE_ROW; code = look.step()) there.push_back(look.text(0));
        if (code != SQLITE_DONE) return trouble(code);
    }
    if (there != old) return {};
    if (int const kept = put_verifiers(db, *address, fresh); kept != SQLITE_DONE) return trouble(kept);
    if (int const kept = t.commit(); kept != SQLITE_OK) return trouble(kept);
    return {};
}

base::result<std::string> accounts::made_up_key() {
    std::lock_guard const lock(mutex_);
    auto const file = opened();
    if (!file) return file.error();
    return *file ? (*file)->made_up_key : std::string();
}

}  // namespace mailstead::auth
