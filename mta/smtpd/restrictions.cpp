// How a list is decided, and what the words before a refusal make of it.
#include "mta/smtpd/restrictions.h"

#include <fmt/format.h>

#include "base/log.h"
#include "mta/smtpd/ask_list.h"
#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

constexpr unsigned depth_limit = 100;

smtp::reply reply(int code, std::string enhanced, std::string text) {
    smtp::reply out;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    // The code decides (RFC 3463 §2): both must tell the same story.
    if (!out.enhanced.empty()) out.enhanced[0] = static_cast<char>('0' + code / 100);
    return out;
}

decision refused(smtp::reply answer) {
    decision out;
    out.kind = decision::kind::refuse;
    out.answer = std::move(answer);
    return out;
}

// Whom Postfix names when it permits.
topic topic_of_permission(subject const& about, topic const& of_list, std::string_view name) {
    if (name == "permit") return of_list;
    bool const by_recipient = name == "permit_auth_destination" || name == "permit_mx_backup";
    return topic_of(about, by_recipient ? party::recipient : party::client);
}

}  // namespace

decision permit() {
    decision out;
    out.kind = decision::kind::permit;
    return out;
}

decision refuse(inquiry& on, int code, std::string enhanced, std::string text) {
    auto answer = reply(code, std::move(enhanced), std::move(text));
    if (on.warn_from > 0) {
        if (on.about.note) on.about.note("reject_warning", smtp::one_line(answer));
        return {};
    }
    if (on.defer_if_reject && code >= 500) return refused(*on.defer_if_reject);
    return refused(std::move(answer));
}

decision refuse_anyway(inquiry& on, int code, std::string enhanced, std::string text) {
    on.warn_from = 0;
    return refuse(on, code, std::move(enhanced), std::move(text));
}

decision configuration_error(inquiry& on) { return refuse_anyway(on, 451, "4.3.5", "Server configuration error"); }

decision lookup_failure(inquiry& on, std::string_view what) {
    return refuse_anyway(on, 451, "4.3.0", '<' + base::printable(what, 512) + ">: Temporary lookup failure");
}

decision defer_if_permit(inquiry& on, std::string enhanced, std::string text, int code) {
    if (on.warn_from > 0 || !on.about.defer_if_permit) return refuse(on, code, std::move(enhanced), std::move(text));
    auto& first = *on.about.defer_if_permit;
    if (!first) first = reply(code, std::move(enhanced), std::move(text));
    return {};
}

decision defer_if_reject(inquiry& on, std::string enhanced, std::string text, int code) {
    if (!on.defer_if_reject) on.defer_if_reject = reply(code, std::move(enhanced), std::move(text));
    return {};
}

decision tempfail(inquiry& on, bool if_permit, std::string enhanced, std::string text) {
    if (if_permit) return defer_if_permit(on, std::move(enhanced), std::move(text));
    return refuse(on, 450, std::move(enhanced), std::move(text));
}

std::string rejected(topic const& about, std::string_view why) {
    return fmt::format("<{}>: {} rejected: {}", about.item, about.kind, why);
}

bool is_there(subject const& about, party who) noexcept {
    switch (who) {
    case party::helo: return !about.helo.empty();
    case party::sender: return about.sender.has_value();
    case party::recipient: return !about.recipient.empty();
    case party::user: return about.authenticated;
    case party::etrn: return !about.etrn_domain.empty();
    case party::none:
    case party::client:
    case party::reverse_client: break;
    }
    return true;
}

topic topic_of(subject const& about, party who) {
    auto const safe = [](std::string_view text) { return base::printable(text, 512); };
    switch (who) {
    case party::reverse_client: return {safe(about.reverse_name), "Unverified Client host"};
    case party::helo: return {safe(about.helo), "Helo command"};
    case party::sender: return {safe(about.sender.value_or("")), "Sender address"};
    case party::recipient: return {safe(about.recipient), "Recipient address"};
    case party::user: return {safe(about.user), "SASL login name"};
    case party::etrn: return {safe(about.etrn_domain), "Etrn command"};
    case party::none:
    case party::client: break;
    }
    return {fmt::format("{}[{}]", about.client_name, about.client_address), "Client host"};
}

topic topic_of(subject const& about, stage where) {
    switch (where) {
    case stage::helo: return topic_of(about, party::helo);
    case stage::sender: return topic_of(about, party::sender);
    case stage::relay:
    case stage::recipient: return topic_of(about, party::recipient);
    case stage::data: return {"DATA", "Data command"};
    case stage::end_of_data: return {"END-OF-MESSAGE", "End-of-data"};
    case stage::etrn: return topic_of(about, party::etrn);
    case stage::client: break;
    }
    return topic_of(about, party::client);
}

task<void> note_permission(inquiry& on, topic about, std::string action, std::string from) {
    auto const& wanted = on.about.settings->logged_permissions;
    if (wanted.empty() || !on.about.note) co_return;
    auto const look = [&wanted, &action] { return wanted.matches(action); };
    auto const named = co_await ask_list(wanted, on.about.pool, look);
    if (!named.value_or(false)) co_return;
    on.about.note("permit", fmt::format("action={} for {}={} {}", action, about.kind, about.item, from.empty() ? from : "from " + from));
}

task<decision> walk(inquiry& on, restriction_list const& list, topic const& about) {
    decision out;
    if (on.depth >= depth_limit) {
        base::log::warning("smtpd", "restriction lists lead to each other more than {} times", depth_limit);
        co_return configuration_error(on);
    }
    ++on.depth;
    for (auto const& entry : list) {
        if (!entry.row->run) {
            if (on.warn_from == 0) on.warn_from = on.depth;
            continue;
        }
        out = co_await entry.row->run(on, about, entry);
        if (on.warn_from >= on.depth) on.warn_from = 0;
        bool const permits = out.kind == decision::kind::permit && entry.row->name.starts_with("permit");
        if (permits) co_await note_permission(on, topic_of_permission(on.about, about, entry.row->name), std::string(entry.row->name), {});
        if (out.kind != decision::kind::dunno) break;
        auto const* deferral = on.about.defer_if_permit;
        if (deferral && *deferral && on.defer_if_reject) break;    // it can only end in a deferral
    }
    --on.depth;
    co_return out;
}

task<decision> decide(restriction_list const& list, stage where, subject about) {
    inquiry on(about, where);
    if (about.defer_if_reject) on.defer_if_reject = *about.defer_if_reject;
    auto const first = topic_of(about, where);
    auto out = co_await walk(on, list, first);
    if (about.defer_if_reject) *about.defer_if_reject = std::move(on.defer_if_reject);
    co_return out;
}

}  // namespace mailstead::mta::smtpd
