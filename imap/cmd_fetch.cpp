// FETCH and UID FETCH, RFC 3501 §6.4.5.
#include "base/log.h"

#include "imap/fetch_run.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t made_at_once = 192 * 1024;    // of a response, before the client has to take it

}  // namespace

net::task<reply> session::on(commands::fetch what) {
    auto chosen = selected_->choose(what.set, what.by);
    if (chosen.invalid) co_return reply::bad("Error in IMAP command FETCH: invalid message set.");
    auto const view = selected_->view();    // keeps the chosen rows alive
    fetch_run run(*selected_, std::move(chosen.messages), std::move(what.items), what.by);
    auto work = [&run, this] { return run.fill(out_, made_at_once); };
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
        if (!run.done()) co_await flush();
        if (!open_) co_return reply::later();
    }
    own_change own;
    own.which = run.made_seen();
    own.change.flags = store::flag::seen;
    if (!own.which.empty()) co_await catch_up(expunges::held_back, what.by, &own);
    for (auto const uid : run.not_made_seen()) {
        if (auto const* row = selected_->view()->find(uid)) selected_->write_fetch_flags(out_, *row, what.by);
    }
    if (run.trouble()) co_return refused(run.trouble(), "FETCH");
    if (what.by == by::sequence && (chosen.some_gone || run.some_gone())) co_return no_for(make_error_code(store::errc::gone));
    co_return reply::ok("Fetch completed.");
}

}  // namespace mailstead::imap
