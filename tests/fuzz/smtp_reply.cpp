// The parser of replies does not depend on cuts, and prints what it read in a form it reads again.
#include "smtp/reply.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace smtp = mailstead::smtp;

namespace {

std::string transcript(std::string_view input, std::size_t cut) {
    smtp::reply_parser parser(4096);
    std::string out;
    while (!input.empty()) {
        parser.feed(input.substr(0, cut));
        input.remove_prefix(std::min(cut, input.size()));
        for (;;) {
            auto const got = parser.next();
            if (got.state == smtp::reply_parser::state::broken) return out + "broken";
            if (got.state == smtp::reply_parser::state::need_more) break;
            auto const printed = smtp::print(got.reply);
            smtp::reply_parser second;
            second.feed(printed);
            auto const again = second.next();
            if (again.state != smtp::reply_parser::state::reply || smtp::print(again.reply) != printed) std::abort();
            out += printed;
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 2 || size > 4000) return 0;
    std::string_view const input(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    auto const whole = transcript(input, input.size());
    if (transcript(input, bytes[0] % 13 + 1) != whole) std::abort();
    return 0;
}
