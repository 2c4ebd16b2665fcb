#include "server/lmtp_clients.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/smtpd/checks.h"
#include "server/settings_lmtp.h"
#include "server/settings_smtpd.h"

namespace mailstead::server {
namespace {

namespace smtpd = mta::smtpd;

// They ask about recipients, or need what the role mta alone has.
constexpr std::array<std::string_view, 13> without_meaning{
    "reject_unauth_destination", "defer_unauth_destination",      "permit_auth_destination",  "permit_mx_backup",
    "reject_unlisted_recipient", "check_recipient_maps",          "reject_unlisted_sender",   "reject_multi_recipient_bounce",
    "reject_unverified_sender",  "reject_unverified_recipient",   "check_etrn_access",        "reject_sender_login_mismatch",
    "reject_known_sender_login_mismatch"};

bool has_meaning(smtpd::check_row const& row) {
    auto const known = [&row](std::string_view name) { return base::iequals(name, row.name); };
    return row.who != smtpd::party::recipient && std::none_of(without_meaning.begin(), without_meaning.end(), known);
}

void demand_meaning(smtpd::restriction_list const& list, unsigned depth) {
    constexpr unsigned deepest = 8;    // of classes within classes
    for (auto const& word : list) {
        if (word.row && !has_meaning(*word.row))
            throw std::runtime_error(fmt::format("lmtpd_client_restrictions: {} has no meaning for clients of lmtpd", word.row->name));
        if (word.words && depth < deepest) demand_meaning(*word.words, depth + 1);
    }
}

}  // namespace

std::shared_ptr<smtpd::settings const> lmtp_client_settings(conf::settings const& values, conf::report const& report) {
    if (has_simple_rules(values)) return nullptr;
    auto const list = values.text("lmtpd_client_restrictions");
    // smtpd's own lists do not matter here, nor what else only smtpd does.
    auto const as_smtpd = values.with({{"smtpd_client_restrictions", list}, {"smtpd_helo_restrictions", ""}, {"smtpd_sender_restrictions", ""},
                                       {"smtpd_relay_restrictions", "reject"}, {"smtpd_recipient_restrictions", ""},
                                       {"smtpd_data_restrictions", ""}, {"smtpd_end_of_data_restrictions", ""}, {"smtpd_etrn_restrictions", ""},
                                       {"smtpd_proxy_filter", ""}});
    std::shared_ptr<smtpd::settings const> made;
    try {
        made = smtpd_settings(as_smtpd, report, "lmtp");
    } catch (std::runtime_error const& error) {
        std::string_view why = error.what();
        constexpr std::string_view name = "smtpd_client_restrictions";
        if (!why.starts_with(name)) throw;
        throw std::runtime_error("lmtpd_client_restrictions" + std::string(why.substr(name.size())));
    }
    demand_meaning(made->client_restrictions, 0);
    return made;
}

net::task<std::optional<smtp::reply>> lmtp_clients::judge(lmtp::client_facts about) {
    auto const& peer = about.wire->peer();
    smtpd::client_names who;
    if (how_->peername_lookup) who = co_await dns_.name_of(peer.address);
    smtpd::policy_facts facts;
    facts.state = about.command;
    facts.protocol = "LMTP";
    facts.client_port = peer.port;
    facts.server_address = about.wire->local().address;
    facts.server_port = about.wire->local().port;
    std::optional<smtp::reply> deferral;
    mta::cleanup::effects nobody_s;
    smtpd::subject subject;
    subject.settings = how_.get();
    subject.client_name = who.name;
    subject.reverse_name = who.reverse;
    subject.name_in_doubt = who.in_doubt;
    subject.client_address = peer.address;
    subject.helo = about.helo;
    subject.authenticated = !about.user.empty();
    subject.user = about.user;
    subject.is_tls = about.wire->is_tls();
    subject.certificate = about.wire->tls().certificate.get();
    subject.sender = about.sender;
    subject.full_sender = about.sender.value_or("");
    subject.names = &dns_;
    subject.pool = &lookups_;
    subject.executor = about.wire->get_executor();
    subject.policy = &policy_;
    subject.facts = &facts;
    subject.effects = &nobody_s;
    subject.defer_if_permit = &deferral;
    auto const client = fmt::format("{}[{}]", who.name, peer.address);
    auto const note = [client, command = about.command](std::string_view what, std::string_view text) {
        base::log::info("lmtpd", "NOQUEUE: {}: {} from {}: {}", what, command, client, text);
    };
    subject.note = note;
    auto const verdict = co_await smtpd::decide(how_->client_restrictions, smtpd::stage::client, subject);
    std::optional<smtp::reply> refusal = std::move(deferral);
    if (verdict.kind == smtpd::decision::kind::refuse) refusal = verdict.answer;
    if (refusal) note("reject", smtp::one_line(*refusal));
    co_return refusal;
}

}  // namespace mailstead::server
