// The dialogue: reader, writer and the commands that need no text.
#include "lmtp/session.h"
#include "net/tls_words.h"

#include <array>
#include <exception>
#include <utility>

#include "base/ascii.h"
#include "base/log.h"
#include "lmtp/alarm.h"

namespace mailstead::lmtp {
namespace {

constexpr std::size_t read_limit = 64 * 1024;
constexpr std::size_t own_line_limit = 16 * 1024;    // XDELIVERY carries an address in xtext: three times its length

// What a command needs before it is looked at.
struct policy {
    smtp::verb verb;
    bool needs_lhlo;
    bool before_tls;         // also where TLS is required
    bool outside_mail;       // not between MAIL and the end of its text
};
constexpr std::array policies = {
    policy{smtp::verb::lhlo, false, true, false},    policy{smtp::verb::mail, true, false, true},
    policy{smtp::verb::rcpt, true, false, false},    policy{smtp::verb::data, true, false, false},
    policy{smtp::verb::bdat, true, false, false},    policy{smtp::verb::rset, false, true, false},
    policy{smtp::verb::noop, false, true, false},    policy{smtp::verb::quit, false, true, false},
    policy{smtp::verb::vrfy, true, false, false},    policy{smtp::verb::help, false, true, false},
    policy{smtp::verb::expn, false, false, false},   policy{smtp::verb::starttls, true, true, true},
    policy{smtp::verb::auth, true, false, true},     policy{smtp::verb::unknown, false, true, false},
};

policy const& policy_of(smtp::verb which) noexcept {
    for (auto const& each : policies)
        if (each.verb == which) return each;
    return policies.back();
}

bool is_trusted(net::endpoint const& peer, std::vector<uid_t> const& uids) {
    if (peer.address != "unix") return false;
    for (auto const uid : uids)
        if (uid == peer.peer_uid) return true;
    return false;
}

}  // namespace

session::session(net::stream& wire, std::shared_ptr<services const> with)
    : wire_(wire), with_(std::move(with)), settings_(with_->settings), framer_(settings_.line_limit),
      trusted_(is_trusted(wire.peer(), settings_.trusted_uids)) {
    if (trusted_) framer_.set_line_limit(own_line_limit);
    grammar_.dialect = smtp::dialect::lmtp;
    grammar_.binary_mime = true;
    grammar_.dsn = false;    // reports are mta's
    grammar_.xdelivery = trusted_;
    auto take = [this](std::vector<completion> batch) { receive(std::move(batch)); };
    completions_ = std::make_shared<completions>(wire.get_executor(), std::move(take));
}

session::~session() { completions_->detach(); }

net::task<void> session::run() {
    with_->fibres.run("lmtpd", write_replies());
    std::exception_ptr trouble;
    try {
        co_await read_commands();
    } catch (...) {
        trouble = std::current_exception();
    }
    open_.reset();
    ended_ = true;
    to_write_.set();
    co_await writer_ended_.wait();    // it uses this object, and so do the answers it waits for
    if (trouble) std::rethrow_exception(trouble);
}

net::task<void> session::write_replies() {
    for (;;) {
        auto const bytes = replies_.take();
        if (bytes.empty()) {
            writing_ = false;
            flushed_.set();
            if (ended_ && replies_.is_empty()) break;
            co_await to_write_.wait();
            continue;
        }
        writing_ = true;
        if (!unwritable_) {
            auto const sent = co_await wire_.write(bytes, settings_.timeout);
            unwritable_ = !sent;
            if (unwritable_) wire_.abort(net::errc::closed);    // the reader would hear nobody who wants an answer
        }
        room_.set();
    }
    writer_ended_.set();
}

net::task<void> session::read_commands() {
    bool const welcome = co_await greet();
    if (!welcome) co_return;
    while (!closing_) {
        if (is_full()) {
            co_await room_.wait();
            continue;
        }
        auto const piece = framer_.next();
        switch (piece.kind) {
        case smtp::framer::kind::need_more: {
            bool const more = co_await refill();
            if (!more) co_return;
            break;
        }
        case smtp::framer::kind::line: co_await obey(smtp::parse(piece.bytes, grammar_)); break;
        case smtp::framer::kind::too_long: say(500, "5.5.2", "Error: line too long"); break;
        case smtp::framer::kind::text: take_text(piece.bytes); break;
        case smtp::framer::kind::end: end_of_text(); break;
        }
    }
}

net::task<bool> session::greet() {
    if (settings_.tls_wrapper) {
        if (!with_->tls) co_return false;
        auto const secured = co_await wire_.start_tls(with_->tls, settings_.starttls_timeout);
        if (!secured) co_return false;
        net::log_handshake("lmtpd", wire_, *with_->tls);
    }
    in_mynetworks_ = false;
    if (wire_.peer().address != "unix" && with_->in_mynetworks) {
        auto const found = with_->in_mynetworks(wire_.peer());
        in_mynetworks_.reset();
        if (found) in_mynetworks_ = *found;
    }
    say(220, "", settings_.banner);
    co_return true;
}

net::task<bool> session::refill() {
    auto const got = co_await wire_.read_some(read_limit, settings_.timeout);
    if (got) framer_.feed(*got);
    else farewell(got.error());
    co_return got.has_value();
}

// RFC 5321 §3.8: said only when no more commands will be read.
void session::farewell(base::error_code const& why) {
    closing_ = true;
    if (why == net::errc::timed_out) say(421, "4.4.2", settings_.hostname + " Error: timeout exceeded");
    if (why == net::errc::stopping) say(421, "4.3.2", settings_.hostname + " Service is shutting down");
}

// Returns when everything that was to be said has been written: what follows must not overtake it.
net::task<void> session::drained() {
    while (!replies_.is_empty() || writing_) {
        to_write_.set();
        co_await flushed_.wait();
    }
}

void session::say(int code, std::string_view enhanced, std::string_view text) {
    if (code >= 400) ++errors_;
    replies_.say(code, enhanced, text);
    to_write_.set();
}

void session::say(smtp::reply const& what) { say(what.code, what.enhanced, what.text); }

bool session::has_too_many_errors() {
    if (trusted_ || errors_ < settings_.hard_error_limit || closing_) return false;
    say(421, "4.7.0", settings_.hostname + " Error: too many errors");
    closing_ = true;
    return true;
}

// Each VRFY asks the list of restrictions, which may ask a policy service: not without an end.
void session::count_junk(smtp::verb which) {
    bool const is_junk = which == smtp::verb::noop || which == smtp::verb::rset || which == smtp::verb::vrfy;
    if (is_junk && !trusted_ && ++junk_ > settings_.junk_command_limit) ++errors_;
}

std::optional<smtp::reply> session::refusal_for(smtp::verb which) const {
    auto const& needs = policy_of(which);
    if (needs_tls_first() && !needs.before_tls) return smtp::make_reply(530, "5.7.0", "Must issue a STARTTLS command first");
    if (needs.needs_lhlo && !greeted_) return smtp::make_reply(503, "5.5.1", "Error: send LHLO first");
    if (!needs.outside_mail || !open_) return std::nullopt;
    if (which == smtp::verb::mail) return smtp::make_reply(503, "5.5.1", "Error: nested MAIL command");
    return smtp::make_reply(503, "5.5.1", "Error: " + std::string(smtp::name(which)) + " not permitted during a mail transaction");
}

net::task<void> session::obey(smtp::command what) {
    if (has_too_many_errors()) co_return;
    if (!trusted_ && errors_ >= settings_.soft_error_limit)
        co_await pause(wire_.get_executor(), settings_.error_sleep);
    count_junk(smtp::verb_of(what));
    auto refusal = refusal_for(smtp::verb_of(what));
    auto const* chunk = std::get_if<smtp::bdat>(&what);
    if (refusal && !chunk) {
        say(*refusal);
        co_return;
    }
    bool const refused = co_await refused_by_rules(what);
    if (refused) co_return;
    chunk_refusal_ = std::move(refusal);    // a chunk has to be read before it is refused (RFC 3030 §2)
    if (auto const* rcpt = std::get_if<smtp::rcpt>(&what)) co_await on(*rcpt);
    else if (auto const* auth = std::get_if<smtp::auth>(&what)) co_await on(*auth);
    else if (auto const* tls = std::get_if<smtp::starttls>(&what)) co_await on(*tls);
    else obey_at_once(what);
}

void session::obey_at_once(smtp::command& what) {
    switch (smtp::verb_of(what)) {
    case smtp::verb::noop: return say(250, "2.0.0", "Ok");
    case smtp::verb::help: return say(214, "2.0.0", "Commands: LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY QUIT (RFC 2033)");
    case smtp::verb::expn: return say(502, "5.5.1", "Error: command not implemented");
    case smtp::verb::quit:
        if (std::holds_alternative<smtp::bad>(what)) break;
        closing_ = true;
        return say(221, "2.0.0", "Bye");
    default: break;
    }
    if (auto const* lhlo = std::get_if<smtp::lhlo>(&what)) return on(*lhlo);
    if (auto* mail = std::get_if<smtp::mail>(&what)) return on(*mail);
    if (auto const* data = std::get_if<smtp::data>(&what)) return on(*data);
    if (auto const* bdat = std::get_if<smtp::bdat>(&what)) return on(*bdat);
    if (auto const* rset = std::get_if<smtp::rset>(&what)) return on(*rset);
    if (auto const* vrfy = std::get_if<smtp::vrfy>(&what)) return on(*vrfy);
    if (auto const* bad = std::get_if<smtp::bad>(&what)) return on(*bad);
    if (auto const* unknown = std::get_if<smtp::unknown>(&what)) return on(*unknown);
}

void session::on(smtp::lhlo const& what) {    // RFC 2033 §4.1
    open_.reset();
    helo_ = what.name;
    greeted_ = true;
    std::string offered = settings_.hostname + "\nPIPELINING\nSIZE";
    if (!trusted_ && settings_.size_limit > 0) offered += ' ' + std::to_string(settings_.size_limit);
    if (offers_tls()) offered += "\nSTARTTLS";
    auto const mechanisms = admitted_mechanisms();
    if (!mechanisms.empty()) offered += "\nAUTH";
    for (auto const& each : mechanisms) offered += ' ' + each.name;
    offered += "\nENHANCEDSTATUSCODES\n8BITMIME\nBINARYMIME\nCHUNKING\nSMTPUTF8";
    if (trusted_) offered += "\nXMAILSTEAD";
    say(250, "", offered);
}

void session::on(smtp::rset const&) {    // RFC 5321 §4.1.1.5; deliveries under way are not touched
    open_.reset();
    say(250, "2.0.0", "Ok");
}

void session::on(smtp::vrfy const& what) {    // RFC 5321 §3.5.3: neither yes nor no
    if (refuses_client()) return;
    say(252, "2.0.0", base::printable(what.address));
}

void session::on(smtp::bad const& what) {
    say(what.answer);
    // 521: a chunk of unknown length follows, which nobody may take for commands.
    closing_ = closing_ || what.answer.code == 521 || what.answer.code == 421;
}

void session::on(smtp::unknown const& what) {
    bool const is_smtp = base::iequals(what.verb, "EHLO") || base::iequals(what.verb, "HELO");
    if (is_smtp) return say(500, "5.5.1", "Error: this is LMTP, say LHLO");
    say(500, "5.5.2", "Error: command not recognized");
}

}  // namespace mailstead::lmtp
