// The reader must find the same messages however the bytes come, side by side, and what it says must fit the bytes.
#include <cstdlib>

#include "mbox/scan.h"

namespace {

using namespace mailstead::mbox;

std::vector<found_message> scan(std::string_view text, std::size_t piece) {
    std::vector<found_message> out;
    auto const peek = [&](std::uint64_t at, std::size_t n) {
        return std::string(at < text.size() ? text.substr(at, n) : std::string_view());
    };
    scanner run(
        0, [&](found_message&& m) { out.push_back(std::move(m)); }, peek);
    for (std::size_t at = 0; at < text.size(); at += piece) run.feed(text.substr(at, piece));
    run.finish();
    return out;
}

void must(bool good) {
    if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const whole = scan(text, size + 1), pieces = scan(text, 3);
    must(whole.size() == pieces.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto const& m = whole[i];
        must(m.key == pieces[i].key && m.wire_size == pieces[i].wire_size && m.length == pieces[i].length);
        must(i == 0 || whole[i - 1].offset + whole[i - 1].length == m.offset);
        must(m.offset + m.length <= size && m.from_length + m.head_length + m.body_length <= m.length);
        auto const head = text.substr(m.offset + m.from_length, m.head_length);
        auto const marked = with_marks(head, {31, {"k"}});
        must(parse_head(marked).said.flags == 31);
        must(with_marks(marked, {0, {}}).size() == marked.size());
    }
    must(whole.empty() || whole.back().offset + whole.back().length == size);
    return 0;
}
