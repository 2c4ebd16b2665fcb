// A rewrite of an mbox in the making; private to the mailbox.
#pragma once

#include <optional>
#include <vector>

#include "mbox/journal.h"
#include "mbox/mailbox.h"
#include "mbox/row.h"
#include "store/index.h"

namespace mailstead::mbox {

struct mailbox::rewriting {
    std::vector<store::index_row> rows;  // what stays, all of it
    std::vector<position> removed;
    std::optional<new_end> end;           // absent: nothing is to be written
    std::vector<store::index_row> moved;  // rows as they shall be in the index
};

}  // namespace mailstead::mbox
