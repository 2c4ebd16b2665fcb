// The names of all checks, in one place.
#include <array>

#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

using net::record_type;
constexpr auto none = party::none;
constexpr auto a = record_type::a;

constexpr check_row row(std::string_view name, takes argument, check* run, party who = none, record_type record = a) {
    return {name, argument, run, who, record, false, false};
}
constexpr check_row guard(std::string_view name, check* run, bool ends) {
    return {name, takes::nothing, run, none, a, true, ends};
}

constexpr std::array table = {
    // who the client is
    row("permit_mynetworks", takes::nothing, permit_mynetworks),
    row("permit_inet_interfaces", takes::nothing, permit_inet_interfaces),
    row("permit_sasl_authenticated", takes::nothing, permit_sasl_authenticated),
    row("permit_tls_clientcerts", takes::nothing, permit_listed_certificate),
    row("permit_tls_all_clientcerts", takes::nothing, permit_trusted_certificate),
    row("reject_unknown_client_hostname", takes::nothing, reject_unknown_client),
    row("reject_unknown_client", takes::nothing, reject_unknown_client),
    row("reject_unknown_reverse_client_hostname", takes::nothing, reject_unknown_reverse_client),
    row("reject_plaintext_session", takes::nothing, reject_plaintext_session),
    row("reject_unauth_pipelining", takes::nothing, reject_unauth_pipelining),
    // what it calls itself
    row("reject_invalid_helo_hostname", takes::nothing, reject_invalid_helo),
    row("reject_invalid_hostname", takes::nothing, reject_invalid_helo),
    row("reject_non_fqdn_helo_hostname", takes::nothing, reject_non_fqdn_helo),
    row("reject_non_fqdn_hostname", takes::nothing, reject_non_fqdn_helo),
    row("reject_unknown_helo_hostname", takes::nothing, reject_unknown_helo),
    row("reject_unknown_hostname", takes::nothing, reject_unknown_helo),
    // sender and recipient
    guard("reject_unauth_destination", reject_unauth_destination, false),
    guard("defer_unauth_destination", defer_unauth_destination, false),
    row("permit_auth_destination", takes::nothing, permit_auth_destination),
    row("permit_mx_backup", takes::nothing, permit_mx_backup),
    row("reject_unlisted_recipient", takes::nothing, reject_unlisted_recipient),
    row("check_recipient_maps", takes::nothing, reject_unlisted_recipient),
    row("reject_unlisted_sender", takes::nothing, reject_unlisted_sender),
    row("reject_multi_recipient_bounce", takes::nothing, reject_multi_recipient_bounce),
    row("reject_non_fqdn_sender", takes::nothing, reject_non_fqdn_address, party::sender),
    row("reject_non_fqdn_recipient", takes::nothing, reject_non_fqdn_address, party::recipient),
    row("reject_unknown_sender_domain", takes::nothing, reject_unknown_domain, party::sender),
    row("reject_unknown_address", takes::nothing, reject_unknown_domain, party::sender),
    row("reject_unknown_recipient_domain", takes::nothing, reject_unknown_domain, party::recipient),
    row("reject_unverified_sender", takes::nothing, reject_unverified_address, party::sender),
    row("reject_unverified_recipient", takes::nothing, reject_unverified_address, party::recipient),
    row("reject_sender_login_mismatch", takes::nothing, reject_login_mismatch),
    row("reject_known_sender_login_mismatch", takes::nothing, reject_known_login_mismatch),
    row("reject_authenticated_sender_login_mismatch", takes::nothing, reject_authenticated_mismatch),
    row("reject_unauthenticated_sender_login_mismatch", takes::nothing, reject_unauthenticated_mismatch),
    // tables
    row("check_client_access", takes::tables, check_access, party::client),
    row("check_reverse_client_hostname_access", takes::tables, check_access, party::reverse_client),
    row("check_helo_access", takes::tables, check_access, party::helo),
    row("check_sender_access", takes::tables, check_access, party::sender),
    row("check_recipient_access", takes::tables, check_access, party::recipient),
    row("check_sasl_access", takes::tables, check_access, party::user),
    row("check_ccert_access", takes::tables, check_certificate_access),
    row("check_etrn_access", takes::tables, check_access, party::etrn),
    row("check_client_a_access", takes::tables, check_server_access, party::client, record_type::a),
    row("check_client_mx_access", takes::tables, check_server_access, party::client, record_type::mx),
    row("check_client_ns_access", takes::tables, check_server_access, party::client, record_type::ns),
    row("check_reverse_client_hostname_a_access", takes::tables, check_server_access, party::reverse_client, record_type::a),
    row("check_reverse_client_hostname_mx_access", takes::tables, check_server_access, party::reverse_client, record_type::mx),
    row("check_reverse_client_hostname_ns_access", takes::tables, check_server_access, party::reverse_client, record_type::ns),
    row("check_helo_a_access", takes::tables, check_server_access, party::helo, record_type::a),
    row("check_helo_mx_access", takes::tables, check_server_access, party::helo, record_type::mx),
    row("check_helo_ns_access", takes::tables, check_server_access, party::helo, record_type::ns),
    row("check_sender_a_access", takes::tables, check_server_access, party::sender, record_type::a),
    row("check_sender_mx_access", takes::tables, check_server_access, party::sender, record_type::mx),
    row("check_sender_ns_access", takes::tables, check_server_access, party::sender, record_type::ns),
    row("check_recipient_a_access", takes::tables, check_server_access, party::recipient, record_type::a),
    row("check_recipient_mx_access", takes::tables, check_server_access, party::recipient, record_type::mx),
    row("check_recipient_ns_access", takes::tables, check_server_access, party::recipient, record_type::ns),
    // lists in the DNS
    row("reject_rbl_client", takes::dns_list, reject_listed_address, party::client),
    row("reject_rbl", takes::dns_list, reject_listed_address, party::client),
    row("reject_maps_rbl", takes::nothing, reject_maps_rbl),
    row("reject_rhsbl_client", takes::dns_list, reject_listed_name, party::client),
    row("reject_rhsbl_reverse_client", takes::dns_list, reject_listed_name, party::reverse_client),
    row("reject_rhsbl_helo", takes::dns_list, reject_listed_name, party::helo),
    row("reject_rhsbl_sender", takes::dns_list, reject_listed_name, party::sender),
    row("reject_rhsbl_recipient", takes::dns_list, reject_listed_name, party::recipient),
    row("permit_dnswl_client", takes::dns_list, permit_listed_address, party::client),
    row("permit_rhswl_client", takes::dns_list, permit_listed_name, party::client),
    // others
    row("check_policy_service", takes::service, check_policy_service),
    row("warn_if_reject", takes::nothing, nullptr),
    guard("defer_if_permit", defer_if_permit_always, false),
    row("defer_if_reject", takes::nothing, defer_if_reject_always),
    row("sleep", takes::seconds, sleep_a_while),
    check_row{"permit", takes::nothing, permit_always, none, a, false, true},
    guard("reject", reject_always, true),
    guard("defer", defer_always, true),
};

}  // namespace

check_row const bare_table_row = row("type:table", takes::tables, check_bare_table);
check_row const class_row = row("restriction class", takes::nothing, check_class);

check_row const* find_check(std::string_view name) noexcept {
    for (auto const& one : table)
        if (base::iequals(one.name, name)) return &one;
    return nullptr;
}

}  // namespace mailstead::mta::smtpd
