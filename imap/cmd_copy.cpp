// COPY and UID COPY, RFC 3501 §6.4.7; MOVE and UID MOVE, RFC 6851; COPYUID, RFC 4315 §3.
#include "imap/limits.h"
#include "imap/patience.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

// "[COPYUID validity sources targets]", both sets in the same order (RFC 4315 §3).
std::string copy_uid(store::copied const& done) {
    std::string sources, targets;
    auto const add = [](std::string& out, std::uint32_t first, std::uint32_t last) {
        if (!out.empty()) out += ',';
        write::number(out, first);
        if (last == first) return;
        out += ':';
        write::number(out, last);
    };
    for (std::size_t i = 0; i < done.uids.size();) {
        auto const first = i++;
        auto const follows = [&](std::size_t k) {
            return done.uids[k].first == done.uids[k - 1].first + 1 && done.uids[k].second == done.uids[k - 1].second + 1;
        };
        while (i < done.uids.size() && follows(i)) ++i;
        add(sources, done.uids[first].first, done.uids[i - 1].first);
        add(targets, done.uids[first].second, done.uids[i - 1].second);
    }
    std::string out = "[COPYUID ";
    write::number(out, done.uidvalidity);
    return out + ' ' + sources + ' ' + targets + ']';
}

std::vector<std::uint32_t> targets_of(store::copied const& done) {
    std::vector<std::uint32_t> out;
    for (auto const& pair : done.uids) out.push_back(pair.second);
    return out;
}

}  // namespace

net::task<reply> session::on(commands::copy what) {
    std::string_view const name = what.move ? "MOVE" : "COPY";
    if (what.move && selected_->how() == access::read_only) co_return reply::no("[READ-ONLY] Mailbox is read-only.");
    auto chosen = selected_->choose(what.set, what.by);
    if (chosen.invalid) co_return reply::bad("Error in IMAP command " + std::string(name) + ": invalid message set.");
    if (chosen.some_gone) co_return no_for(make_error_code(store::errc::gone));    // all or none
    if (chosen.messages.empty()) co_return reply::ok("No messages found.");

    // RFC 9738 §3.1: of COPY all or none, of MOVE as many as may be.
    auto const limit = keep_highest(chosen.messages, what.move ? how_.messages_at_once : save_limit());
    if (limit.limit != 0 && !what.move) co_return reply::no(limit_code(limit) + "Too many messages to copy, try a smaller subset.");
    auto const which = selected_->uids_of(chosen.messages);
    auto target = co_await open_mailbox(what.mailbox);
    if (!target) co_return no_target(target.error(), name);
    auto work = [box = selected_->shared_box(), &which, &target, move = what.move] {
        return move ? box->move(which, **target) : box->copy(which, **target);
    };
    auto const done = co_await patiently(std::move(work));
    if (!done) co_return no_target(done.error(), name);
    if (done->uids.empty()) co_return reply::ok("No messages found.");
    note_own(done->uidvalidity, targets_of(*done));
    if (!what.move) co_return reply::ok(copy_uid(*done) + " Copy completed.");
    out_ += "* OK " + copy_uid(*done) + " Moved UIDs.\r\n";    // before the EXPUNGEs, RFC 6851 §4.3
    if (!enabled_.qresync) co_return reply::ok(limit_code(limit) + "Move completed.");
    tell_limit(limit);
    co_await catch_up(expunges::told, what.by);
    co_return reply::ok(highest_mod_seq() + "Move completed.");
}

}  // namespace mailstead::imap
