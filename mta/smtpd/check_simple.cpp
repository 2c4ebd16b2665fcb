// Checks that look at nothing but the connection, or at nothing at all.
#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {

task<decision> permit_always(inquiry&, topic const&, restriction const&) { co_return permit(); }

task<decision> reject_always(inquiry& on, topic const& about, restriction const&) {
    co_return refuse(on, on.about.settings->codes.reject, "5.7.1", rejected(about, "Access denied"));
}

task<decision> defer_always(inquiry& on, topic const& about, restriction const&) {
    co_return refuse(on, on.about.settings->codes.defer, "4.3.2", rejected(about, "Try again later"));
}

task<decision> defer_if_permit_always(inquiry& on, topic const& about, restriction const&) {
    co_return defer_if_permit(on, "4.7.0", rejected(about, "defer_if_permit requested"));
}

task<decision> defer_if_reject_always(inquiry& on, topic const& about, restriction const&) {
    co_return defer_if_reject(on, "4.7.0", rejected(about, "defer_if_reject requested"));
}

task<decision> sleep_a_while(inquiry& on, topic const&, restriction const& what) {
    auto const seconds = base::number<unsigned>(what.argument);
    if (on.about.executor && seconds) {
        boost::asio::steady_timer timer(*on.about.executor, std::chrono::seconds(std::min(*seconds, 3600u)));
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    co_return decision{};
}

// A mistake in the list is no permission.
task<decision> permit_mynetworks(inquiry& on, topic const&, restriction const&) {
    auto const inside = on.about.settings->networks.matches_client(on.about.client_name, on.about.client_address);
    if (!inside) co_return lookup_failure(on, on.about.client_address);
    if (*inside) co_return permit();
    co_return decision{};
}

task<decision> permit_inet_interfaces(inquiry& on, topic const&, restriction const&) {
    auto const& own = on.about.settings->own_addresses;
    if (std::find(own.begin(), own.end(), on.about.client_address) != own.end()) co_return permit();
    co_return decision{};
}

task<decision> permit_sasl_authenticated(inquiry& on, topic const&, restriction const&) {
    if (on.about.authenticated) co_return permit();
    co_return decision{};
}

task<decision> reject_unauth_pipelining(inquiry& on, topic const& about, restriction const&) {
    auto const* const waits = on.about.not_greeted;    // asked now: the list may have slept
    if (!on.about.too_early && !(waits && waits->has_input())) co_return decision{};
    co_return refuse(on, 503, "5.5.0", rejected(about, "Improper use of SMTP command pipelining"));
}

task<decision> reject_plaintext_session(inquiry& on, topic const&, restriction const&) {
    if (on.about.is_tls) co_return decision{};
    co_return refuse(on, on.about.settings->codes.plaintext, "4.7.1", "Session encryption is required");
}

}  // namespace mailstead::mta::smtpd
