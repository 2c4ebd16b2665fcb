#include "imap/section_text.h"

#include <algorithm>

namespace mailstead::imap {

namespace {

constexpr std::uint64_t step = 64 * 1024;

bool has_fields(section const& what) {
    return what.what == section::text::header_fields || what.what == section::text::header_fields_not;
}

store::result<bool> failed(base::error_code why) { return store::result<bool>(boost::system::in_place_error, why); }

}  // namespace

store::result<void> section_text::begin() {
    auto const facts = text_.facts();
    if (!facts) return facts.error();
    where_ = locate((*facts)->structure, what_);
    if (!where_) return store::make_error_code(store::errc::gone);
    at_ = where_->begin;
    return {};
}

void section_text::put(std::string& out, std::string_view wire) {
    auto const skipped = std::min<std::uint64_t>(skip_, wire.size());
    auto const taken = std::min<std::uint64_t>(left_, wire.size() - skipped);
    out.append(wire, static_cast<std::size_t>(skipped), static_cast<std::size_t>(taken));
    skip_ -= skipped;
    left_ -= taken;
}

store::result<bool> section_text::next(std::string& out) {
    if (!where_) {
        auto const begun = begin();
        if (!begun) return failed(begun.error());
    }
    if (left_ == 0 || at_ >= where_->end) return false;
    auto const last = has_fields(what_) ? where_->end : std::min(where_->end, at_ + step);
    auto const stored = text_.range(at_, last);
    if (!stored) return failed(stored.error());
    if (stored->empty()) return failed(store::make_error_code(store::errc::damaged));
    std::string wire;
    if (has_fields(what_)) wire = chosen_fields(*stored, what_);
    else to_wire(wire, *stored, after_cr_);
    at_ += stored->size();
    put(out, wire);
    return true;
}

}  // namespace mailstead::imap
