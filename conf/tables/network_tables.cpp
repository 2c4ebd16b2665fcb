// tcp and socketmap tables: see network_tables.h.
#include "conf/tables/network_tables.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/tables/peer.h"

namespace mailstead::conf {
namespace {

class remote final : public table {
public:
    remote(std::string name, peer::endpoint where, std::chrono::milliseconds patience, reply_parser parse,
           std::optional<std::string> map, conf::report report)
        : name_(std::move(name)), peer_(std::move(where), patience), parse_(parse), map_(std::move(map)),
          report_(std::move(report)) {}

    result<std::optional<std::string>> find(std::string_view key) override {
        if (key.empty()) return std::optional<std::string>();
        std::string why;
        auto reply = peer_.ask(map_ ? socketmap_request(*map_, key) : tcp_request(key), parse_, why);
        if (!reply) return failed(reply.error(), why.empty() ? reply.error().message() : why);
        if (reply->what == table_reply::kind::trouble) return failed(errc::lookup_failed, base::printable(reply->text));
        if (reply->what == table_reply::kind::nothing) return std::optional<std::string>();
        return std::optional(std::move(reply->text));
    }
    // The server is asked for whole keys only.
    bool is_pattern() const noexcept override { return true; }
    bool is_blocking() const noexcept override { return true; }
    std::string const& name() const noexcept override { return name_; }

private:
    base::error_code failed(base::error_code code, std::string_view why) const {
        report_({{}, 0, severity::warning, fmt::format("table {} lookup error: {}", name_, why)});
        return code;
    }

    std::string name_;
    peer peer_;
    reply_parser parse_;
    std::optional<std::string> map_;  // of socketmap
    conf::report report_;
};

// "host:port" and "[2001:db8::1]:port".
std::optional<peer::endpoint> host_and_port(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return peer::endpoint{std::string(host), std::string(text.substr(colon + 1)), {}};
}

// What stands before the map's name in socketmap:inet:host:port:map.
std::optional<peer::endpoint> socketmap_endpoint(std::string_view text) {
    if (text.starts_with("inet:")) return host_and_port(text.substr(5));
    if (!text.starts_with("unix:") || text.size() == 5) return std::nullopt;
    return peer::endpoint{{}, {}, std::string(text.substr(5))};
}

std::shared_ptr<table> refuse(report const& report, std::string text) {
    report({{}, 0, severity::error, std::move(text)});
    return nullptr;
}

}  // namespace

std::shared_ptr<table> open_tcp(std::string name, std::string_view where, report report,
                                std::chrono::milliseconds patience) {
    auto endpoint = host_and_port(where);
    if (!endpoint) return refuse(report, fmt::format("{}: expected tcp:host:port", name));
    return std::make_shared<remote>(std::move(name), std::move(*endpoint), patience, parse_tcp_reply, std::nullopt,
                                    std::move(report));
}

std::shared_ptr<table> open_socketmap(std::string name, std::string_view where, report report,
                                      std::chrono::milliseconds patience) {
    auto const colon = where.rfind(':');
    auto endpoint = socketmap_endpoint(where.substr(0, colon == where.npos ? 0 : colon));
    if (!endpoint)
        return refuse(report,
                      fmt::format("{}: expected socketmap:inet:host:port:map or socketmap:unix:path:map", name));
    return std::make_shared<remote>(std::move(name), std::move(*endpoint), patience, parse_socketmap_reply,
                                    std::string(where.substr(colon + 1)), std::move(report));
}

}  // namespace mailstead::conf
