// 2xx sent, 5xx bounced, everything else deferred.
#include "mta/queue/deliver.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/queue/verp.h"
#include "smtp/dsn.h"

namespace mailstead::mta::queue {
namespace {

using target = route::target;

fate fate_of(lmtp::recipient_result const& result) {
    if (result.what != lmtp::fate::replied) return fate::deferred;
    if (result.code >= 200 && result.code < 300) return fate::sent;
    return result.code >= 500 && result.code < 600 ? fate::bounced : fate::deferred;
}

// RFC 3463: the class has to agree with what was decided.
std::string status_of(lmtp::recipient_result const& result, fate decided) {
    char const kind = decided == fate::sent ? '2' : decided == fate::bounced ? '5' : '4';
    if (!result.enhanced.empty() && result.enhanced.front() == kind) return result.enhanced;
    return std::string(1, kind) + ".0.0";
}

// "mx.example.com[192.0.2.1]": logs name the port, what people read does not.
std::string_view without_port(std::string_view relay) noexcept {
    auto const bracket = relay.rfind(']');
    return bracket == relay.npos ? relay : relay.substr(0, bracket + 1);
}

std::string quoted(lmtp::recipient_result const& result, std::string_view relay) {
    auto const blank = result.enhanced.empty() ? "" : " ";
    auto const said = fmt::format("{}{}{} {}", result.code, blank, result.enhanced, result.text);
    if (result.code < 300) return said;
    return fmt::format("host {} said: {} (in reply to {} command)", without_port(relay), said, result.command);
}

lmtp::origin origin_of(message const& what) {
    lmtp::origin out;
    out.name = what.what.client_name;
    out.address = what.what.client_address;
    out.port = what.what.client_port;
    out.helo = what.what.helo;
    out.protocol = what.what.protocol;
    out.ident = what.id;
    out.local = out.address.empty();    // handed in by a program of this machine
    return out;
}

}  // namespace

lmtp::transaction make_transaction(message const& what, std::vector<std::uint32_t> const& recipients,
                                   std::uint64_t queue_number, lmtp::agent via) {
    lmtp::transaction out;
    // VERP: one recipient at a time.
    out.sender = what.what.verp.empty() || recipients.empty() ? what.what.sender
                                                              : verp_sender(what.what, what.what.recipients[recipients.front()]);
    out.body = static_cast<lmtp::body_type>(what.what.body);
    out.smtputf8 = what.what.smtputf8;
    out.requiretls = what.what.requiretls;
    out.priority = what.what.priority;
    out.deliver_by = what.what.deliver_by;
    out.by_return = what.what.by_return;
    out.by_trace = what.what.by_trace;
    out.envid = what.what.envid;
    out.ret = static_cast<std::uint8_t>(what.what.ret);
    out.from = origin_of(what);
    out.probe = what.what.report == reporting::verify;
    out.text = out.probe ? std::make_shared<std::vector<std::string> const>() : what.text;
    out.queue_id = what.id;
    out.sasl_method = what.what.sasl_method;
    out.sasl_username = what.what.sasl_username;
    out.recipients.reserve(recipients.size());
    for (auto const at : recipients) {
        auto const& from = what.what.recipients[at];
        lmtp::recipient to;
        to.address = from.address;
        to.id = {queue_number, what.number, at, 0};
        to.maybe_delivered = what.uncertain;
        to.original = from.original;
        to.via = via;
        to.orcpt = from.orcpt;
        to.notify = from.notify;
        out.recipients.push_back(std::move(to));
    }
    return out;
}

progress outcome(lmtp::recipient_result const& result, target::way where, std::string_view relay) {
    progress out;
    out.fate = fate_of(result);
    out.status = status_of(result, out.fate);
    out.relay = result.relay.empty() ? relay : std::string_view(result.relay);
    out.uses = result.uses;
    out.into_mailbox = out.fate == fate::sent && (where == target::way::store || result.is_final);
    out.handed_on = result.takes_dsn;
    // A refusal to no command is the client's own decision: nobody said it.
    bool const foreign = where == target::way::lmtp || where == target::way::smtp;
    bool const foreign_reply = foreign && result.what == lmtp::fate::replied && (result.code < 400 || !result.command.empty());
    out.remote_reply = foreign_reply;
    out.reason = foreign_reply ? quoted(result, out.relay) : result.text;
    return out;
}

progress waiting_for_flush() {
    progress out;
    out.fate = fate::deferred;
    out.status = "4.3.2";
    out.relay = "none";
    out.reason = "deferred transport";
    return out;
}

progress delivers_to_command(target const& where) {
    progress out;
    out.fate = fate::sent;
    out.status = "2.0.0";
    out.relay = where.transport;
    out.reason = "delivers to command: " + where.transport;
    return out;
}

progress outcome(target const& where) {
    progress out;
    out.relay = "none";
    out.status = where.status;
    out.reason = where.text;
    switch (where.kind) {
    case target::way::error: out.fate = where.status.starts_with('4') ? fate::deferred : fate::bounced; break;
    case target::way::discard: out.fate = fate::sent; break;
    default: out.fate = fate::deferred; break;
    }
    if (out.status.empty()) out.status = out.fate == fate::sent ? "2.0.0" : "4.3.0";
    if (out.fate == fate::deferred && out.status.front() != '4') out.status.front() = '4';
    return out;
}

void filter_status(conf::maps const& tables, progress& how) {
    auto const asked = fmt::format("{} {}", how.status, how.reason);
    auto const found = tables.find(asked);
    if (!found) base::log::warning("qmgr", "default_delivery_status_filter: lookup error for \"{}\"", base::printable(asked));
    if (!found || !*found) return;
    std::string_view const said = **found;
    auto const length = smtp::status_length(said);
    bool const is_known = length > 0 && (said.front() == '2' || said.front() == '4' || said.front() == '5');
    if (!is_known || (said.front() == '2') != (how.fate == fate::sent)) {
        base::log::warning("qmgr", "default_delivery_status_filter: \"{}\" cannot stand for \"{}\"", base::printable(said), base::printable(asked));
        return;
    }
    how.status = said.substr(0, length);
    how.reason = base::trimmed(said.substr(length));
    if (how.fate != fate::sent) how.fate = said.front() == '5' ? fate::bounced : fate::deferred;
}

bool loops_back(lmtp::recipient_result const& result) noexcept {
    return result.what == lmtp::fate::replied && result.code >= 500 && result.command.empty() && result.enhanced == "5.4.6";
}

bool is_site_trouble(lmtp::transaction_result const& result) noexcept {
    auto const undecided = [](auto const& one) { return one.what != lmtp::fate::replied; };
    return std::all_of(result.recipients.begin(), result.recipients.end(), undecided);
}

bool is_uncertain(lmtp::transaction_result const& result) noexcept {
    auto const unknown = [](auto const& one) { return one.what == lmtp::fate::unknown; };
    return std::any_of(result.recipients.begin(), result.recipients.end(), unknown);
}

}  // namespace mailstead::mta::queue
