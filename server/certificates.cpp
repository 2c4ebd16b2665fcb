// Certificates by parameter names.
#include "server/certificates.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/peer_certificate.h"

namespace mailstead::server {
namespace {

void ask_for_certificates(net::tls_settings& wanted, conf::settings const& values) {
    wanted.ask_certificate = values.yes("smtpd_tls_ask_ccert") || values.yes("smtpd_tls_req_ccert");
    wanted.ca_file = values.text("smtpd_tls_CAfile");
    wanted.ca_path = values.text("smtpd_tls_CApath");
    wanted.depth = static_cast<int>(values.number("smtpd_tls_ccert_verifydepth"));
    wanted.digest = values.text("smtpd_tls_fingerprint_digest");
    if (!net::is_digest(wanted.digest)) throw std::runtime_error("smtpd_tls_fingerprint_digest: unknown digest \"" + wanted.digest + '"');
}

// Where TLS is a must, the mandatory twins count. imapd and the others have no list of further exclusions.
void set_strength(net::tls_settings& wanted, std::string const& prefix, conf::settings const& values) {
    bool const must = values.text(prefix + "_tls_security_level") == "encrypt" || values.yes(prefix + "_tls_wrappermode");
    auto const grade = base::lowered(values.text(prefix + (must ? "_tls_mandatory_ciphers" : "_tls_ciphers")));
    if (grade == "high") wanted.ciphers = values.text("tls_high_cipherlist");
    else if (grade == "null") wanted.ciphers = values.text("tls_null_cipherlist");
    else if (grade == "medium" || grade == "low" || grade == "export") wanted.ciphers = values.text("tls_medium_cipherlist");    // OpenSSL 3 has none weaker
    else throw std::runtime_error(fmt::format("{}_tls_{}ciphers: unknown grade \"{}\"", prefix, must ? "mandatory_" : "", grade));
    auto excluded = values.list(fmt::format("{}_tls_exclude_ciphers", prefix));
    auto const more = prefix == "smtpd" && must ? values.list("smtpd_tls_mandatory_exclude_ciphers") : std::vector<std::string>();
    excluded.insert(excluded.end(), more.begin(), more.end());
    excluded.emplace_back("aNULL");    // there is a certificate: whoever encrypts shall be able to see with whom
    for (auto const& one : excluded) wanted.ciphers += ":!" + one;
    wanted.protocols = values.list(prefix + (must ? "_tls_mandatory_protocols" : "_tls_protocols"));
}

// Parameters for certificates of other kinds beside the first.
bool has_kinds(std::string_view prefix) noexcept { return prefix == "smtpd" || prefix == "smtp" || prefix == "lmtp"; }


// Keys with their chains behind them, as often as there are any (smtpd_tls_chain_files).
void add_chains(identities& to, std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN ";
    for (auto block = text.find(begin); block != text.npos;) {
        auto const end = text.find("-----END ", block);
        if (end == text.npos) return;
        auto const behind = std::min(text.find('\n', end), text.size() - 1) + 1;
        auto const piece = text.substr(block, behind - block);
        bool const is_key = piece.substr(0, piece.find('\n')).find("PRIVATE KEY-----") != piece.npos;
        if (is_key) to.emplace_back(std::string(), std::string(piece));
        else if (!to.empty()) to.back().first += piece;
        block = text.find(begin, behind);
    }
}

}  // namespace

identities identities_of(std::string const& prefix, conf::settings const& values, secrets const& read) {
    identities out;
    auto const text_of = [&read](std::string const& path) {
        auto const found = read.find(path);
        return found == read.end() ? std::string() : found->second;
    };
    auto const chains = values.list(fmt::format("{}_tls_chain_files", prefix));
    for (auto const& path : chains) {
        auto const before = out.size();
        auto const text = text_of(path);
        add_chains(out, text);
        if (text.empty()) base::log::warning("master", "{}_tls_chain_files: {}: cannot be read", prefix, path);
        else if (before == 0 && out.empty()) base::log::warning("master", "{}_tls_chain_files: {}: there is no private key before the certificates", prefix, path);
    }
    if (!chains.empty()) return out;    // the others do not count then, whatever became of these
    auto const add = [&](std::string const& certificate, std::string const& key) {
        auto chain = text_of(certificate), secret = text_of(key);
        if (!chain.empty() && !secret.empty()) out.emplace_back(std::move(chain), std::move(secret));
    };
    add(values.text(fmt::format("{}_tls_cert_file", prefix)), values.text(fmt::format("{}_tls_key_file", prefix)));
    if (!has_kinds(prefix)) return out;
    add(values.text(fmt::format("{}_tls_eccert_file", prefix)), values.text(fmt::format("{}_tls_eckey_file", prefix)));
    add(values.text(fmt::format("{}_tls_dcert_file", prefix)), values.text(fmt::format("{}_tls_dkey_file", prefix)));
    return out;
}

std::vector<std::string> certificate_files(std::string const& prefix, conf::settings const& values) {
    auto out = values.list(fmt::format("{}_tls_chain_files", prefix));
    for (auto const* name : {"_tls_cert_file", "_tls_key_file"}) out.push_back(values.text(prefix + name));
    if (!has_kinds(prefix)) return out;
    for (auto const* name : {"_tls_eccert_file", "_tls_eckey_file", "_tls_dcert_file", "_tls_dkey_file"}) out.push_back(values.text(prefix + name));
    return out;
}

std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read) {
    if (values.text(prefix + "_tls_security_level") == "none" && !values.yes(prefix + "_tls_wrappermode")) return nullptr;
    auto all = identities_of(prefix, values, read);
    if (all.empty()) return nullptr;
    net::tls_settings wanted;
    wanted.certificate = std::move(all.front().first);
    wanted.key = std::move(all.front().second);
    wanted.more.assign(std::make_move_iterator(all.begin() + 1), std::make_move_iterator(all.end()));
    wanted.service = prefix;
    if (prefix == "smtpd") ask_for_certificates(wanted, values);
    set_strength(wanted, prefix, values);
    std::string why;
    auto made = net::tls_context::for_server(wanted, why);
    if (made) return *made;
    base::log::warning(prefix, "TLS is not available: {}", why);
    return nullptr;
}

}  // namespace mailstead::server
