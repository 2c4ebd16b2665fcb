#include "store/text_indexer.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"
#include "store/read.h"

namespace mailstead::store {
namespace {

constexpr std::size_t most_waiting = 256;                     // mailboxes; more come again with their next search
constexpr std::size_t batch_messages = 128;
constexpr std::uint64_t batch_octets = 1024 * 1024;           // of text as stored: a transaction of about 0.1 s
constexpr std::uint64_t read_whole = 256 * 1024;              // of a longer message only what is text
constexpr int niceness = 19;

std::vector<std::uint32_t> missing_in(snapshot const& rows, text_index::seen const& seen) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (auto const uid = rows[i].uid; !seen.known->contains(uid) && !seen.too_long->contains(uid)) out.push_back(uid);
    return out;
}

uid_set gone_from(snapshot const& rows, uid_set const& known) {
    std::vector<std::uint32_t> out;
    for (auto const& range : known.ranges()) {
        auto at = rows.lower_bound(range.first);
        for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
            if (at < rows.size() && rows[at].uid == uid) ++at;
            else out.push_back(static_cast<std::uint32_t>(uid));
        }
    }
    return uid_set::of(std::move(out));
}

// Of a long message the fields and the parts that are text.
result<text_entry> entry_of_long(mailbox& box, std::uint32_t uid, std::uint64_t limit) {
    text_entry out{uid, {}, {}};
    auto const facts = box.facts_of(uid);
    if (!facts) return facts.error();
    auto const& structure = (*facts)->structure;
    if (structure.header.size() + mime::searchable_size(structure) > limit) return out;
    auto const from = box.open(uid);
    if (!from) return from.error();
    std::string piece;
    base::error_code trouble;
    auto const read = [&](mime::range which) {
        piece.resize(which.size());
        std::size_t have = 0;
        while (have < piece.size()) {
            auto const got = (*from)->read_at(std::span(piece).subspan(have), which.begin + have);
            if (!got) trouble = got.error();
            if (!got || *got == 0) break;
            have += *got;
        }
        piece.resize(have);
        return std::string_view(piece);
    };
    out.text = document_of(read, structure);
    if (trouble) return trouble;
    // Messages that differ in attachments alone share it; never with one that was read whole.
    out.key = key_of_text("document\n" + out.text->head + '\0' + out.text->body);
    return out;
}

result<std::vector<text_entry>> entries_of_short(mailbox& box, text_index& in, std::span<std::uint32_t const> uids) {
    std::vector<text_entry> out;
    std::vector<std::string> texts, keys;
    auto const keep = [&](std::uint32_t uid, std::string_view text) {
        out.push_back({uid, key_of_text(text), {}});
        keys.push_back(out.back().key);
        texts.emplace_back(text);
    };
    if (auto const done = box.read_texts(uids, read_whole, keep); !done) return done.error();
    auto const known = in.has(keys);
    if (!known) return known.error();
    for (std::size_t i = 0; i < out.size(); ++i)
        if (!(*known)[i]) out[i].text = document_of(std::string_view(texts[i]));
    return out;
}

// The next uids that make a batch.
std::size_t batch_end(snapshot const& rows, std::span<std::uint32_t const> uids) {
    std::uint64_t octets = 0;
    std::size_t n = 0;
    for (; n < std::min(uids.size(), batch_messages) && octets < batch_octets; ++n)
        if (auto const* row = rows.find(uids[n])) octets += std::min(row->size, read_whole);
    return n;
}

result<void> index_batch(mailbox& box, text_index& in, text_mailbox const& where, std::span<std::uint32_t const> uids, std::uint64_t limit) {
    auto entries = entries_of_short(box, in, uids);
    if (!entries) return entries.error();
    auto done = in.add(where, *entries);
    auto const now = box.now();
    for (std::size_t i = 0, next = 0; done && i < uids.size(); ++i) {
        if (next < entries->size() && (*entries)[next].uid == uids[i]) {
            ++next;
            continue;
        }
        if (!now->find(uids[i])) continue;
        auto entry = entry_of_long(box, uids[i], limit);
        if (!entry && entry.error() == make_error_code(errc::gone)) continue;
        // Too big even to be parsed, or unreadable: it is scanned, and complains there.
        if (!entry) entry = text_entry{uids[i], {}, {}};
        done = in.add(where, std::span(&*entry, 1));
    }
    return done;
}

}  // namespace

text_indexer::text_indexer() : thread_([this] { run(); }) {}

text_indexer::~text_indexer() { stop(); }

void text_indexer::stop() {
    std::deque<job> left;
    {
        std::lock_guard const hold(lock_);
        stopping_ = true;
        left.swap(waiting_);
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void text_indexer::add(std::shared_ptr<mailbox> what, std::shared_ptr<index> in, std::string name) {
    {
        std::lock_guard const hold(lock_);
        auto const same = [&](job const& one) { return one.what == what; };
        bool const waits = std::any_of(waiting_.begin(), waiting_.end(), same);
        if (stopping_ || waits || waiting_.size() >= most_waiting) return;
        waiting_.push_back({std::move(what), std::move(in), std::move(name)});
    }
    wake_.notify_one();
}

void text_indexer::drain() {
    std::unique_lock hold(lock_);
    idle_.wait(hold, [this] { return waiting_.empty() && !busy_; });
}

bool text_indexer::is_stopping() {
    std::lock_guard const hold(lock_);
    return stopping_;
}

void text_indexer::work_off(job const& one) {
    auto& in = one.in->texts();
    auto const rows = one.what->now();
    text_mailbox const where{one.name, rows->uidvalidity()};
    if (auto const all = one.in->mailboxes()) {
        std::vector<text_mailbox> living;
        for (auto const& row : *all) living.push_back({row.name, row.uidvalidity});
        if (!in.tidy(living)) return;
    }
    auto const seen = in.seen_of(where);
    if (!seen) return;
    for (auto const& set : {*seen->known, *seen->too_long})
        if (auto const gone = gone_from(*rows, set); !gone.empty() && !in.forget(where, gone)) return;
    auto const missing = missing_in(*rows, *seen);
    for (std::span<std::uint32_t const> left(missing); !left.empty() && !is_stopping();) {
        auto const n = batch_end(*rows, left);
        auto const done = index_batch(*one.what, in, where, left.first(n), one.in->text_limit());
        if (!done) return base::log::debug("index", "texts of {} are not indexed for now: {}", one.name, done.error().message());
        left = left.subspan(n);
    }
}

void text_indexer::run() {
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);    // of this thread
    std::unique_lock hold(lock_);
    for (;;) {
        wake_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        auto one = std::move(waiting_.front());
        waiting_.pop_front();
        busy_ = one.what.get();
        hold.unlock();
        try {
            work_off(one);
        } catch (std::exception const& error) {
            base::log::error("index", "texts of {} are not indexed: {}", one.name, error.what());
        }
        one = {};
        hold.lock();
        busy_ = nullptr;
        if (waiting_.empty()) idle_.notify_all();
    }
}

}  // namespace mailstead::store
