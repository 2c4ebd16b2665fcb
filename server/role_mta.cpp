// The role mta: smtpd, the queue with its scheduler, and the sockets that tools ask (design: processes).
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "conf/domains.h"
#include "mta/notice/poster.h"
#include "mta/pickup/internal_mail.h"
#include "mta/pickup/local_stream.h"
#include "mta/pickup/maildrop.h"
#include "mta/pickup/session.h"
#include "mta/queue/carrier.h"
#include "mta/queue/flush_site.h"
#include "mta/queue/moves.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/scheduler.h"
#include "mta/queue/showq.h"
#include "mta/queue/storage.h"
#include "mta/route/relocated.h"
#include "mta/route/route.h"
#include "mta/smtpd/session.h"
#include "mta/smtpd/table_recipients.h"
#include "mta/verify/probe.h"
#include "net/auth_client.h"
#include "net/resolver.h"
#include "server/board.h"
#include "server/certificates.h"
#include "server/control_service.h"
#include "server/dns_names.h"
#include "server/foreign_auth.h"
#include "server/front.h"
#include "server/introspection.h"
#include "server/role.h"
#include "server/screens.h"
#include "server/settings_cleanup.h"
#include "server/settings_pickup.h"
#include "server/settings_pipe.h"
#include "server/settings_queue.h"
#include "server/settings_smtp_client.h"
#include "server/settings_smtpd.h"
#include "server/settings_verify.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

namespace pickup = mta::pickup;
namespace queue = mta::queue;
namespace smtpd = mta::smtpd;
namespace asio = boost::asio;

void report(conf::problem const& problem) { base::log::warning("master", "{}", problem.message()); }

// The scheduler's routes: those of the newest configuration. On the scheduler's thread.
class live_routes final : public mta::route::resolver {
public:
    struct set {
        std::shared_ptr<conf::domains const> domains;
        std::unique_ptr<mta::route::resolver> routes;    // refers to domains
    };
    void take(std::shared_ptr<set> next) { now_ = std::move(next); }

    std::shared_ptr<mta::route::target const> remembered(std::string_view sender, std::string_view address) override {
        return now_->routes->remembered(sender, address);
    }
    // A question under way keeps the routes it was asked of.
    net::task<base::result<std::shared_ptr<mta::route::target const>>> resolve(std::string sender, std::string address) override {
        auto const asked = now_;
        co_return co_await asked->routes->resolve(std::move(sender), std::move(address));
    }
    std::shared_ptr<mta::route::target const> filter(std::string_view value, std::string_view address) override {
        return now_->routes->filter(value, address);
    }
    std::shared_ptr<mta::route::target const> at_best_exchanger(std::string_view address) override {
        return now_->routes->at_best_exchanger(address);
    }

private:
    std::shared_ptr<set> now_;
};

// What one configuration made; sessions in progress keep it.
struct generation {
    configuration_ptr config;
    // By what the tables come from, since a line of master.cf may name its own; then by worker.
    std::map<std::string, std::vector<std::unique_ptr<smtpd::table_recipients>>> recipients;
    std::unique_ptr<cleanup_services> cleanup;
    std::shared_ptr<mta::pickup::settings const> pickup;
    std::shared_ptr<conf::domains const> probe_domains;
    std::shared_ptr<mta::route::resolver> probe_routes;     // refers to them
    std::shared_ptr<conf::match_list const> mailq_users, flush_users;    // null: everybody
};
using generation_ptr = std::shared_ptr<generation>;

// One worker's share of the role.
struct bench {
    std::unique_ptr<queue::home> home;
    std::unique_ptr<queue::intake> intake;
    std::unique_ptr<net::auth_client> accounts;
    std::unique_ptr<smtpd::policy_client> policy;
};

// `from` keeps alive what the context refers to.
net::task<void> serve_smtp([[maybe_unused]] generation_ptr from, std::shared_ptr<smtpd::context const> with, net::stream& wire) {
    smtpd::session session(wire, *with);
    co_await session.run();
}

// `sendmail -bs`: SMTP for whom authorized_submit_users lets submit.
net::task<void> serve_user([[maybe_unused]] generation_ptr from, std::shared_ptr<smtpd::context const> with,
                           std::shared_ptr<pickup::context const> who, net::stream& wire) {
    auto const refusal = co_await pickup::refusal(*who, wire.peer().peer_uid);
    if (!refusal.empty()) {
        auto const line = "554 5.7.1 " + refusal + "\r\n";
        auto const told = co_await wire.write(line, std::chrono::seconds(10));
        static_cast<void>(told);
        co_return;
    }
    pickup::local_stream local(wire);
    smtpd::session session(local, *with);
    co_await session.run();
}

net::task<void> serve_forward([[maybe_unused]] generation_ptr from, std::shared_ptr<pickup::context const> with, net::stream& wire) {
    co_await pickup::serve_forward(wire, *with);
}

net::task<void> serve_pickup([[maybe_unused]] generation_ptr from, std::shared_ptr<pickup::context const> with, net::stream& wire) {
    co_await pickup::serve(wire, *with);
}

net::task<void> serve_introspection(std::shared_ptr<introspection_service> with, net::stream& wire) { co_await with->serve(wire); }

class role_mta final : public role {
public:
    explicit role_mta(board& figures) : board_(figures) {}

    void start(runtime& where, configuration_ptr what, std::vector<service_socket> services,
               std::map<std::string, base::unique_fd> sockets) override {
        runtime_ = &where;
        front_ = std::make_unique<front>(where);
        open_queue(what->values());
        open_dns(what->values());
        for (auto& one : where.workers) benches_.push_back(make_bench(*one, what->values()));
        open_scheduler(what->values());
        flusher_ = std::make_unique<queue::site_flusher>(queue::site_flusher::parts{*storage_, *benches_[0].home, *scheduler_, front_->background(0)});
        foreign_ = std::make_unique<foreign_auth>(where, *front_);
        screens_ = std::make_unique<screens>(where, *front_, *names_);
        control_ = std::make_unique<control_service>(board_, *storage_, *benches_[0].home, *scheduler_, runtime_->files);
        reload(std::move(what), std::move(services), std::move(sockets));
        auto const begin = [this] {
            scheduler_->start();
            front_->background(0).run("pickup", maildrop_->run());
            front_->background(0).run("verify", verifier_->run());
            front_->background(0).run("smtp", sts_->run());
            front_->background(0).run("smtp", tls_reports_->run());
        };
        where.workers[0]->call(begin);
    }

    void reload(configuration_ptr what, std::vector<service_socket> services,
                std::map<std::string, base::unique_fd> sockets) override {
        auto const next = std::make_shared<generation>();
        next->config = std::move(what);
        next->cleanup = std::make_unique<cleanup_services>(next->config->files, report);
        auto transports = std::make_shared<smtp_transports const>(next->config->files, next->config->secrets, report);
        runtime_->workers[0]->call([&] { transports_ = std::move(transports); });
        take_routes(next->config->files);
        take_pickup(*next);
        take_probes(next);
        std::vector<std::string> keys;
        for (auto const& service : services) {
            keys.push_back(service.key);
            serve(next, service, sockets);
        }
        front_->keep_only(keys);
    }

    // Sessions first: they may still hand mail in; then the scheduler gives back what is in flight; then the queue closes.
    bool stop(std::chrono::milliseconds grace) override {
        auto const first = runtime_->workers[0]->executor();
        runtime_->workers[0]->call([this] {
            maildrop_->stop();
            verifier_->stop();
            sts_->stop();
        });
        bool all = front_->stop_sessions(grace / 2);
        runtime_->workers[0]->call([this] { dns_->stop(); });
        asio::co_spawn(first, scheduler_->stop(grace / 2), asio::use_future).get();
        runtime_->workers[0]->call([this] { tls_reports_->stop(); });
        for (std::size_t i = 0; i < benches_.size(); ++i) runtime_->workers[i]->call([&] { benches_[i].accounts->stop(); });
        foreign_->stop();
        all &= front_->stop_background(std::chrono::milliseconds(500));
        storage_->stop();
        auto const empty = [this](std::size_t i) {
            benches_[i].policy.reset();
            benches_[i].accounts.reset();
        };
        if (all) foreign_->destroy();
        for (std::size_t i = 0; all && i < benches_.size(); ++i) runtime_->workers[i]->call([&] { empty(i); });
        return all;
    }

private:
    void open_queue(conf::settings const& values) {
        auto opened = queue::storage::open(queue_settings(values, report), base::system_clock());
        if (!opened) {
            auto const why = fmt::format("the queue in {} cannot be opened: {}", values.text("queue_directory"), opened.error().message());
            base::log::error("qmgr", "fatal: {}", why);
            throw unusable_queue(why);
        }
        storage_ = std::move(*opened);
    }

    bench make_bench(worker& on, conf::settings const& values) {
        bench out;
        out.home = std::make_unique<queue::home>(on.executor());
        out.intake = queue::make_intake(*storage_, *out.home, runtime_->files);
        net::auth_client::settings asking;
        asking.path = values.text("queue_directory") + "/private/auth";
        auto const begin = [&] {
            out.accounts = std::make_unique<net::auth_client>(on.executor(), asking);
            out.policy = std::make_unique<smtpd::policy_client>(on.executor(), *names_, base::system_clock());
            front_->background(on.number()).run("auth", out.accounts->run());
        };
        on.call(begin);
        return out;
    }

    void open_dns(conf::settings const& values) {
        net::resolver_settings wanted;
        wanted.server = values.text("dns_resolver");
        wanted.trust_anchor_file = values.text("dns_trust_anchor_file");
        dns_ = std::make_unique<net::resolver>(runtime_->workers[0]->executor(), wanted);
        names_ = std::make_unique<dns_names>(*dns_);
    }

    void open_scheduler(conf::settings const& values) {
        outside_names_ = mta::smtp_client::make_names(*dns_, runtime_->lookups);
        auto const known = [this](std::string const& transport) { return transports_->of(transport); };
        auto const first = runtime_->workers[0]->executor();
        mta::smtp_client::sts_policies::parts const asking_sts{first, *outside_names_, front_->background(0), runtime_->files, base::system_clock()};
        sts_ = std::make_unique<mta::smtp_client::sts_policies>(asking_sts, sts_settings(values));
        mta::smtp_client::tls_reports::parts const counting{first, *outside_names_, runtime_->files, base::system_clock()};
        tls_reports_ = std::make_unique<mta::smtp_client::tls_reports>(counting, values.text("smtp_tlsrpt_database"));
        mta::smtp_client::surroundings const outside{first, *outside_names_, runtime_->lookups, known, sts_.get(), tls_reports_.get(), tell_postmaster()};
        carriers_ = queue::make_carriers(outside, queue_settings(values));
        pipes_ = std::make_unique<mta::pipe::carriers>(runtime_->workers[0]->executor(), values.text("queue_directory") + "/private/exec",
                                                       *carriers_, runtime_->files);
        mta::milter::parts asking{runtime_->workers[0]->executor(), names_.get()};
        internal_ = std::make_unique<pickup::internal_mail>(runtime_->lookups, base::system_clock(), asking);
        notices_ = std::make_unique<mta::notice::poster>(*benches_[0].intake, *internal_, base::system_clock());
        auto const make = [this] {
            scheduler_ = std::make_unique<queue::scheduler>(
                queue::scheduler::parts{*storage_, *benches_[0].home, front_->background(0), routes_, *pipes_, runtime_->files, internal_.get()});
        };
        runtime_->workers[0]->call(make);
        prober_ = mta::verify::make_prober([this] { return probe_parts_; }, *pipes_, runtime_->lookups, base::system_clock());
        auto const verify = [this, &values] {
            verifier_ = std::make_unique<mta::verify::verifier>(runtime_->workers[0]->executor(), verify_settings(values),
                                                                front_->background(0), runtime_->files, base::system_clock(), *prober_);
        };
        runtime_->workers[0]->call(verify);
    }

    void take_probes(generation_ptr const& next) {
        auto const& values = next->config->values();
        next->probe_domains = std::make_shared<conf::domains const>(values, report);
        next->probe_routes = mta::route::make_resolver(verify_routes(next->config->files), mta::route::tables::open(verify_values(values), report),
                                                       *next->probe_domains, runtime_->lookups);
        mta::verify::probe_parts parts;
        parts.how = next->cleanup->of(values);
        parts.routes = std::shared_ptr<mta::route::resolver>(next, next->probe_routes.get());
        parts.sender = verify_sender(values);
        parts.sender_ttl = values.duration("address_verify_sender_ttl");
        auto const rules = verify_settings(values).rules;
        runtime_->workers[0]->call([&] {
            probe_parts_ = std::move(parts);
            verifier_->use(rules);
        });
    }

    void take_routes(conf::configuration const& files) {
        auto const& values = *files.values;
        auto next = std::make_shared<live_routes::set>();
        next->domains = std::make_shared<conf::domains const>(values, report);
        next->routes = mta::route::make_resolver(route_settings(files, report), mta::route::tables::open(values, report), *next->domains, runtime_->lookups);
        auto moved = conf::maps::open(values.text("relocated_maps"), values, report);
        if (!moved.empty())
            next->routes = mta::route::make_relocating(std::move(next->routes), std::move(moved), conf::search_rules::of("relocated_maps", values),
                                                       *next->domains, runtime_->lookups);
        auto rows = pipe_services(files);
        auto const take = [&] {
            pipes_->use(std::move(rows));
            routes_.take(std::move(next));
        };
        runtime_->workers[0]->call(take);
    }

    void take_pickup(generation& next) {
        next.pickup = pickup_settings(next.config->files, *next.cleanup, report);
        next.mailq_users = users_listed("authorized_mailq_users", next.config->values(), report);
        next.flush_users = users_listed("authorized_flush_users", next.config->values(), report);
        auto internal = internal_mail_settings(next.config->files, *next.cleanup, report);
        auto const take = [&] {
            internal_->use(std::move(internal));
            notices_->use(notice_settings(next.config->values()));
            control_->use_filter(next.pickup->content_filter);
            if (maildrop_) return maildrop_->use(next.pickup);
            maildrop_ = std::make_unique<pickup::maildrop>(
                pickup::maildrop::parts{*storage_, *benches_[0].home, runtime_->files, base::system_clock(), base::system_files(), names_.get()}, next.pickup);
        };
        runtime_->workers[0]->call(take);
    }

    void serve(generation_ptr const& from, service_socket const& service, std::map<std::string, base::unique_fd>& sockets) {
        auto made = handlers_for(from, service);
        auto const at = sockets.find(service.key);
        if (at == sockets.end()) front_->replace(service, std::move(made));
        else front_->open(service, std::move(at->second), std::move(made), all_connections(board_, protocol::smtp));
    }

    std::vector<std::unique_ptr<smtpd::table_recipients>> const& recipients_for(generation& of, conf::settings const& values) {
        auto& made = of.recipients[smtpd::recipient_tables::origin_of(values)];
        if (!made.empty()) return made;
        auto const tables = std::make_shared<smtpd::recipient_tables const>(values, of.config->values(), report);
        auto const& common = of.config->values();
        bool const asks_routes = smtpd::may_be_closed(common);
        auto const ways = asks_routes ? mta::route::tables::open(common, report) : mta::route::tables();
        for (auto& one : benches_) {
            std::unique_ptr<mta::route::resolver> routes;
            if (asks_routes) routes = mta::route::make_resolver(route_settings(of.config->files), ways, tables->domains, runtime_->lookups);
            made.push_back(std::make_unique<smtpd::table_recipients>(tables, *one.accounts, runtime_->lookups, std::move(routes)));
        }
        return made;
    }

    handlers handlers_for(generation_ptr const& from, service_socket const& service) {
        if (service.command == "pickup") return for_pickup(from);
        if (service.command == "forward") return for_forward(from);
        if (service.command == "postscreen") return for_postscreen(from, service);
        bool const is_local = service.command == "smtp-local";
        if (service.command != "smtpd" && !is_local) return on_first(from, service);
        auto const values = is_local ? local_smtp_values(from->config->files) : service.values;
        auto const place = service.line.substr(0, service.line.find(' '));
        auto const calm = smtpd_settings(values, report, place);
        // For new sessions while the service has as many as it may: ${stress?...} in main.cf.
        auto const under_stress = smtpd_settings(values.with({{"stress", "yes"}}), {}, place);
        auto const cleanup = from->cleanup->of(values);
        auto const tls = tls_for("smtpd", service.values, from->config->secrets, from->config->tickets);
        auto const& recipients = recipients_for(*from, values);
        auto const limit = front_->limit_of(service);
        handlers out;
        for (std::size_t i = 0; i < benches_.size(); ++i) {
            auto const context = [&](std::shared_ptr<smtpd::settings const> const& settings) {
                auto& bench = benches_[i];
                return std::shared_ptr<smtpd::context const>(new smtpd::context{
                    settings, *bench.intake, foreign_->of("smtpd", values, i, *bench.accounts), *recipients[i], *names_, base::system_clock(), tls, cleanup,
                    &runtime_->lookups, bench.policy.get(), counts_, verifier_.get(), flush_site(is_local), tell_postmaster()});
            };
            auto const made = std::make_shared<net::session_set::service>();
            made->kind = "smtpd";
            made->open = &open_sessions(board_, protocol::smtp);
            made->what = [from, limit, normal = context(calm), hurried = context(under_stress)](net::stream& wire) {
                return serve_smtp(from, limit && limit->is_full() ? hurried : normal, wire);
            };
            if (is_local)
                made->what = [from, with = context(calm), who = pickup_context(from, i)](net::stream& wire) {
                    return serve_user(from, with, who, wire);
                };
            out.push_back(made);
        }
        return out;
    }

    // ETRN's work is done on the scheduler's thread; the programs of this machine have postqueue -s for it.
    std::function<bool(std::string)> flush_site(bool is_local) {
        if (is_local) return nullptr;
        return [this](std::string site) {
            auto begin = [this, site = std::move(site)]() mutable { flusher_->begin(std::move(site)); };
            asio::post(runtime_->workers[0]->executor(), std::move(begin));
            return true;
        };
    }

    // Notices are made where reports are: on the first worker.
    mta::notice::teller tell_postmaster() {
        return [this](mta::notice::notice what) {
            auto begin = [this, what = std::move(what)]() mutable { front_->background(0).run("notice", notices_->post(std::move(what))); };
            asio::post(runtime_->workers[0]->executor(), std::move(begin));
        };
    }

    handlers for_postscreen(generation_ptr const& from, service_socket const& service) {
        auto const behind = service_behind(from->config->files, service);
        if (!behind) throw std::runtime_error(service.origin + ": postscreen has nowhere to send who passes");
        return screens_->in_front_of(handlers_for(from, *behind), front_->limit_of(*behind), service, *from->config);
    }

    std::shared_ptr<pickup::context const> pickup_context(generation_ptr const& from, std::size_t worker) {
        return std::shared_ptr<pickup::context const>(new pickup::context{
            from->pickup, *benches_[worker].intake, runtime_->lookups, base::system_clock(), [this] { maildrop_->poke(); }, names_.get()});
    }

    handlers for_pickup(generation_ptr const& from) {
        handlers out;
        for (std::size_t i = 0; i < benches_.size(); ++i) {
            auto const made = std::make_shared<net::session_set::service>();
            made->kind = "pickup";
            made->what = [from, with = pickup_context(from, i)](net::stream& wire) { return serve_pickup(from, with, wire); };
            out.push_back(made);
        }
        return out;
    }

    // Aliases and .forward files, as the delivery agent has followed them.
    handlers for_forward(generation_ptr const& from) {
        handlers out;
        for (std::size_t i = 0; i < benches_.size(); ++i) {
            auto const with = std::shared_ptr<pickup::context>(new pickup::context(*pickup_context(from, i)));
            with->agents = delivery_agents(from->config->values());
            with->sent_before = [this, i](mta::forward_mark what) { return sent_before(i, std::move(what)); };
            auto const made = std::make_shared<net::session_set::service>();
            made->kind = "forward";
            made->what = [from, with](net::stream& wire) { return serve_forward(from, with, wire); };
            out.push_back(made);
        }
        return out;
    }

    // The queue id that it was sent on with; empty: it was not.
    net::task<base::result<std::string>> sent_before(std::size_t worker, mta::forward_mark what) {
        std::string id;
        if (what.branch.queue != storage_->queue_number()) co_return id;
        auto work = [&id, &what](queue::store_db& db) -> base::result<void> {
            auto const found = db.forwarded_as(what);
            if (!found) return found.error();
            if (*found) id = queue::id_text(**found);
            return {};
        };
        queue::awaited_change reading(queue::job::kind::read, work);
        auto const failed = co_await queue::perform(storage_->writer(), *benches_[worker].home, reading);
        if (failed) co_return failed;
        co_return id;
    }

    net::task<void> show_queue(generation_ptr from, net::stream& wire) {
        auto const who = wire.peer().peer_uid;
        queue::showq_rights may;
        may.list = co_await pickup::is_listed(from->mailq_users, "authorized_mailq_users", runtime_->lookups, who);
        may.flush = co_await pickup::is_listed(from->flush_users, "authorized_flush_users", runtime_->lookups, who);
        co_await queue::serve_showq(wire, *storage_, *benches_[0].home, *scheduler_, may);
    }

    // showq and control are served where the scheduler lives: on the first worker.
    handlers on_first(generation_ptr const& from, service_socket const& service) {
        auto const made = std::make_shared<net::session_set::service>();
        made->kind = service.command == "showq" ? "showq" : service.command == "introspect" ? "introspect" : "control";
        auto const tokens = service.command == "introspect"
                                ? std::make_shared<introspection_service>(runtime_->workers[0]->executor(), *outside_names_, from->config->values(), from->config->secrets)
                                : nullptr;
        auto introspect = [tokens](net::stream& wire) { return serve_introspection(tokens, wire); };
        auto showq = [this, from](net::stream& wire) { return show_queue(from, wire); };
        auto control = [this](net::stream& wire) { return control_->serve(wire); };
        if (tokens) made->what = introspect;
        else if (service.command == "showq") made->what = showq;
        else made->what = control;
        handlers out(benches_.size());
        out[0] = made;
        return out;
    }

    board& board_;
    runtime* runtime_ = nullptr;
    std::unique_ptr<front> front_;
    std::unique_ptr<queue::storage> storage_;
    std::vector<bench> benches_;
    std::unique_ptr<foreign_auth> foreign_;    // refers to them
    std::unique_ptr<net::resolver> dns_;
    std::unique_ptr<dns_names> names_;
    std::unique_ptr<screens> screens_;
    std::unique_ptr<queue::site_flusher> flusher_;
    std::shared_ptr<net::client_counts> const counts_ = std::make_shared<net::client_counts>(base::system_clock());
    live_routes routes_;
    std::unique_ptr<mta::smtp_client::names> outside_names_;
    std::unique_ptr<mta::smtp_client::sts_policies> sts_;  // on the first worker
    std::unique_ptr<mta::smtp_client::tls_reports> tls_reports_;    // the same
    std::shared_ptr<smtp_transports const> transports_;    // of the newest configuration; on the first worker
    std::unique_ptr<queue::carrier_source> carriers_;
    std::unique_ptr<mta::pipe::carriers> pipes_;
    std::unique_ptr<pickup::internal_mail> internal_;          // on the first worker
    std::unique_ptr<mta::notice::poster> notices_;             // on the first worker
    std::unique_ptr<queue::scheduler> scheduler_;
    mta::verify::probe_parts probe_parts_;                      // on the first worker
    std::unique_ptr<mta::verify::prober> prober_;
    std::unique_ptr<mta::verify::verifier> verifier_;
    std::unique_ptr<control_service> control_;
    std::unique_ptr<pickup::maildrop> maildrop_;
};

}  // namespace

std::unique_ptr<role> make_mta_role(board& figures) { return std::make_unique<role_mta>(figures); }

}  // namespace mailstead::server
