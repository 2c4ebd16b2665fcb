// Any bytes as a maildirsize file, which its owner and other programs write. What is read prints to what reads the same.
#include <cstdlib>

#include "maildir/size_file.h"

using namespace mailstead;

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const read = maildir::parse_size_file(text);
    if (read) {
        auto const again = maildir::parse_size_file(maildir::print_size_file(read->limits, read->usage));
        if (!again || again->limits != read->limits || again->usage != read->usage || again->changes != 1) std::abort();
        if (read->changes == 0 || text.back() != '\n') std::abort();
    }
    if (auto const limits = store::parse_quota(text); limits && store::parse_quota(store::print_quota(*limits)) != limits) std::abort();
    return 0;
}
