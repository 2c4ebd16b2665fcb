// Words that are written nearly as those looked for, RFC 6203: two words are alike by the runs of three characters they share.
// Pure; all text is casefold()'s.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mime {

// Each run of three characters of valid UTF-8 once, in the order of first places, as SQLite's tokenizer "trigram" cuts them.
// Views into `utf8`.
std::vector<std::string_view> trigrams(std::string_view utf8);

class fuzzy_query {
public:
    static constexpr std::size_t most_words = 16;        // of a longer query the first ones count
    static constexpr std::size_t longest_word = 64;      // octets; of longer ones the beginning counts

    struct word {
        std::string text;
        std::vector<std::string> runs;                   // of the word with a blank at both ends, sorted
        // Of the word's own trigrams, so many a word that is alike may lack; all of them: the word is too short.
        std::size_t may_lack = 0;
    };

    explicit fuzzy_query(std::string_view folded);
    std::vector<word> const& words() const noexcept { return words_; }

private:
    std::vector<word> words_;
};

// Reads a message's texts, piece by piece.
class fuzzy_reader {
public:
    // `query` must outlive it.
    explicit fuzzy_reader(fuzzy_query const& query) : query_(query), best_(query.words().size()), found_(query.words().size()) {}
    void feed(std::string_view folded);
    // 1 to 100, RFC 6203 §4; 0: one of the words is not there. How like the words are counts most, how often they occur less.
    unsigned score() const noexcept;

private:
    void look_at(std::string_view word);

    fuzzy_query const& query_;
    std::vector<double> best_;            // by word of the query: 0 to 1
    std::vector<std::size_t> found_;      // how often one that is alike occurs
};

}  // namespace mailstead::mime
