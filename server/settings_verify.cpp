#include "server/settings_verify.h"

#include <algorithm>

#include "mta/rewrite/completed.h"
#include "server/settings_queue.h"
#include "smtp/path.h"

namespace mailstead::server {
namespace {

// SQLite writes beside its files, and data_directory is shared by roles with users of their own: the default place is below it.
std::string in_own_directory(std::string const& path, std::string const& data) {
    auto const slash = path.rfind('/');
    return slash != path.npos && path.substr(0, slash) == data ? data + "/mta" + path.substr(slash) : path;
}

}  // namespace

mta::verify::settings verify_settings(conf::settings const& values) {
    mta::verify::settings out;
    out.rules.positive_expire = values.duration("address_verify_positive_expire_time");
    out.rules.positive_refresh = values.duration("address_verify_positive_refresh_time");
    out.rules.negative_expire = values.duration("address_verify_negative_expire_time");
    out.rules.negative_refresh = values.duration("address_verify_negative_refresh_time");
    out.rules.negative_cache = values.yes("address_verify_negative_cache");
    out.pending_limit = static_cast<std::size_t>(std::max<std::int64_t>(1, values.number("address_verify_pending_request_limit")));
    out.cleanup_interval = values.duration("address_verify_cache_cleanup_interval");
    // The file is SQLite's whatever table type is named, and must not be taken for one of that type.
    auto const map = values.text("address_verify_map");
    auto const colon = map.find(':');
    if (!map.empty()) out.path = in_own_directory((colon == map.npos ? map : map.substr(colon + 1)) + ".sqlite", values.text("data_directory"));
    return out;
}

conf::settings verify_values(conf::settings const& values) {
    conf::settings::pairs instead;
    constexpr std::string_view lead = "address_verify_";
    for (std::string_view const name :
         {"address_verify_local_transport", "address_verify_virtual_transport", "address_verify_relay_transport",
          "address_verify_default_transport", "address_verify_relayhost", "address_verify_transport_maps",
          "address_verify_sender_dependent_relayhost_maps", "address_verify_sender_dependent_default_transport_maps"})
        instead.emplace_back(name.substr(lead.size()), values.text(name));
    return values.with(instead);
}

mta::route::settings verify_routes(conf::configuration const& files) {
    return route_settings(files, verify_values(*files.values));
}

std::string verify_sender(conf::settings const& values) {
    auto const sender = values.text("address_verify_sender");
    auto const address = sender == "<>" ? std::nullopt : smtp::parse_path(sender);
    if (!address) return {};
    return mta::rewrite::completed(*address, mta::rewrite::completion::of(values)).text;
}

}  // namespace mailstead::server
