#include "net/login_log.h"

#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"

namespace mailstead::net {

namespace {

std::string_view security(stream const& wire) { return wire.is_tls() ? "TLS, " : wire.peer().loopback ? "secured, " : ""; }

}  // namespace

std::string new_session_id(base::clock const& clock) {
    static thread_local std::uint32_t count = 0;
    auto const now = clock.now().time_since_epoch().count();
    std::string bytes(reinterpret_cast<char const*>(&now), 6);
    auto const more = (static_cast<std::uint32_t>(::getpid()) << 16) ^ ++count ^ static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&count) >> 4);
    bytes.append(reinterpret_cast<char const*>(&more), 3);
    return base::base64_encode(bytes);
}

std::string login_place(stream const& wire, std::string_view id) {
    return fmt::format("rip={}, lip={}, {}session=<{}>", wire.peer().address, wire.local().address, security(wire), id);
}

void log_login(std::string_view program, std::string_view user, std::string_view mechanism, stream const& wire, std::string_view id) {
    base::log::info(program, "Login: user=<{}>, method={}, rip={}, lip={}, mpid={}, {}session=<{}>", log_name(user), base::printable(mechanism),
                    wire.peer().address, wire.local().address, ::getpid(), security(wire), id);
}

std::string without_login(login_attempts const& what, base::steady_time now, std::string_view place) {
    bool const has_tried = what.tried != base::steady_time();
    auto const secs = std::chrono::duration_cast<std::chrono::seconds>(now - (has_tried ? what.tried : what.began)).count();
    auto const method = what.mechanism.empty() ? std::string() : fmt::format("method={}, ", base::printable(what.mechanism));
    if (what.failures > 0) return fmt::format("(auth failed, {} attempts in {} secs): user=<{}>, {}{}", what.failures, secs, log_name(what.user), method, place);
    if (what.refused_in_clear) return fmt::format("(tried to use disallowed plaintext auth): user=<>, {}{}", method, place);
    if (what.unfinished) return fmt::format("(client didn't finish SASL auth, waited {} secs): user=<>, {}{}", secs, method, place);
    if (what.unsupported) return fmt::format("(tried to use unsupported auth mechanism): user=<>, {}{}", method, place);
    return fmt::format("(no auth attempts in {} secs): user=<>, {}", secs, place);
}

}  // namespace mailstead::net
