// SORT and UID SORT, THREAD and UID THREAD: RFC 5256, RFC 5957, RFC 5267 §3 (ESORT).
#include "imap/limits.h"
#include "imap/search_result.h"
#include "imap/search_run.h"
#include "imap/session.h"
#include "imap/sort_key.h"
#include "imap/sort_run.h"
#include "imap/thread_run.h"

namespace mailstead::imap {

namespace {

constexpr std::chrono::milliseconds slice(20);    // of a disk thread, before others have their turn

}  // namespace

// RFC 5182 §2.1, as for SEARCH.
net::task<reply> session::on(commands::sort what) {
    auto with = co_await sorted(what);
    auto const& wanted = what.search.wanted;
    if (with.what() == reply::kind::no && wanted && wanted->save) selected_->save({});
    co_return std::move(with);
}

struct session::to_order {
    std::vector<picked> hits;
    store::view held;    // whose rows they may be
    limited by;
};

// Finds of the hits what is not known of them yet: then they are rows of `held`. What is gone stays as it is.
net::task<base::error_code> session::measure(std::vector<picked>& hits, store::view& held, store::measures wanted) {
    std::vector<std::uint32_t> uids;
    for (auto const& hit : hits)
        if (!store::has(*hit.row, wanted)) uids.push_back(hit.row->uid);
    if (uids.empty()) co_return base::error_code();
    auto work = [box = selected_->shared_box(), of = selected_->view(), &uids, wanted] { return store::measure_these(*box, of, uids, wanted); };
    auto found = co_await net::blocking(with_.disk, std::move(work));
    if (!found) co_return found.error();
    held = std::move(*found);
    for (auto& hit : hits)
        if (auto const* row = held->find(hit.row->uid)) hit.row = row;
    co_return base::error_code();
}

// The first half of SORT and THREAD: what is to be put in order, with what the order asks of the rows. Else why not.
net::task<std::optional<reply>> session::search_first(commands::search& what, std::string_view command, std::optional<store::measures> wanted, to_order& out) {
    auto undefined = co_await resolve_filters(what.key, what.charset);
    if (undefined) co_return std::move(*undefined);
    auto no = unreadable(what, command);
    if (no) co_return std::move(*no);
    if (is_tag_in_use(what)) co_return reply::bad("Tag reuse.");
    search_run search(*selected_, what.key, base::unix_seconds(with_.clock.now()));
    if (search.invalid()) co_return reply::bad("Error in IMAP command " + std::string(command) + ": invalid message set.");
    if (asks_mod_seq(what.key)) use_condstore();
    auto const start = start_of(*selected_, what.key, how_.messages_at_once);
    search.start_at(start.position);
    auto failed = co_await run_search(search);
    if (!open_) co_return reply::later();
    out.by = start.by;
    out.hits = search.hits();
    if (!failed && wanted) failed = co_await measure(out.hits, out.held, *wanted);
    if (failed) co_return refused(failed, command);
    co_return std::nullopt;
}

order_source session::order_place() { return {*with_.books, selected_->shared_box(), selected_->view()->uidvalidity(), helpers_of(with_.disk)}; }

net::task<reply> session::sorted(commands::sort& what) {
    to_order found;
    auto refusal = co_await search_first(what.search, "SORT", measures_for(what.order), found);
    if (refusal) co_return std::move(*refusal);
    sort_run run(order_place(), found.hits, what.order);
    auto work = [&run] { return run.go_on(slice); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) co_return refused(done.error(), "SORT");
    }
    write_search_result(out_, tag_, what.search, run.sorted(), "SORT");
    std::string text = limit_code(found.by) + "Sort completed";
    if (what.search.wanted && what.search.wanted->save) {
        keep(*what.search.wanted, run.sorted());
        text += ", result saved";
    }
    text += keep_up_to_date(what.search, std::move(what.order), run.sorted(), tag_correlator(tag_), found.by);
    co_return reply::ok(text + '.');
}

net::task<reply> session::on(commands::thread what) {
    auto with = co_await threaded(what);
    co_return std::move(with);
}

net::task<reply> session::threaded(commands::thread& what) {
    to_order found;
    auto refusal = co_await search_first(what.search, "THREAD", store::measures::date, found);
    if (refusal) co_return std::move(*refusal);
    thread_run run(order_place(), found.hits, what.how);
    auto work = [&run] { return run.go_on(slice); };
    while (!run.done()) {
        auto const done = co_await net::blocking(with_.disk, work);
        if (!done) co_return refused(done.error(), "THREAD");
    }
    std::string threads;
    run.write(threads, what.search.by);
    out_ += "* THREAD";
    if (!threads.empty()) out_.append(" ").append(threads);
    out_ += "\r\n";
    co_return reply::ok(limit_code(found.by) + "Thread completed.");
}

}  // namespace mailstead::imap
