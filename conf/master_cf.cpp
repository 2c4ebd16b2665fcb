// The grammar of master.cf: eight columns or more, -o overrides at the head of the arguments.
#include "conf/master_cf.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/network.h"
#include "conf/parameters.h"

namespace mailstead::conf {
namespace {

constexpr std::string_view built_in =
    R"(# service    type  private unpriv chroot wakeup maxproc command
smtp         inet  n       -      n      -      -       smtpd
submission   inet  n       -      n      -      -       smtpd
    -o syslog_name=postfix/submission
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_tls_auth_only=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
submissions  inet  n       -      n      -      -       smtpd
    -o syslog_name=postfix/submissions
    -o smtpd_tls_wrappermode=yes
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
143          inet  n       -      n      -      -       imapd
993          inet  n       -      n      -      -       imapd
    -o imapd_tls_wrappermode=yes
110          inet  n       -      n      -      -       pop3d
995          inet  n       -      n      -      -       pop3d
    -o pop3d_tls_wrappermode=yes
lmtp-in      unix  -       -      n      -      -       lmtpd
auth         unix  -       -      n      -      -       auth
pickup       unix  n       -      n      60     1       pickup
cleanup      unix  n       -      n      -      0       cleanup
qmgr         unix  n       -      n      300    1       qmgr
rewrite      unix  -       -      n      -      -       trivial-rewrite
bounce       unix  -       -      n      -      0       bounce
defer        unix  -       -      n      -      0       bounce
trace        unix  -       -      n      -      0       bounce
verify       unix  -       -      n      -      1       verify
flush        unix  n       -      n      1000?  0       flush
smtp         unix  -       -      n      -      -       smtp
relay        unix  -       -      n      -      -       smtp
showq        unix  n       -      n      -      -       showq
error        unix  -       -      n      -      -       error
retry        unix  -       -      n      -      -       error
discard      unix  -       -      n      -      -       discard
local        unix  -       n      n      -      -       local
virtual      unix  -       n      n      -      -       virtual
lmtp         unix  -       -      n      -      -       lmtp
)";

constexpr std::size_t quoted_at_most = 200;  // bytes of the administrator's text in a message

constexpr std::string_view commands[] = {
    "anvil",    "auth",       "bounce",   "cleanup",  "discard",         "dnsblog", "error",  "flush",
    "imapd",    "lmtp",       "lmtpd",    "local",    "oqmgr",           "pickup",  "pipe",   "pop3d",
    "postlogd", "postscreen", "proxymap", "qmgr",     "qmqpd",           "scache",  "showq",  "smtp",
    "smtpd",    "spawn",      "tlsmgr",   "tlsproxy", "trivial-rewrite", "verify",  "virtual"};

struct type_word {
    std::string_view word;
    service_type type;
};
constexpr type_word types[] = {{"inet", service_type::inet},
                               {"unix", service_type::unix_stream},
                               {"unix-dgram", service_type::unix_dgram},
                               {"fifo", service_type::fifo},
                               {"pass", service_type::pass}};

struct row_words {
    std::vector<std::string> words;
    std::string mistake;    // empty: none
};

// Words between white space; a { } group is one word with its braces. A brace without partner is a mistake, and is
// closed at the end of the row.
row_words split_words(std::string_view text) {
    row_words out;
    if (auto const nul = text.find('\0'); nul != text.npos) {
        out.mistake = "NUL byte in the text";
        text = text.substr(0, nul);
    }
    while (!(text = base::trimmed(text)).empty()) {
        std::size_t end = 0;
        int depth = 0;
        bool const group = text.front() == '{';
        for (; end < text.size(); ++end) {
            if (group && text[end] == '{') ++depth;
            if (group && text[end] == '}') --depth;
            if (depth == 0 && base::is_space(text[end])) break;
        }
        out.words.emplace_back(text.substr(0, end));
        if (depth != 0) {
            out.mistake = "unbalanced braces";
            if (depth > 0) out.words.back() += std::string(static_cast<std::size_t>(depth), '}');
        }
        text.remove_prefix(end);
    }
    return out;
}

// "{ text }" without braces and the white space inside them; other words as they are.
std::string unwrapped(std::string_view word) {
    if (word.size() >= 2 && word.front() == '{' && word.back() == '}')
        return std::string(base::trimmed(word.substr(1, word.size() - 2)));
    return std::string(word);
}

// One row under work. Each step is false after a mistake, told in `why`.
class row_parser {
public:
    explicit row_parser(service& out) : out_(out) {}
    std::string why;

    // The columns before the command's own words.
    bool columns() {
        auto const& words = out_.words;
        if (words.size() < 8) return fail("bad field count");
        out_.name = words[0];
        return type(words[1]) && flag(words[2], "private", out_.private_) &&
               flag(words[3], "unprivileged", out_.unprivileged) && flag(words[4], "chroot", out_.chroot) &&
               wakeup(words[5]) && process_limit(words[6]) && place();
    }

    bool command() {
        out_.command = out_.words[7];
        std::size_t i = 8;
        for (; i < out_.words.size() && out_.words[i].starts_with('-'); ++i) {
            auto const& word = out_.words[i];
            if (word.starts_with("-o")) {
                if (word.size() == 2 && i + 1 == out_.words.size()) return fail("missing value after -o");
                auto const text = word.size() == 2 ? out_.words[++i] : word.substr(2);
                if (!override_with(unwrapped(text))) return false;
            } else if (word.find_first_not_of('v', 1) == word.npos && word.size() > 1) {
                out_.verbose += static_cast<int>(word.size()) - 1;
            } else if (word == "-D") {
                out_.debug = true;
            } else {
                out_.arguments.push_back(word);
            }
        }
        for (; i < out_.words.size(); ++i) out_.arguments.push_back(unwrapped(out_.words[i]));
        return true;
    }

private:
    bool fail(std::string text) {
        why = std::move(text);
        return false;
    }
    bool bad(std::string_view column, std::string_view word) {
        return fail(fmt::format("invalid {} field \"{}\"", column, base::printable(word, quoted_at_most)));
    }

    bool type(std::string_view word) {
        for (auto const& [name, type] : types)
            if (name == word) return out_.type = type, true;
        return bad("transport type", word);
    }

    bool flag(std::string_view word, std::string_view column, std::optional<bool>& into) {
        if (word == "-") return true;
        if (word != "y" && word != "n") return bad(column, word);
        into = word == "y";
        return true;
    }

    bool wakeup(std::string_view word) {
        if (word == "-") return true;
        auto digits = word;
        out_.wakeup_when_used = digits.ends_with('?');
        if (out_.wakeup_when_used) digits.remove_suffix(1);
        out_.wakeup = base::number<int>(digits);
        return (out_.wakeup && *out_.wakeup >= 0) || bad("wakeup", word);
    }

    bool process_limit(std::string_view word) {
        if (word == "-") return true;
        out_.maxproc = base::number<int>(word);
        return (out_.maxproc && *out_.maxproc >= 0) || bad("process limit", word);
    }

    // An inet service can be reached by all, so it cannot be private; its name says where it listens.
    bool place() {
        if (out_.type != service_type::inet) {
            bool const path = out_.name.find('/') != out_.name.npos || out_.name.starts_with('.');
            return !path || bad("service name", out_.name);
        }
        if (out_.is_private()) return bad("private", out_.words[2]);
        out_.endpoint = parse_endpoint(out_.name);
        return out_.endpoint.has_value() || bad("service name", out_.name);
    }

    bool override_with(std::string const& text) {
        std::string reason;
        auto pair = split_name_value(text, reason);
        if (!pair) return fail(fmt::format("-o {}: {}", base::printable(text, quoted_at_most), reason));
        out_.overrides.push_back(std::move(*pair));
        return true;
    }

    service& out_;
};

// The port of `name` in known_tcp_ports, "smtps=submissions=465, ...".
std::optional<std::uint16_t> known_port(std::string_view name, std::string_view known) {
    for (auto group : base::split(known, ", \t\r\n")) {
        auto const words = base::split(group, "=");
        if (words.size() < 2) continue;
        if (std::find(words.begin(), words.end() - 1, name) == words.end() - 1) continue;
        return base::number<std::uint16_t>(words.back());
    }
    return std::nullopt;
}

std::optional<std::uint16_t> port_of(std::string_view name, std::string_view known) {
    if (name.empty()) return std::nullopt;
    if (auto const number = base::number<std::uint16_t>(name)) return number;
    if (auto const port = known_port(name, known)) return port;
    servent entry{};
    servent* found = nullptr;
    char buffer[4096];
    std::string const text(name);
    if (::getservbyname_r(text.c_str(), "tcp", &entry, buffer, sizeof buffer, &found) != 0 || found == nullptr)
        return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(found->s_port));
}

using row_places = std::map<std::pair<std::string, service_type>, std::size_t>;

// The last row of a name and type counts, where the first one stood.
void add_row(master_cf& out, row_places& places, service entry) {
    auto const [place, is_new] = places.try_emplace({entry.name, entry.type}, out.services.size());
    if (is_new) {
        out.services.push_back(std::move(entry));
        return;
    }
    auto& earlier = out.services[place->second];
    out.problems.push_back({out.file, entry.line, severity::warning,
                            fmt::format("overriding earlier entry: {} {} of line {}", base::printable(entry.name, quoted_at_most),
                                        type_name(entry.type), earlier.line)});
    std::swap(earlier, entry);
    entry.standing = standing_of_row::overridden;
    out.others.push_back(std::move(entry));
}

}  // namespace

std::string service::socket_path() const { return (is_private() ? "private/" : "public/") + name; }

service const* master_cf::find(std::string_view name, service_type type) const noexcept {
    for (auto const& one : services)
        if (one.type == type && one.name == name) return &one;
    return nullptr;
}

service const* master_cf::transport(std::string_view name) const noexcept {
    return find(name, service_type::unix_stream);
}

master_cf parse_master_cf(std::string_view text, std::string file) {
    master_cf out;
    out.file = std::move(file);
    row_places places;
    for (auto const& line : logical_lines(text, out.file, out.problems)) {
        auto [words, mistake] = split_words(line.text);
        service entry;
        entry.file = out.file;
        entry.line = line.line;
        entry.words = std::move(words);
        row_parser parser(entry);
        bool const columns = parser.columns();
        if (columns && parser.command() && mistake.empty()) {
            add_row(out, places, std::move(entry));
            continue;
        }
        out.problems.push_back({out.file, line.line, severity::error, mistake.empty() ? std::move(parser.why) : mistake});
        entry.standing = columns ? standing_of_row::bad_options : standing_of_row::bad_columns;
        out.others.push_back(std::move(entry));
    }
    return out;
}

std::vector<service> master_cf::shown() const {
    auto out = services;
    for (auto const& one : others)
        if (one.standing != standing_of_row::bad_columns) out.push_back(one);
    std::stable_sort(out.begin(), out.end(), [](service const& a, service const& b) { return a.line < b.line; });
    return out;
}

master_cf read_master_cf(std::string const& file) {
    auto text = base::system_files().read_all(AT_FDCWD, file, 16 << 20);
    if (text) return parse_master_cf(*text, file);
    if (text.error() == boost::system::errc::no_such_file_or_directory)
        return parse_master_cf(built_in, "built-in master.cf");
    master_cf out;
    out.file = file;
    out.problems.push_back({file, 0, severity::error, fmt::format("open {}: {}", file, text.error().message())});
    return out;
}

std::string_view built_in_master_cf() noexcept { return built_in; }

std::optional<endpoint> parse_endpoint(std::string_view name, std::string_view known_ports) {
    if (known_ports.empty()) known_ports = find_parameter("known_tcp_ports")->value;
    endpoint out;
    auto port = name;
    auto const colon = name.rfind(':');
    if (name.starts_with('[')) {
        auto const close = name.find(']');
        if (close == name.npos || colon != close + 1) return std::nullopt;
        if (!parse_ip(name.substr(1, close - 1))) return std::nullopt;
        out.host = std::string(name.substr(1, close - 1));
        port = name.substr(colon + 1);
    } else if (colon != name.npos) {
        out.host = std::string(name.substr(0, colon));
        if (out.host.find(':') != out.host.npos) return std::nullopt;  // an IPv6 address needs brackets
        port = name.substr(colon + 1);
    }
    auto const number = port_of(port, known_ports);
    if (!number) return std::nullopt;
    out.port = *number;
    return out;
}

std::string_view type_name(service_type type) noexcept {
    for (auto const& one : types)
        if (one.type == type) return one.word;
    return "unix";
}

bool is_known_command(std::string_view command) noexcept {
    return std::find(std::begin(commands), std::end(commands), command) != std::end(commands);
}

}  // namespace mailstead::conf
