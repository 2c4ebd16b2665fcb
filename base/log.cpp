// The log by spdlog: this file alone knows the library.
#include "base/log.h"

#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace mailstead::base::log {
namespace {

// Each line goes out under its program's own name, as in Postfix: `postfix/smtpd[123]: text`. spdlog's own sink knows one name only.
class syslog_sink final : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(spdlog::details::log_msg const& line) override {
        std::string_view text(line.payload.data(), line.payload.size());
        auto const bracket = text.find('[');
        auto const end = text.find("]: ", bracket == text.npos ? 0 : bracket);
        int const priority = line.level == spdlog::level::debug ? LOG_DEBUG : line.level == spdlog::level::warn ? LOG_WARNING
                             : line.level == spdlog::level::err ? LOG_ERR : LOG_INFO;
        bool const is_json = text.starts_with('{');
        // openlog keeps the pointer, and libraries may log through it at any time.
        static std::array<char, 64> name{"postfix"};
        if (!is_json && end != text.npos) {
            auto const length = text.copy(name.data(), std::min(bracket, name.size() - 1));
            name[length] = '\0';
            text.remove_prefix(end + 3);
        }
        ::openlog(name.data(), LOG_PID | LOG_NDELAY, LOG_MAIL);
        ::syslog(priority, "%.*s", static_cast<int>(text.size()), text.data());
    }
    void flush_() override {}
};

struct state {
    std::shared_ptr<spdlog::logger> logger;
    std::string prefix;                       // "host "; nothing for syslog
    std::string syslog_name = "postfix";
    std::string host;
    std::string pid;
    format lines = format::text;
};

std::atomic<std::shared_ptr<state const>> current;
std::atomic<int> least{static_cast<int>(level::info)};
std::atomic<std::int64_t> last_flush{0};

constexpr std::int64_t flush_every_ms = 50;    // how far a reader of the log is behind a busy server

spdlog::level::level_enum to_spdlog(level value) noexcept {
    static constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    return levels[static_cast<std::size_t>(value)];
}

std::shared_ptr<spdlog::sinks::sink> sink_for(settings const& wanted) {
    if (wanted.file.empty()) return std::make_shared<spdlog::sinks::stdout_sink_mt>();
    if (wanted.file == "syslog")
        return std::make_shared<syslog_sink>();
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(wanted.file);
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    return name.data();
}

// JSON strings by the rules of RFC 8259 §7; enough for one-line records of our own making.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < ' ') fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        else out += c;
    }
    return out + '"';
}

std::string_view name_of(level value) noexcept {
    static constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
    return names[static_cast<std::size_t>(value)];
}

// IMAP and POP3 are logged as Dovecot does it, `dovecot[123]: imap-login: text`, where its log tools and filters look for them.
bool is_dovecots(std::string_view program) noexcept { return program.starts_with("imap") || program.starts_with("pop3"); }

std::string compose(state const& s, level value, std::string_view program, std::string_view text) {
    if (s.lines == format::json)
        return fmt::format(R"({{"time":{},"host":{},"program":"{}/{}","pid":{},"level":"{}","text":{}}})",
                           std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch()).count(),
                           quoted(s.host), s.syslog_name, program, s.pid, name_of(value), quoted(text));
    auto const word = value == level::warning ? "warning: " : value == level::error ? "error: " : "";
    if (is_dovecots(program)) return fmt::format("{}dovecot[{}]: {}: {}{}", s.prefix, s.pid, program, word, text);
    return fmt::format("{}{}/{}[{}]: {}{}", s.prefix, s.syslog_name, program, s.pid, word, text);
}

std::int64_t steady_ms() noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool open(settings const& wanted) {
    auto next = std::make_shared<state>();
    bool opened = true;
    std::shared_ptr<spdlog::sinks::sink> sink;
    try {
        sink = sink_for(wanted);
    } catch (spdlog::spdlog_ex const&) {
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        opened = false;
    }
    next->host = wanted.host.empty() ? host_name() : wanted.host;
    next->syslog_name = wanted.syslog_name;
    bool const is_syslog = wanted.file == "syslog";
    next->prefix = is_syslog ? std::string() : next->host + ' ';
    next->pid = std::to_string(::getpid());
    next->lines = wanted.lines;
    next->logger = std::make_shared<spdlog::logger>("mailstead", std::move(sink));
    next->logger->set_level(spdlog::level::trace);
    next->logger->set_pattern(is_syslog || wanted.lines == format::json ? "%v" : "%b %d %H:%M:%S %v");
    next->logger->flush_on(wanted.flush == settings::patience::at_once ? spdlog::level::trace : spdlog::level::warn);
    if (wanted.flush == settings::patience::soon) {
        spdlog::set_default_logger(next->logger);    // flush_every serves registered loggers
        spdlog::flush_every(std::chrono::seconds(1));
    }
    next->logger->set_error_handler([](std::string const&) {});    // a full disk must not fail mail
    least = static_cast<int>(wanted.least);
    current.store(std::move(next));
    return opened;
}

void flush() noexcept {
    try {
        if (auto const s = current.load()) s->logger->flush();
    } catch (...) {    // the log never fails its caller
    }
}

bool enabled(level value) noexcept { return static_cast<int>(value) >= least.load(std::memory_order_relaxed); }

void write(level value, std::string_view program, std::string_view text) noexcept {
    try {
        auto const s = current.load();
        if (!s || !enabled(value)) return;
        s->logger->log(to_spdlog(value), compose(*s, value, program, text));
        auto const now = steady_ms();
        if (now - last_flush.load(std::memory_order_relaxed) >= flush_every_ms) {
            last_flush.store(now, std::memory_order_relaxed);
            s->logger->flush();
        }
    } catch (...) {    // the log never fails its caller
    }
}

}  // namespace mailstead::base::log
