// lmtp::client for our own store and smtp_client::client for everybody else, behind the scheduler's seam.
#include "mta/queue/carrier.h"

#include <fmt/format.h>

#include "lmtp/client.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::size_t depth = 64;    // transactions on one connection to our own store
constexpr std::size_t most_alone = 100;    // connections for system users; more than their commands take up (server/local_effects)

class store_carrier final : public carrier {
public:
    store_carrier(net::executor home, lmtp::client_settings wanted) : client_(std::move(home), std::move(wanted)) {}

    net::task<lmtp::transaction_result> deliver(lmtp::transaction what) override {
        return client_.deliver(std::move(what));
    }
    std::string const& relay() const noexcept override { return client_.relay(); }
    net::task<void> stop(std::chrono::milliseconds grace) override { return client_.stop(grace); }

private:
    lmtp::client client_;
};

class smtp_carrier final : public carrier {
public:
    smtp_carrier(smtp_client::surroundings const& outside, route::target const& where)
        : client_(outside, where.transport, where.nexthop) {}

    net::task<lmtp::transaction_result> deliver(lmtp::transaction what) override {
        return client_.deliver(std::move(what));
    }
    std::string const& relay() const noexcept override { return client_.relay(); }
    net::task<void> stop(std::chrono::milliseconds grace) override { return client_.stop(grace); }

private:
    smtp_client::client client_;
};

class store_carriers {
public:
    store_carriers(net::executor home, settings const& known)
        : home_(std::move(home)), hostname_(known.hostname), root_(known.root),
          local_connections_((known.local_in_flight + depth - 1) / depth) {}

    std::unique_ptr<carrier> open(route::target const& where) {
        lmtp::client_settings wanted;
        wanted.path = where.path;
        wanted.name = hostname_;
        // Replies come in order: behind a user's command that takes its time nobody else's mail may stand.
        bool const alone = where.via == lmtp::agent::local_user;
        wanted.depth = alone ? 1 : depth;
        wanted.connections = alone ? most_alone : local_connections_;
        wanted.relay = fmt::format("{}[{}]", hostname_, short_path(where.path));
        return std::make_unique<store_carrier>(home_, std::move(wanted));
    }

private:
    // Relative to queue_directory, as Postfix logs it.
    std::string short_path(std::string const& path) const {
        return path.starts_with(root_ + "/") ? path.substr(root_.size() + 1) : path;
    }

    net::executor home_;
    std::string hostname_;
    std::string root_;
    std::size_t local_connections_;
};

class all_carriers final : public carrier_source {
public:
    all_carriers(smtp_client::surroundings outside, settings const& known)
        : inside_(outside.home, known), outside_(std::move(outside)) {}

    std::unique_ptr<carrier> open(route::target const& where) override {
        if (where.kind == route::target::way::store) return inside_.open(where);
        return std::make_unique<smtp_carrier>(outside_, where);
    }

private:
    store_carriers inside_;
    smtp_client::surroundings outside_;
};

}  // namespace

std::unique_ptr<carrier_source> make_carriers(smtp_client::surroundings outside, settings const& known) {
    return std::make_unique<all_carriers>(std::move(outside), known);
}

}  // namespace mailstead::mta::queue
