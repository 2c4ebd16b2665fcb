#include "imap/book_page.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "mime/date.h"
#include "mime/raw_filter.h"
#include "mime/search_text.h"

#include "imap/order_facts.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_text = 4096;    // a longer one is looked through in the message's facts

void add_folded(book_column& to, std::string_view utf8) {
    if (utf8.size() > longest_text) return to.add_unknown();
    to.add(book_mark + mime::casefold(utf8));
}

void add_field(book_column& to, std::optional<std::string> const& value) {
    if (value) add_folded(to, mime::decoded_header(*value));
    else to.add({});
}

void add_list(book_column& to, std::vector<mime::address> const& list) {
    if (list.empty()) to.add({});
    else add_folded(to, mime::readable(list));
}

book_column& column_of(book_page& page, book_text which) { return page.columns[static_cast<std::size_t>(which)]; }

std::int32_t day_of(std::optional<std::string> const& date) {
    auto const sent = date ? mime::parse_date(*date) : std::nullopt;
    return sent ? static_cast<std::int32_t>(mime::local_day(*sent)) : no_day;
}

void add_row(book_page& to, book_page const& from, std::size_t row) {
    auto const is_doubtful = std::binary_search(from.doubtful.begin(), from.doubtful.end(), row);
    if (is_doubtful) to.doubtful.push_back(static_cast<std::uint32_t>(to.uids.size()));
    to.uids.push_back(from.uids[row]);
    for (std::size_t i = 0; i < from.columns.size(); ++i) to.columns[i].add_from(from.columns[i], row);
    if (!from.days.empty()) to.days.push_back(from.days[row]);
}

book_page merged(book_page const& a, book_page const& b) {
    book_page out;
    out.columns.resize(a.columns.size());
    std::size_t i = 0, j = 0;
    while (i < a.uids.size() || j < b.uids.size()) {
        if (j == b.uids.size() || (i < a.uids.size() && a.uids[i] < b.uids[j])) {
            add_row(out, a, i++);
        } else {
            bool const in_both = i < a.uids.size() && a.uids[i] == b.uids[j];
            if (!in_both) add_row(out, b, j);
            ++j;
        }
    }
    return out;
}

}  // namespace

void book_column::add(std::string_view text) {
    text_ += text;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
}

void book_column::add_unknown() {
    unknown_.push_back(static_cast<std::uint32_t>(ends_.size()));
    add({});
}

void book_column::add_from(book_column const& other, std::size_t row) {
    if (other.is_known(row)) add(other.of(row));
    else add_unknown();
}

bool book_column::is_known(std::size_t row) const noexcept { return !std::binary_search(unknown_.begin(), unknown_.end(), row); }

void book_column::shrink() {
    text_.shrink_to_fit();
    ends_.shrink_to_fit();
    unknown_.shrink_to_fit();
}

std::size_t book_column::find(std::string_view in, std::string_view what, std::size_t from) noexcept { return mime::find_bytes(in, what, from); }

std::size_t book_page::octets() const noexcept {
    auto out = sizeof(*this) + (uids.capacity() + days.capacity() + doubtful.capacity()) * sizeof(std::uint32_t);
    for (auto const& column : columns) out += sizeof(column) + column.octets();
    return out;
}

std::optional<std::size_t> book_page::row_of(std::uint32_t uid) const noexcept {
    auto const at = std::lower_bound(uids.begin(), uids.end(), uid);
    if (at == uids.end() || *at != uid) return std::nullopt;
    return static_cast<std::size_t>(at - uids.begin());
}

void book_page::shrink() {
    uids.shrink_to_fit();
    days.shrink_to_fit();
    doubtful.shrink_to_fit();
    for (auto& column : columns) column.shrink();
}

std::string book_needle(std::string const& folded) { return folded.empty() ? std::string(1, book_mark) : folded; }

void add_texts(book_page& to, std::uint32_t uid, store::facts const& what) {
    auto const& envelope = what.envelope;
    to.columns.resize(book_texts);
    if (!what.single_fields) to.doubtful.push_back(static_cast<std::uint32_t>(to.uids.size()));
    to.uids.push_back(uid);
    to.days.push_back(day_of(envelope.date));
    add_field(column_of(to, book_text::subject), envelope.subject);
    add_field(column_of(to, book_text::message_id), envelope.message_id);
    add_list(column_of(to, book_text::from), envelope.from);
    add_list(column_of(to, book_text::to), envelope.to);
    add_list(column_of(to, book_text::cc), envelope.cc);
    add_list(column_of(to, book_text::bcc), envelope.bcc);
}

void add_order(book_page& to, std::uint32_t uid, store::facts const& what) {
    to.columns.resize(1);
    to.uids.push_back(uid);
    to.columns.front().add(order_facts(what).bytes());
}

void put_in_order(book_page& page) {
    if (std::is_sorted(page.uids.begin(), page.uids.end())) return;
    std::vector<std::uint32_t> rows(page.uids.size());
    std::iota(rows.begin(), rows.end(), 0u);
    std::sort(rows.begin(), rows.end(), [&](auto a, auto b) { return page.uids[a] < page.uids[b]; });
    book_page out;
    out.columns.resize(page.columns.size());
    for (auto const row : rows) add_row(out, page, row);
    page = std::move(out);
}

void add_rows(book_page& to, book_page const& from) {
    to.columns.resize(std::max(to.columns.size(), from.columns.size()));
    bool const behind = to.uids.empty() || from.uids.empty() || to.uids.back() < from.uids.front();
    if (!behind) return void(to = merged(to, from));
    for (std::size_t row = 0; row < from.uids.size(); ++row) add_row(to, from, row);
}

}  // namespace mailstead::imap
