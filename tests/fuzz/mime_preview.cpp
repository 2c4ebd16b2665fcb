// Any bytes as a message: its preview is a line of valid UTF-8 of bounded length; as text and query of a fuzzy search: a score of
// at most 100 that does not depend on where the text was cut into words.
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "mime/fuzzy.h"
#include "mime/preview.h"

using namespace mailstead;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check_preview(std::string_view text) {
    auto const tree = mime::parse_parts(text);
    auto const line = mime::preview_text(text, tree);
    require(base::is_utf8(line) && line.size() <= 4 * mime::preview_characters);
    for (char const c : line) require(static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

void check_fuzzy(std::string_view text) {
    auto const end = std::min(text.find('\n'), text.size());
    mime::fuzzy_query const query(text.substr(0, end));
    require(query.words().size() <= mime::fuzzy_query::most_words);
    mime::fuzzy_reader reader(query);
    reader.feed(text.substr(end));
    require(reader.score() <= 100);
    if (!base::is_utf8(text)) return;
    for (auto const run : mime::trigrams(text)) require(base::is_utf8(run));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    check_preview(text);
    check_fuzzy(text);
    return 0;
}
