// master.cf of any bytes, edited: what no edit is for stays byte for byte, and what is written is read back.
#include <cstdint>
#include <cstdlib>

#include "conf/master_edit.h"

namespace {

using namespace mailstead::conf;
using action = master_cf_edit::action;

void require(bool holds) {
    if (!holds) std::abort();
}

// Every row that can be read prints as a row that says the same.
void print_and_read(master_cf const& rows) {
    for (auto const& row : rows.services)
        for (bool const fold : {false, true}) {
            auto const again = parse_master_cf(service_row(row, fold) + '\n', "f");
            require(again.services.size() == 1);
            require(again.services[0].overrides == row.overrides);
            require(again.services[0].arguments.size() == row.arguments.size());
        }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    print_and_read(parse_master_cf(text, "f"));
    require(edit_master_cf(text, {{action::set_field, "no such service", "inet", "chroot", "n"}}).text == text);
    auto const set = edit_master_cf(text, {{action::set_row, "new", "unix", {}, "new unix - - n - - smtp"}});
    if (set.error.empty()) require(parse_master_cf(set.text, "f").find("new", service_type::unix_stream) != nullptr);
    auto const many = edit_master_cf(text, {{action::set_override, "*", "*", "a", "b"}, {action::set_field, "*", "unix", "chroot", "n"}});
    if (many.error.empty())
        for (auto const& row : parse_master_cf(many.text, "f").services) require(!row.overrides.empty());
    auto const gone = edit_master_cf(text, {{action::remove_row, "*", "*", {}, {}}});
    require(parse_master_cf(gone.text, "f").services.empty());
    (void)edit_master_cf(text, {{action::comment_out_row, "*", "*", {}, {}}});
    return 0;
}
