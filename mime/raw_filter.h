// Most messages do not hold what is looked for, and most of those can be told from their bytes as they are stored, without a
// parse: plain ASCII of no encoding, in which a word of the string does not occur.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::mime {

class raw_filter {
public:
    // `needle` as casefold() made it.
    explicit raw_filter(std::string_view needle);
    // True: no field and no text of `message`, as stored, holds the needle. False: it may.
    bool rules_out(std::string_view message) const;

private:
    std::string word_;        // the needle's longest run that neither folding nor white space can cut; empty: none
    bool is_ascii_ = true;
};

// Where `needle` first occurs in `text` at or behind `from`; npos: nowhere.
std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from = 0) noexcept;

}  // namespace mailstead::mime
