// What a server offers is bounded and, read alone, each line means what it means among others.
#include "smtp/offers.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(bytes), size);
    auto const all = mailstead::smtp::read_offers(text);
    if (all.mechanisms.size() > 64 || all.xforward_names.size() > 64) std::abort();
    if (mailstead::smtp::greeted_name(text).size() > size) std::abort();
    auto const none = mailstead::smtp::read_offers(text, {"AUTH", "STARTTLS", "SIZE"});
    if (none.auth || none.starttls || none.size || none.size_limit != 0 || !none.mechanisms.empty()) std::abort();
    if (none.pipelining != all.pipelining) std::abort();
    return 0;
}
