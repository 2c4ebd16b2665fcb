#include "smtp/framer.h"

#include <algorithm>

namespace mailstead::smtp {

void framer::feed(std::string_view bytes) {
    if (at_ > 0) {
        held_.erase(0, at_);
        scanned_ -= at_;
        at_ = 0;
    }
    held_.append(bytes);
}

framer::piece framer::next() {
    switch (mode_) {
    case mode::lines: return next_line();
    case mode::text: return next_text();
    case mode::chunk: return next_chunk();
    }
    return {};
}

framer::piece framer::next_line() {
    auto const lf = held_.find('\n', scanned_);
    if (lf == held_.npos) {
        scanned_ = held_.size();
        if (scanned_ - at_ > limit_ + 1) skipping_ = true;    // + 1: the CR of an end that is cut in two
        if (skipping_) at_ = scanned_;
        return starved();
    }
    auto line = std::string_view(held_).substr(at_, lf - at_);
    bool const bare = line.empty() || line.back() != '\r';
    if (!bare) line.remove_suffix(1);
    at_ = scanned_ = lf + 1;
    if (skipping_ || line.size() > limit_) {
        skipping_ = false;
        return {kind::too_long, {}, bare};
    }
    return {kind::line, line, bare};
}

framer::piece framer::next_text() {
    while (at_ < held_.size()) {
        auto rest = input();
        auto const part = dots_.next(rest);
        at_ = scanned_ = held_.size() - rest.size();
        if (part.ended) {
            mode_ = mode::lines;
            return {kind::end, {}};
        }
        if (!part.text.empty()) return {kind::text, part.text};
    }
    return starved();
}

framer::piece framer::next_chunk() {
    if (left_ == 0) {
        mode_ = mode::lines;
        return {kind::end, {}};
    }
    auto const part = input().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, held_.size() - at_)));
    if (part.empty()) return starved();
    at_ += part.size();
    scanned_ = at_;
    left_ -= part.size();
    return {kind::text, part};
}

framer::piece framer::starved() noexcept {
    if (at_ == held_.size()) {
        std::string().swap(held_);
        at_ = scanned_ = 0;
    }
    return {};
}

void framer::begin_text() noexcept {
    mode_ = mode::text;
    dots_.reset();
}

void framer::begin_chunk(std::uint64_t size) noexcept {
    mode_ = mode::chunk;
    left_ = size;
}

void framer::reset() noexcept {
    std::string().swap(held_);
    at_ = scanned_ = 0;
    left_ = 0;
    mode_ = mode::lines;
    skipping_ = false;
    dots_.reset();
}

}  // namespace mailstead::smtp
