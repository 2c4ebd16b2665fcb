// dovecot-keywords is replaced by renaming its lock file over it, which is how Dovecot writes it too.
#include "maildir/keywords_file.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "maildir/dotlock.h"
#include "store/keywords.h"

namespace mailstead::maildir {
namespace {

constexpr char file_name[] = "/dovecot-keywords";
constexpr char lock_name[] = "/dovecot-keywords.lock";
constexpr std::size_t longest_keyword = 200;

// It goes into answers as it is (RFC 3501 §9, flag-keyword); one that begins with a backslash would be a system flag.
bool is_atom(std::string_view word) noexcept {
    auto const fits = [](char c) { return c > ' ' && c < '\x7f'; };
    return word.size() <= longest_keyword && word.find_first_of("(){%*\"\\]") == word.npos && std::all_of(word.begin(), word.end(), fits);
}

// The letter has a name that clients can be told and can take away, whatever the file says of it.
std::string made_up_name(std::vector<std::string> const& taken, std::size_t number) {
    auto out = fmt::format("keyword-{}", number);
    while (store::keyword_bit(taken, out)) out += '-';
    return out;
}

}  // namespace

std::vector<std::string> parse_keywords(std::string_view text) {
    std::vector<std::string> out;
    for (auto const line : base::split(text, "\n")) {
        auto const space = line.find(' ');
        auto const index = base::number<std::size_t>(line.substr(0, space));
        if (space == line.npos || !index || *index >= letter_count) continue;
        auto const said = line.substr(space + 1);
        auto const keyword = is_atom(said) ? std::string(said) : made_up_name(out, *index);
        if (keyword.empty() || store::keyword_bit(out, keyword)) continue;
        if (out.size() <= *index) out.resize(*index + 1);
        out[*index] = keyword;
    }
    return out;
}

std::string print_keywords(std::vector<std::string> const& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < letter_count; ++i)
        if (!names[i].empty()) out += fmt::format("{} {}\n", i, names[i]);
    return out;
}

base::result<std::vector<std::string>> read_keywords(base::file_system& files, std::string const& path) {
    auto const text = files.read_all(AT_FDCWD, path + file_name, 64 * 1024);
    if (!text && text.error() == base::from_errno(ENOENT)) return std::vector<std::string>{};
    // What cannot be such a file says nothing; letters mean what the index remembers.
    for (int const odd : {EINVAL, EISDIR, EFBIG, ELOOP})
        if (!text && text.error() == base::from_errno(odd)) return std::vector<std::string>{};
    if (!text) return text.error();
    return parse_keywords(*text);
}

base::result<std::vector<std::string>> add_keywords(base::file_system& files, std::string const& path,
                                                    std::vector<std::string> const& wanted) {
    auto const lock = take_lock(files, path + lock_name);
    if (!lock) return lock.error();
    auto names = read_keywords(files, path);
    auto done = names ? base::result<void>() : base::result<void>(names.error());
    if (names) {
        auto const before = *names;
        for (auto const& keyword : wanted) {
            auto trial = *names;
            if (store::add_keyword(trial, keyword) && trial.size() <= letter_count) *names = std::move(trial);
        }
        if (*names != before) {
            done = replace_by_lock(files, path, file_name + 1, lock->get(), print_keywords(*names));
            if (done) return names;
        }
    }
    (void)files.unlink(AT_FDCWD, path + lock_name);
    if (!done) return done.error();
    return names;
}

}  // namespace mailstead::maildir
