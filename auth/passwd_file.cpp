// The grammar of a line, and the file that is read again when it has changed.
#include "auth/passwd_file.h"

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include <fcntl.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/file_stamp.h"
#include "base/fs.h"
#include "base/log.h"

namespace mailstead::auth {
namespace {

constexpr std::size_t largest_file = 64 << 20;
constexpr std::size_t most_complaints = 20;

// Changed a moment ago: perhaps again before the clock of the file system ticks.
bool is_young(base::file_stamp const& s) noexcept { return base::unix_seconds(base::system_clock().now()) - s.modified_seconds < 2; }

// The text up to the next colon, which is taken off `rest` with it.
std::string_view field(std::string_view& rest) {
    auto const at = rest.find(':');
    auto const out = rest.substr(0, at);
    rest.remove_prefix(at == rest.npos ? rest.size() : at + 1);
    return out;
}

std::optional<std::string> said(std::string_view text) { return text.empty() ? std::nullopt : std::optional<std::string>(text); }

bool has_control(std::string_view text) {
    for (char const c : text)
        if (static_cast<unsigned char>(c) < ' ' && c != '\t') return true;
    return false;
}

}  // namespace

passwd_line parse_passwd_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') return passwd_nothing{};
    auto rest = line;
    passwd_entry out;
    out.entry.name = base::lowered(field(rest));
    if (out.entry.name.empty()) return passwd_bad{{}, "no user name"};
    if (has_control(line)) return passwd_bad{out.entry.name, "control characters"};
    out.entry.password = field(rest);
    out.entry.uid = said(field(rest));
    out.entry.gid = said(field(rest));
    field(rest);    // gecos
    out.entry.home = field(rest);
    field(rest);    // shell
    for (auto const one : base::split(rest, " \t")) {
        auto const equals = one.find('=');
        auto const name = one.substr(0, equals);
        auto const read = take_field(out.entry, name, equals == one.npos ? std::string_view() : one.substr(equals + 1));
        if (read == field_read::bad) return passwd_bad{out.entry.name, "an extra field has a value that cannot be read"};
        if (read == field_read::no) out.unknown.emplace_back(name);
    }
    if (out.entry.any_password && !out.entry.password.empty()) return passwd_bad{out.entry.name, "nopassword takes an empty password"};
    if (!out.entry.password.empty() && !parse_password_hash(out.entry.password, out.entry.usual_scheme))
        return passwd_bad{out.entry.name, "the password has an unknown scheme or is broken"};
    return out;
}

struct passwd_file::content {
    std::unordered_map<std::string, std::optional<user_entry>> users;    // without entry: broken
    std::vector<std::string> names;                                      // of those with one, for pretend()
    std::int64_t secrets = 0;
    std::set<std::string_view> served;                                   // SCRAM mechanisms that all of them can use
    base::file_stamp file;
    bool is_final = true;
};

base::result<passwd_file::content_ptr> passwd_file::current() {
    std::lock_guard const lock(mutex_);
    auto const now = base::stamp_of(name_);    // before it is read: what changes meanwhile is another change
    if (content_ && content_->is_final && now == content_->file) return content_;
    auto const text = base::system_files().read_all(AT_FDCWD, name_, largest_file);
    if (!text) {
        base::log::error("auth", "{}: {}", name_, text.error().message());
        return text.error();
    }
    auto const made = parsed(*text);
    made->file = now;
    made->is_final = !is_young(now);
    content_ = made;
    return content_;
}

std::shared_ptr<passwd_file::content> passwd_file::parsed(std::string_view text) {
    auto out = std::make_shared<content>();
    std::size_t number = 0, complaints = 0;
    auto const complain = [&](std::string_view why) {
        if (++complaints <= most_complaints) base::log::warning("auth", "{}:{}: {}", name_, number, why);
    };
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ++number;
        auto parsed = parse_passwd_line(line);
        if (auto const* bad = std::get_if<passwd_bad>(&parsed)) {
            complain(bad->why);
            if (!bad->name.empty()) out->users.try_emplace(bad->name);
        }
        auto* const good = std::get_if<passwd_entry>(&parsed);
        if (!good) continue;
        for (auto const& one : good->unknown)
            if (named_.insert(one).second) base::log::warning("auth", "{}:{}: extra field {} means nothing here", name_, number, base::printable(one));
        auto const name = good->entry.name;
        if (credentials_of(good->entry, name).secret) ++out->secrets;
        if (out->users.try_emplace(name, std::move(good->entry)).second) out->names.push_back(name);
        else complain("the user is there already");
    }
    for (auto const one : all_schemes) {
        auto const can = [&](auto const& user) { return !user.second || auth::serves(*user.second, auth::name(one)); };
        if (std::all_of(out->users.begin(), out->users.end(), can)) out->served.insert(auth::name(one));
    }
    if (complaints > most_complaints) base::log::warning("auth", "{}: {} more lines are broken", name_, complaints - most_complaints);
    return out;
}

base::result<std::optional<user_entry>> passwd_file::find(std::string_view name) {
    auto const file = current();
    if (!file) return file.error();
    auto at = (*file)->users.find(std::string(name));
    if (auto const local = local_name(name, defaults_.default_domain); at == (*file)->users.end() && local) at = (*file)->users.find(*local);
    if (at == (*file)->users.end()) return std::optional<user_entry>();
    if (!at->second) return base::from_errno(EIO);
    return at->second;
}

base::result<std::int64_t> passwd_file::secret_count() {
    auto const file = current();
    if (!file) return {boost::system::in_place_error, file.error()};
    return (*file)->secrets;
}

void passwd_file::pretend(attempt const& what) {
    auto const file = current();
    if (!file || (*file)->names.empty()) return;
    auto const& somebody = (*file)->names[std::hash<std::string_view>()(what.name) % (*file)->names.size()];
    auto const stored = parse_password_hash((*file)->users.at(somebody)->password);
    if (stored) (void)check_password_hash(*stored, what.password);
}

std::uint32_t passwd_file::usual_iterations(std::string_view mechanism, std::string_view name) {
    auto const file = current();
    if (!file || (*file)->names.empty()) return 0;
    auto const& somebody = (*file)->names[std::hash<std::string_view>()(name) % (*file)->names.size()];
    for (auto const& text : credentials_of(*(*file)->users.at(somebody), somebody).verifiers)
        if (auto const known = parse_verifier(text); known && auth::name(known->scheme) == mechanism) return known->iterations;
    return 0;
}

bool passwd_file::serves(std::string_view mechanism) {
    auto const file = current();
    return file && (*file)->served.contains(mechanism);
}

}  // namespace mailstead::auth
