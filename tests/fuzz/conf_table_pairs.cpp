// Any bytes as a table: texthash and the texts behind index files.
#include "conf_table.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    ask_text_table(data, size, read_pairs, may_fail::no);
    ask_text_table(data, size, read_index_source, may_fail::no);
    return 0;
}
