#include "imap/thread_run.h"

#include "imap/order_ranks.h"
#include "imap/sort_key.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t rows_between_looks = 16;    // at the clock

}  // namespace

thread_run::thread_run(order_source from, std::vector<picked> messages, thread_algorithm how)
    : messages_(std::move(messages)), by_references_(how != thread_algorithm::ordered_subject), walk_(std::move(from), messages_), tree_(how) {
    added_.reserve(messages_.size());
}

store::result<void> thread_run::look() {
    using text = order_facts::text;
    auto const& at = walk_.at();
    auto const found = walk_.next();
    if (!found) return found.error();
    if (!*found) return {};
    auto const& facts = **found;
    auto const references = by_references_ ? facts.references() : std::vector<std::string>();
    auto const sent = sent_date(*at.row, facts);
    tree_.add({facts.of(text::id), references, facts.of(text::subject), facts.is_reply(), sent, at.row->internal_date});
    added_.push_back(at);
    return {};
}

// False: the book does not have all of them.
bool thread_run::add_from_book() {
    std::vector<book_row> rows;
    if (!walk_.find_rows(rows)) return false;
    auto const& from = walk_.from();
    auto const subjects = ranking_of(from.known, from.place(), walk_.pages(), order_view::text::subject);
    auto const ids = by_references_ ? references_of(from.known, from.place(), walk_.pages()) : nullptr;
    std::size_t page = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& [at, row] = rows[i];
        if (!at) continue;
        while (walk_.pages()[page].get() != at) ++page;    // both ascend
        order_view const what(at->columns.front().of(row));
        auto const& message = *messages_[i].row;
        threaded_by_number one{threaded_by_number::none, {}, subjects->ranks[page][row], what.is_reply(), what.sent().value_or(message.internal_date), message.internal_date};
        if (ids) one.id = ids->pages[page].ids[row], one.references = ids->pages[page].of(row);
        tree_.add(one);
        added_.push_back(messages_[i]);
    }
    tree_.finish();
    done_ = true;
    return true;
}

store::result<void> thread_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
    if (is_in_book_) {
        if (auto const done = walk_.prepare(end); !done) return done;
        if (!walk_.is_prepared()) return {};
        if (add_from_book()) return {};
        is_in_book_ = false;
    }
    for (std::size_t looked_at = 1; !walk_.done(); ++looked_at) {
        auto const done = look();
        if (!done) return done;
        if (looked_at % rows_between_looks == 0 && std::chrono::steady_clock::now() >= end) return {};
    }
    tree_.finish();
    done_ = true;
    return {};
}

void thread_run::write(std::string& out, by form) const {
    tree_.write(out, [&](std::uint32_t n) { return form == by::uid ? added_[n].row->uid : added_[n].sequence; });
}

}  // namespace mailstead::imap
