// One connection of Cyrus SASL per exchange; its callbacks ask the exchange for options, names, passwords and secrets.
#include "auth/sasl_server.h"

#include <sasl/sasl.h>

#include "base/ascii.h"

#include "auth/apop.h"
#include "auth/auxprop.h"
#include "auth/sasl_library.h"

namespace mailstead::auth {
namespace {

constexpr std::string_view nobody = "/";    // never a normal name
constexpr unsigned most_steps = 16;    // no mechanism of ours takes more than four

struct disposer {
    void operator()(sasl_conn_t* c) const noexcept { sasl_dispose(&c); }
};

std::optional<scheme> scheme_of(std::string_view mechanism) {
    for (auto s : all_schemes)
        if (name(s) == mechanism) return s;
    return std::nullopt;
}

// SASL's name for POP3 is "pop" (RFC 5034); people and PAM know it by its own.
std::string_view protocol(std::string_view service) { return service == "pop" ? "pop3" : service; }

// The verifier of the wanted scheme among an account's.
std::optional<std::string> pick(credentials const& c, scheme wanted) {
    for (auto const& text : c.verifiers)
        if (auto const v = parse_verifier(text); v && v->scheme == wanted) return text;
    return std::nullopt;
}

}  // namespace

// What the library's callbacks need of one authentication.
struct exchange::state final : property_source {
    state(sasl_server& s, request r) : server(s), asked(std::move(r)) {}

    answer take(int code, char const* out, unsigned length);
    answer refuse(std::string reason, bool is_temporary) { return refused{base::printable(std::move(reason)), is_temporary, user}; }
    answer take_apop();
    int check_password(std::string_view name, std::string_view password);
    bool values_of(std::string_view property, std::string_view name, std::vector<std::string>& into) override;
    std::optional<credentials> find(std::string_view name);
    int compare_password(std::string_view name, std::string_view password);
    std::optional<std::string> name_of(std::string_view said);
    bool may_act_as(std::string_view name);
    verifier made_up(scheme s, std::string_view name);

    sasl_server& server;
    request asked;
    std::string mechanism;
    std::string user;              // as far as the client has said it, in canonical form if it has one
    std::string master;            // who logs in as somebody else; empty: nobody does
    bool temporary = false;        // a lookup failed: nothing is known about the credentials
    bool password_was_checked = false;
    unsigned steps = 0;
    std::vector<sasl_callback_t> callbacks;    // the library keeps a pointer
    std::unique_ptr<sasl_conn_t, disposer> connection;
};

// The C entry points; `context` is the exchange's state.
struct sasl_callbacks {
    using state = exchange::state;
    static state& of(void* context) { return *static_cast<state*>(static_cast<property_source*>(context)); }

    static int option(void* context, char const*, char const* name, char const** value, unsigned* length) {
        std::string_view const asked(name);
        char const* found = nullptr;
        if (asked == "mech_list") found = of(context).mechanism.c_str();
        if (asked == "auxprop_plugin") found = auxprop_name;
        // No second opinion: our own callback has decided about a password already.
        if (asked == "pwcheck_method") found = "none";
        if (!found) return SASL_FAIL;
        *value = found;
        if (length) *length = static_cast<unsigned>(std::string_view(found).size());
        return SASL_OK;
    }

    static int log(void* context, int level, char const* text) {
        auto& s = of(context);
        int ours = 0;
        if (!text || !log_level(level, ours)) return SASL_OK;
        std::string_view const line(text);
        // "none" is no password verifier, as it complains after each wrong password.
        if (s.password_was_checked && line.find("unknown password verifier") != line.npos) return SASL_OK;
        auto const chosen = static_cast<base::log::level>(ours);
        if (s.server.log_) s.server.log_(chosen, line);
        else base::log::write(chosen, "auth", line);
        return SASL_OK;
    }

    static int canonical_name(sasl_conn_t*, void* context, char const* in, unsigned length, unsigned flags, char const*,
                              char* out, unsigned room, unsigned* out_length) {
        auto& s = of(context);
        std::string_view const said(in, length);
        bool const is_authid = (flags & SASL_CU_AUTHID) != 0;
        if (is_authid) s.user = base::printable(said);
        auto const normal = s.name_of(said);
        if (is_authid && normal) s.user = s.master.empty() ? *normal : *normal + s.server.values_.master_separator + s.master;
        // A name that cannot be one goes on as one that nobody has: so it costs what any unknown name costs, and the
        // LOGIN plugin, which forgets to free the password when this callback fails, has nothing to forget.
        auto const name = normal && normal->size() < room ? *normal : std::string(nobody);
        std::copy(name.begin(), name.end(), out);
        out[name.size()] = '\0';
        *out_length = static_cast<unsigned>(name.size());
        return SASL_OK;
    }

    static int password(sasl_conn_t*, void* context, char const* user, char const* text, unsigned length, propctx*) {
        return of(context).check_password(user, {text, length});
    }
};

namespace {

using any_callback = int (*)();

template <class Function>
any_callback erased(Function* f) {
    return reinterpret_cast<any_callback>(reinterpret_cast<void*>(f));
}

std::vector<sasl_callback_t> callbacks_for(property_source* source) {
    return {
        {SASL_CB_GETOPT, erased(sasl_callbacks::option), source},
        {SASL_CB_LOG, erased(sasl_callbacks::log), source},
        {SASL_CB_CANON_USER, erased(sasl_callbacks::canonical_name), source},
        {SASL_CB_SERVER_USERDB_CHECKPASS, erased(sasl_callbacks::password), source},
        {SASL_CB_LIST_END, nullptr, nullptr},
    };
}

}  // namespace

exchange::exchange(sasl_server& server, request asked) : state_(std::make_unique<state>(server, std::move(asked))) {}
exchange::~exchange() = default;

answer exchange::start() {
    auto& s = *state_;
    s.mechanism = base::uppered(s.asked.mechanism);
    if (!s.server.offers(s.mechanism)) return s.refuse("mechanism not available", false);
    if (s.mechanism == "APOP") return s.take_apop();
    s.callbacks = callbacks_for(&s);
    sasl_conn_t* raw = nullptr;
    int code = sasl_server_new(s.asked.service.c_str(), s.server.values_.host.c_str(), nullptr, nullptr, nullptr,
                               s.callbacks.data(), 0, &raw);
    s.connection.reset(raw);
    if (code != SASL_OK) return s.refuse(sasl_errstring(code, nullptr, nullptr), true);
    char const* out = nullptr;
    unsigned length = 0;
    auto const* first = s.asked.initial_response ? &*s.asked.initial_response : nullptr;
    // mutt sends an empty one also where the server speaks first.
    bool const server_first = s.mechanism == "LOGIN" || s.mechanism == "CRAM-MD5";
    if (first && first->empty() && server_first) first = nullptr;
    code = sasl_server_start(raw, s.mechanism.c_str(), first ? first->data() : nullptr,
                             first ? static_cast<unsigned>(first->size()) : 0, &out, &length);
    return s.take(code, out, length);
}

answer exchange::step(std::string_view response) {
    auto& s = *state_;
    if (!s.connection) return s.refuse("no exchange", false);
    if (++s.steps > most_steps) return s.refuse("too many steps", false);
    char const* out = nullptr;
    unsigned length = 0;
    // The library takes a null pointer for "nothing sent"; an empty answer is something.
    auto const* data = response.data() ? response.data() : "";
    int const code = sasl_server_step(s.connection.get(), data, static_cast<unsigned>(response.size()), &out, &length);
    return s.take(code, out, length);
}

answer exchange::state::take(int code, char const* out, unsigned length) {
    if (code == SASL_CONTINUE) return challenge{std::string(out ? out : "", out ? length : 0)};
    if (code != SASL_OK) {
        bool const trouble = temporary || code == SASL_FAIL || code == SASL_NOMEM || code == SASL_TRYAGAIN || code == SASL_UNAVAIL;
        return refuse(sasl_errdetail(connection.get()), trouble);
    }
    void const* name = nullptr;
    code = sasl_getprop(connection.get(), SASL_USERNAME, &name);
    if (code != SASL_OK || !name) return refuse("no user name", true);
    std::string const who(static_cast<char const*>(name));
    if (master.empty()) server.backend_.logged_in({who, protocol(asked.service), asked.remote_address});
    else base::log::info("auth", "user=<{}>, master=<{}>, method={}, service={}, rip={}: master login", who, master, mechanism, base::printable(asked.service),
                         base::printable(asked.remote_address));
    return accepted{who};
}

// The normal form of what a client calls itself; "user*master" is the user, with the master remembered.
std::optional<std::string> exchange::state::name_of(std::string_view said) {
    master.clear();
    auto const& separator = server.values_.master_separator;
    auto const at = separator.empty() ? said.npos : said.find(separator);
    if (at == said.npos) return server.backend_.normal_name(said);
    master = server.backend_.normal_name(said.substr(at + separator.size())).value_or(std::string(nobody));
    return server.backend_.normal_name(said.substr(0, at));
}

// Whether the master is one, and there is such a user.
bool exchange::state::may_act_as(std::string_view name) {
    auto const found = server.backend_.standing_of(master);
    auto const user = server.backend_.find_user(name);
    temporary = temporary || !found || !user;
    return !temporary && *found == standing::master && user->has_value();
}

// No mechanism of the library: one response, and a yes or a no.
answer exchange::state::take_apop() {
    std::string const bytes = asked.initial_response.value_or("");
    auto const response = parse_apop(bytes);
    if (!response) return refuse("not a timestamp, a name and a digest", false);
    auto const normal = server.backend_.normal_name(response->name);
    user = normal ? *normal : base::printable(std::string(response->name));
    auto const found = find(normal ? *normal : std::string(nobody));
    if (temporary) return refuse("credentials could not be looked up", true);
    // Whoever has no secret costs a digest too.
    bool const has_secret = found && found->secret;
    bool const fits = matches(*response, has_secret ? *found->secret : server.fallback_key_);
    if (!has_secret || !fits) return refuse("authentication failure", false);
    return accepted{found->name};
}

std::optional<credentials> exchange::state::find(std::string_view name) {
    if (!master.empty() && !may_act_as(name)) return std::nullopt;
    auto found = server.backend_.find_credentials(master.empty() ? name : master);
    if (!found) {
        temporary = true;
        return std::nullopt;
    }
    return std::move(*found);
}

verifier exchange::state::made_up(scheme s, std::string_view name) {
    auto const key = server.backend_.made_up_key();
    bool const has_key = key.has_value() && !key->empty();
    return made_up_verifier(s, name, has_key ? *key : server.fallback_key_, server.values_.iterations);
}

int exchange::state::check_password(std::string_view name, std::string_view password) {
    password_was_checked = true;
    attempt const what{master.empty() ? name : master, password, protocol(asked.service), asked.remote_address, !master.empty()};
    auto const said = server.backend_.check_password(what);
    temporary = temporary || !said;
    if (temporary) return SASL_UNAVAIL;
    if (!*said) return compare_password(name, password);
    bool const allowed = master.empty() || may_act_as(name);
    if (temporary) return SASL_UNAVAIL;
    return **said == verdict::accepted && allowed ? SASL_OK : SASL_BADAUTH;
}

// For a backend that leaves the comparison to us.
int exchange::state::compare_password(std::string_view name, std::string_view password) {
    auto const found = find(name);
    if (temporary) return SASL_UNAVAIL;
    std::optional<std::string> text;
    for (auto s : {scheme::scram_sha_256, scheme::scram_sha_512, scheme::scram_sha_1})
        if (found && !text) text = pick(*found, s);
    if (!text) {
        // As slow as a wrong password, so that the time does not tell who exists.
        (void)matches(made_up(scheme::scram_sha_256, name), password);
        return SASL_BADAUTH;
    }
    return server.cache_.matches(*parse_verifier(*text), *text, password) ? SASL_OK : SASL_BADAUTH;
}

bool exchange::state::values_of(std::string_view property, std::string_view name, std::vector<std::string>& into) {
    auto const wanted = scheme_of(mechanism);
    bool const is_verifier = property == "authPassword" && wanted;
    // A clear secret is for CRAM-MD5 alone: SCRAM would prefer it to the verifier and hash it at each login.
    bool const is_secret = property == "userPassword" && mechanism == "CRAM-MD5";
    if (!is_verifier && !is_secret) return true;
    auto const found = find(name);
    if (temporary) return false;
    std::optional<std::string> value;
    if (found) value = is_secret ? found->secret : pick(*found, *wanted);
    // A clear secret serves every mechanism; the salt is the one that the name would have if nobody had it.
    auto const text = !value && found && found->secret ? prepared(*found->secret) : std::nullopt;
    if (text && is_verifier) value = print(make_verifier(*wanted, *text, server.values_.iterations, made_up(*wanted, name).salt));
    if (!value && is_verifier) value = print(made_up(*wanted, name));
    if (!value) value = base::hex(random_bytes(16));
    into.push_back(std::move(*value));
    return true;
}

sasl_server::sasl_server(backend& facts, settings values, log_sink sink)
    : backend_(facts), values_(std::move(values)), log_(std::move(sink)), cache_(values_.cache_ttl),
      fallback_key_(random_bytes(32)), library_(sasl_library::get()) {
    for (auto& m : library_->installed(values_.mechanisms)) {
        bool const fit = scheme_of(m.name) || m.name == "PLAIN" || m.name == "LOGIN" || m.name == "CRAM-MD5";
        if (fit) installed_.push_back(std::move(m));
    }
}

sasl_server::~sasl_server() = default;

bool sasl_server::offers(std::string_view mechanism) {
    if (mechanism == "APOP") return offers("CRAM-MD5");    // of the same secrets
    auto const it = std::find_if(installed_.begin(), installed_.end(), [&](auto const& m) { return m.name == mechanism; });
    if (it == installed_.end()) return false;
    if (scheme_of(mechanism)) return backend_.serves(mechanism);
    if (mechanism != "CRAM-MD5") return true;
    auto const count = backend_.secret_count();
    return count && *count > 0;
}

std::vector<mechanism> sasl_server::mechanisms() {
    std::vector<mechanism> out;
    for (auto const& m : installed_)
        if (offers(m.name)) out.push_back(m);
    // POP3's own command, told to our sessions alone.
    mechanism apop;
    apop.name = "APOP";
    apop.dictionary = apop.active = apop.hidden = true;
    if (offers(apop.name)) out.push_back(apop);
    return out;
}

std::unique_ptr<exchange> sasl_server::begin(request asked) {
    return std::unique_ptr<exchange>(new exchange(*this, std::move(asked)));
}

}  // namespace mailstead::auth
