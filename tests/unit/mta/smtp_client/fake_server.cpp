// A scripted SMTP or LMTP server on a loopback port or a Unix socket, and DNS answers out of a map: what the client's dialogues are tested against.
#include "tests/unit/mta/smtp_client/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include "net/listener.h"
#include "net/socket_stream.h"

namespace mailstead::mta::smtp_client::test {

net::task<void> pause(net::executor where, std::chrono::milliseconds time) {
    boost::asio::steady_timer timer(where, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

script::script() = default;
script::~script() = default;
script::script(script const&) = default;
script& script::operator=(script const&) = default;

std::string script::reply_to(std::string const& line, std::string usual) {
    auto const verb = line.substr(0, line.find(' '));
    for (auto const& key : {line, line.substr(0, line.find('>') == line.npos ? line.size() : line.find('>') + 1), verb}) {
        auto const found = replies.find(key);
        if (found == replies.end() || found->second.empty()) continue;
        auto out = found->second.front();
        if (found->second.size() > 1) found->second.pop_front();
        return out;
    }
    return usual;
}

fake_server::fake_server(net::executor where, std::string address, std::uint16_t port) : where_(where), sessions_(where) {
    auto bound = net::listen_tcp(address, port);
    if (!bound) throw std::runtime_error("listen: " + bound.error().message());
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    ::getsockname(bound->get(), reinterpret_cast<sockaddr*>(&name), &size);
    port_ = ntohs(reinterpret_cast<sockaddr_in&>(name).sin_port);
    listen(std::move(*bound));
}
fake_server::fake_server(net::executor where, std::filesystem::path const& path) : where_(where), sessions_(where) {
    auto bound = net::listen_unix(path.string(), 0600);
    if (!bound) throw std::runtime_error("listen: " + bound.error().message());
    listen(std::move(*bound));
}
fake_server::~fake_server() = default;

void fake_server::listen(base::unique_fd bound) {
    auto on_accept = [this](base::unique_fd fd) { sessions_.run("fake", serve(net::make_stream(where_, std::move(fd)))); };
    listener_ = std::make_unique<net::listener>(where_, std::move(bound), on_accept);
}

bool fake_server::has(std::string_view command) const {
    for (auto const& one : commands)
        if (one == command) return true;
    return false;
}

std::size_t fake_server::count(std::string_view prefix) const {
    std::size_t n = 0;
    for (auto const& one : commands) n += one.starts_with(prefix) ? 1 : 0;
    return n;
}

net::task<void> fake_server::stop() {
    listener_.reset();
    for (auto* one : open_) one->cut(net::errc::stopping);
    silence_over_ = true;
    auto const all = co_await sessions_.stop(std::chrono::seconds(5));
    EXPECT_TRUE(all);
}

net::task<void> fake_server::serve(std::unique_ptr<net::stream> wire) {
    ++connections;
    open_.push_back(wire.get());
    co_await talk(*wire);
    std::erase(open_, wire.get());
}

net::task<bool> fake_server::say(net::stream& wire, std::string text) {
    if (text == "!") co_return false;
    if (text == "~") {
        while (!silence_over_) co_await pause(where_, std::chrono::milliseconds(5));
        co_return false;
    }
    bool const hangs_up = text.ends_with('!');
    if (hangs_up) text.pop_back();
    if (!what.one_byte_at_a_time) {
        auto const sent = co_await wire.write(text, patience(5));
        co_return sent.has_value() && !hangs_up;
    }
    for (char const c : text) {
        auto const sent = co_await wire.write(std::string_view(&c, 1), patience(5));
        if (!sent) co_return false;
        co_await pause(where_, std::chrono::milliseconds(0));
    }
    co_return !hangs_up;
}

net::task<void> fake_server::talk(net::stream& wire) {
    if (what.wrapped) {
        auto const shaken = co_await wire.start_tls(what.tls, patience(5));
        if (!shaken) co_return;
    }
    bool open = co_await say(wire, what.greeting);
    std::string held;
    bool in_text = false;
    std::size_t accepted = 0, chunk = 0;
    std::string text;
    while (open) {
        auto const got = co_await wire.read_some(65536, patience(20));
        if (!got) co_return;
        held += *got;
        if (!in_text) writes.push_back(held);
        while (open) {
            if (chunk > 0) {    // RFC 3030
                auto const part = held.substr(0, chunk);
                held.erase(0, part.size());
                chunk -= part.size();
                text += part;
                if (chunk > 0) break;
                texts.push_back(std::exchange(text, {}));
                open = co_await answer_text(wire, accepted);
                continue;
            }
            auto const end = held.find("\r\n");
            if (end == held.npos) break;
            auto const line = held.substr(0, end);
            held.erase(0, end + 2);
            if (in_text) {
                if (what.mid_text == "!") co_return;
                in_text = line != ".";
                if (in_text) {
                    text += line + "\r\n";
                    continue;
                }
                texts.push_back(std::exchange(text, {}));
                open = co_await answer_text(wire, accepted);
                continue;
            }
            commands.push_back(line);
            auto const verb = line.substr(0, line.find(' '));
            if (verb == "STARTTLS" && what.tls) {
                auto const answer = what.reply_to("STARTTLS", "220 2.0.0 Ready\r\n");
                open = co_await say(wire, answer);
                if (!answer.starts_with("220")) continue;
                held.clear();
                auto const shaken = co_await wire.start_tls(what.tls, patience(5));
                open = shaken.has_value();
                resumed += open && SSL_session_reused(net::native_tls(wire)) == 1 ? 1 : 0;
                break;
            }
            auto const answer = what.reply_to(line, usual(wire, verb));
            in_text = answer.starts_with("354");
            if (verb == "MAIL") accepted = 0;
            if (verb == "RCPT" && answer.starts_with("2")) ++accepted;
            if (verb == "BDAT" && what.lmtp) {
                chunk = std::stoul(line.substr(5));
                continue;
            }
            open = co_await say(wire, answer);
            if (verb == "QUIT") co_return;
        }
    }
}

net::task<bool> fake_server::answer_text(net::stream& wire, std::size_t accepted) {
    bool open = true;
    for (std::size_t i = 0; i < (what.lmtp ? accepted : 1) && open; ++i)
        open = co_await say(wire, what.reply_to(".", "250 2.0.0 Ok: queued as X\r\n"));
    co_return open;
}

std::string fake_server::usual(net::stream& wire, std::string const& verb) {
    if (verb == (what.lmtp ? "LHLO" : "EHLO")) return (wire.is_tls() ? (what.tls_ehlo.empty() ? plain_ehlo() : what.tls_ehlo) : what.ehlo) + what.after_ehlo;
    if (verb == "DATA") return "354 go on\r\n";
    if (verb == "QUIT") return "221 2.0.0 Bye\r\n";
    if (verb == "MAIL") return "250 2.1.0 Ok\r\n";
    if (verb == "RCPT") return "250 2.1.5 Ok\r\n";
    if (what.lmtp && (verb == "EHLO" || verb == "HELO")) return "500 5.5.1 this is LMTP\r\n";
    return "250 2.0.0 Ok\r\n";
}

std::string fake_server::plain_ehlo() const {
    auto out = what.ehlo;
    auto const at = out.find("250-STARTTLS\r\n");
    if (at != out.npos) out.erase(at, 14);
    return out;
}

fake_names::fake_names(net::executor where) : where_(where) {}
fake_names::~fake_names() = default;

void fake_names::mx(std::string const& domain, unsigned preference, std::string const& host) {
    std::string rdata{static_cast<char>(preference >> 8), static_cast<char>(preference & 255)};
    add(domain, net::record_type::mx, rdata + wire_name(host));
}

void fake_names::a(std::string const& host, std::string const& address) {
    char bytes[16] = {};
    bool const v6 = address.find(':') != address.npos;
    ::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes);
    add(host, v6 ? net::record_type::aaaa : net::record_type::a, std::string(bytes, v6 ? 16 : 4));
}

void fake_names::add(std::string const& name, net::record_type type, std::string rdata) { answers[{name, type}].records.push_back(std::move(rdata)); }
void fake_names::fails(std::string const& name, net::record_type type) { failures.insert({name, type}); }

std::string fake_names::wire_name(std::string_view name) {
    std::string out;
    while (!name.empty() && name != ".") {
        auto const dot = std::min(name.find('.'), name.size());
        out += static_cast<char>(dot);
        out += name.substr(0, dot);
        name.remove_prefix(std::min(name.size(), dot + 1));
    }
    return out + '\0';
}

net::task<net::result<net::dns_answer>> fake_names::lookup(std::string name, net::record_type type) {
    ++questions;
    co_await boost::asio::post(where_, boost::asio::use_awaitable);
    std::pair<std::string, net::record_type> const key(name, type);
    if (failures.contains(key)) co_return net::make_error_code(net::errc::dns_failed);
    auto const found = answers.find(key);
    if (found == answers.end()) co_return net::make_error_code(net::errc::not_found);
    co_return found->second;
}

net::task<net::result<std::vector<std::string>>> fake_names::system_addresses(std::string host) {
    co_await boost::asio::post(where_, boost::asio::use_awaitable);
    auto const found = system.find(host);
    if (found == system.end()) co_return net::make_error_code(net::errc::not_found);
    co_return found->second;
}

lmtp::transaction letter(std::vector<std::string> to, std::string body) {
    lmtp::transaction out;
    out.sender = "s@sender.test";
    out.more_follows = true;
    for (std::uint32_t i = 0; auto& address : to) {
        lmtp::recipient whom;
        whom.address = address;
        whom.id.message = 77;
        whom.id.recipient = i++;
        out.recipients.push_back(whom);
    }
    std::vector<std::string> pieces;
    pieces.push_back(std::move(body));
    out.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    return out;
}

}  // namespace mailstead::mta::smtp_client::test
