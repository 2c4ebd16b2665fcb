// Tables in a directory of the test's own.
#include "table_fixture.h"

#include <algorithm>

namespace mailstead::conf {

std::string ask(std::shared_ptr<table> const& from, std::string_view key) {
    if (!from) return "(not open)";
    auto const got = from->find(key);
    return !got ? "(trouble)" : got->value_or("(none)");
}

tables::tables() = default;
tables::~tables() = default;

std::shared_ptr<table> tables::open(std::string const& spec) {
    auto opened = open_table(spec, values_, [this](problem const& one) { told_.push_back(one.message()); });
    return opened ? *opened : nullptr;
}

bool tables::was_told(std::string_view part) const {
    return std::any_of(told_.begin(), told_.end(), [&](auto const& one) { return one.find(part) != one.npos; });
}

}  // namespace mailstead::conf
