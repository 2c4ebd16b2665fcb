// Searches kept up to date, RFC 5267 §4.3: UPDATE and CANCELUPDATE, and what of them goes with every change that is told.
#include "base/log.h"

#include "imap/context_run.h"
#include "imap/fetch_run.h"
#include "imap/limits.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::chrono::milliseconds slice(20), own_slice(5);
constexpr std::size_t made_at_once = 192 * 1024;

// The attributes of an UPDATE (...) are looked at, not read: \Seen stays as it is.
std::vector<fetch_item> peeking(std::vector<fetch_item> items) {
    for (auto& item : items) item.peek = true;
    return items;
}

void no_update(std::string& out, std::string_view tag, std::string_view why) {
    out += "* NO [NOUPDATE ";
    write::string(out, tag);
    out.append("] ").append(why).append("\r\n");
}

}  // namespace

bool session::is_tag_in_use(commands::search const& what) const {
    return what.wanted && what.wanted->update && selected_ && selected_->has_updates() && selected_->updates().has(tag_);
}

// What the tagged OK adds to say so. `hits` are all results, in order; `by`: what has cut them.
std::string session::keep_up_to_date(commands::search const& what, std::vector<sort_criterion> order, std::vector<picked> const& hits,
                                     std::string correlator, limited const& by) {
    if (!what.wanted || !what.wanted->update) return {};
    if (by.limit != 0) {    // updates would be of messages that the client was never told of
        no_update(out_, tag_, "The results are not complete.");
        return ", will not notify";
    }
    context made;
    made.tag = tag_;
    made.correlator = std::move(correlator);
    made.form = what.by;
    made.key = pinned(what.key, *selected_);
    made.order = std::move(order);
    made.items = peeking(what.wanted->update_items);
    made.looked_at = base::unix_seconds(with_.clock.now());
    made.uids.reserve(hits.size());
    for (auto const& hit : hits) made.uids.push_back(hit.row->uid);
    if (selected_->updates().add(std::move(made))) return ", will notify";
    no_update(out_, tag_, "Too many contexts.");
    return ", will not notify";
}

// RFC 5267 §4.3.2: results that go are named before their EXPUNGE, what comes and what changed behind EXISTS and FETCH.
net::task<> session::sync_with_contexts(std::string& out, store::view now, selected::telling how) {
    auto const diff = now->since(*selected_->view());
    auto& all = selected_->updates();
    all.tell_gone(out, *selected_, diff.gone);
    selected_->sync(std::move(now), how, out);
    auto const time = base::unix_seconds(with_.clock.now());
    for (auto& one : all.all()) {
        auto uids = touched_by_time(one, *selected_->view(), time);
        uids.insert(uids.end(), diff.changed.begin(), diff.changed.end());
        uids.insert(uids.end(), diff.added.begin(), diff.added.end());
        std::sort(uids.begin(), uids.end());
        uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
        one.looked_at = time;
        if (uids.empty()) continue;
        context_run run(*with_.books, *selected_, one, std::move(uids), time);
        auto const failed = co_await tell_context(out, run, one.items);
        if (!failed) continue;
        // What the client has cannot be put right any more.
        (void)refused(failed, "UPDATE");
        no_update(out, one.tag, "The results are not known any more.");
        one.tag.clear();
    }
    all.cancel({});
}

net::task<base::error_code> session::tell_context(std::string& out, context_run& run, std::vector<fetch_item> items) {
    auto look = [&run] { return run.go_on(run.needs_disk() ? slice : own_slice); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, look);
        else done = look();
        if (!done) co_return done.error();
    }
    auto const added = items.empty() ? std::vector<picked>() : run.added();
    fetch_run fetch(*selected_, added, std::move(items), by::uid);
    auto fill = [&fetch, &out] { return fetch.fill(out, made_at_once); };
    while (!fetch.done()) {
        auto done = base::result<void>();
        if (fetch.needs_disk()) done = co_await net::blocking(with_.disk, fill);
        else done = fill();
        if (!done) co_return done.error();
        if (fetch.done()) break;
        bool const sent = co_await send_some(out);
        if (!sent) break;
    }
    auto tell = [&run, &out] { return run.write(out); };
    auto told = base::result<void>();
    if (run.needs_disk()) told = co_await net::blocking(with_.disk, tell);
    else told = tell();
    co_return told ? base::error_code() : told.error();
}

// Of responses gathered so far, in a command or in IDLE; false: the client is gone.
net::task<bool> session::send_some(std::string& out) {
    if (&out == &out_) co_return co_await flush();
    auto const done = co_await wire_->write(out, how_.write_timeout);
    if (!done) co_return false;
    bytes_out_ += out.size();
    out.clear();
    co_return true;
}

net::task<reply> session::on(commands::cancel_update what) {    // RFC 5267 §4.3.5
    std::string unknown;
    for (auto const& tag : what.tags) {
        if (!selected_->has_updates() || !selected_->updates().cancel(tag)) unknown = tag;
    }
    if (!unknown.empty()) co_return reply::bad("No updates of that tag are sent.");
    co_return reply::ok("No further updates.");
}

}  // namespace mailstead::imap
