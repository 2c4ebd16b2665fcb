// Any bytes as a client's whole side of a connection: the session answers and ends, whatever comes; nothing is removed unless
// QUIT said so.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>

#include "store/memory.h"

#include "pop3/session.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

using namespace mailstead;

namespace {

class one_account final : public pop3::accounts {
public:
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string) override {
        co_return std::static_pointer_cast<store::account>(mail);
    }
    std::shared_ptr<store::memory::account> mail = std::make_shared<store::memory::account>();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static net::disk_pool disk(1, std::chrono::seconds(10));
    boost::asio::io_context context;
    test::fake_clock clock;
    test::fake_authenticator auth;
    auth.add("a", "b");
    one_account accounts;
    accounts.mail->put("INBOX", "From: \xc3\xa9@example.org\nSubject: \xe9\n x\n\n.\n..text\n");
    accounts.mail->put("INBOX", "no header\r\n.\r\nend");
    pop3::settings how;
    how.clear_passwords = pop3::clear_passwords::allowed;
    how.error_sleep = {};
    // A first odd byte: before the login.
    bool const logged_in = size == 0 || data[0] % 2 == 0;
    std::string const begin = logged_in ? "USER a\r\nPASS b\r\n" : "";
    test::mem_stream wire(context.get_executor(), clock, {}, {});
    pop3::session session(wire, {how, auth, accounts, disk, clock, nullptr, nullptr});
    wire.push(begin + std::string(reinterpret_cast<char const*>(data), size));
    wire.hang_up();
    bool ended = false;
    auto done = [&ended](std::exception_ptr error) {
        if (error) std::abort();
        ended = true;
    };
    boost::asio::co_spawn(context, session.run(), done);
    context.run();
    bool const told = wire.output().find("messages deleted\r\n") != std::string::npos;
    auto const left = (*accounts.mail->open("INBOX"))->now()->size();
    if (!ended || (left != 2 && !told) || !wire.output().starts_with("+OK ")) std::abort();
    return 0;
}
