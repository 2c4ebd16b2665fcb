// FETCH and UID FETCH, RFC 3501 §6.4.5, RFC 7162 §3.1.4, §3.2.6 and RFC 9394 §3.3.
#include <algorithm>

#include "base/log.h"

#include "imap/book_filler.h"
#include "imap/fetch_run.h"
#include "imap/limits.h"
#include "imap/progress.h"
#include "imap/resync.h"
#include "imap/search_result.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t made_at_once = 192 * 1024;    // of a response, before the client has to take it

constexpr std::size_t many_listed = 1000;           // whoever lists so many will search among them

constexpr std::chrono::milliseconds slice(20);      // of a disk thread, before others have their turn

// RFC 9738 §3.1: a window larger than the limit is not for us to cut.
bool window_exceeds(selected const& box, commands::fetch const& what, std::uint32_t limit) {
    if (!what.partial || limit == 0) return false;
    return window_of(*what.partial, box.choose(what.set, what.by).messages).size() > limit;
}

bool has_mod_seq(std::vector<fetch_item> const& items) {
    return std::any_of(items.begin(), items.end(), [](fetch_item const& i) { return i.what == fetch_item::kind::mod_seq; });
}

}  // namespace

// What is gone is told before the FETCH responses; what the client still counts goes first, as VANISHED without EARLIER.
net::task<base::error_code> session::tell_vanished(sequence_set const& uids, std::uint64_t modseq) {
    co_await catch_up(expunges::told, by::uid);
    auto const& view = *selected_->view();
    // "*" reaches beyond the last one that lives: else an expunge at the top would never be told (RFC 7162 §3.2.6).
    auto const known = uids.saved ? selected_->saved() : uids.resolved(view.uidnext() - 1);
    auto work = [box = selected_->shared_box(), modseq] { return box->vanished_since(modseq); };
    auto const logged = co_await net::blocking(with_.disk, std::move(work));
    if (!logged) co_return logged.error();
    write_vanished_earlier(out_, missing(view, *logged ? common(**logged, known) : known));
    co_return base::error_code();
}

// \Seen that this FETCH has told, and another session has taken away again before the views were compared: the difference
// between them does not show it.
void session::tell_unseen_again(store::uid_set const& made_seen, by form) {
    for (auto const& range : made_seen.ranges()) {
        auto const& view = *selected_->view();
        for (auto at = view.lower_bound(range.first); at < view.size() && view[at].uid <= range.last; ++at) {
            if (!(view[at].flags & store::flag::seen)) selected_->write_fetch_flags(out_, view[at], form);
        }
    }
}

net::task<reply> session::on(commands::fetch what) {
    if (what.vanished && !enabled_.qresync) co_return reply::bad("Error in IMAP command UID FETCH: QRESYNC is not enabled.");
    if (has_mod_seq(what.items)) use_condstore();
    bool const too_many = window_exceeds(*selected_, what, how_.messages_at_once);
    limited const refused_by{too_many ? how_.messages_at_once : 0, 0};
    if (too_many) co_return reply::no(limit_code(refused_by) + "Too many messages in the window, try a smaller one.");
    if (what.vanished) {
        auto const failed = co_await tell_vanished(what.set, *what.changed_since);
        if (failed) co_return refused(failed, "FETCH");
    }
    auto chosen = selected_->choose(what.set, what.by);
    if (chosen.invalid) co_return reply::bad("Error in IMAP command FETCH: invalid message set.");
    auto const view = selected_->view();    // keeps the chosen rows alive
    if (what.partial) chosen.messages = window_of(*what.partial, chosen.messages);    // RFC 9394 §3.4: before CHANGEDSINCE
    if (what.changed_since) std::erase_if(chosen.messages, [&](picked const& one) { return one.row->modseq <= *what.changed_since; });
    auto const limit = keep_highest(chosen.messages, how_.messages_at_once);
    if (limit.limit != 0) std::reverse(chosen.messages.begin(), chosen.messages.end());    // RFC 9738 §3.1
    bool const shows_envelopes = std::any_of(what.items.begin(), what.items.end(), [](fetch_item const& i) { return i.what == fetch_item::kind::envelope; });
    auto const listed = chosen.messages.size();
    fetch_run::aids const aids{with_.lists, helpers_of(with_.disk)};
    fetch_run run(*selected_, std::move(chosen.messages), std::move(what.items), what.by, aids);
    auto work = [&run, this] { return run.fill(out_, made_at_once, std::chrono::steady_clock::now() + slice); };
    auto next_word = std::chrono::steady_clock::now() + how_.progress_interval;
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) {
            // Within a literal nothing honest can be said any more.
            base::log::error(program(), "FETCH failed: {}", done.error().message());
            out_.clear();
            open_ = false;
            log_end("Internal error in FETCH");
            co_return reply::later();
        }
        if (!run.done() && !out_.empty()) co_await flush(buffer::kept);
        progress const now{run.position(), listed};
        if (open_ && !run.done() && run.is_between()) co_await tell_progress(next_word, now);
        if (!open_) co_return reply::later();
    }
    own_change own;
    own.which = run.made_seen();
    own.change.flags = store::flag::seen;
    if (!own.which.empty()) co_await catch_up(expunges::held_back, what.by, enabled_.condstore ? nullptr : &own);
    tell_unseen_again(own.which, what.by);
    for (auto const uid : run.not_made_seen()) {
        if (auto const* row = selected_->view()->find(uid)) selected_->write_fetch_flags(out_, *row, what.by);
    }
    if (shows_envelopes && listed >= many_listed) fill_later(with_.books, selected_->shared_box(), view, with_.disk);
    if (run.trouble()) co_return refused(run.trouble(), "FETCH");
    if (run.unknown_encoding()) co_return reply::no("[UNKNOWN-CTE] A part is in an unknown transfer encoding.");
    bool const gone = what.by == by::sequence && (chosen.some_gone || run.some_gone());
    if (gone) tell_limit(limit);
    if (gone) co_return no_for(make_error_code(store::errc::gone));
    co_return reply::ok(limit_code(limit) + "Fetch completed.");
}

}  // namespace mailstead::imap
