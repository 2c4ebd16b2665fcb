// The program: `mailstead [-c CONFIG_DIR] COMMAND ...`, and Postfix's tools when called by their names.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "conf/load.h"
#include "conf/parameters.h"
#include "server/doubtful_routes.h"
#include "server/doubts.h"
#include "server/examine.h"
#include "server/local_admin.h"
#include "server/stores.h"
#include "server/master.h"
#include "server/memory.h"
#include "server/quota_usage.h"
#include "server/without_effect.h"
#include "tools/backup.h"
#include "tools/check.h"
#include "tools/control.h"
#include "tools/export.h"
#include "tools/import.h"
#include "tools/mailbox_check.h"
#include "tools/maildirmake.h"
#include "tools/manual.h"
#include "tools/postconf.h"
#include "tools/postmap.h"
#include "tools/postcat.h"
#include "tools/postdrop.h"
#include "tools/postlog.h"
#include "tools/postqueue.h"
#include "tools/postsuper.h"
#include "tools/sendmail.h"
#include "tools/tlsrpt.h"

namespace {

using namespace mailstead;
using arguments = std::vector<std::string>;

// A command of the program: the function gets the arguments after its name, and the configuration directory.
struct command {
    std::string_view name;
    int (*run)(arguments, std::string);
    std::string_view help;
};

int run_server(arguments more, std::string directory) {
    if (more.empty()) {
        server::tune_memory();
        return server::run(directory);
    }
    std::fprintf(stderr, "mailstead run: takes no argument '%s'\n", more[0].c_str());
    return 64;
}

int check(arguments more, std::string directory) {
    auto const refusals = [](conf::configuration const& files) {
        tools::problems out;
        for (auto const& why : server::refusals(files)) out.push_back({{}, 0, conf::severity::error, why});
        return out;
    };
    auto const warnings = [](conf::configuration const& files) {
        auto out = server::doubts(files);
        auto const routes = server::doubtful_routes(files);
        out.insert(out.end(), routes.begin(), routes.end());
        auto const idle = server::without_effect(files);
        out.insert(out.end(), idle.begin(), idle.end());
        return out;
    };
    return tools::check(std::move(more), directory, {refusals, warnings, server::quietly_without_effect});
}

int mailq(arguments more, std::string directory) {
    more.insert(more.begin(), "-p");
    return tools::postqueue(std::move(more), std::move(directory));
}

int import_mail(arguments more, std::string directory) {
    return tools::import_mail(std::move(more), std::move(directory), server::open_local_store);
}

int export_mail(arguments more, std::string directory) {
    return tools::export_mail(std::move(more), std::move(directory), server::open_local_store);
}

int mailbox(arguments more, std::string directory) {
    return tools::mailbox(std::move(more), std::move(directory), server::open_local_store);
}

int backup(arguments more, std::string directory) {
    auto const find = [](conf::settings const& values, std::string const& account) { return server::find_owner(values, account); };
    return tools::backup(std::move(more), std::move(directory), {server::open_local_store, find, server::folders_beside, server::hold_off_server});
}

int accounts(arguments more, std::string directory) {
    auto const forget = [](conf::configuration const& files, std::string const& address) {
        tools::refusal why;
        auto const store = tools::store_client::connect(files, address, server::open_local_store, why);
        if (store && store->ask({{"do", "forget"}, {"account", address}}, why)) return std::string();
        return why.words;
    };
    return tools::user_as_root(std::move(more), std::move(directory), server::quota_usage_of, forget);
}

int manual(arguments more, std::string directory);

constexpr command commands[] = {
    {"run", run_server, "serve in the foreground until SIGTERM"},
    {"start", tools::start, "serve in the background"},
    {"stop", tools::stop, "stop the running server, letting it finish"},
    {"abort", tools::abort_server, "stop the running server at once"},
    {"reload", tools::reload, "make the running server read its configuration again"},
    {"status", tools::status, "tell whether the server runs; --json for its figures"},
    {"check", check, "examine the configuration"},
    {"flush", tools::flush, "try to deliver everything in the queue now"},
    {"set-permissions", tools::set_permissions, "make the server's users and give them its directories (root)"},
    {"user", accounts, "add, passwd, del, list, show, quota: mail accounts"},
    {"import", import_mail, "bring mail from a Maildir, an mbox or a tar into an account"},
    {"export", export_mail, "write an account's mail as a Maildir, as mboxes or as one tar; its uids as dovecot-uidlist"},
    {"maildirmake", tools::maildirmake, "make an empty Maildir, or a folder in one"},
    {"mailbox", mailbox, "check: compare index, uid list and files of a mailbox; --repair mends"},
    {"backup", backup, "copy configuration, accounts, queue, indexes and mail into a directory, while the server runs"},
    {"tlsrpt", tools::tlsrpt, "print the TLS reports of a day, which are not sent yet: [--day YYYY-MM-DD] [DOMAIN]"},
    {"postconf", tools::postconf, "show and edit parameters"},
    {"postmap", tools::postmap, "make, change, ask and list lookup tables"},
    {"postalias", tools::postalias, "the same for alias databases"},
    {"newaliases", tools::newaliases, "make the alias databases anew"},
    {"postqueue", tools::postqueue, "show and flush the queue"},
    {"mailq", mailq, "show the queue"},
    {"manual", manual, "print the reference: settings, main.cf, mailstead, or a tool's name"},
    {"postsuper", tools::postsuper, "hold, release, delete and requeue messages"},
    {"postlog", tools::postlog, "write a line into the log"},
    {"postcat", tools::postcat, "show a message of the queue"},
    {"sendmail", tools::sendmail, "hand in mail, from standard input"},
    {"send-mail", tools::sendmail, "the same"},
    {"postdrop", tools::postdrop, "keep a submission for a server that is down"},
};

int manual(arguments more, std::string) {
    std::vector<tools::command_help> all;
    for (auto const& one : commands) all.push_back({one.name, one.help});
    return tools::manual(more, all);
}

command const* find(std::string_view name) {
    auto const at = std::find_if(std::begin(commands), std::end(commands), [&](auto const& c) { return c.name == name; });
    return at == std::end(commands) ? nullptr : at;
}

void print_help(std::FILE* out) {
    std::fputs("usage: mailstead [-c CONFIG_DIR] COMMAND [ARGUMENT ...]\n\n", out);
    for (auto const& one : commands)
        std::fprintf(out, "  %-16.*s %.*s\n", static_cast<int>(one.name.size()), one.name.data(),
                     static_cast<int>(one.help.size()), one.help.data());
    std::fputs("\nCONFIG_DIR is $MAIL_CONFIG, else /etc/mailstead, else /etc/postfix.\n", out);
}

// `-c DIR` counts before and after the command.
bool take_directory(arguments& all, std::string& directory) {
    CLI::App parser;
    parser.set_help_flag();
    parser.allow_extras();
    parser.add_option("-c", directory);
    arguments reversed(all.rbegin(), all.rend());
    try {
        parser.parse(reversed);
    } catch (CLI::ParseError const&) {
        return false;
    }
    all = parser.remaining();
    return true;
}

int usage(char const* why) {
    std::fprintf(stderr, "mailstead: %s\n\n", why);
    print_help(stderr);
    return 64;
}

}  // namespace

int main(int count, char** words) {
    arguments all(words + std::min(count, 1), words + count);
    auto const name = std::filesystem::path(count > 0 ? words[0] : "").filename().string();
    // Installed set-gid, the program is postdrop whatever it is called by.
    if (tools::is_privileged_for_another()) return tools::postdrop(std::move(all), {});
    std::string directory = conf::default_directory();
    // Postfix's tools, called by their own names, parse everything themselves.
    if (auto const* tool = name == "postfix" ? nullptr : find(name); tool && tool->name != "run") return tool->run(all, directory);
    // What follows the name of one of those tools is the tool's own, its -c included.
    auto const is_tool = [](auto const& w) {
        return w.starts_with("post") || w == "mailq" || w == "newaliases" || w == "sendmail";
    };
    auto const tool_at = std::find_if(all.begin(), all.end(), is_tool);
    arguments const rest(tool_at, all.end());
    all.erase(tool_at, all.end());
    if (!take_directory(all, directory)) return usage("-c needs a directory");
    all.insert(all.end(), rest.begin(), rest.end());
    if (all.empty()) return usage("no command");
    if (all[0] == "--help" || all[0] == "-h" || all[0] == "help") return print_help(stdout), 0;
    if (all[0] == "--version") return std::printf("Mailstead %s\n", conf::find_parameter("mail_version")->value.data()), 0;
    auto const* wanted = find(all[0]);
    if (!wanted) return usage(("unknown command '" + all[0] + "'").c_str());
    all.erase(all.begin());
    return wanted->run(std::move(all), directory);
}
