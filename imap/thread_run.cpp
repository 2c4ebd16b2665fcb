#include "imap/thread_run.h"

#include "imap/message_ids.h"
#include "imap/sort_key.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t most_references = 128;      // of one message: the nearest ones
constexpr std::size_t rows_between_looks = 16;    // at the clock

// RFC 5256 §3: References, else the first Message-ID of In-Reply-To.
std::vector<std::string> references_of(store::facts const& from) {
    auto out = message_ids(from.references.value_or(std::string()), most_references);
    if (!out.empty()) return out;
    auto parent = first_message_id(from.envelope.in_reply_to.value_or(std::string()));
    if (!parent.empty()) out.push_back(std::move(parent));
    return out;
}

}  // namespace

thread_run::thread_run(std::shared_ptr<store::mailbox> box, std::vector<picked> messages, thread_algorithm how)
    : messages_(std::move(messages)), by_references_(how != thread_algorithm::ordered_subject), walk_(std::move(box), messages_),
      tree_(how) {
    added_.reserve(messages_.size());
}

store::result<void> thread_run::look() {
    auto const& at = walk_.at();
    auto const found = walk_.next();
    if (!found) return found.error();
    if (!*found) return {};
    auto const& facts = **found;
    auto const subject = collated_base_subject(facts.envelope.subject.value_or(std::string()));
    auto const references = by_references_ ? references_of(facts) : std::vector<std::string>();
    auto const id = by_references_ ? first_message_id(facts.envelope.message_id.value_or(std::string())) : std::string();
    tree_.add({id, references, subject.text, subject.is_reply, sent_date(*at.row, facts), at.row->internal_date});
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
