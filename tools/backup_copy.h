// Copying directories of mail for a backup: messages of Maildirs by hard links, mboxes under their locks, the rest as it is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/fs.h"
#include "mbox/lock.h"

namespace mailstead::tools {

struct copy_rules {
    mbox::lock_settings lock;
    std::function<void(std::string const& what, std::string const& why)> complain;    // could not be copied, or not well
    std::function<void(std::uint64_t messages)> progress;
};

struct copied {
    std::uint64_t messages = 0, linked = 0, mboxes = 0;
};

// The tree (or the one file) `from` as `to`, whose parent exists. Links are never followed, names are looked up in directories
// that are open: who owns the mail cannot lead us elsewhere. Owners and modes are kept as far as we may. Called again for the
// same trees it adds the messages that have moved meanwhile; `again` says so. Blocks.
enum class copy_pass { first, again };
void copy_mail(std::string const& from, std::string const& to, copy_pass pass, copy_rules const& rules, copied& into);

// A plain tree, all of it; or one file. Links are made again.
void copy_plain(std::string const& from, std::string const& to, copy_rules const& rules);

}  // namespace mailstead::tools
