// Lines of the Dovecot authentication protocol: TAB-separated fields, the first one names the line.
#include "auth/wire.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::auth::wire {
namespace {

constexpr std::size_t most_bindings = 8;    // there are three types

// Gives out the fields of one line from left to right, each with its escapes still in it.
class fields {
public:
    explicit fields(std::string_view line) : rest_(line) {}

    std::optional<std::string_view> next() {
        if (ended_) return std::nullopt;
        auto const tab = rest_.find('\t');
        auto const field = rest_.substr(0, tab);
        ended_ = tab == rest_.npos;
        if (!ended_) rest_.remove_prefix(tab + 1);
        return field;
    }

    template <class T>
    std::optional<T> number() {
        auto const field = next();
        if (!field) return std::nullopt;
        return base::number<T>(*field);
    }

private:
    std::string_view rest_;
    bool ended_ = false;
};

struct parameter {
    std::string_view key;
    std::string_view value;  // escaped
};

parameter split(std::string_view field) {
    auto const equals = field.find('=');
    if (equals == field.npos) return {field, {}};
    return {field.substr(0, equals), field.substr(equals + 1)};
}

template <class Line>
Line parse_version(fields in) {
    auto const major = in.number<unsigned>();
    auto const minor = in.number<unsigned>();
    if (!major || !minor) return bad{"VERSION takes two numbers"};
    return version{*major, *minor};
}

// "TYPE:BASE64", a parameter of ours.
bool take_binding(std::string_view value, std::vector<channel_binding>& into) {
    auto const colon = value.find(':');
    if (colon == value.npos || colon == 0 || into.size() >= most_bindings) return false;
    auto bytes = base::base64_decode(value.substr(colon + 1));
    if (!bytes || bytes->empty()) return false;
    into.push_back({unescaped(value.substr(0, colon)), std::move(*bytes)});
    return true;
}

// Takes one AUTH parameter; false when its value cannot be read. Unknown ones are passed over. What a client said is not the
// fault of the server that hands it on: it spoils this exchange alone.
bool take(parameter const& p, start& line) {
    auto& into = line.request;
    if (p.key == "service") into.service = unescaped(p.value);
    if (p.key == "lip") into.local_address = unescaped(p.value);
    if (p.key == "rip") into.remote_address = unescaped(p.value);
    if (p.key == "secured") into.tls = true;
    if (p.key == "valid-client-cert") into.certificate_valid = true;
    if (p.key == "cert_username") into.certificate_name = unescaped(p.value);
    if (p.key == "cbind") return take_binding(p.value, into.bindings);
    if (p.key == "lport" || p.key == "rport") {
        auto const port = base::number<std::uint16_t>(p.value);
        if (!port) return false;
        (p.key == "lport" ? into.local_port : into.remote_port) = *port;
    }
    if (p.key == "resp") {
        into.initial_response = base::base64_decode(p.value);
        line.garbled = line.garbled || !into.initial_response;
        if (line.garbled) into.initial_response.reset();
    }
    return true;
}

client_line parse_auth(fields in) {
    auto const id = in.number<std::uint32_t>();
    auto const mechanism = in.next();
    if (!id || !mechanism || mechanism->empty()) return bad{"AUTH takes an id and a mechanism"};
    start line{*id, {}};
    line.request.mechanism = unescaped(*mechanism);
    while (auto const field = in.next()) {
        if (!take(split(*field), line)) return bad{"AUTH has an unreadable parameter"};
    }
    if (line.request.service.empty()) return bad{"AUTH takes a service"};
    return line;
}

client_line parse_reply(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"CONT takes an id"};
    auto bytes = base::base64_decode(in.next().value_or(""));
    return bytes ? reply{*id, std::move(*bytes)} : reply{*id, {}, true};
}

server_line parse_ask(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"CONT takes an id"};
    auto bytes = base::base64_decode(in.next().value_or(""));
    if (!bytes) return bad{"CONT takes base64"};
    return ask{*id, std::move(*bytes)};
}

client_line parse_cancel(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"CANCEL takes an id"};
    return cancel{*id};
}

client_line parse_lookup(fields in) {
    auto const id = in.number<std::uint32_t>();
    auto const name = in.next();
    if (!id || !name || name->empty()) return bad{"USER takes an id and a name"};
    lookup line{*id, unescaped(*name), {}};
    while (auto const field = in.next()) {
        auto const p = split(*field);
        if (p.key == "service") line.service = unescaped(p.value);
    }
    return line;
}

template <class Line, class Shape>
Line parse_pid(fields in) {
    auto const pid = in.number<std::uint64_t>();
    if (!pid) return bad{"a process or connection id is a number"};
    return Shape{*pid};
}

// The properties by the protocol's words; the order is the one in which they are printed.
struct property {
    std::string_view word;
    bool mechanism::*member;
};
constexpr std::array properties{
    property{"anonymous", &mechanism::anonymous},
    property{"plaintext", &mechanism::plaintext},
    property{"dictionary", &mechanism::dictionary},
    property{"active", &mechanism::active},
    property{"forward-secrecy", &mechanism::forward_secrecy},
    property{"mutual-auth", &mechanism::mutual_auth},
    property{"channel-binding", &mechanism::binds_channel},
    property{"private", &mechanism::hidden},
};

server_line parse_mech(fields in) {
    auto const name = in.next();
    if (!name || name->empty()) return bad{"MECH takes a name"};
    mechanism line;
    line.name = unescaped(*name);
    while (auto const field = in.next()) {
        for (auto const& p : properties)
            if (p.word == *field) line.*p.member = true;
    }
    return line;
}

server_line parse_cookie(fields in) {
    auto const value = in.next();
    if (!value || value->empty()) return bad{"COOKIE takes a value"};
    return cookie{unescaped(*value)};
}

server_line parse_ok(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"OK takes an id"};
    ok line{*id, {}, {}};
    while (auto const field = in.next()) {
        auto const p = split(*field);
        if (p.key == "user") line.user = unescaped(p.value);
        if (p.key != "resp") continue;
        line.closing = base::base64_decode(p.value);
        if (!line.closing) return bad{"OK has an unreadable resp"};
    }
    return line;
}

server_line parse_fail(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"FAIL takes an id"};
    fail line{*id, {}, {}, false};
    while (auto const field = in.next()) {
        auto const p = split(*field);
        if (p.key == "user") line.user = unescaped(p.value);
        if (p.key == "reason") line.reason = unescaped(p.value);
        // Both spellings are in use: the flag is the older one.
        if (p.key == "temp" || (p.key == "code" && p.value == "temp_fail")) line.temporary = true;
    }
    return line;
}

// "10M" as in Dovecot's quota rules; `unit`: of a number without a letter. Absent: no number, or too large.
std::optional<std::uint64_t> rule_size(std::string_view text, std::uint64_t unit) {
    static constexpr std::array<std::pair<char, unsigned>, 5> letters{{{'b', 0}, {'k', 10}, {'m', 20}, {'g', 30}, {'t', 40}}};
    for (auto const& [letter, shift] : letters) {
        if (text.empty() || (text.back() | 0x20) != letter) continue;
        text.remove_suffix(1);
        unit = std::uint64_t{1} << shift;
        break;
    }
    auto const n = base::number<std::uint64_t>(text);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return n && *n <= most / unit ? std::optional(*n * unit) : std::nullopt;
}

// The parts of a rule for all mailboxes ("*:storage=1G:messages=100"); rules for single ones are passed over, and what
// they add to a limit ("+10%") too. False: a limit that cannot be read, which must not read as none.
bool take_quota_rule(std::string_view rule, user& into) {
    if (!rule.starts_with("*:")) return true;
    for (auto const part : base::split(rule.substr(2), ":")) {
        auto const equals = part.find('=');
        if (equals == part.npos) continue;
        auto const key = part.substr(0, equals), value = part.substr(equals + 1);
        auto& limit = key == "messages" ? into.quota_messages : into.quota_storage;
        if (key == "messages") limit = base::number<std::uint64_t>(value);
        else if (key == "storage") limit = rule_size(value, 1024);
        else if (key == "bytes") limit = rule_size(value, 1);
        else continue;
        if (!limit) return false;
    }
    return true;
}

// Takes one parameter of a USER answer; false when it is a number that cannot be read.
bool take(parameter const& p, user& into) {
    if (p.key == "home") into.home = unescaped(p.value);
    if (p.key == "mail") into.mail = unescaped(p.value);
    if (p.key == "system_groups_user") into.system_user = unescaped(p.value);
    if (p.key == "quota_rule") return take_quota_rule(unescaped(p.value), into);
    if (p.key == "uid") {
        auto const uid = base::number<uid_t>(p.value);
        if (uid) into.uid = *uid;
        return uid.has_value();
    }
    if (p.key == "gid") {
        auto const gid = base::number<gid_t>(p.value);
        if (gid) into.gid = *gid;
        return gid.has_value();
    }
    return true;
}

server_line parse_found(fields in) {
    auto const id = in.number<std::uint32_t>();
    auto const name = in.next();
    if (!id || !name || name->empty()) return bad{"USER takes an id and a name"};
    found line{*id, {}};
    line.user.name = unescaped(*name);
    while (auto const field = in.next()) {
        if (!take(split(*field), line.user)) return bad{"USER has an unreadable parameter"};
    }
    return line;
}

server_line parse_not_found(fields in) {
    auto const id = in.number<std::uint32_t>();
    if (!id) return bad{"NOTFOUND takes an id"};
    return not_found{*id};
}

template <class Line>
struct row {
    std::string_view word;
    Line (*parse)(fields);
};

constexpr std::array client_rows{
    row<client_line>{"VERSION", parse_version<client_line>},
    row<client_line>{"CPID", parse_pid<client_line, cpid>},
    row<client_line>{"AUTH", parse_auth},
    row<client_line>{"CONT", parse_reply},
    row<client_line>{"CANCEL", parse_cancel},
    row<client_line>{"USER", parse_lookup},
};

constexpr std::array server_rows{
    row<server_line>{"VERSION", parse_version<server_line>},
    row<server_line>{"MECH", parse_mech},
    row<server_line>{"SPID", parse_pid<server_line, spid>},
    row<server_line>{"CUID", parse_pid<server_line, cuid>},
    row<server_line>{"COOKIE", parse_cookie},
    row<server_line>{"DONE", [](fields) -> server_line { return done{}; }},
    row<server_line>{"CONT", parse_ask},
    row<server_line>{"OK", parse_ok},
    row<server_line>{"FAIL", parse_fail},
    row<server_line>{"USER", parse_found},
    row<server_line>{"NOTFOUND", parse_not_found},
};

template <class Line, class Rows>
Line parse_with(Rows const& rows, std::string_view line) {
    fields in(line);
    auto const word = in.next();
    for (auto const& r : rows)
        if (r.word == *word) return r.parse(in);
    return unknown{};
}

// One overload per line; what is empty in the value is left out of the line.
struct printer {
    std::string out;

    void field(std::string_view key, std::string_view value) {
        if (!value.empty()) out += fmt::format("\t{}={}", key, escaped(value));
    }
    void port(std::string_view key, std::uint16_t value) {
        if (value != 0) out += fmt::format("\t{}={}", key, value);
    }

    void operator()(version const& l) { out = fmt::format("VERSION\t{}\t{}\n", l.major, l.minor); }
    void operator()(unknown const&) {}
    void operator()(bad const&) {}

    void operator()(cpid const& l) { out = fmt::format("CPID\t{}\n", l.pid); }
    void operator()(start const& l) {
        auto const& r = l.request;
        out = fmt::format("AUTH\t{}\t{}", l.id, escaped(r.mechanism));
        field("service", r.service);
        field("lip", r.local_address);
        field("rip", r.remote_address);
        port("lport", r.local_port);
        port("rport", r.remote_port);
        if (r.tls) out += "\tsecured";
        if (r.certificate_valid) out += "\tvalid-client-cert";
        field("cert_username", r.certificate_name);
        for (auto const& b : r.bindings) out += fmt::format("\tcbind={}:{}", escaped(b.type), base::base64_encode(b.bytes));
        // A server reads nothing behind resp: it stands last, also when it is empty.
        if (r.initial_response) out += "\tresp=" + base::base64_encode(*r.initial_response);
        if (l.garbled) out += "\tresp=*";
        out += '\n';
    }
    void operator()(reply const& l) { out = fmt::format("CONT\t{}\t{}\n", l.id, l.garbled ? "*" : base::base64_encode(l.bytes)); }
    void operator()(cancel const& l) { out = fmt::format("CANCEL\t{}\n", l.id); }
    void operator()(lookup const& l) {
        out = fmt::format("USER\t{}\t{}", l.id, escaped(l.name));
        field("service", l.service);
        out += '\n';
    }

    void operator()(mechanism const& l) {
        out = "MECH\t" + escaped(l.name);
        for (auto const& p : properties)
            if (l.*p.member) out += fmt::format("\t{}", p.word);
        out += '\n';
    }
    void operator()(spid const& l) { out = fmt::format("SPID\t{}\n", l.pid); }
    void operator()(cuid const& l) { out = fmt::format("CUID\t{}\n", l.connection); }
    void operator()(cookie const& l) { out = fmt::format("COOKIE\t{}\n", escaped(l.hex)); }
    void operator()(done const&) { out = "DONE\n"; }
    void operator()(ask const& l) { out = fmt::format("CONT\t{}\t{}\n", l.id, base::base64_encode(l.bytes)); }
    void operator()(ok const& l) {
        out = fmt::format("OK\t{}", l.id);
        field("user", l.user);
        if (l.closing) out += "\tresp=" + base::base64_encode(*l.closing);
        out += '\n';
    }
    void operator()(fail const& l) {
        out = fmt::format("FAIL\t{}", l.id);
        field("user", l.user);
        field("reason", l.reason);
        if (l.temporary) out += "\ttemp\tcode=temp_fail";
        out += '\n';
    }
    void operator()(found const& l) {
        out = fmt::format("USER\t{}\t{}", l.id, escaped(l.user.name));
        if (l.user.uid != static_cast<uid_t>(-1)) out += fmt::format("\tuid={}", l.user.uid);
        if (l.user.gid != static_cast<gid_t>(-1)) out += fmt::format("\tgid={}", l.user.gid);
        field("home", l.user.home);
        field("mail", l.user.mail);
        field("system_groups_user", l.user.system_user);
        if (l.user.quota_storage || l.user.quota_messages) out += "\tquota_rule=*";
        if (l.user.quota_storage) out += fmt::format(":bytes={}", *l.user.quota_storage);
        if (l.user.quota_messages) out += fmt::format(":messages={}", *l.user.quota_messages);
        out += '\n';
    }
    void operator()(not_found const& l) { out = fmt::format("NOTFOUND\t{}\n", l.id); }
};

struct escape {
    char plain;
    char letter;
};
constexpr std::array escapes{escape{'\0', '0'}, escape{'\1', '1'}, escape{'\t', 't'}, escape{'\r', 'r'},
                             escape{'\n', 'n'}};

}  // namespace

client_line parse_client(std::string_view line) { return parse_with<client_line>(client_rows, line); }
server_line parse_server(std::string_view line) { return parse_with<server_line>(server_rows, line); }

std::string print(client_line const& line) {
    printer p;
    std::visit(p, line);
    return std::move(p.out);
}

std::string print(server_line const& line) {
    printer p;
    std::visit(p, line);
    return std::move(p.out);
}

std::string escaped(std::string_view field) {
    std::string out;
    out.reserve(field.size());
    for (char c : field) {
        auto const* e = std::find_if(escapes.begin(), escapes.end(), [c](escape const& x) { return x.plain == c; });
        if (e != escapes.end()) out += '\1';
        out += e != escapes.end() ? e->letter : c;
    }
    return out;
}

std::string unescaped(std::string_view field) {
    std::string out;
    out.reserve(field.size());
    for (std::size_t i = 0; i < field.size(); ++i) {
        bool const escape_follows = field[i] == '\1' && i + 1 < field.size();
        if (!escape_follows) {
            out += field[i];
            continue;
        }
        char const letter = field[++i];
        auto const* e = std::find_if(escapes.begin(), escapes.end(), [letter](escape const& x) { return x.letter == letter; });
        out += e != escapes.end() ? e->plain : letter;
    }
    return out;
}

void framer::feed(std::string_view bytes) {
    // What was given out goes only when something new comes, so that a line stays valid until then.
    held_.erase(0, at_);
    scanned_ -= at_;
    at_ = 0;
    held_ += bytes;
}

framer::piece framer::next() {
    auto const end = held_.find('\n', scanned_);
    auto const length = (end == held_.npos ? held_.size() : end) - at_;
    if (length > limit_) return {state::too_long, {}};
    if (end == held_.npos) {
        scanned_ = held_.size();
        return {state::need_more, {}};
    }
    auto const line = std::string_view(held_).substr(at_, length);
    at_ = scanned_ = end + 1;
    return {state::line, line};
}

}  // namespace mailstead::auth::wire
