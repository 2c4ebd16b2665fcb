// Lines in, replies out. Replies to pipelined commands are gathered and written when no whole line is left (RFC 2449 §6.6).
#include "pop3/session.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::pop3 {

namespace asio = boost::asio;

namespace {

constexpr std::size_t large_output = 64 * 1024;
constexpr std::size_t kept_capacity = 4096;    // an idle session owns no big buffer

}  // namespace

session::session(net::stream& wire, surroundings around)
    : wire_(wire), around_(std::move(around)), framer_(std::max(around_.settings.line_limit, around_.settings.response_limit)), id_(net::new_session_id(around_.clock)) {
    login_.began = around_.clock.steady();
}

session::~session() = default;

net::task<void> session::run() {
    greet();
    bool open = true;
    while (open) open = co_await answer_line();
    if (!end_) (void)co_await flush();
    log_end();
}

net::task<bool> session::answer_line() {
    auto const got = co_await read_line();
    if (got == input::gone) co_return false;
    slow_ = false;
    // RFC 5034 §4 leaves 255 octets to an initial response; programs send whole tokens there.
    bool const may_be_long = !drop_ && base::istarts_with(line_, "auth ");
    if (got == input::too_long || (line_.size() > around_.settings.line_limit && !may_be_long)) {
        refuse("-ERR line too long");
        co_return co_await react_to_errors();
    }
    auto what = parse(line_);
    if (is_allowed(what)) {
        bool const open = co_await dispatch(what.command);
        if (!open) co_return false;
    }
    co_return co_await react_to_errors();
}

bool session::is_allowed(request const& what) {
    if (std::holds_alternative<bad>(what.command)) return true;
    if (around_.settings.require_tls && !wire_.is_tls() && !(what.where & without_tls)) {
        refuse("-ERR STLS must come first");
        return false;
    }
    unsigned const here = drop_ ? in_transaction : in_authorization;
    if (what.where & here) return true;
    refuse(drop_ ? "-ERR not after login" : "-ERR log in first");
    return false;
}

net::task<bool> session::dispatch(command what) {
    auto step = std::visit([this](auto const& c) { return on(c); }, what);
    co_return co_await std::move(step);
}

net::task<bool> session::on(bad what) {
    refuse(fmt::format("-ERR {}", what.why));
    co_return true;
}

net::task<bool> session::on(capa) {    // RFC 2449 §5
    // EXPIRE NEVER: mail stays until its owner deletes it.
    out_ += "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\nLANG\r\n";
    bool const password = offers_password();
    out_ += password ? "UTF8 USER\r\n" : "UTF8\r\n";
    if (around_.settings.login_delay.count() > 0) out_ += fmt::format("LOGIN-DELAY {}\r\n", around_.settings.login_delay.count());
    // RFC 2595 §4: while it may be given.
    if (around_.tls && around_.settings.offer_tls && !wire_.is_tls() && !drop_ && !utf8_) out_ += "STLS\r\n";
    if (password) out_ += "USER\r\n";
    auto const mechanisms = offered();
    if (!mechanisms.empty()) out_ += "SASL";
    for (auto const& m : mechanisms) out_ += " " + m.name;
    if (!mechanisms.empty()) out_ += "\r\n";
    out_ += "IMPLEMENTATION " + around_.settings.product + "\r\n.\r\n";
    co_return true;
}

net::task<bool> session::on(utf8) {    // RFC 6856 §2
    utf8_ = true;
    say("+OK UTF8 enabled");
    co_return true;
}

// RFC 6856 §3: the texts here are English, whichever tag of it is asked for.
net::task<bool> session::on(lang what) {
    bool const english = base::iequals(what.range, "en") || base::istarts_with(what.range, "en-");
    if (what.range.empty()) out_ += "+OK languages\r\nen English\r\n.\r\n";
    else if (english || what.range == "*" || base::iequals(what.range, "i-default")) say("+OK en texts are English");
    else refuse("-ERR no such language here");
    co_return true;
}

std::optional<smtp::framer::piece> session::next_buffered() {
    if (held_) return std::exchange(held_, std::nullopt);
    auto piece = framer_.next();
    if (piece.kind == smtp::framer::kind::need_more) return std::nullopt;
    return piece;
}

net::task<session::input> session::read_line() {
    for (;;) {
        if (auto const piece = next_buffered()) {
            line_ = piece->bytes;
            co_return piece->kind == smtp::framer::kind::line ? input::line : input::too_long;
        }
        bool const written = co_await flush();
        if (!written) co_return input::gone;
        auto const limit = patience();
        if (limit.count() <= 0) end_ = net::errc::timed_out;
        if (end_) co_return input::gone;
        auto const got = co_await wire_.read_some(16 * 1024, limit);
        if (!got) {
            end_ = got.error();
            co_return input::gone;
        }
        framer_.feed(*got);
    }
}

// A client that does not log in has login_timeout for all it says; after that only silence is limited.
std::chrono::seconds session::patience() const {
    if (drop_) return around_.settings.timeout;
    auto const used = around_.clock.steady() - login_.began;
    auto const left = std::chrono::ceil<std::chrono::seconds>(around_.settings.login_timeout - used);
    return std::min(left, around_.settings.timeout);
}

net::task<bool> session::flush() {
    if (out_.empty()) co_return true;
    auto const written = co_await wire_.write(out_, around_.settings.write_timeout);
    if (out_.capacity() > kept_capacity) std::string().swap(out_);
    out_.clear();
    if (!written) end_ = written.error();
    co_return written.has_value();
}

net::task<bool> session::flush_if_large() {
    if (out_.size() < large_output) co_return true;
    co_return co_await flush();
}

void session::say(std::string_view line) {
    out_ += line;
    out_ += "\r\n";
}

void session::refuse(std::string_view line) {
    say(line);
    ++errors_;
    slow_ = true;
}

// Slows a client down that makes many mistakes in a row, and ends the session after too many.
net::task<bool> session::react_to_errors() {
    auto const& s = around_.settings;
    if (!std::exchange(slow_, false)) {
        if (drop_) errors_ = 0;
        co_return true;
    }
    if (errors_ >= s.hard_error_limit) {
        say("-ERR too many errors");
        co_return false;
    }
    if (errors_ > s.soft_error_limit && s.error_sleep.count() > 0) {
        asio::steady_timer pause(wire_.get_executor(), s.error_sleep);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return true;
}

}  // namespace mailstead::pop3
