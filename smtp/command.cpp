#include "smtp/command.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "smtp/date_time.h"

namespace mailstead::smtp {
namespace {

bad refuse(verb which, int code, std::string_view enhanced, std::string text) {
    return {which, {code, std::string(enhanced), std::move(text)}};
}

// What follows a verb, word by word.
class words {
public:
    explicit words(std::string_view text) noexcept : rest_(text) {}
    bool next(std::string_view& word) noexcept {
        auto const from = rest_.find_first_not_of(" \t");
        if (from == rest_.npos) return false;
        auto const to = std::min(rest_.find_first_of(" \t", from), rest_.size());
        word = rest_.substr(from, to - from);
        rest_.remove_prefix(to);
        return true;
    }
    bool none() const noexcept { return rest_.find_first_not_of(" \t") == rest_.npos; }

private:
    std::string_view rest_;
};

// The text behind FROM: or TO:, blanks before and after the colon allowed as in Postfix. Absent: it is not there.
std::optional<std::string_view> after_keyword(std::string_view arguments, std::string_view keyword) noexcept {
    auto rest = base::trimmed(arguments);
    if (!base::istarts_with(rest, keyword)) return std::nullopt;
    rest.remove_prefix(keyword.size());
    rest = base::trimmed(rest);
    if (!rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
    return base::trimmed(rest);
}

struct parameter {
    std::string_view keyword;
    std::optional<std::string_view> value;
};

parameter split_parameter(std::string_view word) noexcept {
    auto const equals = word.find('=');
    if (equals == word.npos) return {word, std::nullopt};
    return {word.substr(0, equals), word.substr(equals + 1)};
}

bad unsupported(verb which, std::string_view word) {
    return refuse(which, 555, "5.5.4", "Unsupported option: " + base::printable(word));
}

// As Postfix says it of a keyword that it knows and was told not to announce.
bad no_reports(verb which) { return refuse(which, 501, "5.7.1", "DSN support is disabled"); }

// Each returns what is wrong with the parameter, or nothing.
using complaint = std::optional<bad>;

complaint mail_size(mail& out, std::string_view value) {
    out.size = base::number<std::uint64_t>(value);
    if (!out.size || value.size() > 20) return refuse(verb::mail, 501, "5.5.4", "Bad message size syntax");
    return std::nullopt;
}

complaint mail_ret(mail& out, std::string_view value) {
    auto const wrong = refuse(verb::mail, 501, "5.5.4", "Bad RET parameter syntax");
    if (out.ret != ret::unspecified) return wrong;
    if (base::iequals(value, "FULL")) out.ret = ret::full;
    else if (base::iequals(value, "HDRS")) out.ret = ret::headers;
    else return wrong;
    return std::nullopt;
}

complaint mail_envid(mail& out, std::string_view value) {
    auto decoded = parse_envid(value);
    if (!decoded || !out.envid.empty()) return refuse(verb::mail, 501, "5.5.4", "Bad ENVID parameter syntax");
    out.envid = std::move(*decoded);
    return std::nullopt;
}

complaint mail_auth(mail& out, std::string_view value) {
    if (out.auth) return refuse(verb::mail, 503, "5.5.4", "Error: multiple AUTH= options");
    out.auth = base::xtext_decode(value);
    if (!out.auth || out.auth->empty()) return refuse(verb::mail, 501, "5.5.4", "Bad AUTH parameter syntax");
    return std::nullopt;
}

complaint mail_priority(mail& out, std::string_view value) {    // RFC 6710 §7
    auto const wrong = refuse(verb::mail, 501, "5.5.2", "Bad MT-PRIORITY parameter syntax");
    bool const minus = value.starts_with('-');
    auto const digits = value.substr(minus ? 1 : 0);
    if (out.priority || digits.size() != 1 || !base::is_digit(digits[0]) || (minus && digits == "0")) return wrong;
    int const level = digits[0] - '0';
    out.priority = minus ? -level : level;
    return std::nullopt;
}

complaint mail_hold(mail& out, std::string_view keyword, std::string_view value) {    // RFC 4865 §3, §4.2
    auto const wrong = refuse(verb::mail, 501, "5.5.4", "Bad " + base::uppered(keyword) + " parameter syntax");
    if (out.hold_for || out.hold_until) return wrong;
    if (base::iequals(keyword, "HOLDUNTIL")) out.hold_until = parse_date_time(value);
    else if (value.size() <= 9) out.hold_for = base::number<std::int64_t>(value);
    bool const good = out.hold_until || (out.hold_for && *out.hold_for >= 0 && base::is_digit(value[0]));
    if (!good) return wrong;
    return std::nullopt;
}

complaint mail_by(mail& out, std::string_view value) {    // RFC 2852 §4
    auto const wrong = refuse(verb::mail, 501, "5.5.4", "Bad BY parameter syntax");
    auto const semicolon = value.find(';');
    if (out.by || semicolon == value.npos) return wrong;
    auto digits = value.substr(0, semicolon);
    bool const minus = digits.starts_with('-');
    if (minus || digits.starts_with('+')) digits.remove_prefix(1);
    auto const seconds = base::number<std::int64_t>(digits);
    auto const mode = base::uppered(value.substr(semicolon + 1));
    time_limit limit;
    limit.returns = mode.starts_with('R');
    limit.traces = mode.ends_with('T');
    bool const known = mode == "N" || mode == "NT" || mode == "R" || mode == "RT";
    if (!known || !seconds || digits.size() > 9 || !base::is_digit(digits[0])) return wrong;
    limit.seconds = minus ? -*seconds : *seconds;
    if (limit.returns && limit.seconds <= 0) return wrong;
    out.by = limit;
    return std::nullopt;
}

complaint mail_body(mail& out, std::string_view value, grammar const& rules, std::string_view word) {
    if (base::iequals(value, "7BIT")) out.body = body::seven_bit;
    else if (base::iequals(value, "8BITMIME")) out.body = body::eight_bit;
    else if (rules.binary_mime && base::iequals(value, "BINARYMIME")) out.body = body::binary;
    else return unsupported(verb::mail, word);
    return std::nullopt;
}

// XVERP or XVERP=xy.
complaint mail_verp(mail& out, std::optional<std::string_view> value, grammar const& rules) {
    bool const good = !value || (value->size() == 2 && value->find_first_not_of(rules.verp) == value->npos);
    if (!good) return refuse(verb::mail, 501, "5.5.4", fmt::format("Error: XVERP needs two characters from {}", rules.verp));
    out.verp = value.value_or(std::string_view());
    return std::nullopt;
}

complaint mail_parameter(mail& out, std::string_view word, grammar const& rules) {
    auto const [keyword, given] = split_parameter(word);
    if (rules.smtputf8 && !given && base::iequals(keyword, "SMTPUTF8")) {
        out.smtputf8 = true;
        return std::nullopt;
    }
    if (rules.requiretls && !given && base::iequals(keyword, "REQUIRETLS")) {    // RFC 8689 §2: without a value
        out.requiretls = true;
        return std::nullopt;
    }
    if (!rules.verp.empty() && base::iequals(keyword, "XVERP")) return mail_verp(out, given, rules);
    if (!given) return unsupported(verb::mail, word);
    if (base::iequals(keyword, "SIZE")) return mail_size(out, *given);
    if (base::iequals(keyword, "BODY")) return mail_body(out, *given, rules, word);
    if (rules.auth && base::iequals(keyword, "AUTH")) return mail_auth(out, *given);
    if (rules.priority && base::iequals(keyword, "MT-PRIORITY")) return mail_priority(out, *given);
    if (rules.deliver_by && base::iequals(keyword, "BY")) return mail_by(out, *given);
    bool const holds = base::iequals(keyword, "HOLDFOR") || base::iequals(keyword, "HOLDUNTIL");
    if (rules.future_release && holds) return mail_hold(out, keyword, *given);
    bool const reports = base::iequals(keyword, "RET") || base::iequals(keyword, "ENVID");
    if (reports && !rules.dsn && rules.dialect == dialect::smtp) return no_reports(verb::mail);
    if (rules.dsn && base::iequals(keyword, "RET")) return mail_ret(out, *given);
    if (rules.dsn && base::iequals(keyword, "ENVID")) return mail_envid(out, *given);
    return unsupported(verb::mail, word);
}

complaint rcpt_parameter(rcpt& out, std::string_view word, grammar const& rules) {
    auto const [keyword, given] = split_parameter(word);
    bool const reports = base::iequals(keyword, "NOTIFY") || base::iequals(keyword, "ORCPT");
    if (given && reports && !rules.dsn && rules.dialect == dialect::smtp) return no_reports(verb::rcpt);
    if (given && rules.dsn && base::iequals(keyword, "NOTIFY")) {
        auto const set = parse_notify(*given);
        if (!set || out.notify != notify::none)
            return refuse(verb::rcpt, 501, "5.5.4", "Error: Bad NOTIFY parameter syntax");
        out.notify = *set;
        return std::nullopt;
    }
    if (given && rules.dsn && base::iequals(keyword, "ORCPT")) {
        auto decoded = parse_orcpt(*given);
        if (!decoded || !out.orcpt.empty())
            return refuse(verb::rcpt, 501, "5.5.4", "Error: Bad ORCPT parameter syntax");
        out.orcpt = std::move(*decoded);
        return std::nullopt;
    }
    if (given && rules.xdelivery && base::iequals(keyword, "XDELIVERY")) {
        out.delivery = parse_delivery(*given);
        if (!out.delivery) return refuse(verb::rcpt, 501, "5.5.4", "Error: Bad XDELIVERY parameter syntax");
        return std::nullopt;
    }
    return unsupported(verb::rcpt, word);
}

// RFC 5321 §4.1.1.1; one blank-free word, whatever it is.
template <class Greeting>
command greeting(verb which, std::string_view arguments, grammar const&) {
    std::string_view host;
    if (!words(arguments).next(host)) return refuse(which, 501, "", "Syntax: " + std::string(name(which)) + " hostname");
    Greeting out;
    out.name = base::printable(host, domain_limit);
    return out;
}

command parse_mail(verb which, std::string_view arguments, grammar const& rules) {    // RFC 5321 §4.1.1.2
    auto text = after_keyword(arguments, "FROM");
    if (!text || text->empty()) return refuse(which, 501, "5.5.4", "Syntax: MAIL FROM:<address>");
    bool const framed = rules.bare_addresses || text->starts_with('<');
    auto path = framed ? take_path(*text) : std::nullopt;
    if (!path) return refuse(which, 501, "5.1.7", "Bad sender address syntax");
    mail out;
    out.reverse_path = std::move(*path);
    words rest(*text);
    for (std::string_view word; rest.next(word);)
        if (auto wrong = mail_parameter(out, word, rules)) return std::move(*wrong);
    if (out.verp && out.reverse_path.text.empty())
        return refuse(which, 503, "5.5.4", "Error: XVERP requires non-null sender");
    return out;
}

command parse_rcpt(verb which, std::string_view arguments, grammar const& rules) {    // RFC 5321 §4.1.1.3
    auto text = after_keyword(arguments, "TO");
    if (!text || text->empty()) return refuse(which, 501, "5.5.4", "Syntax: RCPT TO:<address>");
    bool const framed = rules.bare_addresses || text->starts_with('<');
    auto path = framed ? take_path(*text) : std::nullopt;
    if (!path || path->text.empty()) return refuse(which, 501, "5.1.3", "Bad recipient address syntax");
    rcpt out;
    out.forward_path = std::move(*path);
    words rest(*text);
    for (std::string_view word; rest.next(word);)
        if (auto wrong = rcpt_parameter(out, word, rules)) return std::move(*wrong);
    return out;
}

command parse_bdat(verb which, std::string_view arguments, grammar const&) {    // RFC 3030 §2
    words rest(arguments);
    std::string_view size, last;
    bdat out;
    bool good = rest.next(size);
    auto const number = base::number<std::uint64_t>(size);
    good = good && number && size.size() <= 20;
    if (good && rest.next(last)) good = out.last = base::iequals(last, "LAST");
    if (!good || !rest.none()) return refuse(which, 521, "5.5.4", "Syntax: BDAT count [LAST]");
    out.size = *number;
    return out;
}

command parse_auth(verb which, std::string_view arguments, grammar const&) {    // RFC 4954 §4
    words rest(arguments);
    std::string_view mechanism, initial;
    bool const good = rest.next(mechanism);
    bool const more = rest.next(initial);
    if (!good || !rest.none()) return refuse(which, 501, "5.5.4", "Syntax: AUTH mechanism");
    auth out;
    out.mechanism = base::uppered(mechanism);
    if (more) out.initial = initial == "=" ? std::string() : std::string(initial);
    return out;
}

command parse_vrfy(verb which, std::string_view arguments, grammar const&) {    // RFC 5321 §4.1.1.6
    auto const text = base::trimmed(arguments);
    if (text.empty()) return refuse(which, 501, "5.5.4", "Syntax: VRFY address");
    vrfy out;
    out.address = text;
    return out;
}

command parse_etrn(verb which, std::string_view arguments, grammar const&) {    // RFC 1985 §5
    words rest(arguments);
    std::string_view domain;
    if (!rest.next(domain) || !rest.none()) return refuse(which, 500, "", "Syntax: ETRN domain");
    etrn out;
    out.domain = domain;
    return out;
}

template <class Command>
command no_argument(verb which, std::string_view arguments, grammar const&) {
    if (!words(arguments).none()) return refuse(which, 501, "5.5.4", "Syntax: " + std::string(name(which)));
    return Command{};
}

// NOOP, QUIT, HELP, EXPN: whatever follows is ignored.
template <class Command>
command any_argument(verb, std::string_view, grammar const&) {
    return Command{};
}

struct row {
    std::string_view name;
    smtp::verb verb;
    bool smtp, lmtp;
    command (*parse)(smtp::verb, std::string_view, grammar const&);
};

constexpr std::array table = {
    row{"MAIL", verb::mail, true, true, parse_mail},
    row{"RCPT", verb::rcpt, true, true, parse_rcpt},
    row{"DATA", verb::data, true, true, no_argument<data>},
    row{"BDAT", verb::bdat, true, true, parse_bdat},
    row{"EHLO", verb::ehlo, true, false, greeting<ehlo>},
    row{"HELO", verb::helo, true, false, greeting<helo>},
    row{"LHLO", verb::lhlo, false, true, greeting<lhlo>},
    row{"RSET", verb::rset, true, true, no_argument<rset>},
    row{"NOOP", verb::noop, true, true, any_argument<noop>},
    row{"QUIT", verb::quit, true, true, any_argument<quit>},
    row{"STARTTLS", verb::starttls, true, true, no_argument<starttls>},
    row{"AUTH", verb::auth, true, true, parse_auth},
    row{"VRFY", verb::vrfy, true, true, parse_vrfy},
    row{"EXPN", verb::expn, true, true, any_argument<expn>},
    row{"HELP", verb::help, true, true, any_argument<help>},
    row{"ETRN", verb::etrn, true, false, parse_etrn},
};

}  // namespace

command parse(std::string_view line, grammar const& rules) {
    auto const first = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(first);
    auto const blank = std::min(line.find_first_of(" \t"), line.size());
    auto const word = line.substr(0, blank);
    if (word.empty()) return refuse(verb::unknown, 500, "5.5.2", "Error: bad syntax");
    for (auto const& entry : table) {
        bool const spoken = rules.dialect == dialect::smtp ? entry.smtp : entry.lmtp;
        if (spoken && base::iequals(word, entry.name)) return entry.parse(entry.verb, line.substr(blank), rules);
    }
    unknown out;
    out.verb = base::printable(word, 100);
    return out;
}

verb verb_of(command const& what) noexcept {
    static constexpr std::array order = {verb::ehlo, verb::helo, verb::lhlo,     verb::mail, verb::rcpt,   verb::data,
                                         verb::bdat, verb::rset, verb::noop,     verb::vrfy, verb::expn,   verb::help,
                                         verb::etrn, verb::quit, verb::starttls, verb::auth, verb::unknown};
    if (auto const* wrong = std::get_if<bad>(&what)) return wrong->verb;
    return order[what.index()];
}

std::string_view name(verb which) noexcept {
    for (auto const& entry : table)
        if (entry.verb == which) return entry.name;
    return "UNKNOWN";
}

std::string print(mail const& what) {
    std::string out = "MAIL FROM:<" + what.reverse_path.text + '>';
    if (what.size) out += " SIZE=" + std::to_string(*what.size);
    if (what.body) {
        static constexpr std::string_view names[] = {"7BIT", "8BITMIME", "BINARYMIME"};
        out += " BODY=";
        out += names[static_cast<std::size_t>(*what.body)];
    }
    if (what.smtputf8) out += " SMTPUTF8";
    if (what.ret != ret::unspecified) out += what.ret == ret::full ? " RET=FULL" : " RET=HDRS";
    if (!what.envid.empty()) out += " ENVID=" + base::xtext_encode(what.envid);
    if (what.requiretls) out += " REQUIRETLS";
    if (what.by) out += ' ' + print(*what.by);
    if (what.auth) out += " AUTH=" + base::xtext_encode(*what.auth);
    return out += "\r\n";
}

std::string print(time_limit const& value) {
    return fmt::format("BY={};{}{}", value.seconds, value.returns ? 'R' : 'N', value.traces ? "T" : "");
}

std::string print(rcpt const& what) {
    std::string out = "RCPT TO:<" + what.forward_path.text + '>';
    if (what.notify != notify::none) out += " NOTIFY=" + print_notify(what.notify);
    if (!what.orcpt.empty()) out += " ORCPT=" + print_orcpt(what.orcpt);
    if (what.delivery) out += " XDELIVERY=" + print(*what.delivery);
    return out += "\r\n";
}

std::string print(delivery const& value) {
    std::string out = to_string(value.id);
    out += value.retry ? ",retry" : ",first";
    out += value.agent == delivery::role::local ? ",local," : ",virtual,";
    return out += base::xtext_encode(value.original);
}

std::optional<delivery> parse_delivery(std::string_view value) {
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < 3; ++i) {
        auto const comma = value.find(',');
        if (comma == value.npos) return std::nullopt;
        fields[i] = value.substr(0, comma);
        value.remove_prefix(comma + 1);
    }
    fields[3] = value;
    auto const id = base::parse_delivery_id(fields[0]);
    auto original = base::xtext_decode(fields[3]);
    bool const known = (fields[1] == "first" || fields[1] == "retry") && (fields[2] == "local" || fields[2] == "virtual");
    if (!id || !original || !known) return std::nullopt;
    delivery out;
    out.id = *id;
    out.retry = fields[1] == "retry";
    out.agent = fields[2] == "local" ? delivery::role::local : delivery::role::virtual_mailbox;
    out.original = std::move(*original);
    return out;
}

}  // namespace mailstead::smtp
