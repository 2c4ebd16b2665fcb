// SEARCH and UID SEARCH, RFC 3501 §6.4.4, RFC 4731 (ESEARCH) and RFC 5182 (SEARCHRES).
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "imap/limits.h"
#include "imap/progress.h"
#include "imap/search_result.h"
#include "imap/search_run.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace {

constexpr std::chrono::milliseconds slice(20), own_slice(5);    // of a disk thread and of ours, before others have their turn

// Who wants the first hit alone need not wait for the others.
std::size_t hits_enough(std::optional<search_return> const& wanted) {
    bool const first_only = wanted && wanted->min && !wanted->max && !wanted->all && !wanted->count;
    return first_only ? 1 : ~std::size_t{0};
}

}  // namespace

// RFC 5182 §2.1: a SEARCH that was to save and is answered NO empties the variable; BAD leaves it alone.
net::task<reply> session::on(commands::search what) {
    auto with = co_await found(what);
    if (with.what() == reply::kind::no && what.wanted && what.wanted->save) selected_->save({});
    co_return std::move(with);
}

net::task<reply> session::found(commands::search& what) {
    // RFC 9051 §6.4.4: ESEARCH answers every SEARCH, and without a charset the text is UTF-8.
    if (enabled_.rev2 && !what.wanted) what.wanted.emplace().all = true;
    if (charset_conflicts(what.charset)) co_return reply::bad("Error in IMAP command SEARCH: the charset is UTF-8 already.");
    if (enabled_.in_utf8() && what.charset.empty()) what.charset = "UTF-8";
    auto const charset = to_utf8(what.key, what.charset);
    if (charset == charset_use::unknown) co_return reply::no("[BADCHARSET (UTF-8 US-ASCII)] Unknown charset.");
    if (charset == charset_use::malformed) co_return reply::bad("Error in IMAP command SEARCH: text is not in the charset.");
    search_run run(*selected_, what.key, base::unix_seconds(with_.clock.now()), hits_enough(what.wanted));
    if (run.invalid()) co_return reply::bad("Error in IMAP command SEARCH: invalid message set.");
    if (asks_mod_seq(what.key)) use_condstore();
    auto const start = start_of(*selected_, what.key, how_.messages_at_once);
    run.start_at(start.position);
    auto next_word = std::chrono::steady_clock::now() + how_.progress_interval;
    auto const total = selected_->view()->size();
    auto work = [&run, time = run.needs_disk() ? slice : own_slice] { return run.go_on(time); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) co_return refused(done.error(), "SEARCH");
        progress const now{run.position(), total};
        co_await tell_progress(next_word, now);
        if (!open_) co_return reply::later();
        // Thousands of keys on a large mailbox take seconds, and this thread is also that of others.
        if (!run.needs_disk() && !run.done()) co_await boost::asio::post(wire_->get_executor(), boost::asio::use_awaitable);
    }
    write_search_result(out_, tag_, what, run.hits());
    bool const saves = what.wanted && what.wanted->save;
    if (!saves) co_return reply::ok(limit_code(start.by) + "Search completed.");
    auto const kept = saved_of(*what.wanted, run.hits());
    selected_->save(selected_->uids_of(kept));
    co_return reply::ok(limit_code(start.by) + "Search completed, result saved.");
}

}  // namespace mailstead::imap
