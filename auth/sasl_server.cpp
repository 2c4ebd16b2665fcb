// One connection of Cyrus SASL per exchange; its callbacks ask the exchange for options, names, passwords and secrets.
#include "auth/sasl_server.h"

#include <sasl/sasl.h>

#include "base/ascii.h"

#include "auth/apop.h"
#include "auth/auxprop.h"
#include "auth/gs2_header.h"
#include "auth/oauth_exchange.h"
#include "auth/sasl_library.h"
#include "auth/tokens.h"

namespace mailstead::auth {
namespace {

constexpr std::string_view nobody = "/";    // never a normal name
constexpr unsigned most_steps = 16;    // no mechanism of ours takes more than four
constexpr std::size_t longest_name = 320;

struct disposer {
    void operator()(sasl_conn_t* c) const noexcept { sasl_dispose(&c); }
};

constexpr std::string_view plus = "-PLUS";    // RFC 5802 §4

std::string_view without_plus(std::string_view mechanism) noexcept {
    return mechanism.ends_with(plus) ? mechanism.substr(0, mechanism.size() - plus.size()) : mechanism;
}

std::optional<scheme> scheme_of(std::string_view mechanism) {
    for (auto s : all_schemes)
        if (name(s) == without_plus(mechanism)) return s;
    return std::nullopt;
}

// SASL's name for POP3 is "pop" (RFC 5034); people and PAM know it by its own.
std::string_view protocol(std::string_view service) { return service == "pop" ? "pop3" : service; }
bool needs_clear_secret(std::string_view mechanism) noexcept { return mechanism == "CRAM-MD5" || mechanism == "DIGEST-MD5"; }
bool is_password_mechanism(std::string_view mechanism) noexcept {
    return scheme_of(mechanism) || needs_clear_secret(mechanism) || mechanism == "PLAIN" || mechanism == "LOGIN";
}
bool is_server_first(std::string_view mechanism) noexcept { return mechanism == "LOGIN" || needs_clear_secret(mechanism); }
// What begins with the client's words needs no more than an empty challenge where it sent none.
bool is_client_first(std::string_view mechanism) noexcept {
    return scheme_of(mechanism) || mechanism == "PLAIN" || is_token_mechanism(mechanism);
}

// saslname, RFC 5802 §5.1
std::string unescaped_name(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const code = text.substr(i, 3);
        bool const is_code = code == "=2C" || code == "=3D";
        out += code == "=2C" ? ',' : text[i];
        if (is_code) i += 2;
    }
    return out;
}

// The name that a message of that mechanism says openly; empty: none.
std::string name_in(std::string_view mechanism, std::string_view words) {
    auto const behind = [](std::string_view text, std::string_view what) {
        auto const at = text.find(what);
        return at == text.npos ? std::string_view() : text.substr(at + what.size());
    };
    auto const until = [](std::string_view text, char end) { return text.substr(0, text.find(end)); };
    constexpr std::string_view nul("\0", 1);
    if (mechanism == "LOGIN") return std::string(words);
    if (mechanism == "PLAIN" || mechanism == "APOP") return std::string(until(behind(words, nul), '\0'));
    if (mechanism == "CRAM-MD5") return std::string(words.substr(0, words.rfind(' ')));
    if (mechanism == "DIGEST-MD5") return std::string(until(behind(words, "username=\""), '"'));
    if (!scheme_of(mechanism)) return {};
    auto const bare = behind(behind(words, ","), ",");    // behind the GS2 header
    return bare.starts_with("n=") ? unescaped_name(until(bare.substr(2), ',')) : std::string();
}

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

    answer begin();
    bool open();
    std::string bind(std::string_view first);
    answer take(int code, char const* out, unsigned length);
    answer accept(std::string name);
    answer welcome(std::string name);
    answer take(oauth_exchange::outcome what);
    answer refuse(std::string reason, bool is_temporary) { return refused{base::printable(std::move(reason)), is_temporary, user}; }
    answer take_apop();
    int check_password(std::string_view name, std::string_view password);
    bool values_of(std::string_view property, std::string_view name, std::vector<std::string>& into) override;
    bool find_values(std::string_view property, std::string_view name, std::vector<std::string>& into);
    void in_trouble(std::exception const& why);
    std::optional<std::string> normal_name(std::string_view said) const;
    std::optional<credentials> find(std::string_view name);
    int compare_password(std::string_view name, std::string_view password);
    std::optional<std::string> name_of(std::string_view said);
    std::optional<std::string> other_name(std::string_view said) const;
    std::string_view whose(std::string_view name) const noexcept { return master.empty() ? name : std::string_view(master); }
    std::pair<std::string_view, std::string_view> cut(std::string_view said) const noexcept;
    bool may_act_as(std::string_view name);
    verifier made_up(scheme s, std::string_view name);

    sasl_server& server;
    request asked;
    std::string mechanism;
    std::string user;              // as far as the client has said it, in canonical form if it has one
    std::string master;            // who logs in as somebody else; empty: nobody does
    bool temporary = false;        // a lookup failed: nothing is known about the credentials
    bool password_was_checked = false;
    bool awaits_first = false;     // an empty challenge is out
    unsigned steps = 0;
    std::vector<sasl_callback_t> callbacks;    // the library keeps a pointer
    sasl_channel_binding_t channel{};          // likewise
    std::optional<oauth_exchange> token;
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
        auto const normal = is_authid ? s.name_of(said) : s.other_name(said);
        if (is_authid && normal) s.user = s.master.empty() ? *normal : *normal + s.server.values_.master_separator + s.master;
        // A name that cannot be one goes on as one that nobody has: so it costs what any unknown name costs, and the
        // LOGIN plugin, which forgets to free the password when this callback fails, has nothing to forget.
        auto const name = normal && normal->size() < room ? *normal : std::string(nobody);
        std::copy(name.begin(), name.end(), out);
        out[name.size()] = '\0';
        *out_length = static_cast<unsigned>(name.size());
        return SASL_OK;
    }

    // No exception goes through the library, which is C.
    static int password(sasl_conn_t*, void* context, char const* user, char const* text, unsigned length, propctx*) {
        auto& s = of(context);
        try {
            return s.check_password(user, {text, length});
        } catch (std::exception const& why) {
            return s.in_trouble(why), SASL_UNAVAIL;
        }
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
    auto const taken = s.server.takes(s.mechanism);
    if (!taken || !*taken) return s.refuse("mechanism not available", !taken);
    if (s.mechanism == "APOP") return s.take_apop();
    // mutt sends an empty one also where the server speaks first.
    auto& first = s.asked.initial_response;
    if (first && first->empty() && is_server_first(s.mechanism)) first.reset();
    s.awaits_first = !s.asked.initial_response && is_client_first(s.mechanism);
    if (s.awaits_first) return challenge{};
    return s.begin();
}

answer exchange::step(std::string_view response) {
    auto& s = *state_;
    if (++s.steps > most_steps) return s.refuse("too many steps", false);
    if (std::exchange(s.awaits_first, false)) {
        s.asked.initial_response.emplace(response);
        return s.begin();
    }
    if (s.token) return s.take(s.token->step(response));
    if (!s.connection) return s.refuse("no exchange", false);
    char const* out = nullptr;
    unsigned length = 0;
    // The library takes a null pointer for "nothing sent"; an empty answer is something.
    auto const* data = response.data() ? response.data() : "";
    int const code = sasl_server_step(s.connection.get(), data, static_cast<unsigned>(response.size()), &out, &length);
    return s.take(code, out, length);
}

bool exchange::asks_others() const noexcept { return state_->server.values_.tokens && is_token_mechanism(base::uppered(state_->asked.mechanism)); }

std::string exchange::claimed(std::string_view words) const {
    auto const& s = *state_;
    auto const said = name_in(base::uppered(s.asked.mechanism), words);
    if (said.empty() || said.size() > longest_name) return {};
    auto const whose = s.cut(said).second;
    return s.normal_name(whose).value_or(base::printable(whose));
}

std::optional<refused> exchange::told() const {
    auto const& token = state_->token;
    if (!token || token->trouble().empty()) return std::nullopt;
    return refused{base::printable(token->trouble()), false, base::printable(token->claimed())};
}

std::string exchange::account() const { return state_->master.empty() ? state_->user : state_->master; }

answer exchange::state::begin() {
    auto const& first = asked.initial_response;
    if (is_token_mechanism(mechanism)) {
        token.emplace(mechanism, server.values_.tokens);
        return take(token->step(*first));
    }
    if (!open()) return refuse("SASL does not begin", true);
    if (scheme_of(mechanism)) {
        auto const trouble = bind(*first);
        if (!trouble.empty()) return refuse(trouble, false);
    }
    char const* out = nullptr;
    unsigned length = 0;
    int const code = sasl_server_start(connection.get(), mechanism.c_str(), first ? first->data() : nullptr,
                                       first ? static_cast<unsigned>(first->size()) : 0, &out, &length);
    return take(code, out, length);
}

bool exchange::state::open() {
    callbacks = callbacks_for(this);
    auto const& realm = server.values_.realm;
    sasl_conn_t* raw = nullptr;
    int code = sasl_server_new(asked.service.c_str(), server.values_.host.c_str(), realm.empty() ? nullptr : realm.c_str(), nullptr,
                               nullptr, callbacks.data(), 0, &raw);
    connection.reset(raw);
    // No security layer: what needs one is done by TLS.
    sasl_security_properties_t const no_layer{};
    if (code == SASL_OK) code = sasl_setprop(raw, SASL_SEC_PROPS, &no_layer);
    if (code == SASL_OK && mechanism == "EXTERNAL" && asked.certificate_valid && !asked.certificate_name.empty())
        code = sasl_setprop(raw, SASL_AUTH_EXTERNAL, asked.certificate_name.c_str());
    return code == SASL_OK;
}

// Gives the library the channel binding that the client's first message names (RFC 5802 §6). Not empty: why that message
// is to be refused. The library itself would follow a null pointer where a binding is used that nobody gave it.
std::string exchange::state::bind(std::string_view first) {
    auto const head = parse_gs2_header(first);
    bool const must = mechanism.ends_with(plus);
    if (!head) return "no GS2 header";
    if (must != (head->binding == gs2_header::flag::used)) return must ? "channel binding is not used" : "channel binding needs a -PLUS mechanism";
    if (head->binding == gs2_header::flag::unoffered && !asked.bindings.empty()) return "channel binding was offered: somebody hides it from the client";
    if (!must) return {};
    auto const& all = asked.bindings;
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& b) { return b.type == head->type; });
    if (found == all.end()) return fmt::format("no channel binding of type {}", head->type);
    channel = {found->type.c_str(), 1, found->bytes.size(), reinterpret_cast<unsigned char const*>(found->bytes.data())};
    return sasl_setprop(connection.get(), SASL_CHANNEL_BINDING, &channel) == SASL_OK ? "" : "channel binding is not possible";
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
    return accept(static_cast<char const*>(name));
}

answer exchange::state::welcome(std::string name) {
    auto const service = protocol(asked.service);
    if (master.empty()) server.backend_.logged_in({name, service, asked.remote_address});
    else base::log::info("auth", "user=<{}>, master=<{}>, method={}, service={}, rip={}: master login", name, master, mechanism,
                         base::printable(std::string(service)), base::printable(asked.remote_address));
    return accepted{std::move(name)};
}

// What proves a name without our passwords says nothing of an account.
answer exchange::state::accept(std::string name) {
    bool const by_password = is_password_mechanism(mechanism);
    if (!master.empty() && !by_password) return refuse("a master logs in by a password", false);
    // After the proof: before it, nobody learns who is a master, or whose mail there is.
    if (!master.empty() && !may_act_as(name)) return refuse(temporary ? "master and user could not be looked up" : "no master, or no such user", temporary);
    if (by_password) return welcome(std::move(name));
    if (mechanism == "ANONYMOUS") name = normal_name(server.values_.anonymous).value_or(std::string(nobody));
    auto const found = server.backend_.find_user(name);
    if (!found) return refuse("no account can be looked up now", true);
    if (!*found) return refuse(fmt::format("no account {}", name), false);
    return welcome((*found)->name);
}

answer exchange::state::take(oauth_exchange::outcome what) {
    if (auto* asked_on = std::get_if<challenge>(&what)) return std::move(*asked_on);
    if (auto* no = std::get_if<refused>(&what)) return refused{base::printable(no->reason), no->temporary, base::printable(no->user)};
    auto const& token_user = std::get<oauth_exchange::proved>(what);
    auto const normal = normal_name(token_user.name);
    user = normal.value_or(base::printable(token_user.name));
    if (!normal) return refuse("the token names no account", false);
    // RFC 7628 §3.1: whom the client asks to be must be whom the token is about.
    if (!token_user.wanted.empty() && normal_name(token_user.wanted) != normal) return refuse("the token is another user's", false);
    return accept(*normal);
}

std::optional<std::string> exchange::state::normal_name(std::string_view said) const {
    auto const domain = server.values_.domains.find(asked.service);
    bool const bare = said.find('@') == said.npos && domain != server.values_.domains.end() && !domain->second.empty();
    return server.backend_.normal_name(bare ? fmt::format("{}@{}", said, domain->second) : std::string(said));
}

// The normal form of what a client calls itself; "user*master" is the user, with the master remembered.
std::optional<std::string> exchange::state::name_of(std::string_view said) {
    auto const [name, whose] = cut(said);
    master.clear();
    if (name.data() != whose.data()) master = normal_name(whose).value_or(std::string(nobody));
    return normal_name(name);
}

// Whom a client asks to act as (RFC 4616 §2): one name, which makes nobody a master.
std::optional<std::string> exchange::state::other_name(std::string_view said) const {
    auto const [name, whose] = cut(said);
    return name.data() == whose.data() ? normal_name(said) : std::nullopt;
}

// Whose mail, and whose password: both the whole name where it has no separator.
std::pair<std::string_view, std::string_view> exchange::state::cut(std::string_view said) const noexcept {
    auto const& separator = server.values_.master_separator;
    auto const at = separator.empty() ? said.npos : said.find(separator);
    if (at == said.npos) return {said, said};
    return {said.substr(0, at), said.substr(at + separator.size())};
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
    auto const normal = normal_name(response->name);
    user = normal ? *normal : base::printable(std::string(response->name));
    auto const found = find(normal ? *normal : std::string(nobody));
    if (temporary) return refuse("credentials could not be looked up", true);
    // Whoever has no secret costs a digest too.
    bool const has_secret = found && found->secret;
    bool const fits = matches(*response, has_secret ? *found->secret : server.fallback_key_);
    if (!has_secret || !fits) return refuse("authentication failure", false);
    return welcome(found->name);
}

std::optional<credentials> exchange::state::find(std::string_view name) {
    auto found = server.backend_.find_credentials(whose(name));
    if (!found) {
        temporary = true;
        return std::nullopt;
    }
    auto& known = *found;
    if (known && known->secret && known->secret->empty()) known->secret.reset();    // would let everybody in
    return std::move(known);
}

verifier exchange::state::made_up(scheme s, std::string_view name) {
    auto const key = server.backend_.made_up_key();
    bool const has_key = key.has_value() && !key->empty();
    auto const usual = server.backend_.usual_iterations(auth::name(s), name);
    return made_up_verifier(s, name, has_key ? *key : server.fallback_key_, usual != 0 ? usual : server.values_.iterations);
}

int exchange::state::check_password(std::string_view name, std::string_view password) {
    password_was_checked = true;
    attempt const what{whose(name), password, protocol(asked.service), asked.remote_address, !master.empty()};
    auto const said = server.backend_.check_password(what);
    temporary = temporary || !said;
    if (temporary) return SASL_UNAVAIL;
    if (!*said) return compare_password(name, password);
    return **said == verdict::accepted ? SASL_OK : SASL_BADAUTH;
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
        (void)matches(made_up(scheme::scram_sha_256, whose(name)), password);
        return SASL_BADAUTH;
    }
    return server.cache_.matches(*parse_verifier(*text), *text, password) ? SASL_OK : SASL_BADAUTH;
}

void exchange::state::in_trouble(std::exception const& why) {
    temporary = true;
    base::log::error("auth", "{}", why.what());
}

bool exchange::state::values_of(std::string_view property, std::string_view name, std::vector<std::string>& into) {
    try {
        return find_values(property, name, into);
    } catch (std::exception const& why) {
        return in_trouble(why), false;
    }
}

bool exchange::state::find_values(std::string_view property, std::string_view name, std::vector<std::string>& into) {
    auto const wanted = scheme_of(mechanism);
    bool const is_verifier = property == "authPassword" && wanted;
    // A clear secret is for the MD5 mechanisms alone: SCRAM would prefer it to the verifier and hash it at each login.
    bool const is_secret = property == "userPassword" && needs_clear_secret(mechanism);
    if (!is_verifier && !is_secret) return true;
    auto const found = find(name);
    if (temporary) return false;
    std::optional<std::string> value;
    if (found) value = is_secret ? found->secret : pick(*found, *wanted);
    // A clear secret serves every mechanism; the salt is the one that the name would have if nobody had it.
    auto const text = !value && found && found->secret ? prepared(*found->secret) : std::nullopt;
    if (text && is_verifier) value = print(make_verifier(*wanted, *text, server.values_.iterations, made_up(*wanted, whose(name)).salt));
    if (!value && is_verifier) value = print(made_up(*wanted, whose(name)));
    if (!value) value = base::hex(random_bytes(16));
    into.push_back(std::move(*value));
    return true;
}

sasl_server::sasl_server(backend& facts, settings values, log_sink sink)
    : backend_(facts), values_(std::move(values)), log_(std::move(sink)), cache_(values_.cache_ttl),
      fallback_key_(values_.fallback_key.empty() ? random_bytes(32) : values_.fallback_key), library_(sasl_library::get(values_.keytab)) {
    for (auto const& name : values_.mechanisms) add(base::uppered(name));
}

sasl_server::~sasl_server() = default;

void sasl_server::add(std::string const& name) {
    bool const kerberos = name == "GSSAPI" || name == "GSS-SPNEGO";
    if (is_token_mechanism(name)) {
        mechanism m;
        m.name = name;
        m.plaintext = true;    // whoever hears a token can use it
        if (values_.tokens) installed_.push_back(std::move(m));
        return;
    }
    bool const fit = is_password_mechanism(name) || name == "EXTERNAL" || (kerberos && !values_.keytab.empty()) ||
                     (name == "ANONYMOUS" && !values_.anonymous.empty());
    if (!fit || name.ends_with(plus)) return;
    for (auto& m : library_->installed({name})) {
        auto bound = m;
        bound.name += plus;
        bound.binds_channel = bound.hidden = true;
        if (scheme_of(name)) installed_.push_back(std::move(bound));
        installed_.push_back(std::move(m));
    }
}

base::result<bool> sasl_server::takes(std::string_view mechanism) {
    if (mechanism == "APOP") return takes("CRAM-MD5");    // of the same secrets
    if (std::none_of(installed_.begin(), installed_.end(), [&](auto const& m) { return m.name == mechanism; })) return false;
    if (!needs_clear_secret(mechanism)) return true;
    auto const count = backend_.secret_count();
    if (!count) return {boost::system::in_place_error, count.error()};
    return *count > 0;
}

bool sasl_server::offers(std::string_view mechanism) {
    auto const taken = takes(mechanism);
    return taken && *taken && (!scheme_of(mechanism) || backend_.serves(without_plus(mechanism)));
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
