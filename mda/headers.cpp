// Looks at a header once, and writes the fields of final delivery.
#include "mda/headers.h"

#include <algorithm>

#include "base/ascii.h"
#include "mime/header.h"

namespace mailstead::mda {
namespace {

std::string joined(std::vector<std::string> const& pieces) {
    std::string out;
    std::size_t size = 0;
    for (auto const& piece : pieces) size += piece.size();
    out.reserve(size);
    for (auto const& piece : pieces) out += piece;
    return out;
}

bool ends_with_empty_line(std::string_view header) noexcept {
    return header.ends_with("\n\r\n") || header.ends_with("\n\n") || header == "\r\n" || header == "\n";
}

// The header has to lie in one piece. A first piece without the empty line may end in the middle of a field, which the
// scanner would take for the end of the header.
bool holds_whole_header(std::vector<std::string> const& pieces) {
    if (pieces.size() <= 1) return true;
    std::string_view const first = pieces.front();
    return ends_with_empty_line(first.substr(0, mime::header_length(first)));
}

std::string without(std::string_view text, std::vector<std::pair<std::size_t, std::size_t>> const& ranges) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (auto const& [offset, length] : ranges) {
        out += text.substr(at, offset - at);
        at = offset + length;
    }
    out += text.substr(at);
    return out;
}

}  // namespace

incoming::incoming(std::string sender, store::shared_text text, std::int64_t arrival)
    : sender_(std::move(sender)), text_(std::move(text)), arrival_(arrival) {
    if (!holds_whole_header(*text_)) {
        std::vector<std::string> one;
        one.push_back(joined(*text_));
        text_ = std::make_shared<std::vector<std::string> const>(std::move(one));
    }
    if (!text_->empty()) look_at(text_->front());
    if (!return_paths_.empty()) {
        auto pieces = *text_;
        pieces.front() = without(pieces.front(), return_paths_);
        text_ = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    }
    for (auto const& piece : *text_) size_ += piece.size();
}

void incoming::look_at(std::string_view header) {
    for (auto const& field : mime::fields(header)) {
        if (base::iequals(field.name, "Delivered-To")) delivered_to_.push_back(mime::unfold(field.value));
        if (base::iequals(field.name, "Return-Path")) return_paths_.emplace_back(field.offset, field.raw.size());
    }
}

bool incoming::was_delivered_to(std::string_view address) const noexcept {
    auto const same = [address](std::string const& seen) { return base::iequals(seen, address); };
    return std::any_of(delivered_to_.begin(), delivered_to_.end(), same);
}

std::string trace_fields(trace const& of) {
    std::string out;
    out.reserve(60 + of.sender.size() + of.original.size() + of.delivered_to.size());
    out.append("Return-Path: <").append(of.sender).append(">\r\n");
    out.append("X-Original-To: ").append(of.original.empty() ? of.delivered_to : of.original).append("\r\n");
    if (of.with_delivered_to) out.append("Delivered-To: ").append(of.delivered_to).append("\r\n");
    return out;
}

}  // namespace mailstead::mda
