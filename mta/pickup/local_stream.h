// A local socket that an SMTP session takes for a client on the loopback address: `sendmail -bs`.
#pragma once

#include "net/stream.h"

namespace mailstead::mta::pickup {

class local_stream final : public net::stream {
public:
    // `wire` outlives it.
    explicit local_stream(net::stream& wire) : wire_(wire), peer_(wire.peer()) {
        peer_.address = "127.0.0.1";
        peer_.loopback = true;
    }

    net::task<net::result<std::string_view>> read_some(std::size_t limit, patience wait) override {
        return wire_.read_some(limit, wait);
    }
    bool has_input() const noexcept override { return wire_.has_input(); }
    net::task<net::result<void>> write(std::string_view bytes, patience wait) override {
        return wire_.write(bytes, wait);
    }
    net::task<net::result<void>> write(std::span<std::string_view const> pieces, patience wait) override {
        return wire_.write(pieces, wait);
    }
    net::task<net::result<void>> start_tls(std::shared_ptr<net::tls_context const> context, patience wait) override {
        return wire_.start_tls(std::move(context), wait);
    }
    net::tls_info const& tls() const noexcept override { return wire_.tls(); }
    std::string channel_binding(net::binding which) const override { return wire_.channel_binding(which); }
    net::endpoint const& peer() const noexcept override { return peer_; }
    net::endpoint const& local() const noexcept override { return wire_.local(); }
    net::executor get_executor() noexcept override { return wire_.get_executor(); }
    void abort(net::errc why) noexcept override { wire_.abort(why); }

private:
    net::stream& wire_;
    net::endpoint peer_;
};

}  // namespace mailstead::mta::pickup
