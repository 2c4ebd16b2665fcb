// What a milter sends: the same packets whether they come in one piece or byte by byte, and nothing read beyond their end.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mta/milter/wire.h"

namespace {

using namespace mailstead::mta::milter;

std::string read(std::string_view bytes, std::size_t step) {
    packet_reader in;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        in.feed(bytes.substr(at, step));
        for (auto item = in.next(); item.state != packet_reader::state::need_more; item = in.next()) {
            if (item.state == packet_reader::state::bad) return out += "!";
            out += item.code;
            out += item.data;
            std::string why;
            auto const said = parse_reply(item.code, item.data, why);
            if (said && said->first.size() + said->second.size() > item.data.size()) std::abort();
            if (said) out += std::to_string(said->index);
            if (auto const agreed = parse_agreement(item.data, why)) out += std::to_string(agreed->protocol);
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    if (size == 0) return 0;
    if (read(bytes, 1) != read(bytes, size)) std::abort();
    return 0;
}
