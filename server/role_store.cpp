// The role store: the LMTP server with the delivery agent, IMAP and POP3, on one set of mailboxes (design: processes).
#include <atomic>
#include <stdexcept>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "conf/lookup.h"
#include "imap/session.h"
#include "lmtp/session.h"
#include "mda/local.h"
#include "net/auth_client.h"
#include "net/client_limits.h"
#include "net/login_log.h"
#include "net/resolver.h"
#include "net/tls_words.h"
#include "pop3/session.h"
#include "server/admin_door.h"
#include "server/board.h"
#include "server/certificates.h"
#include "server/dns_names.h"
#include "server/foreign_auth.h"
#include "server/front.h"
#include "server/identity.h"
#include "server/lmtp_clients.h"
#include "server/local_effects.h"
#include "server/owners.h"
#include "server/role.h"
#include "server/settings_imap.h"
#include "server/settings_limits.h"
#include "server/settings_lmtp.h"
#include "server/settings_local.h"
#include "server/settings_pop3.h"
#include "server/shared_mail.h"
#include "server/stores.h"

namespace mailstead::server {
namespace {

// What one configuration made and all workers share; sessions in progress keep it.
struct generation {
    explicit generation(configuration_ptr with)
        : config(std::move(with)), rules(std::make_shared<mailbox_rules const>(config->values(), report)),
          local(std::make_shared<mda::local_settings const>(local_settings(config->values(), report))),
          networks(conf::match_list::open("mynetworks", config->values(), report)) {}

    static void report(conf::problem const& problem) { base::log::warning("master", "{}", problem.message()); }

    configuration_ptr config;
    std::shared_ptr<mailbox_rules const> rules;
    std::shared_ptr<mda::local_settings const> local;
    conf::match_list networks;
    std::vector<std::unique_ptr<server::owners>> owners;    // by worker
};
using generation_ptr = std::shared_ptr<generation>;

using limits_ptr = std::shared_ptr<net::client_limits const>;

// One service of one worker, as its sessions see it. The services refer to the generation, which they keep alive.
struct imap_service {
    generation_ptr from;
    limits_ptr limits;
    std::unique_ptr<net::limited_authenticator> who;
    imap::services shared;
    imap::settings settings;
    std::shared_ptr<net::tls_context const> tls;
    bool wrapper = false;
};
struct pop3_service {
    generation_ptr from;
    limits_ptr limits;
    std::unique_ptr<net::limited_authenticator> who;
    pop3::settings settings;
    pop3::surroundings around;
    bool wrapper = false;
};
struct lmtp_service {
    generation_ptr from;
    limits_ptr limits;
    std::unique_ptr<net::limited_authenticator> who;
    std::unique_ptr<lmtp_clients> clients;    // null: simple rules
    std::shared_ptr<lmtp::services const> shared;
};

constexpr std::chrono::seconds handshake_limit{60};    // where nothing else has been said yet; less if the patience with STARTTLS is
constexpr std::chrono::seconds farewell_limit{10};

// One more connection of a client: its place, or nothing when it has been sent away with `farewell` ("": without a word, as
// where TLS comes first).
net::task<std::optional<net::client_limits::entry>> admit(net::stream& wire, limits_ptr limits, std::string farewell) {
    std::optional<net::client_limits::entry> out = limits->enter(wire.peer());
    if (out->admitted) co_return out;
    if (!farewell.empty()) {
        auto const told = co_await wire.write(farewell, farewell_limit);
        static_cast<void>(told);
    }
    out.reset();
    co_return out;
}

void log_failed_handshake(char const* program, net::stream& wire, std::chrono::steady_clock::time_point begun, base::error_code const& why) {
    auto const& clock = base::system_clock();
    net::login_attempts none;
    none.began = begun;
    auto const place = net::login_place(wire, net::new_session_id(clock));
    base::log::info(program, "Disconnected: TLS handshake: {} {}", why.message(), net::without_login(none, clock.steady(), place));
}

// Ports 993 and 995: the handshake comes before the greeting. False: it failed, and was logged.
net::task<bool> begin_tls(char const* program, net::stream& wire, std::shared_ptr<net::tls_context const> tls, std::chrono::seconds patience) {
    if (!tls) co_return false;
    auto const begun = base::system_clock().steady();
    auto const done = co_await wire.start_tls(tls, std::min(patience, handshake_limit));
    if (done) net::log_handshake(program, wire, *tls);
    else log_failed_handshake(program, wire, begun, done.error());
    co_return done.has_value();
}

net::task<void> serve_imap(std::shared_ptr<imap_service const> with, net::stream& wire) {
    std::string farewell = with->wrapper ? "" : "* BYE [LIMIT] Too many connections from your address.\r\n";
    auto const place = co_await admit(wire, with->limits, std::move(farewell));
    if (!place) co_return;
    if (with->wrapper) {
        bool const ready = co_await begin_tls("imap-login", wire, with->tls, with->settings.starttls_timeout);
        if (!ready) co_return;
    }
    imap::session session(wire, with->shared, with->settings, with->tls);
    co_await session.run();
}

net::task<void> serve_pop3(std::shared_ptr<pop3_service const> with, net::stream& wire) {
    std::string farewell = with->wrapper ? "" : "-ERR [SYS/TEMP] Too many connections from your address.\r\n";
    auto const place = co_await admit(wire, with->limits, std::move(farewell));
    if (!place) co_return;
    if (with->wrapper) {
        bool const ready = co_await begin_tls("pop3-login", wire, with->around.tls, with->settings.starttls_timeout);
        if (!ready) co_return;
    }
    pop3::session session(wire, with->around);
    co_await session.run();
}

net::task<void> serve_lmtp(std::shared_ptr<lmtp_service const> with, net::stream& wire) {
    auto const& values = with->shared->settings;
    std::string farewell;
    if (!values.tls_wrapper)
        farewell = smtp::print(smtp::make_reply(421, "4.7.0", values.hostname + " Error: too many connections from " + wire.peer().address));
    auto const place = co_await admit(wire, with->limits, std::move(farewell));
    if (!place) co_return;
    lmtp::session session(wire, with->shared);
    co_await session.run();
}

class role_store final : public role {
public:
    explicit role_store(board& figures) : board_(figures) {}

    void start(runtime& where, configuration_ptr what, std::vector<service_socket> services,
               std::map<std::string, base::unique_fd> sockets) override {
        runtime_ = &where;
        front_ = std::make_unique<front>(where);
        stores_ = std::make_unique<stores>(what->values(), board_);
        open_dns(what->values());
        net::auth_client::settings asking;
        asking.path = what->values().text("queue_directory") + "/private/auth";
        for (auto& one : where.workers) {
            auto& client = accounts_.emplace_back();
            auto& policies = policies_.emplace_back();
            auto const begin = [&] {
                policies = std::make_unique<mta::smtpd::policy_client>(one->executor(), *names_, base::system_clock());
                client = std::make_unique<net::auth_client>(one->executor(), asking);
                front_->background(one->number()).run("auth", client->run());
            };
            one->call(begin);
        }
        foreign_ = std::make_unique<foreign_auth>(where, *front_);
        local_effects::settings wanted;
        wanted.queue_directory = what->values().text("queue_directory");
        for (auto& one : where.workers) {
            auto& made = effects_.emplace_back();
            auto const begin = [&] { made = std::make_unique<local_effects>(one->executor(), front_->background(one->number()), where.files, wanted); };
            one->call(begin);
        }
        reload(std::move(what), std::move(services), std::move(sockets));
    }

    void reload(configuration_ptr what, std::vector<service_socket> services,
                std::map<std::string, base::unique_fd> sockets) override {
        auto const limit = what->values().duration("command_time_limit");
        for (auto& one : runtime_->workers) one->call([&] { effects_[one->number()]->limit_commands(limit); });
        stores_->use(what->values());
        auto const next = std::make_shared<generation>(std::move(what));
        auto const mail_owner = find_user(next->config->values().text("mail_owner"));
        for (auto& one : runtime_->workers)
            next->owners.push_back(std::make_unique<owners>(next->rules, next->local, *accounts_[one->number()], *stores_, runtime_->lookups, runtime_->files));
        for (auto& one : runtime_->workers) {
            auto& owners = *next->owners[one->number()];
            owners.share(std::make_shared<shared_mail>(one->executor(), owners, *stores_));
        }
        std::vector<std::string> keys;
        for (auto const& service : services) {
            auto const at = sockets.find(service.key);
            if (service.command == "store-admin") {
                if (at != sockets.end()) admin_.open(*runtime_->workers[0], std::move(at->second));
                continue;
            }
            keys.push_back(service.key);
            auto made = handlers_for(next, service);
            if (at == sockets.end()) front_->replace(service, std::move(made));
            else front_->open(service, std::move(at->second), std::move(made), all_connections(board_, protocol_of(service)));
        }
        front_->keep_only(keys);
        auto const find = [next, home = runtime_->workers[0]->executor()](std::string const& account) {
            auto found = boost::asio::co_spawn(home, next->owners[0]->find(account), boost::asio::use_future).get();
            return found && !*found ? system_mailbox_of(*next->local, *next->rules, account) : found;
        };
        admin_.use({*stores_, find, mail_owner ? mail_owner->uid : ::geteuid()});
    }

    // Programs that deliveries wait for get half of the time to end by themselves.
    bool stop(std::chrono::milliseconds grace) override {
        bool all = admin_.stop(grace / 2);
        all &= front_->stop_sessions(grace / 2);
        if (!all) {
            for (auto& one : runtime_->workers) one->call([&] { effects_[one->number()]->cut(); });
            all = front_->stop_sessions(grace / 2) && admin_.stop(std::chrono::milliseconds(0));
        }
        for (auto& one : runtime_->workers) one->call([&] { accounts_[one->number()]->stop(); });
        foreign_->stop();
        all &= front_->stop_background(std::chrono::milliseconds(500));
        if (!all) return false;
        foreign_->destroy();
        for (auto& one : runtime_->workers)
            one->call([&] {
                effects_[one->number()].reset();
                accounts_[one->number()].reset();
                policies_[one->number()].reset();
            });
        stores_->finish();
        return true;
    }

private:
    static protocol protocol_of(service_socket const& service) {
        return service.command == "imapd" ? protocol::imap : service.command == "pop3d" ? protocol::pop3 : protocol::lmtp;
    }

    void open_dns(conf::settings const& values) {
        net::resolver_settings wanted;
        wanted.server = values.text("dns_resolver");
        wanted.trust_anchor_file = values.text("dns_trust_anchor_file");
        dns_ = std::make_unique<net::resolver>(runtime_->workers[0]->executor(), wanted);
        names_ = std::make_unique<dns_names>(*dns_);
    }

    std::unique_ptr<net::limited_authenticator> who_for(char const* prefix, service_socket const& service, limits_ptr const& limits, std::size_t n) {
        return std::make_unique<net::limited_authenticator>(foreign_->of(prefix, service.values, n, *accounts_[n]), limits);
    }

    handlers handlers_for(generation_ptr const& from, service_socket const& service) {
        handlers out;
        auto const kind = protocol_of(service);
        auto const* program = kind == protocol::imap ? "imap-login" : kind == protocol::pop3 ? "pop3-login" : "lmtpd";
        auto const limits = client_limits_of(service, program, counts_);
        auto const rules = kind == protocol::lmtp ? lmtp_client_settings(service.values, generation::report) : nullptr;
        for (auto& one : runtime_->workers) {
            auto const made = std::make_shared<net::session_set::service>();
            made->kind = service.command == "imapd" ? "imap" : service.command == "pop3d" ? "pop3" : "lmtp";
            made->open = &open_sessions(board_, protocol_of(service));
            made->what = service.command == "imapd"   ? imap_handler(from, service, limits, one->number())
                         : service.command == "pop3d" ? pop3_handler(from, service, limits, one->number())
                                                      : lmtp_handler(from, service, limits, rules, one->number());
            out.push_back(made);
        }
        return out;
    }

    net::session_set::handler imap_handler(generation_ptr const& from, service_socket const& service, limits_ptr const& limits, std::size_t n) {
        auto who = who_for("imapd", service, limits, n);
        auto& asked = *who;
        auto const with = std::shared_ptr<imap_service>(new imap_service{
            from, limits, std::move(who), {asked, *from->owners[n], runtime_->files, base::system_clock(), texts_, books_, lists_}, imap_settings(service.values),
            tls_for("imapd", service.values, from->config->secrets, from->config->tickets), service.values.yes("imapd_tls_wrappermode")});
        return [with](net::stream& wire) { return serve_imap(with, wire); };
    }

    net::session_set::handler pop3_handler(generation_ptr const& from, service_socket const& service, limits_ptr const& limits, std::size_t n) {
        auto who = who_for("pop3d", service, limits, n);
        auto tls = tls_for("pop3d", service.values, from->config->secrets, from->config->tickets);
        struct made_with : pop3_service {
            made_with(generation_ptr whence, limits_ptr most, std::unique_ptr<net::limited_authenticator> asked, pop3::settings wanted, pop3::accounts& whose, net::disk_pool& disk,
                      std::shared_ptr<net::tls_context const> tls, pop3::login_delays& delays, bool wrapped)
                : pop3_service{std::move(whence), std::move(most), std::move(asked), std::move(wanted), {settings, *who, whose, disk, base::system_clock(), std::move(tls), &delays}, wrapped} {}
        };
        auto const with = std::make_shared<made_with>(from, limits, std::move(who), pop3_settings(service.values), *from->owners[n],
                                                      runtime_->files, std::move(tls), pop3_delays_, service.values.yes("pop3d_tls_wrappermode"));
        return [with](net::stream& wire) { return serve_pop3(with, wire); };
    }

    net::session_set::handler lmtp_handler(generation_ptr const& from, service_socket const& service, limits_ptr const& limits,
                                           std::shared_ptr<mta::smtpd::settings const> const& rules, std::size_t n) {
        auto const raw = from.get();
        auto in_networks = [raw](net::endpoint const& peer) { return raw->networks.matches_client("unknown", peer.address); };
        auto wanted = lmtp_settings(service.values);
        auto who = who_for("lmtpd", service, limits, n);
        auto clients = rules ? std::make_unique<lmtp_clients>(rules, *names_, runtime_->lookups, *policies_[n]) : nullptr;
        auto const shared = std::shared_ptr<lmtp::services const>(new lmtp::services{
            std::move(wanted), *stores_, *from->owners[n], ids_, front_->sessions(n), who.get(),
            tls_for("lmtpd", service.values, from->config->secrets, from->config->tickets), in_networks, base::system_clock(), effects_[n].get(), clients.get()});
        auto const with = std::shared_ptr<lmtp_service>(new lmtp_service{from, limits, std::move(who), std::move(clients), shared});
        return [with](net::stream& wire) { return serve_lmtp(with, wire); };
    }

    board& board_;
    pop3::login_delays pop3_delays_;
    runtime* runtime_ = nullptr;
    std::unique_ptr<front> front_;
    std::unique_ptr<stores> stores_;
    std::unique_ptr<net::resolver> dns_;
    std::unique_ptr<dns_names> names_;
    std::vector<std::unique_ptr<mta::smtpd::policy_client>> policies_;    // by worker, of lmtpd_client_restrictions
    std::shared_ptr<net::client_counts> const counts_ = std::make_shared<net::client_counts>(base::system_clock());
    std::shared_ptr<std::atomic<std::size_t>> const texts_ = std::make_shared<std::atomic<std::size_t>>(0);    // of all IMAP sessions
    std::shared_ptr<imap::books> const books_ = std::make_shared<imap::books>();    // the same
    std::shared_ptr<imap::summaries> const lists_ = std::make_shared<imap::summaries>();    // the same
    admin_door admin_;
    std::vector<std::unique_ptr<net::auth_client>> accounts_;    // by worker
    std::unique_ptr<foreign_auth> foreign_;                      // refers to them
    std::vector<std::unique_ptr<local_effects>> effects_;        // likewise
    mda::id_source ids_;
};

}  // namespace

std::unique_ptr<role> make_store_role(board& figures) { return std::make_unique<role_store>(figures); }

}  // namespace mailstead::server
