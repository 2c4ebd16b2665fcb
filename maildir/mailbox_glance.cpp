// What a list of many messages shows: from cache.db, else from the files, each opened once and read no further than needed.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/log.h"
#include "maildir/first_names.h"
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/reading.h"
#include "maildir/service.h"
#include "store/facts_codec.h"
#include "store/identity.h"
#include "store/read.h"

namespace mailstead::maildir {
namespace {

constexpr std::int64_t busy_for = 150;                    // milliseconds after a glance
constexpr std::size_t measured_at_once = 4096;

}  // namespace

std::int64_t mailbox::steady_now() noexcept {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

struct mailbox::glancing {
    std::vector<store::index_row> rows;    // those still to be found
    store::facts_part wanted;
    glance_reader const& take;
    std::vector<store::message> measured;  // what the files told beyond the rows
    std::vector<store::cache_step> learned;
    std::size_t learned_octets = 0;
};

// Names and marks without waiting for anything.
result<std::vector<store::index_row>> mailbox::rows_by_now(std::span<std::uint32_t const> uids) {
    std::shared_ptr<first_names const> names;
    {
        std::lock_guard const hold(quick_);
        names = names_;
    }
    if (!names) return index_->rows(id_, uids);
    std::vector<store::index_row> out;
    auto const view = now();
    for (auto const uid : uids) {
        auto const* const known = names->has(uid) ? view->find(uid) : nullptr;
        if (known) out.push_back({*known, std::string(names->of(uid)), names->place(uid)});
    }
    return out;
}

// Rows found leave at.rows.
void mailbox::glance_in_cache(glancing& at) {
    auto& cache = index_->facts();
    auto first = std::int64_t{0}, last = std::int64_t{0};
    for (auto const& row : at.rows) {
        auto const date = parse_name(row.name).seconds;
        first = &row == at.rows.data() ? date : std::min(first, date);
        last = &row == at.rows.data() ? date : std::max(last, date);
    }
    if (!cache.knows_any(first, last)) return;
    std::vector<store::fact_key> keys;
    keys.reserve(at.rows.size());
    for (auto const& row : at.rows) keys.push_back(fact_key_of(row));
    std::vector<bool> found(at.rows.size());
    cache.look(keys, at.wanted, [&](std::size_t i, store::fact_cache::found const& known) {
        auto const& row = at.rows[i].what;
        // What the name does not tell is told by the facts, but for the date.
        if (row.internal_date == store::unknown_date && at.wanted != store::facts_part::header_alone) return;
        auto const size = row.size == store::unknown_size ? known.what.wire_size : row.size;
        at.take({row.uid, &known.what, known.has_structure, row.internal_date, size});
        if (row.size == store::unknown_size) at.measured.push_back(row), at.measured.back().size = size;
        found[i] = true;
    });
    std::size_t i = 0;
    std::erase_if(at.rows, [&](auto const&) { return found[i++]; });
}

// A file that has another name by now is left to open(), which looks for it.
result<void> mailbox::glance_in_files(glancing& at) {
    if (at.rows.empty()) return {};
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const places = open_places(with_.files, where_.path);
    if (!places) return places.error();
    reading text;
    for (auto& row : at.rows) {
        auto const fd = with_.files.open(places->of(row.place), row.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        if (!fd) continue;
        bool const alone = at.wanted == store::facts_part::header_alone;
        bool const measures = !alone && !store::has(row.what, store::measures::both);
        if (row.what.internal_date == store::unknown_date) {
            auto const info = with_.files.status(fd->get());
            if (!info || !S_ISREG(info->st_mode)) continue;
            row.what.internal_date = info->st_mtim.tv_sec;
        }
        auto const part = !alone && row.what.size == store::unknown_size ? store::facts_part::all : at.wanted;
        auto const read = text.read(with_.files, fd->get(), part);
        if (!read || !*read) continue;
        auto const known = store::facts_in(text.text(), text.is_whole() ? store::facts_part::all : store::facts_part::header);
        if (!alone && row.what.size == store::unknown_size) row.what.size = known.wire_size;
        if (measures) at.measured.push_back(row.what);
        if (text.is_whole() && with_.facts.has_room(at.learned_octets)) {
            at.learned.push_back({store::cache_step::kind::put, fact_key_of(row), {}, store::encode(known)});
            at.learned_octets += at.learned.back().bytes.size();
        }
        at.take({row.what.uid, &known, text.is_whole(), row.what.internal_date, row.what.size});
    }
    return {};
}

// Behind the answer.
void mailbox::keep_glances(glancing& at) {
    with_.facts.change(where_.who.account, std::move(at.learned));
    note_later(at.measured);
}

// Without the place's lock.
result<void> mailbox::glance_at(std::span<std::uint32_t const> uids, store::facts_part wanted, glance_reader const& take) {
    busy_until_ = steady_now() + busy_for;
    auto rows = rows_by_now(uids);
    if (!rows) return rows.error();
    if (rows->empty()) return {};
    glancing at{std::move(*rows), wanted, take, {}, {}};
    glance_in_cache(at);
    auto const read = glance_in_files(at);
    keep_glances(at);
    busy_until_ = steady_now() + busy_for;
    return read;
}

void mailbox::note_later(std::vector<store::message> const& found) {
    if (found.empty()) return;
    bool first;
    {
        std::lock_guard const hold(quick_);
        first = noted_.empty();
        noted_.insert(noted_.end(), found.begin(), found.end());
    }
    if (!first) return;
    with_.later_and_long([at = place_] {
        std::shared_ptr<mailbox> box;
        {
            std::lock_guard const hold(at->state);
            box = at->box.lock();
        }
        if (!box) return;
        let_lists_pass(box);
        box->note_now();
    });
}

void mailbox::note_now() {
    std::vector<store::message> all;
    {
        std::lock_guard const hold(quick_);
        all = std::exchange(noted_, {});
    }
    for (std::size_t at = 0; at < all.size(); at += measured_at_once) {
        auto const end = std::min(all.size(), at + measured_at_once);
        std::lock_guard const hold(place_->state);
        if (!ready()) return;
        keep_measures({all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(end)});
    }
}

}  // namespace mailstead::maildir
