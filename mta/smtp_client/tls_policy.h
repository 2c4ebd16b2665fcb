// How much TLS a destination gets: smtp_tls_security_level and smtp_tls_policy_maps (Postfix's TLS_README, "client TLS
// security levels").
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/lookup.h"
#include "net/dane.h"
#include "net/tls.h"

namespace mailstead::mta::smtp_client {

enum class tls_level : std::uint8_t {
    none,           // never
    may,            // if it is offered and works
    encrypt,        // or not at all, but with anybody
    fingerprint,    // with whom the fingerprint of certificate or key tells
    dane,           // with whom TLSA records tell (RFC 7672); where there are none, as may
    dane_only,      // the same, and nobody else
    verify,         // with whom an authority vouches for; the name may come out of DNS
    secure,         // the same, and the name does not come out of DNS
};

// What an MTA-STS policy asks of a connection (RFC 8461 §5).
enum class sts_role : std::uint8_t {
    none,
    testing,        // what it finds wrong is told and changes nothing
    enforce,        // no mail without
};

// Absent: no such level.
std::optional<tls_level> tls_level_named(std::string_view name) noexcept;

struct tls_policy {
    tls_level level = tls_level::none;
    std::vector<std::string> match;         // names ("hostname", "nexthop", "dot-nexthop", others as they are) or fingerprints
    std::vector<std::string> protocols;
    std::string ciphers;                    // OpenSSL's list
    std::string server_name;                // SNI; empty: none; "hostname", "nexthop" as in match
    bool is_usual = false;                  // smtp_tls_security_level, no entry of smtp_tls_policy_maps
    sts_role sts = sts_role::none;          // once a host is known
    std::vector<net::tlsa_record> tlsa;     // once a host is known: the usable ones that were found
    std::string tlsa_name;                  // where

    // Of dane, before TLSA records have been looked for: a level below may come out of it.
    bool is_by_tlsa() const noexcept { return level == tls_level::dane || level == tls_level::dane_only; }
    bool is_mandatory() const noexcept { return level >= tls_level::encrypt; }
    bool is_verifying() const noexcept { return level >= tls_level::fingerprint; }
};

// Contexts of OpenSSL by protocols and ciphers, made when first needed. Thread-safe; get() blocks.
class tls_contexts {
public:
    explicit tls_contexts(net::tls_client_settings usual) : usual_(std::move(usual)) {}
    // Null, with `why`, when it cannot be made.
    std::shared_ptr<net::tls_context const> get(tls_policy const& for_whom, std::string& why);

private:
    net::tls_client_settings const usual_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<net::tls_context const>> made_;
};

struct tls_rules {
    tls_level level = tls_level::none;
    std::string unusable;                   // why no mail may go: a level that means nothing. Empty: all is well
    conf::maps policies;                    // smtp_tls_policy_maps
    std::vector<std::string> secure_match, verify_match, fingerprint_match;
    std::vector<std::string> protocols, mandatory_protocols;
    std::map<std::string, std::string> grades;      // OpenSSL's lists of high, medium, null
    std::string ciphers = "medium", mandatory_ciphers = "medium";
    std::vector<std::string> excluded, mandatory_excluded;
    std::string server_name;                // smtp_tls_servername
    std::string digest = "sha256";          // smtp_tls_fingerprint_digest
    bool wrapper = false;                   // smtp_tls_wrappermode
    bool sts = false;                       // smtp_tls_mta_sts
    bool reports = false;                   // smtp_tlsrpt_enable
    bool validates = false;                 // smtp_dns_support_level = dnssec: without it DANE means nothing
    tls_level insecure_mx = tls_level::dane;    // smtp_tls_dane_insecure_mx_policy: none, may, encrypt or dane
    bool insecure_host_tlsa = false;        // smtp_tls_force_insecure_host_tlsa_lookup
    bool wildcard_is_deep = true;           // tls_wildcard_matches_multiple_labels
    unsigned loglevel = 0;
    bool notes_offer = false;               // smtp_tls_note_starttls_offer
    std::shared_ptr<tls_contexts> contexts = std::make_shared<tls_contexts>(net::tls_client_settings());
    // The same with the authorities of the Web, which MTA-STS relies on.
    std::shared_ptr<tls_contexts> web_contexts = std::make_shared<tls_contexts>(net::tls_client_settings());
};

// The policy for a next hop as written ("example.com", "[mail.example.com]:587"): its entry, for a plain domain that of a
// parent (".example.com"), else the default. Absent, with `why`: a table failed, or an entry means nothing; no mail may go.
// Blocking where the tables are.
std::optional<tls_policy> find_tls_policy(tls_rules const& rules, std::string const& next_hop, std::string& why);

// `policy` as MTA-STS makes it for the exchanger `host`: enforce asks for a certificate of exactly that name, testing changes
// nothing but that somebody looks. Absent, with `why`: its ciphers mean nothing.
std::optional<tls_policy> with_sts(tls_rules const& rules, tls_policy policy, sts_role role, std::string const& host, std::string& why);

// The names of `match` for one server: "hostname" is `host`, "nexthop" is `domain`.
std::vector<std::string> names_to_match(std::vector<std::string> const& match, std::string const& host, std::string const& domain);

}  // namespace mailstead::mta::smtp_client
