// Talking to a foreign server: one transaction at a time, the text only after a recipient was accepted, BDAT where CHUNKING
// is offered, else DATA; commands grouped where PIPELINING is (RFC 2920 §3.1).
#include <utility>

#include "lmtp/connection.h"
#include "smtp/dot.h"

namespace mailstead::lmtp {
namespace {

constexpr char const* sending_text = "sending message body";
constexpr char const* awaiting_end = "sending end of data -- message may be sent more than once";

}  // namespace

net::task<void> connection::one_by_one() {
    while (loss_.empty()) {
        if (waiting_.empty() || closing_) {
            if (closing_) break;
            co_await work_or_room_.wait();
            continue;
        }
        auto one = std::move(waiting_.front());
        waiting_.pop_front();
        if (one->is_impossible(server_)) {
            one->done.set();
            continue;
        }
        took_work_ = true;
        under_way_.push_back(one);
        progress_ = clock::now();
        co_await converse(one);
        if (!under_way_.empty() && one->is_complete()) {
            under_way_.pop_front();
            finish(std::move(one));
        }
    }
    if (loss_.empty()) co_await quit();
}

net::task<void> connection::converse(std::shared_ptr<exchange> one) {
    bool const understood = co_await envelope(*one);
    if (!understood) co_return;
    if (!one->has_accepted()) {
        one->refuse_text(smtp::reply());    // everybody has an answer already
        co_await reset();
        co_return;
    }
    bool sent = false;
    if (server_.chunking) sent = co_await send_chunk(*one);
    else sent = co_await send_data(*one);
    if (!sent || one->is_complete()) co_return;
    while (!one->is_complete()) {
        bool const heard = co_await hear(*one, wanted_.data_done_timeout, awaiting_end);
        if (!heard) co_return;
    }
}

// MAIL and the RCPTs; false when the connection is lost.
net::task<bool> connection::envelope(exchange& one) {
    std::string lines = one.mail_line(server_);
    if (server_.pipelining)
        for (std::size_t i = 0; i < one.recipients(); ++i) lines += one.rcpt_line(i, server_);
    bool sent = co_await send(one, std::move(lines), wanted_.mail_timeout, "sending MAIL FROM");
    if (!sent) co_return false;
    bool heard = co_await hear(one, wanted_.mail_timeout, "sending MAIL FROM");
    if (!heard) co_return false;
    for (std::size_t i = 0; i < one.recipients(); ++i) {
        if (!server_.pipelining) {
            sent = co_await send(one, one.rcpt_line(i, server_), wanted_.mail_timeout, "sending RCPT TO");
            if (!sent) co_return false;
        }
        heard = co_await hear(one, wanted_.mail_timeout, "sending RCPT TO");
        if (!heard) co_return false;
    }
    co_return true;
}

net::task<bool> connection::send(exchange& one, std::string bytes, seconds patience, char const* doing) {
    auto const sent = co_await wire_->write(bytes, patience);
    if (!sent) break_off(one, sent.error(), doing);
    co_return sent.has_value();
}

net::task<bool> connection::hear(exchange& one, seconds patience, char const* doing) {
    auto const reply = co_await read_reply(patience);
    if (!reply) {
        break_off(one, reply.error(), doing);
        co_return false;
    }
    progress_ = clock::now();
    if (reply->code == 421) {    // RFC 5321 §3.8
        loss_ = "host " + wanted_.server() + " said: " + one_line(*reply);
        co_return false;
    }
    one.take(*reply);
    co_return true;
}

net::task<bool> connection::send_chunk(exchange& one) {    // RFC 3030 §2
    auto const command = one.bdat_line();
    auto const text = one.text();
    std::vector<std::string_view> pieces;
    pieces.push_back(command);
    for (auto const& piece : *text) pieces.push_back(piece);
    one.text_goes_out();
    auto const sent = co_await wire_->write(std::span<std::string_view const>(pieces), wanted_.data_xfer_timeout);
    if (!sent) break_off(one, sent.error(), sending_text);
    co_return sent.has_value();
}

net::task<bool> connection::send_data(exchange& one) {    // RFC 5321 §4.1.1.4
    bool const sent = co_await send(one, "DATA\r\n", wanted_.data_init_timeout, "sending DATA command");
    if (!sent) co_return false;
    auto const reply = co_await read_reply(wanted_.data_init_timeout);
    if (!reply) {
        break_off(one, reply.error(), "sending DATA command");
        co_return false;
    }
    if (reply->code != 354) {
        one.refuse_text(*reply);
        co_await reset();
        co_return true;
    }
    co_return co_await send_stuffed(one);
}

net::task<bool> connection::send_stuffed(exchange& one) {
    auto const text = one.text();
    smtp::dot_encoder dots;
    std::string out;
    for (auto const& piece : *text) {
        dots.feed(piece, out);
        bool const sent = co_await send(one, std::exchange(out, std::string()), wanted_.data_xfer_timeout, sending_text);
        if (!sent) co_return false;
    }
    dots.finish(out);
    one.text_goes_out();    // only the dot line makes it a message
    co_return co_await send(one, std::move(out), wanted_.data_xfer_timeout, awaiting_end);
}

// After an envelope that came to nothing the server still waits for its text.
net::task<void> connection::reset() {
    constexpr std::string_view rset = "RSET\r\n";
    auto const sent = co_await wire_->write(rset, wanted_.mail_timeout);
    if (!sent) {
        loss_ = describe(sent.error(), "sending RSET");
        co_return;
    }
    auto const reply = co_await read_reply(wanted_.mail_timeout);
    if (!reply) loss_ = describe(reply.error(), "sending RSET");
    else if (reply->code == 421) loss_ = "host " + wanted_.server() + " said: " + one_line(*reply);
}

// A server may have closed an idle connection while we began to talk: nothing of the message was sent then, so it goes
// back to the front of the queue for a new connection.
void connection::break_off(exchange& one, base::error_code const& why, char const* doing) {
    loss_ = describe(why, doing);
    if (!used_ || !one.is_untouched() || closing_) return;
    waiting_.push_front(std::move(under_way_.front()));
    under_way_.pop_front();
}

}  // namespace mailstead::lmtp
