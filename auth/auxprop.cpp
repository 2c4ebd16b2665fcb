// The plugin interface of Cyrus SASL (saslplug.h): fills in the properties that a mechanism has asked for.
#include "auth/auxprop.h"

#include <sasl/sasl.h>
#include <sasl/saslplug.h>

namespace mailstead::auth {
namespace {

property_source* source_of(sasl_server_params_t* params) {
    sasl_callback_ft unused = nullptr;
    void* context = nullptr;
    int const code = params->utils->getcallback(params->utils->conn, SASL_CB_CANON_USER, &unused, &context);
    return code == SASL_OK ? static_cast<property_source*>(context) : nullptr;
}

// A name with a star belongs to the authentication identity, one without to the authorization identity; we serve secrets,
// which only the former has.
bool is_wanted(propval const& p, unsigned flags) {
    bool const asks_authzid = (flags & SASL_AUXPROP_AUTHZID) != 0;
    return !asks_authzid && p.name[0] == '*' && (!p.values || (flags & SASL_AUXPROP_OVERRIDE));
}

int lookup(void*, sasl_server_params_t* params, unsigned flags, char const* user, unsigned length) {
    auto* const source = source_of(params);
    auto const* wanted = params->utils->prop_get(params->propctx);
    if (!source || !wanted) return SASL_FAIL;
    for (; wanted->name; ++wanted) {
        if (!is_wanted(*wanted, flags)) continue;
        std::vector<std::string> values;
        if (!source->values_of(wanted->name + 1, {user, length}, values)) return SASL_UNAVAIL;
        if (wanted->values) params->utils->prop_erase(params->propctx, wanted->name);
        for (auto const& value : values)
            params->utils->prop_set(params->propctx, wanted->name, value.data(), static_cast<int>(value.size()));
    }
    return SASL_OK;
}

char plugin_name[] = "mailstead";

sasl_auxprop_plug_t plugin{0, 0, nullptr, nullptr, lookup, plugin_name, nullptr};

}  // namespace

extern "C" int mailstead_auxprop_init(sasl_utils const* utils, int max_version, int* out_version,
                                      sasl_auxprop_plug** plug, char const*) {
    if (!utils || !out_version || !plug) return SASL_BADPARAM;
    if (max_version < SASL_AUXPROP_PLUG_VERSION) return SASL_BADVERS;
    *out_version = SASL_AUXPROP_PLUG_VERSION;
    *plug = &plugin;
    return SASL_OK;
}

}  // namespace mailstead::auth
