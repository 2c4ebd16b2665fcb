// The dialects of the table commands.
#include "tools/postmap.h"

#include <sysexits.h>
#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "conf/aliases.h"
#include "tools/table_command.h"

namespace mailstead::tools {
namespace {

constexpr std::string_view newaliases_usage = "usage: newaliases [-v] [-C config_dir]";

constexpr table_dialect map_dialect{
    "postmap",
    "+bc:d:fFhimnNopq:rsuUvw",
    "usage: postmap [-bfFhimnNoprsuUvw] [-c config_dir] [-d key] [-q key] [map_type:]file...",
    "\t",
    conf::read_rows,
    false,
};

constexpr table_dialect alias_dialect{
    "postalias",
    "+c:d:finNopq:rsuvw",
    "usage: postalias [-Nfinoprsuvw] [-c config_dir] [-d key] [-q key] [map_type:]file...",
    ":\t",
    conf::read_aliases,
    true,
};

// sendmail's options; most of them mean nothing for -bi.
constexpr char const* sendmail_options = "+A:B:C:F:GIL:N:O:R:UV:X:b:ce:f:h:imno:p:r:tvx";

// Why sendmail would not take one of its options here; empty when it does.
std::string_view take_sendmail_option(int option, table_request& want) {
    if (option == 'C') want.directory = ::optarg;
    if (option == 'v') want.verbose = true;
    if (option == 'n') return "-n option not supported";
    if (option == 't') return "-t can be used only in delivery mode";
    bool const is_other_mode = option == 'b' && std::string_view(::optarg) != "i";
    return option == '?' || is_other_mode ? newaliases_usage : "";
}

int complain(int status, std::string_view text) {
    fmt::print(stderr, "newaliases: fatal: {}\n", text);
    return status;
}

}  // namespace

int postmap(std::vector<std::string> args, std::string config_dir) {
    return run_table_command(map_dialect, std::move(args), std::move(config_dir));
}

int postalias(std::vector<std::string> args, std::string config_dir) {
    return run_table_command(alias_dialect, std::move(args), std::move(config_dir));
}

int newaliases(std::vector<std::string> args, std::string config_dir) {
    table_request want;
    want.directory = std::move(config_dir);
    args.insert(args.begin(), "newaliases");
    std::vector<char*> words;
    for (auto& arg : args) words.push_back(arg.data());
    words.push_back(nullptr);
    ::optind = 0;
    int option = 0;
    while ((option = ::getopt(static_cast<int>(args.size()), words.data(), sendmail_options)) != -1)
        if (auto const why = take_sendmail_option(option, want); !why.empty())
            return complain(why == newaliases_usage ? EX_USAGE : EX_TEMPFAIL, why);
    if (::optind < static_cast<int>(args.size()))
        return complain(EX_TEMPFAIL, "alias initialization mode requires no recipient");
    std::optional<conf::settings> values;
    try {
        values = read_settings("newaliases", want.directory);
    } catch (table_fatal const& why) {
        return complain(EX_TEMPFAIL, why.what());
    }
    try {
        table_run const run{alias_dialect, std::move(want), std::move(*values)};
        for (auto const& table : run.values.list("alias_database")) build_table(run, table);
    } catch (table_fatal const& why) {
        fmt::print(stderr, "postalias: fatal: {}\n", why.what());
        return 1;
    }
    return 0;
}

}  // namespace mailstead::tools
