#include "imap/section.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/line_ends.h"
#include "mime/header.h"

#include "imap/write.h"

namespace mailstead::imap {

namespace {

using text = section::text;

// Part `n` of a message: of one that is no multipart, part 1 is its body.
mime::part const* part_of_message(mime::part const& message, std::uint32_t n) noexcept {
    if (!message.is_multipart()) return n == 1 ? &message : nullptr;
    return n <= message.children.size() ? &message.children[n - 1] : nullptr;
}

mime::part const* part_of_part(mime::part const& part, std::uint32_t n) noexcept {
    if (part.is_message()) return part_of_message(part.children.front(), n);
    return part.is_multipart() && n <= part.children.size() ? &part.children[n - 1] : nullptr;
}

extent of_header(mime::part const& part) noexcept { return {part.header.begin, part.header.end, part.header_octets}; }
extent of_body(mime::part const& part) noexcept { return {part.body.begin, part.body.end, part.octets}; }

std::optional<extent> of_message(mime::part const& message, text what) noexcept {
    if (what == text::all) {
        auto const header = of_header(message), body = of_body(message);
        return extent{header.begin, body.end, header.wire_size + body.wire_size};
    }
    return what == text::body ? of_body(message) : of_header(message);
}

bool is_chosen(std::string_view name, section const& what) {
    auto const same = [name](std::string const& wanted) { return base::iequals(wanted, name); };
    bool const listed = std::any_of(what.fields.begin(), what.fields.end(), same);
    return listed == (what.what == text::header_fields);
}

std::string_view text_name(text what) noexcept {
    switch (what) {
        case text::header: return "HEADER";
        case text::header_fields: return "HEADER.FIELDS";
        case text::header_fields_not: return "HEADER.FIELDS.NOT";
        case text::body: return "TEXT";
        case text::mime: return "MIME";
        case text::all: break;
    }
    return {};
}

}  // namespace

mime::part const* part_at(mime::part const& message, std::vector<std::uint32_t> const& path) noexcept {
    if (path.empty()) return &message;
    auto const* part = part_of_message(message, path.front());
    for (std::size_t i = 1; part && i < path.size(); ++i) part = part_of_part(*part, path[i]);
    return part;
}

std::optional<extent> locate(mime::part const& message, section const& what) noexcept {
    if (what.path.empty()) return of_message(message, what.what);
    auto const* part = part_at(message, what.path);
    if (!part) return std::nullopt;
    if (what.what == text::all) return of_body(*part);
    if (what.what == text::mime) return of_header(*part);
    if (!part->is_message()) return std::nullopt;    // HEADER and TEXT are of a message only
    return of_message(part->children.front(), what.what);
}

std::string chosen_fields(std::string_view header, section const& what) {
    std::string out;
    bool after_cr = false;
    for (auto const& field : mime::fields(header)) {
        if (!is_chosen(field.name, what)) continue;
        to_wire(out, field.raw, after_cr);
        if (!out.ends_with("\r\n")) out += "\r\n";    // a header cut off by the end of the message
        after_cr = false;
    }
    out += "\r\n";
    return out;
}

void section_name(std::string& out, fetch_item const& item) {
    using kind = fetch_item::kind;
    out += item.what == kind::binary ? "BINARY[" : item.what == kind::binary_size ? "BINARY.SIZE[" : "BODY[";
    for (std::size_t i = 0; i < item.section.path.size(); ++i) {
        if (i > 0) out += '.';
        write::number(out, item.section.path[i]);
    }
    if (!item.section.path.empty() && item.section.what != text::all) out += '.';
    out += text_name(item.section.what);
    if (!item.section.fields.empty()) out += " (";
    for (std::size_t i = 0; i < item.section.fields.size(); ++i) {
        if (i > 0) out += ' ';
        write::astring(out, item.section.fields[i]);
    }
    out += item.section.fields.empty() ? "]" : ")]";
    if (!item.partial) return;
    out += '<';
    write::number(out, item.partial->first);
    out += '>';
}

void to_wire(std::string& out, std::string_view stored, bool& after_cr) {
    auto const start = static_cast<std::ptrdiff_t>(out.size());
    to_crlf(out, stored, after_cr);
    if (stored.find('\0') != stored.npos) std::replace(out.begin() + start, out.end(), '\0', '\x80');
}

// The room is known first, so that the lines are copied without looking whether there is any.
void to_crlf(std::string& out, std::string_view stored, bool& after_cr) {
    if (stored.empty()) return;
    auto const ends = base::count_line_ends(stored, after_cr ? '\r' : '\0');
    auto at = out.size();
    if (ends.bare == 0) {
        out += stored;
    } else {
        out.resize(at + stored.size() + static_cast<std::size_t>(ends.bare));
        auto* into = out.data() + at;
        char before = after_cr ? '\r' : '\0';
        auto const* from = stored.data();
        auto const* const end = from + stored.size();
        while (from < end) {
            auto const* const found = static_cast<char const*>(std::memchr(from, '\n', static_cast<std::size_t>(end - from)));
            auto const length = static_cast<std::size_t>((found ? found : end) - from);
            std::memcpy(into, from, length);
            into += length;
            if (!found) break;
            if (length > 0) before = from[length - 1];
            if (before != '\r') *into++ = '\r';
            *into++ = '\n';
            before = '\n';
            from = found + 1;
        }
    }
    after_cr = stored.back() == '\r';
}

}  // namespace mailstead::imap
