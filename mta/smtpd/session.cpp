// The dialogue itself: greeting, reading, dispatch, the commands that touch no message.
#include "mta/smtpd/session.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/smtpd/ask_list.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t read_size = 64 * 1024;
constexpr std::size_t output_limit = 64 * 1024;    // replies gathered before they are written in any case

// What smtpd does with a command before anybody looks at its arguments.
struct policy {
    smtp::verb verb;
    bool before_tls;     // allowed in clear when smtpd_tls_security_level = encrypt
    bool junk;           // counts against smtpd_junk_command_limit
    bool last;           // RFC 2920 §3.1: nothing may be pipelined behind it
};
constexpr std::array policies = {
    policy{smtp::verb::helo, true, true, true},       policy{smtp::verb::ehlo, true, true, true},
    policy{smtp::verb::starttls, true, false, true},  policy{smtp::verb::auth, false, false, false},
    policy{smtp::verb::mail, false, false, false},    policy{smtp::verb::rcpt, false, false, false},
    policy{smtp::verb::data, false, false, true},     policy{smtp::verb::bdat, false, false, false},
    policy{smtp::verb::rset, false, true, false},     policy{smtp::verb::noop, true, true, false},
    policy{smtp::verb::vrfy, false, true, true},      policy{smtp::verb::etrn, false, true, true},
    policy{smtp::verb::quit, true, false, false},     policy{smtp::verb::expn, false, true, true},
    policy{smtp::verb::help, false, true, true},
};

policy const* policy_of(smtp::verb which) noexcept {
    for (auto const& row : policies)
        if (row.verb == which) return &row;
    return nullptr;
}

}  // namespace

session::session(net::stream& wire, context with)
    : wire_(wire), with_(std::move(with)), settings_(*with_.settings), framer_(settings_.line_length_limit),
      peer_(wire.peer()), local_(wire.local()), transcript_(with_.tell_postmaster ? settings_.notify : notice::trouble::none) {
    if (!settings_.dns_filter.empty()) filtered_.emplace(with_.names, settings_.dns_filter, *with_.lookups);
}

task<void> session::run() {
    if (settings_.behind_proxy) {
        bool const told = co_await take_proxy_header();
        if (!told) co_return;
    }
    if (settings_.peername_lookup) {
        auto const found = co_await with_.names.name_of(peer_.address);
        client_name_ = found.name;
        reverse_name_ = found.reverse;
        name_in_doubt_ = found.in_doubt;
    }
    base::log::info(settings_.service, "connect from {}", client());
    bool const greeted = co_await greet();
    if (greeted) co_await converse();
    else co_await flush();
    co_await leave_milters();
    tell_postmaster();
    log_disconnect();
}

task<bool> session::greet() {
    if (settings_.tls_wrapper) {
        if (!with_.tls) {
            base::log::warning(settings_.service, "wrapper-mode request dropped from {}: no certificate", client());
            co_return false;
        }
        if (too_many(client_counts::event::tls_session, settings_.client_limits.tls_rate, "New TLS session")) co_return false;
        bool const secured = co_await handshake();
        if (!secured) co_return false;
    }
    bool const let_in = co_await admitted();
    if (let_in && !denied_) welcome();
    co_return let_in;
}

void session::welcome() {
    if (unwelcome_to_milters()) say(554, "", settings_.myhostname + " ESMTP not accepting connections");
    else say(220, "", settings_.banner);
}

task<void> session::converse() {
    begin_request();
    for (;;) {
        if (errors_ >= settings_.hard_error_limit) {
            base::log::info(settings_.service, "too many errors after {} from {}", where_, client());
            end_reason_ = "too many errors";
            say(421, "4.7.0", settings_.myhostname + " Error: too many errors");
            break;
        }
        auto const piece = framer_.next();
        if (piece.kind == smtp::framer::kind::need_more) {
            bool const written = co_await flush();
            if (!written) break;
            auto const got = co_await read();
            if (got) continue;
            co_await end_of_input(got.error());
            break;
        }
        auto after = next::go_on;
        if (piece.bare_lf && bare_newline_refused()) break;
        if (piece.kind == smtp::framer::kind::too_long) say(500, "5.5.2", "Error: line too long");
        else after = co_await obey(piece.bytes);
        if (errors_ > settings_.soft_error_limit || out_.size() > output_limit) co_await hold_back();
        if (after == next::close || hang_up_) break;
        begin_request();
    }
    reset();
    co_await flush();
}

task<session::next> session::obey(std::string_view given) {
    std::string line(given);
    note_replies();
    transcript_.heard(given);
    if (settings_.smtputf8 && !base::is_utf8(line)) {
        say(500, "5.5.2", "Error: bad UTF-8 syntax");
        co_return next::go_on;
    }
    bool const known = co_await filter_command(line);
    if (!known) co_return next::close;
    bool const about_others = co_await obey_proxy_command(line);
    if (about_others) co_return next::go_on;
    bool const ignored = co_await is_noop(line);
    if (ignored) co_return next::go_on;
    smtp::grammar rules;
    rules.smtputf8 = settings_.smtputf8;
    rules.auth = settings_.sasl;
    rules.dsn = announces("DSN");
    rules.bare_addresses = !settings_.strict_envelopes;
    if (base::istarts_with(line, "MAIL") && may_use_verp()) rules.verp = settings_.verp_filter;
    rules.priority = settings_.takes_priority && announces("MT-PRIORITY");
    rules.future_release = may_hold_back();
    rules.requiretls = may_require_tls();
    rules.binary_mime = may_be_binary();
    rules.deliver_by = may_limit_time();
    auto command = smtp::parse(line, rules);
    auto const which = smtp::verb_of(command);
    auto& counted = counts_[static_cast<std::size_t>(which)];
    ++counted.all;
    where_ = smtp::name(which);
    last_code_ = 0;
    if (spoke_too_early(which)) co_return next::close;
    auto after = next::go_on;
    if (milters_ || settings_.before_queue.where) line_ = line;
    if (!out_of_place(which) && !is_barred_by_milters(which)) {
        auto const visitor = [this](auto& what) { return on(std::move(what)); };
        auto step = std::visit(visitor, command);
        after = co_await std::move(step);
    } else if (which == smtp::verb::bdat) {
        after = next::close;    // its bytes are on their way, and nobody knows how many
    }
    if (last_code_ < 400) ++counted.good;
    co_return after;
}

// smtpd_noop_commands: answered, and nothing else.
task<bool> session::is_noop(std::string_view line) {
    if (denied_ || settings_.noop_commands.empty()) co_return false;
    auto const words = base::split(line, " \t");
    if (words.empty()) co_return false;
    bool const named = co_await is_among(settings_.noop_commands, std::string(words[0]));
    if (!named) co_return false;
    last_code_ = 0;
    say(250, "2.0.0", "Ok");
    if (junk_++ > settings_.junk_command_limit) ++errors_;
    co_return true;
}

// smtpd_forbid_bare_newline, asked only of a client that has sent one. True: the client has been told that we hang up.
bool session::bare_newline_refused() {
    if (!minds_bare_newline()) return false;
    base::log::info(settings_.service, "bare <LF> received after {} from {}", where_, client());
    if (settings_.bare_newline == bare_newline::note) return false;
    quiet_end_ = true;
    say(settings_.bare_newline_code, "5.5.2", settings_.myhostname + " Error: bare <LF> received");
    return true;
}

// A list of exclusions that cannot be read excludes nobody.
bool session::minds_bare_newline() const {
    if (settings_.bare_newline == bare_newline::pass) return false;
    auto const excepted = settings_.bare_newline_exclusions.matches_client(client_name_, peer_.address);
    return !excepted || !*excepted;
}

// Commands that change nothing are tolerated only so often between messages; what came too early is told once in the log.
// True: the client has been told that we hang up (smtpd_forbid_unauth_pipelining).
bool session::spoke_too_early(smtp::verb which) {
    auto const* row = policy_of(which);
    if (row && row->junk && junk_++ > settings_.junk_command_limit) ++errors_;
    bool const early = framer_.has_input() && (!extended_ || (row && row->last));
    if (!early || told_pipelining_ || which == smtp::verb::quit) return false;
    told_pipelining_ = true;
    base::log::info(settings_.service, "improper command pipelining after {} from {}: {}", where_, client(),
                    base::printable(framer_.input(), 100));
    if (!settings_.forbids_early) return false;
    quiet_end_ = true;
    say(554, "5.5.0", "Error: SMTP protocol synchronization");
    return true;
}

// smtpd_command_filter. False: the table cannot be asked, and the client has been told.
task<bool> session::filter_command(std::string& line) {
    auto const& filter = settings_.command_filter;
    if (filter.empty()) co_return true;
    auto const look = [&filter, &line] { return filter.find(line); };
    result<std::optional<std::string>> found = std::optional<std::string>();
    if (filter.is_blocking()) found = co_await net::blocking(*with_.lookups, look);
    else found = look();
    if (!found) base::log::warning(settings_.service, "smtpd_command_filter: lookup error for \"{}\"", base::printable(line.substr(0, line.find(' ')), 100));    // passwords may follow
    if (!found) hang_up_over_tables();
    else if (*found) line = std::move(**found);
    co_return found.has_value();
}

void session::hang_up_over_tables() {
    quiet_end_ = true;
    say(421, "4.3.0", settings_.myhostname + " Server local data error");
}

// Says why when the command may not come now.
bool session::out_of_place(smtp::verb which) {
    if (denied_ && which != smtp::verb::quit) {
        say(503, "5.7.0", "Error: access denied for " + client());
        return true;
    }
    auto const* row = policy_of(which);
    if (row && !row->before_tls && settings_.tls == tls_level::encrypt && !wire_.is_tls()) {
        say(530, "5.7.0", "Must issue a STARTTLS command first");
        return true;
    }
    if (which == smtp::verb::bdat && !announces("CHUNKING")) {    // who switches it off wants no text to come that way
        say(521, "5.5.1", "Error: command not implemented");
        return true;
    }
    bool const greeting_missing = settings_.helo_required && helo_.empty();
    if (greeting_missing && (which == smtp::verb::mail || which == smtp::verb::auth)) {
        say(503, "5.5.1", "Error: send HELO/EHLO first");
        return true;
    }
    return out_of_place_in_mail(which);
}

bool session::out_of_place_in_mail(smtp::verb which) {
    bool const chunked = mail_.chunks != chunks::none;
    std::string_view why;
    if (which == smtp::verb::mail && mail_.open) why = "Error: nested MAIL command";
    else if (which == smtp::verb::mail && chunked) why = "Error: MAIL after BDAT";
    else if (which == smtp::verb::rcpt && !mail_.open) why = "Error: need MAIL command";
    else if (which == smtp::verb::rcpt && chunked) why = "Error: RCPT after BDAT";
    else if (which == smtp::verb::data && chunked) why = "Error: DATA after BDAT";
    else if (which == smtp::verb::data && !mail_.open) why = "Error: need RCPT command";
    if (!why.empty()) {
        say(503, "5.5.1", why);
        return true;
    }
    if (which == smtp::verb::data && mail_.envelope.recipients.empty()) {
        say(554, "5.5.1", "Error: no valid recipients");
        return true;
    }
    return false;
}

task<session::next> session::on(smtp::rset) {    // RFC 5321 §4.1.1.5
    co_await abort_milters();
    reset();
    end_of_chapter();
    say(250, "2.0.0", "Ok");
    co_return next::go_on;
}

task<session::next> session::on(smtp::noop) {    // RFC 5321 §4.1.1.9
    say(250, "2.0.0", "Ok");
    co_return next::go_on;
}

task<session::next> session::on(smtp::help) {    // RFC 5321 §4.1.1.8
    say(214, "2.0.0", "Commands: EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY ETRN AUTH STARTTLS HELP QUIT");
    co_return next::go_on;
}

task<session::next> session::on(smtp::quit) {    // RFC 5321 §4.1.1.10
    quiet_end_ = true;
    say(221, "2.0.0", "Bye");
    co_return next::close;
}

task<session::next> session::on(smtp::expn) {    // RFC 5321 §4.1.1.7: membership of lists is nobody's business
    say(502, "5.5.1", "Error: command not implemented");
    co_return next::go_on;
}

task<session::next> session::on(smtp::lhlo) {    // belongs to LMTP; the SMTP grammar never gives it
    unrecognised();
    co_return next::go_on;
}

task<session::next> session::on(smtp::unknown what) {
    bool const forbidden = co_await is_forbidden(what.verb);
    if (forbidden) {
        base::log::warning(settings_.service, "non-SMTP command from {}: {}", client(), what.verb);
        quiet_end_ = true;
        say(221, "2.7.0", "Error: I can break rules, too. Goodbye.");
        co_return next::close;
    }
    bool const refused = co_await refused_by_milters_as_unknown();
    if (!refused) unrecognised();
    co_return next::go_on;
}

// GET / HTTP/1.1, or the header of a message: somebody has been led here to speak to us by accident.
task<bool> session::is_forbidden(std::string verb) {
    if (verb.size() > 1 && verb.back() == ':') co_return true;
    co_return co_await is_among(settings_.forbidden_commands, std::move(verb));
}

// A list that cannot be read has nobody.
task<bool> session::is_among(conf::match_list const& list, std::string word) {
    if (list.empty()) co_return false;
    auto const look = [&list, word = std::move(word)] { return list.matches(word); };
    auto const found = co_await ask_list(list, with_.lookups, look);
    co_return found.value_or(false);
}

void session::unrecognised() { say(500, "5.5.2", "Error: command not recognized"); }

task<session::next> session::on(smtp::bad what) {
    if (what.answer.enhanced == "5.1.7" || what.answer.enhanced == "5.1.3")
        base::log::warning(settings_.service, "Illegal address syntax from {} in {} command", client(), where_);
    say(what.answer);
    co_return what.verb == smtp::verb::bdat ? next::close : next::go_on;    // the bytes that follow cannot be counted
}

task<bool> session::flush() {
    if (dismissed_) {
        auto const filter = std::move(dismissed_);
        co_await filter->leave();
    }
    if (!unfinished_.empty()) co_await finish_replies();
    if (out_.empty()) co_return true;
    note_replies();
    noted_ = 0;
    auto const bytes = std::move(out_);
    out_.clear();
    auto const written = co_await wire_.write(bytes, settings_.timeout);
    if (!written && !quiet_end_) co_await end_of_input(written.error());
    co_return written.has_value();
}

void session::begin_request() {
    request_began_ = with_.clock.steady();
    request_bytes_ = 0;
}

// What is left of the time that one command, or one message at smtpd_min_data_rate, may take altogether.
std::chrono::seconds session::patience() const {
    if (!settings_.request_deadline) return settings_.timeout;
    auto const rate = std::max(1u, settings_.min_data_rate);
    auto const allowed = settings_.timeout + std::chrono::seconds(request_bytes_ / rate);
    auto const left = std::chrono::ceil<std::chrono::seconds>(request_began_ + allowed - with_.clock.steady());
    return std::min(settings_.timeout, left);
}

task<base::result<void>> session::read() {
    auto const wait = patience();
    if (wait.count() <= 0) co_return net::make_error_code(net::errc::timed_out);
    auto const got = co_await wire_.read_some(read_size, wait);
    if (!got) co_return got.error();
    request_bytes_ += got->size();
    framer_.feed(*got);
    co_return base::result<void>{};
}

// smtpd_error_sleep_time: slows down a client that makes many mistakes. Output is bounded here too.
task<void> session::hold_back() {
    if (errors_ > settings_.soft_error_limit && settings_.error_sleep.count() > 0) {
        boost::asio::steady_timer timer(wire_.get_executor(), settings_.error_sleep);
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    if (out_.size() > output_limit) co_await flush();
}

task<void> session::end_of_input(base::error_code why) {
    if (quiet_end_) co_return;
    quiet_end_ = true;
    bool const in_text = mail_.takes_text;
    auto const after = in_text ? fmt::format("{} ({} bytes)", where_, text_size()) : where_;
    end_reason_ = why == net::errc::timed_out ? "timeout" : why == net::errc::stopping ? "server shutting down" : "lost connection";
    if (why == net::errc::timed_out) {
        base::log::info(settings_.service, "timeout after {} from {}", after, client());
        say(421, "4.4.2", settings_.myhostname + " Error: timeout exceeded");
    } else if (why == net::errc::stopping) {
        say(421, "4.3.2", settings_.myhostname + " Service shutting down");
    } else {
        // Whoever leaves without QUIT when his message is taken has lost nothing.
        if (in_text || where_ != end_of_message) base::log::info(settings_.service, "lost connection after {} from {}", after, client());
        out_.clear();
        unfinished_.clear();
        co_return;
    }
    co_await flush();
}

void session::log_disconnect() const {
    if (!base::log::enabled(base::log::level::info)) return;
    std::string text;
    count sum;
    auto const add = [&](std::string_view word, count const& counted) {
        if (counted.all == 0) return;
        text += fmt::format(" {}={}", word, counted.good);
        if (counted.good != counted.all) text += fmt::format("/{}", counted.all);
    };
    for (auto const& row : policies) {
        auto const& counted = counts_[static_cast<std::size_t>(row.verb)];
        add(base::lowered(smtp::name(row.verb)), counted);
        sum.good += counted.good;
        sum.all += counted.all;
    }
    for (auto const& [word, counted] : {std::pair("xclient", xclients_), std::pair("xforward", xforwards_)}) {
        add(word, counted);
        sum.good += counted.good;
        sum.all += counted.all;
    }
    auto const& unknown = counts_[static_cast<std::size_t>(smtp::verb::unknown)];
    add("unknown", unknown);
    sum.good += unknown.good;
    sum.all += unknown.all;
    if (sum.all == 0) text = " commands=0/0";
    else add("commands", sum);
    base::log::info(settings_.service, "disconnect from {}{}", client(), text);
}

void session::log_reject(std::string_view where, smtp::reply const& answer, std::string_view recipient) {
    transcript_.met(notice::trouble::policy);
    log_at("reject", where, smtp::one_line(answer), recipient);
}

void session::log_event(std::string_view what, std::string_view text, std::string_view recipient) const {
    log_at(what, where_, text, recipient);
}

void session::log_at(std::string_view what, std::string_view where, std::string_view said, std::string_view recipient) const {
    base::log::info(settings_.service, "{}: {}: {} from {}: {};{}", queue_id(), what, where, client(), said, about_message(recipient));
}

std::string session::about_message(std::string_view recipient) const {
    std::string text;
    if (mail_.open) text += fmt::format(" from=<{}>", base::printable(mail_.envelope.sender));
    if (!recipient.empty()) text += fmt::format(" to=<{}>", base::printable(recipient));
    text += fmt::format(" proto={}", extended_ ? "ESMTP" : "SMTP");
    if (!helo_.empty()) text += fmt::format(" helo=<{}>", helo_);
    if (!user_.empty()) text += fmt::format(" sasl_username={}", base::printable(user_));
    return text;
}

void session::reset() {
    if (mail_.filter) dismissed_ = std::move(mail_.filter);
    mail_ = {};
}

std::string_view session::queue_id() const noexcept { return mail_.passage ? std::string_view(mail_.passage->id()) : "NOQUEUE"; }

std::uint64_t session::text_size() const noexcept {
    if (mail_.filter) return mail_.filter->size();
    return mail_.passage ? mail_.passage->size() : 0;
}

std::string session::client() const { return fmt::format("{}[{}]", client_name_, peer_.address); }

cleanup::protocol_facts session::protocol() const {
    cleanup::protocol_facts facts;
    facts.extended = extended_;
    facts.utf8 = mail_.envelope.smtputf8;
    facts.tls = wire_.is_tls();
    facts.authenticated = !user_.empty();
    return facts;
}

}  // namespace mailstead::mta::smtpd
