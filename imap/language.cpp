#include "imap/language.h"

#include <array>

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

constexpr std::array<language, 2> all = {language::en, language::i_default};
constexpr language preferred = language::en;

// The range without its last subtag, and without a single letter that would then stand at its end.
std::string_view shortened(std::string_view range) {
    auto const last = range.rfind('-');
    if (last == range.npos) return {};
    auto out = range.substr(0, last);
    bool const ends_in_letter = out.size() > 2 && out[out.size() - 2] == '-';
    if (ends_in_letter) out.remove_suffix(2);
    return out;
}

std::optional<language> found(std::string_view range) {
    if (base::iequals(range, "default") || range == "*") return preferred;
    for (; !range.empty(); range = shortened(range)) {
        for (auto const one : all) {
            if (base::iequals(tag_of(one), range)) return one;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view tag_of(language what) noexcept { return what == language::en ? "en" : "i-default"; }

std::string all_language_tags() {
    std::string out;
    for (auto const one : all) {
        if (!out.empty()) out += ' ';
        out += tag_of(one);
    }
    return out;
}

std::optional<language> chosen_language(std::vector<std::string> const& ranges) {
    for (auto const& range : ranges) {
        if (auto const one = found(range)) return one;
    }
    return std::nullopt;
}

}  // namespace mailstead::imap
