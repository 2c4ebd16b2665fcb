// The text copy is appended to; a whole new one replaces it when most of its lines are stale.
#include "maildir/uidlist.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "maildir/foreign_uidlist.h"

namespace mailstead::maildir {
namespace {

constexpr std::string_view head = "mailstead-uidlist 1";
constexpr std::uint64_t size_limit = 1 << 30;

void take_line(std::string_view line, uidlist& out) {
    auto const space = line.find(' ');
    if (space == line.npos) return;
    auto const key = line.substr(0, space), value = line.substr(space + 1);
    if (key == "V") {
        out.uidvalidity = base::number<std::uint32_t>(value).value_or(0);
    } else if (key == "N") {
        out.ceiling = std::max(out.ceiling, base::number<std::uint32_t>(value).value_or(0));
    } else if (key == "P") {
        auto const after = value.find(' ');
        auto const uid = base::number<std::uint32_t>(value.substr(0, after));
        if (uid && after != value.npos && is_unique_id(value.substr(after + 1))) out.uidls[*uid] = value.substr(after + 1);
    } else if (auto const uid = base::number<std::uint32_t>(key); uid && *uid > 0 && !value.empty()) {
        out.uids[std::string(value)] = *uid;
    }
}

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT); }

base::result<void> append(base::file_system& files, std::string const& path, std::string_view text, bool synced) {
    auto const file = files.open(AT_FDCWD, path + '/' + uidlist_name, O_WRONLY | O_APPEND | O_NOFOLLOW);
    if (!file) return file.error();
    if (auto const wrote = files.write_all(file->get(), text); !wrote) return wrote;
    return synced ? files.sync_data(file->get()) : base::result<void>();
}

}  // namespace

uidlist parse_uidlist(std::string_view text) {
    uidlist out;
    if (text.substr(0, text.find('\n')) != head) return out;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        take_line(text.substr(0, end), out);
        text.remove_prefix(end + 1);
    }
    for (auto const& [base, uid] : out.uids) out.ceiling = std::max(out.ceiling, uid);
    return out;
}

std::string uidlist_head(std::uint32_t uidvalidity, std::uint32_t ceiling) {
    return fmt::format("{}\nV {}\nN {}\n", head, uidvalidity, ceiling);
}

std::string uidlist_lines(std::vector<uidlist_line> const& messages) {
    std::string out;
    for (auto const& [uid, base, uidl] : messages) {
        if (!uidl.empty()) out += fmt::format("P {} {}\n", uid, uidl);
        (void)add_line(out, uid, base);
    }
    return out;
}

bool add_line(std::string& to, std::uint32_t uid, std::string_view base) {
    if (std::any_of(base.begin(), base.end(), [](unsigned char c) { return c < 0x20; })) return false;
    (((to += std::to_string(uid)) += ' ') += base) += '\n';
    return true;
}

base::result<uidlist> read_uidlist(base::file_system& files, std::string const& path) {
    auto const text = files.read_all(AT_FDCWD, path + '/' + uidlist_name, size_limit);
    if (!text && is_missing(text.error())) return uidlist{};
    // Something else of that name: as a damaged list.
    bool const odd = !text && (text.error() == base::from_errno(EINVAL) || text.error() == base::from_errno(EISDIR));
    if (!text && !odd) return text.error();
    auto out = odd ? uidlist{} : parse_uidlist(*text);
    out.there = true;
    return out;
}

base::result<void> set_aside_uidlist(base::file_system& files, std::string const& path, std::int64_t now) {
    auto const file = path + '/' + uidlist_name;
    auto const aside = fmt::format("{}.damaged-{}", file, now);
    base::log::error("maildir", "{} is damaged: set aside as {}", file, aside);
    return files.rename(AT_FDCWD, file, AT_FDCWD, aside, base::on_existing::replace);
}

base::result<void> raise_ceiling(base::file_system& files, std::string const& path, std::uint32_t uidvalidity,
                                 std::uint32_t ceiling) {
    // The line feed first ends a line that a crash may have torn.
    auto done = append(files, path, fmt::format("\nN {}\n", ceiling), true);
    if (!done && is_missing(done.error()))
        done = files.publish(AT_FDCWD, path + '/' + uidlist_name, uidlist_head(uidvalidity, ceiling));
    return done;
}

base::result<void> write_uidlist(base::file_system& files, std::string const& path, std::string_view text) {
    return files.publish(AT_FDCWD, path + '/' + uidlist_name, text);
}

base::result<void> append_lines(base::file_system& files, std::string const& path, std::string_view lines) {
    return append(files, path, lines, false);
}

}  // namespace mailstead::maildir
