// The list shrinks as the rooms are filled.
#include "server/without_effect.h"

#include <set>

#include <fmt/format.h>

namespace mailstead::server {
namespace {

constexpr std::string_view not_yet[] = {
    // content and filters
    "header_checks", "mime_header_checks", "nested_header_checks", "body_checks", "content_filter", "smtpd_proxy_filter",
    "smtpd_milters", "non_smtpd_milters", "receive_override_options",
    // rewriting
    "virtual_alias_maps", "canonical_maps", "sender_canonical_maps", "recipient_canonical_maps", "relocated_maps",
    "masquerade_domains", "always_bcc", "sender_bcc_maps", "recipient_bcc_maps",
    // routing and delivery
    "relayhost", "transport_maps", "sender_dependent_relayhost_maps", "fallback_relay", "smtp_fallback_relay", "defer_transports",
    "alias_maps", "alias_database", "home_mailbox", "mail_spool_directory", "mailbox_command", "mailbox_command_maps",
    "mailbox_transport", "mailbox_transport_maps", "fallback_transport", "fallback_transport_maps", "luser_relay", "forward_path",
    // others
    "metrics_listen",
};

void add(std::vector<conf::problem>& out, std::string const& name, std::string const& file, int line) {
    conf::problem problem;
    problem.file = file;
    problem.line = line;
    problem.severity = conf::severity::warning;
    problem.text = fmt::format("{} has no effect in this version", name);
    out.push_back(std::move(problem));
}

bool is_listed(std::string_view name) {
    return std::find(std::begin(not_yet), std::end(not_yet), name) != std::end(not_yet);
}

}  // namespace

std::vector<conf::problem> without_effect(conf::configuration const& files) {
    std::vector<conf::problem> out;
    if (!files.values) return out;
    for (auto const name : not_yet) {
        auto const text = std::string(name);
        // "0" and the like switch a limit off, which is what we do anyway.
        if (files.values->is_set(name) && !files.values->text(name).empty() && files.values->text(name) != "0")
            add(out, text, files.directory + "/main.cf", 0);
    }
    for (auto const& service : files.services.services)
        for (auto const& [name, value] : service.overrides)
            if (is_listed(name) && !value.empty() && value != "0") add(out, name, service.file, service.line);
    return out;
}

}  // namespace mailstead::server
