#include "mta/smtpd/rewrite_clients.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::string_view name = "local_header_rewrite_clients";

}  // namespace

rewrite_clients rewrite_clients::open(conf::settings const& values, conf::report const& report) {
    using kind = step::kind;
    rewrite_clients out;
    for (auto const& word : values.list(name)) {
        if (base::iequals(word, "permit_inet_interfaces")) {
            out.steps_.push_back({kind::own_addresses, 0});
        } else if (base::iequals(word, "permit_mynetworks")) {
            out.steps_.push_back({kind::networks, 0});
        } else if (word.find(':') != word.npos) {
            out.steps_.push_back({kind::table, out.tables_.size()});
            out.tables_.push_back(conf::maps::open(word, values, report));
        } else if (!base::iequals(word, "check_address_map") && !base::iequals(word, "permit_sasl_authenticated") && report) {
            // Clients with a login are completed in any case; certificates of clients are not asked for.
            report({{}, 0, conf::severity::warning, fmt::format("{}: \"{}\" has no effect", name, base::printable(word))});
        }
    }
    for (auto const& own : values.host().addresses) out.own_.push_back(own.text);
    out.networks_ = conf::match_list::open("mynetworks", values, report);
    return out;
}

conf::result<rewrite_clients::kin> rewrite_clients::kin_of(rewrite_client const& who) const {
    using kind = step::kind;
    for (auto const& [what, table] : steps_) {
        if (what == kind::own_addresses) {
            if (who.loopback || std::find(own_.begin(), own_.end(), who.address) != own_.end()) return kin::ours;
        } else if (what == kind::networks) {
            auto const near = networks_.matches_client(who.name, who.address);
            if (!near) return near.error();
            if (*near) return kin::ours;
        } else {
            auto const found = conf::find_client(tables_[table], who.name, who.address, {});
            if (!found) return found.error();
            if (*found) return kin::ours;
        }
    }
    return kin::strangers;
}

bool rewrite_clients::is_blocking() const noexcept {
    if (networks_.is_blocking()) return true;
    return std::any_of(tables_.begin(), tables_.end(), [](auto const& one) { return one.is_blocking(); });
}

}  // namespace mailstead::mta::smtpd
