#include "imap/sort_key.h"

#include <algorithm>

#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/text.h"

namespace mailstead::imap {

namespace {

using key = sort_criterion::key;

constexpr char behind_all_text = '\xff';    // no UTF-8 begins with it

// Of a text that is too long, before it is decoded: what is left is enough for the longest key.
constexpr std::size_t longest_raw = 16 * longest_collated;

std::string cut(std::string text) {
    if (text.size() > longest_collated) text.resize(longest_collated);
    return text;
}

// `pick` takes of the decoded text what is to be compared.
template <class Pick>
std::string collated_part(std::string_view raw, Pick pick) {
    auto const text = raw.substr(0, longest_raw);
    if (auto const octets = mime::undecodable_octets(text)) {
        auto out = cut(pick(*octets));
        return out.empty() ? out : behind_all_text + out;
    }
    return cut(mime::casefold(pick(mime::decode_encoded_words(text))));
}

// Numbers as eight octets, the highest first; negative ones before the others.
void append_number(std::string& out, std::int64_t n) {
    auto const bits = static_cast<std::uint64_t>(n) ^ (std::uint64_t{1} << 63);
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift);
}

// Octets and an end that sorts before every octet, so that keys can follow each other.
void append_text(std::string& out, std::string_view text) {
    for (char const c : text) {
        if (c != '\0' && c != '\1') out += c;
        else out.append(1, '\1').append(1, c == '\0' ? '\1' : '\2');
    }
    out += '\0';
}

std::string_view text_of(key by, order_facts const& from) {
    using text = order_facts::text;
    switch (by) {
        case key::cc: return from.of(text::cc);
        case key::from: return from.of(text::from);
        case key::to: return from.of(text::to);
        case key::display_from: return from.of(text::display_from);
        case key::display_to: return from.of(text::display_to);
        case key::subject: return from.of(text::subject);
        default: return {};
    }
}

void append_criterion(std::string& out, key by, store::message const& row, order_facts const* facts, std::uint8_t relevancy) {
    switch (by) {
        case key::arrival: return append_number(out, row.internal_date);
        case key::relevancy: return append_number(out, -std::int64_t{relevancy});    // what fits best comes first
        case key::size: return append_number(out, static_cast<std::int64_t>(row.size));
        case key::date: return append_number(out, sent_date(row, *facts));
        default: return append_text(out, text_of(by, *facts));
    }
}

}  // namespace

std::string collated(std::string_view raw) {
    return collated_part(raw, [](std::string text) { return text; });
}

collated_subject collated_base_subject(std::string_view raw) {
    collated_subject out;
    out.text = collated_part(raw, [&out](std::string const& text) {
        auto base = base_subject_of(text);
        out.is_reply = base.is_reply;
        return std::move(base.text);
    });
    return out;
}

std::int64_t sent_date(store::message const& row, order_facts const& facts) { return facts.sent().value_or(row.internal_date); }

bool needs_facts(std::vector<sort_criterion> const& order) noexcept {
    return std::any_of(order.begin(), order.end(), [](sort_criterion const& c) { return c.by != key::arrival && c.by != key::size && c.by != key::relevancy; });
}

std::optional<store::measures> measures_for(std::vector<sort_criterion> const& order) noexcept {
    auto const asks = [&](key by) { return std::any_of(order.begin(), order.end(), [by](sort_criterion const& c) { return c.by == by; }); };
    bool const date = asks(key::arrival) || asks(key::date), size = asks(key::size);
    if (date && size) return store::measures::both;
    return date ? std::optional(store::measures::date) : size ? std::optional(store::measures::size) : std::nullopt;
}

std::string sort_key(std::vector<sort_criterion> const& order, store::message const& row, order_facts const* facts, std::uint8_t relevancy) {
    std::string out;
    for (auto const& criterion : order) {
        auto const begin = static_cast<std::ptrdiff_t>(out.size());
        append_criterion(out, criterion.by, row, facts, relevancy);
        if (!criterion.reverse) continue;
        std::transform(out.begin() + begin, out.end(), out.begin() + begin, [](char c) { return static_cast<char>(~c); });
    }
    return out;
}

}  // namespace mailstead::imap
