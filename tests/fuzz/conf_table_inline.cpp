// Any bytes as what follows a type's name in main.cf: tables in braces, tables of tables.
#include <cstdint>
#include <cstdlib>

#include "conf/table.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    static settings const values;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    for (std::string const type : {"inline:", "static:", "randmap:", "pcre:", "cidr:", "pipemap:", "unionmap:", "proxy:"}) {
        bool told = false;
        auto const note = [&told](problem const& one) { told = told || one.severity == severity::error; };
        auto spec = type + std::string(text);
        // Nothing of this machine: no files, servers or users.
        for (std::string_view const outside : {"hash", "btree", "lmdb", "cdb", "sqlite", "tcp", "socketmap", "unix", "nis"})
            if (spec.find(outside) != spec.npos) return 0;
        if (type != "inline:" && type != "static:" && type != "randmap:" && !text.starts_with("{")) continue;
        auto const opened = open_table(spec, values, note);
        if (!opened && !told) std::abort();
        if (opened) (void)(*opened)->find("key");
    }
    return 0;
}
