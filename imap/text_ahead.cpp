#include "imap/text_ahead.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace mailstead::imap {

namespace {

constexpr std::size_t piece_octets = 64 * 1024;         // of texts, and of one that is longer
constexpr std::size_t piece_messages = 64;
constexpr std::size_t pieces_ahead = 12;
constexpr std::size_t pieces_at_hand = 3;               // what one response holds
constexpr std::uint64_t longest_text = 128 * 1024;      // longer ones are written in steps
constexpr std::uint64_t longest_for_header = 16 * 1024;
constexpr std::uint64_t guessed = 4 * 1024;             // of a size that nobody knows yet
constexpr std::size_t most_spare = 256 * 1024;          // octets of a buffer that is kept for another piece

}  // namespace

struct text_ahead::state {
    struct piece {
        struct one { std::size_t message, begin, end; };
        std::size_t begin = 0, end = 0;                 // messages
        std::size_t octets = 0;                         // about
        std::string bytes;
        std::vector<one> found;                         // by message

        bool is_complete() const noexcept { return found.size() == end - begin; }
    };

    explicit state(request what) : asked(std::move(what)) {
        bool const header = std::all_of(asked.items.begin(), asked.items.end(), [](fetch_item const& item) { return is_of_header(item); });
        longest = (header ? longest_for_header : longest_text) / asked.items.size();    // each of them may be all of it
        cut();
    }
    void cut();
    void read(piece& into);
    void give_back(piece& told);
    store::message const& row(std::size_t message) const noexcept { return *(*asked.messages)[message].row; }

    request const asked;
    std::uint64_t longest = longest_text;
    std::vector<piece> pieces;

private:
    std::string room();

    std::mutex lock_;
    std::vector<std::string> spare_;    // buffers of pieces that have been told: memory that is there costs less than new one
};

std::string text_ahead::state::room() {
    std::lock_guard const hold(lock_);
    if (spare_.empty()) return {};
    auto out = std::move(spare_.back());
    spare_.pop_back();
    return out;
}

void text_ahead::state::give_back(piece& told) {
    auto bytes = std::move(told.bytes);
    told = {};
    bytes.clear();
    std::lock_guard const hold(lock_);
    if (bytes.capacity() <= most_spare && spare_.size() < pieces_ahead) spare_.push_back(std::move(bytes));
}

void text_ahead::state::cut() {
    auto const count = asked.messages->size();
    for (std::size_t begin = 0; begin < count;) {
        std::uint64_t octets = 0;
        auto end = begin;
        for (; end < std::min(count, begin + piece_messages) && octets < piece_octets; ++end)
            octets += asked.items.size() * (row(end).size == store::unknown_size ? std::min(guessed, longest) : std::min(row(end).size, longest));
        auto& made = pieces.emplace_back();
        made.begin = begin;
        made.end = end;
        made.octets = static_cast<std::size_t>(octets) + 64 * (end - begin);
        begin = end;
    }
}

// What is not read here is asked for alone, and tells why.
void text_ahead::state::read(piece& into) {
    std::vector<std::uint32_t> uids;
    for (auto message = into.begin; message < into.end; ++message) uids.push_back(row(message).uid);
    into.bytes = room();
    into.bytes.reserve(into.octets);
    auto next = into.begin;
    auto const take = [&](std::uint32_t uid, std::string_view text) {
        while (next < into.end && row(next).uid != uid) ++next;
        if (next == into.end) return;
        auto const begin = into.bytes.size();
        for (auto const& item : asked.items) {
            if (into.bytes.size() > begin) into.bytes += ' ';
            if (write_text_item(into.bytes, item, text, asked.seven_bits)) continue;
            into.bytes.resize(begin);
            return;
        }
        into.found.push_back({next, begin, into.bytes.size()});
    };
    (void)asked.box->read_texts(uids, longest, take);
}

text_ahead::text_ahead(request what, helpers with)
    : all_(std::make_shared<state>(std::move(what))),
      work_(all_->pieces.size(), pieces_ahead, [all = all_](std::size_t n) { all->read(all->pieces[n]); }, std::move(with)) {}

bool text_ahead::is_at_hand(std::size_t at) {
    auto number = piece_;
    while (number < all_->pieces.size() && all_->pieces[number].end <= at) ++number;
    auto const last = std::min(all_->pieces.size(), number + pieces_at_hand);
    for (; number < last; ++number) {
        // What helpers did not find is asked for alone.
        if (!work_.is_done(number, [] { return false; }) || !all_->pieces[number].is_complete()) return false;
        at_hand_to_ = all_->pieces[number].end;
    }
    return true;
}

std::optional<std::string_view> text_ahead::of(std::size_t at) {
    if (at >= end_) {
        while (at >= all_->pieces[piece_].end) all_->give_back(all_->pieces[piece_++]);    // told
        work_.reach(piece_);
        end_ = all_->pieces[piece_].end;
    }
    auto const& in = all_->pieces[piece_];
    auto const found = std::lower_bound(in.found.begin(), in.found.end(), at, [](auto const& one, std::size_t message) { return one.message < message; });
    if (found == in.found.end() || found->message != at) return std::nullopt;
    return std::string_view(in.bytes).substr(found->begin, found->end - found->begin);
}

}  // namespace mailstead::imap
