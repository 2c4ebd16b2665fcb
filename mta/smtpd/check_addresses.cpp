// Checks of sender and recipient: whose address it is, whether it exists, whether mail may go there.
#include <algorithm>

#include "base/log.h"
#include "conf/idna.h"
#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

// Mail for one of our domains, and not passed on from there by its local part.
bool is_final(subject const& about) { return (*about.destination)->is_ours() && !about.routed; }

enum class relaying { permit, refuse, defer };

decision relay(inquiry& on, relaying how) {
    auto const& about = on.about;
    if (!about.destination) return {};    // nobody has been named
    if (!*about.destination) return lookup_failure(on, about.recipient);
    if (is_final(about)) return how == relaying::permit ? permit() : decision{};
    if (how == relaying::permit) return {};
    int const code = how == relaying::defer ? 454 : about.settings->codes.relay;
    return refuse(on, code, "5.7.1", '<' + base::printable(about.recipient, 512) + ">: Relay access denied");
}

task<result<verdict>> sender_verdict(subject const& about) {
    if (!about.tables) {
        verdict nobody;
        co_return nobody;
    }
    std::string nobody_yet;
    co_return co_await about.tables->check(std::string(about.full_sender), std::move(nobody_yet));
}

bool has_sender(subject const& about) { return about.sender && !about.sender->empty(); }

// The users who own the sender's address; nothing: nobody is named.
task<found> owners(inquiry& on) {
    auto const& about = on.about;
    auto const& s = *about.settings;
    auto const whose = co_await sender_verdict(about);
    if (!whose) co_return whose.error();
    auto const kind = whose->domain == conf::address_class::local ? conf::domain_is::ours : conf::domain_is::foreign;
    auto const search = [&about, &s, kind] {
        return conf::find_rewriting(s.login_maps, smtp::unquoted_address(about.full_sender), kind, s.login_rules);
    };
    co_return co_await ask(on, s.login_maps, search);
}

enum class unowned { refuse, pass };

task<decision> check_owner(inquiry& on, unowned where_nobody) {
    auto const names = co_await owners(on);
    if (!names) co_return lookup_failure(on, *on.about.sender);
    if (!*names && where_nobody == unowned::pass) co_return decision{};
    if (*names)
        for (auto const& name : base::split((*names)->value, ", \t\r\n"))
            if (base::iequals(name, on.about.user)) co_return decision{};
    auto const text = fmt::format("<{}>: Sender address rejected: not owned by user {}", base::printable(*on.about.sender, 512),
                                  base::printable(on.about.user));
    co_return refuse(on, 553, "5.7.1", text);
}

task<decision> check_login(inquiry& on) {
    auto const names = co_await owners(on);
    if (!names) co_return lookup_failure(on, *on.about.sender);
    if (!*names) co_return decision{};
    auto const text = fmt::format("<{}>: Sender address rejected: not logged in", base::printable(*on.about.sender, 512));
    co_return refuse(on, 553, "5.7.1", text);
}

// Does nothing where it cannot: no sender yet, no AUTH offered, no table.
task<decision> mismatch(inquiry& on, bool for_users, bool for_strangers, unowned where_nobody) {
    auto const& s = *on.about.settings;
    if (!has_sender(on.about) || !s.sasl || s.login_maps.empty()) co_return decision{};
    if (on.about.authenticated && for_users) co_return co_await check_owner(on, where_nobody);
    if (!on.about.authenticated && for_strangers) co_return co_await check_login(on);
    co_return decision{};
}

std::optional<smtp::reply> unlisted(subject const& about, result<verdict> const& whose, topic const& what, std::string_view detail) {
    inquiry on(about, stage::recipient);
    if (about.defer_if_reject) on.defer_if_reject = *about.defer_if_reject;
    if (!whose) return lookup_failure(on, what.item).answer;
    if (whose->known) return std::nullopt;
    if (!whose->closed.empty()) {
        auto const& status = whose->closed_status.empty() ? detail : std::string_view(whose->closed_status);
        return refuse(on, status.starts_with('4') ? 450 : 550, std::string(status), rejected(what, whose->closed)).answer;
    }
    if (!whose->moved_to.empty()) return refuse(on, 550, "5.1.6", rejected(what, "User has moved to " + whose->moved_to)).answer;
    auto text = rejected(what, "User unknown");
    if (!whose->table.empty()) text += " in " + whose->table;
    return refuse(on, whose->code, std::string(detail), text).answer;
}

// Through the words that may stand before it.
decision through(inquiry& on, std::optional<smtp::reply> answer) {
    if (!answer) return {};
    if (answer->enhanced == "4.3.0") return refuse_anyway(on, answer->code, answer->enhanced, answer->text);
    return refuse(on, answer->code, answer->enhanced, answer->text);
}

enum class mail_hosts { some, none, null, unknown };

// RFC 5321 §5.1, RFC 7505: can mail be sent to this domain?
task<mail_hosts> mail_hosts_of(names& dns, std::string domain) {
    if (!is_dns_name(domain)) co_return mail_hosts::none;
    bool failed = false;
    for (auto const type : {net::record_type::mx, net::record_type::a, net::record_type::aaaa}) {
        auto const got = co_await dns.lookup(domain, type);
        if (!got && got.error() != net::make_error_code(net::errc::not_found)) failed = true;
        if (!got && failed) co_return mail_hosts::unknown;
        if (!got) continue;
        bool const null_mx = type == net::record_type::mx && got->records.size() == 1 && got->records[0].size() == 3 &&
                             got->records[0][2] == '\0';
        co_return null_mx ? mail_hosts::null : mail_hosts::some;
    }
    co_return mail_hosts::none;
}

}  // namespace

task<decision> permit_auth_destination(inquiry& on, topic const&, restriction const&) { co_return relay(on, relaying::permit); }
task<decision> reject_unauth_destination(inquiry& on, topic const&, restriction const&) { co_return relay(on, relaying::refuse); }
task<decision> defer_unauth_destination(inquiry& on, topic const&, restriction const&) { co_return relay(on, relaying::defer); }

task<decision> reject_unlisted_recipient(inquiry& on, topic const&, restriction const&) {
    co_return through(on, unlisted_recipient(on.about));
}

task<decision> reject_unlisted_sender(inquiry& on, topic const&, restriction const&) {
    auto answer = co_await unlisted_sender(on.about);
    co_return through(on, std::move(answer));
}

// RFC 5321 §4.5.5: a report of a failure goes to the one who sent.
task<decision> reject_multi_recipient_bounce(inquiry& on, topic const& about, restriction const&) {
    if (!on.about.sender || !on.about.sender->empty()) co_return decision{};
    bool const ahead = on.where == stage::data || on.where == stage::end_of_data;
    bool const many = on.about.recipients_so_far > (ahead ? 1u : 0u);
    if (!many) co_return decision{};
    co_return refuse(on, on.about.settings->codes.many_recipients, "5.5.3", rejected(about, "Multi-recipient bounce"));
}

task<decision> reject_non_fqdn_address(inquiry& on, topic const&, restriction const& what) {
    auto const who = what.row->who;
    if (!is_there(on.about, who)) co_return decision{};
    auto const address = who == party::sender ? *on.about.sender : on.about.recipient;
    bool const always_there = who == party::recipient && base::iequals(address, "postmaster");
    if (address.empty() || always_there) co_return decision{};
    auto const asked = conf::ascii_domain(domain_of(address));
    auto domain = std::string_view(asked);
    if (domain.starts_with('[')) co_return decision{};
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.find('.') != domain.npos && is_host_name(domain)) co_return decision{};
    co_return refuse(on, on.about.settings->codes.non_fqdn, "5.5.2", rejected(topic_of(on.about, who), "need fully-qualified address"));
}

task<decision> reject_unknown_domain(inquiry& on, topic const&, restriction const& what) {
    auto const& about = on.about;
    auto const who = what.row->who;
    bool const is_sender = who == party::sender;
    if (!is_there(about, who) || !about.names) co_return decision{};
    auto const domain = domain_of(is_sender ? about.full_sender : about.full_recipient);
    if (domain.empty() || domain.starts_with('[')) co_return decision{};
    auto const named = topic_of(about, who);
    result<verdict> whose = verdict{};
    if (is_sender) whose = co_await sender_verdict(about);
    else if (about.destination) whose = *about.destination;
    if (!whose) co_return lookup_failure(on, named.item);
    if (whose->is_ours() && whose->domain != conf::address_class::relay) co_return decision{};
    auto const hosts = co_await mail_hosts_of(*about.names, conf::ascii_domain(domain));
    auto const& s = *about.settings;
    if (hosts == mail_hosts::null) {
        auto const text = fmt::format("Domain {} does not accept mail (nullMX)", base::printable(domain));
        co_return refuse(on, is_sender ? 550 : 556, is_sender ? "5.7.27" : "5.1.10", rejected(named, text));
    }
    std::string const detail = is_sender ? "4.1.8" : "4.1.2";
    if (hosts == mail_hosts::unknown) co_return tempfail(on, s.address_tempfail_permits, detail, rejected(named, "Domain not found"));
    if (hosts == mail_hosts::none) co_return refuse(on, s.codes.unknown_address, detail, rejected(named, "Domain not found"));
    co_return decision{};
}

task<decision> reject_login_mismatch(inquiry& on, topic const&, restriction const&) { return mismatch(on, true, true, unowned::refuse); }
task<decision> reject_known_login_mismatch(inquiry& on, topic const&, restriction const&) { return mismatch(on, true, true, unowned::pass); }
task<decision> reject_authenticated_mismatch(inquiry& on, topic const&, restriction const&) { return mismatch(on, true, false, unowned::refuse); }
task<decision> reject_unauthenticated_mismatch(inquiry& on, topic const&, restriction const&) { return mismatch(on, false, true, unowned::refuse); }

std::optional<smtp::reply> unlisted_recipient(subject const& about) {
    if (!about.destination) return std::nullopt;
    return unlisted(about, *about.destination, topic_of(about, party::recipient), "5.1.1");
}

task<std::optional<smtp::reply>> unlisted_sender(subject const& about) {
    if (!has_sender(about)) co_return std::nullopt;
    auto const whose = co_await sender_verdict(about);
    co_return unlisted(about, whose, topic_of(about, party::sender), "5.1.0");
}

}  // namespace mailstead::mta::smtpd
