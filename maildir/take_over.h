// The first time a mailbox is ever opened: what another server's uid list says becomes our text copy, once. From then on
// the text copy and the index say it, and the other server's files are no source again (docs/formats/foreign.md).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/fs.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/uidlist.h"

namespace mailstead::maildir {

// For a mailbox in directory `path` that has no text copy. Makes one, durably, from `dovecot-uidlist`, else from
// `courierimapuiddb`, and returns it; without either uidvalidity is 0. A list that cannot be read is an error: going
// on without it would lose the uids for good. A damaged one is logged and counts as none. As the calling thread
// (see identity); blocks.
base::result<uidlist> take_over(base::file_system& files, std::string const& path, uidl_format const& format);

// What Courier's keyword list says, by base name; nothing where there is none or where the list is Dovecot's. Likewise.
base::result<std::unordered_map<std::string, std::vector<std::string>>> read_courier_keywords(base::file_system& files,
                                                                                             std::string const& path);

}  // namespace mailstead::maildir
