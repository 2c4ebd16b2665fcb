#include "imap/message_text.h"

#include <algorithm>

#include "mime/header.h"

namespace mailstead::imap {

namespace {

constexpr std::uint64_t first_look = 8 * 1024;
constexpr std::uint64_t longest_header = 16 * 1024 * 1024;

}  // namespace

store::result<void> read_range(store::content& from, std::uint64_t begin, std::uint64_t end, std::string& into) {
    end = std::min(end, from.size());
    if (begin >= end) return {};
    auto at = into.size();
    into.resize(at + static_cast<std::size_t>(end - begin));
    while (begin < end) {
        auto const n = from.read_at(std::span(into).subspan(at), begin);
        if (!n) return n.error();
        if (*n == 0) break;
        at += *n;
        begin += *n;
    }
    into.resize(at);
    return {};
}

store::result<store::content*> message_text::content() {
    if (!content_) {
        auto opened = box_.open(uid_);
        if (!opened) return opened.error();
        content_ = std::move(*opened);
    }
    return content_.get();
}

store::result<store::facts const*> message_text::facts() {
    if (!facts_) {
        auto known = box_.facts_of(uid_);
        if (!known) return known.error();
        facts_ = std::move(*known);
    }
    return facts_.get();
}

store::result<void> message_text::read_to(std::uint64_t size) {
    auto const text = content();
    if (!text) return text.error();
    auto const had = head_.size();
    auto const done = read_range(**text, had, size, head_);
    if (!done) return done.error();
    whole_ = head_.size() >= (*text)->size() || head_.size() == had;
    return {};
}

store::result<std::string_view> message_text::header() {
    while (!header_length_) {
        auto const next = std::clamp<std::uint64_t>(head_.size() * 4, first_look, longest_header);
        if (!whole_ && head_.size() < next) {
            auto const done = read_to(next);
            if (!done) return done.error();
        }
        auto const length = mime::header_length(head_);
        if (length < head_.size() || whole_ || head_.size() >= longest_header) header_length_ = length;
    }
    return std::string_view(head_).substr(0, *header_length_);
}

store::result<std::string_view> message_text::whole() {
    if (!whole_) {
        auto const done = read_to(~std::uint64_t{0});
        if (!done) return done.error();
    }
    return std::string_view(head_);
}

store::result<std::string_view> message_text::range(std::uint64_t begin, std::uint64_t end) {
    if (whole_ || end <= head_.size()) {
        auto const last = std::min<std::uint64_t>(end, head_.size());
        auto const first = std::min(begin, last);
        return std::string_view(head_).substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
    }
    auto const text = content();
    if (!text) return text.error();
    piece_.clear();
    auto const done = read_range(**text, begin, end, piece_);
    if (!done) return done.error();
    return std::string_view(piece_);
}

}  // namespace mailstead::imap
