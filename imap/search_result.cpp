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

std::string set_of(std::vector<picked> const& hits, by form) {
    store::uid_set out;
    for (auto const& hit : hits) out.add(number_of(hit, form));
    return out.to_string();
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

void write_search(std::string& out, commands::search const& what, std::vector<picked> const& hits) {
    out += "* SEARCH";
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
    if (wanted.all && found) out += " ALL " + set_of(hits, what.by);
    if (wanted.relevancy && found) write_relevancy(out, hits);
    // RFC 4731 §3.2: of the messages told; saved_of() knows that MIN and MAX alone tell one or two.
    if (asks_mod_seq(what.key) && found) item(out, "MODSEQ", highest_mod_seq(saved_of(wanted, hits)));
}

}  // namespace

void write_search_result(std::string& out, std::string_view tag, commands::search const& what, std::vector<picked> const& hits) {
    if (!what.wanted) return write_search(out, what, hits);
    if (!what.wanted->has_items()) return;
    out += "* ESEARCH (TAG ";
    write::string(out, tag);
    out += ')';
    if (what.by == by::uid) out += " UID";
    write_items(out, what, hits);
    out += "\r\n";
}

std::vector<picked> saved_of(search_return const& wanted, std::vector<picked> const& hits) {
    bool const ends_only = (wanted.min || wanted.max) && !wanted.all && !wanted.count;
    if (!ends_only || hits.empty()) return hits;
    std::vector<picked> out;
    if (wanted.min) out.push_back(hits.front());
    if (wanted.max && (out.empty() || hits.size() > 1)) out.push_back(hits.back());
    return out;
}

}  // namespace mailstead::imap
