// Who is told of what became of a message, and the reports that tell it.
#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/queue/bounce.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/schedule.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/time_limit.h"
#include "mta/queue/verp.h"

namespace mailstead::mta::queue {
namespace {

using places = std::vector<std::uint32_t>;

template <class Wanted>
places where(message const& what, Wanted wanted) {
    places out;
    for (std::uint32_t at = 0; at < what.recipients.size(); ++at)
        if (wanted(what.recipients[at], what.what.recipients[at])) out.push_back(at);
    return out;
}

bool is_new_failure(progress const& how) noexcept { return how.fate == fate::bounced && !how.told; }

// The log's words for it.
char const* words_for(notice const& one) noexcept {
    switch (one.kind) {
    case report_kind::failure: return one.for_postmaster ? "postmaster non-delivery notification" : "sender non-delivery notification";
    case report_kind::delay: return one.for_postmaster ? "postmaster delay notification" : "sender delay notification";
    default: return "sender delivery status notification";
    }
}

notice notice_of(report_kind kind, std::string const& to, places about) {
    notice out;
    out.kind = kind;
    out.to = to;
    out.about = std::move(about);
    return out;
}

notice copy_of(report_kind kind, std::string const& to, places about) {
    auto out = notice_of(kind, to, std::move(about));
    out.for_postmaster = true;
    return out;
}

}  // namespace

// Beside RFC 3461's success: who was told of a delay hears that it is over (confirm_delay_cleared).
bool scheduler::core::owes_success(message const& what, std::uint32_t at) const {
    auto const& how = what.recipients[at];
    auto const& whom = what.what.recipients[at];
    if (how.fate != fate::sent || how.handed_on || what.what.report == reporting::verify) return false;
    return wants_success(what.what, whom) || (what.warned && queue_.settings().reports.tells_cleared && wants_delay(what.what, whom));
}

// With VERP one about each failed recipient, to the sender that he got.
void scheduler::core::add_failures(message const& what, std::vector<notice>& out) const {
    auto const& how = queue_.settings().reports;
    auto const all = where(what, [](progress const& how, recipient const&) { return is_new_failure(how); });
    auto const told = where(what, [&](progress const& how, recipient const& whom) { return is_new_failure(how) && wants_bounce(what.what, whom); });
    bool const apart = !what.what.verp.empty() && queue_.settings().verp_bounces;
    for (auto const at : apart ? told : places()) {
        auto const sender = verp_sender(what.what, what.what.recipients[at]);
        out.push_back(notice_of(report_kind::failure, sender, places(1, at)));
        out.back().sender = sender;
    }
    if (!apart && !told.empty()) out.push_back(notice_of(report_kind::failure, what.what.sender, told));
    if (all.empty()) return;
    bool const doubled = what.what.sender.empty();
    auto const& copies = doubled ? how.double_bounces : how.bounces;
    if (copies.wanted) out.push_back(copy_of(report_kind::failure, copies.to, all));
}

bool scheduler::core::is_to_be_warned(message const& what) const {
    auto const wait = queue_.settings().reports.delay_warning.count() * 1000;
    return wait > 0 && !what.warned && queue_.now() >= began(what.what) + wait;
}

// delay_warning_time, or the time that the sender himself has set: then he hears once of both.
void scheduler::core::add_delays(message const& what, std::vector<notice>& out) const {
    places late;
    for (std::uint32_t at = 0; at < what.recipients.size(); ++at)
        if (owes_delay_report(what, at, queue_.now())) late.push_back(at);
    if (!late.empty()) {
        out.push_back(notice_of(report_kind::delay, what.what.sender, std::move(late)));
        out.back().time_is_over = true;
        return;
    }
    if (!is_to_be_warned(what) || what.what.sender.empty()) return;
    auto const& copies = queue_.settings().reports.delays;
    auto const all = where(what, [](progress const& how, recipient const&) { return how.fate == fate::deferred; });
    auto const told = where(what, [&](progress const& how, recipient const& whom) { return how.fate == fate::deferred && wants_delay(what.what, whom); });
    if (!told.empty()) out.push_back(notice_of(report_kind::delay, what.what.sender, told));
    if (!all.empty() && copies.wanted) out.push_back(copy_of(report_kind::delay, copies.to, all));
}

// A copy for the postmaster, or what became of one: recognised by its sender, however it is spelt.
bool scheduler::core::is_notice(message const& what) const {
    return base::iequals(what.what.sender, queue_.settings().reports.notices_from);
}

// Nothing is told of notices to the postmaster: there is nobody left to tell.
std::vector<notice> scheduler::core::owed(message const& what) const {
    std::vector<notice> out;
    auto const& sender = what.what.sender;
    bool const is_verify = what.what.report == reporting::verify;
    bool const is_record = what.what.report == reporting::record && what.attempts == 0;
    if (is_notice(what)) return out;
    if (!is_verify) add_failures(what, out);
    auto const tried = where(what, [](progress const& how, recipient const&) { return how.fate != fate::pending; });
    auto const delivered = where(what, [](progress const& how, recipient const&) { return how.owed; });
    if (is_verify || is_record) {
        auto const& reader = sender.empty() ? queue_.settings().reports.double_bounces.to : sender;    // as Postfix: somebody asked
        if (!tried.empty()) out.push_back(notice_of(report_kind::status, reader, tried));
    } else if (!delivered.empty()) {
        out.push_back(notice_of(report_kind::success, sender, delivered));
    }
    if (!is_verify) add_delays(what, out);
    return out;
}

net::task<void> scheduler::core::finish_with_reports(message* what) {
    if (!what->text) {
        // Unreadable: the reports are made without the text.
        auto const unread = co_await load(what);
        if (unread) base::log::warning("qmgr", "{}: cannot read the text: {}", what->id, unread.message());
    }
    std::vector<made_report> made;
    auto const all = what->wish == wish::remove ? std::vector<notice>() : owed(*what);
    for (auto const& one : all) {
        auto report = make_report(*what, one);
        net::result<internal_passage::end> passed = internal_passage::end::ready;
        if (parts_.internal) passed = co_await parts_.internal->pass(*report, internal_class::bounce);
        if (!passed) base::log::warning("bounce", "{}: {} cannot be made: {}", what->id, words_for(one), passed.error().message());
        if (!passed && one.kind == report_kind::failure && !one.for_postmaster) {
            untold(*what, one);
            break;    // nor is the postmaster told of what is not over
        }
        // Other reports are not waited for: then they go as they were made, addresses and all.
        told(*what, one);
        if (passed && *passed != internal_passage::end::ready) continue;
        if (parts_.internal) {    // counted anew: it is another text
            auto pieces = *report->text;
            report->text = queue_.hold(std::move(pieces), report->size);
        }
        made.push_back(made_report(words_for(one), std::move(report)));
    }
    what->busy = false;
    if (what->wish == wish::remove) made.clear();
    conclude(*what, std::move(made));
    --in_flight_;
    pump();
}

void scheduler::core::told(message& what, notice const& one) {
    for (auto const at : one.about) {
        auto& how = what.recipients[at];
        if (one.kind == report_kind::failure) how.told = true;
        if (one.kind == report_kind::success || one.kind == report_kind::status) how.owed = false;
    }
    if (one.kind == report_kind::delay) what.warned = true;
    if (one.time_is_over) what.told_late = true;
}

// The sender has to hear of it: the recipient stays, and with him the message, until he can.
void scheduler::core::untold(message& what, notice const& one) {
    for (auto const at : one.about) {
        auto& how = what.recipients[at];
        how.fate = fate::deferred;
        how.status = "4.3.0";
        how.reason = "bounce or trace service failure";
        how.remote_reply = false;
    }
}

std::unique_ptr<message> scheduler::core::make_report(message const& about, notice const& one) {
    auto const& known = queue_.settings();
    auto out = std::make_unique<message>();
    out->number = queue_.new_number();
    out->id = id_text(out->number);
    bounce_facts facts;
    facts.hostname = known.hostname;
    facts.mail_name = known.mail_name;
    facts.id = about.id;
    facts.bounce_id = out->id;
    facts.now = queue_.now();
    facts.size_limit = known.bounce_size_limit;
    facts.to = one.to;
    facts.sender = one.sender;
    facts.kind = one.kind;
    facts.words = &known.reports.texts.of(one.kind);
    facts.for_postmaster = one.for_postmaster;
    facts.threaded = known.reports.threaded;
    facts.utf8 = known.reports.utf8;
    facts.time_is_over = one.time_is_over;
    if (one.kind == report_kind::delay) facts.retried_until = began(about.what) + life_of(about) * 1000;
    std::vector<std::string> pieces;
    pieces.push_back(bounce_text(about, one.about, about.text, facts));
    out->size = pieces.front().size();
    out->text = queue_.hold(std::move(pieces), out->size);
    out->what.arrival = facts.now;
    out->what.sender = one.for_postmaster || about.what.sender.empty() ? known.reports.notices_from : std::string();
    out->what.body = body_type::eight_bit;
    out->what.smtputf8 = about.what.smtputf8;
    out->what.requiretls = about.what.requiretls;    // RFC 8689 §5: it tells as much as the message did
    recipient whom;
    whom.address = whom.original = one.to;
    out->what.recipients.push_back(std::move(whom));
    out->recipients.resize(1);
    return out;
}

}  // namespace mailstead::mta::queue
