// The store looks; here its findings are printed and counted.
#include "tools/mailbox_check.h"

#include <sysexits.h>

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/ascii.h"
#include "conf/load.h"
#include "tools/progress.h"

namespace mailstead::tools {
namespace {

constexpr int exit_mended = 2;

struct options {
    std::string account, folder;
    bool repair = false;
};

int complain(int status, std::string_view text) {
    fmt::print(stderr, "mailstead mailbox: {}\n", text);
    return status;
}

int print_findings(store_client& store) {
    progress shown("messages", 0);
    std::uint64_t problems = 0, mended = 0;
    for (;;) {
        refusal why;
        auto const line = store.hear(why);
        if (!line) return complain(why.status, why.words);
        if (yes_in(*line, "end")) break;
        shown.at(static_cast<std::uint64_t>(number_in(*line, "progress")));
        for (auto const* kind : {"problem", "mended", "note"}) {
            auto const words = text_in(*line, kind);
            if (!words.empty()) fmt::print("{}: {}\n", kind, base::printable(words, 2000));
        }
        problems += line->contains("problem");
        mended += line->contains("mended");
    }
    if (problems == 0 && mended == 0) fmt::print("{}: in order\n", store.account());
    if (problems > 0 || mended > 0) fmt::print("{}: {} problems, {} mended\n", store.account(), problems + mended, mended);
    return problems > 0 ? EXIT_FAILURE : mended > 0 ? exit_mended : EXIT_SUCCESS;
}

int run(options const& o, std::string const& config_dir, local_store const& otherwise) {
    auto const files = conf::load(config_dir);
    if (!files.values) {
        for (auto const& p : files.problems) complain(EX_CONFIG, p.message());
        return EX_CONFIG;
    }
    refusal why;
    auto const store = store_client::open(files, o.account, otherwise, why);
    if (!store) return complain(why.status, why.words);
    boost::json::object request{{"do", "check"}, {"repair", o.repair}};
    if (!o.folder.empty()) request["folder"] = json_of(store->folder_named(o.folder));
    if (auto const sent = store->wire().send(request); !sent) return complain(EX_TEMPFAIL, broken(sent.error()).words);
    return print_findings(*store);
}

}  // namespace

int mailbox(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise) {
    options o;
    CLI::App app("examine and mend mailboxes", "mailstead mailbox");
    app.require_subcommand(1);
    app.add_option("-c", config_dir, "the configuration directory");
    auto* const check = app.add_subcommand("check", "compare index, uid list and files of a mailbox");
    check->add_option("-c", config_dir, "the configuration directory");
    check->add_flag("--repair", o.repair, "mend what is wrong, as far as no mail is lost by it");
    check->add_option("ACCOUNT", o.account, "an account or a system user")->required();
    check->add_option("FOLDER", o.folder, "this folder alone");
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    return run(o, config_dir, otherwise);
}

}  // namespace mailstead::tools
