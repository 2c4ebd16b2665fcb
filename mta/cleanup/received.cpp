#include "mta/cleanup/received.h"

#include <algorithm>
#include <ctime>
#include <iterator>

#include <fmt/format.h>

#include "mime/date.h"
#include "net/peer_certificate.h"

namespace mailstead::mta::cleanup {

std::string received_field(received_facts const& facts) {
    std::string out;
    out.reserve(512);
    auto const to = std::back_inserter(out);
    bool const v6 = facts.client_address.find(':') != std::string_view::npos;
    fmt::format_to(to, "Received: from {} ({} [{}{}])\r\n", facts.helo.empty() ? facts.client_name : facts.helo,
                   facts.client_name, v6 ? "IPv6:" : "", facts.client_address);
    if (facts.tls) {
        fmt::format_to(to, "\t(using {} with cipher {} ({}/{} bits)", facts.tls->protocol, facts.tls->cipher, facts.tls->bits, facts.tls->bits);
        std::string_view const details = facts.tls->details;
        auto const of_client = std::min(details.find(" client-signature"), details.size());
        for (auto const part : {details.substr(0, of_client), details.substr(of_client)})
            if (!part.empty()) fmt::format_to(to, "\r\n\t{}", part);
        out += ")\r\n";
        auto const* shown = facts.tls->certificate.get();
        if (shown)
            fmt::format_to(to, "\t(Client CN \"{}\", Issuer \"{}\" ({}))\r\n", shown->subject, shown->issuer,
                           shown->trusted ? "verified OK" : "not verified");
        else out += facts.tls->asked ? "\t(Client did not present a certificate)\r\n" : "\t(No client certificate requested)\r\n";
    }
    if (!facts.sasl_user.empty()) fmt::format_to(to, "\t(Authenticated sender: {})\r\n", facts.sasl_user);
    fmt::format_to(to, "\tby {} ({}) with {}", facts.myhostname, facts.mail_name, facts.protocol);
    if (!facts.id.empty()) fmt::format_to(to, " id {}", facts.id);
    if (facts.priority != 0) fmt::format_to(to, "\r\n\tPRIORITY {}", facts.priority);
    if (facts.recipient.empty()) out += ";\r\n\t";
    else fmt::format_to(to, "\r\n\tfor <{}>; ", facts.recipient);
    out += mime::format_local_date(facts.seconds);
    out += "\r\n";
    return out;
}

std::string protocol_name(protocol_facts const& facts) {
    if (!facts.extended) return "SMTP";
    std::string name = facts.utf8 ? "UTF8SMTP" : "ESMTP";
    if (facts.tls) name += 'S';
    if (facts.authenticated) name += 'A';
    return name;
}

std::string made_message_id(std::int64_t seconds, std::string_view id, std::string_view myhostname) {
    std::time_t const at = seconds;
    std::tm utc{};
    gmtime_r(&at, &utc);
    char stamp[32];
    auto const size = std::strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &utc);
    return fmt::format("<{}.{}@{}>", std::string_view(stamp, size), id, myhostname);
}

}  // namespace mailstead::mta::cleanup
