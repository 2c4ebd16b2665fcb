#include "server/settings_cleanup.h"

#include <fmt/format.h>

namespace mailstead::server {

std::shared_ptr<mta::cleanup::rules const> cleanup_services::of(conf::settings const& caller) {
    auto const name = caller.text("cleanup_service_name");
    auto& made = made_[name];
    if (made) return made;
    auto const* line = files_.services.find(name, conf::service_type::unix_stream);
    if (!line && name != "cleanup" && report_)
        report_({files_.services.file, 0, conf::severity::warning,
                 fmt::format("cleanup_service_name = {}: no such service; main.cf alone counts", name)});
    made = std::make_shared<mta::cleanup::rules const>(line ? files_.values_for(*line) : *files_.values, report_);
    return made;
}

}  // namespace mailstead::server
