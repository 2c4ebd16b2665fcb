// Changing a mailbox: one synced commit says that it happened, the files follow. What a crash leaves between the two,
// the next look at the disk does again (mailbox_scan.cpp).
#include <fcntl.h>

#include <cerrno>

#include "base/log.h"
#include "maildir/content.h"
#include "maildir/keywords_file.h"
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/tmp_writer.h"
#include "store/edit.h"
#include "store/hash.h"
#include "store/identity.h"
#include "store/keywords.h"
#include "store/origins.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t many_texts = 32;    // from here on one sync of the file system beats one for each file

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT); }

result<void> sync_directory(base::file_system& files, std::string const& path) {
    auto const dir = files.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return files.sync(dir->get());
}

std::vector<store::message> messages_of(std::vector<store::index_row> const& rows) {
    std::vector<store::message> out;
    for (auto const& row : rows) out.push_back(row.what);
    return out;
}

std::vector<std::uint32_t> uids_of(std::vector<store::index_row> const& rows) {
    std::vector<std::uint32_t> out;
    for (auto const& row : rows) out.push_back(row.what.uid);
    return out;
}

}  // namespace

// Bits for these keywords; new ones get a letter in dovecot-keywords while there are letters, then a bit of the index's
// own.
result<std::uint64_t> mailbox::bits_for(std::vector<std::string> const& keywords, store::mailbox_row& next) {
    bool fresh = false;
    for (auto const& name : keywords) fresh |= !store::keyword_bit(next.keywords, name);
    if (fresh) {
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return as_owner.error();
        // Ours first: if somebody removed the file, the letters in file names keep their meaning.
        std::vector<std::string> wanted;
        for (std::size_t i = 0; i < next.keywords.size() && i < letter_count; ++i)
            if (!next.keywords[i].empty()) wanted.push_back(next.keywords[i]);
        wanted.insert(wanted.end(), keywords.begin(), keywords.end());
        auto const letters = add_keywords(with_.files, where_.path, wanted);
        if (!letters) return letters.error();
        if (next.keywords.size() < letters->size()) next.keywords.resize(letters->size());
        for (std::size_t i = 0; i < letters->size(); ++i)
            if (!(*letters)[i].empty()) next.keywords[i] = (*letters)[i];
    }
    std::uint64_t out = 0;
    for (auto const& name : keywords) {
        auto bit = store::keyword_bit(next.keywords, name);
        if (!bit) bit = store::add_keyword(next.keywords, name);  // all letters are taken
        if (!bit) return make_error_code(store::errc::too_many_keywords);
        out |= std::uint64_t{1} << *bit;
    }
    return out;
}

result<std::string> mailbox::file_hash(store::index_row const& row) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const from = open_content(with_.files, place_path(where_.path, row.place, row.name));
    if (!from) return from.error();
    return store::content_hash(**from);
}

// What the expunge log remembers. A delivery that can still be retried is known by id, size and content.
std::vector<store::expunged_row> mailbox::log_entries(std::vector<store::index_row> const& rows, std::uint64_t modseq,
                                                      bool moved) {
    std::vector<store::expunged_row> out;
    out.reserve(rows.size());
    auto const now = seconds_now();
    for (auto const& row : rows) {
        auto const parsed = parse_name(row.name);
        store::expunged_row entry{row.what.uid, modseq, std::string(parsed.base), {}, parsed.stored.value_or(0), {},
                                  now,          true};
        if (parsed.delivery && !moved && now - parsed.seconds < with_.settings.index.log_kept.count()) {
            entry.delivery = base::to_string(*parsed.delivery);
            if (auto const hash = file_hash(row)) entry.hash = *hash;
        }
        out.push_back(std::move(entry));
    }
    return out;
}

store::quota_usage mailbox::usage_of(std::vector<store::index_row> const& rows) {
    store::quota_usage out;
    for (auto const& row : rows)
        out += {stored_size(with_.files, place_path(where_.path, row.place, row.name), row.name), 1};
    return out;
}

result<quotas::room> mailbox::take_room(store::quota_usage const& more) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    return with_.quotas.take(where_.who, more, quotas::by::client);
}

result<quotas::room> mailbox::room_for_copies(std::vector<store::index_row> const& rows) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    if (!where_.who.quota.any() && !with_.quotas.counts(where_.who)) return quotas::room();
    return with_.quotas.take(where_.who, usage_of(rows), quotas::by::client);
}

void mailbox::count_added(quotas::room const& room) {
    if (!room) return;
    auto const as_owner = store::identity::assume(where_.who);
    if (as_owner) with_.quotas.came(where_.who, room.size());
}

store::quota_usage mailbox::counted_of(std::vector<store::index_row> const& rows) {
    auto const as_owner = store::identity::assume(where_.who);
    return as_owner && with_.quotas.counts(where_.who) ? usage_of(rows) : store::quota_usage{};
}

void mailbox::count_removed(store::quota_usage const& what) {
    if (what.messages == 0) return;
    auto const as_owner = store::identity::assume(where_.who);
    if (as_owner) with_.quotas.went(where_.who, what);
}

void mailbox::remove_files(std::vector<store::index_row> const& rows) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) {
        unapplied_ = true;
        return;
    }
    // One that somebody renamed is found by its base name in the log.
    for (auto const& row : rows) unapplied_ |= !unlink_file(row.place, row.name);
    if (!unapplied_) applied_ = row_.modseq;
}

result<std::vector<std::uint32_t>> mailbox::expunge(store::uid_set const& which, expunge_mode mode) {
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    auto const from = feed_.now();
    auto const uids = store::plan_expunge(*from, which, mode);
    if (uids.empty()) return uids;
    auto const rows = index_->rows(row_.id, uids);
    if (!rows) return rows.error();
    store::index_change step{row_, {}, {}, {}, {}};
    ++step.after.modseq;
    step.expunged = log_entries(*rows, step.after.modseq, false);
    bool const matched = matches_disk();
    if (auto const done = commit(std::move(step), store::durability::synced); !done) return done.error();
    auto const size = counted_of(*rows);
    remove_files(*rows);
    count_removed(size);
    restamp(matched);
    feed_.publish(from->without(totals_of(row_), uids));
    forget_facts(*rows);
    return uids;
}

result<std::unique_ptr<store::writer>> mailbox::begin() {
    auto made = tmp_writer::make(with_.files, where_.who, where_.path, unique_name(seconds_now(), with_.host));
    if (!made && is_missing(made.error())) return make_error_code(store::errc::no_mailbox);
    if (!made) return made.error();
    return std::unique_ptr<store::writer>(std::move(*made));
}

// Messages committed to the index while they lie in tmp/ go to cur/ under their full names.
void mailbox::settle(std::vector<store::index_row> const& added) {
    auto const as_owner = store::identity::assume(where_.who);
    bool good = static_cast<bool>(as_owner);
    for (auto const& row : added) good = good && leave_tmp(row);
    if (good && !unapplied_)
        applied_ = row_.modseq;
    else
        unapplied_ = true;
}

// Texts and their names in tmp/, durable: many at once by one sync of the file system.
result<void> mailbox::finish_texts(std::vector<store::new_message>& messages) {
    bool const many = messages.size() > many_texts && with_.sync() != sync_mode::fsync;
    for (auto& m : messages) {
        auto& text = static_cast<tmp_writer&>(*m.text);
        auto const done = many ? text.finish_unsynced(m.internal_date) : text.finish(m.internal_date);
        if (!done) return done;
    }
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const tmp = with_.files.open(AT_FDCWD, where_.path + "/tmp", O_RDONLY | O_DIRECTORY);
    if (!tmp) return tmp.error();
    return many ? with_.files.sync_file_system(tmp->get()) : with_.files.sync(tmp->get());
}

result<store::appended> mailbox::append(std::vector<store::new_message> messages) {
    if (messages.empty()) return store::appended{now()->uidvalidity(), {}};
    if (auto const durable = finish_texts(messages); !durable) return durable.error();
    store::quota_usage size;
    for (auto const& m : messages) size += {static_cast<tmp_writer&>(*m.text).stored(), 1};
    auto const room = take_room(size);
    if (!room) return room.error();
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    store::index_change step{row_, {}, {}, {}, {}};
    auto& next = step.after;
    ++next.modseq;
    auto last = store::last_uid(*feed_.now());
    for (auto& m : messages) {
        auto& text = static_cast<tmp_writer&>(*m.text);
        auto const bits = bits_for(m.keywords, next);
        if (!bits) return bits.error();
        auto const flags = m.flags & store::flag::all;
        store::message const what{store::uid_for(m, last, next.uidnext), flags, *bits, next.modseq, m.internal_date, text.wire()};
        auto const base = with_sizes(text.name(), text.stored(), text.wire());
        step.added.push_back({what, with_marks(base, flags, *bits & letter_mask), in_cur});
        step.added.back().email = m.email_id;
    }
    if (auto const done = reserve(next); !done) return done.error();
    auto const added = step.added;
    bool const matched = matches_disk();
    if (auto const done = commit(std::move(step), store::durability::synced); !done) return done.error();
    for (auto& m : messages) static_cast<tmp_writer&>(*m.text).keep();
    settle(added);
    count_added(*room);
    restamp(matched);
    feed_.publish(feed_.now()->with_added(totals_of(row_), messages_of(added)));
    return store::appended{row_.uidvalidity, uids_of(added)};
}

// COPY and MOVE on their way: hard links in the target's tmp/, taken back unless committed.
struct carrying {
    mailbox& from;
    mailbox& to;
    std::vector<store::index_row> rows;   // in the source
    std::vector<store::index_row> added;  // in the target
    std::vector<std::string> links;
    bool kept = false;

    ~carrying() {
        if (kept || links.empty()) return;
        auto const as_owner = store::identity::assume(to.where_.who);
        if (!as_owner) return;
        for (auto const& link : links) (void)to.with_.files.unlink(AT_FDCWD, link);
    }

    result<void> link_all() {
        auto const as_owner = store::identity::assume(to.where_.who);
        if (!as_owner) return as_owner.error();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto const target = to.where_.path + "/tmp/" + std::string(tmp_name(base_of(added[i].name)));
            auto const source = place_path(from.where_.path, rows[i].place, rows[i].name);
            if (auto const done = to.with_.files.link(AT_FDCWD, source, AT_FDCWD, target); !done) return done;
            links.push_back(target);
        }
        return sync_directory(to.with_.files, to.where_.path + "/tmp");
    }

    // A moved message keeps its base name, and with it its delivery id; a copy is a new message.
    result<void> name_all(store::mailbox_row& next, bool moving) {
        auto const view = from.feed_.now();
        for (auto const& row : rows) {
            auto const bits = to.bits_for(store::names_of(*view, row.what.keywords), next);
            if (!bits) return bits.error();
            auto what = row.what;
            what.uid = next.uidnext++;
            what.modseq = next.modseq;
            what.keywords = *bits;
            std::string base(base_of(row.name));
            if (!moving) {
                auto const old = parse_name(base);
                base = unique_name(to.seconds_now(), to.with_.host);
                if (old.stored && what.size != store::unknown_size) base = with_sizes(base, *old.stored, what.size);
            }
            added.push_back({what, with_marks(base, what.flags, *bits & letter_mask), in_cur});
        }
        return {};
    }
};

result<store::copied> mailbox::carry(store::uid_set const& which, mailbox& target, bool moving) {
    if (moving && &target == this) return store::copied{now()->uidvalidity(), {}};  // already there
    std::unique_lock mine(place_->state, std::defer_lock), theirs(target.place_->state, std::defer_lock);
    if (&target == this)
        mine.lock();
    else
        std::lock(mine, theirs);
    if (auto const good = ready(); !good) return good.error();
    if (auto const good = target.ready(); !good) return good.error();

    auto const from = feed_.now();
    auto rows = index_->rows(row_.id, store::plan_expunge(*from, which, expunge_mode::all));
    if (!rows) return rows.error();
    store::copied out{target.row_.uidvalidity, {}};
    if (rows->empty()) return out;
    // What moves within the account needs no room.
    result<quotas::room> room = quotas::room();
    if (!moving) room = room_for_copies(*rows);
    if (!room) return room.error();
    carrying work{*this, target, std::move(*rows), {}, {}};
    store::index_change steps[2] = {{target.row_, {}, {}, {}, {}}, {row_, {}, {}, {}, {}}};
    for (auto& step : steps) ++step.after.modseq;
    steps[0].after.recent_from = target.recent_from();
    steps[1].after.recent_from = recent_from();
    if (auto const named = work.name_all(steps[0].after, moving); !named) return named.error();
    if (auto const kept = store::keep_email_ids(*index_, row_.id, work.rows, work.added, fact_key_of); !kept) return kept.error();
    if (auto const linked = work.link_all(); !linked) {
        if (is_missing(linked.error())) place_->note_foreign();  // renamed by somebody: the next look knows
        return linked.error();
    }
    if (auto const done = target.reserve(steps[0].after); !done) return done.error();
    steps[0].added = work.added;
    if (moving) steps[1].expunged = log_entries(work.rows, steps[1].after.modseq, true);
    bool const matched = matches_disk(), target_matched = target.matches_disk();
    auto const done = index_->commit(std::span(steps, moving ? 2 : 1), store::durability::synced);
    if (!done) {
        stale_ = target.stale_ = true;
        return done.error();
    }
    work.kept = true;
    target.row_ = std::move(steps[0].after);
    target.settle(work.added);
    target.count_added(*room);
    target.restamp(target_matched);
    target.feed_.publish(target.feed_.now()->with_added(target.totals_of(target.row_), messages_of(work.added)));
    if (moving) {
        row_ = std::move(steps[1].after);
        remove_files(work.rows);
        restamp(matched);
        feed_.publish(from->without(totals_of(row_), uids_of(work.rows)));
    }
    std::vector<store::cache_step> same_text;  // of a moved message the name is the same, too
    for (std::size_t i = 0; i < work.rows.size(); ++i) {
        out.uids.emplace_back(work.rows[i].what.uid, work.added[i].what.uid);
        if (!moving) same_text.push_back({store::cache_step::kind::copy, fact_key_of(work.added[i]), fact_key_of(work.rows[i]), {}});
    }
    with_.facts.change(where_.who.account, std::move(same_text));
    return out;
}

// A file that another program renamed or removed has its new name, or none, after a look.
result<store::copied> mailbox::carry_again(store::uid_set const& which, mailbox& target, bool moving) {
    auto done = carry(which, target, moving);
    for (int tries = 0; tries < 5 && !done && is_missing(done.error()); ++tries) {
        if (auto const looked = refresh(); !looked) return looked.error();
        done = carry(which, target, moving);
    }
    return done;
}

result<store::copied> mailbox::copy(store::uid_set const& which, store::mailbox& target) {
    auto* const to = dynamic_cast<mailbox*>(&target);
    if (!to || to->index_ != index_) return base::from_errno(EXDEV);
    return carry_again(which, *to, false);
}

result<store::copied> mailbox::move(store::uid_set const& which, store::mailbox& target) {
    auto* const to = dynamic_cast<mailbox*>(&target);
    if (!to || to->index_ != index_) return base::from_errno(EXDEV);
    return carry_again(which, *to, true);
}

}  // namespace mailstead::maildir
