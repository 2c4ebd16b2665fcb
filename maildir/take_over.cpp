// The lists are read without their lock: their owners replace them by renaming, or append whole lines.
#include "maildir/take_over.h"

#include <fcntl.h>

#include <cerrno>

#include "base/log.h"
#include "maildir/courier.h"

namespace mailstead::maildir {
namespace {

constexpr std::uint64_t size_limit = 64 << 20;

base::result<std::optional<foreign_uidlist>> read_list(base::file_system& files, std::string const& file) {
    auto const text = files.read_all(AT_FDCWD, file, size_limit);
    if (!text && text.error() == base::from_errno(ENOENT)) return std::optional<foreign_uidlist>();
    bool const readable = text.has_value();
    if (!readable && text.error() != base::from_errno(EINVAL) && text.error() != base::from_errno(EISDIR))
        return text.error();
    auto list = readable ? parse_foreign_uidlist(*text) : std::nullopt;
    if (!list) base::log::warning("maildir", "{} is no uid list: nothing is taken from it", file);
    return list;
}

std::string text_of(foreign_uidlist const& list, uidl_format const& format) {
    std::vector<uidlist_line> lines;
    lines.reserve(list.entries.size());
    for (auto const& each : list.entries) {
        auto uidl = each.uidl && each.uidl->empty() ? each.base : each.uidl.value_or("");
        if (!is_unique_id(uidl)) uidl = format.of(list.uidvalidity, each.uid, each.base).value_or("");
        lines.push_back({each.uid, each.base, std::move(uidl)});
    }
    return uidlist_head(list.uidvalidity, list.uidnext - 1) + uidlist_lines(lines);
}

}  // namespace

base::result<uidlist> take_over(base::file_system& files, std::string const& path, uidl_format const& format) {
    for (auto const* name : {dovecot_uidlist_name, courier_uiddb_name}) {
        auto const list = read_list(files, path + '/' + name);
        if (!list) {
            base::log::warning("maildir", "{}/{}: {}", path, name, list.error().message());
            return list.error();
        }
        if (!*list) continue;
        auto const text = text_of(**list, format);
        if (auto const done = files.publish(AT_FDCWD, path + '/' + uidlist_name, text); !done) return done.error();
        base::log::info("maildir", "{}: took over {} uids from {}", path, (*list)->entries.size(), name);
        auto out = parse_uidlist(text);
        out.imported = true;
        return out;
    }
    return uidlist{};
}

base::result<std::unordered_map<std::string, std::vector<std::string>>> read_courier_keywords(base::file_system& files,
                                                                                             std::string const& path) {
    std::unordered_map<std::string, std::vector<std::string>> out;
    if (files.status(AT_FDCWD, path + '/' + dovecot_uidlist_name)) return out;
    auto const text = files.read_all(AT_FDCWD, path + '/' + courier_keywords_name, size_limit);
    if (!text) return out;  // hints: mail is not refused for them
    auto const list = parse_courier_keywords(*text);
    for (auto const& [base, numbers] : list.messages)
        for (auto const n : numbers) out[base].push_back(list.names[n]);
    return out;
}

}  // namespace mailstead::maildir
