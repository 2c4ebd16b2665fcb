#include "mime/search_text.h"

#include <algorithm>

#include "mime/charset.h"
#include "mime/header.h"
#include "mime/html_text.h"
#include "mime/text.h"

namespace mailstead::mime {

std::string readable(std::vector<address> const& list) {
    std::string out;
    for (auto const& a : list) {
        if (!out.empty()) out += ", ";
        if (a.name) out += decoded_header(*a.name);
        if (!a.host || !a.mailbox) {
            if (a.mailbox) out += decoded_header(*a.mailbox) + ':';
            continue;
        }
        out += " <" + *a.mailbox + '@' + *a.host + '>';
    }
    return utf8_or_guess(out);
}

std::string readable_header(std::string_view header) {
    std::string out;
    for (auto const& field : fields(header)) {
        out.append(field.name).append(": ");
        out += decoded_header(field.value) + '\n';
    }
    return utf8_or_guess(out);
}

namespace {

struct looking {
    range_reader const& message;
    text_taker const& take;
    std::size_t html_left = html_of_message;    // octets that may still be parsed

    bool any_of(part const& structure);
    bool as_read(std::string_view html);
};

bool looking::any_of(part const& structure) {
    if (structure.is_message() && take(readable_header(message(structure.children.front().header)))) return true;
    auto const inside = [this](part const& child) { return any_of(child); };
    if (!structure.children.empty()) return std::any_of(structure.children.begin(), structure.children.end(), inside);
    if (!is_searchable(structure)) return false;
    auto const text = decoded_text(message(structure.body), structure);
    return take(text) || (structure.subtype == "html" && as_read(text));
}

bool looking::as_read(std::string_view html) {
    auto const parsed = std::min(html.size(), html_limit);
    if (parsed > html_left) return false;
    html_left -= parsed;
    return take(html_text(html));
}

}  // namespace

bool any_body_text(range_reader const& message, part const& structure, text_taker const& take) {
    looking with{message, take};
    return with.any_of(structure);
}

std::size_t searchable_size(part const& structure) noexcept {
    if (structure.children.empty()) return is_searchable(structure) ? structure.body.size() : 0;
    std::size_t out = 0;
    for (auto const& child : structure.children) out += searchable_size(child);
    return out;
}

}  // namespace mailstead::mime
