// postconf, postconf(1): options by hand, since Postfix's stop at the first word that is none.
#include "tools/postconf.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/load.h"
#include "conf/parameters.h"
#include "conf/table.h"

namespace mailstead::tools {
namespace {

constexpr std::size_t line_limit = 80;
constexpr std::string_view flags_alone = "defhHmMnpPxX#";
constexpr std::string_view usage =
    "usage: postconf [-c config_dir] [-d (parameter defaults)] [-e (edit configuration)] [-f (fold lines)] "
    "[-h (no names)] [-H (no values)] [-m (map types)] [-M (master.cf)] [-n (non-default parameters)] "
    "[-o name=value (override parameter value)] [-p (main.cf, default)] [-P (master.cf parameters)] "
    "[-x (expand parameter values)] [-X (exclude)] [-# (comment-out)] [name...]";

struct fatal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void warn(std::string_view text) { fmt::print(stderr, "postconf: warning: {}\n", text); }

// What the command line asks for.
struct request {
    std::set<char> flags;
    std::string directory;
    conf::settings::pairs overrides;
    std::vector<std::string> words;

    bool has(char flag) const { return flags.contains(flag); }
};

void add_override(request& out, std::string const& text) {
    std::string why;
    auto pair = conf::split_name_value(text, why);
    if (!pair) throw fatal(fmt::format("{}: \"{}\"", why, text));
    out.overrides.push_back(std::move(*pair));
}

[[noreturn]] void refuse(std::string_view what, char flag) {
    fmt::print(stderr, "postconf: {} -- '{}'\n", what, flag);
    throw fatal(std::string(usage));
}

// One word of options, "-xh" or "-c" with its value attached or in the next word.
void read_options(request& out, std::string const& word, std::size_t& next, std::vector<std::string> const& args) {
    for (std::size_t i = 1; i < word.size(); ++i) {
        char const flag = word[i];
        if (flags_alone.find(flag) != flags_alone.npos) {
            out.flags.insert(flag);
            continue;
        }
        if (flag != 'c' && flag != 'o') refuse("invalid option", flag);
        if (i + 1 == word.size() && next == args.size()) refuse("option requires an argument", flag);
        auto const value = i + 1 < word.size() ? word.substr(i + 1) : args[next++];
        if (flag == 'c')
            out.directory = value;
        else
            add_override(out, value);
        return;
    }
}

request read_request(std::vector<std::string> const& args, std::string directory) {
    request out;
    out.directory = std::move(directory);
    std::size_t next = 0;
    while (next < args.size() && args[next].size() > 1 && args[next].front() == '-') {
        auto const& word = args[next++];
        if (word == "--") break;
        read_options(out, word, next, args);
    }
    out.words.assign(args.begin() + static_cast<std::ptrdiff_t>(next), args.end());
    return out;
}

// At most one flag of each group may be given.
void check_conflicts(request const& want) {
    for (std::string_view group : {"demnX#", "mMpP", "hH", "deM", "dMPX#"}) {
        std::string given;
        for (char flag : group)
            if (want.has(flag)) given += fmt::format(" -{}", flag);
        if (given.size() > 3) throw fatal("specify one of" + given);
    }
    bool const of_services = want.has('M') || want.has('P');
    if (of_services && (want.has('e') || want.has('X') || want.has('#')))
        throw fatal("this postconf does not edit master.cf");
}

// Words with single spaces; with -f broken before line_limit and indented by four.
void print_line(std::string_view text, bool fold) {
    std::string out;
    std::size_t column = 0;
    for (auto word : base::split(text, " \t\r\n")) {
        if (fold && column > 0 && column + 1 + word.size() > line_limit) {
            out += "\n    ";
            column = 4;
        } else if (column > 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    fmt::print("{}\n", out);
}

std::string expanded(conf::settings const& values, std::string const& text) {
    std::string why;
    auto out = values.expand(text, &why);
    if (why.empty()) return out;
    warn(why);
    throw fatal("macro processing error");
}

class main_cf_view {
public:
    explicit main_cf_view(request const& want)
        : want_(want), entries_(conf::read_main_cf(want.directory + "/main.cf")),
          services_(conf::read_master_cf(want.directory + "/master.cf")), values_(make_values()) {}

    void show() {
        for (auto const& one : entries_.problems) {
            auto const text = fmt::format("{}, line {}: {}", one.file, one.line, one.text);
            if (one.severity == conf::severity::error && !want_.has('d')) throw fatal(one.line > 0 ? text : one.text);
            if (one.severity == conf::severity::warning) warn(text);
        }
        for (auto const& one : conf::unused_parameters(entries_, services_)) unused_.push_back(one);
        for (auto const& name : wanted()) print(name);
        if (want_.has('d')) return;
        for (auto const& one : unused_) warn(fmt::format("{}: {}", one.file, one.text));
    }

private:
    conf::settings make_values() const {
        std::vector<conf::problem> ignored;  // postconf shows bad values, it does not judge them
        conf::main_cf empty;
        conf::settings const values(want_.has('d') ? empty : entries_, want_.directory, conf::this_machine(), ignored);
        return want_.has('d') ? values : values.with(want_.overrides);
    }

    bool is_unused(std::string_view name) const {
        auto const what = fmt::format("unused parameter: {}=", name);
        return std::any_of(unused_.begin(), unused_.end(),
                           [&](conf::problem const& one) { return one.text.starts_with(what); });
    }

    std::vector<std::string> wanted() const {
        if (!want_.words.empty()) return known_words();
        std::set<std::string> names;
        for (auto& name : values_.set_names())
            if (!is_unused(name)) names.insert(std::move(name));
        if (want_.has('n')) {
            names.insert("config_directory");
            return {names.begin(), names.end()};
        }
        for (auto& name : values_.names()) names.insert(std::move(name));
        for (auto const& service : services_.services) add_transport(service, names);
        return {names.begin(), names.end()};
    }

    // The parameters that a transport has by its name, such as relay_destination_rate_delay.
    static void add_transport(conf::service const& service, std::set<std::string>& names) {
        static std::set<std::string, std::less<>> const agents = {"smtp", "lmtp", "local", "virtual", "pipe", "error"};
        bool const delivers = agents.contains(service.command);
        bool const runs = service.command == "pipe" || service.command == "spawn";
        for (auto const& row : conf::transport_parameters())
            if (row.name == "_time_limit" ? runs : delivers) names.insert(service.name + std::string(row.name));
    }

    std::vector<std::string> known_words() const {
        std::vector<std::string> out;
        for (auto const& name : want_.words) {
            if (!values_.is_known(name))
                warn(name + ": unknown parameter");
            else if (!want_.has('n') || values_.is_set(name))
                out.push_back(name);
        }
        return out;
    }

    void print(std::string const& name) const {
        if (want_.has('H')) {
            fmt::print("{}\n", name);
            return;
        }
        auto value = values_.raw(name);
        auto const* row = conf::find_parameter(name);
        bool const at_delivery = row != nullptr && row->kind == conf::kind::raw;
        if (want_.has('x') && !at_delivery) value = expanded(values_, value);
        print_line(want_.has('h') ? value : fmt::format("{} = {}", name, value), want_.has('f'));
    }

    request const& want_;
    conf::main_cf entries_;
    conf::master_cf services_;
    conf::settings values_;
    std::vector<conf::problem> unused_;
};

std::vector<conf::main_cf_edit> read_edits(request const& want) {
    using action = conf::main_cf_edit::action;
    std::vector<conf::main_cf_edit> out;
    bool const sets = !want.has('X') && !want.has('#');
    if (want.words.empty()) throw fatal(sets ? "-e requires name=value argument" : "missing parameter name");
    for (auto const& word : want.words) {
        if (word.find('\n') != word.npos) throw fatal("-e, -X, or -# accepts no multi-line input");
        if (base::trimmed(word).starts_with('#')) throw fatal("-e, -X, or -# accepts no comment input");
        if (!sets) {
            if (word.find('=') != word.npos) throw fatal(fmt::format("-X and -# accept names only: \"{}\"", word));
            out.push_back({want.has('X') ? action::remove : action::comment_out, word, {}});
            continue;
        }
        std::string why;
        auto pair = conf::split_name_value(word, why);
        if (!pair) throw fatal(fmt::format("{}: \"{}\"", why, word));
        out.push_back({action::set, std::move(pair->first), std::move(pair->second)});
    }
    return out;
}

void edit(request const& want) {
    auto const edits = read_edits(want);
    auto const file = want.directory + "/main.cf";
    auto& files = base::system_files();
    // Two edits at once follow one another; the lock ends with the descriptor.
    auto lock = files.open(AT_FDCWD, want.directory, O_RDONLY | O_DIRECTORY);
    if (!lock || ::flock(lock->get(), LOCK_EX) != 0)
        throw fatal(fmt::format("open {}: no such directory", want.directory));
    auto const text = files.read_all(AT_FDCWD, file, 64 << 20);
    if (!text) throw fatal(fmt::format("open {}: {}", file, text.error().message()));
    std::vector<std::string> doubled;
    auto const edited = conf::edit_main_cf(*text, edits, &doubled);
    for (auto const& name : doubled) warn(fmt::format("{}: multiple entries for \"{}\"", file, name));
    auto const done = conf::replace_file(file, edited);
    if (!done) throw fatal(fmt::format("write {}: {}", file, done.error().message()));
}

bool matches(std::string_view pattern, std::string_view text) noexcept { return pattern == "*" || pattern == text; }

// Parts of "name/type/parameter", as many as `count`; those left out match all. A name may itself hold no slash.
std::vector<std::string_view> pattern_parts(std::string_view word, std::size_t count) {
    auto parts = base::split(word, "/");
    if (parts.empty() || parts.size() > count) throw fatal(fmt::format("bad service pattern: \"{}\"", word));
    parts.resize(count, "*");
    return parts;
}

// Runs `show(parts)` for each pattern asked for, or once for all; it says whether anything matched.
template <class Show>
void for_each_pattern(request const& want, std::size_t count, Show show) {
    if (want.words.empty()) {
        (void)show(std::vector<std::string_view>(count, "*"));
        return;
    }
    for (auto const& word : want.words)
        if (!show(pattern_parts(word, count))) warn(fmt::format("unmatched request: \"{}\"", word));
}

conf::master_cf read_services(request const& want) {
    auto services = conf::read_master_cf(want.directory + "/master.cf");
    for (auto const& one : services.problems) {
        auto const text = fmt::format("{}: line {}: {}", one.file, one.line, one.text);
        if (one.severity == conf::severity::error) throw fatal(text);
        warn(text);
    }
    return services;
}

// Columns where Postfix's own master.cf has them; a long word moves the rest on.
std::string service_line(conf::service const& service, bool fold) {
    static constexpr std::size_t columns[] = {0, 11, 17, 25, 33, 41, 49, 57};
    std::string out;
    for (std::size_t i = 0; i < std::size(columns); ++i) {
        if (i > 0) out += ' ';
        out.resize(std::max(out.size(), columns[i]), ' ');
        out += service.words[i];
    }
    bool value_of_option = false;  // of -o: it stays with its option
    std::size_t column = out.size();
    for (std::size_t i = std::size(columns); i < service.words.size(); ++i) {
        auto const& word = service.words[i];
        bool const option = word.starts_with('-') && fold && service.command != "pipe";
        bool const full = fold && column + 1 + word.size() >= line_limit;
        bool const breaks = !value_of_option && (option || full);
        out += breaks ? "\n    " : " ";
        column = breaks ? 4 + word.size() : column + 1 + word.size();
        out += word;
        value_of_option = word == "-o";
    }
    return out;
}

void show_services(request const& want) {
    auto const services = read_services(want);
    for_each_pattern(want, 2, [&](std::vector<std::string_view> const& parts) {
        bool any = false;
        for (auto const& service : services.services) {
            if (!matches(parts[0], service.name) || !matches(parts[1], conf::type_name(service.type))) continue;
            fmt::print("{}\n", service_line(service, want.has('f')));
            any = true;
        }
        return any;
    });
}

void show_overrides(request const& want) {
    auto const services = read_services(want);
    auto const entries = conf::read_main_cf(want.directory + "/main.cf");
    std::vector<conf::problem> ignored;
    conf::settings const values(entries, want.directory, conf::this_machine(), ignored);
    for_each_pattern(want, 3, [&](std::vector<std::string_view> const& parts) {
        bool any = false;
        for (auto const& service : services.services) {
            auto const type = conf::type_name(service.type);
            if (!matches(parts[0], service.name) || !matches(parts[1], type)) continue;
            for (auto const& [name, value] : service.overrides) {
                if (!matches(parts[2], name)) continue;
                any = true;
                auto const shown = want.has('x') ? expanded(values.with(service.overrides), value) : value;
                auto const full = fmt::format("{}/{}/{}", service.name, type, name);
                print_line(want.has('h')   ? shown
                           : want.has('H') ? full
                                           : fmt::format("{} = {}", full, shown),
                           want.has('f'));
            }
        }
        return any;
    });
}

void run(request const& want) {
    check_conflicts(want);
    auto const has_equals = [](std::string const& word) { return word.find('=') != word.npos; };
    bool const assigns = std::any_of(want.words.begin(), want.words.end(), has_equals);
    bool const edits = want.has('e') || want.has('X') || want.has('#');
    if (edits) return edit(want);
    if (want.has('M')) return show_services(want);
    if (want.has('P')) return show_overrides(want);
    if (want.has('m')) {
        for (auto const type : conf::table_types()) fmt::print("{}\n", type);
        return;
    }
    if (assigns && !want.has('d') && !want.has('n')) return edit(want);
    main_cf_view(want).show();
}

}  // namespace

int postconf(std::vector<std::string> args, std::string config_dir) {
    int status = 0;
    try {
        run(read_request(args, std::move(config_dir)));
    } catch (fatal const& why) {
        fmt::print(stderr, "postconf: fatal: {}\n", why.what());
        status = 1;
    }
    // What could not be written was not shown.
    if (std::fflush(stdout) != 0) status = 1;
    return status;
}

}  // namespace mailstead::tools
