// Markdown and troff of the reference; nothing in it depends on the machine or on the day.
#include "tools/manual.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/main_cf.h"
#include "conf/parameters.h"

namespace mailstead::tools {
namespace {

constexpr int exit_usage = 64;
using commands_span = std::span<command_help const>;

std::string_view kind_name(conf::kind one) noexcept {
    switch (one) {
    case conf::kind::text: return "text";
    case conf::kind::raw: return "text, expanded when it is used";
    case conf::kind::boolean: return "yes or no";
    case conf::kind::number: return "number";
    case conf::kind::size: return "bytes";
    case conf::kind::time: return "time";
    case conf::kind::list: return "list";
    }
    return {};
}

// The default as the table has it, or where it comes from.
std::string default_of(conf::parameter const& row) {
    switch (row.source) {
    case conf::computed::no: break;
    case conf::computed::hostname: return "(the machine's name)";
    case conf::computed::domain: return "(myhostname without its first part)";
    case conf::computed::networks: return "(by mynetworks_style)";
    case conf::computed::config_directory: return "(the configuration directory)";
    case conf::computed::queue_directory: return "/var/spool/mailstead";
    case conf::computed::data_directory: return "/var/lib/mailstead";
    }
    if (row.name == "mail_version" || row.name == "mail_release_date") return "(the program's)";
    return row.value.empty() ? "(empty)" : std::string(row.value);
}

std::string limits_of(conf::parameter const& row) {
    auto const [least, most] = row.limits;
    bool const of_text = row.kind == conf::kind::text || row.kind == conf::kind::raw || row.kind == conf::kind::list;
    if (of_text) return least == 1 ? "not empty" : least > 1 ? fmt::format("{} characters", least) : "";
    if (most != 0) return fmt::format("{} to {}", least, most);
    return least > 0 ? fmt::format("at least {}", least) : "";
}

bool is_partly(conf::parameter const& row) noexcept {
    return row.standing.mark == conf::mark::used && !row.standing.reason.empty();
}

// The sections of the reference, in their order: what works comes first.
struct section {
    std::string_view title;
    std::string_view text;
    conf::mark mark;
    conf::origin origin;
};
constexpr section sections[] = {
    {"Parameters of Postfix that are used", "They mean what they mean in Postfix.", conf::mark::used, conf::origin::postfix},
    {"Parameters of Mailstead", "Postfix does not have them.", conf::mark::used, conf::origin::ours},
    {"Not in this version yet", "They are taken and checked; `mailstead check` names those that are missed.", conf::mark::planned,
     conf::origin::postfix},
    {"Parameters of Mailstead that are not in this version yet", "They are taken and checked.", conf::mark::planned, conf::origin::ours},
    {"Accepted without effect", "What they are about is done in another way here.", conf::mark::idle, conf::origin::postfix},
    {"Not applicable", "They belong to programs of Postfix that are no part of this server.", conf::mark::absent, conf::origin::postfix},
    {"Former names", "Postfix has given them up; they count when they are set.", conf::mark::used, conf::origin::former},
    {"Former names that are not in this version yet", "They are taken and checked.", conf::mark::planned, conf::origin::former},
};

bool belongs(conf::parameter const& row, section const& one) noexcept {
    return row.standing.mark == one.mark && row.standing.origin == one.origin;
}

// --- Markdown ---

std::string cell(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '<' || c == '>') out += '\\';
        out += c;
    }
    return out;
}

std::string code(std::string_view text) {
    std::string inside;
    for (char c : text) {
        if (c == '|') inside += '\\';
        inside += c;
    }
    return text.find('`') == text.npos ? fmt::format("`{}`", inside) : fmt::format("`` {} ``", inside);
}

std::string markdown_row(conf::parameter const& row, bool with_reason) {
    auto kind = std::string(kind_name(row.kind));
    if (auto const limits = limits_of(row); !limits.empty()) kind += ", " + limits;
    auto const usual = default_of(row);
    auto meaning = std::string(row.meaning);
    if (with_reason && !row.standing.reason.empty()) meaning += fmt::format(" Here: {}.", row.standing.reason);
    return fmt::format("| {} | {} | {} | {} |\n", code(row.name), usual.front() == '(' ? cell(usual) : code(usual), cell(kind), cell(meaning));
}

std::string settings_page() {
    std::string out =
        "# Settings\n\n"
        "Every parameter that `main.cf` and `-o` in `master.cf` may set. This file is made by `mailstead manual settings` from the\n"
        "table in `conf/parameters*.def`; a test compares them.\n\n"
        "A time is a number with s, m, h, d or w; without a letter the unit is that of the default. A list has commas or white\n"
        "space between its items; a group in braces is one item. Defaults are expressions: `$name` stands for another value.\n";
    for (auto const& one : sections) {
        std::string rows;
        for (auto const& row : conf::parameters())
            if (belongs(row, one)) rows += markdown_row(row, is_partly(row) || one.mark == conf::mark::idle || one.mark == conf::mark::absent);
        if (rows.empty()) continue;
        out += fmt::format("\n## {}\n\n{}\n\n| parameter | default | kind | meaning |\n|---|---|---|---|\n{}", one.title, one.text, rows);
    }
    out += "\n## Parameters of a transport\n\nFor each transport of `master.cf`, `TRANSPORT` being its name.\n\n"
           "| parameter | default | kind | meaning |\n|---|---|---|---|\n";
    for (auto row : conf::transport_parameters()) {
        auto const name = "TRANSPORT" + std::string(row.name);
        row.name = name;
        out += markdown_row(row, false);
    }
    return out;
}

// --- troff ---

// Plain text for troff: no word of it is taken for a request.
std::string troff(std::string_view text) {
    std::string out;
    bool line_start = true;
    for (char c : text) {
        if (line_start && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
        line_start = c == '\n';
    }
    return out;
}

std::string paragraphs(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const end = std::min(text.find("\n\n"), text.size());
        out += fmt::format(".PP\n{}\n", troff(text.substr(0, end)));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return out;
}

std::string head(std::string_view name, int number, std::string_view title) {
    return fmt::format(".\\\" Made by `mailstead manual {0}`.\n.TH \"{1}\" {2} \"\" Mailstead\n.SH NAME\n{3} \\- {4}\n", name,
                       base::uppered(name), number, troff(name), troff(title));
}

std::string entry(std::string_view words, std::string_view text) {
    return fmt::format(".TP\n.B {}\n{}\n", troff(words), troff(text));
}

std::string see_also(std::vector<std::string_view> const& pages) {
    std::string out = ".SH SEE ALSO\n";
    for (auto const page : pages) out += fmt::format("{}{}", page == pages.front() ? "" : ", ", troff(page));
    return out + "\n";
}

std::string main_cf_page() {
    auto out = head("main.cf", 5, "parameters of Mailstead");
    out += ".SH DESCRIPTION\n";
    out += paragraphs(
        "The file main.cf in the configuration directory sets parameters, one to a logical line: name = value. A line that "
        "begins with white space goes on the one before; a line whose first character other than white space is # is a comment, also "
        "within a value. When a name is set twice, the last one counts.\n\n"
        "In a value, $name, ${name} and $(name) stand for the value of another parameter, whether it is set before or after; "
        "${name?text} for the text if that value is not empty, ${name:text} if it is; ${name?{a}:{b}} chooses between two; "
        "${{a} == {b} ? {x} : {y}} compares (==, !=, <, <=, >=, >, and the same with `level` for versions); $$ is a dollar sign. A "
        "parameter may be one that main.cf makes up.\n\n"
        "A service of master.cf may have other values, by -o name=value or -o { name = value } behind its command.\n\n"
        "A time is a number with s, m, h, d or w; without a letter the unit is that of the default. A list has commas or white "
        "space between its items; a group in braces is one item. Mistakes are told with file and line: `mailstead check` looks "
        "for them, and a parameter that cannot be understood stops the start.");
    for (auto const& one : sections) {
        std::string rows;
        for (auto const& row : conf::parameters()) {
            if (!belongs(row, one)) continue;
            auto text = std::string(row.meaning);
            if (!row.standing.reason.empty() && row.standing.mark != conf::mark::planned) text += fmt::format(" Here: {}.", row.standing.reason);
            rows += entry(fmt::format("{} ({})", row.name, default_of(row)), text);
        }
        if (!rows.empty()) out += fmt::format(".SH {}\n{}{}", troff(base::uppered(one.title)), paragraphs(one.text), rows);
    }
    out += ".SH PARAMETERS OF A TRANSPORT\n";
    for (auto const& row : conf::transport_parameters())
        out += entry(fmt::format("TRANSPORT{} ({})", row.name, default_of(row)), row.meaning);
    return out + see_also({"postconf(1)", "mailstead(1)"});
}

bool is_tool(std::string_view name) noexcept {
    return name.starts_with("post") || name == "mailq" || name == "newaliases" || name == "sendmail";
}

// The name of a command's own page; empty: it is told in mailstead(1) alone.
std::string page_of(std::string_view command) {
    if (is_tool(command)) return std::string(command);
    auto const own = "mailstead-" + std::string(command);
    return find_manual_page(own) ? own : std::string();
}

std::string mailstead_page(commands_span commands) {
    auto out = head("mailstead", 1, "mail server");
    out += ".SH SYNOPSIS\n.B mailstead\n[\\-c DIRECTORY] COMMAND [ARGUMENT ...]\n.SH DESCRIPTION\n";
    out += paragraphs(
        "Mailstead takes mail by SMTP, keeps it in a durable queue, delivers it into Maildirs and serves them by IMAP and POP3. One "
        "program is the server and all the commands.\n\n"
        "DIRECTORY holds main.cf and master.cf. Without -c it is $MAIL_CONFIG, else /etc/mailstead, else, when that is absent, "
        "/etc/postfix; there the queue and data directories get names of their own, so that a Postfix keeps its own.\n\n"
        "The commands that are named as Postfix's tools are also had by calling the program by that name.");
    out += ".SH COMMANDS\n";
    for (auto const& one : commands) {
        auto const page = page_of(one.name);
        out += entry(page.empty() ? std::string(one.name) : fmt::format("{} (see {}(1))", one.name, page), one.text);
    }
    out += ".SH CHECK\n" + paragraphs("`mailstead check` reads the configuration as a start does, and then looks for what would go wrong later: "
                                      "names that nothing uses, permissions, certificates and keys, lookup tables, directories, ports, "
                                      "limits that contradict one another, and settings that have no effect here. It changes nothing. "
                                      "`--parameters` counts the parameters by what is done with them; `--parameters all` lists them.");
    out += ".SH EXIT STATUS\n" + paragraphs("0 when it was done, 1 when not; 64 for wrong usage, 78 when the configuration cannot be used, others as in sysexits.h.");
    out += ".SH SIGNALS\n" + paragraphs("TERM ends the server when it has finished or given back what is in flight; HUP makes it read its "
                                        "configuration and certificates again.");
    return out + see_also({"main.cf(5)", "postconf(1)"});
}

// A tool without a text of its own still has a page: its line of help, and whose options it takes.
std::string tool_page(command_help const& tool) {
    auto const* page = find_manual_page(page_of(tool.name));
    if (page == nullptr)
        return head(tool.name, 1, tool.text) + fmt::format(".SH SYNOPSIS\n.B {}\n[OPTION ...]\n.SH DESCRIPTION\n", troff(tool.name)) +
               paragraphs("The options are those of Postfix's command of this name.") + see_also({"mailstead(1)"});
    auto out = head(page->name, 1, page->title) + ".SH SYNOPSIS\n";
    auto const typed = is_tool(tool.name) ? std::string(page->name) : fmt::format("mailstead {}", tool.name);
    for (auto const form : base::split(page->synopsis.empty() ? "\n" : page->synopsis, "\n"))
        out += fmt::format(".B {}\n{}\n.br\n", troff(typed), troff(form));
    if (page->synopsis.empty()) out += fmt::format(".B {}\n", troff(typed));
    out += ".SH DESCRIPTION\n" + paragraphs(page->description);
    if (!page->options.empty()) out += ".SH OPTIONS\n";
    for (auto const& [words, text] : page->options) out += entry(words, text);
    out += ".SH EXIT STATUS\n" + paragraphs(page->status);
    return out + see_also(page->see_also);
}

// --- topics ---

struct topic {
    std::string name;
    std::string file;  // under docs/
    std::string text;
};

std::vector<topic> topics(commands_span commands) {
    std::vector<topic> out = {{"settings", "settings.md", settings_page()},
                              {"main.cf", "man/main.cf.5", main_cf_page()},
                              {"mailstead", "man/mailstead.1", mailstead_page(commands)}};
    for (auto const& one : commands)
        if (auto const page = page_of(one.name); !page.empty()) out.push_back({page, fmt::format("man/{}.1", page), tool_page(one)});
    return out;
}

int write_all(std::vector<topic> const& all, std::string const& directory) {
    auto done = base::system_files().make_dirs(directory + "/man", 0755);
    for (auto const& one : all)
        if (done) done = conf::replace_file(directory + "/" + one.file, one.text);
    if (done) return 0;
    fmt::print(stderr, "mailstead: cannot write in {}: {}\n", directory, done.error().message());
    return 1;
}

}  // namespace

int manual(std::vector<std::string> const& arguments, std::span<command_help const> commands) {
    auto const all = topics(commands);
    if (arguments.empty()) {
        for (auto const& one : all) fmt::print("{}\t{}\n", one.name, one.file);
        return 0;
    }
    if (arguments.size() == 2 && arguments[0] == "--write") return write_all(all, arguments[1]);
    auto const named = [&](topic const& one) { return one.name == arguments[0] || one.name == "mailstead-" + arguments[0]; };
    auto const at = std::find_if(all.begin(), all.end(), named);
    if (arguments.size() != 1 || at == all.end()) {
        fmt::print(stderr, "mailstead: usage: manual [TOPIC | --write DIRECTORY]; without arguments it lists the topics\n");
        return exit_usage;
    }
    fmt::print("{}", at->text);
    return 0;
}

}  // namespace mailstead::tools
