#include "mta/content/checks.h"

#include <array>

#include "base/ascii.h"
#include "base/log.h"
#include "smtp/dsn.h"

namespace mailstead::mta::content {
namespace {

constexpr std::array parameters{"header_checks", "mime_header_checks", "nested_header_checks", "body_checks"};

char const* name_of(place where) noexcept { return parameters[static_cast<std::size_t>(where)]; }

// "5.7.1 text": the enhanced code in front, if there is one.
std::string_view take_enhanced(std::string_view& text) noexcept {
    auto const end = std::min(text.find_first_of(" \t"), text.size());
    auto const word = text.substr(0, end);
    auto const dots = base::split(word, ".");
    bool const shaped = word.size() > 4 && (word[0] == '4' || word[0] == '5') && word[1] == '.' && dots.size() == 3 && dots[0].size() == 1;
    if (!shaped || !base::number<unsigned>(dots[1]) || !base::number<unsigned>(dots[2])) return {};
    if (dots[1].size() > 3 || dots[2].size() > 3) return {};
    text = base::trimmed(text.substr(end));
    return word;
}

// What a client may be told: lines of an SMTP reply are 7-bit (RFC 5321 §4.2).
std::string plain(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) >= 0x7f || static_cast<unsigned char>(c) < ' ') c = ' ';
    return out;
}

bool is_address(std::string_view text) noexcept { return text.find('@') != text.npos; }

}  // namespace

checks::checks(conf::settings const& values, conf::report const& report) {
    for (std::size_t i = 0; i < parameters.size(); ++i) maps[i] = conf::maps::open(values.text(parameters[i]), values, report);
}

checks::checks(conf::settings const& values, std::array<char const*, 4> names, conf::report const& report) : outgoing(true) {
    for (std::size_t i = 0; i < names.size(); ++i) maps[i] = conf::maps::open(values.text(names[i]), values, report);
}

checks checks::of_milters(conf::settings const& values, conf::report const& report) {
    checks out;
    out.maps[static_cast<std::size_t>(place::header)] = conf::maps::open(values.text("milter_header_checks"), values, report);
    return out;
}

bool checks::any() const noexcept {
    return std::any_of(std::begin(maps), std::end(maps), [](auto const& one) { return !one.empty(); });
}

bool checks::is_blocking() const noexcept {
    return std::any_of(std::begin(maps), std::end(maps), [](auto const& one) { return one.is_blocking(); });
}

struct action_row {
    std::string_view word;
    checker::fate (checker::*does)(checker::found const&, std::string&);
    bool always = false;    // also for outgoing mail

    static std::span<action_row const> all() noexcept {
        static constexpr action_row rows[] = {
            {"BCC", &checker::bcc},       {"DISCARD", &checker::discard},   {"DUNNO", &checker::dunno, true},
            {"FILTER", &checker::filter}, {"HOLD", &checker::hold},         {"IGNORE", &checker::ignore, true},
            {"INFO", &checker::info, true},     {"OK", &checker::dunno, true},          {"PASS", &checker::pass},
            {"PREPEND", &checker::prepend, true}, {"REDIRECT", &checker::redirect}, {"REJECT", &checker::reject},
            {"REPLACE", &checker::replace, true}, {"STRIP", &checker::strip, true},     {"WARN", &checker::warn, true},
        };
        return rows;
    }
};

checker::fate checker::check(place where, std::string_view content, std::string& out) {
    if (!looks_at(where) || content.empty()) return fate::keep;    // a table is never asked for nothing
    auto const answer = tables_->maps[static_cast<std::size_t>(where)].find(content);
    if (!answer) {
        lookup_failed(where);
        return fate::keep;
    }
    if (!*answer) return fate::keep;
    return obey(where, content, **answer, out);
}

checker::fate checker::obey(place where, std::string_view content, std::string_view value, std::string& out) {
    auto const end = std::min(value.find_first_of(" \t"), value.size());
    auto const word = value.substr(0, end);
    found const what{where, content, base::trimmed(value.substr(end))};
    for (auto const& row : action_row::all())
        if (base::iequals(row.word, word) && (row.always || !outgoing_)) return (this->*row.does)(what, out);
    if (outgoing_) base::log::warning("smtp", "unsupported command in {} map: {}", parameter(where), base::printable(value));
    else base::log::warning("cleanup", "unknown command in {} map: {}", name_of(where), base::printable(value));
    return fate::keep;
}

void checker::log(std::string_view action, found const& what, std::string_view text) const {
    tell(action, what.where == place::body ? "body" : "header", what.content, text);
}

void checker::tell(std::string_view action, std::string_view what, std::string_view content, std::string_view text) const {
    if (outgoing_) {
        base::log::info("smtp", "{}: {}: {} {:.60}: {}", about_.id, action, what, base::printable(content), base::printable(text));
        return;
    }
    std::string line = fmt::format("{}: {}{}: {} {} from {}; from=<{}> to=<{}>", about_.id, about_.origin, action, what, base::printable(content),
                                   base::printable(about_.client), base::printable(about_.sender),
                                   base::printable(about_.recipient));
    if (!about_.protocol.empty()) line += fmt::format(" proto={}", base::printable(about_.protocol));
    if (!about_.helo.empty()) line += fmt::format(" helo=<{}>", base::printable(about_.helo));
    if (!text.empty()) line += fmt::format(": {}", base::printable(text));
    base::log::info("cleanup", "{}", line);
}

std::string checker::parameter(place where) const { return fmt::format("{}{}", outgoing_ ? "smtp_" : "", name_of(where)); }

void checker::lookup_failed(place where) {
    if (outgoing_) base::log::warning("smtp", "{}: {} map lookup problem -- deferring delivery", about_.id, parameter(where));
    else base::log::warning("cleanup", "{}: {} map lookup problem -- message not accepted, try again later", about_.id, name_of(where));
    if (!refusal_) refusal_ = smtp::reply{451, "4.3.0", "Error: queue file write error"};
    stop();
}

checker::fate checker::reject(found const& what, std::string&) {
    auto text = what.text;
    auto const enhanced = take_enhanced(text);
    smtp::reply answer;
    answer.code = enhanced.starts_with('4') ? 451 : 550;
    answer.enhanced = enhanced.empty() ? "5.7.1" : enhanced;
    answer.text = text.empty() ? "message content rejected" : plain(text);
    log("reject", what, fmt::format("{} {}", answer.enhanced, text.empty() ? "message content rejected" : text));
    if (!refusal_) refusal_ = std::move(answer);
    stop();
    return fate::keep;
}

checker::fate checker::warn(found const& what, std::string&) {
    log("warning", what, what.text);
    return fate::keep;
}

checker::fate checker::info(found const& what, std::string&) {
    log("info", what, what.text);
    return fate::keep;
}

checker::fate checker::dunno(found const&, std::string&) { return fate::keep; }

checker::fate checker::pass(found const& what, std::string&) {
    log("pass", what, what.text);
    stop();
    return fate::keep;
}

checker::fate checker::hold(found const& what, std::string&) {
    if (!wishes_.hold) log("hold", what, what.text);
    wishes_.hold = true;
    return fate::keep;
}

checker::fate checker::discard(found const& what, std::string&) {
    log("discard", what, what.text);
    wishes_.discard = true;
    stop();
    return fate::keep;
}

checker::fate checker::filter(found const& what, std::string&) {
    if (what.text.empty()) {
        base::log::warning("cleanup", "missing FILTER command argument in {} map", name_of(what.where));
    } else if (what.text.find(':') == what.text.npos) {
        base::log::warning("cleanup", "bad FILTER command {} in {} -- need transport:destination",
                           base::printable(what.text), name_of(what.where));
    } else {
        log("filter", what, what.text);
        wishes_.filter = what.text;
    }
    return fate::keep;
}

checker::fate checker::redirect(found const& what, std::string&) {
    if (!is_address(what.text)) {
        base::log::warning("cleanup", "bad REDIRECT target \"{}\" in {} map -- need user@domain",
                           base::printable(what.text), name_of(what.where));
        return fate::keep;
    }
    log("redirect", what, what.text);
    wishes_.redirect = what.text;
    return fate::keep;
}

checker::fate checker::bcc(found const& what, std::string&) {
    if (!is_address(what.text)) {
        base::log::warning("cleanup", "bad BCC address \"{}\" in {} map -- need user@domain",
                           base::printable(what.text), name_of(what.where));
        return fate::keep;
    }
    log("bcc", what, what.text);
    auto const known = std::find(wishes_.bcc.begin(), wishes_.bcc.end(), what.text);
    if (known == wishes_.bcc.end() && wishes_.bcc.size() < 1000) wishes_.bcc.emplace_back(what.text);
    return fate::keep;
}

checker::fate checker::prepend(found const& what, std::string& out) {
    if (what.text.empty()) {
        base::log::warning("cleanup", "PREPEND action without text in {} map", name_of(what.where));
    } else if (what.where != place::body && field_name(what.text).empty()) {
        base::log::warning("cleanup", "bad PREPEND header text \"{}\" in {} map -- need \"headername: headervalue\"",
                           base::printable(what.text), name_of(what.where));
    } else {
        log("prepend", what, what.text);
        append_lines(out, what.text);
    }
    return fate::keep;
}

checker::fate checker::replace(found const& what, std::string&) {
    if (what.text.empty()) {
        base::log::warning("cleanup", "REPLACE action without text in {} map", name_of(what.where));
        return fate::keep;
    }
    if (what.where != place::body && field_name(what.text).empty()) {
        base::log::warning("cleanup", "bad REPLACE header text \"{}\" in {} map -- need \"headername: headervalue\"",
                           base::printable(what.text), name_of(what.where));
        return fate::keep;
    }
    log("replace", what, what.text);
    replacement_ = what.text;
    return fate::replace;
}

checker::fate checker::strip(found const& what, std::string&) {
    log("strip", what, what.text);
    return fate::drop;
}

checker::fate checker::ignore(found const&, std::string&) { return fate::drop; }

std::string_view field_name(std::string_view line) noexcept {
    std::size_t size = 0;
    while (size < line.size() && line[size] > ' ' && line[size] < 0x7f && line[size] != ':') ++size;
    auto after = size;
    while (after < line.size() && (line[after] == ' ' || line[after] == '\t')) ++after;
    if (size == 0 || after == line.size() || line[after] != ':') return {};
    return line.substr(0, size);
}

std::string_view logical(std::string_view raw, std::string& scratch) {
    if (raw.ends_with('\n')) raw.remove_suffix(1);
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    if (raw.find('\r') == raw.npos) return raw;
    scratch.clear();
    for (std::size_t i = 0; i < raw.size(); ++i)
        if (raw[i] != '\r' || i + 1 == raw.size() || raw[i + 1] != '\n') scratch += raw[i];
    return scratch;
}

void append_lines(std::string& out, std::string_view text) {
    for (;;) {
        auto const end = text.find('\n');
        out += text.substr(0, end);
        out += "\r\n";
        if (end == text.npos) return;
        text.remove_prefix(end + 1);
    }
}

}  // namespace mailstead::mta::content
