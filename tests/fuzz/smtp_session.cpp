// A whole session over a stream in memory: it ends when the client is gone, and a message is in the queue only when a
// 250 for it was written.
#include "mta/smtpd/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>

#include "base/log.h"
#include "net/tls.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

namespace {

using namespace mailstead;
namespace smtpd = mta::smtpd;
using net::result;
using net::task;

struct intake final : mta::queue::intake {
    struct spool final : mta::queue::spool {
        explicit spool(intake& home) : home(home) {}
        std::string const& id() const noexcept override { return name; }
        task<result<void>> append(std::string bytes) override {
            text += bytes;
            co_return result<void>{};
        }
        std::uint64_t size() const noexcept override { return text.size(); }
        task<result<std::string>> read(std::uint64_t, std::size_t) override { co_return std::string(); }
        std::unique_ptr<mta::queue::spool> again() override { return std::make_unique<spool>(home); }
        task<result<void>> commit(mta::envelope what) override {
            if (what.recipients.empty() || !text.starts_with("Received: ")) std::abort();
            ++home.commits;
            co_return result<void>{};
        }
        intake& home;
        std::string name = "QID";
        std::string text;
    };
    result<std::unique_ptr<mta::queue::spool>> begin() override {
        return std::unique_ptr<mta::queue::spool>(std::make_unique<spool>(*this));
    }
    int commits = 0;
};

struct recipients final : smtpd::recipients {
    task<result<smtpd::verdict>> check(std::string address, std::string) override {
        smtpd::verdict out;
        if (address.ends_with("@b")) out.domain = conf::address_class::local;
        co_return out;
    }
};
struct names final : smtpd::names {
    task<smtpd::client_names> name_of(std::string) override {
        smtpd::client_names nobody;
        co_return nobody;
    }
    task<result<net::dns_answer>> lookup(std::string, net::record_type) override {
        co_return net::make_error_code(net::errc::not_found);
    }
};

std::shared_ptr<smtpd::settings const> settings() {
    auto out = std::make_shared<smtpd::settings>();
    out->error_sleep = std::chrono::seconds(0);
    out->tls = smtpd::tls_level::may;
    out->sasl = true;
    out->message_size_limit = 2000;
    std::string why;
    smtpd::rule_book rules;
    out->relay_restrictions = *rules.read({"reject_unauth_destination"}, why);
    return out;
}

int count(std::string_view text, std::string_view what) {
    int n = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1 || size > 20000) return 0;
    static bool const quiet = [] {
        base::log::settings where;
        where.file = "/dev/null";
        return base::log::open(where);
    }();
    static auto const values = settings();
    static auto const rules = std::make_shared<mta::cleanup::rules const>(conf::settings());
    static net::disk_pool lookups(1, std::chrono::seconds(1));
    (void)quiet;
    boost::asio::io_context loop;
    test::fake_clock clock;
    intake queue;
    recipients known;
    names dns;
    test::fake_authenticator accounts;
    accounts.add("a", "b");
    test::mem_stream wire(loop.get_executor(), clock, {}, {});
    smtpd::session session(wire, {values, queue, accounts, known, dns, clock, net::tls_context::for_client(), rules,
                                  &lookups});
    bool ended = false;
    auto done = [&](std::exception_ptr error) {
        if (error) std::abort();
        ended = true;
    };
    boost::asio::co_spawn(loop, session.run(), done);
    std::string_view input(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    std::size_t const cut = bytes[0] == 0 ? input.size() + 1 : bytes[0];
    while (!input.empty()) {
        wire.push(std::string(input.substr(0, cut)));
        input.remove_prefix(std::min(cut, input.size()));
        loop.poll();
    }
    wire.hang_up();
    loop.restart();
    loop.poll();
    if (!ended || count(wire.output(), "queued as QID\r\n") != queue.commits) std::abort();
    return 0;
}
