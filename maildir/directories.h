// Open directories of the Maildirs that were delivered to lately.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/fs.h"
#include "store/owner.h"

namespace mailstead::maildir {

// tmp/ and new/ of one Maildir, open.
struct open_maildir {
    std::string root;
    base::unique_fd tmp;
    base::unique_fd fresh;
    dev_t device = 0;
    ino_t inode = 0;  // of new/
    bool has_size_file = false;                          // when it was looked for
    std::chrono::steady_clock::time_point looked_for{};  // the size file; zero: never
};

// One thread's cache. An entry is checked against the path at each use: a Maildir moved away or made anew must get its
// mail, not its predecessor.
class directories {
public:
    explicit directories(base::file_system& files) : files_(files) {}
    // As the calling thread (see identity); makes what is missing. Blocks.
    base::result<std::shared_ptr<open_maildir>> at(std::string const& root);
    // Whether the Maildir has a `maildirsize`; looked for once a minute. As the calling thread. Blocks.
    bool has_size_file(open_maildir& in);

private:
    base::result<std::shared_ptr<open_maildir>> open(std::string const& root);
    bool is_same(open_maildir const& known) const;

    using entry_list = std::list<std::shared_ptr<open_maildir>>;
    base::file_system& files_;
    entry_list entries_;  // most recently used first
    std::unordered_map<std::string, entry_list::iterator> by_root_;
};

}  // namespace mailstead::maildir
