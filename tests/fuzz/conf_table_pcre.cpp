// Any bytes as a table: pcre_table(5).
#include "conf_table.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    ask_text_table(data, size, read_pcre, may_fail::yes);
    return 0;
}
