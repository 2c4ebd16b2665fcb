// See user_app_password.h.
#include "tools/user_app_password.h"

#include <sysexits.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"

#include "auth/password_hash.h"
#include "auth/passwords.h"

namespace mailstead::tools {
namespace {

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead user: {}\n", text);
    return status;
}

int status_of(base::error_code const& code) {
    if (code == auth::errc::not_found) return EX_NOUSER;
    return code == auth::errc::exists ? EXIT_FAILURE : EX_TEMPFAIL;
}

// Twenty letters and digits that nobody mistakes for each other, in groups of five: 100 bits.
std::string new_password() {
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";    // 32
    static_assert(letters.size() == 32);
    std::string out;
    for (unsigned char const c : auth::random_bytes(20)) {
        if (out.size() % 6 == 5) out += '-';
        out += letters[c % letters.size()];
    }
    return out;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && base::is_utf8(text) && base::printable(text) == text;
}

int add(auth::accounts& db, app_password_options const& what) {
    auth::app_password one;
    one.name = what.name.empty() ? "app" : what.name;
    if (!is_name(one.name)) return complain(EX_DATAERR, "a name has 1 to 64 printable characters");
    for (auto const service : base::split(what.only, ", ")) {
        if (service != "imap" && service != "pop3" && service != "smtp") return complain(EX_DATAERR, fmt::format("{}: services are imap, pop3 and smtp", service));
        one.services.emplace_back(service);
    }
    auto const text = new_password();
    one.hash = auth::make_password_hash("SSHA256", text).value();
    auto const done = db.add_app_password(what.address, one);
    if (!done && done.error() == auth::errc::exists) return complain(EXIT_FAILURE, fmt::format("{} has an app password named {} already", what.address, one.name));
    if (!done) return complain(status_of(done.error()), fmt::format("{}: {}", what.address, done.error().message()));
    fmt::print("{}\n", text);
    fmt::print(stderr, "The program must be set to PLAIN or LOGIN (\"normal password\"): SCRAM and CRAM-MD5 know the account's own password alone.\n");
    return EXIT_SUCCESS;
}

int list(auth::accounts& db, app_password_options const& what) {
    if (auto const there = db.show(what.address); !there) return complain(status_of(there.error()), fmt::format("{}: {}", what.address, there.error().message()));
    auto const all = db.app_passwords(what.address);
    if (!all) return complain(status_of(all.error()), all.error().message());
    for (auto const& one : *all) {
        std::time_t const at = one.created;
        std::tm parts{};
        gmtime_r(&at, &parts);
        char day[16];
        std::strftime(day, sizeof day, "%Y-%m-%d", &parts);
        fmt::print("{}: {}, made {}\n", one.name, one.services.empty() ? "all services" : fmt::format("{}", fmt::join(one.services, ", ")), day);
    }
    return EXIT_SUCCESS;
}

int remove(auth::accounts& db, app_password_options const& what) {
    auto const name = what.name.empty() ? "app" : what.name;
    auto const done = db.remove_app_password(what.address, name);
    if (done) return EXIT_SUCCESS;
    return complain(status_of(done.error()), done.error() == auth::errc::not_found ? fmt::format("{} has no app password named {}", what.address, name) : done.error().message());
}

}  // namespace

int app_password(auth::accounts& db, app_password_options const& what) {
    if (what.verb == "add") return add(db, what);
    return what.verb == "list" ? list(db, what) : remove(db, what);
}

}  // namespace mailstead::tools
