// One mbox as every session in the process shares it (docs/formats/mbox.md).
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mbox/journal.h"
#include "mbox/row.h"
#include "mbox/service.h"
#include "store/fact_filler.h"
#include "store/feed.h"
#include "store/index.h"
#include "store/mailbox.h"
#include "store/owner.h"

namespace mailstead::mbox {

// Where an mbox lies and whose it is.
struct source {
    store::owner who;
    std::string folder;  // UTF-8, as the index names it
    std::string path;
    bool may_be_missing = false;  // INBOX: no file is an empty mailbox
};

// How long a file that another program has locked is waited for: not at all; for a moment, as most hold it; as often as
// the settings say, which one thread of an account may do at a time: others are refused meanwhile.
enum class patience { none, brief, as_set };

class mailbox final : public store::mailbox {
public:
    // The one object for this file; made, and brought up to date with the file, when nobody has it open.
    // errc::no_mailbox when there is no such file. What is returned may be released on any thread.
    static result<std::shared_ptr<mailbox>> open(service& with, source const& where);
    // As open(), by a caller who holds place::state.
    static result<std::shared_ptr<mailbox>> open_held(service& with, source const& where,
                                                      std::shared_ptr<place> const& at, patience how);
    ~mailbox() override = default;

    store::view now() const override { return feed_.now(); }
    result<store::view> refresh() override;
    // A scan tells all of every message.
    result<store::view> measured(store::view of, std::span<std::uint32_t const>, store::measures) override { return of; }
    result<std::uint32_t> claim_recent() override;
    std::uint32_t recent_from() const override;
    result<std::unique_ptr<store::content>> open(std::uint32_t uid) override;
    result<std::shared_ptr<store::facts const>> facts_of(std::uint32_t uid) override;
    void expect_facts(std::span<std::uint32_t const> uids) override;
    std::optional<store::text_answer> find_texts(store::text_query const& what) override;
    void index_texts(std::shared_ptr<store::mailbox> self) override;
    result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) override;
    result<std::vector<store::origin>> origins_of(std::span<std::uint32_t const> uids) override;
    result<std::string> object_id() override;
    result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(store::view) override;
    result<std::unique_ptr<store::writer>> begin() override;
    result<store::appended> append(std::vector<store::new_message> messages) override;
    result<std::vector<std::uint32_t>> change_flags(store::uid_set const& which, store::flag_change const& change,
                                                    std::uint64_t unchanged_since) override;
    result<std::vector<std::uint32_t>> expunge(store::uid_set const& which, expunge_mode) override;
    result<std::optional<store::uid_set>> vanished_since(std::uint64_t modseq) override;
    result<store::copied> copy(store::uid_set const& which, store::mailbox& target) override;
    result<store::copied> move(store::uid_set const& which, store::mailbox& target) override;
    void listen(store::listener& who) override { feed_.listen(who); }
    void unlisten(store::listener& who) override { feed_.unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override;

    // Under place::state: the file has been removed or renamed, every later call is refused.
    void retire() { retired_ = true, feed_.end(); }
    // As refresh(), under place::state.
    result<void> refresh_held(patience how);
    // As refresh(), by a thread that has others' work to do.
    void refresh_quickly();
    // Under place::state: the file got these messages from us, and nothing else happened to it.
    void grown(stamp const& before, stamp const& after);

private:
    // A locked file; let go of as its owner.
    struct hold {
        service* with;
        store::owner who;
        std::string path;
        locked_file file;
        hold(service& w, source const& of, locked_file f) : with(&w), who(of.who), path(of.path), file(std::move(f)) {}
        hold(hold&&) = default;
        ~hold();
    };
    struct rewriting;
    struct borrowed;

    mailbox(service& with, source where, std::shared_ptr<store::index> index, std::shared_ptr<place> at);

    // All of these: under place::state.
    using turn = std::unique_lock<std::mutex>;
    result<turn> begin_turn() const;  // errc::in_use while another thread waits for a locked file
    result<void> ready(patience how = patience::as_set);  // reloads after a failed commit; errc::no_mailbox when retired
    result<void> load();
    result<void> look(bool must, patience how = patience::as_set);
    result<stamp> stamp_on_disk();  // not known: there is no file
    result<hold> try_lock_file(open_rules::missing missing);
    result<hold> lock_file(open_rules::missing missing, patience how);
    result<void> look_at(hold& file, bool must);  // replays a journal, then as look()
    result<void> compare(hold& file);             // as look_at(), and where each message lies is certain then
    result<bool> lies_there(int fd, position const& at) const;  // still; asked of a file that is not trusted
    result<void> scan_all(hold& file);
    result<std::vector<std::uint32_t>> take_over(hold& file, std::vector<found_message> const& found);
    result<void> reserve_uids(hold& file, found_message const& first, std::uint32_t last);
    result<bool> scan_rest(hold& file);  // false: it is not merely longer
    // `redo`: messages that are expunged already and still in the file. `uids`: of the first of `found`, all new.
    result<void> reconcile(std::vector<found_message> found, stamp const& seen, bool whole,
                           std::vector<position>& redo, std::vector<std::uint32_t> const& uids = {});
    result<void> remove_again(hold& file, std::vector<position> which);
    result<void> commit(store::index_change change, store::durability how);
    result<std::unique_ptr<store::content>> read_message(std::uint32_t uid, bool& stale);
    void write_marks_in_place(std::vector<store::index_row> const& rows);
    void write_marks();  // of all that are not in the file yet
    // A rewrite in two steps with the index's commit between them.
    result<void> prepare(hold& file, rewriting& work);
    void carry_out(hold& file, rewriting& work);
    std::vector<store::expunged_row> log_entries(std::vector<store::index_row> const& rows, std::uint64_t modseq,
                                                 bool moved) const;
    result<store::copied> carry(store::uid_set const& which, mailbox& target, bool moving);
    result<std::vector<store::index_row>> copy_rows(hold& from, std::vector<store::index_row> const& rows, appender& to,
                                                    store::mailbox_row& next, bool moving) const;
    void checkpoint();
    store::fact_source fact_place() const;
    void forget_facts(std::vector<store::index_row> const& rows);
    store::snapshot::totals totals_of(store::mailbox_row const& row) const;
    bool has_room(found_message const& file, store::message const& for_marks) const;
    marks marks_of(store::message const& what, std::vector<std::string> const& keywords) const;
    result<std::uint64_t> bits_for(std::vector<std::string> const& keywords, store::mailbox_row& next) const;
    journal journal_file() const;
    std::int64_t seconds_now() const;

    service& with_;
    source const where_;
    std::shared_ptr<store::index> const index_;
    std::shared_ptr<place> const place_;
    store::feed feed_;
    std::atomic<std::uint32_t> foreign_last_{0};  // row_.ceiling: uids up to it were another server's
    std::atomic<std::int64_t> id_{0};  // row_.id, for readers without the lock

    // Under place_->state.
    store::mailbox_row row_;
    stamp seen_;
    std::uint64_t applied_ = 0;  // marks with a modseq up to this one are in the file
    std::string tail_;           // hash of what lies before seen_.scanned; empty: not known
    bool trusted_ = true;        // the part of the file that seen_ covers has been compared since others wrote to it
    bool looked_ = false;        // what a crash left undone has been done
    bool stale_ = false;         // a commit failed: memory and index may differ
    bool retired_ = false;
    bool is_first_ = false;      // the index had never heard of this mailbox
    std::uint64_t opening_ = 0;  // place::openings when this was made

    mutable std::mutex quick_;  // for what follows; held for moments
    std::weak_ptr<void> maildrop_;
};

}  // namespace mailstead::mbox
