// postconf, postconf(1): options by hand, since Postfix's stop at the first word that is none.
#include "tools/postconf.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/ascii.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools {
namespace pc {
namespace {

constexpr std::size_t line_limit = 80;
constexpr std::string_view flags_alone = "aAbdefFhHlmMnpPtvxX#";
constexpr std::string_view flags_with_value = "cCoT";
constexpr std::string_view usage =
    "usage: postconf [-a (SASL of the server)] [-A (SASL of the client)] [-c config_dir] [-C class,...] "
    "[-d (defaults)] [-e (edit)] [-f (fold lines)] [-F (fields of master.cf)] [-h (no names)] [-H (no values)] "
    "[-l (lock types)] [-m (table types)] [-M (rows of master.cf)] [-n (what is set)] [-o name=value (override)] "
    "[-p (parameters)] [-P (-o parameters of master.cf)] [-T compile-version|run-version|public-key-algorithms] "
    "[-v (ignored)] [-x (expand values)] [-X (remove)] [-# (comment out)] [name...]";

void add_override(request& out, std::string const& text) {
    std::string why;
    auto pair = conf::split_name_value(text, why);
    if (!pair) throw fatal(fmt::format("invalid parameter override: {}: {}", text, why));
    out.overrides.push_back(std::move(*pair));
}

void add_classes(request& out, std::string const& text) {
    for (auto word : base::split(text, ", \t\r\n")) {
        if (word != "builtin" && word != "service" && word != "user" && word != "all")
            throw fatal(fmt::format("unknown -C option value \"{}\" in \"{}\"", word, text));
        if (word == "all")
            out.classes.insert({"builtin", "service", "user"});
        else
            out.classes.emplace(word);
    }
}

[[noreturn]] void refuse(std::string_view what, char flag) {
    fmt::print(stderr, "postconf: {} -- '{}'\n", what, flag);
    throw fatal(std::string(usage));
}

void take_value(request& out, char flag, std::string const& value) {
    switch (flag) {
    case 'c': out.directory = value; break;
    case 'C': add_classes(out, value); break;
    case 'T': out.tls_mode = value; break;
    default: add_override(out, value);
    }
    if (flag != 'c') out.flags.insert(flag);
}

// One word of options, "-xh" or "-c" with its value attached or in the next word.
void read_options(request& out, std::string const& word, std::size_t& next, std::vector<std::string> const& args) {
    for (std::size_t i = 1; i < word.size(); ++i) {
        char const flag = word[i];
        if (flags_alone.find(flag) != flags_alone.npos) {
            out.flags.insert(flag);
            continue;
        }
        if (flags_with_value.find(flag) == flags_with_value.npos) refuse("invalid option", flag);
        if (i + 1 == word.size() && next == args.size()) refuse("option requires an argument", flag);
        return take_value(out, flag, i + 1 < word.size() ? word.substr(i + 1) : args[next++]);
    }
}

// Which of `flags` are given, " -d -n", in the order that Postfix lists them.
std::string given(request const& want, std::string_view flags) {
    std::string out;
    for (char flag : std::string_view("aAbCdefFhHlmMnopPtTxX#"))
        if (want.has(flag) && flags.find(flag) != flags.npos) out += fmt::format(" -{}", flag);
    return out;
}

// What each mode cannot be asked together with.
struct exclusion {
    char mode;
    std::string_view flags;
};
constexpr exclusion exclusions[] = {{'a', "defhHnoxX#"}, {'A', "defhHnoxX#"}, {'b', "defhHnoxX#"}, {'F', "dnX#"},
                                    {'l', "defhHnoxX#"}, {'m', "defhHnoxX#"}, {'M', "dhHn"},       {'P', "dn#"},
                                    {'t', "defhHnoxX#"}, {'T', "defhHnoxX#"}};
// At most one flag of each group may be given.
constexpr std::string_view groups[] = {"aAbFlmMpPtT", "deX#", "enX#", "dn", "do", "efX#", "hH", "ehX#", "eHX#", "eoX#", "exX#"};

}  // namespace

void warn(std::string_view text) { fmt::print(stderr, "postconf: warning: {}\n", text); }

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
    // "name=value" without -e edits too.
    auto const assigns = [](std::string const& word) { return word.find('=') != word.npos; };
    if (std::any_of(out.words.begin(), out.words.end(), assigns)) out.flags.insert('e');
    return out;
}

void check_conflicts(request const& want) {
    for (auto const group : groups)
        if (auto const flags = given(want, group); flags.size() > 3) throw fatal("specify one of" + flags);
    for (auto const& [mode, excluded] : exclusions) {
        if (!want.has(mode)) continue;
        if (auto const flags = given(want, excluded); !flags.empty())
            throw fatal(fmt::format("with option -{}, do not specify{}", mode, flags));
    }
}

void print_value(request const& want, std::string const& name, std::string_view value) {
    if (want.has('H')) {
        fmt::print("{}\n", name);
        return;
    }
    auto const text = want.has('h') ? std::string(value) : fmt::format("{} = {}", name, value);
    std::string out;
    std::size_t column = 0;
    for (auto word : base::split(text, " \t\r\n")) {
        if (want.has('f') && column > 0 && column + 1 + word.size() > line_limit) {
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

namespace {

void run(request const& want) {
    check_conflicts(want);
    bool const edits = want.has('e') || want.has('X') || want.has('#');
    bool const of_services = want.has('M') || want.has('F') || want.has('P');
    if (edits) return of_services ? edit_services(want) : edit_parameters(want);
    if (want.has('M')) return show_services(want);
    if (want.has('F')) return show_fields(want);
    if (want.has('P')) return show_overrides(want);
    if (want.has('b') || want.has('t')) return show_report_texts(want);
    for (char fact : std::string_view("aAlmT"))
        if (want.has(fact)) return show_facts(want);
    show_parameters(want);
}

}  // namespace
}  // namespace pc

int postconf(std::vector<std::string> args, std::string config_dir) {
    int status = 0;
    try {
        pc::run(pc::read_request(args, std::move(config_dir)));
    } catch (pc::fatal const& why) {
        fmt::print(stderr, "postconf: fatal: {}\n", why.what());
        status = 1;
    }
    // What could not be written was not shown.
    if (std::fflush(stdout) != 0) status = 1;
    return status;
}

}  // namespace mailstead::tools
