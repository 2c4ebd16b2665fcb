// The page that `mailstead check` prints, and the counts of parameters.
#include "tools/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "conf/parameters.h"

namespace mailstead::tools {
namespace {

constexpr int exit_usage = 64, exit_config = 78;

void add(problems& all, problems more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

// What can be looked at although a value or a row is refused: the refused values are at their defaults.
problems beside_the_errors(conf::configuration files) {
    auto const entries = conf::read_main_cf(files.directory + "/main.cf");
    if (entries.entries.empty()) return {};    // it could not be read: nothing of it is left
    problems out, known;
    files.values = conf::settings(entries, files.directory, conf::this_machine(), known);
    add(out, checks::certificates(files));
    add(out, checks::tables(files));
    add(out, checks::directories(files));
    return out;
}

problems everything(conf::configuration const& files, more_checks const& more) {
    problems out;
    for (auto const& one : files.problems)
        if (!one.text.starts_with("unused parameter: ")) out.push_back(one);
    add(out, checks::names(files));
    add(out, checks::permissions(files));
    if (!files.usable()) {
        add(out, beside_the_errors(files));
        return out;
    }
    add(out, more.refusals(files));
    add(out, checks::certificates(files));
    add(out, checks::tables(files));
    add(out, checks::directories(files));
    add(out, checks::owners(files, ::geteuid()));
    add(out, checks::ports(files));
    add(out, checks::sizes(files));
    add(out, checks::mail_services(files));
    add(out, checks::programs(files));
    add(out, more.without_effect(files));
    return out;
}

// Errors first; the same words once.
void print(problems const& all) {
    std::set<std::string> said;
    for (auto const wanted : {conf::severity::error, conf::severity::warning})
        for (auto const& one : all)
            if (one.severity == wanted && said.insert(one.message()).second)
                fmt::print(stderr, "{}: {}\n", wanted == conf::severity::error ? "error" : "warning", one.message());
}

void print_note(std::vector<std::string> const& names) {
    if (names.empty()) return;
    fmt::print("note: set, without effect here and not missed: {}\n", fmt::join(names, ", "));
}

// How often each mark occurs among Postfix's parameters, and how many are ours.
void print_counts() {
    int of_ours = 0;
    int ours_used = 0;
    int counts[4] = {};
    for (auto const& row : conf::parameters()) {
        bool const used = row.standing.mark == conf::mark::used;
        if (row.standing.origin == conf::origin::ours) {
            ++of_ours;
            ours_used += used;
        } else if (row.standing.origin == conf::origin::postfix) {
            ++counts[static_cast<int>(row.standing.mark)];
        }
    }
    fmt::print("of Postfix's parameters:\n");
    for (auto const mark : {conf::mark::used, conf::mark::planned, conf::mark::idle, conf::mark::absent})
        fmt::print("  {:<16} {:>4}\n", conf::mark_name(mark), counts[static_cast<int>(mark)]);
    fmt::print("our own:           {:>4}, of which {} used\n", of_ours, ours_used);
}

int print_parameters(bool all) {
    print_counts();
    if (!all) return 0;
    for (auto const& row : conf::parameters())
        fmt::print("{}\t{}\t{}\n", row.name, conf::mark_name(row.standing.mark), row.standing.reason);
    return 0;
}

}  // namespace

int check(std::vector<std::string> arguments, std::string const& config_directory, more_checks const& more) {
    if (arguments == std::vector<std::string>{"--parameters"}) return print_parameters(false);
    if (arguments == std::vector<std::string>{"--parameters", "all"}) return print_parameters(true);
    if (!arguments.empty()) {
        fmt::print(stderr, "mailstead: usage: check [--parameters [all]]\n");
        return exit_usage;
    }
    auto const files = conf::load(config_directory);
    auto const found = everything(files, more);
    print(found);
    bool const stops = conf::has_errors(found);
    if (!stops) print_note(more.quietly_without_effect(files));
    fmt::print("{}: {}\n", files.directory,
               stops ? "the server would not start" : found.empty() ? "all is well" : "the server may start; see the warnings");
    return stops ? exit_config : 0;
}

}  // namespace mailstead::tools
