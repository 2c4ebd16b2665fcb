// One message under a search: from the text that was read with others, or by reading what is needed of it.
#include "imap/search_matcher.h"

#include "mime/header.h"
#include "mime/search_text.h"

namespace mailstead::imap {

namespace {

constexpr std::uint64_t read_whole = 1024 * 1024;    // of longer messages only what is text

}  // namespace

store::result<mime::envelope const*> search_run::subject::envelope() {
    if (raw) {
        if (!own_envelope) own_envelope = mime::parse_envelope(*raw);
        return &*own_envelope;
    }
    auto const facts = text.facts();
    if (!facts) return facts.error();
    return &(*facts)->envelope;
}

store::result<std::string_view> search_run::subject::header() {
    if (raw) return raw->substr(0, mime::header_length(*raw));
    return text.header();
}

store::result<bool> search_run::subject::any_body_text(mime::text_taker const& take) {
    auto const failed = [](base::error_code why) { return store::result<bool>(boost::system::in_place_error, why); };
    if (raw) {
        if (!own_structure) own_structure = mime::parse_parts(*raw);
        return mime::any_body_text([this](mime::range which) { return which.of(*raw); }, *own_structure, take);
    }
    auto const facts = text.facts();
    if (!facts) return failed(facts.error());
    if (row.size <= read_whole) {
        auto const whole = text.whole();
        if (!whole) return failed(whole.error());
    }
    base::error_code trouble;
    auto const read = [&](mime::range which) {
        auto const piece = text.range(which.begin, which.end);
        if (!piece) trouble = piece.error();
        return piece ? *piece : std::string_view();
    };
    bool const found = mime::any_body_text(read, (*facts)->structure, take);
    if (!found && trouble) return failed(trouble);
    return found;
}

}  // namespace mailstead::imap
