#include "tools/postlog.h"

#include <sysexits.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/load.h"

namespace mailstead::tools {
namespace {

constexpr std::size_t line_limit = 2048;  // what is longer goes on in the next line

struct priority {
    std::string_view name;
    base::log::level level;
    std::string_view word;  // before the text; those of info and warning the log writes itself
};
constexpr priority priorities[] = {
    {"info", base::log::level::info, ""},          {"warn", base::log::level::warning, ""},
    {"warning", base::log::level::warning, ""},    {"error", base::log::level::error, ""},
    {"fatal", base::log::level::error, "fatal: "}, {"panic", base::log::level::error, "panic: "},
};

struct request {
    priority what = priorities[0];
    std::string tag = "postlog";
    std::string directory, text, mistake;
    bool has_text = false;
};

priority const* find(std::string_view name) {
    for (auto const& one : priorities)
        if (base::iequals(one.name, name)) return &one;
    return nullptr;
}

request parse(std::vector<std::string> const& args, std::string directory) {
    request out;
    out.directory = std::move(directory);
    std::size_t at = 0;
    for (; at < args.size() && args[at].size() > 1 && args[at][0] == '-'; ++at) {
        auto const& word = args[at];
        if (word == "-i" || word == "-v") continue;
        bool const takes = word == "-c" || word == "-p" || word == "-t";
        if (!takes || at + 1 == args.size()) {
            out.mistake = "usage: postlog [-c config_dir] [-i] [-p priority] [-t tag] [-v] [text]";
            return out;
        }
        auto const& value = args[++at];
        if (word == "-c") out.directory = value;
        if (word == "-t") out.tag = base::printable(value, 50);
        if (word != "-p") continue;
        if (auto const* known = find(value))
            out.what = *known;
        else
            out.mistake = "unknown priority: " + base::printable(value);
    }
    for (; at < args.size(); ++at) {
        out.text += (out.has_text ? " " : "") + args[at];
        out.has_text = true;
    }
    return out;
}

int fatal(int status, std::string_view why) {
    fmt::print(stderr, "postlog: fatal: {}\n", why);
    return status;
}

bool open_log(conf::settings const& values) {
    base::log::settings wanted;
    wanted.flush = base::log::settings::patience::at_once;
    wanted.file = values.text("maillog_file");
    if (wanted.file.empty()) wanted.file = "syslog";
    wanted.syslog_name = values.text("syslog_name");
    wanted.lines = values.text("log_format") == "json" ? base::log::format::json : base::log::format::text;
    auto const host = values.text("myhostname");
    wanted.host = host.substr(0, host.find('.'));
    return base::log::open(wanted);
}

// Whatever it holds, it stays one line.
void log_line(request const& wanted, std::string_view text) {
    auto const line = std::string(wanted.what.word) + base::printable(text, line_limit);
    base::log::write(wanted.what.level, wanted.tag, line);
}

void log_input(request const& wanted) {
    char piece[line_limit];
    while (std::fgets(piece, sizeof piece, stdin)) {
        auto line = std::string_view(piece);
        while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
        log_line(wanted, line);
    }
}

}  // namespace

int postlog(std::vector<std::string> args, std::string config_dir) {
    auto const wanted = parse(args, std::move(config_dir));
    if (!wanted.mistake.empty()) return fatal(EXIT_FAILURE, wanted.mistake);
    auto const config = conf::load(wanted.directory);
    if (!config.values)
        return fatal(EX_CONFIG, fmt::format("the configuration in {} cannot be used", wanted.directory));
    if (!open_log(*config.values)) return fatal(EX_CANTCREAT, "cannot open " + config.values->text("maillog_file"));
    if (wanted.has_text)
        log_line(wanted, wanted.text);
    else
        log_input(wanted);
    base::log::flush();
    return EXIT_SUCCESS;
}

}  // namespace mailstead::tools
