// Our auxprop plugin: where Cyrus SASL's mechanisms read secrets from. Registered in this process, not a file.
#pragma once

#include <string_view>
#include <vector>
#include <string>

struct sasl_utils;
struct sasl_auxprop_plug;

namespace mailstead::auth {

// The name by which the option auxprop_plugin selects it.
inline constexpr char auxprop_name[] = "mailstead";

// What a mechanism gets to see of a user. Implemented by an exchange.
class property_source {
public:
    // Values of the property for that (canonical) name: authPassword or userPassword; an unknown user has made-up ones.
    // False: nobody knows now.
    virtual bool values_of(std::string_view property, std::string_view name, std::vector<std::string>& into) = 0;

protected:
    ~property_source() = default;
};

// Entry point as Cyrus SASL calls it (sasl_auxprop_init_t). The plugin finds the property_source of a connection as the
// context of its SASL_CB_CANON_USER callback.
extern "C" int mailstead_auxprop_init(sasl_utils const* utils, int max_version, int* out_version,
                                      sasl_auxprop_plug** plug, char const* name);

}  // namespace mailstead::auth
