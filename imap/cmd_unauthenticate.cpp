// UNAUTHENTICATE, RFC 8437: nothing of the user stays, TLS does.
#include "net/compressed_stream.h"

#include "imap/notifying.h"
#include "imap/session.h"

namespace mailstead::imap {

// Everything that a login or a later command has set.
void session::forget_user() {
    log_end("Unauthenticated");
    ended_in_log_ = false;
    selected_.reset();
    account_.reset();
    user_.clear();
    supplied_name_.clear();
    metadata_.reset();
    enabled_ = {};
    language_ = language::i_default;
    bytes_in_ = bytes_out_ = 0;
    login_ = std::make_unique<net::login_attempts>();
    login_->failures = failed_logins_;
    login_->began = with_.clock.steady();
    framer_.set_limits({how_.clear_limit, how_.clear_limit});
}

// RFC 8437 §4.1: the OK is the last that is compressed, the command was the last that came so.
net::task<bool> session::end_compression() {
    auto const done = co_await compressed_->end(how_.write_timeout);
    if (!done) co_return false;
    framer_.feed(*done);
    wire_ = &compressed_->below();
    compressed_.reset();
    co_return true;
}

net::task<reply> session::on(commands::unauthenticate) {
    if (!how_.offer_unauthenticate) co_return reply::bad("Error: unknown command.");
    if (notify_) co_await notify_->end();
    notify_.reset();
    std::string line = tag_ + " OK [CAPABILITY ";
    forget_user();
    capabilities(line);
    out_ += line + "] Unauthenticate completed.\r\n";
    if (!compressed_) co_return reply::later();
    bool const said = co_await flush();
    if (!said) co_return reply::later();
    bool const ended = co_await end_compression();
    if (!ended) goodbye(net::make_error_code(net::errc::closed));
    co_return reply::later();
}

}  // namespace mailstead::imap
