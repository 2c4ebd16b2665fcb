#include "imap/order_ranks.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <unordered_map>

namespace mailstead::imap {

namespace {

constexpr std::size_t references_kind = books::derived_kinds - 1;    // the texts' kinds stand before it

struct prefixed {
    std::uint64_t prefix;
    std::uint32_t text;
};

// Eight octets from `at` on, so that most comparisons need no more.
std::uint64_t prefix_of(std::string_view text, std::size_t at) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u);
    return out;
}

// Eight octets at a time; where they are the same for several, the next eight decide. A text may hold NULs: then its end decides.
void sort_texts(std::span<std::string_view const> texts, std::span<prefixed> which, std::size_t at) {
    struct part { std::span<prefixed> which; std::size_t at; };
    std::vector<part> open{{which, at}};
    while (!open.empty()) {
        auto const now = open.back();
        open.pop_back();
        for (auto& one : now.which) one.prefix = prefix_of(texts[one.text], now.at);
        std::sort(now.which.begin(), now.which.end(), [](prefixed const& a, prefixed const& b) { return a.prefix < b.prefix; });
        for (std::size_t begin = 0; begin < now.which.size();) {
            auto end = begin + 1;
            bool longer = texts[now.which[begin].text].size() > now.at;
            for (; end < now.which.size() && now.which[end].prefix == now.which[begin].prefix; ++end) longer |= texts[now.which[end].text].size() > now.at;
            if (end - begin > 1 && longer) open.push_back({now.which.subspan(begin, end - begin), now.at + 8});
            begin = end;
        }
    }
}

std::vector<std::string_view> texts_of(books::pages const& of, order_view::text which) {
    std::vector<std::string_view> out;
    for (auto const& page : of)
        for (std::size_t row = 0; row < page->uids.size(); ++row) out.push_back(order_view(page->columns.front().of(row)).of(which));
    return out;
}

template <class What>
std::shared_ptr<What const> known(books& in, book_place const& at, books::pages const& of, std::size_t kind) {
    auto found = std::static_pointer_cast<What const>(in.derived(at, kind));
    return found && found->of == of ? found : nullptr;
}

class numbering {
public:
    std::uint32_t of(std::string_view id) { return known_.try_emplace(id, static_cast<std::uint32_t>(known_.size())).first->second; }
    std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(known_.size()); }

private:
    std::unordered_map<std::string_view, std::uint32_t> known_;
};

references::page numbered(book_page const& from, numbering& ids) {
    references::page out;
    for (std::size_t row = 0; row < from.uids.size(); ++row) {
        order_view const what(from.columns.front().of(row));
        auto const own = what.of(order_view::text::id);
        out.ids.push_back(own.empty() ? references::none : ids.of(own));
        what.each_reference([&](std::string_view id) { out.named.push_back(ids.of(id)); });
        out.ends.push_back(static_cast<std::uint32_t>(out.named.size()));
    }
    return out;
}

}  // namespace

std::span<std::uint32_t const> references::page::of(std::size_t row) const noexcept {
    auto const begin = row == 0 ? 0 : ends[row - 1];
    return std::span(named).subspan(begin, ends[row] - begin);
}

std::vector<std::uint32_t> ranked(std::span<std::string_view const> texts) {
    std::vector<prefixed> order(texts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i].text = static_cast<std::uint32_t>(i);
    sort_texts(texts, order, 0);
    // Texts that end in NULs came out as equal to shorter ones.
    auto const before = [&](prefixed const& a, prefixed const& b) { return texts[a.text] < texts[b.text]; };
    if (!std::is_sorted(order.begin(), order.end(), before)) std::sort(order.begin(), order.end(), before);
    std::vector<std::uint32_t> out(texts.size());
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        auto const text = texts[order[i].text];
        bool const is_new = i == 0 ? !text.empty() : text != texts[order[i - 1].text];
        out[order[i].text] = is_new ? ++rank : rank;
    }
    return out;
}

std::shared_ptr<ranking const> ranking_of(books& in, book_place const& at, books::pages const& of, order_view::text which) {
    auto const kind = static_cast<std::size_t>(which);
    if (auto there = known<ranking>(in, at, of, kind)) return there;
    auto const all = ranked(texts_of(of, which));
    auto out = std::make_shared<ranking>();
    out->of = of;
    auto next = all.begin();
    for (auto const& page : of) {
        auto const end = next + static_cast<std::ptrdiff_t>(page->uids.size());
        out->ranks.emplace_back(next, end);
        next = end;
    }
    in.keep(at, kind, out, all.size() * sizeof(std::uint32_t));
    return out;
}

std::shared_ptr<references const> references_of(books& in, book_place const& at, books::pages const& of) {
    if (auto there = known<references>(in, at, of, references_kind)) return there;
    numbering ids;
    auto out = std::make_shared<references>();
    out->of = of;
    std::size_t octets = 0;
    for (auto const& page : of) {
        out->pages.push_back(numbered(*page, ids));
        auto const& made = out->pages.back();
        octets += (made.ids.capacity() + made.ends.capacity() + made.named.capacity()) * sizeof(std::uint32_t);
    }
    out->count = ids.count();
    in.keep(at, references_kind, out, octets);
    return out;
}

// By octets of the keys, the lowest first; those that all keys share need no pass.
void sort_stably(std::span<std::uint64_t const> keys, std::vector<std::uint32_t>& order) {
    std::uint64_t all = ~std::uint64_t{0}, any = 0;
    for (auto const at : order) all &= keys[at], any |= keys[at];
    std::vector<std::uint32_t> next(order.size());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (((all ^ any) >> shift & 0xff) == 0) continue;
        std::array<std::size_t, 257> begin{};
        for (auto const at : order) ++begin[(keys[at] >> shift & 0xff) + 1];
        std::partial_sum(begin.begin(), begin.end(), begin.begin());
        for (auto const at : order) next[begin[keys[at] >> shift & 0xff]++] = at;
        order.swap(next);
    }
}

}  // namespace mailstead::imap
