// A whole LMTP session: the first byte chooses who is at the other end and how the bytes are cut, the rest is what he sends.
// The store answers some deliveries late and some with an error. What has to hold: the session ends, and every delivery was
// handed over with an address that was accepted.
#include <cstdlib>

#include <boost/asio/io_context.hpp>

#include "lmtp/session.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"
#include "tests/unit/lmtp/fakes.h"

namespace {

using namespace mailstead;

struct world {
    world() {
        for (auto const* name : {"a@b", "bob@example.org", "full@example.org"}) users.add(name);
        store.failures["full@example.org"] = store::errc::over_quota;
        authenticator.add("bob@example.org", "secret");
        settings.size_limit = 400;
        settings.recipient_limit = 4;
        settings.line_limit = 512;
        settings.depth = 3;
        settings.error_sleep = std::chrono::milliseconds(0);
        settings.authentication = true;
        settings.tls_auth_only = lmtp::tls_auth_only::no;
    }

    boost::asio::io_context loop{1};
    net::session_set fibres{loop.get_executor()};
    test::fake_clock clock;
    test::fake_depositor store;
    test::fake_users users;
    test::fake_authenticator authenticator;
    mda::id_source ids;
    lmtp::server_settings settings;
};

net::task<void> serve(net::stream& wire, std::shared_ptr<lmtp::services const> with, bool& ended) {
    lmtp::session session(wire, std::move(with));
    co_await session.run();
    ended = true;
}

void run_all(world& all) {
    all.loop.restart();
    all.loop.poll();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    unsigned const how = data[0];
    std::string_view bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
    world all;
    all.store.hold = (how & 4) != 0;
    if (how & 1) all.settings.trusted_uids.push_back(static_cast<uid_t>(-1));
    net::endpoint peer, local;
    peer.address = how & 2 ? "127.0.0.1" : "unix";
    peer.loopback = true;
    test::mem_stream wire(all.loop.get_executor(), all.clock, peer, local);
    auto const in_networks = [how](net::endpoint const&) -> net::result<bool> { return (how & 8) != 0; };
    auto const with = std::make_shared<lmtp::services>(lmtp::services{
        all.settings, all.store, all.users, all.ids, all.fibres, &all.authenticator, nullptr, in_networks, all.clock});
    bool ended = false;
    all.fibres.run("lmtpd", serve(wire, with, ended));
    std::size_t const step = how & 16 ? 1 : how & 32 ? 7 : bytes.size() + 1;
    while (!bytes.empty()) {
        auto const now = bytes.substr(0, step);
        bytes.remove_prefix(now.size());
        wire.push(std::string(now));
        run_all(all);
        if (all.store.waiting.size() > 2) all.store.release(all.store.waiting.size() - 1);
    }
    wire.hang_up();
    for (int round = 0; round < 10000 && !ended; ++round) {
        run_all(all);
        while (!all.store.waiting.empty()) all.store.release(all.store.waiting.size() - 1);
    }
    if (!ended) std::abort();
    for (auto const& each : all.store.all)
        if (!all.users.accounts.contains(each.what.who.account)) std::abort();
    return 0;
}
