// ETRN: a site that is connected now and then asks for its mail (RFC 1985).
#include "base/ascii.h"
#include "base/log.h"
#include "mta/smtpd/checks.h"
#include "mta/smtpd/session.h"

namespace mailstead::mta::smtpd {

// RFC 1985 §5; "@site" and "#queue" mean the site here, too, and an address in brackets is one.
task<session::next> session::on(smtp::etrn what) {
    auto site = what.domain;
    if (site.starts_with('@') || site.starts_with('#')) site.erase(0, 1);
    if (settings_.helo_required && helo_.empty()) {
        say(503, "", "Error: send HELO/EHLO first");
    } else if (mail_.open) {
        say(503, "", "Error: MAIL transaction in progress");
    } else if (!is_host_name(site) && !literal_address(site)) {
        say(501, "", "Error: invalid parameter syntax");
    } else if (!with_.flush_site) {
        say(458, "", "Unable to queue messages");
    }
    if (last_code_ != 0) co_return next::go_on;
    bool const refused = co_await refused_at_etrn(site);
    if (refused) co_return next::go_on;
    auto const allowed = co_await may_be_flushed(site);
    if (!allowed) {
        base::log::warning(settings_.service, "fast_flush_domains lookup problem for {}: {}", site, allowed.error().message());
        say(458, "", "Unable to queue messages");
    } else if (*allowed == flushable::no) {
        say(459, "", "<" + site + ">: service unavailable");
    } else if (!with_.flush_site(site)) {
        say(458, "", "Unable to queue messages");
    } else {
        say(250, "", "Queuing started");
    }
    co_return next::go_on;
}

// The list may name tables that have to be waited for.
task<net::result<session::flushable>> session::may_be_flushed(std::string site) const {
    auto const look = [this, &site]() -> net::result<flushable> {
        auto const found = settings_.etrn_domains.matches(site);
        if (!found) return found.error();
        return *found ? flushable::yes : flushable::no;
    };
    auto out = co_await net::blocking(*with_.lookups, look);
    co_return out;
}

}  // namespace mailstead::mta::smtpd
