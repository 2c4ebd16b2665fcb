#include "imap/search_result.h"

#include <algorithm>

#include "imap/search_run.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

std::uint64_t highest_mod_seq(std::vector<picked> const& hits) {
    std::uint64_t out = 0;
    for (auto const& hit : hits) out = std::max(out, hit.row->modseq);
    return out;
}

std::uint32_t number_of(picked const& hit, by form) { return form == by::uid ? hit.row->uid : hit.sequence; }

void item(std::string& out, std::string_view name, std::uint64_t number) {
    out.append(" ").append(name).append(" ");
    write::number(out, number);
}

bool contains(std::vector<picked> const& some, picked const& one) {
    return std::any_of(some.begin(), some.end(), [&](picked const& p) { return p.row == one.row; });
}

// RFC 6203 §4: a score for each message found, in their order.
void write_relevancy(std::string& out, std::vector<picked> const& hits) {
    char before = '(';
    out += " RELEVANCY ";
    for (auto const& hit : hits) {
        out += before;
        write::number(out, hit.relevancy);
        before = ' ';
    }
    out += ')';
}

void write_numbers(std::string& out, std::string_view name, commands::search const& what, std::vector<picked> const& hits) {
    out.append("* ").append(name);
    for (auto const& hit : hits) {
        out += ' ';
        write::number(out, number_of(hit, what.by));
    }
    if (asks_mod_seq(what.key) && !hits.empty()) {
        item(out, "(MODSEQ", highest_mod_seq(hits));
        out += ')';
    }
    out += "\r\n";
}

void write_items(std::string& out, commands::search const& what, std::vector<picked> const& hits) {
    auto const& wanted = *what.wanted;
    bool const found = !hits.empty();
    if (wanted.min && found) item(out, "MIN", number_of(hits.front(), what.by));
    if (wanted.max && found) item(out, "MAX", number_of(hits.back(), what.by));
    if (wanted.count) item(out, "COUNT", hits.size());
    if (wanted.all && found) out += " ALL " + ordered_set(hits, what.by);
    if (wanted.partial) {
        auto const window = window_of(*wanted.partial, hits);
        out += " PARTIAL (" + to_string(*wanted.partial) + ' ' + (window.empty() ? "NIL" : ordered_set(window, what.by)) + ')';
    }
    if (wanted.relevancy && found) write_relevancy(out, wanted.partial && !wanted.all ? window_of(*wanted.partial, hits) : hits);
    // RFC 4731 §3.2: of the messages told; saved_of() knows that MIN, MAX and PARTIAL alone tell some.
    if (asks_mod_seq(what.key) && found) item(out, "MODSEQ", highest_mod_seq(saved_of(wanted, hits)));
}

}  // namespace

std::vector<picked> window_of(partial_range const& range, std::vector<picked> const& hits) {
    auto const [first, last] = range.of(hits.size());
    return {hits.begin() + static_cast<std::ptrdiff_t>(first), hits.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::string ordered_set(std::span<std::uint32_t const> numbers) {
    std::string out;
    for (std::size_t i = 0; i < numbers.size();) {
        auto const first = numbers[i];
        auto last = first;
        for (++i; i < numbers.size() && last != ~std::uint32_t{0} && numbers[i] == last + 1; ++i) ++last;
        if (!out.empty()) out += ',';
        write::number(out, first);
        if (last == first) continue;
        out += ':';
        write::number(out, last);
    }
    return out;
}

std::string ordered_set(std::vector<picked> const& hits, by form) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(hits.size());
    for (auto const& hit : hits) numbers.push_back(number_of(hit, form));
    return ordered_set(numbers);
}

std::string tag_correlator(std::string_view tag) {
    std::string out("TAG ");
    write::string(out, tag);
    return out;
}

void write_esearch(std::string& out, std::string_view correlator, commands::search const& what, std::vector<picked> const& hits) {
    if (!what.wanted->has_items() && what.wanted->save) return;
    out.append("* ESEARCH (").append(correlator).append(")");
    if (what.by == by::uid) out += " UID";
    write_items(out, what, hits);
    out += "\r\n";
}

void write_search_result(std::string& out, std::string_view tag, commands::search const& what, std::vector<picked> const& hits,
                         std::string_view name) {
    if (what.wanted) write_esearch(out, tag_correlator(tag), what, hits);
    else write_numbers(out, name, what, hits);
}

std::size_t hits_enough(commands::search const& what) {
    auto const& wanted = what.wanted;
    if (!wanted || wanted->max || wanted->all || wanted->count || wanted->update || wanted->relevancy) return ~std::size_t{0};
    if (wanted->partial && !wanted->partial->from_end && !asks_mod_seq(what.key)) return std::max(wanted->partial->first, wanted->partial->last);
    return wanted->min && !wanted->partial ? 1 : ~std::size_t{0};
}

// RFC 5182 §2.4 and RFC 9394 §3.2.
std::vector<picked> saved_of(search_return const& wanted, std::vector<picked> const& hits) {
    bool const some_only = (wanted.min || wanted.max || wanted.partial) && !wanted.all && !wanted.count;
    if (!some_only || hits.empty()) return hits;
    auto out = wanted.partial ? window_of(*wanted.partial, hits) : std::vector<picked>();
    if (wanted.min && !contains(out, hits.front())) out.insert(out.begin(), hits.front());
    if (wanted.max && !contains(out, hits.back())) out.push_back(hits.back());
    return out;
}

}  // namespace mailstead::imap
