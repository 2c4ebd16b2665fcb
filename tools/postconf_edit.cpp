// Edits of main.cf and master.cf: read under a lock, changed as text, replaced in one step.
#include <fcntl.h>
#include <sys/file.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/main_cf.h"
#include "conf/master_edit.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools::pc {
namespace {

void check_word(std::string const& word) {
    if (word.find('\n') != word.npos) throw fatal("-e, -X, or -# accepts no multi-line input");
    if (base::trimmed(word).starts_with('#')) throw fatal("-e, -X, or -# accepts no comment input");
}

std::pair<std::string, std::string> name_and_value(std::string const& word) {
    std::string why;
    auto pair = conf::split_name_value(word, why);
    if (!pair) throw fatal(fmt::format("{}: \"{}\"", why, word));
    return std::move(*pair);
}

// The file's text replaced by what `change` makes of it. Two edits at once follow one another; the lock ends with the
// descriptor.
template <class Change>
void edit_file(request const& want, std::string const& name, Change change) {
    auto const file = want.directory + name;
    auto& files = base::system_files();
    auto lock = files.open(AT_FDCWD, want.directory, O_RDONLY | O_DIRECTORY);
    if (!lock || ::flock(lock->get(), LOCK_EX) != 0)
        throw fatal(fmt::format("open {}: no such directory", want.directory));
    auto const text = files.read_all(AT_FDCWD, file, 64 << 20);
    if (!text) throw fatal(fmt::format("open {} for reading: {}", file, text.error().message()));
    auto const done = conf::replace_file(file, change(file, *text));
    if (!done) throw fatal(fmt::format("write {}: {}", file, done.error().message()));
}

std::vector<conf::main_cf_edit> parameter_edits(request const& want) {
    using action = conf::main_cf_edit::action;
    std::vector<conf::main_cf_edit> out;
    for (auto const& word : want.words) {
        check_word(word);
        conf::main_cf_edit edit{want.has('X') ? action::remove : action::comment_out, word, {}};
        if (want.has('e')) {
            auto [name, value] = name_and_value(word);
            edit = {action::set, std::move(name), std::move(value)};
        }
        for (auto const& earlier : out)
            if (want.has('e') && earlier.name == edit.name)
                warn(fmt::format("ignoring earlier request: '{} = {}'", earlier.name, earlier.value));
        std::erase_if(out, [&](auto const& earlier) { return earlier.name == edit.name; });
        out.push_back(std::move(edit));
    }
    return out;
}

// What a row, a field or a -o parameter is named by on the command line.
struct target {
    std::size_t parts;
    std::string_view form;
};
target target_of(request const& want) {
    if (want.has('M')) return {2, "-Me, -MX or -M# requires service_name/type"};
    if (want.has('F')) return {3, "-Fe or -FX requires service_name/type/field_name"};
    return {3, "-Pe or -PX requires service_name/type/parameter_name"};
}

conf::master_cf_edit::action action_of(request const& want) {
    using action = conf::master_cf_edit::action;
    if (want.has('F')) return action::set_field;
    if (want.has('P')) return want.has('X') ? action::remove_override : action::set_override;
    return want.has('X') ? action::remove_row : want.has('#') ? action::comment_out_row : action::set_row;
}

bool has_space(std::string const& text) { return std::any_of(text.begin(), text.end(), base::is_space); }

conf::master_cf_edit service_edit(request const& want, std::string const& word) {
    check_word(word);
    auto const [count, form] = target_of(want);
    conf::master_cf_edit out;
    out.what = action_of(want);
    auto name = std::string(base::trimmed(word));
    if (want.has('e')) std::tie(name, out.value) = name_and_value(word);
    auto const parts = base::split(name, "/");
    if (parts.size() != count) throw fatal(std::string(form));
    out.service = parts[0];
    out.type = parts[1];
    if (count == 3) out.name = parts[2];
    if (want.has('F') && std::find(std::begin(conf::service_fields), std::end(conf::service_fields), out.name) == std::end(conf::service_fields))
        throw fatal(fmt::format("invalid service attribute name: \"{}\"", out.name));
    if (want.has('P') && has_space(out.value)) throw fatal("-Pe does not accept whitespace in parameter value");
    return out;
}

void check_words(request const& want) {
    if (want.words.empty()) throw fatal(want.has('e') ? "-e requires name=value argument" : "missing service argument");
}

}  // namespace

void edit_parameters(request const& want) {
    check_words(want);
    auto const edits = parameter_edits(want);
    edit_file(want, "/main.cf", [&](std::string const& file, std::string const& text) {
        std::vector<std::string> doubled;
        auto edited = conf::edit_main_cf(text, edits, &doubled);
        for (auto const& name : doubled) warn(fmt::format("{}: multiple entries for \"{}\"", file, name));
        return edited;
    });
}

void edit_services(request const& want) {
    check_words(want);
    std::vector<conf::master_cf_edit> edits;
    for (auto const& word : want.words) edits.push_back(service_edit(want, word));
    edit_file(want, "/master.cf", [&](std::string const&, std::string const& text) {
        auto edited = conf::edit_master_cf(text, edits);
        if (!edited.error.empty()) throw fatal(edited.error);
        for (auto const index : edited.unmatched)
            if (!want.has('M')) warn(fmt::format("unmatched service_name/type: \"{}\"", want.words[index]));
        return edited.text;
    });
}

}  // namespace mailstead::tools::pc
