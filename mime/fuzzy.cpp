#include "mime/fuzzy.h"

#include <algorithm>
#include <unordered_set>

#include "base/ascii.h"
#include "mime/raw_filter.h"

namespace mailstead::mime {
namespace {

constexpr double least_alike = 0.5;
constexpr double part_of_word = 0.9;      // the word stands inside a longer one

bool is_letter(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80 || base::is_alpha(c) || base::is_digit(c); }

std::size_t next(std::string_view utf8, std::size_t at) noexcept {
    do ++at;
    while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xc0) == 0x80);
    return at;
}

template <class Take>
void each_word(std::string_view text, Take take) {
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && is_letter(text[end])) ++end;
        if (end > at) take(text.substr(at, end - at));
        at = end + 1;
    }
}

// At a character's beginning.
std::string_view shortened(std::string_view word) {
    auto size = std::min(word.size(), fuzzy_query::longest_word);
    while (size < word.size() && size > 0 && (static_cast<unsigned char>(word[size]) & 0xc0) == 0x80) --size;
    return word.substr(0, size);
}

std::vector<std::string> runs_of(std::string_view word) {
    std::string padded;
    padded.append(" ").append(word).append(" ");
    auto const views = trigrams(padded);
    std::vector<std::string> out(views.begin(), views.end());
    std::sort(out.begin(), out.end());
    return out;
}

struct common {
    std::size_t all = 0, inner = 0;
};

common shared(std::vector<std::string> const& a, std::vector<std::string> const& b) {
    common out;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        if (*i < *j) ++i;
        else if (*j < *i) ++j;
        else {
            ++out.all;
            if (i->front() != ' ' && i->back() != ' ') ++out.inner;
            ++i, ++j;
        }
    }
    return out;
}

// Without one trigram of its own a word is looked for as it is.
double likeness(fuzzy_query::word const& wanted, std::string_view word) {
    if (word == wanted.text) return 1;
    if (find_bytes(word, wanted.text) != word.npos) return part_of_word;
    auto const own = trigrams(wanted.text).size();
    if (own == 0 || word.size() > 4 * wanted.text.size()) return 0;
    auto const runs = runs_of(shortened(word));
    auto const both = shared(wanted.runs, runs);
    if (both.inner + wanted.may_lack < own) return 0;
    auto const dice = 2.0 * static_cast<double>(both.all) / static_cast<double>(wanted.runs.size() + runs.size());
    return dice < least_alike ? 0 : std::min(dice, part_of_word);
}

}  // namespace

std::vector<std::string_view> trigrams(std::string_view utf8) {
    std::vector<std::string_view> out;
    if (utf8.empty()) return out;
    std::unordered_set<std::string_view> seen;
    auto second = next(utf8, 0), third = second < utf8.size() ? next(utf8, second) : second;
    for (std::size_t first = 0; third < utf8.size();) {
        auto const end = next(utf8, third);
        auto const one = utf8.substr(first, end - first);
        if (seen.insert(one).second) out.push_back(one);
        first = second;
        second = third;
        third = end;
    }
    return out;
}

fuzzy_query::fuzzy_query(std::string_view folded) {
    each_word(folded, [this](std::string_view found) {
        if (words_.size() == most_words) return;
        word one{std::string(shortened(found)), {}, 0};
        one.runs = runs_of(one.text);
        auto const own = trigrams(one.text).size();
        auto const needed = own == 0 ? 0 : std::max<std::size_t>(1, (own * 3 + 9) / 10);
        one.may_lack = own - needed;
        words_.push_back(std::move(one));
    });
}

void fuzzy_reader::look_at(std::string_view word) {
    for (std::size_t i = 0; i < best_.size(); ++i) {
        auto const like = likeness(query_.words()[i], word);
        if (like < least_alike) continue;
        ++found_[i];
        best_[i] = std::max(best_[i], like);
    }
}

void fuzzy_reader::feed(std::string_view folded) {
    each_word(folded, [this](std::string_view word) { look_at(word); });
}

unsigned fuzzy_reader::score() const noexcept {
    if (best_.empty()) return 0;
    double alike = 0, often = 0;
    for (std::size_t i = 0; i < best_.size(); ++i) {
        if (best_[i] == 0) return 0;
        alike += (best_[i] - least_alike) / (1 - least_alike);
        often += 1 - 1 / static_cast<double>(found_[i] + 1);
    }
    auto const words = static_cast<double>(best_.size());
    auto const both = 80 * alike / words + 40 * (often / words - 0.5);
    return static_cast<unsigned>(std::clamp(both + 1, 1.0, 100.0));
}

}  // namespace mailstead::mime
