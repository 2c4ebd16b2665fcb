#include "imap/summary_page.h"

#include "imap/seven_bit.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_text = 64 * 1024;    // of one message: who lists longer ones asks for each alone, as many are held at a time

}  // namespace

std::string_view summary_page::text(entry const& of, std::size_t which) const noexcept {
    std::size_t begin = of.begin;
    for (std::size_t i = 0; i < which; ++i) begin += of.lengths[i];
    return std::string_view(bytes_).substr(begin, of.lengths[which]);
}

void summary_page::write_envelope(std::string& out, std::uint32_t uid) const {
    auto const& of = at(uid);
    auto const all = text(of, 0);
    if (of.twice == 0) {
        out += all;
        return;
    }
    auto const from = all.substr(of.twice_at, of.twice);
    out.append(all.substr(0, of.twice_at + of.twice)).append(from).append(from).append(all.substr(of.twice_at + of.twice));
}

std::string_view summary_page_maker::old_text(std::uint32_t uid, std::size_t which) const {
    return before_ ? before_->text(before_->at(uid), which) : std::string_view();
}

// What is not made anew comes from the older page.
void summary_page_maker::add_text(entry& to, std::size_t which, std::uint32_t uid) {
    auto const bit = std::uint8_t(1u << which);
    bool const known = before_ && before_->has(uid, bit);
    std::string_view const text = known ? old_text(uid, which) : std::string_view(text_);
    if (known) to.known |= bit;
    if (!(to.known & bit)) return;
    to.lengths[which] = static_cast<std::uint32_t>(text.size());
    made_.bytes_ += text;
}

void summary_page_maker::add(store::glance const& what, std::uint8_t wanted) {
    auto& to = made_.entries_[what.uid % summary_page::uids];
    auto const bit = std::uint64_t{1} << (what.uid % summary_page::uids);
    if (added_ & bit) return;
    added_ |= bit;
    if (before_) to = before_->at(what.uid);
    if (what.internal_date != store::unknown_date) to.date = what.internal_date;
    if (what.size != store::unknown_size) to.size = what.size;
    to.begin = static_cast<std::uint32_t>(made_.bytes_.size());
    if (what.has_structure) wanted |= summary_page::structure;
    else wanted &= summary_page::envelope;

    bool const had_envelope = to.known & summary_page::envelope;
    text_.clear();
    if (!had_envelope && (wanted & summary_page::envelope)) {
        auto const& told = what.what->envelope;
        auto const twice = write::short_envelope(text_, told);
        to.twice_at = static_cast<std::uint32_t>(twice.first);
        to.twice = static_cast<std::uint32_t>(twice.second);
        to.has_8_bits = has_8_bits(text_);
        to.known |= summary_page::envelope;
    }
    add_text(to, 0, what.uid);
    text_.clear();
    if (wanted & summary_page::structure) {
        if (!(to.known & summary_page::structure)) write::body_structure(text_, what.what->structure, write::detail::extended);
        to.known |= summary_page::structure;
    }
    add_text(to, 1, what.uid);
    text_.clear();
    if (wanted & summary_page::body) {
        if (!(to.known & summary_page::body)) write::body_structure(text_, what.what->structure, write::detail::basic);
        to.known |= summary_page::body;
    }
    add_text(to, 2, what.uid);
    if (made_.bytes_.size() - to.begin <= longest_text) return;
    made_.bytes_.resize(to.begin);
    to = entry();
}

std::shared_ptr<summary_page const> summary_page_maker::done() {
    for (std::uint32_t uid = 0; before_ && uid < summary_page::uids; ++uid) {
        auto const& old = before_->at(uid);
        if ((added_ >> uid & 1) || old.known == 0) continue;
        auto& to = made_.entries_[uid];
        to = old;
        to.begin = static_cast<std::uint32_t>(made_.bytes_.size());
        for (std::size_t which = 0; which < to.lengths.size(); ++which) made_.bytes_ += before_->text(old, which);
    }
    made_.bytes_.shrink_to_fit();
    return std::make_shared<summary_page const>(std::move(made_));
}

}  // namespace mailstead::imap
