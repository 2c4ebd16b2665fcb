// LMTP sessions behind a Unix socket of this process, for tests of the client.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "lmtp/session.h"
#include "net/listener.h"
#include "net/session_set.h"
#include "net/socket_stream.h"
#include "tests/unit/lmtp/fakes.h"

namespace mailstead::test {

// Lets so many bytes out, then the connection is broken.
class limited_stream final : public net::stream {
public:
    limited_stream(net::stream& inner, std::size_t room) : inner_(inner), room_(room) {}

    net::task<net::result<std::string_view>> read_some(std::size_t limit, patience wait) override {
        return inner_.read_some(limit, wait);
    }
    net::task<net::result<void>> write(std::string_view bytes, patience wait) override {
        auto const now = bytes.substr(0, room_);
        room_ -= now.size();
        auto const sent = co_await inner_.write(now, wait);
        if (!sent) co_return sent.error();
        if (now.size() < bytes.size()) co_return make_error_code(net::errc::closed);
        co_return net::result<void>();
    }
    net::task<net::result<void>> write(std::span<std::string_view const> pieces, patience wait) override {
        std::string all;
        for (auto const piece : pieces) all += piece;
        co_return co_await write(std::string_view(all), wait);
    }
    net::task<net::result<void>> start_tls(std::shared_ptr<net::tls_context const>, patience) override {
        co_return make_error_code(net::errc::tls_failed);
    }
    net::tls_info const& tls() const noexcept override { return inner_.tls(); }
    std::string channel_binding(net::binding which) const override { return inner_.channel_binding(which); }
    net::endpoint const& peer() const noexcept override { return inner_.peer(); }
    net::endpoint const& local() const noexcept override { return inner_.local(); }
    net::executor get_executor() noexcept override { return inner_.get_executor(); }
    void abort(net::errc why) noexcept override { inner_.abort(why); }

private:
    net::stream& inner_;
    std::size_t room_;
};

class live_server {
public:
    using talk = std::function<net::task<void>(net::stream&)>;

    explicit live_server(net::executor where) : sessions(where), where_(where) {
        char name[] = "/tmp/lmtp-test-XXXXXX";
        directory_ = ::mkdtemp(name);
        path = directory_ + "/socket";
    }
    ~live_server() {
        ::unlink(path.c_str());
        ::rmdir(directory_.c_str());
    }

    // Sessions of ours, with what the fields say.
    void start() {
        with = std::make_shared<lmtp::services>(lmtp::services{settings, store, users, ids, sessions, nullptr, nullptr, {}});
        start_talking([this](net::stream& wire) { return serve(wire); });
    }
    // Or a dialogue of the test's own.
    void start_talking(talk what) {
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
    void stop_listening() { listener_.reset(); }

    lmtp::server_settings settings;
    fake_depositor store;
    fake_users users;
    mda::id_source ids;
    net::session_set sessions;
    std::string path;
    int connections = 0;
    std::size_t room = static_cast<std::size_t>(-1);    // bytes that each session may write
    std::shared_ptr<lmtp::services> with;

private:
    net::task<void> serve(net::stream& wire) {
        limited_stream limited(wire, room);
        lmtp::session one(limited, with);
        co_await one.run();
    }

    net::executor where_;
    std::string directory_;
    std::unique_ptr<net::listener> listener_;
};

}  // namespace mailstead::test
