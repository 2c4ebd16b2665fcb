// The log: one line per event, in the wording that log tools know (`postfix/smtpd[pid]: ID: client=...`). Thread-safe;
// the calling thread formats the line, a full disk never blocks or fails the caller.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace mailstead::base::log {

enum class level { debug, info, warning, error };
enum class format { text, json };

struct settings {
    std::string file;                       // empty: standard output; "syslog": the mail facility
    std::string syslog_name = "postfix";    // before the slash of `postfix/smtpd`
    std::string host;                       // the host column; empty: gethostname()
    format lines = format::text;
    level least = level::info;
    // at_once: every line reaches the system before write() returns, and no thread is made (a process that forks).
    // soon: within a second, many lines in one system call.
    enum class patience { at_once, soon } flush = patience::soon;
};

// Opens the sink; call again after a fork (the pid) and to reopen the file. False: the file cannot be opened, and
// lines go to standard error.
bool open(settings const&);
// Everything written so far is handed to the system.
void flush() noexcept;

// One line of `program` (smtpd, qmgr, imap-login ...): what follows "pid]: ".
void write(level, std::string_view program, std::string_view text) noexcept;
bool enabled(level) noexcept;

template <class... Args>
void info(std::string_view program, fmt::format_string<Args...> text, Args&&... args) {
    if (enabled(level::info)) write(level::info, program, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view program, fmt::format_string<Args...> text, Args&&... args) {
    write(level::warning, program, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view program, fmt::format_string<Args...> text, Args&&... args) {
    write(level::error, program, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void debug(std::string_view program, fmt::format_string<Args...> text, Args&&... args) {
    if (enabled(level::debug)) write(level::debug, program, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace mailstead::base::log
