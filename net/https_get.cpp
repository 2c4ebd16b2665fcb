// Beast reads and writes the messages; the bytes go over our own streams.
#include "net/https_get.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include "base/ascii.h"
#include "net/peer_certificate.h"
#include "net/tls_client.h"

namespace mailstead::net {
namespace {

namespace http = boost::beast::http;
using clock = std::chrono::steady_clock;
constexpr std::uint32_t header_limit = 16 * 1024;
constexpr std::size_t read_size = 16 * 1024;

std::string text_of(https_request const& what) {
    http::request<http::string_body> message(what.form.empty() ? http::verb::get : http::verb::post, what.target, 11);
    message.set(http::field::host, what.host);
    message.set(http::field::user_agent, "Mailstead");
    message.set(http::field::accept, what.accept);
    message.set(http::field::connection, "close");
    if (!what.authorization.empty()) message.set(http::field::authorization, what.authorization);
    if (!what.form.empty()) {
        message.set(http::field::content_type, "application/x-www-form-urlencoded");
        message.body() = what.form;
        message.prepare_payload();
    }
    http::request_serializer<http::string_body> out(message);
    std::string text;
    boost::system::error_code error;
    while (!out.is_done() && !error) {
        std::size_t taken = 0;
        auto const take = [&](boost::system::error_code&, auto const& buffers) {
            for (boost::asio::const_buffer const one : boost::beast::buffers_range_ref(buffers)) {
                text.append(static_cast<char const*>(one.data()), one.size());
                taken += one.size();
            }
        };
        out.next(error, take);
        if (!error) out.consume(taken);
    }
    return text;
}

std::string words_of(base::error_code const& why) {
    return why == make_error_code(errc::timed_out) ? "timed out" : why.message();
}

}  // namespace

// One exchange under way; all of it has until `end`.
struct https_exchange {
    https_exchange(executor home, https_request const& wanted, https_failure& told, https_call_off* off)
        : where(std::move(home)), what(wanted), failure(told), by(off), end(clock::now() + wanted.patience) {
        reading.header_limit(header_limit);
        reading.body_limit(wanted.body_limit);
    }
    ~https_exchange() {
        if (by) by->wire_ = nullptr;
    }
    https_exchange(https_exchange const&) = delete;

    bool fail(https_trouble kind, std::string words) {
        failure.what = kind;
        failure.why = base::printable(words);
        return false;
    }
    std::chrono::seconds rest() const { return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(end - clock::now())); }

    task<bool> connect() {
        auto made = co_await connect_tcp(where, what.address, what.port, rest(), {}, by ? &by->connecting_ : nullptr);
        if (!made) co_return fail(https_trouble::connection, fmt::format("connect to {}[{}]:{}: {}", what.host, what.address, what.port, words_of(made.error())));
        wire = std::move(*made);
        if (by) by->wire_ = wire.get();
        co_return true;
    }

    task<bool> secure() {
        tls_wish wish;
        wish.context = what.context;
        wish.server_name = what.host;
        wish.names.push_back(what.host);
        wish.by_subject_alternative = true;
        std::string words;
        auto const server = co_await start_tls_client(*wire, std::move(wish), rest(), words);
        if (!server) co_return fail(https_trouble::certificate, "TLS handshake: " + (words.empty() ? words_of(server.error()) : words));
        auto const* shown = server->certificate.get();
        if (!shown) co_return fail(https_trouble::certificate, "no certificate");
        if (!shown->trusted) co_return fail(https_trouble::certificate, "certificate not trusted: " + shown->distrust);
        if (server->matched.empty()) co_return fail(https_trouble::certificate, "certificate is not for " + what.host);
        co_return true;
    }

    task<bool> ask() {
        auto const text = text_of(what);
        auto const sent = co_await wire->write(text, std::max(rest(), std::chrono::seconds(1)));
        if (!sent) co_return fail(https_trouble::connection, words_of(sent.error()));
        co_return true;
    }

    task<bool> hear() {
        while (!reading.is_done()) {
            auto const left = rest();
            if (left.count() <= 0) co_return fail(https_trouble::connection, "timed out");
            auto const got = co_await wire->read_some(read_size, left);
            boost::system::error_code error;
            if (got) take(*got, error);
            else if (has_ended_tls(*wire) && reading.got_some()) reading.put_eof(error);    // else it may be cut short, RFC 9112 §9.8
            else co_return fail(https_trouble::connection, words_of(got.error()));
            if (error) co_return fail(https_trouble::message, "response: " + error.message());
        }
        co_return true;
    }

    // What the parser has no use for yet is kept for the next call.
    void take(std::string_view bytes, boost::system::error_code& error) {
        held += bytes;
        while (!held.empty() && !reading.is_done()) {
            auto const used = reading.put(boost::asio::buffer(held), error);
            held.erase(0, used);
            if (error == http::error::need_more) {
                error = {};
                if (held.size() > header_limit) error = http::error::header_limit;
                return;
            }
            if (error || used == 0) return;
        }
    }

    executor where;
    https_request const& what;
    https_failure& failure;
    https_call_off* by;
    clock::time_point end;
    std::unique_ptr<stream> wire;
    http::response_parser<http::string_body> reading;
    std::string held;
};

void https_call_off::now() {
    connecting_.now();
    if (wire_) wire_->cut(errc::stopping);
}

task<std::optional<https_response>> https_get(executor where, https_request what, https_failure& failure, https_call_off* by) {
    std::optional<https_response> out;
    https_exchange under_way(std::move(where), what, failure, by);
    bool going = co_await under_way.connect();
    if (going) going = co_await under_way.secure();
    if (going) going = co_await under_way.ask();
    if (going) going = co_await under_way.hear();
    if (!going) co_return out;
    auto& message = under_way.reading.get();
    out.emplace();
    out->status = message.result_int();
    auto const type = message[http::field::content_type];
    out->content_type.assign(type.data(), type.size());
    out->body = std::move(message.body());
    co_return out;
}

}  // namespace mailstead::net
