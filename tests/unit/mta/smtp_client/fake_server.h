// A scripted SMTP or LMTP server on a loopback port or a Unix socket, and DNS answers out of a map: what the client's dialogues are tested against.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fs.h"
#include "mta/smtp_client/client.h"
#include "net/session_set.h"
#include "net/stream.h"
#include "net/tls.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
class listener;
}

namespace mailstead::mta::smtp_client::test {

net::task<void> pause(net::executor where, std::chrono::milliseconds time);

// What the server does. Texts are sent as they are; "" sends nothing; "!" hangs up instead; "~" is silent from there on.
// A reply is looked up by the whole command line, then by its verb; the first of several is used up.
struct script {
    script();
    ~script();
    script(script const&);
    script& operator=(script const&);

    bool lmtp = false;    // LHLO, and after the text one reply for each accepted recipient: the deque of "." in order
    std::string greeting = "220 mx.test ESMTP\r\n";
    std::string ehlo = "250-mx.test\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250-8BITMIME\r\n250-DSN\r\n250 SMTPUTF8\r\n";
    std::map<std::string, std::deque<std::string>> replies;    // "RCPT TO:<a@x.test>" or "RCPT"; "." for the end of the text
    std::string after_ehlo;                                    // sent together with the reply to EHLO
    bool one_byte_at_a_time = false;
    std::string mid_text;                                      // "!": hangs up at the first line of a text
    std::shared_ptr<net::tls_context const> tls;
    bool wrapped = false;                                      // TLS begins before the greeting
    std::string tls_ehlo;                                      // EHLO's answer under TLS; "": as ehlo without STARTTLS

    std::string reply_to(std::string const& line, std::string usual);
};

class fake_server {
public:
    explicit fake_server(net::executor where, std::string address = "127.0.0.1", std::uint16_t port = 0);
    // At a Unix socket.
    fake_server(net::executor where, std::filesystem::path const& path);
    ~fake_server();

    std::uint16_t port() const noexcept { return port_; }
    std::size_t connections = 0;
    std::size_t resumed = 0;               // handshakes that took up an earlier session
    std::vector<std::string> commands;     // of all connections, without CR LF
    std::vector<std::string> writes;       // what came in one read each, text left out
    std::vector<std::string> texts;        // as they came, dots doubled, without the dot line
    script what;

    bool has(std::string_view command) const;
    std::size_t count(std::string_view prefix) const;

    net::task<void> stop();

private:
    using patience = net::stream::patience;

    void listen(base::unique_fd bound);
    net::task<void> serve(std::unique_ptr<net::stream> wire);
    net::task<bool> say(net::stream& wire, std::string text);
    net::task<void> talk(net::stream& wire);
    net::task<bool> answer_text(net::stream& wire, std::size_t accepted);
    std::string usual(net::stream& wire, std::string const& verb);
    std::string plain_ehlo() const;

    net::executor where_;
    net::session_set sessions_;
    std::unique_ptr<net::listener> listener_;
    std::vector<net::stream*> open_;
    std::uint16_t port_ = 0;
    bool silence_over_ = false;
};

// Answers that stand in a map; a name that is in none does not exist.
class fake_names final : public names {
public:
    explicit fake_names(net::executor where);
    ~fake_names() override;

    void mx(std::string const& domain, unsigned preference, std::string const& host);
    void a(std::string const& host, std::string const& address);
    void add(std::string const& name, net::record_type type, std::string rdata);
    void fails(std::string const& name, net::record_type type);

    static std::string wire_name(std::string_view name);

    net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) override;
    net::task<net::result<std::vector<std::string>>> system_addresses(std::string host) override;

    std::map<std::pair<std::string, net::record_type>, net::dns_answer> answers;
    std::set<std::pair<std::string, net::record_type>> failures;
    std::map<std::string, std::vector<std::string>> system;
    std::size_t questions = 0;

private:
    net::executor where_;
};

// A named function: g++ 12 cannot keep an initializer list in an expression with co_await.
template <class... Addresses>
std::vector<std::string> to(Addresses... addresses) {
    return {std::string(addresses)...};
}

lmtp::transaction letter(std::vector<std::string> to, std::string body = "Subject: x\r\n\r\nhi\r\n");

}  // namespace mailstead::mta::smtp_client::test
