// Any bytes as facts from cache.db: never more than they say, and what is read is written back as it was.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "store/facts_codec.h"

using namespace mailstead;

namespace {

std::size_t parts_in(mime::part const& of, std::size_t depth) {
    if (depth > 101) std::abort();
    std::size_t out = 1;
    for (auto const& child : of.children) out += parts_in(child, depth + 1);
    if (of.header.end < of.header.begin || of.body.end < of.body.begin) std::abort();
    if (of.is_multipart() && of.children.empty()) std::abort();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const got = store::decode_facts(bytes);
    if (!got) return 0;
    if (parts_in(got->structure, 1) > 10'000) std::abort();
    if (store::encode(*got) != bytes) std::abort();
    return 0;
}
