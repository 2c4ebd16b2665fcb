#include "mta/smtp_client/names.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>

#include "mta/smtpd/filtered_names.h"

namespace mailstead::mta::smtp_client {
namespace {

net::result<std::vector<std::string>> ask_system(std::string const& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    int const trouble = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (trouble == EAI_NONAME || trouble == EAI_NODATA) return net::make_error_code(net::errc::not_found);
    if (trouble != 0) return net::make_error_code(net::errc::dns_failed);
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> const owned(found, freeaddrinfo);
    std::vector<std::string> out;
    for (auto const* one = found; one; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            out.emplace_back(text.data());
    }
    return out;
}

class real_names final : public names {
public:
    real_names(net::resolver& dns, net::disk_pool& lookups) : dns_(dns), lookups_(lookups) {}
    net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) override {
        return dns_.lookup(std::move(name), type);
    }
    net::task<net::result<std::vector<std::string>>> system_addresses(std::string host) override {
        auto ask = [host] { return ask_system(host); };
        co_return co_await net::blocking(lookups_, ask);
    }

private:
    net::resolver& dns_;
    net::disk_pool& lookups_;
};

}  // namespace

net::task<net::result<net::dns_answer>> filtered_names::lookup(std::string name, net::record_type type) {
    auto got = co_await behind_.lookup(name, type);
    if (!got) co_return got.error();
    auto sift = [this, &name, type, answer = &*got] { return smtpd::drop_ignored(filter_, name, type, *answer, "smtp", "smtp_dns_reply_filter"); };
    conf::result<std::size_t> left = std::size_t{0};
    if (filter_.is_blocking()) left = co_await net::blocking(lookups_, sift);
    else left = sift();
    if (!left || *left == 0) co_return net::make_error_code(net::errc::dns_failed);
    co_return std::move(*got);
}

std::unique_ptr<names> make_names(net::resolver& dns, net::disk_pool& lookups) {
    return std::make_unique<real_names>(dns, lookups);
}

}  // namespace mailstead::mta::smtp_client
