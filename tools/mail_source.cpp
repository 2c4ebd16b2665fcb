// What kind of source it is, and the files that Maildirs keep beside their messages.
#include "tools/mail_source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/fs.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/keywords_file.h"
#include "maildir/name.h"
#include "maildir/uidlist.h"
#include "store/utf7.h"

namespace mailstead::tools {
namespace {

bool is_directory(std::string const& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string beginning_of(std::string const& path) {
    base::unique_fd const fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::string out(512, '\0');
    auto const n = base::system_files().read_at(fd.get(), out, 0);
    out.resize(n ? *n : 0);
    return out;
}

bool has_folders(std::string const& path) {
    auto const entries = base::system_files().list(AT_FDCWD, path);
    if (!entries) return false;
    auto const is_folder = [&](base::dir_entry const& one) { return is_directory(path + '/' + one.name + "/cur"); };
    return std::any_of(entries->begin(), entries->end(), is_folder);
}

mail_format format_of(std::string const& path) {
    if (is_directory(path + "/cur") || (is_directory(path) && has_folders(path))) return mail_format::maildir;
    if (is_directory(path)) return mail_format::mbox;
    auto const text = beginning_of(path);
    return text.empty() || text.starts_with("From ") ? mail_format::mbox : mail_format::tar;
}

void read_foreign_uidlist(std::string_view text, maildir_notes& into) {
    auto const list = maildir::parse_foreign_uidlist(text);
    if (!list) return;
    into.uidvalidity = list->uidvalidity;
    into.uidnext = list->uidnext;
    for (auto const& one : list->entries) into.uids.insert_or_assign(one.base, one.uid);
}

}  // namespace

mail_format format_named(std::string_view word) noexcept {
    return word == "maildir" ? mail_format::maildir : word == "mbox" ? mail_format::mbox : word == "tar" ? mail_format::tar : mail_format::unknown;
}

std::unique_ptr<mail_source> open_source(std::string const& path, mail_format wanted, std::string& why) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return why = base::last_error().message(), nullptr;
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return why = "neither a file nor a directory", nullptr;
    if (wanted == mail_format::unknown) wanted = format_of(path);
    if (wanted == mail_format::maildir) return open_maildir_source(path, why);
    if (wanted == mail_format::mbox) return open_mbox_source(path, why);
    return open_tar_source(path, why);
}

bool is_note(std::string_view file) noexcept {
    return file == "dovecot-keywords" || file == maildir::dovecot_uidlist_name || file == maildir::courier_uiddb_name || file == maildir::uidlist_name;
}

void read_note(std::string_view file, std::string_view text, maildir_notes& into) {
    if (file == "dovecot-keywords") {
        into.keywords = maildir::parse_keywords(text);
    } else if (file == maildir::dovecot_uidlist_name || file == maildir::courier_uiddb_name) {
        if (into.uidvalidity == 0) read_foreign_uidlist(text, into);
    } else if (file == maildir::uidlist_name) {
        auto const list = maildir::parse_uidlist(text);
        if (list.uidvalidity == 0) return;
        into.uidvalidity = list.uidvalidity;
        into.uidnext = list.ceiling + 1;
        into.uids.clear();
        into.uids.insert(list.uids.begin(), list.uids.end());
    }
}

source_message describe(std::string_view file, maildir_notes const& notes) {
    auto const name = maildir::parse_name(file);
    source_message out;
    out.flags = name.flags;
    out.date = name.seconds;
    for (std::size_t i = 0; i < notes.keywords.size() && i < maildir::letter_count; ++i)
        if ((name.keywords >> i & 1) != 0 && !notes.keywords[i].empty()) out.keywords.push_back(notes.keywords[i]);
    auto const at = notes.uids.find(name.base);
    if (at != notes.uids.end() && at->second < notes.uidnext) out.uid = at->second;
    return out;
}

std::string level_named(std::string_view entry) {
    if (auto name = store::utf7_decode(entry)) return std::move(*name);
    if (base::is_utf8(entry)) return std::string(entry);
    std::string out;
    for (char const c : entry) {
        auto const octet = static_cast<unsigned char>(c);
        if (octet >= 0x80) out += static_cast<char>(0xc0 | octet >> 6);
        out += octet >= 0x80 ? static_cast<char>(0x80 | (octet & 0x3f)) : c;
    }
    return out;
}

std::string_view damage_of(std::string_view beginning) noexcept {
    if (beginning.empty()) return "it is empty";
    if (beginning.starts_with("\x1f\x8b") || beginning.starts_with("BZh") || beginning.starts_with(std::string_view("\x28\xb5\x2f\xfd", 4)) ||
        beginning.starts_with(std::string_view("\xfd" "7zXZ\0", 6)))
        return "it is compressed";
    if (beginning.find_first_not_of('\0') == beginning.npos) return "it holds nothing but NULs";
    return {};
}

}  // namespace mailstead::tools
