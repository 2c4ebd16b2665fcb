// Any bytes as a client's whole side of a connection, logged in already: the session answers and ends, whatever comes.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>

#include "store/memory.h"

#include "imap/session.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

using namespace mailstead;

namespace {

class one_account final : public imap::accounts {
public:
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string) override {
        co_return std::static_pointer_cast<store::account>(mail);
    }
    std::shared_ptr<store::memory::account> mail = std::make_shared<store::memory::account>();
};

void fill(store::memory::account& mail) {
    mail.put("INBOX", "From: a@example.org\nSubject: =?utf-8?q?one?=\n\ntext\n");
    mail.put("INBOX", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\ny\n--b--\n", 1);
    mail.put("INBOX.Sub", "Subject: two\n\ntext\n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static net::disk_pool disk(1, std::chrono::seconds(10));
    boost::asio::io_context context;
    test::fake_clock clock;
    test::fake_authenticator auth;
    auth.add("a", "b");
    one_account accounts;
    fill(*accounts.mail);
    imap::services const with{auth, accounts, disk, clock};
    imap::settings how;
    how.clear_passwords = imap::clear_passwords::allowed;
    how.auth_failure_delay = how.error_sleep = how.idle_notify_interval = {};
    how.message_limit = 10000;
    test::mem_stream wire(context.get_executor(), clock, {}, {});
    imap::session session(wire, with, how, nullptr);
    wire.push("a LOGIN a b\r\nb SELECT INBOX\r\n" + std::string(reinterpret_cast<char const*>(data), size));
    wire.hang_up();
    bool ended = false;
    auto done = [&ended](std::exception_ptr error) {
        if (error) std::abort();
        ended = true;
    };
    boost::asio::co_spawn(context, session.run(), done);
    context.run();
    if (!ended) std::abort();
    return 0;
}
