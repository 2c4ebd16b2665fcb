// sasl_server_init with what is the same for all connections.
#include "auth/sasl_library.h"

#include <mutex>
#include <stdexcept>

#include <sasl/sasl.h>
#include <sasl/saslplug.h>

#include "base/ascii.h"
#include "base/log.h"

#include "auth/auxprop.h"

namespace mailstead::auth {
namespace {

// Connections run on several threads: the library guards its own global tables with these.
void* mutex_new() { return new std::mutex; }
int mutex_lock(void* m) {
    static_cast<std::mutex*>(m)->lock();
    return 0;
}
int mutex_unlock(void* m) {
    static_cast<std::mutex*>(m)->unlock();
    return 0;
}
void mutex_free(void* m) { delete static_cast<std::mutex*>(m); }

std::string keytab_in_use;    // written before the library starts

int write_log(void*, int level, char const* text) {
    int ours = 0;
    if (text && log_level(level, ours)) base::log::write(static_cast<base::log::level>(ours), "auth", text);
    return SASL_OK;
}

int option(void*, char const*, char const* name, char const** value, unsigned* length) {
    std::string_view const asked(name);
    char const* found = nullptr;
    if (asked == "auxprop_plugin") found = auxprop_name;
    if (asked == "canon_user_plugin") found = "INTERNAL";
    if (asked == "auto_transition") found = "no";
    if (asked == "keytab" && !keytab_in_use.empty()) found = keytab_in_use.c_str();
    if (!found) return SASL_FAIL;
    *value = found;
    if (length) *length = static_cast<unsigned>(std::string_view(found).size());
    return SASL_OK;
}

// Which files are loaded: nothing of mechanisms that nobody is offered (libgs2 loses memory at each start besides), and
// Kerberos, which is large, only where there is a keytab. A symbolic link's name counts as it stands.
int verify_file(void*, char const* path, sasl_verify_type_t kind) {
    if (kind != SASL_VRFY_PLUGIN || !path) return SASL_OK;
    std::string_view name(path);
    name.remove_prefix(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1);
    for (auto const* unused : {"libgs2.", "libntlm.", "libotp.", "libsrp.", "libpassdss.", "libkerberos4."})
        if (name.starts_with(unused)) return SASL_CONTINUE;
    return name.starts_with("libgssapiv2.") && keytab_in_use.empty() ? SASL_CONTINUE : SASL_OK;
}

using any_callback = int (*)();

template <class Function>
any_callback erased(Function* f) {
    return reinterpret_cast<any_callback>(reinterpret_cast<void*>(f));
}

void collect(server_sasl_mechanism_t* entry, sasl_info_callback_stage_t stage, void* rock) {
    if (stage != SASL_INFO_LIST_MECH || !entry || !entry->plug || !entry->plug->mech_name) return;
    auto const flags = entry->plug->security_flags;
    mechanism m;
    m.name = base::uppered(entry->plug->mech_name);
    m.plaintext = !(flags & SASL_SEC_NOPLAINTEXT);
    m.anonymous = !(flags & SASL_SEC_NOANONYMOUS);
    m.dictionary = !(flags & SASL_SEC_NODICTIONARY);
    m.active = !(flags & SASL_SEC_NOACTIVE);
    m.forward_secrecy = (flags & SASL_SEC_FORWARD_SECRECY) != 0;
    m.mutual_auth = (flags & SASL_SEC_MUTUAL_AUTH) != 0;
    static_cast<std::vector<mechanism>*>(rock)->push_back(std::move(m));
}

std::mutex library_mutex;
std::weak_ptr<sasl_library> library;

}  // namespace

void use_own_mutexes() { sasl_set_mutex(mutex_new, mutex_lock, mutex_unlock, mutex_free); }

bool log_level(int sasl_level, int& ours) noexcept {
    using base::log::level;
    auto chosen = level::debug;
    switch (sasl_level) {
    case SASL_LOG_ERR: chosen = level::error; break;
    case SASL_LOG_WARN: chosen = level::warning; break;
    case SASL_LOG_FAIL:
    case SASL_LOG_NOTE: chosen = level::info; break;
    case SASL_LOG_DEBUG: chosen = level::debug; break;
    default: return false;    // TRACE and PASS show what was typed
    }
    ours = static_cast<int>(chosen);
    return true;
}

std::shared_ptr<sasl_library> sasl_library::get(std::string const& keytab) {
    std::lock_guard const lock(library_mutex);
    auto running = library.lock();
    if (running) return running;
    keytab_in_use = keytab;
    running.reset(new sasl_library);
    library = running;
    return running;
}

sasl_library::sasl_library() {
    static sasl_callback_t const callbacks[] = {
        {SASL_CB_GETOPT, erased(option), nullptr},
        {SASL_CB_LOG, erased(write_log), nullptr},
        {SASL_CB_VERIFYFILE, erased(verify_file), nullptr},
        {SASL_CB_LIST_END, nullptr, nullptr},
    };
    use_own_mutexes();
    int code = sasl_server_init(callbacks, "mailstead");
    if (code == SASL_OK) code = sasl_auxprop_add_plugin(auxprop_name, mailstead_auxprop_init);
    if (code != SASL_OK) throw std::runtime_error(fmt::format("SASL does not start: {}", sasl_errstring(code, nullptr, nullptr)));
}

sasl_library::~sasl_library() { sasl_server_done(); }

std::vector<mechanism> sasl_library::installed(std::vector<std::string> const& names) const {
    std::vector<mechanism> all;
    sasl_server_plugin_info(nullptr, collect, &all);
    std::vector<mechanism> out;
    for (auto const& name : names) {
        auto const it = std::find_if(all.begin(), all.end(), [&](auto const& m) { return base::iequals(m.name, name); });
        if (it != all.end()) out.push_back(*it);
    }
    return out;
}

}  // namespace mailstead::auth
