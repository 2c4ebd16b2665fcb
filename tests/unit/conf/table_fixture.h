// Opening tables in a test, and asking them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conf/table.h"
#include "temp_dir.h"

namespace mailstead::conf {

// The value, "(none)" or "(trouble)".
inline std::string ask(std::shared_ptr<table> const& from, std::string_view key) {
    if (!from) return "(not open)";
    auto const got = from->find(key);
    return !got ? "(trouble)" : got->value_or("(none)");
}

class tables : public testing::Test {
protected:
    std::shared_ptr<table> open(std::string const& spec) {
        auto opened = open_table(spec, values_, [this](problem const& one) { told_.push_back(one.message()); });
        return opened ? *opened : nullptr;
    }
    bool was_told(std::string_view part) const {
        return std::any_of(told_.begin(), told_.end(), [&](auto const& one) { return one.find(part) != one.npos; });
    }
    temp_dir dir_;
    settings values_;
    std::vector<std::string> told_;
};

}  // namespace mailstead::conf
