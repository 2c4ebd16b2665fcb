// One connection of the C library per login; its callbacks answer with what the login holds.
#include "auth/sasl_client.h"

#include <array>
#include <cstring>
#include <mutex>

#include <sasl/sasl.h>

#include "auth/sasl_library.h"

namespace mailstead::auth {
namespace {

struct disposer {
    void operator()(sasl_conn_t* c) const noexcept { sasl_dispose(&c); }
};

using any_callback = int (*)();

template <class Function>
any_callback erased(Function* f) {
    return reinterpret_cast<any_callback>(reinterpret_cast<void*>(f));
}

// Once per process; never undone, since plugins stay loaded until its end anyway.
int start_library() {
    static int const code = [] {
        use_own_mutexes();
        return sasl_client_init(nullptr);
    }();
    return code;
}

}  // namespace

struct sasl_client::state {
    explicit state(login given) : how(std::move(given)) {
        // The library wants the secret as a counted C struct that it does not own.
        secret.resize(sizeof(sasl_secret_t) + how.password.size());
        auto* const out = reinterpret_cast<sasl_secret_t*>(secret.data());
        out->len = how.password.size();
        std::memcpy(out->data, how.password.data(), how.password.size());
        callbacks[0] = {SASL_CB_USER, erased(name), this};
        callbacks[1] = {SASL_CB_AUTHNAME, erased(name), this};
        callbacks[2] = {SASL_CB_PASS, erased(password), this};
        callbacks[3] = {SASL_CB_LIST_END, nullptr, nullptr};
    }

    static int name(void* context, int which, char const** result, unsigned* length) {
        auto const& user = static_cast<state*>(context)->how.user;
        if (which != SASL_CB_USER && which != SASL_CB_AUTHNAME) return SASL_BADPARAM;
        // No authorisation identity: the server takes the one that logs in.
        std::string_view const text = which == SASL_CB_AUTHNAME ? std::string_view(user) : std::string_view("");
        *result = text.data();
        if (length) *length = static_cast<unsigned>(text.size());
        return SASL_OK;
    }
    static int password(sasl_conn_t*, void* context, int which, sasl_secret_t** result) {
        if (which != SASL_CB_PASS) return SASL_BADPARAM;
        *result = reinterpret_cast<sasl_secret_t*>(static_cast<state*>(context)->secret.data());
        return SASL_OK;
    }

    step failure(int code) const {
        step out;
        out.failed = true;
        out.why = connection ? sasl_errdetail(connection.get()) : sasl_errstring(code, nullptr, nullptr);
        if (code == SASL_NOMECH) out.why = "no mechanism available";
        return out;
    }

    step take(int code, char const* bytes, unsigned length) const {
        if (code != SASL_OK && code != SASL_CONTINUE) return failure(code);
        step out;
        if (bytes) out.bytes.emplace(bytes, length);
        return out;
    }

    int open() {
        int const started = start_library();
        if (started != SASL_OK) return started;
        sasl_conn_t* made = nullptr;
        int code = sasl_client_new(how.service.c_str(), how.host.c_str(), nullptr, nullptr, callbacks.data(), 0, &made);
        connection.reset(made);
        if (code != SASL_OK) return code;
        sasl_security_properties_t wanted{};
        auto const demand = [&wanted](bool is_made, unsigned flag) { wanted.security_flags |= is_made ? flag : 0; };
        demand(how.demands.no_plaintext, SASL_SEC_NOPLAINTEXT);
        demand(how.demands.no_anonymous, SASL_SEC_NOANONYMOUS);
        demand(how.demands.no_dictionary, SASL_SEC_NODICTIONARY);
        demand(how.demands.no_active, SASL_SEC_NOACTIVE);
        demand(how.demands.forward_secrecy, SASL_SEC_FORWARD_SECRECY);
        demand(how.demands.mutual_auth, SASL_SEC_MUTUAL_AUTH);
        return sasl_setprop(made, SASL_SEC_PROPS, &wanted);
    }

    login how;
    std::string secret;
    std::array<sasl_callback_t, 4> callbacks{};
    std::string mechanism;
    std::unique_ptr<sasl_conn_t, disposer> connection;
};

sasl_client::sasl_client(login how) : state_(std::make_unique<state>(std::move(how))) {}
sasl_client::~sasl_client() = default;

std::string const& sasl_client::mechanism() const noexcept { return state_->mechanism; }

sasl_client::step sasl_client::start() {
    int code = state_->open();
    if (code != SASL_OK) return state_->failure(code);
    std::string list;
    for (auto const& one : state_->how.mechanisms) list += one + ' ';
    char const* bytes = nullptr;
    char const* chosen = nullptr;
    unsigned length = 0;
    code = list.empty() ? SASL_NOMECH : sasl_client_start(state_->connection.get(), list.c_str(), nullptr, &bytes, &length, &chosen);
    if (chosen) state_->mechanism = chosen;
    return state_->take(code, bytes, length);
}

sasl_client::step sasl_client::next(std::string_view challenge) {
    char const* bytes = nullptr;
    unsigned length = 0;
    int const code = sasl_client_step(state_->connection.get(), challenge.data(), static_cast<unsigned>(challenge.size()), nullptr, &bytes, &length);
    return state_->take(code, bytes, length);
}

}  // namespace mailstead::auth
