// SEARCH and UID SEARCH, RFC 3501 §6.4.4, RFC 4731 (ESEARCH) and RFC 5182 (SEARCHRES).
#include <algorithm>

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

}  // namespace

// RFC 5182 §2.1: a SEARCH that was to save and is answered NO empties the variable; BAD leaves it alone.
net::task<reply> session::on(commands::search what) {
    auto with = co_await found(what);
    if (with.what() == reply::kind::no && what.wanted && what.wanted->save) selected_->save({});
    co_return std::move(with);
}

std::optional<reply> session::unreadable(commands::search& what, std::string_view command) const {
    auto const name = std::string(command);
    if (charset_conflicts(what.charset)) return reply::bad("Error in IMAP command " + name + ": the charset is UTF-8 already.");
    if (enabled_.in_utf8() && what.charset.empty()) what.charset = "UTF-8";
    auto const charset = to_utf8(what.key, what.charset);
    if (charset == charset_use::unknown) return reply::no("[BADCHARSET (UTF-8 US-ASCII)] Unknown charset.");
    if (charset == charset_use::fine) return std::nullopt;
    return reply::bad("Error in IMAP command " + name + ": text is not in the charset.");
}

net::task<base::error_code> session::run_search(search_run& run) {
    run.share_with(helpers_of(with_.disk));
    run.read_in(with_.books);
    auto next_word = std::chrono::steady_clock::now() + how_.progress_interval;
    auto work = [&run, time = run.needs_disk() ? slice : own_slice] { return run.go_on(time); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) co_return done.error();
        progress const now{run.position(), run.total()};
        if (!run.done()) co_await tell_progress(next_word, now);
        if (!open_) co_return net::make_error_code(net::errc::closed);
        // Thousands of keys on a large mailbox take seconds, and this thread is also that of others.
        if (!run.needs_disk() && !run.done()) co_await boost::asio::post(wire_->get_executor(), boost::asio::use_awaitable);
    }
    co_return base::error_code();
}

void session::keep(search_return const& wanted, std::vector<picked> const& hits) {
    auto kept = saved_of(wanted, hits);
    std::sort(kept.begin(), kept.end(), [](picked const& a, picked const& b) { return a.sequence < b.sequence; });
    selected_->save(selected_->uids_of(kept));
}

net::task<reply> session::found(commands::search& what) {
    // RFC 9051 §6.4.4: ESEARCH answers every SEARCH, and without a charset the text is UTF-8.
    if (enabled_.rev2 && !what.wanted) what.wanted.emplace().all = true;
    auto undefined = co_await resolve_filters(what.key, what.charset);
    if (undefined) co_return std::move(*undefined);
    if (auto const no = unreadable(what, "SEARCH")) co_return *no;
    if (is_tag_in_use(what)) co_return reply::bad("Tag reuse.");
    search_run run(*selected_, what.key, base::unix_seconds(with_.clock.now()), hits_enough(what));
    if (run.invalid()) co_return reply::bad("Error in IMAP command SEARCH: invalid message set.");
    if (asks_mod_seq(what.key)) use_condstore();
    auto const start = start_of(*selected_, what.key, how_.messages_at_once);
    run.start_at(start.position);
    auto const failed = co_await run_search(run);
    if (!open_) co_return reply::later();
    if (failed) co_return refused(failed, "SEARCH");
    write_search_result(out_, tag_, what, run.hits());
    std::string text = limit_code(start.by) + "Search completed";
    if (what.wanted && what.wanted->save) {
        keep(*what.wanted, run.hits());
        text += ", result saved";
    }
    text += keep_up_to_date(what, {}, run.hits(), tag_correlator(tag_), start.by);
    co_return reply::ok(text + '.');
}

}  // namespace mailstead::imap
