// Any bytes as an address list: groups are closed, no member holds a byte that IMAP cannot carry, limits hold.
#include "base/ascii.h"
#include "mime/address.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace mailstead::mime;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

bool is_plain(std::string_view host) {
    auto const is_odd = [](char c) {
        return !mailstead::base::is_alpha(c) && !mailstead::base::is_digit(c) && c != '.';
    };
    return !host.empty() && std::none_of(host.begin(), host.end(), is_odd);
}

void check(std::vector<address> const& list) {
    constexpr std::string_view forbidden("\r\n\0", 3);
    bool open = false;
    for (auto const& a : list) {
        require(!a.is_group_start() || !open);
        require(!a.is_group_end() || open);
        open = a.is_group_start() || (open && !a.is_group_end());
        require(a.host || (!a.name && !a.route));
        for (auto const& member : {a.name, a.route, a.mailbox, a.host})
            require(!member || member->find_first_of(forbidden) == std::string::npos);
    }
    require(!open);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const all = parse_addresses(text);
    check(all);
    for (auto const& a : all) {
        if (!a.host || a.mailbox->empty() || !is_plain(*a.host)) continue;
        auto const again = parse_addresses('<' + addr_spec(a) + '>');
        require(again.size() == 1 && again[0].mailbox == a.mailbox);
    }
    auto const few = parse_addresses(text, 3);
    check(few);
    require(few.size() <= 5);
    return 0;
}
