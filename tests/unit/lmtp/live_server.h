// LMTP sessions behind a Unix socket of this process, for tests of the client.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "lmtp/settings.h"
#include "net/listener.h"
#include "net/session_set.h"
#include "net/stream.h"
#include "tests/unit/lmtp/fakes.h"

namespace mailstead::test {

// Lets so many bytes out, then the connection is broken.
class limited_stream final : public net::stream {
public:
    limited_stream(net::stream& inner, std::size_t room) : inner_(inner), room_(room) {}

    net::task<net::result<std::string_view>> read_some(std::size_t limit, patience wait) override;
    net::task<net::result<void>> write(std::string_view bytes, patience wait) override;
    net::task<net::result<void>> write(std::span<std::string_view const> pieces, patience wait) override;
    net::task<net::result<void>> start_tls(std::shared_ptr<net::tls_context const>, patience) override;
    net::tls_info const& tls() const noexcept override;
    std::string channel_binding(net::binding which) const override;
    net::endpoint const& peer() const noexcept override;
    net::endpoint const& local() const noexcept override;
    net::executor get_executor() noexcept override;
    void abort(net::errc why) noexcept override;

private:
    net::stream& inner_;
    std::size_t room_;
};

class live_server {
public:
    using talk = std::function<net::task<void>(net::stream&)>;

    explicit live_server(net::executor where);
    ~live_server();

    // Sessions of ours, with what the fields say.
    void start();
    // Or a dialogue of the test's own.
    void start_talking(talk what);
    void stop_listening();

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
    net::task<void> serve(net::stream& wire);

    net::executor where_;
    std::string directory_;
    std::unique_ptr<net::listener> listener_;
};

}  // namespace mailstead::test
