// A hand-over's records: the same whether they come in one piece or byte by byte.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mta/pickup/records.h"

namespace {

using namespace mailstead::mta::pickup;

std::string read(std::string_view bytes, std::size_t step) {
    reader records;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        records.feed(bytes.substr(at, step));
        for (auto item = records.next(); item.state != reader::state::need_more; item = records.next()) {
            if (item.state == reader::state::bad) return out += "!";
            put(out, item.kind, item.value);
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const whole = read(bytes, size == 0 ? 1 : size);
    if (read(bytes, 1) != whole) std::abort();
    // What was read prints as what is read again.
    auto const printed = std::string(submit_greeting) + whole;
    if (!whole.ends_with('!') && read(printed, printed.size()) != whole) std::abort();
    return 0;
}
