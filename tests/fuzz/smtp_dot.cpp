// decode(encode(x)) gives x with every line end as CR LF; decoding does not depend on cuts.
#include "smtp/dot.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace smtp = mailstead::smtp;

namespace {

struct decoded {
    std::string text;
    bool ended = false;
    bool operator==(decoded const&) const = default;
};

decoded decode(std::string_view input, std::size_t cut) {
    smtp::dot_decoder dots;
    decoded out;
    while (!input.empty() && !out.ended) {
        auto part = input.substr(0, cut);
        input.remove_prefix(part.size());
        while (!part.empty() && !out.ended) {
            auto const piece = dots.next(part);
            out.text += piece.text;
            out.ended = piece.ended;
        }
    }
    return out;
}

std::string normal(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
    if (!out.empty() && !out.ends_with('\n')) out += out.ends_with('\r') ? "\n" : "\r\n";
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 2) return 0;
    std::string_view const input(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    std::size_t const cut = bytes[0] % 17 + 1;
    if (decode(input, cut) != decode(input, input.size())) std::abort();
    std::string wire;
    smtp::dot_encoder dots;
    for (std::size_t at = 0; at < input.size(); at += cut) dots.feed(input.substr(at, cut), wire);
    dots.finish(wire);
    auto const back = decode(wire, cut);
    if (!back.ended || back.text != normal(input)) std::abort();
    return 0;
}
