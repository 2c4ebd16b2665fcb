// One read, one parse.
#include "store/read.h"

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

result<std::shared_ptr<facts const>> facts_from(content& from) {
    auto const text = read_text(from);
    if (!text) return text.error();
    auto out = std::make_shared<facts>();
    out->structure = mime::parse_parts(*text);
    out->envelope = mime::parse_envelope(*text);
    wire_counter count;
    count.feed(*text);
    out->wire_size = count.wire();
    return std::shared_ptr<facts const>(std::move(out));
}

}  // namespace mailstead::store
