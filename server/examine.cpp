#include "server/examine.h"

#include <algorithm>
#include <exception>

#include "server/settings_imap.h"
#include "server/settings_lmtp.h"
#include "server/settings_pop3.h"
#include "server/settings_queue.h"
#include "server/settings_smtpd.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

void make_settings(service_socket const& service) {
    auto const& values = service.values;
    if (service.command == "smtpd") (void)smtpd_settings(values);
    else if (service.command == "imapd") (void)imap_settings(values);
    else if (service.command == "pop3d") (void)pop3_settings(values);
    else if (service.command == "lmtpd") (void)lmtp_settings(values);
}

template <class Make>
void attempt(std::vector<std::string>& refused, Make make) {
    try {
        make();
    } catch (std::exception const& why) {    // the same mistake in main.cf is every service's
        if (std::find(refused.begin(), refused.end(), why.what()) == refused.end()) refused.emplace_back(why.what());
    }
}

}  // namespace

std::vector<std::string> refusals(conf::configuration const& files) {
    std::vector<std::string> refused;
    attempt(refused, [&] { (void)queue_settings(*files.values); });
    attempt(refused, [&] { (void)route_settings(*files.values); });
    for (auto const& service : sockets_of(files)) attempt(refused, [&] { make_settings(service); });
    return refused;
}

}  // namespace mailstead::server
