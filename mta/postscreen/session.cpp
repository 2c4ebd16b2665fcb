#include "mta/postscreen/session.h"

#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/postscreen/passed_stream.h"
#include "mta/smtpd/proxy_reader.h"
#include "net/tls.h"
#include "net/tls_words.h"

namespace mailstead::mta::postscreen {
namespace {

constexpr std::size_t read_size = 4096;
constexpr std::size_t early_limit = 4096;              // kept of what comes before the greeting
constexpr std::chrono::seconds write_patience{10};     // replies are short: who does not take them is gone
constexpr std::string_view temporary = "4.3.2 Service currently unavailable";

// "0", "1.5": as Postfix writes times in log lines.
std::string seconds_since(base::steady_time began, base::steady_time now) {
    auto const ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - began).count();
    auto text = fmt::format("{:.{}f}", static_cast<double>(ms) / 1000, ms < 1000 ? 2 : ms < 10000 ? 1 : 0);
    if (text.find('.') == text.npos) return text;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

session::session(net::stream& wire, context with)
    : wire_(wire), with_(std::move(with)), settings_(with_.calm.get()), tests_(settings_->tests), peer_(wire.peer()), local_(wire.local()),
      began_(with_.clock.steady()) {}

std::int64_t session::now() const { return base::unix_seconds(with_.clock.now()); }
void session::log(std::string_view text) const { base::log::info(settings_->service, "{}", text); }
std::string session::describe(net::endpoint const& who) { return fmt::format("[{}]:{}", who.address, who.port); }

task<std::unique_ptr<net::stream>> session::run() {
    std::unique_ptr<net::stream> out;
    bool const known = co_await identify();
    if (!known) co_return out;
    auto step = co_await admit();
    if (step == then::go_on) step = co_await before_greeting();
    if (step == then::leave) {
        co_await part();
        co_return out;
    }
    // Who may pass without a word from us is not made to speak.
    if (engaged_ || (step == then::go_on && tests_.due_behind_greeting())) {
        co_await behind_greeting();
        co_await part();
        co_return out;
    }
    co_await remember();
    counted_.reset();
    out = std::make_unique<passed_stream>(wire_, peer_, local_, std::move(early_));
    co_return out;
}

// Who it is: behind a proxy, what the proxy says.
task<bool> session::identify() {
    if (settings_->behind_proxy) {
        auto const told = co_await smtpd::read_proxy_header(wire_, with_.clock, settings_->proxy_timeout);
        if (!told.found) {
            base::log::warning(settings_->service, "haproxy read: {} from {}", told.why, describe(peer_));
            co_await send("421 4.3.2 No system resources\r\n");
            co_return false;
        }
        smtpd::put_on(*told.found, peer_, local_);
    }
    client_ = describe(peer_);
    log(fmt::format("CONNECT from {} to {}", client_, describe(local_)));
    auto entered = with_.hall->enter(peer_.address);
    counted_ = std::move(entered.token);
    bool const stressed = with_.hall->is_stressed();
    if (stressed) settings_ = with_.hurried.get();
    auto const most = settings_->connection_limit;
    if (most == 0 || entered.connections <= most) co_return true;
    log(fmt::format("NOQUEUE: reject: CONNECT from {}: too many connections", client_));
    co_await send("421 4.7.0 Error: too many connections\r\n");
    log("DISCONNECT " + client_);
    co_return false;
}

// The lists of the administrator, then what is remembered.
task<session::then> session::admit() {
    auto const said = co_await ask_access();
    in_doubt_ = said == access::failed;
    if (said == access::permit) {
        log("ALLOWLISTED " + client_);
        co_return then::pass;
    }
    if (said == access::reject) {
        log("DENYLISTED " + client_);
        if (settings_->denylist != action::ignore) tests_.refuse();
        auto const after = fail("5.3.2 Service currently unavailable", {}, settings_->denylist);
        if (after == then::leave) co_return after;
    }
    auto const after = co_await look_up();
    if (after != then::go_on) co_return after;
    auto const earns = settings_->allowlist_interfaces.matches_client("unknown", local_.address);
    if (!earns || !*earns) {
        log("ALLOWLIST VETO " + client_);
        tests_.refuse();
        engaged_ = true;
    }
    if (!with_.hall->is_crowded()) co_return then::go_on;
    log(fmt::format("NOQUEUE: reject: CONNECT from {}: all screening ports busy", client_));
    goodbye_ = "421 4.3.2 All screening ports are busy\r\n";
    co_return then::leave;
}

task<access> session::ask_access() const {
    if (!settings_->access.is_blocking()) co_return settings_->access.of(peer_.address);
    auto const look = [this] { return base::result<access>(settings_->access.of(peer_.address)); };
    auto const said = co_await net::blocking(with_.lookups, look);
    co_return said ? *said : access::failed;
}

// What is to be done with a client that has failed: `reply` and `more` are what it is told. While the access list is
// in doubt nothing is refused for good, for it might have let the client through.
session::then session::fail(std::string_view reply, std::string_view more, action wanted) {
    if (wanted == action::ignore) return then::go_on;
    if (wanted == action::drop) {
        goodbye_ = in_doubt_ ? fmt::format("421 {}\r\n", temporary) : fmt::format("521 {}{}\r\n", reply, more);
        return then::leave;
    }
    engaged_ = true;
    if (!in_doubt_) refusal_ = fmt::format("550 {}{}", reply, more);
    return then::go_on;
}

// A cache that does not answer knows nobody: the tests are made again.
task<session::then> session::look_up() {
    if (!with_.cache || tests_.any_failed()) {
        tests_.begin_unknown();
        co_return then::go_on;
    }
    auto const find = [cache = with_.cache, address = peer_.address] { return cache->find(address); };
    auto const known = co_await net::blocking(with_.lookups, find);
    if (!known) base::log::warning(settings_->service, "{}: lookup error for {}: {}", with_.cache->name(), client_, known.error().message());
    if (!known || !*known) {
        tests_.begin_unknown();
        co_return then::go_on;
    }
    tests_.begin(**known, now());
    if (tests_.due_before_greeting() || tests_.due_behind_greeting()) co_return then::go_on;
    log("PASS OLD " + client_);
    co_return then::pass;
}

// The client is kept waiting, and watched.
task<session::then> session::before_greeting() {
    if (!tests_.due_before_greeting()) co_return then::go_on;
    if (tests_.is_due(test::dnsbl)) {
        score_ = std::make_shared<dns_score>(wire_.get_executor(), settings_->sites, settings_->dnsbl_least, settings_->dnsbl_most);
        for (auto& question : dns_score::questions(score_, with_.names, peer_.address, with_.clock, settings_->dnsbl_timeout))
            with_.start("dnsblog", std::move(question));
    }
    bool const still_there = co_await wait_for_early_talk();
    if (!still_there) co_return then::leave;
    if (!early_.empty()) {
        auto const after = judge_early_talk();
        if (after == then::leave) co_return after;
    } else if (tests_.is_due(test::pregreet)) {
        tests_.pass(test::pregreet, now() + settings_->of(test::pregreet).ttl.count());
    }
    if (!score_) co_return then::go_on;
    co_return co_await judge_lists();
}

// False: the client is gone, which has been told. Who speaks need not wait longer, unless the lists are still being asked.
task<bool> session::wait_for_early_talk() {
    bool const listens = tests_.is_due(test::pregreet);
    auto const end = with_.clock.steady() + settings_->greet_wait;
    auto const left = [&] { return std::chrono::duration_cast<std::chrono::milliseconds>(end - with_.clock.steady()); };
    if (listens) {
        bool const sent = co_await send(fmt::format("220-{}\r\n", settings_->teaser));
        if (!sent) hang_up();
        if (!sent) co_return false;
        auto const got = co_await wire_.read_some(early_limit, std::max(settings_->greet_wait, std::chrono::seconds(1)));
        if (got) {
            early_ = *got;
        } else if (got.error() != net::make_error_code(net::errc::timed_out)) {
            if (got.error() == net::make_error_code(net::errc::stopping)) goodbye_ = fmt::format("421 {}\r\n", temporary);
            else hang_up();
            co_return false;
        }
    }
    constexpr std::chrono::milliseconds glance{200};    // at whether the server ends
    while (score_ && !score_->is_complete() && left().count() > 0 && !with_.stopping()) co_await score_->wait(std::min(left(), glance));
    if (!with_.stopping()) co_return true;
    goodbye_ = fmt::format("421 {}\r\n", temporary);
    co_return false;
}

session::then session::judge_early_talk() {
    log(fmt::format("PREGREET {} after {} from {}: {}", early_.size(), seconds_since(began_, with_.clock.steady()), client_, escaped(early_, 100)));
    auto const wanted = settings_->of(test::pregreet).action;
    tests_.fail(test::pregreet, wanted == action::ignore);
    return fail("5.5.1 Protocol error", {}, wanted);
}

task<session::then> session::judge_lists() {
    auto const until = now() + score_->ttl().count();
    auto const sum = score_->sum();
    if (sum < settings_->dnsbl_threshold) {
        if (settings_->dnsbl_allow_threshold < 0 && sum <= settings_->dnsbl_allow_threshold) tests_.spare_others(until);
        tests_.pass(test::dnsbl, until);
        co_return then::go_on;
    }
    log(fmt::format("DNSBL rank {} for {}", sum, client_));
    auto const wanted = settings_->of(test::dnsbl).action;
    tests_.fail(test::dnsbl, wanted == action::ignore);
    auto const shown = co_await shown_name(score_->worst());
    co_return fail("5.7.1 Service unavailable; client ", fmt::format("[{}] blocked using {}", peer_.address, shown), wanted);
}

// A list's name may be a password.
task<std::string> session::shown_name(std::string worst) const {
    auto const& names = settings_->dnsbl_names;
    if (names.empty()) co_return worst;
    auto const look = [&names, &worst] { return names.find(worst); };
    auto found = base::result<std::optional<std::string>>(std::nullopt);
    if (names.is_blocking()) found = co_await net::blocking(with_.lookups, look);
    else found = look();
    if (found && !*found) co_return worst;
    if (found) co_return base::printable(**found);
    base::log::warning(settings_->service, "postscreen_dnsbl_reply_map: lookup error for {}", worst);
    co_return "a DNS list";
}

// What EHLO does not announce to this client; absent: what it announces to nobody.
task<std::optional<std::vector<std::string>>> session::discarded_keywords() const {
    std::optional<std::vector<std::string>> out;
    auto const& maps = settings_->discard_ehlo_by_address;
    if (maps.empty()) co_return out;
    auto const look = [&maps, this] { return maps.find(peer_.address); };
    auto found = base::result<std::optional<std::string>>(std::nullopt);
    if (maps.is_blocking()) found = co_await net::blocking(with_.lookups, look);
    else found = look();
    if (found && !*found) co_return out;
    out.emplace();
    if (found) {
        for (auto const word : base::split(**found, ", \t")) out->emplace_back(word);
    } else {
        base::log::warning(settings_->service, "postscreen_discard_ehlo_keyword_address_maps lookup error for {} -- discarding all EHLO keywords", client_);
        out->emplace_back(every_keyword);
    }
    co_return out;
}

// The client is greeted, and talks to the small server; it is not let through this time.
task<void> session::behind_greeting() {
    phase_ = "tests after SMTP handshake";
    if (tests_.any_failed()) tests_.look_behind_greeting();
    began_ = with_.clock.steady();
    auto discarded = co_await discarded_keywords();
    engine server(*settings_, tests_, client_, refusal_, with_.tls != nullptr, std::move(discarded));
    // Who did not wait for the greeting gets no more of it than the teaser.
    auto const greeting = early_.empty() || !tests_.any_failed() ? fmt::format("220 {}\r\n", settings_->banner) : std::string();
    bool on = co_await send(greeting);
    if (!on) hang_up();
    if (on && !early_.empty()) on = co_await obey(std::exchange(early_, {}), server);
    // The limit is for a whole command: who sends it byte by byte gains nothing.
    auto until = with_.clock.steady() + settings_->command_time;
    auto told = server.commands();
    while (on) {
        if (std::exchange(told, server.commands()) != server.commands()) until = with_.clock.steady() + settings_->command_time;
        auto const left = std::chrono::ceil<std::chrono::seconds>(until - with_.clock.steady());
        auto got = net::result<std::string_view>(net::make_error_code(net::errc::timed_out));
        if (left.count() > 0) got = co_await wire_.read_some(read_size, left);
        if (got) {
            auto const bytes = std::string(*got);
            on = co_await obey(bytes, server);
            continue;
        }
        if (got.error() == net::make_error_code(net::errc::timed_out)) goodbye_ = server.timed_out();
        else if (got.error() == net::make_error_code(net::errc::stopping)) goodbye_ = fmt::format("421 {}\r\n", temporary);
        else hang_up();
        break;
    }
}

// False: the dialogue is over.
task<bool> session::obey(std::string_view bytes, engine& server) {
    std::string out;
    auto const after = server.feed(bytes, now(), out);
    if (after == engine::next::close) {
        goodbye_ = std::move(out);
        co_return false;
    }
    bool const sent = co_await send(out);
    if (!sent) hang_up();
    if (!sent || after == engine::next::read) co_return sent;
    if (server.had_more()) {    // RFC 3207 §4.2: somebody may have put commands in front of the client's own
        base::log::warning(settings_->service, "data sent behind STARTTLS in clear by {}: connection closed", client_);
        co_return false;
    }
    auto const secured = co_await wire_.start_tls(with_.tls, settings_->starttls_timeout);
    if (!secured) log(fmt::format("SSL_accept error from {}: {}", client_, secured.error().message()));
    if (secured && with_.tls->loglevel() > 0) log(net::tls_words(wire_.tls(), client_));
    if (secured) server.secured();
    co_return secured.has_value();
}

// What was learned is kept.
task<void> session::remember() {
    auto const sum = tests_.sum();
    if (sum.passed_all) log(fmt::format("PASS {} {}", sum.is_new ? "NEW" : "OLD", client_));
    if (!sum.keep || !with_.cache) co_return;
    auto const keep = [cache = with_.cache, address = peer_.address, until = sum.until] { return cache->keep(address, until); };
    auto const kept = co_await net::blocking(with_.lookups, keep);
    if (!kept) base::log::warning(settings_->service, "{}: cannot keep {}: {}", with_.cache->name(), client_, kept.error().message());
}

// The client does not pass.
task<void> session::part() {
    co_await remember();
    co_await send(goodbye_);
    log("DISCONNECT " + client_);
}

void session::hang_up() {
    log(fmt::format("HANGUP after {} from {} in {}", seconds_since(began_, with_.clock.steady()), client_, phase_));
    goodbye_.clear();
}

task<bool> session::send(std::string_view text) {
    if (text.empty()) co_return true;
    auto const sent = co_await wire_.write(text, write_patience);
    co_return sent.has_value();
}

}  // namespace mailstead::mta::postscreen
