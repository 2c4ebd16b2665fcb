// A server's contexts: which certificate is shown to whom, tickets, responses of OCSP, certificates of clients.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/log.h"
#include "net/channel_binding.h"
#include "net/error.h"
#include "net/ocsp.h"
#include "net/server_name.h"
#include "net/ticket_keys.h"
#include "net/tls.h"
#include "net/tls_parts.h"

namespace mailstead::net {

using namespace tls_parts;

// What OpenSSL's callbacks need; lives as long as the context.
struct tls_context::server_side {
    struct stapled {
        x509_ptr whose;
        ocsp_response what;
        std::atomic<bool> has_warned{false};
    };

    std::string scope;                         // what a ticket is good for, but for the server name
    std::string service;
    std::shared_ptr<ticket_keys> tickets;
    EVP_CIPHER const* ticket_cipher = nullptr;
    std::vector<std::unique_ptr<stapled>> staples;
    std::map<std::string, named_context, std::less<>> by_name;
    bool is_named = false;

    static server_side* of(SSL* connection) {
        return static_cast<server_side*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    }
    tls_context const* context_for(std::string_view name) const;
};

namespace {

using seconds = std::chrono::seconds;
seconds unix_now() { return seconds(base::unix_seconds(std::chrono::system_clock::now())); }

std::string asked_name(SSL* connection) {
    unsigned char const* bytes = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_server_name, &bytes, &size) != 1) return {};
    return host_name_in({reinterpret_cast<char const*>(bytes), size});
}

// A digest of all that has to be the same when a session is taken up again (RFC 6066 §3 for the name).
void bind_session(SSL* connection, std::string const& scope, std::string const& name) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    auto const text = scope + '\0' + name;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    SSL_set_session_id_context(connection, digest.data(), std::min(size, 32u));
}

int init_cipher(EVP_CIPHER_CTX* cipher, EVP_CIPHER const* how, ticket_keys::key const& with, unsigned char* start, bool encrypting) {
    return encrypting ? EVP_EncryptInit_ex(cipher, how, nullptr, with.cipher.data(), start) : EVP_DecryptInit_ex(cipher, how, nullptr, with.cipher.data(), start);
}

int init_mac(EVP_MAC_CTX* mac, ticket_keys::key& with) {
    char digest[] = "SHA256";
    OSSL_PARAM const wanted[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, with.mac.data(), with.mac.size()),
                                 OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, wanted);
}

}  // namespace

struct named_context::state {
    std::once_flag once;
    maker make;
    std::shared_ptr<tls_context const> made;
};

named_context::named_context(std::shared_ptr<tls_context const> made) : state_(std::make_shared<state>()) { state_->made = std::move(made); }
named_context::named_context(maker make) : state_(std::make_shared<state>()) { state_->make = std::move(make); }

tls_context const* named_context::get() const {
    std::call_once(state_->once, [this] {
        if (auto const make = std::exchange(state_->make, nullptr)) state_->made = make();
    });
    return state_->made.get();
}

tls_context::tls_context(SSL_CTX* context) noexcept : context_(context) {}
tls_context::~tls_context() { SSL_CTX_free(context_); }

// The name itself, then what its parents have for all below them.
tls_context const* tls_context::server_side::context_for(std::string_view name) const {
    for (;;) {
        if (auto const found = by_name.find(name); found != by_name.end())
            if (auto const* made = found->second.get()) return made;
        auto const dot = name.find('.', 1);
        if (dot == name.npos) return nullptr;
        name.remove_prefix(dot);
    }
}

namespace {

// The callbacks are functions of C, each of them a friend by way of `server_side`.
template <class Side>
struct callbacks {
    // Before OpenSSL looks at tickets and chooses a certificate.
    static int on_hello(SSL* connection, int*, void* from) {
        auto const& side = *static_cast<Side*>(from);
        auto const name = asked_name(connection);
        if (!name.empty() && !side.by_name.empty())
            if (auto const* other = side.context_for(name)) SSL_set_SSL_CTX(connection, other->native());
        bind_session(connection, side.scope, name);
        return SSL_CLIENT_HELLO_SUCCESS;
    }

    static int on_name(SSL*, int*, void* side) { return static_cast<Side*>(side)->is_named ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK; }

    // 0: this ticket is not ours; 2: it is, and shall be replaced.
    static int on_ticket(SSL* connection, unsigned char* name, unsigned char* start, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, int encrypting) {
        auto const* side = Side::of(connection);
        auto& keys = *side->tickets;
        if (encrypting) {
            auto with = keys.current(unix_now());
            std::copy(with.name.begin(), with.name.end(), name);
            if (RAND_bytes(start, EVP_CIPHER_get_iv_length(side->ticket_cipher)) != 1) return -1;
            return init_cipher(cipher, side->ticket_cipher, with, start, true) == 1 && init_mac(mac, with) == 1 ? 1 : -1;
        }
        auto found = keys.find(std::span<unsigned char const, 16>(name, 16), unix_now());
        if (!found) return 0;
        if (init_cipher(cipher, side->ticket_cipher, found->what, start, false) != 1 || init_mac(mac, found->what) != 1) return -1;
        return found->current ? 1 : 2;
    }

    // A session keeps which certificate it began with: its channel binding is that one's.
    static int on_new_ticket(SSL* connection, void*) {
        if (SSL_session_reused(connection) == 1) return 1;
        auto const end_point = channel_binding_of(connection, binding::server_end_point);
        return SSL_SESSION_set1_ticket_appdata(SSL_get_session(connection), end_point.data(), end_point.size());
    }
    // Nothing in a ticket says how long a client's certificate is good for, or by whose word: who has shown one shows it again.
    static SSL_TICKET_RETURN on_old_ticket(SSL*, SSL_SESSION* old, unsigned char const*, std::size_t, SSL_TICKET_STATUS status, void*) {
        if (old && SSL_SESSION_get0_peer(old)) return SSL_TICKET_RETURN_IGNORE_RENEW;
        switch (status) {
        case SSL_TICKET_SUCCESS: return SSL_TICKET_RETURN_USE;
        case SSL_TICKET_SUCCESS_RENEW: return SSL_TICKET_RETURN_USE_RENEW;
        default: return SSL_TICKET_RETURN_IGNORE_RENEW;
        }
    }

    static int on_status(SSL* connection, void* from) {
        auto const* shown = SSL_get_certificate(connection);
        for (auto& one : static_cast<Side*>(from)->staples) {
            if (!shown || X509_cmp(shown, one->whose.get()) != 0) continue;
            if (one->what.has_ended(static_cast<std::time_t>(unix_now().count()))) {
                if (!one->has_warned.exchange(true))
                    base::log::warning(static_cast<Side*>(from)->service, "the OCSP response of a certificate is too old and is not sent any more: fetch a new one");
                continue;
            }
            auto* const copy = static_cast<unsigned char*>(OPENSSL_memdup(one->what.der.data(), one->what.der.size()));
            if (!copy) return SSL_TLSEXT_ERR_NOACK;
            SSL_set_tlsext_status_ocsp_resp(connection, copy, static_cast<long>(one->what.der.size()));
            return SSL_TLSEXT_ERR_OK;
        }
        return SSL_TLSEXT_ERR_NOACK;
    }
};

// Nobody is turned away here: who shows what is for the session to judge.
int let_in(int, X509_STORE_CTX*) { return 1; }

bool ask_for_certificate(SSL_CTX* context, tls_settings const& wanted) {
    int const how = SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE | (wanted.require_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
    SSL_CTX_set_verify(context, how, wanted.require_certificate ? nullptr : let_in);
    SSL_CTX_set_verify_depth(context, wanted.depth);
    auto const* file = wanted.ca_file.empty() ? nullptr : wanted.ca_file.c_str();
    auto const* path = wanted.ca_path.empty() ? nullptr : wanted.ca_path.c_str();
    if ((file || path) && SSL_CTX_load_verify_locations(context, file, path) != 1) return false;
    if (file) SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(file));    // what clients choose by
    return true;
}

bool use_dh(SSL_CTX* context, std::string const& pem) {
    if (pem.empty()) return SSL_CTX_set_dh_auto(context, 1) == 1;
    auto const bio = memory_of(pem);
    key_ptr parameters(PEM_read_bio_Parameters(bio.get(), nullptr));
    if (!parameters || SSL_CTX_set0_tmp_dh_pkey(context, parameters.get()) != 1) return false;
    static_cast<void>(parameters.release());    // the context's now
    return true;
}

// Without a cipher there are no tickets, and with those nothing to take up again.
EVP_CIPHER const* ticket_cipher_of(tls_settings const& wanted) {
    if (wanted.ticket_cipher.empty() || wanted.session_lifetime <= seconds(0)) return nullptr;
    auto const* found = EVP_get_cipherbyname(wanted.ticket_cipher.c_str());
    bool const is_good = found && EVP_CIPHER_get_mode(found) == EVP_CIPH_CBC_MODE && EVP_CIPHER_get_key_length(found) <= 32;
    if (!is_good) base::log::warning(wanted.service, "tls_session_ticket_cipher: \"{}\" is no CBC cipher with a key of at most 256 bits: there are no session tickets", wanted.ticket_cipher);
    return is_good ? found : nullptr;
}

// Whoever let a client in for one reason has not let it in for another.
std::string scope_of(tls_settings const& wanted) {
    std::string out = wanted.service + '\0';
    if (!wanted.ask_certificate) return out;
    return out + (wanted.require_certificate ? "must" : "may") + '\0' + wanted.ca_file + '\0' + wanted.ca_path + '\0' + std::to_string(wanted.depth);
}

// "medium:!aNULL" and the like may leave a context without a single cipher of TLS 1.2; that is OpenSSL's error then.
bool use_ciphers(SSL_CTX* context, std::string const& wanted) { return wanted.empty() || SSL_CTX_set_cipher_list(context, wanted.c_str()) == 1; }

std::vector<X509*> certificates_of(SSL_CTX* context) {
    std::vector<X509*> out;
    for (long more = SSL_CTX_set_current_cert(context, SSL_CERT_SET_FIRST); more == 1; more = SSL_CTX_set_current_cert(context, SSL_CERT_SET_NEXT))
        if (auto* const one = SSL_CTX_get0_certificate(context)) out.push_back(one);
    return out;
}

template <class Side>
void set_tickets(SSL_CTX* context, Side& side, tls_settings const& wanted) {
    SSL_CTX_set_timeout(context, static_cast<long>(wanted.session_lifetime.count()));
    if (wanted.session_ids) SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR);
    side.ticket_cipher = ticket_cipher_of(wanted);
    if (!side.ticket_cipher) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(context, 0);
        return;
    }
    side.tickets = wanted.tickets ? wanted.tickets : std::make_shared<ticket_keys>(wanted.session_lifetime, unix_now());
    SSL_CTX_set_num_tickets(context, 1);    // none would cost the client's first answer a delayed ACK
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, callbacks<Side>::on_ticket);
    SSL_CTX_set_session_ticket_cb(context, callbacks<Side>::on_new_ticket, callbacks<Side>::on_old_ticket, nullptr);
}

template <class Side>
void set_staples(SSL_CTX* context, Side& side, tls_settings const& wanted) {
    auto const own = certificates_of(context);
    for (auto const& der : wanted.ocsp) {
        std::string why;
        bool taken = false;
        for (auto* const certificate : own) {
            auto read = read_ocsp(der, certificate, why);
            if (!read) continue;
            X509_up_ref(certificate);
            auto made = std::make_unique<typename Side::stapled>();
            made->whose.reset(certificate);
            made->what = std::move(*read);
            side.staples.push_back(std::move(made));
            taken = true;
        }
        if (!taken) base::log::warning(wanted.service, "a response of OCSP is not used: {}", why);
    }
    if (side.staples.empty()) return;
    SSL_CTX_set_tlsext_status_cb(context, callbacks<Side>::on_status);
    SSL_CTX_set_tlsext_status_arg(context, &side);
}

}  // namespace

result<std::shared_ptr<tls_context const>> tls_context::for_server(tls_settings const& wanted, std::string& why) {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_server_method())));
    SSL_CTX* const context = made->context_;
    if (!context) return make_error_code(errc::tls_failed);
    made->asks_ = wanted.ask_certificate;
    made->digest_ = wanted.digest;
    made->loglevel_ = wanted.loglevel;
    made->server_ = std::make_unique<server_side>();
    auto& side = *made->server_;
    side.scope = scope_of(wanted);
    side.service = wanted.service;
    side.by_name = wanted.by_name;
    side.is_named = wanted.is_named;
    tune(context, wanted.tuning);
    if (wanted.own_order) SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    restrict_protocols(context, wanted.protocols);
    if (!use_certificate(context, wanted.certificate)) why = "certificate: " + last_openssl_error();
    else if (!use_key(context, wanted.key)) why = "key: " + last_openssl_error();
    else if (!use_all(context, wanted.more)) why = "further certificate or its key: " + last_openssl_error();
    else if (!use_ciphers(context, wanted.ciphers)) why = "ciphers: " + last_openssl_error();
    else if (!use_groups(context, wanted.tuning.groups)) why = "no usable curve in " + wanted.tuning.groups;
    else if (!use_dh(context, wanted.dh_parameters)) why = "Diffie-Hellman parameters: " + last_openssl_error();
    else if (wanted.ask_certificate && !ask_for_certificate(context, wanted)) why = "authorities: " + last_openssl_error();
    if (!why.empty()) return make_error_code(errc::tls_failed);
    SSL_CTX_set_app_data(context, &side);
    SSL_CTX_set_client_hello_cb(context, callbacks<server_side>::on_hello, &side);
    SSL_CTX_set_tlsext_servername_callback(context, callbacks<server_side>::on_name);
    SSL_CTX_set_tlsext_servername_arg(context, &side);
    set_tickets(context, side, wanted);
    set_staples(context, side, wanted);
    return std::shared_ptr<tls_context const>(std::move(made));
}

}  // namespace mailstead::net
