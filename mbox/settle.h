// A stamp that the next change of the file makes untrue, however soon it comes.
#pragma once

#include "base/fs.h"
#include "mbox/row.h"

namespace mailstead::mbox {

// The stamp of a locked file, all of it read. A clock of the file system may stand still for some milliseconds, or for a second: what
// changes the file within that time and leaves its size would leave the stamp too. So the modification time of a file that has
// just been changed is moved on by less than a millisecond, to a time that no clock tick has. Where that is forbidden, the stamp
// is as good as the clock. Blocks.
result<stamp> settled(base::file_system& files, int fd);

}  // namespace mailstead::mbox
