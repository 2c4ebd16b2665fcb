#include "server/settings_pickup.h"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "server/identity.h"

namespace mailstead::server {
namespace {

conf::service const* pickup_line(conf::configuration const& files) {
    auto const& all = files.services.services;
    auto const is_it = [](conf::service const& entry) { return entry.command == "pickup"; };
    auto const at = std::find_if(all.begin(), all.end(), is_it);
    return at == all.end() ? nullptr : &*at;
}

conf::settings values_of(conf::configuration const& files) {
    auto const* line = pickup_line(files);
    return line ? files.values_for(*line) : *files.values;
}

}  // namespace

std::shared_ptr<mta::pickup::settings const> pickup_settings(conf::configuration const& files, cleanup_services& cleanup,
                                                             conf::report const& report) {
    auto made = std::make_shared<mta::pickup::settings>();
    auto& out = *made;
    auto const values = values_of(files);
    out.myhostname = values.text("myhostname");
    out.mail_name = values.text("mail_name");
    // Who may is the same for all, whatever pickup's own line says.
    out.authorized = users_listed("authorized_submit_users", *files.values, report);
    out.message_size_limit = static_cast<std::uint64_t>(values.number("message_size_limit"));
    out.cleanup = cleanup.of(values);
    out.content_filter = values.text("content_filter");
    bool milters = true;
    for (auto const& word : values.list("receive_override_options")) {
        if (base::iequals(word, "no_address_mappings")) out.maps_addresses = false;
        else if (base::iequals(word, "no_header_body_checks")) out.checks_content = false;
        else if (base::iequals(word, "no_milters")) milters = false;
    }
    auto filters = std::make_shared<mta::milter::setup>(values, "non_smtpd_milters", report);
    if (milters && filters->any()) out.milters = std::move(filters);
    out.maildrop = files.values->text("queue_directory") + "/maildrop";
    auto const* line = pickup_line(files);
    if (line && line->wakeup) out.wakeup = std::chrono::seconds(*line->wakeup);
    return made;
}

mta::pickup::internal_mail::settings internal_mail_settings(conf::configuration const& files, cleanup_services& cleanup,
                                                            conf::report const& report) {
    auto const& values = *files.values;
    mta::pickup::internal_mail::settings out;
    out.cleanup = cleanup.of(values);
    for (auto const& word : values.list("internal_mail_filter_classes")) {
        if (base::iequals(word, "bounce")) out.filters_bounces = true;
        else if (base::iequals(word, "notify")) out.filters_notices = true;
        else if (report)
            report({{}, 0, conf::severity::warning, fmt::format("internal_mail_filter_classes: unknown class: {}", base::printable(word, 100))});
    }
    auto filters = std::make_shared<mta::milter::setup>(values, "non_smtpd_milters", report);
    if (filters->any()) out.milters = std::move(filters);
    return out;
}

std::shared_ptr<conf::match_list const> users_listed(std::string_view name, conf::settings const& values,
                                                     conf::report const& report) {
    if (base::trimmed(values.text(name)) == "static:anyone") return nullptr;
    return std::make_shared<conf::match_list const>(conf::match_list::open(name, values, report));
}

conf::settings local_smtp_values(conf::configuration const& files) {
    return files.values->with({{"mynetworks", "127.0.0.1"},
                               {"smtpd_milters", files.values->text("non_smtpd_milters")},
                               {"smtpd_milter_maps", ""},
                               {"smtpd_delay_reject", "yes"},
                               {"smtpd_helo_required", "no"},
                               {"smtpd_client_restrictions", ""},
                               {"smtpd_helo_restrictions", ""},
                               {"smtpd_sender_restrictions", ""},
                               {"smtpd_relay_restrictions", "permit_mynetworks, reject_unauth_destination"},
                               {"smtpd_recipient_restrictions", ""},
                               {"smtpd_data_restrictions", ""},
                               {"smtpd_end_of_data_restrictions", ""},
                               {"smtpd_reject_unlisted_recipient", "no"},
                               {"smtpd_peername_lookup", "no"},
                               {"smtpd_sasl_auth_enable", "no"},
                               {"smtpd_tls_security_level", "none"},
                               {"smtpd_tls_wrappermode", "no"},
                               {"smtpd_use_tls", "no"},
                               {"smtpd_enforce_tls", "no"}});
}

std::vector<uid_t> delivery_agents(conf::settings const& values) {
    std::vector<uid_t> out(1, ::geteuid());
    if (auto const owner = find_user(values.text("store_owner"))) out.push_back(owner->uid);
    return out;
}

}  // namespace mailstead::server
