// One read, one parse.
#include "store/read.h"

#include "base/ascii.h"
#include "mime/header.h"
#include "mime/preview.h"
#include "store/lines.h"

namespace mailstead::store {

result<std::string> read_text(content& from) {
    std::string out(from.size(), '\0');
    std::size_t have = 0;
    while (have < out.size()) {
        auto const got = from.read_at(std::span(out).subspan(have), have);
        if (!got) return got.error();
        if (*got == 0) break;
        have += *got;
    }
    out.resize(have);
    return out;
}

namespace {

bool has_single_fields(std::string_view header) {
    int subjects = 0, ids = 0;
    for (auto const& field : mime::fields(header)) {
        if (base::iequals(field.name, "Subject")) ++subjects;
        if (base::iequals(field.name, "Message-ID")) ++ids;
    }
    return subjects <= 1 && ids <= 1;
}

std::shared_ptr<facts> made_from(std::string_view text) {
    auto out = std::make_shared<facts>();
    out->structure = mime::parse_parts(text);
    out->envelope = mime::parse_envelope(text);
    if (auto const field = mime::find_field(out->structure.header.of(text), "References")) {
        auto value = mime::unfold(field->value);
        if (value.size() > facts::references_limit) value.erase(0, value.size() - facts::references_limit);
        out->references = std::move(value);
    }
    out->single_fields = has_single_fields(out->structure.header.of(text));
    wire_counter count;
    count.feed(text);
    out->wire_size = count.wire();
    return out;
}

}  // namespace

std::shared_ptr<facts const> facts_from(std::string_view text) { return made_from(text); }

std::shared_ptr<facts const> facts_with_preview(std::string_view text) {
    auto out = made_from(text);
    out->preview = mime::preview_text(text, out->structure);
    return out;
}

result<std::shared_ptr<facts const>> facts_from(content& from) {
    auto const text = read_text(from);
    if (!text) return text.error();
    return facts_from(std::string_view(*text));
}

result<void> mailbox::read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) {
    for (auto const uid : uids) {
        auto const from = open(uid);
        if (!from && from.error() == make_error_code(errc::gone)) continue;
        if (!from) return from.error();
        if ((*from)->size() > longest) continue;
        auto const text = read_text(**from);
        if (!text) return text.error();
        take(uid, *text);
    }
    return {};
}

}  // namespace mailstead::store
