// The command line of postmap and postalias.
#include "tools/table_command.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "conf/main_cf.h"
#include "conf/tables/fold.h"
#include "tools/table_build.h"
#include "tools/table_query.h"

namespace mailstead::tools {
namespace {

void print_warning(std::string_view program, std::string_view text) {
    (void)std::fflush(stdout);  // in the order of what happened, also when both go to one file
    fmt::print(stderr, "{}: warning: {}\n", program, text);
}

void set_once(table_request const& want, std::optional<std::string>& place) {
    if (want.list || want.query || want.erase) throw table_fatal("specify only one of -s -q or -d");
    place = ::optarg;
}

// One option, without those that stand for a flag alone.
void take_option(table_request& want, int option, std::string_view usage) {
    switch (option) {
    case 'c': want.directory = ::optarg; break;
    case 'd': set_once(want, want.erase); break;
    case 'q': set_once(want, want.query); break;
    case 's':
        if (want.query || want.erase) throw table_fatal("specify only one of -s or -q or -d");
        want.list = true;
        break;
    case 'b': want.body_keys = true; break;
    case 'f': want.fold = false; break;
    case 'F': want.files = true; break;
    case 'h': want.header_keys = true; break;
    case 'i': want.incremental = true; break;
    case 'm': want.mime_keys = true; break;
    case 'n': want.ends_in_nul = false; break;
    case 'N': want.ends_in_nul = true; break;
    case 'o': want.as_owner = false; break;
    case 'p': want.copies_mode = false; break;
    case 'r': want.on_duplicate = table_request::duplicates::replace; break;
    case 'u': want.utf8 = false; break;
    case 'U': want.utf8_in_messages = true; break;
    case 'v': want.verbose = true; break;
    case 'w': want.on_duplicate = table_request::duplicates::keep_silently; break;
    default: throw table_fatal(std::string(usage));
    }
}

// getopt itself says what is wrong with an option; the usage follows.
table_request read_request(table_dialect const& dialect, std::vector<std::string> args, std::string directory) {
    table_request out;
    out.directory = std::move(directory);
    args.insert(args.begin(), std::string(dialect.name));
    std::vector<char*> words;
    for (auto& arg : args) words.push_back(arg.data());
    words.push_back(nullptr);
    int const count = static_cast<int>(args.size());
    ::optind = 0;  // glibc: from the beginning, whatever was read before
    int option = 0;
    while ((option = ::getopt(count, words.data(), dialect.options)) != -1) take_option(out, option, dialect.usage);
    out.tables.assign(args.begin() + ::optind, args.end());
    return out;
}

void check_request(table_run const& run) {
    auto const& want = run.want;
    bool const keys_of_message = want.header_keys || want.body_keys || want.mime_keys;
    if (keys_of_message && want.query != "-") throw table_fatal("specify -b -h or -m only with \"-q -\"");
    if (want.mime_keys && !want.header_keys && !want.body_keys) run.warn("ignoring -m option without -b or -h");
    if (want.tables.empty() && !want.list) throw table_fatal(std::string(run.dialect.usage));
}

// True when the status is to be 0.
bool carry_out(table_run const& run) {
    auto const& want = run.want;
    if (want.erase) return erase_keys(run);
    if (want.query) return query_tables(run);
    if (want.list) return list_table(run);
    for (auto const& table : want.tables) build_table(run, table);
    return true;
}

}  // namespace

void table_run::warn(std::string_view text) const { print_warning(dialect.name, text); }

void table_run::warn(conf::problem const& what) const {
    if (what.file.empty()) return warn(what.text);
    if (what.line == 0) return warn(fmt::format("{}: {}", what.file, what.text));
    warn(fmt::format("{}, line {}: {}", what.file, what.line, what.text));
}

void table_run::trace(std::string_view text) const {
    if (want.verbose) fmt::print(stderr, "{}: {}\n", dialect.name, text);
}

table_name table_run::name_of(std::string_view argument) const {
    auto const colon = argument.find(':');
    if (colon == argument.npos || argument.starts_with('/'))
        return {values.text("default_database_type"), std::string(argument)};
    return {std::string(argument.substr(0, colon)), std::string(argument.substr(colon + 1))};
}

conf::source_text table_run::text_kind() const {
    bool const of_message = (want.header_keys || want.body_keys) && !want.utf8_in_messages;
    bool const checked = want.utf8 && !of_message && values.yes("smtputf8_enable");
    return checked ? conf::source_text::utf8 : conf::source_text::bytes;
}

std::string table_run::folded(std::string_view key) const { return want.fold ? conf::folded(key) : std::string(key); }

conf::settings read_settings(std::string_view program, std::string const& directory) {
    auto const entries = conf::read_main_cf(directory + "/main.cf");
    for (auto const& one : entries.problems) {
        auto const text = one.line > 0 ? fmt::format("{}, line {}: {}", one.file, one.line, one.text) : one.text;
        if (one.severity == conf::severity::error) throw table_fatal(text);
        print_warning(program, text);
    }
    std::vector<conf::problem> ignored;  // values that the server refuses have nothing to do with tables
    return conf::settings(entries, directory, conf::this_machine(), ignored);
}

int run_table_command(table_dialect const& dialect, std::vector<std::string> args, std::string config_dir) {
    int status = 1;
    try {
        auto want = read_request(dialect, std::move(args), std::move(config_dir));
        auto values = read_settings(dialect.name, want.directory);
        table_run const run{dialect, std::move(want), std::move(values)};
        check_request(run);
        status = carry_out(run) ? 0 : 1;
    } catch (table_fatal const& why) {
        (void)std::fflush(stdout);
        fmt::print(stderr, "{}: fatal: {}\n", dialect.name, why.what());
    }
    // What could not be written was not answered.
    if (std::fflush(stdout) != 0) status = 1;
    return status;
}

}  // namespace mailstead::tools
