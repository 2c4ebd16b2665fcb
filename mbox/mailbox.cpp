// Opening and closing an mbox, and reading from it.
#include "mbox/mailbox.h"

#include <fcntl.h>

#include <cerrno>

#include "base/log.h"
#include "mbox/spool.h"
#include "store/edit.h"
#include "store/identity.h"
#include "store/read.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t piece_size = 256 * 1024;
// A hole in a file makes a message of any size; such ones are counted, moved and expunged, but copied for nobody.
constexpr std::uint64_t largest_shown = std::uint64_t{1} << 30;
constexpr std::uint64_t largest_parsed = std::uint64_t{1} << 28;  // in memory

store::view empty_view() { return std::make_shared<store::snapshot const>(store::snapshot::totals{}); }

}  // namespace

mailbox::hold::~hold() {
    if (!file.fd) return;
    auto const as_owner = with->act_as(who, path);
    file.lock.release();
}

mailbox::mailbox(service& with, source where, std::shared_ptr<store::index> index, std::shared_ptr<place> at)
    : with_(with), where_(std::move(where)), index_(std::move(index)), place_(std::move(at)), feed_(empty_view()) {}

result<std::shared_ptr<mailbox>> mailbox::open(service& with, source const& where) {
    auto const at = with.at(where.who.account, where.path);
    if (at->is_waited_for) return make_error_code(store::errc::in_use);
    std::lock_guard const held(at->state);
    return open_held(with, where, at, patience::as_set);
}

result<std::shared_ptr<mailbox>> mailbox::open_held(service& with, source const& where,
                                                    std::shared_ptr<place> const& at, patience how) {
    if (auto found = at->box.lock()) return found;
    std::unique_ptr<mailbox> made(new mailbox(with, where, with.index_of(where.who.account), at));
    made->opening_ = ++at->openings;
    auto const disk = made->stamp_on_disk();
    if (!disk) return disk.error();
    if (!disk->known && !where.may_be_missing) return make_error_code(store::errc::no_mailbox);
    if (auto const loaded = made->load(); !loaded) return loaded.error();
    if (auto const looked = made->look(false, how); !looked) return looked.error();
    // The last session lets go on its own thread, which must not wait for the disk.
    auto const release = [&with](mailbox* gone) {
        with.closed_one();
        with.later([gone] {
            gone->checkpoint();
            delete gone;
        });
    };
    with.opened_one();
    std::shared_ptr<mailbox> out(made.release(), release);
    at->box = out;
    return out;
}

std::int64_t mailbox::seconds_now() const { return base::unix_seconds(with_.clock.now()); }

journal mailbox::journal_file() const {
    return journal(with_.files, fmt::format("{}/mbox-{}.journal", index_->directory(), row_.id));
}

store::snapshot::totals mailbox::totals_of(store::mailbox_row const& row) const {
    store::snapshot::totals out{row.uidvalidity, row.uidnext, row.modseq, feed_.now()->all_totals().keywords};
    if (*out.keywords != row.keywords) out.keywords = std::make_shared<std::vector<std::string> const>(row.keywords);
    return out;
}

result<void> mailbox::ready(patience how) {
    if (retired_) return make_error_code(store::errc::no_mailbox);
    if (!stale_) return {};
    if (auto const loaded = load(); !loaded) return loaded;
    return look(true, how);
}

result<void> mailbox::load() {
    auto found = index_->find(where_.folder);
    if (!found) return found.error();
    if (!*found) {
        auto made = index_->create(where_.folder);
        if (!made) return made.error();
        *found = std::move(*made);
        is_first_ = true;
    }
    auto const rows = index_->rows((*found)->id);
    if (!rows) return rows.error();
    std::vector<store::message> messages;
    messages.reserve(rows->size());
    for (auto const& each : *rows) messages.push_back(each.what);
    row_ = std::move(**found);
    foreign_last_ = row_.ceiling;
    id_ = row_.id;
    seen_ = parse_stamp(row_.stamp);
    applied_ = row_.applied;
    trusted_ = true;
    looked_ = stale_ = false;
    (void)place_->recent.raise(row_.uidvalidity, row_.recent_from);
    feed_.publish(std::make_shared<store::snapshot const>(totals_of(row_), std::move(messages)));
    return {};
}

result<void> mailbox::commit(store::index_change change, store::durability how) {
    change.after.recent_from = place_->recent.of(change.after.uidvalidity);
    change.after.stamp = trusted_ ? print(seen_) : std::string();
    auto const done = index_->commit(std::span(&change, 1), how);
    if (done)
        row_ = std::move(change.after);
    else
        stale_ = true;
    return done;
}

result<mailbox::turn> mailbox::begin_turn() const {
    if (place_->is_waited_for) return make_error_code(store::errc::in_use);
    return turn(place_->state);
}

result<void> mailbox::refresh_held(patience how) {
    if (auto const good = ready(how); !good) return good;
    return look(false, how);
}

void mailbox::refresh_quickly() {
    turn const held(place_->state, std::try_to_lock);
    if (held) (void)refresh_held(patience::none);
}

result<store::view> mailbox::refresh() {
    auto const held = begin_turn();
    if (!held) return held.error();
    if (auto const good = refresh_held(patience::as_set); !good) return for_client(good.error(), where_.path);
    return now();
}

// The next commit takes it along, or the last one.
result<std::uint32_t> mailbox::claim_recent() {
    auto const known = now();
    return place_->recent.raise(known->uidvalidity(), known->uidnext());
}

std::uint32_t mailbox::recent_from() const { return place_->recent.of(now()->uidvalidity()); }

// The text as it was when the index knew where it lay: the file is looked at before and after.
result<std::unique_ptr<store::content>> mailbox::read_message(std::uint32_t uid, bool& stale) {
    auto const row = index_->row(row_.id, uid);
    if (!row) return row.error();
    auto const at = parse_position(row->name);
    if (!at) return make_error_code(store::errc::damaged);
    if (at->length > largest_shown) return make_error_code(store::errc::too_big);
    base::unique_fd fd;
    {
        auto const as_owner = with_.act_as(where_.who, where_.path);
        if (!as_owner) return as_owner.error();
        auto opened = with_.files.open(AT_FDCWD, where_.path, O_RDONLY | O_NONBLOCK);
        if (!opened) return opened.error();
        fd = std::move(*opened);
    }
    auto const as_seen = [&] {
        auto const info = with_.files.status(fd.get());
        return info && stamp_of(*info).is_same_file(seen_);
    };
    stale = true;
    if (!as_seen()) return make_error_code(store::errc::gone);
    if (!trusted_) {
        auto const same = lies_there(fd.get(), *at);
        if (!same) return same.error();
        if (!*same) return make_error_code(store::errc::gone);
    }
    auto out = std::make_unique<spool>(with_.files, index_->directory());
    std::string piece(at->head_length, '\0');
    auto const head = with_.files.read_at(fd.get(), piece, at->head_offset());
    if (!head) return head.error();
    piece.resize(*head);
    if (auto const done = out->append(parse_head(piece).visible); !done) return done.error();
    piece.resize(std::min<std::uint64_t>(piece_size, at->body_length));
    for (std::uint64_t done = 0; done < at->body_length;) {
        auto const want = std::min<std::uint64_t>(piece.size(), at->body_length - done);
        auto const got = with_.files.read_at(fd.get(), std::span(piece).first(want), at->body_offset() + done);
        if (!got) return got.error();
        if (*got == 0) return make_error_code(store::errc::gone);
        if (auto const added = out->append(std::string_view(piece).substr(0, *got)); !added) return added.error();
        done += *got;
    }
    if (!as_seen()) return make_error_code(store::errc::gone);
    stale = false;
    return std::unique_ptr<store::content>(std::move(out));
}

result<std::unique_ptr<store::content>> mailbox::open(std::uint32_t uid) {
    auto const held = begin_turn();
    if (!held) return held.error();
    if (auto const good = ready(); !good) return good.error();
    for (int attempt = 0;; ++attempt) {
        if (!now()->find(uid)) return make_error_code(store::errc::gone);
        bool stale = false;
        auto found = read_message(uid, stale);
        if (found || !stale) return found;
        if (attempt == 3) return make_error_code(store::errc::in_use);
        if (auto const looked = look(true); !looked) return for_client(looked.error(), where_.path);
    }
}

store::fact_source mailbox::fact_place() const { return {index_->facts(), with_.facts, where_.who.account, id_}; }

result<std::shared_ptr<store::facts const>> mailbox::facts_of(std::uint32_t uid) {
    auto const from = fact_place();
    if (auto known = from.cache.recent(from.mailbox, uid)) return known;
    auto const row = index_->row(id_, uid);
    if (!row) return row.error();
    return store::facts_of(from, uid, fact_key_of(*row), [this, uid]() -> result<std::unique_ptr<store::content>> {
        auto text = open(uid);
        if (text && (*text)->size() > largest_parsed) return make_error_code(store::errc::too_big);
        return text;
    });
}

void mailbox::expect_facts(std::span<std::uint32_t const> uids) { store::expect_facts(fact_place(), *index_, uids, fact_key_of); }

void mailbox::forget_facts(std::vector<store::index_row> const& rows) { store::forget_facts(fact_place(), rows, fact_key_of); }

std::optional<store::text_answer> mailbox::find_texts(store::text_query const& what) {
    return index_->texts().find({where_.folder, now()->uidvalidity()}, what);
}

void mailbox::index_texts(std::shared_ptr<store::mailbox> self) { with_.texts.add(std::move(self), index_, where_.folder); }

// A uid under its UIDVALIDITY is no other message's, ever. The other way round where Dovecot gave it: `%08Xu%08Xv`, as its
// POP3 server does unless told otherwise.
result<std::vector<std::pair<std::uint32_t, std::string>>> mailbox::unique_ids(store::view which) {
    std::vector<std::pair<std::uint32_t, std::string>> out;
    out.reserve(which->size());
    for (std::size_t i = 0; i < which->size(); ++i) {
        auto const uid = (*which)[i].uid, validity = which->uidvalidity();
        bool const is_foreign = uid <= foreign_last_;
        out.emplace_back(uid, fmt::format("{:08x}{:08x}", is_foreign ? uid : validity, is_foreign ? validity : uid));
    }
    return out;
}

result<std::optional<store::uid_set>> mailbox::vanished_since(std::uint64_t modseq) {
    std::lock_guard const held(place_->state);
    if (auto const good = ready(); !good) return good.error();
    return index_->expunged_since(row_.id, modseq);
}

result<std::shared_ptr<void>> mailbox::maildrop_lock() {
    std::lock_guard const hold(quick_);
    if (!maildrop_.expired()) return make_error_code(store::errc::in_use);
    auto const token = std::make_shared<int>(0);
    maildrop_ = token;
    return std::shared_ptr<void>(token);
}

void mailbox::grown(stamp const& before, stamp const& after) {
    if (!seen_.is_same_file(before)) return;
    auto const scanned = seen_.scanned;
    seen_ = after;
    seen_.scanned = scanned;
}

// What need not be done before an answer: marks go to the file, the index learns how the file looks.
void mailbox::checkpoint() {
    std::lock_guard const held(place_->state);
    // Opened again meanwhile: the newer object has read the index and goes on from there.
    if (place_->openings != opening_ || retired_ || stale_) return;
    if (applied_ < row_.modseq) write_marks();
    if (stale_) return;
    store::index_change change{row_, {}, {}, {}, {}};
    change.after.applied = applied_;
    bool const same = applied_ == row_.applied && row_.stamp == (trusted_ ? print(seen_) : std::string()) && row_.recent_from == recent_from();
    if (same) return;
    (void)commit(std::move(change), store::durability::lazy);
}

}  // namespace mailstead::mbox
