// Connecting, the greeting, and the end of a connection.
#include "lmtp/connection.h"

#include <utility>

#include "net/connect.h"

namespace mailstead::lmtp {
namespace {

constexpr std::size_t read_limit = 64 * 1024;

bool is_positive(smtp::reply const& reply) noexcept { return reply.code >= 200 && reply.code < 300; }

}  // namespace

connection::connection(client_settings const& wanted, work& waiting, net::session_set& fibres)
    : wanted_(wanted), waiting_(waiting), fibres_(fibres), depth_(std::max<std::size_t>(wanted.depth, 1)) {}

connection::~connection() { give_up_all("lost connection with " + wanted_.relay); }

net::task<std::string> connection::open(net::executor home) {
    auto const patience = wanted_.connect_timeout;
    auto wire = co_await net::connect_unix(home, wanted_.path, patience);
    if (!wire) co_return "connect to " + wanted_.relay + ": " + wire.error().message();
    wire_ = std::move(*wire);

    auto const greeting = co_await read_reply(wanted_.lhlo_timeout);
    if (!greeting) co_return describe(greeting.error(), "receiving the initial server greeting");
    if (!is_positive(*greeting)) co_return "host " + wanted_.relay + " refused to talk to me: " + one_line(*greeting);

    std::string const lhlo = "LHLO " + wanted_.name + "\r\n";
    auto const sent = co_await wire_->write(lhlo, wanted_.lhlo_timeout);
    if (!sent) co_return describe(sent.error(), "performing the LHLO handshake");
    auto const answer = co_await read_reply(wanted_.lhlo_timeout);
    if (!answer) co_return describe(answer.error(), "performing the LHLO handshake");
    if (!is_positive(*answer)) co_return "host " + wanted_.relay + " refused to talk to me: " + one_line(*answer);
    server_ = smtp::read_offers(answer->text);
    // Others do not take commands as fast as these come.
    if (!server_.own) co_return "host " + wanted_.relay + " is not our own store, or does not know us: it offers no XMAILSTEAD";
    co_return std::string();
}

net::task<std::string> connection::serve(net::executor home) {
    progress_ = clock::now();
    watchdog_ = std::make_unique<alarm>(home, [this] { return look_at_clock(); });
    watchdog_->set(progress_ + wanted_.idle_limit);
    co_await pipeline();
    closing_ = true;
    watchdog_.reset();
    give_up_all(loss_);
    co_return took_work_ ? std::string() : loss_;
}

net::task<net::result<smtp::reply>> connection::read_reply(seconds patience) {
    for (;;) {
        auto next = replies_.next();
        if (next.state == smtp::reply_parser::state::reply) co_return std::move(next.reply);
        if (next.state == smtp::reply_parser::state::broken) co_return make_error_code(net::errc::closed);
        auto const got = co_await wire_->read_some(read_limit, patience);
        if (!got) co_return got.error();
        replies_.feed(*got);
    }
}

std::string connection::describe(base::error_code const& why, char const* doing) const {
    bool const late = why == make_error_code(net::errc::timed_out);
    std::string const what = late ? "conversation with " + wanted_.relay + " timed out" : "lost connection with " + wanted_.relay;
    return what + " while " + doing;
}

void connection::close() {
    closing_ = true;
    work_or_room_.set();
}

void connection::cut() {
    closing_ = true;
    if (wire_) wire_->abort(net::errc::stopping);
    work_or_room_.set();
}

void connection::finish(std::shared_ptr<exchange> one) {
    progress_ = clock::now();
    one->done.set();
}

void connection::give_up_all(std::string const& why) {
    while (!under_way_.empty()) {
        auto const one = std::move(under_way_.front());
        under_way_.pop_front();
        if (!one->is_complete()) one->give_up("4.4.2", why);
        one->done.set();
    }
}

// An idle connection is closed; one on which the server has been silent for too long is cut.
std::optional<base::steady_time> connection::look_at_clock() {
    std::chrono::milliseconds const patience = under_way_.empty() ? wanted_.idle_limit : wanted_.data_done_timeout;
    auto const end = progress_ + patience;
    // Work may begin just after this look: never sleep past the shorter of the two.
    if (clock::now() < end) return std::min<base::steady_time>(end, clock::now() + wanted_.idle_limit);
    if (under_way_.empty()) {
        close();
        return std::nullopt;
    }
    wire_->abort(net::errc::timed_out);
    return std::nullopt;
}

net::task<void> connection::quit() {
    constexpr std::string_view goodbye = "QUIT\r\n";
    auto const sent = co_await wire_->write(goodbye, seconds(5));
    static_cast<void>(sent);    // the server sees the end of the connection in any case
}

}  // namespace mailstead::lmtp
