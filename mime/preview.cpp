#include "mime/preview.h"

#include <algorithm>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "mime/html_text.h"
#include "mime/text.h"

namespace mailstead::mime {
namespace {

constexpr std::size_t plain_limit = 16 * 1024;    // octets of a text looked at

bool is_html(part const& leaf) noexcept { return leaf.subtype == "html"; }

bool is_shown(part const& leaf) noexcept {
    bool const attached = leaf.disposition && leaf.disposition->type == "attachment";
    return !attached && leaf.type == "text" && (leaf.subtype == "plain" || is_html(leaf));
}

part const* first_text(part const& in);

// Of alternatives the plain one, which needs no reduction.
part const* best_alternative(part const& in) {
    part const* out = nullptr;
    for (auto const& child : in.children) {
        auto const* found = first_text(child);
        if (found && (!out || (is_html(*out) && !is_html(*found)))) out = found;
    }
    return out;
}

// As deep as the tree, which has its limit.
part const* first_text(part const& in) {
    if (in.children.empty()) return is_shown(in) ? &in : nullptr;
    if (in.is_multipart() && in.subtype == "alternative") return best_alternative(in);
    if (in.is_multipart() && in.subtype == "encrypted") return nullptr;
    for (auto const& child : in.children)
        if (auto const* found = first_text(child)) return found;
    return nullptr;
}

std::string without_quotes(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with('>')) continue;
        if (line == "-- " || line == "-- \r") break;    // a signature
        out.append(line) += '\n';
    }
    return out;
}

// Space, or nothing at all: what senders fill the line with so that nothing else is shown in it.
bool is_space(UChar32 c) noexcept { return u_isUWhiteSpace(c) || u_iscntrl(c); }
bool is_invisible(UChar32 c) noexcept {
    return c == 0xfffc || c == 0x34f || (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && c != 0x200d);
}

std::string one_line(std::string_view utf8) {
    std::string out;
    std::size_t characters = 0;
    bool space = false;
    auto const length = static_cast<int32_t>(utf8.size());
    for (int32_t at = 0; at < length && characters < preview_characters;) {
        auto const begin = at;
        UChar32 c = 0;
        U8_NEXT(utf8.data(), at, length, c);
        if (c < 0 || is_invisible(c)) continue;
        if (is_space(c)) {
            space = !out.empty();
            continue;
        }
        if (std::exchange(space, false)) {
            if (++characters == preview_characters) break;
            out += ' ';
        }
        ++characters;
        out += utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    }
    return out;
}

}  // namespace

std::string preview_text(std::string_view message, part const& tree) {
    auto const* leaf = first_text(tree);
    if (!leaf) return {};
    auto const text = part_text(message, *leaf, is_html(*leaf) ? html_limit : plain_limit);
    if (is_html(*leaf)) return one_line(html_text(text));
    auto out = one_line(without_quotes(text));
    return out.empty() ? one_line(text) : out;
}

}  // namespace mailstead::mime
