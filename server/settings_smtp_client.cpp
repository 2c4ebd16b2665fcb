#include "server/settings_smtp_client.h"

#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/machine.h"
#include "conf/parameters.h"
#include "mta/notice/transcript.h"
#include "mta/smtp_client/destination.h"
#include "server/certificates.h"

namespace mailstead::server {
namespace {

namespace smtp_client = mta::smtp_client;

// lmtp(8)'s name of a parameter: "lmtp_tcp_port" for "smtp_tcp_port", "lmtp_lhlo_name" for "smtp_helo_name".
std::string lmtp_name(std::string const& name) {
    constexpr std::array spoken{"_helo_", "_ehlo_"};
    auto out = name.starts_with("smtp_") ? "lmtp_" + name.substr(5) : name;
    for (auto const* word : spoken)
        if (auto const at = out.find(word); at != out.npos) out.replace(at, 6, "_lhlo_");
    return out;
}

// What an LMTP client goes by: the values of lmtp_ parameters under the names of their smtp_ twins.
conf::settings lmtp_values(conf::settings const& values) {
    conf::settings::pairs out;
    for (auto const& one : conf::parameters()) {
        std::string const name(one.name);
        auto const twin = lmtp_name(name);
        if (twin == name || !conf::find_parameter(twin)) continue;
        std::string expanded;
        for (char const c : values.text(twin)) expanded.append(c == '$' ? 2 : 1, c);
        out.emplace_back(name, std::move(expanded));
    }
    return values.with(out);
}

// Tells what is wrong with a value, with its place.
class reader {
public:
    reader(conf::settings const& values, conf::report const& report) : values_(values), given_(values), report_(report) {}
    // An LMTP client's: `values` came out of lmtp_values(given).
    reader(conf::settings const& values, conf::settings const& given, conf::report const& report)
        : values_(values), given_(given), report_(report), lmtp_(true) {}

    void wrong(std::string const& name, std::string const& why) const {
        if (!report_) return;
        auto const own = lmtp_ ? lmtp_name(name) : name;
        auto const place = given_.place(own);
        report_({place.file, place.line, conf::severity::warning, fmt::format("{}: {}", own, why)});
    }
    std::size_t count(std::string_view name) const { return static_cast<std::size_t>(std::max<std::int64_t>(0, values_.number(name))); }
    std::vector<std::string> keywords(std::string_view name) const {
        std::vector<std::string> out;
        for (auto const& word : values_.list(name))
            if (!base::iequals(word, "silent-discard")) out.push_back(word);
        return out;
    }

private:
    conf::settings const& values_;
    conf::settings const& given_;
    conf::report const& report_;
    bool lmtp_ = false;
};

void families(smtp_client::host_rules& out, conf::settings const& values, reader const& read) {
    out.ipv4 = out.ipv6 = false;
    for (auto const& word : values.list("inet_protocols")) {
        out.ipv4 = out.ipv4 || base::iequals(word, "all") || base::iequals(word, "ipv4");
        out.ipv6 = out.ipv6 || base::iequals(word, "all") || base::iequals(word, "ipv6");
    }
    auto const first = values.text("smtp_address_preference");
    if (base::iequals(first, "ipv4")) out.first = smtp_client::family::ipv4;
    else if (base::iequals(first, "ipv6")) out.first = smtp_client::family::ipv6;
    else if (!base::iequals(first, "any")) read.wrong("smtp_address_preference", "need ipv4, ipv6 or any, not \"" + first + '"');
}

std::vector<std::string> own_addresses(conf::settings const& values) {
    std::vector<std::string> out;
    auto const protocols = values.list("inet_protocols");
    for (auto const* name : {"inet_interfaces", "proxy_interfaces"})
        for (auto const& one : conf::inet_addresses(values.host(), values.list(name), protocols)) out.push_back(one.text);
    return out;
}

void hosts(smtp_client::host_rules& out, conf::settings const& values, reader const& read) {
    auto const port = smtp_client::parse_destination("[host]:" + values.text("smtp_tcp_port"), 25);
    if (port) out.port = port->port;
    else read.wrong("smtp_tcp_port", "unknown port \"" + values.text("smtp_tcp_port") + '"');
    auto const level = values.text("smtp_dns_support_level");
    out.asks_dns = level.empty() ? !values.yes("disable_dns_lookups") : !base::iequals(level, "disabled");
    out.by_dns = false;
    for (auto const& word : values.list("smtp_host_lookup")) {
        if (base::iequals(word, "dns")) out.by_dns = true;
        else if (base::iequals(word, "native")) out.by_system = true;
        else read.wrong("smtp_host_lookup", "need dns or native, not \"" + word + '"');
    }
    // Without DNS the system's name service is all there is.
    if (!out.asks_dns) out.by_dns = false;
    if (!out.by_dns) out.by_system = true;
    out.ignore_mx_failure = values.yes("ignore_mx_lookup_error");
    out.defer_without_address = values.yes("smtp_defer_if_no_mx_address_found");
    out.randomize = values.yes("smtp_randomize_addresses");
    out.balance = values.yes("smtp_balance_inet_protocols");
    out.address_limit = read.count("smtp_mx_address_limit");
    families(out, values, read);
    out.own_addresses = own_addresses(values);
}

void patience(smtp_client::timeouts& out, conf::settings const& values) {
    out.connect = values.duration("smtp_connect_timeout");
    out.helo = values.duration("smtp_helo_timeout");
    out.xforward = values.duration("smtp_xforward_timeout");
    out.mail = values.duration("smtp_mail_timeout");
    out.rcpt = values.duration("smtp_rcpt_timeout");
    out.data_init = values.duration("smtp_data_init_timeout");
    out.data_xfer = values.duration("smtp_data_xfer_timeout");
    out.data_done = values.duration("smtp_data_done_timeout");
    out.rset = values.duration("smtp_rset_timeout");
    out.quit = values.duration("smtp_quit_timeout");
    out.starttls = values.duration("smtp_starttls_timeout");
}

// What cleanup does to texts that come, done to one that goes: smtp_generic_maps stand for the canonical maps.
std::shared_ptr<mta::cleanup::rules const> text_rules(conf::settings const& values, conf::report const& report) {
    auto maps = conf::maps::open(values.text("smtp_generic_maps"), values, report);
    constexpr std::array names{"smtp_header_checks", "smtp_mime_header_checks", "smtp_nested_header_checks", "smtp_body_checks"};
    mta::content::checks checks(values, names, report);
    if (maps.empty() && !checks.any()) return nullptr;
    auto out = std::make_shared<mta::cleanup::rules>(values);
    auto& tables = out->tables;
    tables.sender_canonical = tables.recipient_canonical = {};
    tables.masquerade.clear();
    tables.canonical.maps = std::move(maps);
    tables.canonical.roles = mta::rewrite::roles::every();
    tables.canonical.search = conf::search_rules::of("smtp_generic_maps", values);
    tables.canonical.name = "smtp_generic_maps";
    tables.extend_canonical = conf::propagates_extension("generic", values);
    tables.canonical_chain = 1;
    out->checks = std::move(checks);
    out->drop_headers.clear();
    out->strip_characters.clear();
    out->reject_characters.clear();
    return out;
}

void dialogue(smtp_client::settings& out, conf::settings const& values, reader const& read) {
    out.hostname = values.text("myhostname");
    out.helo_name = values.text("smtp_helo_name");
    out.never_ehlo = values.yes("smtp_never_send_ehlo");
    out.always_ehlo = values.yes("smtp_always_send_ehlo");
    out.skip_5xx_greeting = values.yes("smtp_skip_5xx_greeting");
    out.skip_quit_response = values.yes("smtp_skip_quit_response");
    out.quote_envelope = values.yes("smtp_quote_rfc821_envelope");
    out.send_xforward = values.yes("smtp_send_xforward_command");
    out.converts_eight_bit = !values.yes("disable_mime_output_conversion");
    out.line_limit = read.count("smtp_line_length_limit");
    out.discarded_keywords = read.keywords("smtp_discard_ehlo_keywords");
    out.cache_on_demand = values.yes("smtp_connection_cache_on_demand");
    out.cache_time = values.duration("smtp_connection_cache_time_limit");
    out.reuse_count = read.count("smtp_connection_reuse_count_limit");
    out.reuse_time = values.duration("smtp_connection_reuse_time_limit");
}

smtp_client::tls_level level_of(smtp_client::tls_rules& out, conf::settings const& values, reader const& read) {
    using level = smtp_client::tls_level;
    auto const name = values.text("smtp_tls_security_level");
    if (name.empty()) {
        if (values.yes("smtp_enforce_tls")) return values.yes("smtp_tls_enforce_peername") ? level::verify : level::encrypt;
        return values.yes("smtp_use_tls") ? level::may : level::none;
    }
    auto const found = smtp_client::tls_level_named(name);
    bool const by_dns = found && (*found == level::dane || *found == level::dane_only);
    if (by_dns && !out.validates) {
        out.unusable = fmt::format("{} configured with dnssec lookups disabled", name);
        read.wrong("smtp_tls_security_level", fmt::format("{} needs smtp_dns_support_level = dnssec and dns_trust_anchor_file", name));
    } else if (by_dns && values.text("dns_trust_anchor_file").empty()) {
        read.wrong("dns_trust_anchor_file", fmt::format("smtp_tls_security_level = {} needs it: without it no DNS answer counts as signed", name));
    }
    if (found) return *found;
    // As in Postfix no mail goes out until somebody has decided.
    out.unusable = fmt::format("\"{}\" is not a level of this version", name);
    read.wrong("smtp_tls_security_level", out.unusable);
    return level::encrypt;
}

// smtp_tls_trust_anchor_file: who is trusted instead of all authorities. One that cannot be read must not mean that all are.
std::vector<std::string> trust_anchors(conf::settings const& values, reader const& read) {
    std::vector<std::string> out;
    for (auto const& path : values.list("smtp_tls_trust_anchor_file")) {
        auto text = base::system_files().read_all(AT_FDCWD, path, 1 << 20);
        if (!text) read.wrong("smtp_tls_trust_anchor_file", fmt::format("cannot read {}: {}", path, text.error().message()));
        out.push_back(text ? std::move(*text) : std::string());
    }
    return out;
}

net::tls_client_settings client_tls(conf::settings const& values, secrets const& from, reader const& read) {
    net::tls_client_settings out;
    out.ca_file = values.text("smtp_tls_CAfile");
    out.ca_path = values.text("smtp_tls_CApath");
    out.system_authorities = values.yes("tls_append_default_CA");
    out.depth = static_cast<int>(std::min<std::int64_t>(100, values.number("smtp_tls_scert_verifydepth")));
    out.own = identities_of("smtp", values, from);
    out.anchors = trust_anchors(values, read);
    out.tuning = tuning_of(values);
    return out;
}

// MTA-STS is built on the authorities of the Web (RFC 8461 §4.2): they count whatever tls_append_default_CA says.
net::tls_client_settings web_tls(net::tls_client_settings usual) {
    usual.system_authorities = true;
    usual.anchors.clear();
    return usual;
}

void security(smtp_client::tls_rules& out, conf::settings const& values, secrets const& from, reader const& read) {
    out.validates = base::iequals(values.text("smtp_dns_support_level"), "dnssec");
    out.level = level_of(out, values, read);
    out.secure_match = values.list("smtp_tls_secure_cert_match");
    out.verify_match = values.list("smtp_tls_verify_cert_match");
    for (auto* names : {&out.secure_match, &out.verify_match}) {
        std::vector<std::string> each;
        for (auto const& one : *names)
            for (auto const name : base::split(one, ":")) each.emplace_back(name);
        *names = std::move(each);
    }
    for (auto const& one : values.list("smtp_tls_fingerprint_cert_match"))
        for (auto const print : base::split(one, "|")) out.fingerprint_match.emplace_back(print);
    out.digest = values.text("smtp_tls_fingerprint_digest");
    out.protocols = values.list("smtp_tls_protocols");
    out.mandatory_protocols = values.list("smtp_tls_mandatory_protocols");
    out.grades = {{"high", values.text("tls_high_cipherlist")}, {"medium", values.text("tls_medium_cipherlist")}, {"null", values.text("tls_null_cipherlist")}};
    for (auto const* weak : {"low", "export"}) out.grades[weak] = out.grades["medium"];    // OpenSSL 3 has none of these
    out.ciphers = values.text("smtp_tls_ciphers");
    out.mandatory_ciphers = values.text("smtp_tls_mandatory_ciphers");
    out.excluded = values.list("smtp_tls_exclude_ciphers");
    out.mandatory_excluded = values.list("smtp_tls_mandatory_exclude_ciphers");
    out.server_name = values.text("smtp_tls_servername");
    out.wrapper = values.yes("smtp_tls_wrappermode");
    out.insecure_host_tlsa = values.yes("smtp_tls_force_insecure_host_tlsa_lookup");
    auto const insecure = smtp_client::tls_level_named(values.text("smtp_tls_dane_insecure_mx_policy"));
    if (insecure && *insecure <= smtp_client::tls_level::dane && *insecure != smtp_client::tls_level::fingerprint) out.insecure_mx = *insecure;
    else read.wrong("smtp_tls_dane_insecure_mx_policy", "need none, may, encrypt or dane");
    out.wildcard_is_deep = values.yes("tls_wildcard_matches_multiple_labels");
    out.loglevel = static_cast<unsigned>(values.number("smtp_tls_loglevel"));
    out.notes_offer = values.yes("smtp_tls_note_starttls_offer");
    auto tls = client_tls(values, from, read);
    out.contexts = std::make_shared<smtp_client::tls_contexts>(tls);
    out.web_contexts = std::make_shared<smtp_client::tls_contexts>(web_tls(std::move(tls)));
    out.sts = values.yes("smtp_tls_mta_sts");
    out.reports = values.yes("smtp_tlsrpt_enable");
}

auth::sasl_demands demands(conf::settings const& values, std::string const& name, reader const& read) {
    auth::sasl_demands out;
    for (auto const& word : values.list(name)) {
        if (base::iequals(word, "noplaintext")) out.no_plaintext = true;
        else if (base::iequals(word, "noanonymous")) out.no_anonymous = true;
        else if (base::iequals(word, "nodictionary")) out.no_dictionary = true;
        else if (base::iequals(word, "noactive")) out.no_active = true;
        else if (base::iequals(word, "forward_secrecy")) out.forward_secrecy = true;
        else if (base::iequals(word, "mutual_auth")) out.mutual_auth = true;
        else if (values.is_set(name))    // by default it has another one's words, which has told already
            read.wrong(name, "unknown SASL security option \"" + word + '"');
    }
    return out;
}

void login(smtp_client::login_rules& out, conf::settings const& values, conf::report const& report, reader const& read) {
    out.enabled = values.yes("smtp_sasl_auth_enable");
    out.by_sender = values.yes("smtp_sender_dependent_authentication");
    out.defers = values.yes("smtp_sasl_auth_soft_bounce");
    out.says_auth = values.yes("smtp_send_dummy_mail_auth");
    out.passwords = conf::maps::open(values.text("smtp_sasl_password_maps"), values, report);
    out.mechanisms = conf::match_list::open("smtp_sasl_mechanism_filter", values, report);
    out.in_clear = demands(values, "smtp_sasl_security_options", read);
    out.under_tls = demands(values, "smtp_sasl_tls_security_options", read);
    out.verified = demands(values, "smtp_sasl_tls_verified_security_options", read);
}

std::string address(conf::settings const& values, reader const& read, std::string const& name) {
    auto text = values.text(name);
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    if (text.empty() || smtp_client::is_address(text)) return text;
    read.wrong(name, "\"" + text + "\" is no address");
    return {};
}

// What an LMTP client does not do: it goes to the host itself, which may well be this machine.
void keep_to_lmtp(smtp_client::settings& out, conf::settings const& values) {
    out.speaks = smtp_client::dialect::lmtp;
    out.assumes_final = values.yes("lmtp_assume_final");
    out.hosts.asks_dns = false;
    out.hosts.own_addresses.clear();
    out.relayhost.clear();
    out.tls.sts = out.tls.reports = false;
}

bool is_client(std::string const& command) noexcept { return command == "smtp" || command == "lmtp"; }

smtp_client::dialect dialect_of(std::string const& command) noexcept {
    return command == "lmtp" ? smtp_client::dialect::lmtp : smtp_client::dialect::smtp;
}

}  // namespace

std::shared_ptr<smtp_client::settings const> smtp_client_settings(conf::settings const& given, std::string transport, secrets const& from,
                                                                  conf::report const& report, smtp_client::dialect speaks) {
    auto const values = speaks == smtp_client::dialect::lmtp ? lmtp_values(given) : given;
    auto const read = speaks == smtp_client::dialect::lmtp ? reader(values, given, report) : reader(values, report);
    auto made = std::make_shared<smtp_client::settings>();
    auto& out = *made;
    out.transport = std::move(transport);
    out.queue_directory = values.text("queue_directory");
    out.notify = mta::notice::troubles_named(values.list("notify_classes")) & mta::notice::trouble::protocol;    // no other is met
    out.notices_from = values.text("double_bounce_sender") + '@' + values.text("myhostname");
    hosts(out.hosts, values, read);
    patience(out.patience, values);
    dialogue(out, values, read);
    out.session_limit = read.count("smtp_mx_session_limit");
    out.fallback_relays = values.list("smtp_fallback_relay");
    out.relayhost = values.text("relayhost");
    out.bind_v4 = address(values, read, "smtp_bind_address");
    out.bind_v6 = address(values, read, "smtp_bind_address6");
    out.bind_enforce = values.yes("smtp_bind_address_enforce");
    out.discarded_keywords_by_address = conf::maps::open(values.text("smtp_discard_ehlo_keyword_address_maps"), values, report);
    out.reply_filter = conf::maps::open(values.text("smtp_reply_filter"), values, report);
    out.dns_filter = conf::maps::open(values.text("smtp_dns_reply_filter"), values, report);
    out.text = text_rules(values, report);
    security(out.tls, values, from, read);
    out.cache_destinations = conf::match_list::open("smtp_connection_cache_destinations", values, report);
    out.tls.policies = conf::maps::open(values.text("smtp_tls_policy_maps"), values, report);
    login(out.login, values, report, read);
    if (speaks == smtp_client::dialect::lmtp) keep_to_lmtp(out, values);
    return made;
}

smtp_client::sts_settings sts_settings(conf::settings const& values) {
    smtp_client::sts_settings out;
    out.database = values.text("smtp_tls_mta_sts_database");
    out.authorities.ca_file = values.text("smtp_tls_CAfile");
    out.authorities.ca_path = values.text("smtp_tls_CApath");
    out.authorities.system_authorities = true;
    smtp_client::host_rules reach;
    families(reach, values, reader(values, {}));
    out.ipv4 = reach.ipv4;
    out.ipv6 = reach.ipv6;
    out.private_addresses = values.yes("smtp_tls_mta_sts_private_addresses");
    out.own_addresses = own_addresses(values);
    return out;
}

smtp_transports::smtp_transports(conf::configuration const& files, secrets const& read, conf::report const& report)
    : usual_(smtp_client_settings(*files.values, "smtp", read, report)) {
    all_["lmtp"] = smtp_client_settings(*files.values, "lmtp", read, report, smtp_client::dialect::lmtp);
    for (auto const& line : files.services.services) {
        if (line.type != conf::service_type::unix_stream || !is_client(line.command)) continue;
        bool const known = line.overrides.empty() && line.name == line.command;
        if (known && line.name == "smtp") all_[line.name] = usual_;
        if (!known) all_[line.name] = smtp_client_settings(files.values_for(line), line.name, read, report, dialect_of(line.command));
    }
}

std::shared_ptr<smtp_client::settings const> smtp_transports::of(std::string const& transport) const {
    auto const found = all_.find(transport);
    return found == all_.end() ? usual_ : found->second;
}

}  // namespace mailstead::server
