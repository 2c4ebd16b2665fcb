// fsync for each file or syncfs for all: what is cheaper here and now.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include "maildir/service.h"

namespace mailstead::maildir {

// Thread-safe. syncfs writes the whole file system's dirty data, so another program's big write makes it slow; the
// times of both ways are followed by moving averages.
class sync_policy {
public:
    enum class way { each, all };
    way choose(std::size_t files, sync_mode mode);
    // `time`: both syncs of a batch, of the files and of the directories.
    void took(way, std::size_t files, std::chrono::nanoseconds time);

private:
    struct price {
        double average = 0;  // nanoseconds; 0: not measured
        unsigned unused = 0; // batches that went the other way since
        void follow(double value);
        void pass_over();
    };
    std::mutex lock_;
    price each_;  // for a file
    price all_;   // for a batch
};

}  // namespace mailstead::maildir
