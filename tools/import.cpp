// The command line of an import, and whose rights the source is read with.
#include "tools/import.h"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include "conf/load.h"
#include "tools/act_as.h"
#include "tools/importing.h"

namespace mailstead::tools {
namespace {

struct options {
    std::string account, source, folder, format;
    bool access = false;    // access lists, too
};

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead import: {}\n", text);
    return status;
}

int run(options const& o, std::string const& config_dir, local_store const& otherwise) {
    auto const files = conf::load(config_dir);
    if (!files.values) {
        for (auto const& p : files.problems) complain(EX_CONFIG, p.message());
        return EX_CONFIG;
    }
    auto const wanted = format_named(o.format);
    if (!o.format.empty() && wanted == mail_format::unknown) return complain(EX_USAGE, "--format is maildir, mbox or tar");
    char real[PATH_MAX];
    if (!::realpath(o.source.c_str(), real)) return complain(EX_NOINPUT, fmt::format("{}: {}", o.source, base::last_error().message()));
    refusal why;
    auto const store = store_client::open(files, o.account, otherwise, why);
    if (!store) return complain(why.status, why.words);
    std::string trouble;
    // A directory is read as its owner: his links must not bring him the mail of others. From within it, since he may not be
    // allowed to reach it.
    std::error_code no_directory;
    bool const is_directory = std::filesystem::is_directory(real, no_directory);
    if (is_directory && ::chdir(real) != 0) return complain(EX_NOINPUT, fmt::format("{}: {}", o.source, base::last_error().message()));
    auto const as_owner = act_as_owner_of(is_directory ? "." : "/");
    if (!as_owner) return complain(EX_NOPERM, fmt::format("{}: {}", o.source, as_owner.error().message()));
    auto const source = open_source(is_directory ? "." : real, wanted, trouble);
    if (!source) return complain(EX_NOINPUT, fmt::format("{}: {}", o.source, trouble));
    auto below = store->folder_named(o.folder);
    auto const id = fmt::format("{}\n{}", real, fmt::join(below, "\n"));
    importing work(*store, *source, std::move(below), real, o.access);
    return work.run(id);
}

}  // namespace

int import_mail(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise) {
    options o;
    CLI::App app("mail from elsewhere into an account", "mailstead import");
    app.add_option("-c", config_dir, "the configuration directory");
    app.add_option("--format", o.format, "maildir, mbox or tar; otherwise it is found out");
    app.add_flag("--access", o.access, "access lists of an export come along, too");
    app.add_option("ACCOUNT", o.account, "an account or a system user")->required();
    app.add_option("SOURCE", o.source, "a Maildir, an mbox, a directory of mboxes, or a tar made by export")->required();
    app.add_option("FOLDER", o.folder, "the mail goes there and below, instead of INBOX and beside it");
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    return run(o, config_dir, otherwise);
}

}  // namespace mailstead::tools
