// The grammar of main.cf; line structure shared with master.cf and table sources.
#include "conf/main_cf.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"

namespace mailstead::conf {
namespace {

constexpr std::uint64_t file_limit = 64 << 20;
constexpr std::size_t quoted_at_most = 200;  // bytes of the administrator's text in a message

// A physical line with its end, "\n" included.
std::string_view take_line(std::string_view& text) noexcept {
    auto const newline = text.find('\n');
    auto const line = text.substr(0, newline == text.npos ? text.size() : newline + 1);
    text.remove_prefix(line.size());
    return line;
}

std::string_view without_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_comment_or_empty(std::string_view line) noexcept {
    auto const text = base::trimmed(line);
    return text.empty() || text.front() == '#';
}

}  // namespace

std::vector<logical_line> logical_lines(std::string_view text) {
    std::vector<logical_line> out;
    for (int number = 1; !text.empty(); ++number) {
        auto const line = without_end(take_line(text));
        if (is_comment_or_empty(line)) continue;
        if (base::is_space(line.front()) && !out.empty()) {
            out.back().text += line;
            continue;
        }
        out.push_back({number, std::string(line)});
    }
    for (auto& line : out) line.text = std::string(base::trimmed(line.text));
    return out;
}

std::vector<logical_line> logical_lines(std::string_view text, std::string const& file, std::vector<problem>& problems) {
    auto out = logical_lines(text);
    if (out.empty()) return out;
    auto line = take_line(text);
    while (is_comment_or_empty(line)) line = take_line(text);
    if (!base::is_space(line.front())) return out;
    auto const space = line.substr(0, line.find_first_of(base::trimmed(line).front()));
    problems.push_back({file, out.front().line, severity::warning,
                        fmt::format("logical line must not start with whitespace: \"{}\"",
                                    base::printable(std::string(space) + out.front().text, quoted_at_most))});
    out.erase(out.begin());
    return out;
}

main_cf_entry const* main_cf::find(std::string_view name) const noexcept {
    for (auto const& entry : entries)
        if (entry.name == name) return &entry;
    return nullptr;
}

std::optional<std::pair<std::string, std::string>> split_name_value(std::string_view text, std::string& why) {
    text = base::trimmed(text);
    if (text.find('\0') != text.npos) {
        why = "NUL byte in the text";
        return std::nullopt;
    }
    auto const end = std::min(text.find_first_of("= \t\r\n\v\f"), text.size());
    auto const name = text.substr(0, end);
    auto const rest = base::trimmed(text.substr(end));
    if (name.empty()) {
        why = "missing attribute name";
        return std::nullopt;
    }
    if (!rest.starts_with('=')) {
        why = "missing '=' after attribute name";
        return std::nullopt;
    }
    return std::pair{std::string(name), std::string(base::trimmed(rest.substr(1)))};
}

main_cf parse_main_cf(std::string_view text, std::string file) {
    main_cf out;
    out.file = std::move(file);
    std::map<std::string, std::size_t, std::less<>> places;
    for (auto& line : logical_lines(text, out.file, out.problems)) {
        std::string why;
        auto pair = split_name_value(line.text, why);
        if (!pair) {
            out.problems.push_back({out.file, line.line, severity::error,
                                    fmt::format("{}: \"{}\"", why, base::printable(line.text, quoted_at_most))});
            continue;
        }
        auto& [name, value] = *pair;
        auto const [place, is_new] = places.try_emplace(name, out.entries.size());
        if (is_new) {
            out.entries.push_back({std::move(name), std::move(value), line.line});
            continue;
        }
        if (out.entries[place->second].value != value)
            out.problems.push_back(
                {out.file, line.line, severity::warning,
                 fmt::format("overriding earlier entry: {}={}", name,
                             base::printable(out.entries[place->second].value, quoted_at_most))});
        out.entries[place->second].value = std::move(value);
        out.entries[place->second].line = line.line;
    }
    return out;
}

main_cf read_main_cf(std::string const& file) {
    auto text = base::system_files().read_all(AT_FDCWD, file, file_limit);
    if (text) return parse_main_cf(*text, file);
    main_cf out;
    out.file = file;
    struct stat status {};
    bool const is_other = ::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
    auto const why = is_other ? std::string("not a regular file") : text.error().message();
    out.problems.push_back({file, 0, severity::error, fmt::format("open {}: {}", file, why)});
    return out;
}

std::string edit_main_cf(std::string_view text, std::vector<main_cf_edit> const& edits,
                         std::vector<std::string>* doubled) {
    std::map<std::string_view, std::pair<main_cf_edit const*, int>> wanted;  // with how often each was met
    for (auto const& edit : edits) wanted[edit.name] = {&edit, 0};
    std::string out;
    main_cf_edit const* open = nullptr;  // the edit whose old continuation lines are passed now
    while (!text.empty()) {
        auto const line = take_line(text);
        if (is_comment_or_empty(line)) {
            out += line;
            continue;
        }
        if (base::is_space(line.front())) {
            // A commented-out parameter takes its continuation lines along.
            if (open != nullptr && open->what == main_cf_edit::action::comment_out) out += '#';
            if (open == nullptr || open->what == main_cf_edit::action::comment_out) out += line;
            continue;
        }
        auto const name = line.substr(0, std::min(line.find_first_of("= \t\r\n\v\f"), line.size()));
        auto const found = wanted.find(name);
        open = found == wanted.end() ? nullptr : found->second.first;
        if (open == nullptr) {
            out += line;
            continue;
        }
        if (++found->second.second == 2 && doubled != nullptr) doubled->push_back(open->name);
        if (open->what == main_cf_edit::action::set) out += fmt::format("{} = {}\n", open->name, open->value);
        if (open->what == main_cf_edit::action::comment_out) out += '#', out += line;
    }
    for (auto const& edit : edits) {
        auto& [last, times] = wanted[edit.name];
        if (last != &edit || times > 0 || edit.what != main_cf_edit::action::set) continue;
        if (!out.empty() && out.back() != '\n') out += '\n';
        out += fmt::format("{} = {}\n", edit.name, edit.value);
    }
    return out;
}

result<> replace_file(std::string const& file, std::string_view text) {
    auto& files = base::system_files();
    auto const slash = file.rfind('/');
    std::string const folder = slash == file.npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
    std::string const name = slash == file.npos ? file : file.substr(slash + 1);
    std::string const temporary = name + ".tmp";
    auto dir = files.open(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    struct stat old {};
    bool const exists = ::fstatat(dir->get(), name.c_str(), &old, 0) == 0;
    auto out = files.open(dir->get(), temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644);
    if (!out) return out.error();
    if (exists &&
        (::fchown(out->get(), old.st_uid, old.st_gid) != 0 || ::fchmod(out->get(), old.st_mode & 07777) != 0)) {
        auto const why = base::last_error();
        (void)files.unlink(dir->get(), temporary);
        return why;
    }
    auto done = files.write_all(out->get(), text);
    if (done) done = files.sync(out->get());
    if (done) done = files.rename(dir->get(), temporary, dir->get(), name, base::on_existing::replace);
    if (!done) {
        (void)files.unlink(dir->get(), temporary);
        return done.error();
    }
    return files.sync(dir->get());
}

}  // namespace mailstead::conf
