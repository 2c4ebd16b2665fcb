#include "mta/queue/report_texts.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/expand.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::uint64_t file_limit = 1 << 20;

constexpr std::string_view help = "For help write to postmaster, and send this report along. Your own\n"
                                  "text may be left out of what is attached.\n";
constexpr std::string_view goodbye = "\n                   The mail system\n";

std::string letter(std::string_view words, std::string_view more = {}) {
    return fmt::format("This is the mail system at host $myhostname.\n\n{}{}{}{}", words, more.empty() ? "" : "\n", more, goodbye);
}

std::string body_of(report_kind which) {
    switch (which) {
    case report_kind::failure:
        return letter("I'm sorry to have to tell you that your message could not be\n"
                      "delivered to one or more recipients. What is left of it is\n"
                      "attached below.\n", help);
    case report_kind::delay:
        return letter("THIS IS ONLY A WARNING: YOU NEED NOT SEND YOUR MESSAGE AGAIN.\n\n"
                      "For more than $delay_warning_time_hours hour(s) your message could not be delivered.\n"
                      "It will be tried again until it is $maximal_queue_lifetime_days day(s) old.\n", help);
    case report_kind::success:
        return letter("Your message has been delivered to the recipients below. Where it\n"
                      "went into a mailbox you will hear no more of it; where another\n"
                      "system has taken it over, that system may still report trouble.\n");
    case report_kind::status: break;
    }
    return letter("This is the delivery report that you have asked for.\n");
}

// What a template says of itself: from "<<MARK" to the line MARK, or one line.
struct entry {
    std::string name;
    std::vector<std::string_view> lines;
    int line = 0;     // of its end
};

class file_reader {
public:
    file_reader(std::string_view text, std::string const& file, conf::report const& report) : text_(text), file_(file), report_(report) {}

    // The next "name = ..."; absent at the end, and where nothing more can be made of the file.
    std::optional<entry> next() {
        for (auto line = next_line(); line; line = next_line()) {
            auto const words = base::trimmed(*line);
            if (words.empty() || words.front() == '#') continue;
            auto const equals = words.find('=');
            entry out;
            out.name = base::trimmed(words.substr(0, equals));
            if (equals == words.npos) {
                say(fmt::format("missing '=' after attribute name: \"{}\"", base::printable(out.name, 100)));
                return std::nullopt;
            }
            auto const value = base::trimmed(words.substr(equals + 1));
            if (value.starts_with("<<")) take_lines(base::trimmed(value.substr(2)), out);
            else out.lines.push_back(value);
            out.line = line_;
            return out;
        }
        return std::nullopt;
    }

    void say(std::string text, int line = 0) const {
        if (report_) report_({file_, line == 0 ? line_ : line, conf::severity::warning, std::move(text)});
    }

private:
    std::optional<std::string_view> next_line() {
        if (text_.empty()) return std::nullopt;
        ++line_;
        auto const lf = text_.find('\n');
        auto line = text_.substr(0, lf);
        text_.remove_prefix(lf == text_.npos ? text_.size() : lf + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    void take_lines(std::string_view mark, entry& into) {
        for (auto line = next_line(); line; line = next_line()) {
            if (*line == mark) return;
            into.lines.push_back(*line);
        }
        say(fmt::format("missing \"{}\" end marker", base::printable(mark, 100)));
    }

    std::string_view text_;
    std::string const& file_;
    conf::report const& report_;
    int line_ = 0;
};

std::string* field_of(report_text& text, report_kind which, std::string_view name) {
    bool const has_copy = which == report_kind::failure || which == report_kind::delay;
    if (base::iequals(name, "Charset")) return &text.charset;
    if (base::iequals(name, "From")) return &text.from;
    if (base::iequals(name, "Subject")) return &text.subject;
    if (base::iequals(name, "Postmaster-Subject") && has_copy) return &text.postmaster_subject;
    return nullptr;
}

// Header fields at the front of `lines`, up to an empty line or to what is none; why not, else.
std::string take_fields(std::vector<std::string_view>& lines, report_kind which, report_text& into) {
    std::size_t at = 0;
    for (; at < lines.size(); ++at) {
        auto const line = lines[at];
        auto const colon = line.find(':');
        auto const name = line.substr(0, colon);
        if (colon == line.npos || name.empty() || name.find_first_of(" \t") != name.npos) break;
        auto* const field = field_of(into, which, name);
        if (!field) return fmt::format("unknown \"{}\" header label in {} template", base::printable(name, 100), name_of(which));
        auto const value = base::trimmed(line.substr(colon + 1));
        if (value.empty()) return fmt::format("empty \"{}\" header value in {} template", name, name_of(which));
        if (!base::is_ascii(value)) return fmt::format("non-ASCII \"{}\" header value in {} template", name, name_of(which));
        *field = base::printable(value);
    }
    if (at < lines.size() && base::trimmed(lines[at]).empty()) ++at;
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(at));
    return {};
}

// Puts what a template says into `into`; why not, else.
std::string take(entry what, report_kind which, report_text& into) {
    auto next = into;
    auto why = take_fields(what.lines, which, next);
    if (!why.empty()) return why;
    if (what.lines.empty()) return fmt::format("missing message text in {} template", name_of(which));
    next.body.clear();
    for (auto const line : what.lines) {
        next.body += line;
        next.body += '\n';
    }
    if (!base::is_ascii(next.body) && base::iequals(next.charset, "us-ascii"))
        return fmt::format("8-bit message text in {} template: a charset other than us-ascii is needed", name_of(which));
    into = std::move(next);
    return {};
}

struct unit {
    std::string_view name;
    int seconds;
};
constexpr unit units[] = {{"_seconds", 1}, {"_minutes", 60}, {"_hours", 3600}, {"_days", 86400}, {"_weeks", 604800}};

// delay_warning_time_hours and the like.
std::optional<std::string> as_time(std::string_view name, conf::settings const& values) {
    for (std::string_view const time : {"delay_warning_time", "maximal_queue_lifetime"}) {
        if (!name.starts_with(time)) continue;
        for (auto const& one : units) {
            if (name.substr(time.size()) == one.name) return std::to_string(values.duration(time).count() / one.seconds);
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(report_kind which) noexcept {
    switch (which) {
    case report_kind::failure: return "failure";
    case report_kind::delay: return "delay";
    case report_kind::success: return "success";
    case report_kind::status: break;
    }
    return "verify";
}

report_texts own_report_texts(bool obsolete_from) {
    report_texts out;
    for (auto const which : report_kinds) {
        out.of(which).from = obsolete_from ? "MAILER-DAEMON (Mail Delivery System)" : "Mail Delivery System <MAILER-DAEMON>";
        out.of(which).body = body_of(which);
    }
    out.of(report_kind::failure).subject = "Undelivered Mail Returned to Sender";
    out.of(report_kind::failure).postmaster_subject = "Postmaster Copy: Undelivered Mail";
    out.of(report_kind::delay).subject = "Delayed Mail (still being retried)";
    out.of(report_kind::delay).postmaster_subject = "Postmaster Warning: Delayed Mail";
    out.of(report_kind::success).subject = "Successful Mail Delivery Report";
    out.of(report_kind::status).subject = "Mail Delivery Status Report";
    return out;
}

report_texts read_report_texts(std::string_view text, std::string const& file, report_texts usual, conf::report const& report) {
    auto out = usual;
    file_reader reader(text, file, report);
    for (auto one = reader.next(); one; one = reader.next()) {
        auto const is_it = [&one](report_kind which) { return one->name == fmt::format("{}_template", name_of(which)); };
        auto const which = std::find_if(report_kinds.begin(), report_kinds.end(), is_it);
        if (which == report_kinds.end()) {
            reader.say(fmt::format("unknown template name: {} -- ignoring this template", base::printable(one->name, 100)));
            continue;
        }
        auto next = usual.of(*which);
        auto const line = one->line;
        auto const why = take(std::move(*one), *which, next);
        if (why.empty()) out.of(*which) = std::move(next);
        else reader.say(why + " -- ignoring this template", line);
    }
    return out;
}

std::string expanded_body(report_kind which, report_text const& text, conf::settings const& values, conf::report const& report) {
    auto const complain = [&](std::string why) {
        if (report) report({{}, 0, conf::severity::warning, fmt::format("{} template of reports: {}", name_of(which), why)});
    };
    auto const source = [&](std::string_view name) -> std::optional<std::string> {
        if (values.is_known(name)) return values.text(name);
        return as_time(name, values);
    };
    // Values are expanded already: a dollar in one is itself.
    auto const whole = [&](std::string_view name) {
        auto value = source(name);
        if (!value) return value;
        std::string quoted;
        for (char const c : *value) quoted.append(c == '$' ? 2 : 1, c);
        return std::optional(std::move(quoted));
    };
    auto const made = conf::expand(text.body, whole);
    for (auto const& name : made.undefined) complain("undefined $name: " + base::printable(name, 100));
    if (!made.error.empty()) complain(made.error);
    return made.text;
}

report_texts report_texts_of(std::string const& named, conf::settings const& values, conf::report const& report) {
    auto out = own_report_texts(base::iequals(values.text("header_from_format"), "obsolete"));
    if (named.empty()) return out;
    auto const file = named.starts_with('/') || named.starts_with("./") ? named : values.text("config_directory") + '/' + named;
    auto const text = base::system_files().read_all(AT_FDCWD, file, file_limit);
    if (text) return read_report_texts(*text, file, std::move(out), report);
    if (report) report({file, 0, conf::severity::warning, fmt::format("bounce_template_file: {}", text.error().message())});
    return out;
}

report_texts report_texts_of(conf::settings const& values, conf::report const& report) {
    auto out = report_texts_of(values.text("bounce_template_file"), values, report);
    for (auto const which : report_kinds) out.of(which).body = expanded_body(which, out.of(which), values, report);
    return out;
}

}  // namespace mailstead::mta::queue
