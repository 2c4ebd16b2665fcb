#include "imap/thread_run.h"

#include "imap/sort_key.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t rows_between_looks = 16;    // at the clock

}  // namespace

thread_run::thread_run(order_cache& cache, std::shared_ptr<store::mailbox> box, std::vector<picked> messages, thread_algorithm how)
    : messages_(std::move(messages)), by_references_(how != thread_algorithm::ordered_subject), walk_(cache, std::move(box), messages_),
      tree_(how) {
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

store::result<void> thread_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
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
