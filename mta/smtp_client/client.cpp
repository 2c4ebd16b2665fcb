#include "mta/smtp_client/client.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/smtp_client/dial.h"
#include "mta/smtp_client/host_security.h"
#include "mta/smtp_client/transfer.h"
#include "net/session_set.h"

namespace mailstead::mta::smtp_client {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
std::string const nobody = "none";    // the relay of who was not spoken to, in Postfix's words
constexpr std::string_view unix_prefix = "unix:", inet_prefix = "inet:";
constexpr std::size_t most_idle = 100;
constexpr std::size_t most_sessions = 100;    // of TLS, remembered for one next hop

// lmtp(8): a Unix socket instead of a host.
bool is_socket(settings const& how, std::string_view hop) noexcept { return how.is_lmtp() && hop.starts_with(unix_prefix); }

// As tables know it: lmtp(8)'s next hops say how they are meant.
std::string key_of(settings const& how, std::string const& hop) {
    auto const& prefix = is_socket(how, hop) ? unix_prefix : inet_prefix;
    return how.is_lmtp() && hop.starts_with(prefix) ? hop.substr(prefix.size()) : hop;
}

mail_host socket_host(settings const& how, std::string const& path) {
    mail_host out;
    out.name = how.hostname;
    out.address = path;
    out.path = path.starts_with('/') ? path : how.queue_directory + '/' + path;
    out.port = 0;
    out.is_best = out.is_sure = true;
    return out;
}

// TLS on a private channel is for who asks for it by name, as in Postfix: encryption alone gains nothing, and there is no DNS
// to look into.
trouble fit_to_socket(tls_policy& policy, std::string const& path) {
    trouble why;
    if (policy.level == tls_level::dane_only) {
        why.status = "4.7.5";
        why.text = fmt::format("TLS policy dane-only cannot be kept over the Unix socket {}", path);
    } else if (policy.level == tls_level::may || policy.level == tls_level::dane) {
        base::log::warning("lmtp", "{}: opportunistic TLS encryption is not appropriate for unix-domain destinations.", path);
        policy.level = tls_level::none;
    }
    return why;
}

net::task<void> sleep_until(net::executor home, clock::time_point when) {
    asio::steady_timer timer(home, when);
    auto const [error] = co_await timer.async_wait(tuple_awaitable);
    static_cast<void>(error);
}

}  // namespace

class client::pool : public std::enable_shared_from_this<client::pool> {
public:
    pool(surroundings with, std::string transport, std::string next_hop)
        : with_(std::move(with)), transport_(std::move(transport)), next_hop_(std::move(next_hop)), fibres_(with_.home),
          alarm_(with_.home) {}

    std::string const& next_hop() const noexcept { return next_hop_; }

    net::task<lmtp::transaction_result> deliver(lmtp::transaction what) {
        counted const mine(pending_);
        attempt one(std::move(what));
        journey way;
        way.how = with_.settings_of(transport_);
        if (!way.how->dns_filter.empty()) way.filtered.emplace(with_.from, way.how->dns_filter, with_.lookups);
        way.keeps = co_await keeps_connections(*way.how, one.what().more_follows);
        co_await over_kept(one, way);
        co_await over_hosts(one, way);
        auto out = one.take_result();
        auto const ready = way.ready.value_or(clock::now());    // never: all of it was setting up
        out.setup = std::chrono::duration_cast<std::chrono::microseconds>(ready - way.begun).count();
        co_return out;
    }

    net::task<void> stop(std::chrono::milliseconds grace) {
        stopping_ = true;
        for (auto& each : idle_) each.until = clock::time_point::min();
        alarm_.cancel();
        auto const end = clock::now() + grace;
        while (pending_ > 0 && clock::now() < end) co_await sleep_until(with_.home, clock::now() + step);
        while (pending_ > 0) {
            cut();
            co_await sleep_until(with_.home, clock::now() + step);
        }
        // Whoever does not answer QUIT is not waited for either.
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock::now());
        bool ended = co_await fibres_.stop(std::max(left, least_goodbye));
        while (!ended) {
            cut();
            ended = co_await fibres_.stop(step);
        }
    }

private:
    static constexpr auto step = std::chrono::milliseconds(2);
    static constexpr auto least_goodbye = std::chrono::milliseconds(50);

    struct counted {
        explicit counted(std::size_t& which) : number(which) { ++number; }
        ~counted() { --number; }
        counted(counted const&) = delete;
        std::size_t& number;
    };

    struct kept {
        std::unique_ptr<connection> through;
        clock::time_point until;
    };

    // One attempt's way through the hosts.
    struct journey {
        std::shared_ptr<settings const> how;
        std::set<std::string> seen;     // addresses with their ports
        std::size_t sessions = 0;
        clock::time_point begun = clock::now();
        std::optional<clock::time_point> ready;    // the first connection that the message could go over
        bool tried = false;             // a host has said something
        bool keeps = false;             // connections are kept for the next message
        std::optional<filtered_names> filtered = {};    // where smtp_dns_reply_filter is set

        static std::string key(mail_host const& host) { return fmt::format("{} {}", host.address, host.port); }
        bool is_new(mail_host const& host) { return seen.insert(key(host)).second; }
        bool has_seen(mail_host const& host) const { return seen.contains(key(host)); }
        // It was called off: nothing is known of it.
        void forget(mail_host const& host) { seen.erase(key(host)); }
        bool has_sessions_left() const { return how->session_limit == 0 || sessions < how->session_limit; }
    };

    template <class What>
    struct listed {
        listed(std::vector<What*>& list, What* entry) : all(list), which(entry) { all.push_back(which); }
        ~listed() { std::erase(all, which); }
        listed(listed const&) = delete;
        std::vector<What*>& all;
        What* which;
    };

    // Those that are still to be tried.
    using candidates = std::deque<mail_host>;

    void cut() {
        for (auto* each : dialling_) each->cut();
        for (auto* each : busy_) each->cut();
    }

    net::task<bool> keeps_connections(settings const& how, bool more_follows) {
        bool const on_demand = how.cache_on_demand && more_follows;
        if (on_demand || how.cache_destinations.empty()) co_return on_demand;
        auto look = [&how, hop = first_hop(how)]() -> base::result<std::string> {
            auto const found = how.cache_destinations.matches(hop);
            return std::string(found && *found ? "yes" : "");
        };
        auto const answer = co_await net::blocking(with_.lookups, look);
        co_return answer && !answer->empty();
    }

    // Connections that another message has left open.
    net::task<void> over_kept(attempt& what, journey& way) {
        while (!what.is_over() && !stopping_) {
            auto through = take_kept(way.how);
            if (!through) co_return;
            bool const used = co_await use(std::move(through), what, way);
            if (used) co_return;
        }
    }

    net::task<void> over_hosts(attempt& what, journey& way) {
        auto hops = split_next_hops(next_hop_);
        for (auto const& one : way.how->fallback_relays) hops.push_back(one);
        for (std::size_t i = 0; i < hops.size() && !what.is_over(); ++i) {
            if (stopping_) co_return shut(what);
            trouble why;
            bool const go_on = co_await over_hop(hops[i], what, way, why);
            if (what.is_over()) co_return;
            amend(why, hops[i], *way.how);
            if (!why.status.empty()) what.fail_all(why, nobody);
            if (!go_on) break;
        }
        what.end_of_host();
    }

    // False: no other next hop is to be tried. Without hosts, `why` is set.
    net::task<bool> over_hop(std::string hop, attempt& what, journey& way, trouble& why) {
        if (is_socket(*way.how, hop)) co_return co_await over_socket(std::move(hop), what, way, why);
        auto const where = parse_destination(hop, way.how->hosts.port);
        if (!where) {
            // A name that has no form in the DNS is the recipient's; what else cannot be read stands in our configuration.
            bool const ours = base::is_ascii(hop);
            why.status = ours ? "4.3.5" : "5.4.4";
            why.text = fmt::format("Invalid next-hop destination: {}", hop);
            if (ours) base::log::warning(way.how->program(), "transport {}: invalid next-hop destination: {}", transport_, base::printable(hop));
            co_return true;
        }
        auto const found = co_await find_hosts(names_for(way), way.how->hosts, *where);
        if (found.hosts.empty()) why = found.why;
        if (found.why.loops) co_return false;
        errand job;
        job.next_hop = key_of(*way.how, hop);
        job.domain = where->name;
        job.sender = what.what().sender;
        if (!found.hosts.empty()) why = co_await find_policy(*way.how, job);
        if (!why.status.empty()) co_return true;
        if (!found.hosts.empty()) co_await find_sts(*way.how, *where, job);
        candidates left(found.hosts.begin(), found.hosts.end());
        while (!left.empty() && !what.is_over()) {
            if (stopping_) {
                shut(what);
                co_return false;
            }
            auto host = std::move(left.front());
            left.pop_front();
            if (!way.is_new(host)) continue;
            bool const more = co_await over_host(std::move(host), left, job, what, way);
            what.end_of_host();
            if (!more || !way.has_sessions_left()) break;
        }
        // Who is an exchanger of the domain himself does not hand its mail to outsiders.
        co_return !found.we_are_exchanger;
    }

    net::task<bool> over_socket(std::string hop, attempt& what, journey& way, trouble& why) {
        errand job;
        job.next_hop = key_of(*way.how, hop);
        job.domain = way.how->hostname;
        job.sender = what.what().sender;
        auto const host = socket_host(*way.how, job.next_hop);
        why = co_await find_policy(*way.how, job);
        if (why.status.empty()) why = fit_to_socket(job.policy, job.next_hop);
        if (!why.status.empty() || !way.is_new(host)) co_return true;
        candidates none;
        bool const more = co_await over_host(host, none, job, what, way);
        static_cast<void>(more);
        what.end_of_host();
        co_return true;
    }

    names& names_for(journey& way) {
        if (way.filtered) return *way.filtered;
        return with_.from;
    }

    // The TLS that the errand gets; trouble: no mail may go, since nobody knows how.
    net::task<trouble> find_policy(settings const& how, errand& job) {
        auto look = [&how, &job]() -> base::result<std::string> {
            std::string words;
            auto policy = find_tls_policy(how.tls, job.next_hop, words);
            if (!policy) return words;
            job.policy = std::move(*policy);
            if (job.policy.level != tls_level::none) job.context = how.tls.contexts->get(job.policy, words);
            if (!words.empty()) base::log::warning(how.program(), "TLS is not available: {}", words);
            return std::string();
        };
        // Making a context reads files; a policy of none needs nothing.
        bool const waits = how.tls.level != tls_level::none || !how.tls.policies.empty();
        base::result<std::string> asked = std::string();
        if (waits) asked = co_await net::blocking(with_.lookups, look);
        else asked = look();
        trouble why;
        if (asked && asked->empty()) co_return why;
        why.status = "4.7.5";
        why.text = "client TLS configuration problem";
        if (asked) base::log::warning(how.program(), "TLS policy lookup for {}: {}", job.next_hop, *asked);
        co_return why;
    }

    // For the domain's reports; nobody waits.
    void count(settings const& how, errand const& job, std::optional<tls_session_record> what) {
        if (with_.reports && how.tls.reports && job.is_reported && what) with_.reports->note(std::move(*what));
    }

    // What the domain publishes about its exchangers' TLS.
    net::task<void> find_sts(settings const& how, destination const& where, errand& job) {
        job.is_reported = is_found_by_exchanger(how, where);
        if (!with_.sts || !may_have_sts(how, where, job.policy)) co_return;
        auto answer = co_await with_.sts->ask(where.name);
        count(how, job, session_record(where.name, answer));
        job.sts = std::move(answer.policy);
        job.sts_text = std::move(answer.text);
    }

    // False: no other host is to be tried. One of `others` may be taken instead, which is not in there afterwards.
    net::task<bool> over_host(mail_host host, candidates& others, errand const& job, attempt& what, journey& way) {
        if (std::exchange(way.tried, true)) note(what, *way.how);
        auto mine = job;
        bool may_go = co_await secure(host, mine, what, way);
        if (!may_go) co_return true;
        auto const meant = host.address;
        auto wire = co_await reach(host, others, what, way);
        if (!wire) co_return true;
        if (host.address != meant) {
            mine = job;
            may_go = co_await secure(host, mine, what, way);
            if (!may_go) co_return true;
        }
        auto why = trouble();
        auto through = co_await open(std::move(wire), host, mine, way, why);
        // RFC 7435: TLS that does not work is no worse than none.
        bool const again = !why.status.empty() && through->has_failed_handshake() && mine.policy.level == tls_level::may && !way.how->tls.wrapper;
        if (again && !stopping_) {
            leave(std::move(through), false);
            sessions_.erase(session_key(host, mine.domain));
            mine.policy.level = tls_level::none;
            candidates none;
            wire = co_await reach(host, none, what, way);
            if (!wire) co_return true;
            through = co_await open(std::move(wire), host, mine, way, why);
        }
        if (why.status.empty()) {
            bool const used = co_await use(std::move(through), what, way);
            static_cast<void>(used);
            co_return true;
        }
        if (mine.policy.sts == sts_role::enforce && why.status.starts_with("4.7.")) why.text += fmt::format(" (MTA-STS policy of {})", mine.domain);
        amend(why, mine.next_hop, *way.how);
        what.fail_all(why, host.relay());
        through->spoil();
        leave(std::move(through), false);
        co_return !why.loops;
    }

    // The TLS for this host. False: no mail may go there, and `what` knows why.
    net::task<bool> secure(mail_host const& host, errand& job, attempt& what, journey& way) {
        auto const no = co_await secure_host(names_for(way), with_.lookups, *way.how, host, job);
        count(*way.how, job, session_record(host, job, no));
        if (no.status.empty()) co_return true;
        what.fail_all(no, nobody);
        base::log::info(way.how->program(), "TLS policy lookup for {}/{}: {}", job.next_hop, host.name, no.text);
        co_return false;
    }

    // A wire to `host`; or to its rival among `others`, which then stands in `host`, and the one called off in its place. Null:
    // `what` knows why.
    net::task<std::unique_ptr<net::stream>> reach(mail_host& host, candidates& others, attempt& what, journey& way) {
        auto const rival = rival_of(host, others, way);
        std::optional<mail_host> beside;
        if (rival != others.end()) beside = *rival;
        auto const race = std::make_shared<contest>(with_.home, way.how, host, std::move(beside));
        {
            listed const entry(dialling_, race.get());
            co_await contest::run(race, fibres_);
        }
        bool host_failed = false, rival_failed = false;
        for (auto const* lost : race->failed()) {
            what.fail_all(lost->why(), nobody);
            base::log::info(way.how->program(), "{}", lost->why().text);
            (race->is_rival(*lost) ? rival_failed : host_failed) = true;
        }
        auto* const winner = race->winner();
        if (winner && race->is_rival(*winner)) {
            if (!host_failed) way.forget(host);
            std::swap(host, *rival);
            static_cast<void>(way.is_new(host));
            if (host_failed) others.erase(rival);
        } else if (rival_failed) {
            static_cast<void>(way.is_new(*rival));
            others.erase(rival);
        }
        co_return winner ? winner->take() : nullptr;
    }

    // RFC 8305 §4, §5: the next one that is as good and of the other family.
    static candidates::iterator rival_of(mail_host const& host, candidates& others, journey const& way) {
        auto const fits = [&](mail_host const& one) {
            return one.preference == host.preference && one.is_v6() != host.is_v6() && !way.has_seen(one);
        };
        return std::find_if(others.begin(), others.end(), fits);
    }

    static std::string session_key(mail_host const& host, std::string const& domain) { return host.relay() + ' ' + domain; }

    // The connection as far as it got.
    net::task<std::unique_ptr<connection>> open(std::unique_ptr<net::stream> wire, mail_host const& host, errand job, journey& way, trouble& why) {
        auto const session = sessions_.find(session_key(host, job.domain));
        // What a session remembers of a certificate is not looked at again.
        if (session != sessions_.end() && job.policy.sts == sts_role::none) job.session = session->second;
        auto through = make_connection(way.how, host, job);
        {
            listed const entry(busy_, through.get());
            why = co_await through->open(std::move(wire));
        }
        count(*way.how, job, session_record(*through, job, why));
        co_return through;
    }

    std::unique_ptr<connection> make_connection(std::shared_ptr<settings const> const& how, mail_host const& host, errand const& job) {
        auto made = std::make_unique<connection>(how, host, job, with_.lookups, with_.tell_postmaster);
        if (!how->notices_from.empty() && job.sender == how->notices_from) made->keep_quiet();
        return made;
    }

    // The next connection may begin where this one was.
    void remember(connection& through) {
        if (!through.wire().is_tls()) return;
        if (sessions_.size() >= most_sessions) sessions_.clear();
        auto session = net::session_of(through.wire());
        if (session.native()) sessions_.insert_or_assign(session_key(through.host(), through.domain()), std::move(session));
    }

    // False: the connection had been idle and was gone; the message has not been begun.
    net::task<bool> use(std::unique_ptr<connection> through, attempt& what, journey& way) {
        if (!way.ready) way.ready = clock::now();
        transfer one(*through, what);
        auto how = transfer::end::done;
        {
            listed const entry(busy_, through.get());
            how = co_await one.run();
        }
        if (how == transfer::end::untouched) {
            leave(std::move(through), false);
            co_return false;
        }
        static_cast<void>(way.is_new(through->host()));
        way.tried = true;
        if (how != transfer::end::unfit) ++way.sessions;    // smtp_mx_session_limit does not keep a message from a server that can
        what.end_of_host();
        remember(*through);
        leave(std::move(through), way.keeps);
        co_return true;
    }

    // Kept for the next message, or closed.
    void leave(std::unique_ptr<connection> through, bool keeps) {
        auto const& how = through->rules();
        bool const old = how.reuse_count > 0 && through->uses() >= how.reuse_count;
        bool const late = clock::now() - through->since() >= how.reuse_time;
        // A less good host, or one that another sender has logged in to, is not for the next message.
        bool const special = !through->host().is_best || through->next_hop() != first_hop(how) || how.login.by_sender;
        if (stopping_ || through->is_spoilt() || old || late || special || !keeps || idle_.size() >= most_idle) {
            fibres_.run("smtp", say_goodbye(shared_from_this(), std::move(through)));
            return;
        }
        kept one;
        one.until = clock::now() + how.cache_time;
        one.through = std::move(through);
        idle_.push_back(std::move(one));
        if (std::exchange(watched_, true)) return;
        fibres_.run("smtp", watch(shared_from_this()));
    }

    // The newest one, since it is the likeliest to live.
    std::unique_ptr<connection> take_kept(std::shared_ptr<settings const> const& how) {
        for (auto at = idle_.size(); at-- > 0;) {
            auto& one = idle_[at];
            if (one.until <= clock::now() || one.through->shared_rules() != how) continue;
            auto out = std::move(one.through);
            idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(at));
            return out;
        }
        return nullptr;
    }

    static net::task<void> say_goodbye(std::shared_ptr<pool> self, std::unique_ptr<connection> through) {
        listed const entry(self->busy_, through.get());
        co_await through->quit();
    }

    // Closes what nobody has wanted for a while; lives as long as there is anything.
    static net::task<void> watch(std::shared_ptr<pool> self) {
        while (!self->idle_.empty()) {
            self->alarm_.expires_at(self->first_end());
            if (!self->stopping_) co_await self->alarm_.async_wait(tuple_awaitable);
            auto const is_over = [now = clock::now()](kept const& one) { return one.until <= now; };
            auto const at = std::find_if(self->idle_.begin(), self->idle_.end(), is_over);
            if (at == self->idle_.end()) continue;
            auto through = std::move(at->through);
            self->idle_.erase(at);
            self->fibres_.run("smtp", say_goodbye(self, std::move(through)));
        }
        self->watched_ = false;
    }

    std::string first_hop(settings const& how) const {
        auto const hops = split_next_hops(next_hop_);
        return hops.empty() ? std::string() : key_of(how, hops.front());
    }

    clock::time_point first_end() const {
        auto const earlier = [](kept const& a, kept const& b) { return a.until < b.until; };
        return std::min_element(idle_.begin(), idle_.end(), earlier)->until;
    }

    static void shut(attempt& what) {
        trouble why;
        why.status = "4.3.2";
        why.text = "mail system is shutting down";
        what.fail_all(why, nobody);
    }

    // A relay that the administrator names and that cannot be found or does not talk to us is his mistake, not the sender's:
    // the mail is kept.
    static void amend(trouble& why, std::string const& hop, settings const& how) {
        if (why.status.empty() || why.is_soft()) return;
        auto const& fallbacks = how.fallback_relays;
        bool const is_fallback = std::find(fallbacks.begin(), fallbacks.end(), hop) != fallbacks.end();
        if (!is_fallback && (how.relayhost.empty() || hop != how.relayhost)) return;
        base::log::warning(how.program(), "{} configuration problem", is_fallback ? how.parameter("fallback_relay") : "relayhost");
        why.status = "4.3.5";
    }

    static void note(attempt const& what, settings const& how) {
        auto const words = what.last_words();
        if (!words.empty() && !words.starts_with("connect to ")) base::log::info(how.program(), "{}: {}", what.id(), words);
    }

    surroundings with_;
    std::string transport_;
    std::string next_hop_;
    net::session_set fibres_;
    asio::steady_timer alarm_;    // of the watch over idle connections
    std::vector<kept> idle_;
    std::vector<connection*> busy_;
    std::vector<contest*> dialling_;
    std::map<std::string, net::tls_session> sessions_;    // of TLS, by server
    std::size_t pending_ = 0;
    bool watched_ = false;
    bool stopping_ = false;
};

client::client(surroundings with, std::string transport, std::string next_hop)
    : pool_(std::make_shared<pool>(std::move(with), std::move(transport), std::move(next_hop))) {}

client::~client() = default;

net::task<lmtp::transaction_result> client::deliver(lmtp::transaction what) { return pool_->deliver(std::move(what)); }

std::string const& client::relay() const noexcept { return pool_->next_hop(); }

net::task<void> client::stop(std::chrono::milliseconds grace) { return pool_->stop(grace); }

}  // namespace mailstead::mta::smtp_client
