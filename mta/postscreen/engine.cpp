#include "mta/postscreen/engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::postscreen {
namespace {

constexpr std::string_view protocol_error = "550 5.5.1 Protocol error", dropped = "521 5.5.1 Protocol error";

// A line of a message's header: somebody was led here who does not speak SMTP.
bool is_header(std::string_view word) noexcept { return word.size() > 1 && word.ends_with(':'); }

// What follows the colon, without < >; absent: there is no colon.
std::optional<std::string> address_in(std::string_view rest) {
    auto const colon = rest.find(':');
    if (colon == rest.npos) return std::nullopt;
    auto text = base::trimmed(rest.substr(colon + 1));
    if (text.starts_with('<')) return base::printable(text.substr(1, text.find('>') - 1));
    return base::printable(text.substr(0, text.find_first_of(" \t")));
}

}  // namespace

engine::row const engine::rows[] = {
    {"HELO", verb::helo, true},      {"EHLO", verb::ehlo, true},  {"STARTTLS", verb::starttls, true},
    {"MAIL", verb::mail, false},     {"RCPT", verb::rcpt, false}, {"DATA", verb::data, false},
    {"BDAT", verb::bdat, false},     {"RSET", verb::rset, false}, {"NOOP", verb::noop, true},
    {"VRFY", verb::vrfy, false},     {"ETRN", verb::etrn, false}, {"QUIT", verb::quit, true},
    // Known, and not offered: they are no sign of another protocol.
    {"XCLIENT", verb::none, true},   {"XFORWARD", verb::none, true}, {"AUTH", verb::none, true},
};

std::string escaped(std::string_view text, std::size_t limit) {
    std::string out;
    for (char c : text.substr(0, limit)) {
        if (c == '\r') out += "\\r";
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\\') out += "\\\\";
        else if (c < ' ' || c > '~') out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out.substr(0, limit);
}

std::chrono::seconds settings::shortest_ttl() const noexcept {
    auto out = tests[0].ttl;
    for (auto const& one : tests) out = std::min(out, one.ttl);
    return out;
}

engine::engine(settings const& values, verdicts& tests, std::string client, std::string refusal, bool has_certificate,
               std::optional<std::vector<std::string>> discarded)
    : settings_(values), tests_(tests), client_(std::move(client)), refusal_(std::move(refusal)), has_certificate_(has_certificate),
      discarded_(discarded ? std::move(*discarded) : values.discard_ehlo_keywords) {}

void engine::log(std::string_view text) const { base::log::info(settings_.service, "{}", text); }

engine::next engine::feed(std::string_view bytes, std::int64_t now, std::string& out) {
    input_ += bytes;
    for (;;) {
        auto const end = input_.find('\n');
        if (std::min(end, input_.size()) > settings_.line_limit) {
            log(fmt::format("COMMAND LENGTH LIMIT from {} after {}", client_, where_));
            return stop(fmt::format("421 {} Service unavailable - try again later", settings_.myhostname), out);
        }
        if (end == input_.npos) return next::read;
        auto line = input_.substr(0, end);
        input_.erase(0, end + 1);
        bool const bare = !line.ends_with('\r');
        if (!bare) line.pop_back();
        if (bare && tests_.is_open(test::bare_newline)) {
            log(fmt::format("BARE NEWLINE from {} after {}", client_, base::printable(line, 100)));
            auto const after = failed(test::bare_newline, now, out, dropped, protocol_error);
            if (after != next::read) return after;
        }
        auto const after = obey(std::move(line), now, out);
        if (after != next::read) return after;
    }
}

engine::next engine::stop(std::string_view reply, std::string& out) const {
    out += reply;
    out += "\r\n";
    return next::close;
}

// What is done about it; `read`: the dialogue goes on.
engine::next engine::failed(test which, std::int64_t now, std::string& out, std::string_view drop_reply, std::string_view enforce_reply) {
    auto const wanted = settings_.of(which).action;
    tests_.fail(which, wanted == action::ignore);
    if (wanted == action::drop) return stop(drop_reply, out);
    if (wanted == action::enforce) refusal_ = enforce_reply;
    else tests_.pass(which, now + settings_.shortest_ttl().count());
    return next::read;
}

bool engine::is_foreign(std::string_view command) const {
    if (is_header(command)) return true;
    auto const listed = settings_.forbidden_commands.matches(command);
    return listed && *listed;    // a list that cannot be read names nothing
}

std::string engine::filtered(std::string line) const {
    if (settings_.command_filter.empty()) return line;
    auto const found = settings_.command_filter.find(line);
    if (!found) base::log::warning(settings_.service, "{}: postscreen_command_filter lookup error -- ignored", client_);
    if (!found || !*found) return line;
    log(fmt::format("{}: replacing command \"{}\" with \"{}\"", client_, base::printable(line, 100), base::printable(**found, 100)));
    return **found;
}

engine::next engine::obey(std::string line, std::int64_t now, std::string& out) {
    line = filtered(std::move(line));
    auto const text = base::trimmed(line);
    auto const blank = std::min(text.find_first_of(" \t"), text.size());
    auto const command = text.substr(0, blank);
    auto const rest = base::trimmed(text.substr(blank));
    row const* known = nullptr;
    for (auto const& one : rows)
        if (base::iequals(one.name, command)) known = &one;
    auto after = look_at(command, rest, known, now, out);
    if (after != next::read) return after;
    if (++commands_ > settings_.command_limit && !(known && known->what == verb::quit)) {
        log(fmt::format("COMMAND COUNT LIMIT from {} after {}", client_, base::printable(command, 100)));
        return stop(fmt::format("421 {} Service unavailable - try again later", settings_.myhostname), out);
    }
    if (!known || known->what == verb::none) {
        out += "502 5.5.2 Error: command not recognized\r\n";
        return next::read;
    }
    if (settings_.tls == smtpd::tls_level::encrypt && !is_tls_ && !known->before_tls) {
        out += "530 5.7.0 Must issue a STARTTLS command first\r\n";
        return next::read;
    }
    after = answer(*known, rest, out);
    where_ = known->name;
    return after;
}

// The tests that see a command before it is obeyed.
engine::next engine::look_at(std::string_view command, std::string_view rest, row const* known, std::int64_t now, std::string& out) {
    if (!known && tests_.is_open(test::non_smtp) && is_foreign(command)) {
        log(fmt::format("NON-SMTP COMMAND from {} after {}: {} {}", client_, where_, base::printable(command, 100), base::printable(rest, 100)));
        auto const after = failed(test::non_smtp, now, out, "521 5.7.0 Error: I can break rules, too. Goodbye.", protocol_error);
        if (after != next::read) return after;
    }
    bool const has_payload = known && known->what == verb::bdat;
    if (!has_payload && !input_.empty() && tests_.is_open(test::pipelining)) {
        log(fmt::format("COMMAND PIPELINING from {} after {}: {}", client_, base::printable(command, 100), escaped(input_, 100)));
        auto const after = failed(test::pipelining, now, out, dropped, protocol_error);
        if (after != next::read) return after;
    }
    if (!known || known->what != verb::rcpt) return next::read;
    // Who gets this far without a mistake has passed; a later mistake still counts.
    for (auto const which : {test::bare_newline, test::non_smtp, test::pipelining})
        if (tests_.is_open(which)) tests_.pass(which, now + settings_.of(which).ttl.count());
    return next::read;
}

engine::next engine::answer(row const& known, std::string_view rest, std::string& out) {
    switch (known.what) {
    case verb::helo:
    case verb::ehlo: answer_hello(known, rest, out); break;
    case verb::starttls: return answer_starttls(rest, out);
    case verb::mail: answer_sender(rest, out); break;
    case verb::rcpt: answer_recipient(rest, out); break;
    case verb::data:
    case verb::bdat: return stop_without_recipients(known, out);
    case verb::rset:
        has_sender_ = false;
        out += "250 2.0.0 Ok\r\n";
        break;
    case verb::vrfy:
        if (settings_.disable_vrfy) out += "502 5.5.1 VRFY command is disabled\r\n";
        else if (rest.empty()) out += "501 5.5.4 Syntax: VRFY address\r\n";
        else out += refusal_ + "\r\n";
        break;
    case verb::etrn: out += rest.empty() ? "500 Syntax: ETRN domain\r\n" : "458 Unable to queue messages\r\n"; break;
    case verb::quit: return stop("221 2.0.0 Bye", out);
    case verb::noop:
    case verb::none: out += "250 2.0.0 Ok\r\n"; break;
    }
    return next::read;
}

void engine::answer_hello(row const& known, std::string_view rest, std::string& out) {
    if (rest.empty()) {
        out += fmt::format("501 Syntax: {} hostname\r\n", known.name);
        return;
    }
    helo_ = base::printable(rest.substr(0, rest.find_first_of(" \t")));
    extended_ = known.what == verb::ehlo;
    has_sender_ = false;
    out += extended_ ? capabilities() : fmt::format("250 {}\r\n", settings_.myhostname);
}

engine::next engine::answer_starttls(std::string_view rest, std::string& out) {
    std::string_view refusal;
    if (!rest.empty()) refusal = "501 5.5.4 Syntax: STARTTLS";
    else if (is_tls_) refusal = "554 5.5.1 Error: TLS already active";
    else if (settings_.tls == smtpd::tls_level::none) refusal = "502 5.5.1 Error: command not implemented";
    else if (!has_certificate_) refusal = "454 4.7.0 TLS not available due to local problem";
    out += refusal.empty() ? "220 2.0.0 Ready to start TLS" : refusal;
    out += "\r\n";
    return refusal.empty() ? next::start_tls : next::read;
}

void engine::answer_sender(std::string_view rest, std::string& out) {
    auto const sender = address_in(rest);
    if (settings_.helo_required && helo_.empty()) {
        out += "503 5.5.1 Error: send HELO/EHLO first\r\n";
    } else if (has_sender_) {
        out += "503 5.5.1 Error: nested MAIL command\r\n";
    } else if (!sender) {
        out += "501 5.5.4 Syntax: MAIL FROM:<address>\r\n";
    } else {
        sender_ = *sender;
        has_sender_ = true;
        out += "250 2.1.0 Ok\r\n";
    }
}

// There never are any: the text of a message is not waited for.
engine::next engine::stop_without_recipients(row const& known, std::string& out) const {
    log(fmt::format("{} without valid RCPT from {}", known.name, client_));
    if (known.what == verb::bdat && !announces("CHUNKING")) return stop("502 5.5.1 Error: command not implemented", out);
    return stop(has_sender_ ? "554 5.5.1 Error: no valid recipients" : "503 5.5.1 Error: need RCPT command", out);
}

void engine::answer_recipient(std::string_view rest, std::string& out) {
    auto const recipient = address_in(rest);
    if (!has_sender_) {
        out += "503 5.5.1 Error: need MAIL command\r\n";
    } else if (!recipient) {
        out += "501 5.5.4 Syntax: RCPT TO:<address>\r\n";
    } else {
        log(fmt::format("NOQUEUE: reject: RCPT from {}: {}; from=<{}>, to=<{}>, proto={}, helo=<{}>", client_, refusal_, sender_, *recipient,
                        extended_ ? "ESMTP" : "SMTP", helo_));
        out += refusal_ + "\r\n";
    }
}

bool engine::announces(std::string_view keyword) const {
    auto const is = [keyword](std::string const& word) { return word == every_keyword || base::iequals(word, keyword); };
    return std::none_of(discarded_.begin(), discarded_.end(), is);
}

// No PIPELINING: who does it all the same is what one of the tests looks for.
std::string engine::capabilities() const {
    std::vector<std::string> lines{settings_.myhostname};
    auto const add = [&](std::string_view keyword, std::string const& argument = {}) {
        if (announces(keyword)) lines.push_back(std::string(keyword) + argument);
    };
    add("SIZE", settings_.message_size_limit > 0 ? ' ' + std::to_string(settings_.message_size_limit) : std::string());
    add("VRFY");
    add("ETRN");
    if (settings_.tls != smtpd::tls_level::none && !is_tls_) add("STARTTLS");
    add("ENHANCEDSTATUSCODES");
    add("8BITMIME");
    add("DSN");
    if (settings_.smtputf8) add("SMTPUTF8");
    add("CHUNKING");
    std::string out;
    for (auto const& line : lines) out += fmt::format("250{}{}\r\n", &line == &lines.back() ? ' ' : '-', line);
    return out;
}

void engine::secured() {
    is_tls_ = true;
    input_.clear();
    helo_.clear();
    has_sender_ = extended_ = false;
}

std::string engine::timed_out() const {
    log(fmt::format("COMMAND TIME LIMIT from {} after {}", client_, where_));
    return fmt::format("421 4.4.2 {} Error: timeout exceeded\r\n", settings_.myhostname);
}

}  // namespace mailstead::mta::postscreen
