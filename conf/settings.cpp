// Settings: raw values from main.cf and -o over the table's defaults, expanded and checked when they are made.
#include "conf/settings.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/expand.h"
#include "conf/network.h"
#include "conf/parameters.h"

namespace mailstead::conf {
namespace {

// What a parameter may be, where only few words make sense.
struct choice {
    std::string_view name;
    std::string_view words;
};
constexpr choice choices[] = {
    {"imapd_tls_auth_only", "yes no remote"},
    {"imapd_tls_security_level", "none may encrypt"},
    {"lmtpd_tls_auth_only", "yes no remote"},
    {"lmtpd_tls_security_level", "none may encrypt"},
    {"log_format", "text json"},
    {"maildir_sync", "auto fsync syncfs"},
    {"mbox_format", "mboxo mboxrd"},
    {"mynetworks_style", "host subnet class"},
    {"pop3d_delete", "expunge hide"},
    {"pop3d_tls_auth_only", "yes no remote"},
    {"pop3d_tls_security_level", "none may encrypt"},
    {"process_model", "auto separated single"},
    {"smtpd_forbid_bare_newline", "yes no normalize reject note"},
    {"smtpd_tls_security_level", "none may encrypt"},
};

bool is_one_of(std::string_view text, std::string_view words) {
    for (auto word : base::split(words, " "))
        if (base::iequals(word, text)) return true;
    return false;
}

// The first line of the file that myorigin names (Debian's /etc/mailname).
std::optional<std::string> first_line(std::string const& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;  // a FIFO would not end
    auto const text = base::system_files().read_all(AT_FDCWD, file, 64 << 10);
    if (!text) return std::nullopt;
    return std::string(base::trimmed(std::string_view(*text).substr(0, text->find('\n'))));
}

struct setting {
    std::string value;
    std::string file;
    int line = 0;
};

// A value ready for the accessors.
struct value {
    std::string text;
    std::int64_t number = 0;  // of booleans, numbers, sizes and times
};

// The parameter's limits, for people; empty when `measure` keeps to them.
std::string out_of_limits(parameter const& row, std::int64_t measure) {
    auto const [least, most] = row.limits;
    bool const of_text = row.kind == kind::text || row.kind == kind::raw || row.kind == kind::list;
    auto const unit = of_text ? " characters" : row.kind == kind::time ? " seconds" : row.kind == kind::size ? " bytes" : "";
    if (measure < least && of_text && least == 1) return " (it must not be empty)";
    if (measure < least) return fmt::format(" (at least {}{})", least, unit);
    if (most != 0 && measure > most) return fmt::format(" (at most {}{})", most, unit);
    return {};
}

bool is_interface(std::string_view word) {
    if (word == "all" || word == "loopback-only") return true;
    if (word.size() > 2 && word.starts_with('[') && word.ends_with(']')) return parse_ip(word.substr(1, word.size() - 2)).has_value();
    bool const numeric = word.find_first_not_of("0123456789.") == word.npos || word.find_first_of(":[]/") != word.npos;
    return !numeric || parse_ip(word);    // the host names that may stand there are for who listens
}

// "ADDRESS@PORT", or an address alone.
bool is_name_server(std::string_view text) {
    auto const at = text.rfind('@');
    if (!parse_ip(text.substr(0, at))) return false;
    return at == text.npos || base::number<std::uint16_t>(text.substr(at + 1)).value_or(0) != 0;
}

// "3", "3.6", "3.6.1".
bool is_level(std::string_view text) {
    auto const parts = base::split(text, ".");
    bool const counts = parts.size() >= 1 && parts.size() <= 3 && text.front() != '.' && text.back() != '.' && text.find("..") == text.npos;
    return counts && std::all_of(parts.begin(), parts.end(), [](auto part) { return base::number<std::uint32_t>(part).has_value(); });
}

// What is wrong with a value though it is of its kind; empty: nothing.
std::string malformed(std::string_view name, std::string const& text) {
    if (name == "inet_interfaces" || name == "inet_protocols") {
        auto const words = split_list(text);
        if (words.empty()) return " (it must not be empty)";
        for (auto const& word : words) {
            if (name == "inet_interfaces" && !is_interface(word)) return fmt::format(" (no address: {})", word);
            if (name == "inet_protocols" && !is_one_of(word, "all ipv4 ipv6")) return fmt::format(" ({} is none of all, ipv4, ipv6)", word);
        }
    }
    if (name == "dns_resolver" && text != "system" && !is_name_server(text)) return " (system, or ADDRESS@PORT)";
    if (name == "compatibility_level" && !is_level(text)) return " (a level is a number such as 2 or 3.6)";
    bool const is_place = name == "queue_directory" || name == "data_directory";
    return is_place && !text.starts_with('/') ? " (it must be a full path)" : "";
}

// `out.text` as what the parameter holds. The complaint when it is not that.
std::optional<std::string> check(parameter const& row, std::string_view name, value& out) {
    auto const& text = out.text;
    auto const bad = [&](std::string_view what) {
        return fmt::format("bad {} value: {} = {}", what, name, text.empty() ? "(empty)" : text);
    };
    auto const within = [&](std::string_view what, std::int64_t measure) -> std::optional<std::string> {
        auto const limits = out_of_limits(row, measure);
        if (limits.empty()) return std::nullopt;
        return bad(what) + limits;
    };
    switch (row.kind) {
    case kind::boolean:
        if (!is_one_of(text, "yes no")) return bad("boolean");
        out.number = base::iequals(text, "yes");
        return std::nullopt;
    case kind::number:
    case kind::size: {
        constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();    // of Postfix's plain numbers
        auto const number = base::number<std::int64_t>(text);
        if (!number || *number < 0 || (row.kind == kind::number && *number > most)) return bad("numerical");
        out.number = *number;
        return within("numerical", *number);
    }
    case kind::time: {
        auto const seconds = seconds_in(text, default_unit(row));
        if (!seconds) return bad("time");
        out.number = *seconds;
        return within("time", *seconds);
    }
    case kind::text:
    case kind::raw:
    case kind::list: break;
    }
    for (auto const& [which, words] : choices)
        if (which == name && !text.empty() && !is_one_of(text, words))
            return fmt::format("{} (one of: {})", bad("word"), words);
    if (auto complaint = within("text", static_cast<std::int64_t>(text.size()))) return complaint;
    if (auto const why = malformed(name, text); !why.empty()) return bad("text") + why;
    return std::nullopt;
}

}  // namespace

struct settings::state {
    std::string directory;
    machine host;
    std::map<std::string, setting, std::less<>> set;
    std::vector<value> values;  // one for each row of the table
    std::string domain;         // computed defaults
    std::string networks;

    parameter const* row_of(std::string_view name) const noexcept {
        auto const* row = find_parameter(name);
        return row != nullptr ? row : find_transport_parameter(name);
    }

    std::string computed_default(computed source) const {
        bool const beside_postfix = directory == "/etc/postfix";
        switch (source) {
        case computed::hostname: return hostname();
        case computed::domain: return domain;
        case computed::networks: return networks;
        case computed::config_directory: return directory;
        case computed::queue_directory: return beside_postfix ? "/var/spool/postfix-mailstead" : "/var/spool/mailstead";
        case computed::data_directory: return beside_postfix ? "/var/lib/postfix-mailstead" : "/var/lib/mailstead";
        case computed::no: break;
        }
        return {};
    }

    // A host name without domain is completed; an expression, so that a loop is seen by the expansion.
    std::string hostname() const {
        if (host.hostname.find('.') != host.hostname.npos) return host.hostname;
        auto const name = host.hostname.empty() ? std::string("localhost") : host.hostname;
        return name + (set.contains("mydomain") ? ".$mydomain" : ".localdomain");
    }

    std::string default_of(parameter const& row) const {
        return row.source == computed::no ? std::string(row.value) : computed_default(row.source);
    }

    // The value as written; absent for a name that nothing defines.
    std::optional<std::string> raw(std::string_view name) const {
        if (auto const found = set.find(name); found != set.end()) return found->second.value;
        if (auto const* row = row_of(name)) return default_of(*row);
        return std::nullopt;
    }

    expansion expanded(std::string_view text) const {
        return conf::expand(text, [this](std::string_view name) { return raw(name); });
    }

    // mydomain and mynetworks follow from other values, so these come first.
    void compute() {
        domain = "localdomain";  // while myhostname itself is looked at
        auto const full = expanded("$myhostname").text;
        auto const dot = full.find('.');
        if (dot != full.npos) domain = full.substr(dot + 1);
        auto const interfaces = split_list(expanded("$inet_interfaces").text);
        auto const protocols = split_list(expanded("$inet_protocols").text);
        auto const style = base::lowered(expanded("$mynetworks_style").text);
        networks = set.contains("mynetworks") ? "" : networks_of(inet_addresses(host, interfaces, protocols), style);
    }

    // The value of `row` under `name`; what is wrong with it goes to `report`.
    template <class Report>
    value evaluate(parameter const& row, std::string_view name, Report report) const {
        auto const found = set.find(name);
        bool const is_set = found != set.end();
        auto out = evaluate_text(row, name, is_set ? found->second.value : default_of(row), report);
        if (out) return *out;
        auto fallback = is_set ? evaluate_text(row, name, default_of(row), [](auto&&...) {}) : std::nullopt;
        return fallback.value_or(value{});
    }

    template <class Report>
    std::optional<value> evaluate_text(parameter const& row, std::string_view name, std::string text,
                                       Report report) const {
        value out;
        if (row.kind == kind::raw || is_literal(text)) {
            out.text = std::move(text);
        } else {
            auto done = expanded(text);
            if (!done.error.empty()) {
                report(severity::error, fmt::format("{} = {}: {}", name, text, done.error));
                return std::nullopt;
            }
            for (auto const& missing : done.undefined) report(severity::warning, "undefined parameter: " + missing);
            out.text = std::move(done.text);
        }
        if (name == "myorigin" && out.text.starts_with('/')) {
            auto line = first_line(out.text);
            if (!line) {
                report(severity::error, fmt::format("myorigin: cannot read {}", out.text));
                return std::nullopt;
            }
            out.text = std::move(*line);
        }
        if (auto const complaint = check(row, name, out)) {
            // Nobody reads it: that is no reason to refuse a main.cf that works elsewhere.
            report(row.standing.mark == mark::used ? severity::error : severity::warning, *complaint);
            return std::nullopt;
        }
        return out;
    }

    // Fills `values`; with `again`, only those that may differ from a value already there.
    void fill(std::vector<problem>& problems, pairs const* again) {
        compute();
        auto const rows = parameters();
        bool const first = values.size() != rows.size();
        std::vector<problem> followers;  // of defaults that refer to a bad value
        values.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto const& row = rows[i];
            auto const found = set.find(row.name);
            bool const is_set = found != set.end();
            bool const fixed = !is_set && row.source == computed::no && is_literal(row.value);
            if (!first && fixed && !mentions(again, row.name)) continue;
            auto const report = [&](severity how, std::string text) {
                if (is_set)
                    problems.push_back({found->second.file, found->second.line, how, std::move(text)});
                else if (how == severity::error)
                    followers.push_back({{}, 0, how, std::move(text)});
            };
            values[i] = evaluate(row, row.name, report);
        }
        check_others(problems);
        // The value itself has been complained about; only when it has not, what follows from it says so.
        if (!followers.empty() && !has_errors(problems)) problems.push_back(std::move(followers.front()));
    }

    static bool mentions(pairs const* list, std::string_view name) {
        if (list == nullptr) return true;
        for (auto const& [which, text] : *list)
            if (which == name) return true;
        return false;
    }

    // Transport parameters and user-defined names.
    void check_others(std::vector<problem>& problems) const {
        for (auto const& [name, one] : set) {
            if (find_parameter(name) != nullptr) continue;
            auto const report = [&, where = &one](severity how, std::string text) {
                problems.push_back({where->file, where->line, how, std::move(text)});
            };
            if (auto const* row = find_transport_parameter(name)) {
                (void)evaluate(*row, name, report);
            } else if (auto const done = expanded(one.value); !done.error.empty()) {
                report(severity::error, fmt::format("{} = {}: {}", name, one.value, done.error));
            }
        }
    }

    value find(std::string_view name) const {
        auto const rows = parameters();
        if (auto const* row = find_parameter(name)) return values[static_cast<std::size_t>(row - rows.data())];
        if (auto const* row = find_transport_parameter(name)) return evaluate(*row, name, [](auto&&...) {});
        if (auto const found = set.find(name); found != set.end()) return {expanded(found->second.value).text, 0};
        throw std::logic_error(fmt::format("no such parameter: {}", name));
    }

    // For numbers and their like; the table has the row, or it is our mistake.
    std::int64_t number(std::string_view name, std::initializer_list<kind> kinds) const {
        auto const* row = row_of(name);
        if (row == nullptr || std::find(kinds.begin(), kinds.end(), row->kind) == kinds.end())
            throw std::logic_error(fmt::format("no such parameter of this type: {}", name));
        return find(name).number;
    }
};

settings::settings() {
    static std::shared_ptr<state const> const defaults = [] {
        auto made = std::make_shared<state>();
        made->directory = "/etc/mailstead";
        made->host = this_machine();
        std::vector<problem> problems;
        made->fill(problems, nullptr);
        if (has_errors(problems)) throw std::logic_error("bad default: " + problems.front().text);
        return made;
    }();
    state_ = defaults;
}

settings::settings(main_cf const& entries, std::string directory, machine const& host, std::vector<problem>& problems) {
    auto made = std::make_shared<state>();
    made->directory = std::move(directory);
    made->host = host;
    for (auto const& entry : entries.entries) made->set[entry.name] = {entry.value, entries.file, entry.line};
    made->fill(problems, nullptr);
    state_ = std::move(made);
}

settings settings::with(pairs const& overrides, std::vector<problem>* problems) const {
    if (overrides.empty()) return *this;
    auto made = std::make_shared<state>(*state_);
    for (auto const& [name, text] : overrides) {
        made->set[name] = {text, {}, 0};
        value probe;
        auto const* row = made->row_of(name);
        if (row == nullptr || made->evaluate_text(*row, name, text, [](auto&&...) {})) continue;
        auto const complain = [&](severity how, std::string what) {
            if (problems != nullptr) problems->push_back({{}, 0, how, std::move(what)});
        };
        (void)made->evaluate_text(*row, name, text, complain);
        auto const old = state_->set.find(name);
        if (old == state_->set.end())
            made->set.erase(name);
        else
            made->set[name] = old->second;
    }
    std::vector<problem> found;  // of values that follow from the overrides
    made->fill(found, &overrides);
    for (auto& one : found)
        if (problems != nullptr && one.severity == severity::error) problems->push_back(std::move(one));
    return settings(std::move(made));
}

std::string settings::text(std::string_view name) const { return state_->find(name).text; }

bool settings::yes(std::string_view name) const { return state_->number(name, {kind::boolean}) != 0; }

std::int64_t settings::number(std::string_view name) const { return state_->number(name, {kind::number, kind::size}); }

std::chrono::seconds settings::duration(std::string_view name) const {
    return std::chrono::seconds(state_->number(name, {kind::time}));
}

std::vector<std::string> settings::list(std::string_view name) const { return split_list(text(name)); }

bool settings::is_set(std::string_view name) const noexcept { return state_->set.contains(name); }

settings::place_of_setting settings::place(std::string_view name) const {
    auto const found = state_->set.find(name);
    if (found == state_->set.end() || found->second.line == 0) return {};
    return {found->second.file, found->second.line};
}

bool settings::is_known(std::string_view name) const noexcept {
    return is_set(name) || state_->row_of(name) != nullptr;
}

std::string settings::raw(std::string_view name) const {
    if (auto text = state_->raw(name)) return *text;
    throw std::logic_error(fmt::format("no such parameter: {}", name));
}

std::string settings::raw_default(std::string_view name) const {
    auto const* row = state_->row_of(name);
    if (row == nullptr) throw std::logic_error(fmt::format("no such parameter: {}", name));
    return state_->default_of(*row);
}

std::string settings::expand(std::string_view text, std::string* why) const {
    auto done = state_->expanded(text);
    if (done.error.empty()) return std::move(done.text);
    if (why != nullptr) *why = std::move(done.error);
    return {};
}

std::vector<std::string> settings::names() const {
    std::vector<std::string> out;
    for (auto const& row : parameters()) out.emplace_back(row.name);
    return out;
}

std::vector<std::string> settings::set_names() const {
    std::vector<std::string> out;
    for (auto const& [name, one] : state_->set) out.push_back(name);
    return out;
}

machine const& settings::host() const noexcept { return state_->host; }

std::vector<std::string> split_list(std::string_view text) {
    constexpr std::string_view separators = ", \t\r\n";
    std::vector<std::string> out;
    while (true) {
        auto const start = text.find_first_not_of(separators);
        if (start == text.npos) return out;
        text.remove_prefix(start);
        int depth = 0;
        std::size_t end = 0;
        for (; end < text.size(); ++end) {
            if (text[end] == '{') ++depth;
            if (text[end] == '}' && depth > 0) --depth;
            if (depth == 0 && separators.find(text[end]) != separators.npos) break;
        }
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

}  // namespace mailstead::conf
