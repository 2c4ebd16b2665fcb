// However the bytes are cut, the framer gives the same lines and the same text.
#include "smtp/framer.h"

#include <cstdlib>

using mailstead::smtp::framer;

namespace {

std::string transcript(std::string_view input, std::size_t cut) {
    framer cutter(64);
    std::string out, text;
    while (!input.empty()) {
        cutter.feed(input.substr(0, cut));
        input.remove_prefix(std::min(cut, input.size()));
        for (;;) {
            auto const piece = cutter.next();
            if (piece.kind == framer::kind::need_more) break;
            if (piece.kind == framer::kind::text) {
                text += piece.bytes;
                continue;
            }
            out += static_cast<char>('0' + static_cast<int>(piece.kind));
            out += text;
            out += piece.bytes;
            text.clear();
            if (piece.kind != framer::kind::line) continue;
            if (piece.bytes == "DATA") cutter.begin_text();
            if (piece.bytes.starts_with("B") && piece.bytes.size() > 1)
                cutter.begin_chunk(static_cast<unsigned char>(piece.bytes[1]));
        }
    }
    return out + text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 2) return 0;
    std::string_view const input(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    auto const whole = transcript(input, input.size());
    if (transcript(input, 1) != whole || transcript(input, bytes[0] % 31 + 1) != whole) std::abort();
    return 0;
}
