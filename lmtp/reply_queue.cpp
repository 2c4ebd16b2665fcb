// A deque of texts; neighbours that nobody waits for share one entry.
#include "lmtp/reply_queue.h"

namespace mailstead::lmtp {

std::string& reply_queue::open_entry() {
    if (!may_append_ || entries_.empty()) {
        entries_.emplace_back();
        entries_.back().filled = true;
        may_append_ = true;
    }
    return entries_.back().text;
}

void reply_queue::say(int code, std::string_view enhanced, std::string_view text) {
    auto& out = open_entry();
    auto const before = out.size();
    smtp::print(out, code, enhanced, text);
    bytes_ += out.size() - before;
}

void reply_queue::say(smtp::reply const& what) { say(what.code, what.enhanced, what.text); }

reply_queue::slot reply_queue::reserve(std::size_t count) {
    auto const number = first_ + entries_.size();
    entries_.resize(entries_.size() + count);
    may_append_ = may_append_ && count == 0;
    unfilled_ += count;
    return number;
}

void reply_queue::fill(slot which, smtp::reply const& what) {
    auto& place = entries_.at(which - first_);
    smtp::print(place.text, what.code, what.enhanced, what.text);
    place.filled = true;
    bytes_ += place.text.size();
    --unfilled_;
}

std::string reply_queue::take() {
    std::string out;
    while (!entries_.empty() && entries_.front().filled) {
        if (out.empty()) out = std::move(entries_.front().text);
        else out += entries_.front().text;
        entries_.pop_front();
        ++first_;
    }
    bytes_ -= out.size();
    return out;
}

}  // namespace mailstead::lmtp
