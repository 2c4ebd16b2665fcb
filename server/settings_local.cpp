// Parameters of local(8) to mda::local_settings.
#include "server/settings_local.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::server {
namespace {

// The file behind "type:name", whose owner counts. Empty: the table is in main.cf itself, or asks the system.
std::string file_of(std::string_view spec) {
    while (base::istarts_with(spec, "proxy:")) spec.remove_prefix(6);
    auto const colon = spec.find(':');
    auto const type = spec.substr(0, colon);
    auto const name = colon == spec.npos ? std::string_view() : spec.substr(colon + 1);
    if (!name.starts_with('/')) return {};
    for (auto const* index : {"lmdb", "cdb"})
        if (type == index) return fmt::format("{}.{}", name, type);
    bool const is_db = type == "hash" || type == "btree" || type == "dbm";
    return std::string(name) + (is_db ? ".db" : "");
}

// Patterns put what the sender wrote into their values, servers are asked without knowing who answers.
bool is_untrusted(std::string_view spec) {
    for (auto const* type : {"regexp:", "pcre:", "tcp:", "socketmap:"})
        if (spec.find(type) != spec.npos) return true;
    return false;
}

std::vector<mda::alias_table> alias_tables(conf::settings const& values, conf::report const& report) {
    std::vector<mda::alias_table> out;
    for (auto const& spec : values.list("alias_maps")) {
        mda::alias_table one;
        one.table = conf::maps::open(spec, values, report);
        one.name = spec;
        one.file = file_of(spec);
        one.addresses_only = is_untrusted(spec);
        out.push_back(std::move(one));
    }
    return out;
}

struct word {
    std::string_view name;
    bool& value;
};

// Sets those that `parameter` lists, and clears the others.
void take_words(conf::settings const& values, std::string_view parameter, std::vector<word> words, conf::report const& report) {
    for (auto& one : words) one.value = false;
    for (auto const& name : values.list(parameter)) {
        auto const known = std::find_if(words.begin(), words.end(), [&](word const& one) { return base::iequals(one.name, name); });
        if (known != words.end()) known->value = true;
        else if (report) report({{}, 0, conf::severity::warning, fmt::format("{}: unknown word \"{}\"", parameter, base::printable(name))});
    }
}

mda::address_completion completion(conf::settings const& values) {
    mda::address_completion out;
    out.append_at_myorigin = values.yes("append_at_myorigin");
    out.append_dot_mydomain = values.yes("append_dot_mydomain");
    out.swap_bangpath = values.yes("swap_bangpath");
    out.allow_percent_hack = values.yes("allow_percent_hack");
    out.origin = values.text("myorigin");
    out.domain = values.text("mydomain");
    return out;
}

void take_expansion(mda::local_settings& out, conf::settings const& values, conf::report const& report) {
    out.delimiter = values.text("recipient_delimiter");
    out.extension_to_alias = conf::propagates_extension("alias", values);
    out.extension_to_forward = conf::propagates_extension("forward", values);
    out.extension_to_include = conf::propagates_extension("include", values);
    for (auto const& [parameter, into] : {std::pair("allow_mail_to_commands", &out.commands), std::pair("allow_mail_to_files", &out.files)})
        take_words(values, parameter, {{"alias", into->alias}, {"forward", into->forward}, {"include", into->include}}, report);
    out.owner_request_special = values.yes("owner_request_special");
    out.expand_owner_alias = values.yes("expand_owner_alias");
    out.reset_owner_alias = values.yes("reset_owner_alias");
    out.require_home_directory = values.yes("require_home_directory");
    out.frozen_delivered_to = values.yes("frozen_delivered_to");
    take_words(values, "prepend_delivered_header",
               {{"command", out.delivered_to_command}, {"file", out.delivered_to_file}, {"forward", out.delivered_to_forward}}, report);
    out.forward_path = values.text("forward_path");
    out.forward_filter = values.text("forward_expansion_filter");
    out.luser_relay = values.text("luser_relay");
    out.duplicate_limit = static_cast<std::size_t>(values.number("duplicate_filter_limit"));
    out.line_limit = static_cast<std::size_t>(values.number("line_length_limit"));
}

void take_mailboxes(mda::local_settings& out, conf::settings const& values, conf::report const& report) {
    out.users = conf::maps::open(values.text("local_passwd_maps"), values, report);
    out.mailbox_transports = conf::maps::open(values.text("mailbox_transport_maps"), values, report);
    out.mailbox_commands = conf::maps::open(values.text("mailbox_command_maps"), values, report);
    out.fallback_transports = conf::maps::open(values.text("fallback_transport_maps"), values, report);
    out.mailbox_transport = values.text("mailbox_transport");
    out.mailbox_command = values.text("mailbox_command");
    out.fallback_transport = values.text("fallback_transport");
    out.command_filter = values.text("command_expansion_filter");
    out.command_directory = values.text("command_execution_directory");
    out.command_directory_filter = values.text("execution_directory_expansion_filter");
    out.home_mailbox = values.text("home_mailbox");
    out.mail_spool_directory = values.text("mail_spool_directory");
    out.default_privs = values.text("default_privs");
    out.first_valid_uid = static_cast<uid_t>(values.number("first_valid_uid"));
    out.first_valid_gid = static_cast<gid_t>(values.number("first_valid_gid"));
}

}  // namespace

mda::local_settings local_settings(conf::settings const& values, conf::report const& report) {
    mda::local_settings out;
    out.aliases = alias_tables(values, report);
    out.domains = std::make_shared<conf::domains const>(values, report);
    out.completion = completion(values);
    take_expansion(out, values, report);
    take_mailboxes(out, values, report);
    return out;
}

}  // namespace mailstead::server
