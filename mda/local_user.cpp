// Users and mailboxes: see local_user.h.
#include "mda/local_user.h"

#include <pwd.h>

#include <cerrno>
#include <vector>

#include "base/ascii.h"
#include "base/log.h"
#include "mda/local.h"

namespace mailstead::mda {
namespace {

constexpr std::size_t passwd_fields = 7;
constexpr std::size_t largest_entry = 4 << 20;

// A name that becomes a part of a path.
bool is_file_name(std::string_view name) noexcept {
    return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

std::string in_home(local_user const& user, std::string const& path) { return user.home + "/" + path; }

}  // namespace

std::optional<local_user> parse_passwd(std::string_view line) {
    std::vector<std::string_view> fields;
    for (auto rest = line;;) {
        auto const colon = rest.find(':');
        fields.push_back(rest.substr(0, colon));
        if (colon == rest.npos) break;
        rest.remove_prefix(colon + 1);
    }
    if (fields.size() != passwd_fields || fields[0].empty()) return std::nullopt;
    auto const uid = base::number<uid_t>(fields[2]);
    auto const gid = base::number<gid_t>(fields[3]);
    if (!uid || !gid) return std::nullopt;
    return local_user{std::string(fields[0]), *uid, *gid, std::string(fields[5]), std::string(fields[6]), false};
}

base::result<user_ptr> find_user(conf::maps const& users, std::string const& name) {
    if (!is_file_name(name)) return user_ptr();
    auto const line = users.find(name);
    if (!line) return line.error();
    if (!*line) return user_ptr();
    auto user = parse_passwd(**line);
    if (!user) {
        base::log::warning("local", "local_passwd_maps: {}: not a line of passwd(5): {}", base::printable(name), base::printable(**line));
        return conf::make_error_code(conf::errc::bad_table);
    }
    return user_ptr(std::make_shared<local_user const>(std::move(*user)));
}

namespace {

// `ask` is getpwuid_r or getpwnam_r with all but its last four arguments.
template <class Ask>
base::result<user_ptr> ask_system(Ask ask) {
    std::vector<char> space(1024);
    passwd entry{};
    passwd* found = nullptr;
    int code = ERANGE;
    while (code == ERANGE && space.size() < largest_entry) {
        space.resize(space.size() * 2);
        code = ask(&entry, space.data(), space.size(), &found);
    }
    if (found != nullptr) {
        local_user user{entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir, entry.pw_shell, false};
        return user_ptr(std::make_shared<local_user const>(std::move(user)));
    }
    // Some name services say ENOENT or ESRCH where POSIX has 0.
    if (code == 0 || code == ENOENT || code == ESRCH) return user_ptr();
    return base::from_errno(code);
}

}  // namespace

base::result<user_ptr> user_of(uid_t uid) {
    return ask_system([uid](auto... into) { return ::getpwuid_r(uid, into...); });
}

base::result<user_ptr> user_named(std::string const& name) {
    return ask_system([&name](auto... into) { return ::getpwnam_r(name.c_str(), into...); });
}

bool is_below_valid(local_settings const& rules, local_user const& user) noexcept {
    return user.uid < rules.first_valid_uid || user.gid < rules.first_valid_gid;
}

store::owner mailbox_of(local_settings const& rules, local_user const& user) {
    store::owner out;
    out.account = user.name;
    out.uid = user.uid;
    out.gid = user.gid;
    out.home = user.home;
    auto const& spool = rules.mail_spool_directory;
    // Postfix's order: a Maildir in the spool comes before a file in the home.
    if (rules.home_mailbox.ends_with('/')) {
        out.location = in_home(user, rules.home_mailbox);
    } else if (spool.ends_with('/')) {
        out.location = spool + user.name + "/";
    } else if (!rules.home_mailbox.empty()) {
        out.location = in_home(user, rules.home_mailbox);
    } else {
        out.location = spool + "/" + user.name;
    }
    return out;
}

base::result<std::optional<store::owner>> system_mailbox(local_settings const& rules, std::string const& user) {
    auto const name = base::lowered(user);
    auto const found = find_user(rules.users, name);
    if (!found) return found.error();
    if (!*found || is_below_valid(rules, **found)) return std::optional<store::owner>();
    auto as_named = **found;
    as_named.name = name;
    return std::optional(mailbox_of(rules, as_named));
}

}  // namespace mailstead::mda
