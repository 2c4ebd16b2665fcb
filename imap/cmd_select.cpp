// SELECT, EXAMINE, CLOSE, UNSELECT, NOOP and CHECK: RFC 3501 §6.1.2, §6.3.1, §6.3.2, §6.4.1, §6.4.2, RFC 3691.
#include "store/guarded.h"

#include "imap/notifying.h"
#include "imap/patience.h"
#include "imap/resync.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t written_at_once = 192 * 1024;

store::uid_set behind(std::uint32_t uid) {
    store::uid_set out;
    if (uid < ~std::uint32_t{0}) out.add(uid + 1, ~std::uint32_t{0});
    return out;
}

struct opened {
    std::shared_ptr<store::mailbox> box;
    store::view view;
    std::uint32_t recent_from = 0;
    std::string object_id;
};

// Claims \Recent before the view is taken: what arrives between is recent here, too, which RFC 3501 §2.3.2 prefers to
// nobody being told.
base::result<opened> open_now(store::account& account, std::string const& name, access how) {
    auto box = account.open(name);
    if (!box) return box.error();
    opened out;
    out.box = std::move(*box);
    auto const fresh = out.box->refresh();
    if (!fresh) return fresh.error();
    auto id = out.box->object_id();
    if (!id) return id.error();
    out.object_id = std::move(*id);
    if (how == access::read_write) {
        auto const claimed = out.box->claim_recent();
        if (!claimed) return claimed.error();
        out.recent_from = *claimed;
    } else {
        out.recent_from = out.box->recent_from();
    }
    out.view = out.box->now();
    return out;
}

void line(std::string& out, std::string_view before, std::uint64_t n, std::string_view after) {
    out += before;
    write::number(out, n);
    out += after;
}

}  // namespace

// What changed and went since the client was here, RFC 7162 §3.2.5.
net::task<base::error_code> session::tell_missed(resync const& from) {
    auto const view = selected_->view();
    // A modseq that was never given says nothing: the mailbox may have come back from a backup.
    auto const modseq = from.modseq > view->highest_modseq() ? 0 : from.modseq;
    auto const known = from.uids ? from.uids->resolved(0) : store::uid_set::everything();
    auto work = [box = selected_->shared_box(), modseq] { return box->vanished_since(modseq); };
    auto const logged = co_await net::blocking(with_.disk, std::move(work));
    if (!logged) co_return logged.error();
    auto gone = missing(*view, *logged ? common(**logged, known) : known);
    if (auto const matched = matched_up_to(*view, from)) gone = common(gone, behind(matched));
    write_vanished_earlier(out_, gone);
    for (std::size_t i = 0; i < view->size() && open_; ++i) {
        auto const& row = (*view)[i];
        if (row.modseq > modseq && known.contains(row.uid)) selected_->write_fetch_flags(out_, row, by::uid);
        if (out_.size() > written_at_once) co_await flush();
    }
    co_return base::error_code();
}

net::task<reply> session::on(commands::select what) {    // RFC 3501 §6.3.1, §6.3.2, RFC 7162 §3.1.8, §3.2.5
    if (what.resync && !enabled_.qresync) co_return reply::bad("QRESYNC is not enabled.");
    if (what.condstore) enabled_.condstore = true;
    if (selected_) out_ += "* OK [CLOSED] Previous mailbox closed.\r\n";
    selected_.reset();    // also when this one fails
    auto how = what.read_only ? access::read_only : access::read_write;
    auto work = [account = account_, &what, how] { return open_now(*account, what.mailbox, how); };
    auto found = co_await patiently(std::move(work));
    if (!found) co_return refused(found.error(), "SELECT");

    // RFC 4314 §5.2: all flags are shared.
    if (!found->box->allowed().has_any("ieswt")) how = access::read_only;
    auto const& view = *found->view;
    selected_ = std::make_unique<selected>(found->box, std::move(what.mailbox), how, found->view, found->recent_from);
    selected_->speak(enabled_);
    selected_->write_flag_lists(out_);
    line(out_, "* ", view.size(), " EXISTS\r\n");
    if (!enabled_.rev2) line(out_, "* ", selected_->recent(), " RECENT\r\n");
    auto const unseen = enabled_.rev2 || enabled_.uid_only ? 0 : selected_->first_unseen();    // RFC 9051 appendix E; it is a number
    if (unseen != 0) line(out_, "* OK [UNSEEN ", unseen, "] First unseen.\r\n");
    line(out_, "* OK [UIDVALIDITY ", view.uidvalidity(), "] UIDs valid\r\n");
    line(out_, "* OK [UIDNEXT ", view.uidnext(), "] Predicted next UID\r\n");
    out_ += "* OK [MAILBOXID (" + found->object_id + ")] Mailbox id\r\n";    // RFC 8474 §4.2
    tell_highest_mod_seq(view.highest_modseq());
    if (enabled_.rev2) {
        auto const unknown = co_await tell_name(selected_->name(), supplied_name_);    // RFC 9051 §6.3.2: REQUIRED
        if (unknown) {
            selected_.reset();
            co_return refused(unknown, "SELECT");
        }
    }
    if (what.resync && what.resync->uidvalidity == view.uidvalidity()) {
        auto const failed = co_await tell_missed(*what.resync);
        if (failed) {
            selected_.reset();
            co_return refused(failed, "SELECT");
        }
    }
    std::string const code = how == access::read_only ? "[READ-ONLY] " : "[READ-WRITE] ";
    co_return reply::ok(code + (what.read_only ? "Examine completed." : "Select completed."));
}

net::task<reply> session::on(commands::close) {    // RFC 3501 §6.4.2
    auto const box = std::exchange(selected_, nullptr);
    if (box->how() == access::read_only) co_return reply::ok("Close completed.");
    auto work = [&box] { return box->box().expunge(store::uid_set::everything(), store::mailbox::expunge_mode::only_deleted); };
    auto const done = co_await net::blocking(with_.disk, work);
    if (!done) (void)refused(done.error(), "CLOSE");    // logged: RFC 9051 §6.4.1 knows no NO
    co_return reply::ok("Close completed.");
}

net::task<reply> session::on(commands::unselect) {    // RFC 3691 §2
    selected_.reset();
    co_return reply::ok("Unselect completed.");
}

net::task<reply> session::on(commands::check) {    // RFC 3501 §6.4.1: every change is durable already
    commands::noop const same;
    auto with = co_await on(same);
    if (with.what() != reply::kind::ok) co_return std::move(with);
    co_return reply::ok("Check completed.");
}

// RFC 2180 §3.3: what another session has deleted or renamed does not come back to this one.
reply session::gone_for_good() {
    bye("[UNAVAILABLE] The selected mailbox has been deleted or renamed.", "Selected mailbox deleted or renamed");
    return reply::later();
}

// Whether something came or went in the selected mailbox that nobody has told the store of.
net::task<base::error_code> session::look_again() {
    if (!selected_ || selected_->box().refresh_at_once()) co_return base::error_code();
    auto work = [box = selected_->shared_box()] { return box->refresh(); };
    auto const fresh = co_await net::blocking(with_.disk, std::move(work));
    if (!fresh) co_return fresh.error();
    co_return base::error_code();
}

net::task<reply> session::on(commands::noop) {    // RFC 3501 §6.1.2
    auto const failed = co_await look_again();
    if (failed == store::errc::no_mailbox) co_return gone_for_good();
    if (failed) co_return refused(failed, "NOOP");
    co_return reply::ok("NOOP completed.");
}

net::task<> session::catch_up(expunges gone, by form, own_change const* own) {
    auto const now = selected_->box().now();
    bool const nothing_new = now == selected_->view() && (gone == expunges::held_back || !selected_->holds_back());
    if (nothing_new && !selected_->has_updates()) co_return;
    co_await catch_up_into(out_, gone, form, own);
}

// Whether what is new in the selected mailbox may be told: the right to read another's mailbox may have gone meanwhile.
net::task<bool> session::may_look() {
    if (!store::is_of_another(selected_->box())) co_return true;
    auto look = [box = selected_->shared_box()] { return box->refresh(); };
    auto const fresh = co_await net::blocking(with_.disk, std::move(look));
    selected_->close_to_us(!fresh && fresh.error() == store::errc::no_right);
    co_return !selected_->is_closed_to_us();
}

// Tells what is new in the selected mailbox. Failing to claim \Recent costs a client nothing but the flag.
net::task<> session::catch_up_into(std::string& out, expunges gone, by form, own_change const* own) {
    bool const may = co_await may_look();
    if (!may) co_return;
    auto const known = selected_->view()->uidnext();
    auto now = selected_->box().now();
    if (now->uidnext() > selected_->view()->uidnext()) {
        auto from = selected_->box().recent_from();
        if (selected_->how() == access::read_write)
            if (auto const claimed = selected_->box().claim_recent()) from = *claimed;
        now = selected_->box().now();
        selected_->add_recent(from, *now);
    }
    selected::telling how;
    how.gone = gone;
    how.form = form;
    how.own = own;
    if (notify_) {
        auto const* group = notify_->of_selected();
        how.form = by::uid;
        how.others = group && (group->events & notify_event::flag_change) ? flags_of_others::told : flags_of_others::passed_over;
    }
    if (selected_->has_updates()) co_await sync_with_contexts(out, std::move(now), how);
    else selected_->sync(std::move(now), how, out);
    if (notify_) co_await tell_new(out, known);
}

}  // namespace mailstead::imap
