// One connection of libsasl2 per question, with options that name the plugin and the file.
#include "auth/sasldb.h"

#include <cerrno>

#include <fcntl.h>
#include <sasl/prop.h>
#include <sasl/sasl.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"

#include "auth/address.h"
#include "auth/password_digests.h"
#include "auth/sasl_library.h"

namespace mailstead::auth {
namespace {

struct disposer {
    void operator()(sasl_conn_t* c) const noexcept { sasl_dispose(&c); }
};

int option(void* context, char const*, char const* name, char const** value, unsigned* length) {
    std::string_view const asked(name);
    char const* found = nullptr;
    if (asked == "auxprop_plugin") found = "sasldb";
    if (asked == "pwcheck_method") found = "auxprop";
    if (asked == "sasldb_path") found = static_cast<std::string const*>(context)->c_str();
    if (!found) return SASL_FAIL;
    *value = found;
    if (length) *length = static_cast<unsigned>(std::string_view(found).size());
    return SASL_OK;
}

// That a user is not there is no news.
int quiet(void*, int level, char const* text) {
    int ours = 0;
    if (text && level == SASL_LOG_ERR && log_level(level, ours)) base::log::write(static_cast<base::log::level>(ours), "auth", text);
    return SASL_OK;
}

template <class Function>
int (*erased(Function* f))() {
    return reinterpret_cast<int (*)()>(reinterpret_cast<void*>(f));
}

}  // namespace

sasldb::sasldb(settings values, entry_defaults defaults)
    : values_(std::move(values)), defaults_(std::move(defaults)), library_(sasl_library::get()) {}
sasldb::~sasldb() = default;

std::optional<std::string> sasldb::normal_name(std::string_view address) const { return normal_address(address, defaults_.default_domain); }

// The plugin takes a file that is not there for one without users, and says little of others.
base::result<void> sasldb::readable() const {
    base::unique_fd const fd(::open(values_.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (fd) return {};
    auto const why = base::last_error();
    base::log::error("auth", "sasldb {}: {}", values_.path, why.message());
    return why;
}

base::result<std::optional<std::string>> sasldb::secret_of(std::string_view name) {
    if (auto const there = readable(); !there) return there.error();
    auto const full = name.find('@') == name.npos ? fmt::format("{}@{}", name, values_.realm) : std::string(name);
    sasl_callback_t const callbacks[] = {{SASL_CB_GETOPT, erased(option), &values_.path},
                                         {SASL_CB_LOG, erased(quiet), nullptr},
                                         {SASL_CB_LIST_END, nullptr, nullptr}};
    sasl_conn_t* raw = nullptr;
    // The empty realm makes the plugin take it from the name.
    int code = sasl_server_new("mailstead", values_.realm.c_str(), "", nullptr, nullptr, callbacks, 0, &raw);
    std::unique_ptr<sasl_conn_t, disposer> const connection(raw);
    if (code == SASL_OK) code = sasl_user_exists(raw, nullptr, "", full.c_str());
    if (code == SASL_NOUSER || code == SASL_DISABLED) return std::optional<std::string>();
    if (code == SASL_OK) {
        char const* wanted[] = {SASL_AUX_PASSWORD, nullptr};
        propval found[2]{};
        if (prop_getnames(sasl_auxprop_getctx(raw), wanted, found) > 0 && found[0].name && found[0].values && found[0].values[0])
            return std::optional<std::string>(found[0].values[0]);
        return std::optional<std::string>();
    }
    base::log::error("auth", "sasldb {}: {}", values_.path, sasl_errstring(code, nullptr, nullptr));
    return base::from_errno(EIO);
}

base::result<std::optional<credentials>> sasldb::find_credentials(std::string_view address) {
    auto secret = secret_of(address);
    if (!secret) return secret.error();
    if (!*secret) return std::optional<credentials>();
    return std::optional(credentials{std::string(address), {}, std::move(*secret)});
}

base::result<std::optional<user>> sasldb::find_user(std::string_view address) {
    auto const secret = secret_of(address);
    if (!secret) return secret.error();
    if (!*secret) return std::optional<user>();
    user out;
    out.name = address;
    return std::optional(std::move(out));
}

base::result<std::int64_t> sasldb::secret_count() {
    if (auto const there = readable(); !there) return {boost::system::in_place_error, there.error()};
    return std::int64_t(1);
}

base::result<std::optional<verdict>> sasldb::check_password(attempt const& what) {
    auto const secret = secret_of(what.name);
    if (!secret) return secret.error();
    if (!*secret) return std::optional(verdict::unknown);
    bool const fits = !(*secret)->empty() && digests::same(**secret, what.password);
    return std::optional(fits ? verdict::accepted : verdict::refused);
}

}  // namespace mailstead::auth
