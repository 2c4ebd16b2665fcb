#include "server/foreign_auth.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::server {

namespace {

struct names {
    std::string_view prefix;
    char const *type, *path;
};
// One by one: the clients' parameters (smtp_sasl_type) are others.
constexpr std::array all_names{names{"smtpd", "smtpd_sasl_type", "smtpd_sasl_path"}, names{"imapd", "imapd_sasl_type", "imapd_sasl_path"},
                               names{"pop3d", "pop3d_sasl_type", "pop3d_sasl_path"}, names{"lmtpd", "lmtpd_sasl_type", "lmtpd_sasl_path"}};

}  // namespace

std::string foreign_auth_socket(std::string_view prefix, conf::settings const& values) {
    auto const* const which = std::find_if(all_names.begin(), all_names.end(), [&](names const& one) { return one.prefix == prefix; });
    auto const type = values.text(which->type);
    if (base::iequals(type, "cyrus")) return {};
    if (!base::iequals(type, "dovecot")) {
        base::log::error("auth", "{}: unsupported SASL server implementation: {}; the built-in one is used", which->type, base::printable(type));
        return {};
    }
    auto const path = values.text(which->path);
    bool const whole = path.starts_with('/') || path.starts_with("inet:") || path.starts_with("unix:/");
    if (!whole && path.starts_with("unix:")) return values.text("queue_directory") + "/" + path.substr(5);
    return whole ? path : values.text("queue_directory") + "/" + path;
}

// Mechanisms of one server, accounts of another.
class foreign_auth::divided final : public net::authenticator {
public:
    divided(net::executor where, std::string path, net::authenticator& accounts) : accounts_(accounts), client_(std::move(where), settings_for(std::move(path))) {}

    std::vector<auth::mechanism> mechanisms() override { return client_.mechanisms(); }
    net::task<started> start(auth::request request) override { return client_.start(std::move(request)); }
    net::task<net::result<std::optional<auth::user>>> find(std::string name) override { return accounts_.find(std::move(name)); }

    net::auth_client& client() noexcept { return client_; }

private:
    static net::auth_client::settings settings_for(std::string path) {
        net::auth_client::settings out;
        out.path = std::move(path);
        return out;
    }

    net::authenticator& accounts_;
    net::auth_client client_;
};

foreign_auth::foreign_auth(runtime& where, front& background) : runtime_(where), front_(background) {}
foreign_auth::~foreign_auth() = default;

net::authenticator& foreign_auth::of(std::string_view prefix, conf::settings const& values, std::size_t worker, net::authenticator& own) {
    auto const path = foreign_auth_socket(prefix, values);
    if (path.empty()) return own;
    auto& all = by_socket_[path];
    all.resize(runtime_.workers.size());
    auto& one = all[worker];
    if (one) return *one;
    auto& on = *runtime_.workers[worker];
    auto const begin = [&] {
        one = std::make_unique<divided>(on.executor(), path, own);
        front_.background(worker).run("auth", one->client().run());
    };
    on.call(begin);
    return *one;
}

void foreign_auth::stop() {
    for (auto& [path, all] : by_socket_)
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i]) runtime_.workers[i]->call([&] { all[i]->client().stop(); });
}

void foreign_auth::destroy() {
    for (auto& [path, all] : by_socket_)
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i]) runtime_.workers[i]->call([&] { all[i].reset(); });
}

}  // namespace mailstead::server
