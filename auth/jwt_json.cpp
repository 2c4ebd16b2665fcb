#include "auth/jwt_json.h"

#include <boost/json/parse.hpp>

namespace mailstead::auth {

std::optional<boost::json::object> json_object(std::string_view text) {
    boost::json::parse_options limits;
    limits.max_depth = 16;
    boost::json::error_code error;
    auto value = boost::json::parse({text.data(), text.size()}, error, {}, limits);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::string json_text(boost::json::object const& from, std::string_view name) {
    auto const* const found = from.if_contains({name.data(), name.size()});
    if (!found || !found->is_string()) return {};
    return std::string(found->get_string().data(), found->get_string().size());
}

}  // namespace mailstead::auth
