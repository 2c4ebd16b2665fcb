// The first look at a big mailbox that another program made. Its uids become durable as one text file, the copy that brings
// them back after a loss of the index (docs/formats/uidlist.md), and the client has its answer; the rows follow. Until they
// are there, the mailbox's row says "restore", so that a crash costs nothing but the time to read the copy.
#include <malloc.h>

#include <cerrno>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "maildir/first_names.h"
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"
#include "store/identity.h"

namespace mailstead::maildir {

// What a first look found.
struct mailbox::first {
    std::vector<store::message> messages;    // with uids
    std::shared_ptr<first_names> names = std::make_shared<first_names>();
    std::string lines;                    // of the text copy
    bool complete = true;                 // what is not among the messages is no message
    bool undone = false;                  // a file could not be looked at
    bool odd = false;                     // twins, or names without a line: nothing for here
};

namespace {

constexpr std::int64_t listed_soon = 250;    // milliseconds in which a client goes on to list what it has opened
constexpr std::size_t usual_name = 64;       // octets

std::vector<std::uint32_t> order_of(listing const& seen) {
    std::vector<std::string_view> names;
    names.reserve(seen.files.size());
    for (auto const& each : seen.files) names.push_back(each.file);
    return arrival_order(names);
}

}  // namespace

// Nothing is known that a file found could be.
result<bool> mailbox::may_come_later(listing const& seen) {
    bool const may = !compared_ && !loaded_ && seen.files.size() >= with_.settings.rows_later && !seen.files.empty() &&
                     feed_.now()->size() == 0 && seen_.uids == scan_state::pending::nothing;
    if (!may) return result<bool>(false);
    auto const unlinked = index_->pending_unlinks(row_.id);
    if (!unlinked) return {boost::system::in_place_error, unlinked.error()};
    return result<bool>(unlinked->empty());
}

result<mailbox::first> mailbox::first_messages(listing const& seen) {
    first out;
    auto const order = order_of(seen);
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const places = open_places(with_.files, where_.path);
    if (!places) return places.error();
    out.messages.reserve(order.size());
    out.names->reserve(order.size(), usual_name * order.size());
    out.names->first = row_.uidnext;
    out.lines.reserve(usual_name * order.size());
    std::string_view last;
    auto uid = row_.uidnext;
    bool const any_expected = place_->expects_any();
    for (auto const at : order) {
        auto const& file = seen.files[at];
        auto const base = base_of(file.file);
        out.odd |= base == std::exchange(last, base);
        bool const expected = any_expected && place_->expects(base);    // not listed yet
        auto message = expected ? result<store::message>(base::from_errno(ENOENT)) : message_of(with_.files, *places, file);
        bool const is_file = message || message.error() != base::from_errno(EINVAL);
        out.undone |= is_file && !message && !expected;
        out.complete &= message || !is_file;
        if (!message) continue;
        message->uid = uid;
        message->modseq = row_.modseq + 1;
        out.odd |= !add_line(out.lines, uid++, base);
        if (out.odd) break;
        out.messages.push_back(*message);
        out.names->add(file.file, file.place);
    }
    return out;
}

result<bool> mailbox::first_look(listing const& seen) {
    auto const failed = [](base::error_code why) { return result<bool>(boost::system::in_place_error, why); };
    if (auto const may = may_come_later(seen); !may || !*may) return may;
    auto found = first_messages(seen);
    if (!found) return failed(found.error());
    if (found->odd || found->messages.empty()) return result<bool>(false);

    store::index_change change{row_, {}, {}, {}, {}};
    auto& next = change.after;
    if (auto const read = read_letters(next); !read) return failed(read.error());
    ++next.modseq;
    next.uidnext = found->messages.back().uid + 1;
    next.ceiling = next.uidnext - 1 + uid_block;
    // The row first: a crash before the copy is there leaves uids that nobody was told, and nobody will be.
    seen_ = {stamp{}, next.uidnext - 1, found->messages.size(), scan_state::pending::restore};
    if (auto const done = commit(std::move(change), store::durability::synced); !done) return failed(done.error());
    seen_.uids = scan_state::pending::nothing;
    {
        auto const as_owner = store::identity::assume(where_.who);
        auto const copied = as_owner ? write_uidlist(with_.files, where_.path, uidlist_head(row_.uidvalidity, row_.ceiling) + found->lines)
                                     : result<void>(as_owner.error());
        stale_ = !copied;
        if (!copied) return failed(copied.error());
    }
    {
        std::lock_guard const hold(quick_);
        names_ = std::move(found->names);
    }
    busy_until_ = steady_now() + listed_soon;
    rows_later_ = true;
    if (found->complete) seen_.seen = seen.seen;
    if (!found->undone) applied_ = row_.modseq;
    unapplied_ = found->undone;
    looked_ |= !found->undone;
    feed_.publish(feed_.now()->with_added(totals_of(row_), found->messages));
    return result<bool>(true);
}

// The rows that are still to be written, before those of `to`: what changes a message makes its row first.
void mailbox::add_later(store::index_change& to) {
    if (!rows_later_) return;
    std::shared_ptr<first_names const> names;
    {
        std::lock_guard const hold(quick_);
        names = names_;
    }
    auto const view = feed_.now();
    std::vector<store::index_row> all;
    all.reserve(view->size() + to.added.size());
    for (std::size_t i = 0; i < view->size(); ++i) {
        auto const& message = (*view)[i];
        if (!names->has(message.uid)) continue;
        auto& row = all.emplace_back();
        row.what = message;
        row.name = names->of(message.uid);
        row.place = names->place(message.uid);
        row.saved = saved_of(row.name);
    }
    std::move(to.added.begin(), to.added.end(), std::back_inserter(all));
    to.added = std::move(all);
}

result<void> mailbox::write_rows() {
    if (!rows_later_) return {};
    auto const done = commit({row_, {}, {}, {}, {}}, store::durability::lazy);
    if (!done) base::log::warning("index", "{}: {}: {}", where_.who.account, where_.folder, done.error().message());
    ::malloc_trim(0);    // a look at many files leaves much memory behind
    return done;
}

result<void> mailbox::wait_for_rows() {
    if (!rows_later_ && !stale_) return {};
    std::lock_guard const hold(place_->state);
    return ready();
}

void mailbox::retire() {
    retired_ = true;
    rows_later_ = false;
    forget_names();
    feed_.end();
}

void mailbox::forget_names() {
    std::lock_guard const hold(quick_);
    names_ = nullptr;
}

}  // namespace mailstead::maildir
