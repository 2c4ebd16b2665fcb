#include "mta/smtp_client/commands.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "smtp/command.h"
#include "smtp/dsn.h"
#include "smtp/path.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr std::string_view unknown = "[UNAVAILABLE]";

// An address can hold no control character; should one ever get here, it must not become a command of its own.
std::string path(std::string_view address, settings const& how) {
    std::string out = how.quote_envelope ? std::string(address) : smtp::unquoted_address(address);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
    return '<' + out + '>';
}

struct attribute {
    std::string_view name;
    std::string value;
};

std::string xforward_line(std::span<attribute const> all, smtp::offers const& server) {
    std::string out;
    for (auto const& one : all) {
        auto const& wanted = server.xforward_names;
        if (std::find(wanted.begin(), wanted.end(), one.name) == wanted.end()) continue;
        out += ' ';
        out += one.name;
        out += '=';
        out += one.value.empty() ? std::string(unknown) : base::xtext_encode(one.value.substr(0, 255));
    }
    return out.empty() ? out : "XFORWARD" + out + "\r\n";
}

// RFC 2852 §4.1.4.2: who is not told of the time tells the sender when he is late.
std::uint8_t notify_of(lmtp::transaction const& message, lmtp::recipient const& whom, smtp::offers const& server) {
    bool const lost = message.deliver_by != 0 && !message.by_return && !server.deliver_by;
    if (!lost || whom.notify == smtp::notify::never) return whom.notify;
    auto const asked = whom.notify == smtp::notify::none ? smtp::notify::failure : whom.notify;
    return static_cast<std::uint8_t>(asked | smtp::notify::delay);
}

}  // namespace

std::string mail_line(attempt const& what, std::string_view sender, smtp::offers const& server, settings const& how,
                      std::optional<std::int64_t> left) {
    auto const& message = what.what();
    std::string out = "MAIL FROM:" + path(sender, how);
    if (server.size) out += " SIZE=" + std::to_string(what.size());
    if (message.body == lmtp::body_type::binary) out += " BODY=BINARYMIME";
    else if (server.eight_bit && what.has_eight_bit()) out += " BODY=8BITMIME";
    if (message.smtputf8 && server.smtputf8) out += " SMTPUTF8";
    if (server.dsn && message.ret != 0) out += message.ret == 2 ? " RET=FULL" : " RET=HDRS";
    if (server.dsn && !message.envid.empty()) out += " ENVID=" + base::xtext_encode(message.envid);
    if (how.login.says_auth && server.auth) out += " AUTH=<>";
    if (message.requiretls && server.requiretls) out += " REQUIRETLS";    // RFC 8689 §5: a report goes without, too
    if (server.deliver_by && left) {
        smtp::time_limit limit;
        limit.seconds = std::clamp<std::int64_t>(*left, -999'999'999, 999'999'999);
        limit.returns = message.by_return;
        limit.traces = message.by_trace;
        out += ' ' + smtp::print(limit);
    }
    if (server.priority && message.priority != 0) out += " MT-PRIORITY=" + std::to_string(message.priority);
    return out + "\r\n";
}

std::string rcpt_line(attempt const& what, std::uint32_t whom, std::string_view recipient, smtp::offers const& server, settings const& how) {
    auto const& one = what.what().recipients[whom];
    std::string out = "RCPT TO:" + path(recipient, how);
    auto const notify = notify_of(what.what(), one, server);
    if (server.dsn && notify != smtp::notify::none) out += " NOTIFY=" + smtp::print_notify(notify);
    if (server.dsn) {
        auto original = one.orcpt;
        if (original.empty() && !one.original.empty()) original = (base::is_ascii(one.original) ? "rfc822;" : "utf-8;") + one.original;
        auto const printed = original.empty() ? std::string() : smtp::print_orcpt(original);
        if (!printed.empty()) out += " ORCPT=" + printed;
    }
    return out + "\r\n";
}

std::string xforward_lines(lmtp::origin const& from, smtp::offers const& server) {
    std::array const first{attribute{"NAME", from.name}, attribute{"ADDR", from.address}, attribute{"PORT", from.port}};
    std::array const second{attribute{"PROTO", from.protocol}, attribute{"HELO", from.helo}, attribute{"IDENT", from.ident},
                            attribute{"SOURCE", from.local ? "LOCAL" : "REMOTE"}};
    return xforward_line(first, server) + xforward_line(second, server);
}

}  // namespace mailstead::mta::smtp_client
