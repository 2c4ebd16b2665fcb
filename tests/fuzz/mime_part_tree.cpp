// Any bytes as a message: always a tree whose ranges nest and whose sizes are those of the CRLF form.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "mime/header.h"
#include "mime/part_tree.h"
#include "mime/text.h"

using namespace mailstead;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

std::size_t bare_line_feeds(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size(); ++i) n += text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
    return n;
}

std::size_t check(mime::part const& p, std::string_view text) {
    require(p.header.begin <= p.header.end && p.header.end == p.body.begin);
    require(p.body.begin <= p.body.end && p.body.end <= text.size());
    auto const body = p.body.of(text);
    require(p.octets == body.size() + bare_line_feeds(body));
    require(p.lines == static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n')));
    bool const is_message = p.type == "message" && (p.subtype == "rfc822" || p.subtype == "global");
    require(p.is_message() == is_message);
    require(!is_message || p.children.size() == 1);
    require(p.children.empty() != (is_message || p.is_multipart()));
    if (p.children.empty()) require(base::is_utf8(mime::part_text(text, p, 1000)));
    std::size_t parts = 1;
    auto at = p.body.begin;
    for (auto const& child : p.children) {
        require(at <= child.header.begin && child.body.end <= p.body.end);
        at = child.body.end;
        parts += check(child, text);
    }
    return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const whole = mime::parse_parts(text);
    check(whole, text);
    require(whole.header.begin == 0 && whole.body.end == size);
    require(whole.header.end <= mime::header_length(text) || whole.header.end == 0);
    require(check(mime::parse_parts(text, {.depth = 3, .parts = 7, .addresses = 5}), text) <= 7);
    return 0;
}
