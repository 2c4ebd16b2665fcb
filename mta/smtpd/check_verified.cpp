// reject_unverified_sender, reject_unverified_recipient: whether an address takes mail, as a probe finds out (Postfix's
// ADDRESS_VERIFICATION_README).
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "mta/smtpd/checks.h"
#include "mta/verify/verifier.h"

namespace mailstead::mta::smtpd {
namespace {

using verify::status;

task<void> pause(net::executor where, std::chrono::seconds time) {
    boost::asio::steady_timer timer(where, time);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

// Looks as often as address_verify_poll_count says for the result of a probe that is under way.
task<verify::view> known_of(inquiry& on, std::string address) {
    auto const& how = on.about.settings->verification;
    for (unsigned looks = 1;; ++looks) {
        auto seen = co_await on.about.verifier->ask(address);
        bool const enough = seen.status != status::unknown || looks >= how.poll_count || !on.about.executor;
        if (enough) co_return seen;
        co_await pause(*on.about.executor, how.poll_delay);
    }
}

}  // namespace

task<decision> reject_unverified_address(inquiry& on, topic const&, restriction const& what) {
    auto const who = what.row->who;
    bool const of_sender = who == party::sender;
    auto const address = std::string(of_sender ? on.about.full_sender : on.about.full_recipient);
    // The null sender is nobody's address.
    if (!is_there(on.about, who) || address.empty() || !on.about.verifier) co_return decision{};
    auto const& how = of_sender ? on.about.settings->verification.sender : on.about.settings->verification.recipient;
    auto const seen = co_await known_of(on, address);
    if (seen.status == status::deliverable) co_return decision{};
    auto const about = topic_of(on.about, who);
    bool const final = seen.status == status::undeliverable;
    int const code = final ? how.reject_code : how.defer_code;
    if (code < 400) co_return decision{};    // 250: whatever was found
    auto const& reason = how.reason.empty() ? seen.text : how.reason;
    auto text = rejected(about, fmt::format("{} address: {}", final && code >= 500 ? "undeliverable" : "unverified",
                                            base::printable(reason, 250)));
    auto enhanced = fmt::format("{}.1.{}", code >= 500 ? 5 : 4, of_sender ? 7 : 1);
    if (final) co_return refuse(on, code, std::move(enhanced), std::move(text));
    if (how.tempfail_permits) co_return defer_if_permit(on, std::move(enhanced), std::move(text), code);
    co_return refuse(on, code, std::move(enhanced), std::move(text));
}

}  // namespace mailstead::mta::smtpd
