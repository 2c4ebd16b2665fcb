#include "net/login_offer.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "net/peer_certificate.h"

namespace mailstead::net {
namespace {

constexpr std::string_view plus = "-PLUS";

struct binding_type {
    binding which;
    std::string_view name;    // as registered with IANA
};
constexpr std::array binding_types{binding_type{binding::exporter, "tls-exporter"}, binding_type{binding::server_end_point, "tls-server-end-point"},
                                   binding_type{binding::unique, "tls-unique"}};

std::vector<auth::channel_binding> bindings_of(stream const& wire) {
    std::vector<auth::channel_binding> out;
    if (!wire.is_tls()) return out;
    for (auto const& [which, name] : binding_types) {
        auto bytes = wire.channel_binding(which);
        if (!bytes.empty()) out.push_back({std::string(name), std::move(bytes)});
    }
    return out;
}

// All that one of our streams under TLS has; others (a test's) may have none.
bool has_binding(stream const& wire) { return wire.is_tls() && !wire.channel_binding(binding::server_end_point).empty(); }

std::string first_of(std::vector<std::string> const& names) { return names.empty() ? std::string() : names.front(); }

}  // namespace

bool is_identity_word(std::string_view word) noexcept {
    return base::iequals(word, "rfc822Name") || base::iequals(word, "dNSName") || base::iequals(word, "commonName");
}

std::string certificate_identity(stream const& wire, identity_rule const& rule) {
    auto const* const shown = wire.tls().certificate.get();
    if (!shown || !shown->trusted) return {};
    for (auto const& word : rule) {
        auto name = base::iequals(word, "rfc822Name") ? first_of(shown->mail_names)
                    : base::iequals(word, "dNSName")  ? first_of(shown->dns_names)
                    : base::iequals(word, "commonName") ? shown->subject : std::string();
        if (!name.empty()) return name;
    }
    return {};
}

std::vector<auth::mechanism> usable_on(stream const& wire, std::vector<auth::mechanism> offered, identity_rule const& rule) {
    bool const binds = std::any_of(offered.begin(), offered.end(), [](auto const& m) { return m.binds_channel; }) && has_binding(wire);
    std::erase_if(offered, [&](auth::mechanism const& m) {
        if (m.binds_channel) return !binds;
        if (m.name == "EXTERNAL") return certificate_identity(wire, rule).empty();
        return m.hidden;
    });
    return offered;
}

std::string log_name(std::string_view said) {
    auto out = base::printable(said);
    std::replace_if(out.begin(), out.end(), [](char c) { return c == '<' || c == '>'; }, '?');
    return out;
}

auth::request login_request(stream const& wire, std::string mechanism, std::vector<auth::mechanism> const& offered, identity_rule const& rule) {
    auth::request out;
    auto bound = base::uppered(mechanism);
    if (!bound.ends_with(plus)) bound += plus;
    bool const may_bind = std::any_of(offered.begin(), offered.end(), [&](auto const& m) { return m.binds_channel && m.name == bound; });
    if (may_bind) out.bindings = bindings_of(wire);
    out.mechanism = std::move(mechanism);
    out.local_address = wire.local().address;
    out.local_port = wire.local().port;
    out.remote_address = wire.peer().address;
    out.remote_port = wire.peer().port;
    out.tls = wire.is_tls();
    out.certificate_name = certificate_identity(wire, rule);
    out.certificate_valid = !out.certificate_name.empty();
    return out;
}

}  // namespace mailstead::net
