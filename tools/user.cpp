// The command line of accounts.db. Writes while the server runs; auth sees each change at its next lookup.
#include "tools/user.h"

#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <iostream>

#include <CLI/CLI.hpp>

#include "conf/load.h"
#include "store/quota.h"

#include "auth/accounts.h"
#include "auth/last_logins.h"
#include "auth/password_hash.h"
#include "auth/passwords.h"
#include "tools/user_app_password.h"

namespace mailstead::tools {
namespace {

struct options {
    std::string address;
    bool password_stdin = false;
    bool store_secret = false;
    bool disabled = false;
    bool master = false;
    std::string hash;
    std::string yes_or_no;
    app_password_options program;
    std::optional<std::int64_t> uid, gid;
    std::optional<std::string> quota;
    std::optional<std::string> home, mail;
};

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead user: {}\n", text);
    return status;
}

int status_of(base::error_code const& code) {
    if (code == auth::errc::not_found) return EX_NOUSER;
    if (code == auth::errc::bad_address || code == auth::errc::bad_password) return EX_DATAERR;
    if (code == auth::errc::exists) return EXIT_FAILURE;
    if (code == boost::system::errc::permission_denied) return EX_NOPERM;
    if (code == boost::system::errc::no_such_file_or_directory) return EX_CANTCREAT;
    return EX_TEMPFAIL;
}

int finish(base::result<void> const& done, std::string_view what) {
    return done ? EXIT_SUCCESS : complain(status_of(done.error()), fmt::format("{}: {}", what, done.error().message()));
}

// Switches the terminal's echo off for as long as it lives.
class silent_terminal {
public:
    silent_terminal() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~silent_terminal() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    silent_terminal(silent_terminal const&) = delete;
    silent_terminal& operator=(silent_terminal const&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

std::optional<std::string> ask(std::string_view prompt) {
    fmt::print(stderr, "{}", prompt);
    std::string text;
    bool const got = static_cast<bool>(std::getline(std::cin, text));
    fmt::print(stderr, "\n");
    return got ? std::optional(text) : std::nullopt;
}

// The password, or the exit status that says why there is none.
std::variant<std::string, int> new_password(options const& o) {
    std::string text;
    if (o.password_stdin) {
        if (!std::getline(std::cin, text)) return complain(EX_DATAERR, "no password on standard input");
        return text;
    }
    if (!isatty(STDIN_FILENO)) return complain(EX_USAGE, "standard input is no terminal: use --password-stdin");
    silent_terminal const quiet;
    auto const first = ask("New password: ");
    auto const second = first ? ask("The same again: ") : std::nullopt;
    if (!second) return complain(EX_DATAERR, "no password");
    if (*first != *second) return complain(EXIT_FAILURE, "the passwords differ; nothing was changed");
    return *first;
}

auth::new_password made_of(std::string text, options const& o) {
    return {std::move(text), o.store_secret, auth::default_iterations, o.hash};
}

// For what may leave some accounts with a clear password and some without: programs take the mechanism that they like best of what is offered to all.
int finish_login_change(auth::accounts& db, base::result<void> const& done, std::string_view address) {
    int const status = finish(done, address);
    auto const mixed = done ? db.some_keep_no_secret() : base::result<bool>(false);
    if (mixed && *mixed)
        fmt::print(stderr, "mailstead user: {}: done, but some accounts keep a clear password and some do not: programs that like CRAM-MD5 "
                           "or APOP best (curl, fetchmail) fail for those without: mailstead user passwd ADDRESS --store-secret\n", address);
    return status;
}

// What an account entry says of its limits. "default": nothing, the server's parameters apply.
struct quota_entry {
    std::optional<std::int64_t> storage, messages;
};

std::optional<quota_entry> quota_entry_of(std::string const& text) {
    if (text == "default") return quota_entry();
    auto const limits = store::parse_quota(text);
    if (!limits || limits->mailboxes) return std::nullopt;    // accounts.db has no place for mailboxes
    quota_entry out;
    if (limits->messages) out.messages = static_cast<std::int64_t>(*limits->messages);
    if (limits->storage) out.storage = static_cast<std::int64_t>(*limits->storage);
    else if (!out.messages) out.storage = 0;    // said, and without limit
    return out;
}

int bad_quota(std::string const& text) {
    return complain(EX_DATAERR, fmt::format("{}: no quota: 1G, 10000C, 1G,10000C, none or default", text));
}

int add(auth::accounts& db, options const& o) {
    auto const limits = quota_entry_of(o.quota.value_or("default"));
    if (!limits) return bad_quota(*o.quota);
    if (!o.hash.empty() && !auth::parse_password_hash(o.hash, "unknown")) return complain(EX_DATAERR, "--hash takes {SCHEME}..., as doveadm pw prints it");
    auto const password = o.hash.empty() ? new_password(o) : std::variant<std::string, int>(std::string());
    if (auto const* status = std::get_if<int>(&password)) return *status;
    auth::account a;
    a.address = o.address;
    a.enabled = !o.disabled;
    a.master = o.master;
    a.uid = o.uid;
    a.gid = o.gid;
    a.home = o.home;
    a.mail = o.mail;
    a.quota = limits->storage;
    a.quota_messages = limits->messages;
    return finish_login_change(db, db.add(a, made_of(std::get<std::string>(password), o)), o.address);
}

int change_password(auth::accounts& db, options const& o) {
    auto const found = db.show(o.address);
    if (!found) return finish(found.error(), o.address);
    auto const password = new_password(o);
    if (auto const* status = std::get_if<int>(&password)) return *status;
    int const status = finish_login_change(db, db.set_password(o.address, made_of(std::get<std::string>(password), o)), o.address);
    if (status == EXIT_SUCCESS && found->has_secret && !o.store_secret)
        fmt::print(stderr, "mailstead user: {}: the stored clear password is gone, so CRAM-MD5 is too\n", found->address);
    return status;
}

std::string when(std::int64_t seconds) {
    std::time_t const at = seconds;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

template <class T>
void line(char const* key, std::optional<T> const& value) {
    if (value) fmt::print("{}: {}\n", key, *value);
}

int set_quota(auth::accounts& db, options const& o) {
    auto const limits = quota_entry_of(*o.quota);
    if (!limits) return bad_quota(*o.quota);
    return finish(db.set_quota(o.address, limits->storage, limits->messages), o.address);
}

// As `quota` takes it; absent: the server's parameters apply.
std::optional<std::string> quota_text(auth::account const& a) {
    if (!a.quota && !a.quota_messages) return std::nullopt;
    store::quota_limits limits;
    if (a.quota.value_or(0) > 0) limits.storage = static_cast<std::uint64_t>(*a.quota);
    if (a.quota_messages.value_or(0) > 0) limits.messages = static_cast<std::uint64_t>(*a.quota_messages);
    return limits.any() ? store::print_quota(limits) : "none";
}

int show(auth::accounts& db, options const& o, conf::settings const& values, quota_usage_of const& usage) {
    auto const a = db.show(o.address);
    if (!a) return finish(a.error(), o.address);
    fmt::print("address: {}\nenabled: {}\nclear password stored: {}\n", a->address, a->enabled ? "yes" : "no",
               a->has_secret ? "yes" : "no");
    if (a->master) fmt::print("master: yes\n");
    line("uid", a->uid);
    line("gid", a->gid);
    line("home", a->home);
    line("mail", a->mail);
    line("quota", quota_text(*a));
    auto const used = usage ? usage(values, *a) : std::string();
    if (!used.empty()) fmt::print("quota usage: {}\n", used);
    fmt::print("created: {}\nchanged: {}\n", when(a->created), when(a->changed));
    auto const programs = db.app_passwords(a->address);
    for (std::size_t i = 0; programs && i < programs->size(); ++i) fmt::print("app password: {}\n", (*programs)[i].name);
    auto const logins = auth::read_last_logins(values.text("auth_last_login_database"), a->address);
    for (std::size_t i = 0; logins && i < logins->size(); ++i) {
        auto const& one = (*logins)[i];
        fmt::print("last login: {}, {}{}\n", when(one.at), one.service, one.remote_address.empty() ? "" : " from " + one.remote_address);
    }
    return EXIT_SUCCESS;
}

int list(auth::accounts& db) {
    auto const all = db.list();
    if (!all) return finish(all.error(), "list");
    for (auto const& a : *all) fmt::print("{}{}\n", a.address, a.enabled ? "" : " (disabled)");
    return EXIT_SUCCESS;
}

// The auth role writes new verifiers, and it cannot make the journal beside the file: the one that is there is to be its own.
void give_journal(std::string const& path) {
    struct stat status {};
    auto const journal = path + "-journal";
    if (geteuid() == 0 && stat(path.c_str(), &status) == 0) (void)!lchown(journal.c_str(), status.st_uid, status.st_gid);
}

// Nobody logs in between what is taken away and the removal. What is left half done is done when it is asked for again.
int remove(auth::accounts& db, options const& o, conf::configuration const& files, forget_account const& forget) {
    auto const found = db.show(o.address);
    if (!found || !forget) return finish(found ? db.remove(o.address) : base::result<void>(found.error()), o.address);
    if (auto const off = db.set_enabled(o.address, false); !off) return finish(off, o.address);
    auto const why = forget(files, found->address);
    if (!why.empty())
        return complain(EX_TEMPFAIL, fmt::format("{}: disabled but not removed, since its access rights and annotations cannot be: {}", found->address, why));
    return finish(db.remove(o.address), o.address);
}

// A new database made by root is handed to the user who will read it.
int hand_over(std::string const& path, std::string const& owner) {
    if (geteuid() != 0) return EXIT_SUCCESS;
    auto const* who = getpwnam(owner.c_str());
    if (!who) return complain(EXIT_SUCCESS, fmt::format("{} stays root's: there is no user {}", path, owner));
    bool const given = chown(path.c_str(), who->pw_uid, who->pw_gid) == 0;
    give_journal(path);
    if (given) return EXIT_SUCCESS;
    return complain(EX_NOPERM, fmt::format("{} cannot be given to {}", path, owner));
}

// An empty list would mean every service.
CLI::Validator const names_a_service([](std::string const& said) { return said.find_first_not_of(", ") == said.npos ? "no service is named" : std::string(); }, "");

void describe(CLI::App& app, options& o, std::string& directory) {
    app.require_subcommand(1);
    app.add_option("-c", directory, "the configuration directory");
    auto const with_address = [&](char const* name, char const* text) {
        auto* const sub = app.add_subcommand(name, text);
        sub->add_option("ADDRESS", o.address)->required();
        sub->add_option("-c", directory, "the configuration directory");
        return sub;
    };
    auto* const adding = with_address("add", "make an account");
    auto* const changing = with_address("passwd", "give an account a new password");
    for (auto* sub : {adding, changing}) {
        sub->add_flag("--password-stdin", o.password_stdin, "the first line of standard input is the password");
        sub->add_flag("--store-secret", o.store_secret, "keep the clear password too: CRAM-MD5 needs it");
    }
    adding->add_flag("--disabled", o.disabled, "not usable until enabled");
    adding->add_flag("--master", o.master, "may log in as others with his own password (auth_master_user_separator)");
    adding->add_option("--hash", o.hash, "instead of a password: what another server has stored, {SCHEME}...; replaced at the first login")
        ->excludes("--store-secret")
        ->excludes("--password-stdin");
    adding->add_option("--uid", o.uid, "owner of the mailbox");
    adding->add_option("--gid", o.gid, "group of the mailbox");
    adding->add_option("--home", o.home, "home directory");
    adding->add_option("--mail", o.mail, "where the mail lies");
    adding->add_option("--quota", o.quota, "most mail: octets (1G), messages (10000C), or both (1G,10000C); none; default");
    with_address("quota", "limit an account's mail")
        ->add_option("LIMITS", o.quota, "as --quota of add")
        ->required();
    with_address("master", "let an account log in as others, or not")
        ->add_option("yes|no", o.yes_or_no)
        ->required()
        ->check(CLI::IsMember({"yes", "no"}));
    auto* const programs = app.add_subcommand("app-password", "passwords for single programs of an account's owner");
    programs->require_subcommand(1);
    for (auto const& [name, text] : {std::pair("add", "make one and print it, once"), std::pair("list", "their names"), std::pair("del", "take one back")}) {
        auto* const sub = programs->add_subcommand(name, text);
        sub->add_option("ADDRESS", o.program.address)->required();
        sub->add_option("-c", directory, "the configuration directory");
        if (std::string_view(name) != "list") sub->add_option("--name", o.program.name, "what it is for; default: app");
        if (std::string_view(name) == "add") sub->add_option("--only", o.program.only, "imap, pop3, smtp: usable for these alone")->check(names_a_service);
        sub->callback([&o, name = std::string(name)] { o.program.verb = name; });
    }
    with_address("del", "remove an account, what others gave it and what it keeps beside its mail; the mail stays");
    with_address("show", "what is known about an account");
    with_address("enable", "let an account be used again");
    with_address("disable", "keep an account, but let nobody use it");
    app.add_subcommand("list", "all addresses")->add_option("-c", directory, "the configuration directory");
}

int carry_out(std::string const& verb, auth::accounts& db, options const& o, conf::settings const& values, quota_usage_of const& usage) {
    if (verb == "add") return add(db, o);
    if (verb == "passwd") return change_password(db, o);
    if (verb == "enable") return finish_login_change(db, db.set_enabled(o.address, true), o.address);
    if (verb == "disable") return finish(db.set_enabled(o.address, false), o.address);
    if (verb == "master") return finish(db.set_master(o.address, o.yes_or_no == "yes"), o.address);
    if (verb == "app-password") return app_password(db, o.program);
    if (verb == "quota") return set_quota(db, o);
    if (verb == "show") return show(db, o, values, usage);
    return list(db);
}

}  // namespace

int user(std::vector<std::string> args, std::string config_dir, quota_usage_of usage, forget_account forget) {
    options o;
    CLI::App app("accounts of the mail server", "mailstead user");
    describe(app, o, config_dir);
    std::reverse(args.begin(), args.end());    // CLI11 takes them from the back
    try {
        app.parse(args);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    auto const configuration = conf::load(config_dir);
    if (!configuration.values) {
        for (auto const& p : configuration.problems) complain(EX_CONFIG, p.message());
        return EX_CONFIG;
    }
    auto const& values = *configuration.values;
    auto const path = values.text("account_database");
    auto const verb = app.get_subcommands().front()->get_name();
    bool const is_new = access(path.c_str(), F_OK) != 0;
    using mode = auth::accounts::mode;
    auth::accounts db(path, verb == "add" ? mode::write : mode::read_write);
    int const status = verb == "del" ? remove(db, o, configuration, forget) : carry_out(verb, db, o, values, usage);
    give_journal(path);
    if (status != EXIT_SUCCESS || !is_new || verb != "add") return status;
    return hand_over(path, values.text(values.text("process_model") == "single" ? "mail_owner" : "auth_owner"));
}

}  // namespace mailstead::tools
