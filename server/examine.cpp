#include "server/examine.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/network.h"
#include "server/auth_backends.h"
#include "server/lmtp_clients.h"
#include "server/settings_imap.h"
#include "server/settings_lmtp.h"
#include "server/settings_pop3.h"
#include "server/settings_postscreen.h"
#include "server/settings_queue.h"
#include "server/settings_smtpd.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

void make_settings(service_socket const& service) {
    auto const& values = service.values;
    if (service.command == "smtpd") (void)smtpd_settings(values);
    else if (service.command == "postscreen") (void)postscreen_settings(values);
    else if (service.command == "imapd") (void)imap_settings(values);
    else if (service.command == "pop3d") (void)pop3_settings(values);
    else if (service.command == "lmtpd") (void)(lmtp_settings(values), lmtp_client_settings(values));
}

// The complaint with file and line of the parameter it begins with; `origin` is the row whose -o may have set it.
std::string located(conf::settings const& values, std::string const& origin, std::string const& text) {
    constexpr std::string_view lead = "in parameter ";
    auto const start = text.starts_with(lead) ? lead.size() : 0;
    auto const name = text.substr(start, text.find_first_of(": ,", start) - start);
    if (!values.is_set(name)) return text;
    auto const place = values.place(name);
    auto const where = place.file.empty() ? origin : fmt::format("{}:{}", place.file, place.line);
    return where.empty() ? text : fmt::format("{}: {}", where, text);
}

template <class Make>
void attempt(std::vector<std::string>& refused, conf::settings const& values, std::string const& origin, Make make) {
    try {
        make();
    } catch (std::exception const& why) {    // the same mistake in main.cf is every service's
        auto text = located(values, origin, why.what());
        if (std::find(refused.begin(), refused.end(), text) == refused.end()) refused.push_back(std::move(text));
    }
}

// Internal sockets exist whatever master.cf says; without a row that listens, or pickup for this machine's own mail
// (Postfix's "null client"), nobody means this to be a server.
bool serves_anybody(conf::configuration const& files, std::vector<service_socket> const& sockets) {
    auto const is_external = [](service_socket const& one) { return !one.internal; };
    auto const is_pickup = [](conf::service const& one) { return one.command == "pickup"; };
    auto const& rows = files.services.services;
    return std::any_of(sockets.begin(), sockets.end(), is_external) || std::any_of(rows.begin(), rows.end(), is_pickup);
}

// Rows and inet_interfaces hold addresses: names are not looked up. A byte order mark looks like one.
void refuse_wrong_addresses(std::vector<std::string>& refused, std::vector<service_socket> const& sockets) {
    for (auto const& one : sockets) {
        if (!one.path.empty() || conf::parse_ip(one.host)) continue;
        bool const marked = one.host.starts_with("\xEF\xBB\xBF");
        refused.push_back(marked ? fmt::format("{}: the file begins with a byte order mark", one.origin)
                                 : fmt::format("{}: bad hostname or network address: {} (only IP addresses can be listened on)", one.origin,
                                               base::printable(one.host, 200)));
    }
}

}  // namespace

std::vector<std::string> refusals(conf::configuration const& files) {
    std::vector<std::string> refused;
    attempt(refused, *files.values, {}, [&] { (void)queue_settings(*files.values); });
    attempt(refused, *files.values, {}, [&] { (void)route_settings(files); });
    attempt(refused, *files.values, {}, [&] { (void)backend_specs(*files.values); });
    auto const sockets = sockets_of(files);
    if (!serves_anybody(files, sockets))
        refused.push_back(fmt::format("{}: no service listens: no row runs smtpd, imapd, pop3d, lmtpd, auth or pickup", files.services.file));
    refuse_wrong_addresses(refused, sockets);
    for (auto const& service : sockets) attempt(refused, service.values, service.origin, [&] { make_settings(service); });
    for (auto const& service : sockets) {
        if (service.command != "postscreen") continue;
        auto const behind = service_behind(files, service);
        if (behind) attempt(refused, behind->values, behind->origin, [&] { make_settings(*behind); });
        else refused.push_back(fmt::format("{}: postscreen has nowhere to send who passes: no row \"{} pass ... smtpd\"", service.origin, service.values.text("smtpd_service_name")));
    }
    return refused;
}

}  // namespace mailstead::server
