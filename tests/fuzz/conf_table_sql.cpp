// Any bytes as a query template: whatever the key, the statement's text stays the same, and SQLite sees as many
// parameters as there are places.
#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>

#include "conf/tables/sqlite.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    static sqlite3* const database = [] {
        sqlite3* made = nullptr;
        if (::sqlite3_open_v2(":memory:", &made, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) std::abort();
        ::sqlite3_exec(made, "CREATE TABLE t (k TEXT, v TEXT)", nullptr, nullptr, nullptr);
        return made;
    }();
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    std::string why;
    if (auto const format = sql_template::format(text, why)) (void)format->text("v@x", "user@mail.example.com");
    auto const query = sql_template::query(text, why);
    if (!query) return 0;
    auto const values = query->fill("user@mail.example.com", "user@mail.example.com");
    if (values && values->size() != query->places().size()) std::abort();
    // Parameters of the template's own, or none because they stand behind the statement's end, are not ours to count.
    if (text.find_first_of("?:@$#;") != text.npos) return 0;
    sqlite3_stmt* statement = nullptr;
    auto const& sql = query->sql();
    if (::sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size() + 1), &statement, nullptr) == SQLITE_OK &&
        statement != nullptr &&
        static_cast<std::size_t>(::sqlite3_bind_parameter_count(statement)) != query->places().size())
        std::abort();
    ::sqlite3_finalize(statement);
    return 0;
}
