// The conversions to seven and to eight bits do not depend on cuts, and a part that claimed eight bits has none of them afterwards.
#include "mta/content/recoder.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using mailstead::mta::content::recoder;

std::string converted(std::string_view text, std::size_t step, recoder::target to) {
    recoder one(to);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += step) one.feed(text.substr(at, step), out);
    one.finish(out);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1) return 0;
    std::string_view const text(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    auto const to = bytes[0] & 128 ? recoder::target::eight_bit : recoder::target::seven_bit;
    auto const whole = converted(text, std::max<std::size_t>(text.size(), 1), to);
    if (converted(text, bytes[0] % 17 + 1, to) != whole) std::abort();
    if (whole.size() > text.size() * 5 + 64) std::abort();
    return 0;
}
