// ESEARCH, RFC 7377: one search over many mailboxes. The selected one stays selected, and is searched as the client knows it.
#include <algorithm>

#include "imap/limits.h"
#include "imap/search_result.h"
#include "imap/search_run.h"
#include "imap/session.h"
#include "imap/sources.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t most_mailboxes = 1000;      // of one ESEARCH
constexpr std::size_t written_at_once = 192 * 1024;

bool uses(std::vector<mailbox_filter> const& filters, mailbox_filter::kind what) {
    return std::any_of(filters.begin(), filters.end(), [what](mailbox_filter const& f) { return f.what == what; });
}

base::result<std::vector<std::string>> look(store::account& account, std::vector<mailbox_filter> const& filters) {
    std::vector<std::string> subscriptions;
    if (uses(filters, mailbox_filter::kind::subscribed)) {
        auto known = account.subscriptions();
        if (!known) return known.error();
        subscriptions = std::move(*known);
    }
    auto const folders = account.list();
    if (!folders) return folders.error();
    return mailboxes_of(filters, *folders, subscriptions, account);
}

std::string correlator_of(std::string_view tag, selected const& box, mailbox_names names) {
    auto out = tag_correlator(tag) + " MAILBOX ";
    write::mailbox(out, box.name(), names);
    return out + " UIDVALIDITY " + std::to_string(box.view()->uidvalidity());
}

// A mailbox that is not there, or not to be read, is passed over (RFC 7377 §2.2).
bool is_passed_over(base::error_code why) {
    using store::errc;
    return why == errc::no_mailbox || why == errc::not_selectable || why == errc::no_right;
}

struct looked_at {
    store::view view;
    std::uint32_t recent_from = 0;
};

base::result<looked_at> look_at(store::mailbox& box) {
    auto view = box.refresh();
    if (!view) return view.error();
    return looked_at{std::move(*view), box.recent_from()};
}

}  // namespace

net::task<reply> session::on(commands::multi_search what) {
    auto& wanted = *what.search.wanted;
    if (!wanted.has_items() && !wanted.save && !wanted.update) wanted.all = true;
    bool const selected_too = has_selected(what.sources);
    if (!selected_ && (selected_too || wanted.update)) co_return reply::bad("No mailbox selected.");
    if (wanted.save && !has_only_selected(what.sources)) co_return reply::bad("Only a search of the selected mailbox can be saved.");
    auto undefined = co_await resolve_filters(what.search.key, what.search.charset);
    if (undefined) co_return std::move(*undefined);
    if (auto const no = unreadable(what.search, "ESEARCH")) co_return *no;
    if (is_tag_in_use(what.search)) co_return reply::bad("Tag reuse.");
    auto with = co_await search_many(what);
    if (with.what() == reply::kind::no && wanted.save) selected_->save({});
    co_return std::move(with);
}

net::task<reply> session::search_many(commands::multi_search& what) {
    std::vector<std::string> names;
    if (!has_only_selected(what.sources)) {
        auto work = [this, &what] { return look(*account_, what.sources); };
        auto found = co_await net::blocking(with_.disk, work);
        if (!found) co_return refused(found.error(), "ESEARCH");
        names = std::move(*found);
    }
    if (names.size() > most_mailboxes) co_return reply::no("[LIMIT] Too many mailboxes to search.");
    bool of_selected = has_selected(what.sources);
    if (selected_) of_selected |= std::erase(names, selected_->name()) > 0;
    if (asks_mod_seq(what.search.key)) use_condstore();
    auto failed = base::error_code();
    if (of_selected) failed = co_await search_in(what, *selected_);
    for (auto const& name : names) {
        if (failed || !open_) break;
        failed = co_await search_one(what, name);
        if (out_.size() > written_at_once) co_await flush();
    }
    if (failed) co_return refused(failed, "ESEARCH");
    auto text = std::string("Search completed");
    if (what.search.wanted->update && !of_selected) {
        out_ += "* NO [NOUPDATE ";
        write::string(out_, tag_);
        out_ += "] The selected mailbox was not searched.\r\n";
    }
    co_return reply::ok(text + '.');
}

net::task<base::error_code> session::search_one(commands::multi_search const& what, std::string name) {
    auto box = co_await open_mailbox(name);
    if (!box && is_passed_over(box.error())) co_return base::error_code();
    if (!box) co_return box.error();
    auto work = [held = *box] { return look_at(*held); };
    auto const now = co_await net::blocking(with_.disk, std::move(work));
    if (!now && is_passed_over(now.error())) co_return base::error_code();
    if (!now) co_return now.error();
    selected shown(*box, std::move(name), access::read_only, now->view, now->recent_from);
    auto const failed = co_await search_in(what, shown);
    co_return is_passed_over(failed) ? base::error_code() : failed;
}

// Numbers beyond the last message are no error here (RFC 7377 §2).
net::task<base::error_code> session::search_in(commands::multi_search const& what, selected& box) {
    search_run run(box, what.search.key, base::unix_seconds(with_.clock.now()), hits_enough(what.search));
    auto const failed = co_await run_search(run);
    if (failed) co_return failed;
    auto const correlator = correlator_of(tag_, box, names());
    if (!run.hits().empty()) write_esearch(out_, correlator, what.search, run.hits());
    if (&box != selected_.get()) co_return base::error_code();
    if (what.search.wanted->save) keep(*what.search.wanted, run.hits());
    limited const by_nothing;
    (void)keep_up_to_date(what.search, {}, run.hits(), correlator, by_nothing);
    co_return base::error_code();
}

}  // namespace mailstead::imap
