// Keyword by keyword.
#include "lmtp/offers.h"

#include <array>

#include "base/ascii.h"

namespace mailstead::lmtp {
namespace {

struct keyword {
    std::string_view name;
    bool offers::*flag;
};
constexpr std::array keywords = {
    keyword{"PIPELINING", &offers::pipelining}, keyword{"CHUNKING", &offers::chunking},
    keyword{"BINARYMIME", &offers::binary_mime}, keyword{"8BITMIME", &offers::eight_bit},
    keyword{"SIZE", &offers::size},             keyword{"SMTPUTF8", &offers::smtputf8},
    keyword{"XMAILSTEAD", &offers::own},
};

}  // namespace

offers read_offers(std::string_view text) noexcept {
    offers out;
    auto line_end = text.find('\n');
    while (line_end != text.npos) {
        text.remove_prefix(line_end + 1);
        line_end = text.find('\n');
        auto const line = text.substr(0, line_end);
        auto const name = line.substr(0, line.find_first_of(" ="));
        for (auto const& each : keywords)
            if (base::iequals(name, each.name)) out.*each.flag = true;
    }
    return out;
}

}  // namespace mailstead::lmtp
