// One read, one parse.
#include "store/read.h"

#include "base/ascii.h"
#include "mime/header.h"
#include "mime/preview.h"

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

facts facts_in(std::string_view text, facts_part wanted) {
    facts out;
    if (wanted == facts_part::all) {
        out.structure = mime::parse_parts(text);
        out.wire_size = out.structure.header_octets + out.structure.octets;    // of the message itself: all there is
        text = out.structure.header.of(text);
    }
    out.single_fields = true;
    auto const take = [&out](mime::field const& field) {
        if (base::iequals(field.name, "Subject") || base::iequals(field.name, "Message-ID")) out.single_fields = false;
        if (out.references || !base::iequals(field.name, "References")) return;
        auto value = mime::unfold(field.value);
        if (value.size() > facts::references_limit) value.erase(0, value.size() - facts::references_limit);
        out.references = std::move(value);
    };
    out.envelope = mime::parse_envelope(text, take);
    return out;
}

namespace {

std::shared_ptr<facts> made_from(std::string_view text) { return std::make_shared<facts>(facts_in(text, facts_part::all)); }

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

std::shared_ptr<mailbox> innermost(std::shared_ptr<mailbox> of) {
    while (auto next = of->behind()) of = std::move(next);
    return of;
}

result<void> mailbox::glance_at(std::span<std::uint32_t const> uids, facts_part, glance_reader const& take) {
    if (uids.size() > 1) expect_facts(uids);
    for (auto const uid : uids)
        if (auto const known = facts_of(uid)) take({uid, known->get()});
    return {};
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
