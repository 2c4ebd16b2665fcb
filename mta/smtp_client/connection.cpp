#include "mta/smtp_client/connection.h"

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/settings.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr std::size_t read_limit = 16 * 1024, longest_line = 64 * 1024;
constexpr char const* greeting = "receiving the initial server greeting";

bool is_done(smtp::reply const& reply) noexcept { return reply.code >= 200 && reply.code < 300; }

bool says_esmtp(std::string_view text) {
    for (auto const word : base::split(text, " \t\n"))
        if (base::iequals(word, "ESMTP")) return true;
    return false;
}

}  // namespace

connection::connection(std::shared_ptr<settings const> how, mail_host to, errand why, net::disk_pool& lookups, notice::teller tell)
    : how_(std::move(how)), to_(std::move(to)), errand_(std::move(why)), lookups_(lookups), tell_(std::move(tell)),
      transcript_(tell_ ? how_->notify : notice::trouble::none) {}

net::task<trouble> connection::open(std::unique_ptr<net::stream> wire) {
    wire_ = std::move(wire);
    trouble why;
    bool const wraps = how_->tls.wrapper && errand_.policy.level != tls_level::none;
    if (wraps) why = co_await handshake();
    if (why.status.empty()) why = co_await greet();
    if (why.status.empty() && !wraps) why = co_await secure();
    if (why.status.empty()) why = co_await log_in();
    if (!why.status.empty()) spoilt_ = true;
    co_return why;
}

net::task<trouble> connection::greet() {
    auto first = co_await hear(how_->patience.helo, greeting);
    if (!first.why.status.empty()) co_return first.why;
    greeted_ = smtp::greeted_name(first.reply.text);
    if (!is_done(first.reply)) {
        auto why = refused(first.reply);
        if (how_->skip_5xx_greeting) why.status.front() = '4';
        co_return why;
    }
    if (!how_->is_lmtp() && to_.port == 25 && base::iequals(greeted_, how_->hostname))
        base::log::warning(how_->program(), "host {} greeted me with my own hostname {}", to_.text(), how_->hostname);
    if (how_->is_lmtp()) co_return co_await say_lhlo();
    bool const extended = !how_->never_ehlo && (how_->always_ehlo || says_esmtp(first.reply.text));
    co_return co_await say_hello(extended);
}

// RFC 2033 §4.1: there is nothing else to begin with, so a server that refuses it is none.
net::task<trouble> connection::say_lhlo() {
    server_ = {};
    auto const answer = co_await ask("LHLO " + how_->helo_name + "\r\n", how_->patience.helo, "performing the LHLO handshake");
    if (!answer.why.status.empty()) co_return answer.why;
    if (!is_done(answer.reply)) co_return refused(answer.reply);
    co_await take_offers(answer.reply);
    co_return trouble();
}

net::task<void> connection::take_offers(smtp::reply const& hello) {
    auto const ignored = co_await ignored_keywords();
    server_ = smtp::read_offers(hello.text, ignored);
    server_.requiretls = server_.requiretls && vouched_for_;    // elsewhere it may not be said (RFC 8689 §2)
}

net::task<trouble> connection::say_hello(bool extended) {
    server_ = {};
    if (extended) {
        auto const answer = co_await ask("EHLO " + how_->helo_name + "\r\n", how_->patience.helo, "performing the EHLO handshake");
        if (!answer.why.status.empty()) co_return answer.why;
        if (is_done(answer.reply)) {
            if (to_.port == 25 && to_.is_best && base::iequals(smtp::greeted_name(answer.reply.text), how_->hostname))
                co_return looks_like_us();
            co_await take_offers(answer.reply);
            co_return trouble();
        }
        if (answer.reply.code == 421) co_return refused(answer.reply);
    }
    auto const answer = co_await ask("HELO " + how_->helo_name + "\r\n", how_->patience.helo, "performing the HELO handshake");
    if (!answer.why.status.empty()) co_return answer.why;
    if (!is_done(answer.reply)) co_return refused(answer.reply);
    if (to_.port == 25 && to_.is_best && base::iequals(smtp::greeted_name(answer.reply.text), how_->hostname))
        co_return looks_like_us();
    co_return trouble();
}

trouble connection::looks_like_us() const {
    base::log::warning(how_->program(), "host {} replied to HELO/EHLO with my own hostname {}", to_.text(), how_->hostname);
    trouble why;
    why.status = "5.4.6";
    why.text = fmt::format("mail for {} loops back to myself", errand_.next_hop);
    why.loops = true;
    return why;
}

// An address's own list takes the place of the general one, as in Postfix.
net::task<std::vector<std::string>> connection::ignored_keywords() {
    auto const& by_address = how_->discarded_keywords_by_address;
    if (by_address.empty()) co_return how_->discarded_keywords;
    auto look = [&by_address, key = to_.address] { return by_address.find(key); };
    auto const found = co_await net::blocking(lookups_, look);
    if (!found) base::log::warning(how_->program(), "{}: lookup of {} failed", how_->is_lmtp() ? "lmtp_discard_lhlo_keyword_address_maps" : "smtp_discard_ehlo_keyword_address_maps", to_.address);
    if (!found || !*found) co_return how_->discarded_keywords;
    std::vector<std::string> out;
    for (auto const& word : conf::split_list(**found))
        if (!base::iequals(word, "silent-discard")) out.push_back(word);
    co_return out;
}

net::task<void> connection::quit() {
    if (!wire_) co_return;
    co_await say_quit();
    tell_postmaster();
}

void connection::tell_postmaster() {
    bool const is_to_be_told = transcript_.is_to_be_told() && tell_ && !quiet_;
    auto said = transcript_.take();
    if (!is_to_be_told) return;
    notice::notice what;
    what.program = how_->is_lmtp() ? "LMTP client" : "SMTP client";
    what.peer = to_.relay();
    what.transcript = std::move(said);
    what.reason = end_reason_;
    tell_(std::move(what));
}

void connection::note(smtp::reply const& reply) {
    if (!tell_ || how_->notify == notice::trouble::none) return;
    auto const lines = smtp::print(reply);
    for (auto const line : base::split(lines, "\r\n")) transcript_.heard(line);
    transcript_.met(notice::trouble_of_their_reply(reply.code));
}

net::task<void> connection::say_quit() {
    bool const waits = !how_->skip_quit_response && !spoilt_;
    if (end_reason_.empty()) transcript_.said("QUIT\r\n");
    auto const sent = co_await wire_->write(std::string_view("QUIT\r\n"), std::min(how_->patience.quit, seconds(5)));
    if (!sent || !waits) co_return;
    auto const answer = co_await hear(how_->patience.quit, "sending QUIT");
    static_cast<void>(answer);    // whatever it says, this is the end
}

void connection::cut() noexcept {
    spoilt_ = true;
    if (wire_) wire_->cut(net::errc::stopping);
}

net::task<trouble> connection::send(std::string_view bytes, seconds patience, char const* doing, shown how) {
    trouble why;
    if (has_unread()) {
        spoilt_ = true;
        why.status = "4.5.0";
        why.text = fmt::format("Protocol error: host {} sent a reply to nothing asked while {}", to_.text(), doing);
        co_return why;
    }
    if (how != shown::nothing) transcript_.said(how == shown::whole ? bytes : std::string_view("..."));
    auto const sent = co_await wire_->write(bytes, patience);
    if (!sent) co_return lost(sent.error(), doing);
    co_return why;
}

net::task<connection::heard> connection::hear(seconds patience, char const* doing) {
    heard out;
    auto const end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto next = replies_.next();
        if (next.state == smtp::reply_parser::state::reply) {
            out.reply = std::move(next.reply);
            note(out.reply);
            if (out.reply.code == 421) spoilt_ = true;    // RFC 5321 §3.8: it will close the connection
            co_return out;
        }
        if (next.state == smtp::reply_parser::state::broken) {
            spoilt_ = true;
            out.why.status = "4.5.0";
            out.why.text = fmt::format("Protocol error: malformed or endless reply from {} while {}", to_.text(), doing);
            co_return out;
        }
        // A reply that comes byte by byte has no longer than one that comes at once.
        auto const rest = std::chrono::ceil<seconds>(end - std::chrono::steady_clock::now());
        if (rest.count() <= 0) {
            out.why = lost(net::make_error_code(net::errc::timed_out), doing);
            co_return out;
        }
        auto const got = co_await wire_->read_some(read_limit, rest);
        if (!got) {
            out.why = lost(got.error(), doing);
            co_return out;
        }
        if (how_->reply_filter.empty()) {
            replies_.feed(*got);
            continue;
        }
        std::string bytes(*got);
        bool const filtered = co_await take(std::move(bytes));
        if (filtered) continue;
        spoilt_ = true;
        out.why.status = "4.3.0";
        out.why.text = how_->parameter("reply_filter") + " lookup failure";
        co_return out;
    }
}

// smtp_reply_filter: what the table has for a line stands in its place. False: the table fails.
net::task<bool> connection::take(std::string bytes) {
    unfiltered_ += bytes;
    auto change = [this]() -> conf::result<std::string> {
        std::string out;
        for (auto end = unfiltered_.find('\n'); end != unfiltered_.npos; end = unfiltered_.find('\n')) {
            auto line = unfiltered_.substr(0, end);
            unfiltered_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            auto found = how_->reply_filter.find(line);
            if (!found) return found.error();
            if (*found) base::log::info(how_->program(), "host {}: replaced server reply \"{}\" with \"{}\"", to_.text(), base::printable(line), base::printable(**found));
            out += (*found ? **found : line) + "\r\n";
        }
        return out;
    };
    conf::result<std::string> changed = std::string();
    if (how_->reply_filter.is_blocking()) changed = co_await net::blocking(lookups_, change);
    else changed = change();
    if (changed) replies_.feed(*changed);
    if (unfiltered_.size() > longest_line) replies_.feed(std::exchange(unfiltered_, {}));    // which makes it too long there
    co_return changed.has_value();
}

net::task<connection::heard> connection::ask(std::string line, seconds patience, char const* doing, shown how) {
    auto const failed = co_await send(line, patience, doing, how);
    if (failed.status.empty()) co_return co_await hear(patience, doing);
    heard out;
    out.why = failed;
    co_return out;
}

trouble connection::lost(base::error_code const& why, char const* doing) {
    spoilt_ = true;
    bool const late = why == net::make_error_code(net::errc::timed_out);
    end_reason_ = late ? "timeout" : "lost connection";
    trouble out;
    out.status = "4.4.2";
    out.text = late ? fmt::format("conversation with {} timed out while {}", to_.text(), doing)
                    : fmt::format("lost connection with {} while {}", to_.text(), doing);
    return out;
}

trouble connection::refused(smtp::reply const& reply) const {
    bool const hard = reply.code >= 500 && reply.code < 600;
    trouble why;
    why.status = reply.enhanced.empty() ? (hard ? "5.0.0" : "4.0.0") : reply.enhanced;
    why.status.front() = hard ? '5' : '4';
    why.text = fmt::format("host {} refused to talk to me: {}", to_.text(), smtp::one_line(reply));
    return why;
}

}  // namespace mailstead::mta::smtp_client
