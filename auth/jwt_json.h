// JSON of others, read with limits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace mailstead::auth {

// The object that the text is; absent: it is none, or nested too deep.
std::optional<boost::json::object> json_object(std::string_view text);
// A member that is a string; empty: there is none.
std::string json_text(boost::json::object const& from, std::string_view name);

}  // namespace mailstead::auth
