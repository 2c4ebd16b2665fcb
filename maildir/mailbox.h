// One Maildir folder as every session in the process shares it (docs/formats/maildir.md).
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "maildir/foreign_uidlist.h"
#include "maildir/place.h"
#include "maildir/quotas.h"
#include "maildir/scan.h"
#include "maildir/uidlist.h"
#include "store/fact_filler.h"
#include "store/feed.h"
#include "store/index.h"
#include "store/mailbox.h"
#include "store/owner.h"

namespace mailstead::maildir {

using store::result;
class service;
class tmp_writer;
struct difference;
struct replacing;
struct first_names;

// Where a folder lies and whose it is.
struct source {
    store::owner who;
    std::string folder;  // UTF-8, as the index names it
    std::string path;    // its directory, without trailing slash
};

class mailbox final : public store::mailbox {
public:
    // The one object for this folder; made, and brought up to date with the disk, when nobody has it open.
    // errc::no_mailbox when there is no such directory. What is returned may be released on any thread: the rest is
    // background work.
    static result<std::shared_ptr<mailbox>> open(service& with, source const& where);
    ~mailbox() override = default;

    store::view now() const override { return feed_.now(); }
    result<store::view> refresh() override;
    std::optional<store::view> refresh_at_once() override;
    result<store::view> measured(store::view of, std::span<std::uint32_t const> uids, store::measures asked) override;
    result<std::uint32_t> claim_recent() override;
    std::uint32_t recent_from() const override;
    result<std::unique_ptr<store::content>> open(std::uint32_t uid) override;
    result<std::shared_ptr<store::facts const>> facts_of(std::uint32_t uid) override;
    void expect_facts(std::span<std::uint32_t const> uids) override;
    result<void> glance_at(std::span<std::uint32_t const> uids, store::facts_part wanted, glance_reader const& take) override;
    result<void> read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) override;
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
    result<store::appended> replace(std::uint32_t uid, store::new_message with, store::mailbox& target) override;
    void listen(store::listener& who) override { feed_.listen(who); }
    void unlisten(store::listener& who) override { feed_.unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override;

    // Every message with its uid and POP3 unique id, as Dovecot lists them, after a look at the disk. [blocking]
    result<foreign_uidlist> as_foreign_list();
    std::string const& path() const noexcept { return where_.path; }
    bool is_at(place const& which) const noexcept { return place_.get() == &which; }

    // The next three: under place::state. Takes in what the depositor has delivered.
    void hear();
    // The folder has been removed or renamed: every later call is refused.
    void retire();
    // Writes the rows that a first look has left for later. [blocking]
    result<void> write_rows();

private:
    mailbox(service& with, source where, std::shared_ptr<store::index> index, std::shared_ptr<place> at);
    friend struct carrying;
    friend struct replacing;

    // All of these: under place::state.
    result<void> ready();  // reloads after a failed commit; errc::no_mailbox when retired
    result<void> load();
    result<store::mailbox_row> find_row();
    result<uidlist> text_copy();  // also one made from another server's list
    result<void> restore();
    result<store::view> view_for(store::mailbox_row const& row);
    result<void> read_letters(store::mailbox_row& row);
    result<void> look(bool must);
    result<void> scan(bool must);
    result<bool> first_look(listing const& seen);  // true: that was all there is to do
    result<bool> may_come_later(listing const& seen);
    struct first;
    result<first> first_messages(listing const& seen);
    result<void> wait_for_rows();  // not under place::state
    void forget_names();
    static void let_lists_pass(std::weak_ptr<mailbox> const& of);
    static std::int64_t steady_now() noexcept;    // milliseconds
    result<std::vector<store::index_row>> rows_with(std::span<std::uint32_t const> uids, store::measures asked, bool& missing);
    store::view keep_measures(std::vector<store::message> const& rows);    // the newest view
    // mailbox_glance.cpp
    struct glancing;
    result<std::vector<store::index_row>> rows_by_now(std::span<std::uint32_t const> uids);
    void glance_in_cache(glancing& at);
    result<void> glance_in_files(glancing& at);
    void keep_glances(glancing& at);
    void note_later(std::vector<store::message> const& found);
    void note_now();
    result<void> look_at_files();
    void watch_again();
    result<listing> list();
    result<listing> list_at_rest();
    result<void> reconcile(listing seen);
    result<void> act_on(difference& found, bool steady, std::vector<store::index_row>& fresh);
    std::string tmp_path(store::index_row const& row) const;
    bool seems_to_lack(difference const& found);
    bool leave_tmp(store::index_row const& row);  // these two: as the owner
    bool part(disk_file const& first, disk_file const& second);
    bool unlink_file(std::uint8_t at, std::string const& file);
    result<bool> give_keywords(std::vector<store::index_row>& fresh, store::mailbox_row& next);
    result<void> give_uids(std::vector<store::index_row>& fresh, store::mailbox_row& next, bool restores);
    result<void> reserve(store::mailbox_row& next);
    result<void> commit(store::index_change change, store::durability how);
    void add_later(store::index_change& to);
    result<std::uint64_t> bits_for(std::vector<std::string> const& keywords, store::mailbox_row& next);
    result<void> move_file(std::uint8_t from_place, std::string const& from, std::uint8_t to_place,
                           std::string const& to);
    result<void> finish_texts(std::vector<store::new_message>& messages);
    struct new_name;
    static std::vector<new_name> renamed(std::vector<store::index_row>& rows, std::span<store::message const> wanted);
    void apply_names(std::vector<new_name> const& names);
    bool rename_some(std::span<new_name const> names, places_open const& in);  // as the owner
    std::vector<store::expunged_row> log_entries(std::vector<store::index_row> const& rows, std::uint64_t modseq,
                                                 bool moved);
    void remove_files(std::vector<store::index_row> const& rows);
    void settle(std::vector<store::index_row> const& added);  // tmp/ -> cur/
    // The quota's part: room before messages are added, the count after they came or went.
    store::quota_usage usage_of(std::vector<store::index_row> const& rows);  // as the owner
    result<quotas::room> take_room(store::quota_usage const& more);
    result<quotas::room> room_for_copies(std::vector<store::index_row> const& rows);
    store::quota_usage counted_of(std::vector<store::index_row> const& rows);  // nothing where nothing is counted
    void count_removed(store::quota_usage const& what);
    void count_added(quotas::room const& room);
    bool matches_disk();  // nothing happened since the last look, as far as times tell
    void restamp(bool matched);
    result<void> sync_directories();
    void tidy();
    void delivered(std::vector<delivered_file> const& files);
    void write_text();
    bool lacks_text();
    bool add_uidls(std::vector<uidlist_line>& lines);
    void checkpoint();
    result<std::string> file_hash(store::index_row const& row);
    result<store::copied> carry(store::uid_set const& which, mailbox& target, bool moving);
    result<store::copied> carry_again(store::uid_set const& which, mailbox& target, bool moving);
    result<store::appended> put_in_place(replacing& work);
    result<std::unique_ptr<store::content>> open_file(std::uint32_t uid);
    struct texts_read;
    result<std::size_t> read_some(std::span<store::index_row const> rows, std::uint64_t longest, texts_read& out);
    store::fact_source fact_place() const;
    void forget_facts(std::vector<store::index_row> const& rows);
    store::snapshot::totals totals_of(store::mailbox_row const& row) const;
    std::int64_t seconds_now() const;

    service& with_;
    source const where_;
    std::shared_ptr<store::index> const index_;
    std::shared_ptr<place> const place_;
    store::feed feed_;
    std::atomic<std::int64_t> id_{0};  // row_.id, for readers without the lock

    // Under place_->state.
    store::mailbox_row row_;
    scan_state seen_;
    std::uint64_t applied_ = 0;   // as row_.applied, but not yet synced
    bool unapplied_ = false;      // a rename of ours failed: the next look does it again
    bool compared_ = false;       // index and disk, since the index was read
    bool looked_ = false;         // what a crash left undone has been done
    bool names_changed_ = false;  // since the directories were synced
    std::atomic<bool> stale_{false};  // a commit failed: memory and index may differ
    bool retired_ = false;
    bool near_ = false;  // on a file system of this machine: looking at a directory in use takes no wait
    std::uint64_t opening_ = 0;          // place::openings when this was made
    std::unordered_map<std::string, std::vector<std::string>> keywords_restored_;  // of another server, by base
    std::atomic<bool> rows_later_{false};  // of a first look: in the text copy, not in the index yet
    std::atomic<std::int64_t> busy_until_{0};    // steady milliseconds: a client waits for what it lists, and rows can wait
    store::view loaded_;  // what the index says, while its rows are incomplete and sessions see an older view; mostly null
    uidlist restored_;  // from the text copy of a lost index, or of another server's list
    std::shared_ptr<void> watch_;

    mutable std::mutex quick_;  // for what follows; held for moments
    std::weak_ptr<void> maildrop_;
    std::shared_ptr<first_names const> names_;    // while rows_later_
    std::vector<store::message> noted_;           // sizes and dates found, on their way to the index
};

}  // namespace mailstead::maildir
