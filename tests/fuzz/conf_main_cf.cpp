// main.cf of any bytes: parsed, edited and parsed again; an edit must be read back as it was made.
#include <cstdint>
#include <cstdlib>

#include "conf/main_cf.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    (void)parse_main_cf(text, "f");
    auto const edited = edit_main_cf(text, {{main_cf_edit::action::set, "fuzzed", "a b"}});
    auto const again = parse_main_cf(edited, "f");
    auto const* found = again.find("fuzzed");
    if (found == nullptr || found->value != "a b") std::abort();
    (void)edit_main_cf(text, {{main_cf_edit::action::comment_out, "a", ""}, {main_cf_edit::action::remove, "b", ""}});
    return 0;
}
