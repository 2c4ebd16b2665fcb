// Tables that the system answers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "conf/table.h"

namespace mailstead::conf {

// unix:passwd.byname and unix:group.byname through NSS, as lines of those files (the password is always "x"). Keys
// are folded. Null for any other database. Finding blocks.
std::shared_ptr<table> open_unix_table(std::string_view database);
// environ: variables of this process.
std::shared_ptr<table> open_environment(std::string name);

}  // namespace mailstead::conf
