// Any bytes, whole and cut at every place the input chooses, give the same commands.
#include <cstdlib>
#include <string>

#include "imap/framer.h"

using namespace mailstead::imap;

namespace {

void decide(framer& frames, framer::event const& event, unsigned& turn) {
    switch (turn++ % 4) {
        case 0:
            if (frames.collectable()) return frames.collect();
            [[fallthrough]];
        case 1: return event.synchronizing ? frames.refuse() : frames.swallow();
        case 2: return frames.stream();
        default: return frames.swallow();
    }
}

void drain(framer& frames, std::string& out, unsigned& turn, bool& in_data) {
    for (auto event = frames.next(); event.what != framer::kind::need_more; event = frames.next()) {
        if (event.what == framer::kind::data) {
            if (!in_data) out += "\nD ";
            in_data = true;
            out += event.bytes;
            continue;
        }
        in_data = false;
        out += '\n' + std::to_string(static_cast<int>(event.what)) + ' ';
        out += event.bytes;
        if (event.what == framer::kind::literal) decide(frames, event, turn);
    }
    frames.release();
}

std::string events(std::string_view bytes, std::size_t piece) {
    framer frames({40, 20});
    std::string out;
    unsigned turn = 0;
    bool in_data = false;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        frames.feed(bytes.substr(at, piece));
        drain(frames, out, turn, in_data);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const whole = events(bytes, bytes.size() + 1);
    if (events(bytes, 1) != whole || events(bytes, 1 + data[0] % 16) != whole) std::abort();
    return 0;
}
