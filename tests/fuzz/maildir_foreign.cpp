// Whatever stands in another server's list: uids are unique and below uidnext, and what is printed reads back the same.
#include <cstdlib>

#include "maildir/courier.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/uidlist.h"

namespace {

using namespace mailstead::maildir;

void must(bool good) {
    if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    (void)parse_uidlist(text);
    (void)parse_courier_subscribed(text);
    (void)parse_courier_keywords(text);
    if (auto const format = uidl_format::parse(text))
        if (auto const id = format->of(1, 4294967295u, "base")) must(is_unique_id(*id));
    auto const list = parse_foreign_uidlist(text);
    if (!list) return 0;
    std::uint32_t last = 0;
    for (auto const& each : list->entries) {
        must(each.uid > last && each.uid < list->uidnext && !each.base.empty());
        last = each.uid;
    }
    auto const again = parse_foreign_uidlist(print_dovecot_uidlist(*list));
    must(again && again->uidvalidity == list->uidvalidity && again->uidnext == list->uidnext);
    must(again->entries.size() == list->entries.size());
    for (std::size_t i = 0; i < list->entries.size(); ++i) must(again->entries[i].uidl == list->entries[i].uidl);
    return 0;
}
