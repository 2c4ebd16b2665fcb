// A client that postscreen has let through, as an SMTP session sees it: with who it is behind a proxy, and with what it has
// said too early.
#pragma once

#include <algorithm>
#include <string>

#include "net/stream.h"

namespace mailstead::mta::postscreen {

class passed_stream final : public net::stream {
public:
    // `wire` outlives it; `early` is read first.
    passed_stream(net::stream& wire, net::endpoint peer, net::endpoint local, std::string early)
        : wire_(wire), peer_(std::move(peer)), local_(std::move(local)), early_(std::move(early)) {}

    net::task<net::result<std::string_view>> read_some(std::size_t limit, patience wait) override {
        given_.clear();
        if (early_.empty()) co_return co_await wire_.read_some(limit, wait);
        given_ = early_.substr(0, limit);
        early_.erase(0, given_.size());
        co_return std::string_view(given_);
    }
    bool has_input() const noexcept override { return !early_.empty() || wire_.has_input(); }
    net::task<net::result<void>> write(std::string_view bytes, patience wait) override { return wire_.write(bytes, wait); }
    net::task<net::result<void>> write(std::span<std::string_view const> pieces, patience wait) override {
        return wire_.write(pieces, wait);
    }
    // What came in clear is never heard under TLS (RFC 3207 §4.2).
    net::task<net::result<void>> start_tls(std::shared_ptr<net::tls_context const> context, patience wait) override {
        if (!early_.empty()) co_return net::make_error_code(net::errc::tls_failed);
        co_return co_await wire_.start_tls(std::move(context), wait);
    }
    net::tls_info const& tls() const noexcept override { return wire_.tls(); }
    std::string channel_binding(net::binding which) const override { return wire_.channel_binding(which); }
    net::endpoint const& peer() const noexcept override { return peer_; }
    net::endpoint const& local() const noexcept override { return local_; }
    net::executor get_executor() noexcept override { return wire_.get_executor(); }
    void abort(net::errc why) noexcept override { wire_.abort(why); }

private:
    net::stream& wire_;
    net::endpoint peer_, local_;
    std::string early_, given_;
};

}  // namespace mailstead::mta::postscreen
