// A listener in a directory of its own, and a wire that breaks.
#include "tests/unit/lmtp/live_server.h"

#include <unistd.h>

#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

#include "lmtp/session.h"
#include "net/socket_stream.h"

namespace mailstead::test {

net::task<net::result<std::string_view>> limited_stream::read_some(std::size_t limit, patience wait) {
    return inner_.read_some(limit, wait);
}

net::task<net::result<void>> limited_stream::write(std::string_view bytes, patience wait) {
    auto const now = bytes.substr(0, room_);
    room_ -= now.size();
    auto const sent = co_await inner_.write(now, wait);
    if (!sent) co_return sent.error();
    if (now.size() < bytes.size()) co_return make_error_code(net::errc::closed);
    co_return net::result<void>();
}

net::task<net::result<void>> limited_stream::write(std::span<std::string_view const> pieces, patience wait) {
    std::string all;
    for (auto const piece : pieces) all += piece;
    co_return co_await write(std::string_view(all), wait);
}

net::task<net::result<void>> limited_stream::start_tls(std::shared_ptr<net::tls_context const>, patience) {
    co_return make_error_code(net::errc::tls_failed);
}

net::tls_info const& limited_stream::tls() const noexcept { return inner_.tls(); }

std::string limited_stream::channel_binding(net::binding which) const { return inner_.channel_binding(which); }

net::endpoint const& limited_stream::peer() const noexcept { return inner_.peer(); }

net::endpoint const& limited_stream::local() const noexcept { return inner_.local(); }

net::executor limited_stream::get_executor() noexcept { return inner_.get_executor(); }

void limited_stream::abort(net::errc why) noexcept { inner_.abort(why); }

live_server::live_server(net::executor where) : sessions(where), where_(where) {
    char name[] = "/tmp/lmtp-test-XXXXXX";
    directory_ = ::mkdtemp(name);
    path = directory_ + "/socket";
}

live_server::~live_server() {
    ::unlink(path.c_str());
    ::rmdir(directory_.c_str());
}

void live_server::start() {
    with = std::make_shared<lmtp::services>(lmtp::services{settings, store, users, ids, sessions, nullptr, nullptr, {}});
    start_talking([this](net::stream& wire) { return serve(wire); });
}

void live_server::start_talking(talk what) {
    net::session_set::service service;
    service.kind = "lmtpd";
    service.what = std::move(what);
    auto const shared = std::make_shared<net::session_set::service const>(std::move(service));
    auto accept = [this, shared](base::unique_fd fd) {
        ++connections;
        sessions.serve(net::make_stream(where_, std::move(fd)), shared);
    };
    listener_ = std::make_unique<net::listener>(where_, std::move(*net::listen_unix(path, 0600)), accept);
}

void live_server::stop_listening() { listener_.reset(); }

net::task<void> live_server::serve(net::stream& wire) {
    limited_stream limited(wire, room);
    lmtp::session one(limited, with);
    co_await one.run();
}

}  // namespace mailstead::test
