#include "mta/smtpd/filtered_names.h"

#include <arpa/inet.h>

#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/error.h"

namespace mailstead::mta::smtpd {
namespace {

std::string address_text(int family, std::string_view bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    std::size_t const size = family == AF_INET ? 4 : 16;
    if (bytes.size() != size || !::inet_ntop(family, bytes.data(), text.data(), text.size())) return {};
    return text.data();
}

// The first string of the record, as reasons are taken from it.
std::string first_string(std::string_view rdata) {
    if (rdata.empty()) return {};
    return base::printable(rdata.substr(1, static_cast<unsigned char>(rdata[0])), 512);
}

std::string value_text(net::record_type type, std::string_view rdata) {
    switch (type) {
    case net::record_type::a: return "A " + address_text(AF_INET, rdata);
    case net::record_type::aaaa: return "AAAA " + address_text(AF_INET6, rdata);
    case net::record_type::ns: return "NS " + net::name_of_rdata(rdata) + '.';
    case net::record_type::txt: return "TXT " + first_string(rdata);
    case net::record_type::mx: break;
    default: return {};
    }
    if (rdata.size() < 3) return "MX";
    auto const byte = [rdata](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(rdata[i])); };
    return fmt::format("MX {} {}.", byte(0) << 8 | byte(1), net::name_of_rdata(rdata.substr(2)));
}

}  // namespace

std::string record_text(std::string_view name, net::record_type type, std::string_view rdata, std::chrono::seconds ttl) {
    return fmt::format("{}. {} IN {}", name, ttl.count(), value_text(type, rdata));
}

conf::result<std::size_t> drop_ignored(conf::maps const& filter, std::string const& name, net::record_type type, net::dns_answer& answer,
                                       char const* program, char const* parameter) {
    auto const& whose = answer.canonical.empty() ? name : answer.canonical;
    std::vector<std::string> left;
    for (auto& rdata : answer.records) {
        auto const text = record_text(whose, type, rdata, answer.ttl);
        auto const said = filter.find(text);
        if (!said) return said.error();
        bool const ignored = *said && base::iequals(**said, "IGNORE");
        if (*said && !ignored) {
            base::log::warning(program, "{}: unknown action \"{}\" for \"{}\"", parameter, base::printable(**said), base::printable(text));
            return net::make_error_code(net::errc::dns_failed);
        }
        if (ignored) base::log::info(program, "ignoring DNS RR: {}", base::printable(text));
        else left.push_back(std::move(rdata));
    }
    answer.records = std::move(left);
    return answer.records.size();
}

net::task<net::result<net::dns_answer>> filtered_names::lookup(std::string name, net::record_type type) {
    auto got = co_await behind_.lookup(name, type);
    if (!got) co_return got.error();
    auto sift = [this, &name, type, answer = &*got] { return drop_ignored(filter_, name, type, *answer, "smtpd", "smtpd_dns_reply_filter"); };
    conf::result<std::size_t> sifted = std::size_t{0};
    if (filter_.is_blocking()) sifted = co_await net::blocking(pool_, sift);
    else sifted = sift();
    if (!sifted) co_return net::make_error_code(net::errc::dns_failed);
    co_return std::move(*got);
}

}  // namespace mailstead::mta::smtpd
