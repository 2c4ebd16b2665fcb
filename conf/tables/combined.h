// Tables made of other tables, or of values to choose from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "conf/table.h"

namespace mailstead::conf {

// pipemap: what the first table answers is the second one's key, and so on; nothing when one of them has nothing.
std::shared_ptr<table> make_pipe(std::string name, std::vector<std::shared_ptr<table>> parts);
// unionmap: all answers, in order, joined by commas; empty ones are left out.
std::shared_ptr<table> make_union(std::string name, std::vector<std::shared_ptr<table>> parts);
// randmap: one of the values, whatever the key.
std::shared_ptr<table> make_random(std::string name, std::vector<std::string> values);

}  // namespace mailstead::conf
