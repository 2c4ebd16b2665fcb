#include "mta/smtp_client/transfer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "mta/rewrite/mapped.h"
#include "mta/smtp_client/commands.h"
#include "smtp/path.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr char const* sending_mail = "sending MAIL FROM";
constexpr char const* sending_rcpt = "sending RCPT TO";
constexpr char const* sending_data = "sending DATA command";
constexpr char const* sending_text = "sending message body";
constexpr char const* awaiting_end = "sending end of data -- message may be sent more than once";
// RFC 2920 §3.1: who sends without reading must not count on more room than this for the replies.
constexpr std::size_t group_size = 50;
constexpr std::size_t write_size = 64 * 1024;

bool is_done(smtp::reply const& reply) noexcept { return reply.code >= 200 && reply.code < 300; }

conf::result<std::string> outside(std::string const& address, rewrite::tables const& with) {
    if (address.empty() || with.canonical.maps.empty()) return address;
    auto const how = with.extend_canonical ? rewrite::extensions::keep : rewrite::extensions::drop;
    auto const found = rewrite::mapped(smtp::split_address(address), with.canonical, how, with);
    if (!found) return found.error();
    return found->empty() ? address : found->front().text;
}

}  // namespace

net::task<transfer::end> transfer::run() {
    asked_ = what_.left();
    what_.set_uses(through_.uses() + 1);
    if (!through_.rules().notices_from.empty() && what_.what().sender == through_.rules().notices_from) through_.keep_quiet();
    if (is_unfit() || is_too_slow()) co_return end::unfit;
    bool const known = co_await find_addresses();
    if (!known) co_return end::done;
    bool const told = co_await tell_origin();
    if (told && server_.pipelining) co_await pipelined();
    else if (told) co_await one_by_one();
    if (untouched_) co_return end::untouched;
    through_.used();
    if (!through_.is_spoilt() && !over_) co_await reset();
    co_return end::done;
}

void transfer::fail(char const* status, std::string text) {
    trouble why;
    why.status = status;
    why.text = std::move(text);
    what_.fail_all(why, through_.host().relay());
    over_ = true;
}

void transfer::pass_over(char const* status, std::string text) {
    trouble why;
    why.status = status;
    why.text = std::move(text);
    what_.pass_over(why, through_.host().relay());
    over_ = true;
}

// RFC 8689 §4.2.1, §5: a report may go without it where it cannot be had.
bool transfer::needs_tls() const { return what_.what().requiretls && !what_.what().sender.empty(); }

// Of DELIVERBY's time, as close to MAIL as can be (RFC 2852 §4.1.4).
std::optional<std::int64_t> transfer::seconds_left() const {
    auto const end = what_.what().deliver_by;
    if (end == 0) return std::nullopt;
    auto const now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    return std::chrono::floor<seconds>(std::chrono::microseconds(end - now)).count();
}

// RFC 2852 §4.1.4.1: mode R goes to servers that keep the time and to nobody else; §7: none is searched for.
bool transfer::is_too_slow() {
    auto const left = seconds_left();
    if (!left || !what_.what().by_return) return false;
    auto const host = through_.host().text();
    if (*left <= 0) fail("5.4.7", "delivery time expired");
    else if (!server_.deliver_by) fail("5.3.3", fmt::format("DELIVERBY is required, but was not offered by host {}", host));
    else if (server_.least_by > *left)
        pass_over("5.4.7", fmt::format("host {} needs {} seconds to deliver, and {} are left", host, server_.least_by, *left));
    return over_;
}

// What need not be tried, since the server told what it cannot do. Another server of the destination may (RFC 8689 §4.2.1).
bool transfer::is_unfit() {
    auto const host = through_.host().text();
    auto const& message = what_.what();
    if (server_.size_limit > 0 && server_.size_limit < what_.size())
        pass_over("5.3.4", fmt::format("message size {} exceeds size limit {} of server {}", what_.size(), server_.size_limit, host));
    else if (what_.needs_smtputf8() && !server_.smtputf8)
        pass_over("5.6.7", fmt::format("SMTPUTF8 is required, but was not offered by host {}", host));
    else if (message.body == lmtp::body_type::binary && !(server_.binary_mime && server_.chunking))
        pass_over("5.6.3", fmt::format("BINARYMIME is required, but was not offered by host {}", host));
    else if (needs_tls() && !through_.wire().is_tls())
        pass_over("5.7.10", fmt::format("Encryption needed (REQUIRETLS), but TLS could not be had with host {}", host));
    else if (needs_tls() && !server_.requiretls)
        pass_over("5.7.30", fmt::format("REQUIRETLS support required, but not offered by host {} over verified TLS", host));
    return over_;
}

// smtp_generic_maps for the envelope.
net::task<bool> transfer::find_addresses() {
    auto const& rules = through_.rules().text;
    sender_ = what_.what().sender;
    for (auto const whom : asked_) recipients_.push_back(what_.what().recipients[whom].address);
    if (!rules || rules->tables.canonical.maps.empty()) co_return true;
    auto look = [this, tables = &rules->tables]() -> conf::result<std::string> {
        auto sender = outside(sender_, *tables);
        if (!sender) return sender;
        for (auto& one : recipients_) {
            auto next = outside(one, *tables);
            if (!next) return next;
            one = std::move(*next);
        }
        return sender;
    };
    conf::result<std::string> found = std::string();
    if (rules->tables.is_blocking()) found = co_await net::blocking(through_.lookups(), look);
    else found = look();
    if (found) sender_ = std::move(*found);
    else fail("4.3.0", through_.rules().parameter("generic_maps") + " lookup failure");
    co_return found.has_value();
}

net::task<bool> transfer::tell_origin() {
    auto const& how = through_.rules();
    if (!how.send_xforward || !server_.xforward) co_return true;
    auto lines = xforward_lines(what_.what().from, server_);
    while (!lines.empty()) {
        auto const end = lines.find('\n') + 1;
        auto line = lines.substr(0, end);
        lines.erase(0, end);
        auto const answer = co_await through_.ask(std::move(line), how.patience.xforward, "sending XFORWARD");
        if (is_untouched(answer)) co_return false;
        if (!answer.why.status.empty()) {
            lose(answer.why);
            co_return false;
        }
        if (!is_done(answer.reply))
            base::log::warning(through_.rules().program(), "host {} said: {} (in reply to XFORWARD command)", through_.host().text(), smtp::one_line(answer.reply));
    }
    co_return true;
}

// A server may have ended an idle connection while we began to talk: then another one is made, and nobody is told.
bool transfer::is_untouched(connection::heard const& first) {
    bool const gone = !first.why.status.empty() || first.reply.code == 421;
    untouched_ = gone && through_.uses() > 0;
    return untouched_;
}

void transfer::lose(trouble const& why) {
    what_.fail_all(why, through_.host().relay());
    through_.spoil();
    over_ = true;
}

// False: the connection is over.
bool transfer::take_mail(smtp::reply const& reply) {
    mail_refused_ = !is_done(reply);
    if (mail_refused_) what_.answer_all(reply, "MAIL FROM", through_.host());
    return !through_.is_spoilt() || reply.code != 421;
}

bool transfer::take_rcpt(std::size_t at, smtp::reply const& reply) {
    if (mail_refused_) return reply.code != 421;
    if (is_done(reply) && what_.what().probe) what_.delivered(asked_[at], reply, through_.host(), smtp::offers());    // no text follows, nor a report
    else if (is_done(reply)) accepted_.push_back(asked_[at]);
    else what_.answer(asked_[at], reply, "RCPT TO", through_.host());
    if (reply.code != 421) return true;
    for (auto const whom : accepted_) what_.answer(whom, reply, "RCPT TO", through_.host());
    for (auto rest = at + 1; rest < asked_.size(); ++rest) what_.answer(asked_[rest], reply, "RCPT TO", through_.host());
    return false;
}

net::task<void> transfer::one_by_one() {
    auto const& how = through_.rules();
    auto answer = co_await through_.ask(mail_line(what_, sender_, server_, how, seconds_left()), how.patience.mail, sending_mail);
    if (is_untouched(answer)) co_return;
    if (!answer.why.status.empty()) co_return lose(answer.why);
    bool go_on = take_mail(answer.reply);
    if (mail_refused_ || !go_on) co_return;
    for (std::size_t at = 0; at < asked_.size(); ++at) {
        answer = co_await through_.ask(rcpt_line(what_, asked_[at], recipients_[at], server_, how), how.patience.rcpt, sending_rcpt);
        if (!answer.why.status.empty()) co_return lose(answer.why);
        go_on = take_rcpt(at, answer.reply);
        if (!go_on) co_return;
    }
    if (accepted_.empty()) co_return;
    if (what_.what().body == lmtp::body_type::binary) co_return co_await chunk();
    answer = co_await through_.ask("DATA\r\n", how.patience.data_init, sending_data);
    if (!answer.why.status.empty()) co_return lose(answer.why);
    co_await after_data_reply(answer.reply);
}

// MAIL, the RCPTs and DATA without waiting in between, in groups that need little room for the replies.
net::task<void> transfer::pipelined() {
    auto const& how = through_.rules();
    bool const by_chunk = what_.what().body == lmtp::body_type::binary;
    bool const probe = what_.what().probe;
    std::string lines = mail_line(what_, sender_, server_, how, seconds_left());
    for (std::size_t begin = 0; begin < asked_.size(); begin += group_size) {
        auto const end = std::min(asked_.size(), begin + group_size);
        bool const last = end == asked_.size();
        for (auto at = begin; at < end; ++at) lines += rcpt_line(what_, asked_[at], recipients_[at], server_, how);
        if (last && !by_chunk && !probe) lines += "DATA\r\n";
        auto const sent = co_await through_.send(lines, how.patience.mail, begin == 0 ? sending_mail : sending_rcpt);
        lines.clear();
        connection::heard answer;
        answer.why = sent;
        if (begin == 0 && sent.status.empty()) answer = co_await through_.hear(how.patience.mail, sending_mail);
        if (begin == 0 && is_untouched(answer)) co_return;
        if (!answer.why.status.empty()) co_return lose(answer.why);
        bool go_on = begin != 0 || take_mail(answer.reply);
        for (auto at = begin; at < end && go_on; ++at) {
            answer = co_await through_.hear(how.patience.rcpt, sending_rcpt);
            if (!answer.why.status.empty()) break;
            go_on = take_rcpt(at, answer.reply);
        }
        // A server that hangs up after refusing MAIL has said all that counts.
        if (!answer.why.status.empty() && mail_refused_) co_return;
        if (!answer.why.status.empty()) co_return lose(answer.why);
        if (!go_on) co_return;
    }
    if (probe) co_return;
    if (by_chunk && !accepted_.empty()) co_await chunk();
    if (!by_chunk) co_await data();
}

// The answer to the DATA of a group.
net::task<void> transfer::data() {
    auto const& how = through_.rules();
    auto const answer = co_await through_.hear(how.patience.data_init, sending_data);
    bool const lost = !answer.why.status.empty();
    if (accepted_.empty() && !lost && answer.reply.code == 354) co_return co_await lone_dot();
    if (accepted_.empty()) co_return;
    if (lost) co_return lose(answer.why);
    co_await after_data_reply(answer.reply);
}

net::task<void> transfer::after_data_reply(smtp::reply const& reply) {
    if (reply.code == 354) co_return co_await text();
    if (reply.code >= 400) {
        for (auto const whom : accepted_) what_.answer(whom, reply, "DATA", through_.host());
        co_return;
    }
    trouble why;
    why.status = "4.5.0";
    why.text = fmt::format("Protocol error: host {} said: {} (in reply to DATA command)", through_.host().text(), smtp::one_line(reply));
    lose(why);
}

// All recipients were refused and the server wants a text all the same (RFC 2920 §3.1).
net::task<void> transfer::lone_dot() {
    auto const& how = through_.rules();
    // RFC 2033 §4.2 forbids it, and nobody knows how many replies would come.
    if (how.is_lmtp()) co_return through_.spoil();
    auto const answer = co_await through_.ask(".\r\n", how.patience.data_done, awaiting_end);
    if (!answer.why.status.empty()) through_.spoil();
}

// RFC 3030 §2: a binary text as it is.
net::task<void> transfer::chunk() {
    auto const& how = through_.rules();
    auto const line = fmt::format("BDAT {} LAST\r\n", what_.size());
    std::vector<std::string_view> pieces;
    pieces.push_back(line);
    for (auto const& piece : *what_.what().text) pieces.push_back(piece);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        bool const last = i + 1 == pieces.size();
        auto const failed = co_await through_.send(pieces[i], how.patience.data_xfer, last ? awaiting_end : sending_text, i == 0 ? connection::shown::whole : connection::shown::nothing);
        if (failed.status.empty()) continue;
        if (last) in_doubt(failed);
        else lose(failed);
        co_return;
    }
    co_await final_replies();
}

net::task<void> transfer::text() {
    auto const& how = through_.rules();
    bool const narrow = what_.has_eight_bit() && !server_.eight_bit && how.converts_eight_bit;
    outgoing_text stages(how, what_, narrow ? outgoing_text::width::seven_bit : outgoing_text::width::eight_bit);
    // Whoever says more than he was asked before the text would be believed about it.
    auto const unasked = co_await through_.send(std::string_view(), how.patience.data_xfer, sending_text);
    if (!unasked.status.empty()) co_return lose(unasked);
    bool const sent = co_await put_text(stages);
    if (sent) co_await final_replies();
}

// Appends what comes next for the wire; with an empty `part` the end.
net::task<trouble> transfer::make(outgoing_text& stages, std::string_view part, std::string& out) {
    auto work = [&stages, &out, part]() -> base::result<void> {
        if (part.empty()) stages.finish(out);
        else stages.feed(part, out);
        return {};
    };
    base::result<void> worked;
    if (stages.is_blocking()) worked = co_await net::blocking(through_.lookups(), work);
    else worked = work();
    if (worked) co_return stages.why();
    trouble busy;
    busy.status = "4.3.0";
    busy.text = "mail system resources are exhausted";
    co_return busy;
}

// The end leaves in one write with the last of the text: most messages are one write.
net::task<bool> transfer::put_text(outgoing_text& stages) {
    auto const patience = through_.rules().patience.data_xfer;
    std::string out;
    for (std::string_view piece : *what_.what().text) {
        while (!piece.empty()) {
            auto const part = piece.substr(0, write_size);
            piece.remove_prefix(part.size());
            auto failed = co_await make(stages, part, out);
            if (failed.status.empty() && out.size() < write_size) continue;
            if (failed.status.empty()) failed = co_await through_.send(out, patience, sending_text, connection::shown::nothing);
            out.clear();
            if (failed.status.empty()) continue;
            lose(failed);
            co_return false;
        }
    }
    // Only the dot line makes it a message; before it nothing has been delivered.
    auto const refused = co_await make(stages, std::string_view(), out);
    if (!refused.status.empty()) {
        lose(refused);
        co_return false;
    }
    auto const failed = co_await through_.send(out, patience, awaiting_end, connection::shown::nothing);
    if (!failed.status.empty()) in_doubt(failed);
    co_return failed.status.empty();
}

// `decided`: so many of the accepted recipients have their answer.
void transfer::in_doubt(trouble const& why, std::size_t decided) {
    for (auto at = decided; at < accepted_.size(); ++at) what_.lost(accepted_[at], why, through_.host());
    through_.spoil();
    over_ = true;
}

// One for everybody, or in LMTP one for each accepted recipient, in their order (RFC 2033 §4.2).
net::task<void> transfer::final_replies() {
    auto const& how = through_.rules();
    auto const share = how.is_lmtp() ? 1 : accepted_.size();
    for (std::size_t at = 0; at < accepted_.size(); at += share) {
        auto const answer = co_await through_.hear(how.patience.data_done, awaiting_end);
        if (!answer.why.status.empty()) co_return in_doubt(answer.why, at);
        for (auto i = at; i < at + share; ++i) settle(accepted_[i], answer.reply);
    }
    over_ = true;    // RFC 5321 §4.1.1.4: the transaction has ended, no RSET is needed
}

void transfer::settle(std::uint32_t whom, smtp::reply const& reply) {
    if (!is_done(reply)) what_.answer(whom, reply, "end of DATA", through_.host());
    else what_.delivered(whom, reply, through_.host(), server_, through_.rules().assumes_final ? attempt::way_on::none : attempt::way_on::possible);
}

// After an envelope that came to nothing the server still has it.
net::task<void> transfer::reset() {
    auto const& how = through_.rules();
    auto const answer = co_await through_.ask("RSET\r\n", how.patience.rset, "sending RSET");
    if (!answer.why.status.empty() || !is_done(answer.reply)) through_.spoil();
}

}  // namespace mailstead::mta::smtp_client
