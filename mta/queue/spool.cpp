// Messages on their way in: small ones stay in memory until the writer puts them into their row, larger ones go to
// segments as they come.
#include "mta/queue/queue_id.h"
#include "mta/queue/storage.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::uint64_t row_limit = 64 * 1024;          // larger texts bypass the database
constexpr std::size_t piece_size = 256 * 1024;          // what a spool holds before it writes
constexpr std::uint64_t memory_limit = 1024 * 1024;     // larger texts are read back for their first attempt

class put final : public awaited_job {
public:
    put(storage& into, std::unique_ptr<message> fresh, std::string_view tail, std::uint64_t at)
        : insertion_(std::move(fresh)), storage_(into), tail_(tail), tail_at_(at), large_(!insertion_.what->extents.empty()) {
        insertion_.waits = into.is_full() || insertion_.what->what.hold;
    }

    job::kind what() const noexcept override { return kind::put; }

    result<void> prepare(std::set<std::uint32_t>& touched) override {
        if (!large_) return {};
        auto const& where = insertion_.what->extents;
        for (auto const& run : where) touched.insert(run.segment);
        return storage_.segments().write(where, tail_at_, tail_);
    }

    result<void> apply(store_db& db) override { return insertion_.apply(db); }

    void give(std::vector<std::unique_ptr<message>>& out) override {
        if (!insertion_.waits) out.push_back(std::move(insertion_.what));
        insertion_.what.reset();
    }

private:
    insertion insertion_;
    storage& storage_;
    std::string_view tail_;    // the last piece of a large text, not written yet
    std::uint64_t tail_at_;
    bool large_;
};

class queue_spool final : public spool {
public:
    queue_spool(storage& into, home& where, net::disk_pool& disk, std::uint64_t number)
        : storage_(into), home_(where), disk_(disk), number_(number), id_(id_text(number_)) {}

    ~queue_spool() override {
        // A row may name the blocks when the writer stopped in the middle of its commit: they stay taken then.
        if (!committed_ && !storage_.writer().failed()) storage_.segments().release(extents_);
    }

    std::string const& id() const noexcept override { return id_; }
    std::uint64_t size() const noexcept override { return size_; }

    net::task<result<void>> append(std::string bytes) override {
        size_ += bytes.size();
        if (tail_.empty()) tail_ = std::move(bytes);
        else tail_ += bytes;
        if (tail_.size() < piece_size) co_return result<void>();
        co_return co_await write_tail();
    }

    net::task<result<std::string>> read(std::uint64_t from, std::size_t size) override {
        auto const written = size_ - tail_.size();
        if (from >= written) co_return tail_.substr(std::min<std::uint64_t>(from - written, tail_.size()), size);
        auto const part = std::min<std::uint64_t>(size, written - from);
        auto look = [this, from, part] { return storage_.segments().read_part(extents_, from, part); };
        co_return co_await net::blocking(disk_, look);
    }

    std::unique_ptr<spool> again() override { return std::make_unique<queue_spool>(storage_, home_, disk_, number_); }

    net::task<result<void>> commit(envelope what) override {
        if (auto const why = storage_.refusal()) co_return why;
        if (size_ > row_limit) {
            auto const room = co_await make_room(size_);
            if (!room) co_return room.error();
        }
        auto fresh = make_message(std::move(what));
        // The writer's view of the last piece lives in the text that is kept, or in tail_ itself.
        auto const at = size_ - tail_size_;
        auto const tail = fresh->text ? std::string_view(fresh->text->back()) : std::string_view(tail_);
        put work(storage_, std::move(fresh), tail, at);
        auto const failed = co_await perform(storage_.writer(), home_, work);
        if (failed) co_return failed;
        committed_ = true;
        co_return result<void>();
    }

private:
    std::unique_ptr<message> make_message(envelope what) {
        auto out = std::make_unique<message>();
        out->number = number_;
        out->id = id_;
        out->size = size_;
        out->what = std::move(what);
        if (out->what.arrival == 0) out->what.arrival = storage_.now();
        out->recipients.resize(out->what.recipients.size());
        out->extents = extents_;
        tail_size_ = tail_.size();
        bool const large = !extents_.empty();
        if (large && (size_ > memory_limit || storage_.is_full())) return out;
        pieces_.push_back(std::move(tail_));
        out->text = large ? storage_.remember(pieces_, size_) : storage_.hold(std::move(pieces_), size_);
        if (!out->text) tail_ = std::move(pieces_.back());
        return out;
    }

    net::task<result<void>> make_room(std::uint64_t upto) {
        auto const have = capacity(extents_);
        if (have >= upto) co_return result<void>();
        auto more = [this, missing = upto - have] { return storage_.segments().allocate(missing); };
        auto got = co_await net::blocking(disk_, more);
        if (!got) co_return got.error();
        extents_.insert(extents_.end(), got->begin(), got->end());
        co_return result<void>();
    }

    net::task<result<void>> write_tail() {
        auto const room = co_await make_room(size_);
        if (!room) co_return room.error();
        auto const at = size_ - tail_.size();
        auto write = [this, at] { return storage_.segments().write(extents_, at, tail_); };
        auto const wrote = co_await net::blocking(disk_, write);
        if (!wrote) co_return wrote.error();
        if (size_ <= memory_limit) pieces_.push_back(std::move(tail_));
        else pieces_.clear();
        tail_.clear();
        co_return result<void>();
    }

    storage& storage_;
    home& home_;
    net::disk_pool& disk_;
    std::uint64_t number_;
    std::string id_;
    std::string tail_;                    // not written yet
    std::size_t tail_size_ = 0;
    std::vector<std::string> pieces_;     // written, and kept for the first attempt
    std::vector<extent> extents_;
    std::uint64_t size_ = 0;
    bool committed_ = false;
};

class queue_intake final : public intake {
public:
    queue_intake(storage& into, home& where, net::disk_pool& disk) : storage_(into), home_(where), disk_(disk) {}

    result<std::unique_ptr<spool>> begin() override {
        if (auto const why = storage_.refusal()) return why;
        return std::unique_ptr<spool>(std::make_unique<queue_spool>(storage_, home_, disk_, storage_.new_number()));
    }

private:
    storage& storage_;
    home& home_;
    net::disk_pool& disk_;
};

}  // namespace

std::unique_ptr<intake> make_intake(storage& into, home& where, net::disk_pool& disk) {
    return std::make_unique<queue_intake>(into, where, disk);
}

}  // namespace mailstead::mta::queue
