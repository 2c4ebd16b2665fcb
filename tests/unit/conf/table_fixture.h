// Opening tables in a test, and asking them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "conf/table.h"
#include "temp_dir.h"

namespace mailstead::conf {

// The value, "(none)" or "(trouble)".
std::string ask(std::shared_ptr<table> const& from, std::string_view key);

class tables : public testing::Test {
protected:
    tables();
    ~tables() override;
    std::shared_ptr<table> open(std::string const& spec);
    bool was_told(std::string_view part) const;
    temp_dir dir_;
    settings values_;
    std::vector<std::string> told_;
};

}  // namespace mailstead::conf
