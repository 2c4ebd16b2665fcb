// Moving averages; now and then the other way is tried, or its average would never learn.
#include "maildir/sync_policy.h"

namespace mailstead::maildir {
namespace {

constexpr unsigned try_other_every = 256;
constexpr double weight = 0.2;

void follow(double& average, double value) { average = average == 0 ? value : average + weight * (value - average); }

}  // namespace

// Every fsync of a file may be a commit of the journal and a flush of the disk; syncfs is one of each however many files
// there are. Which is cheaper depends on the disk, even for two files: where a commit takes milliseconds syncfs wins.
sync_policy::way sync_policy::choose(std::size_t files, sync_mode mode) {
    if (mode != sync_mode::automatic) return mode == sync_mode::fsync ? way::each : way::all;
    if (files < 2) return way::each;
    std::lock_guard const hold(lock_);
    bool const other = ++batches_ % try_other_every == 0;
    bool const all = each_ == 0 || all_ == 0 || all_ < each_ * static_cast<double>(files);
    return all != other ? way::all : way::each;
}

void sync_policy::took(way how, std::size_t files, std::chrono::nanoseconds time) {
    if (files == 0) return;
    auto const value = static_cast<double>(time.count());
    std::lock_guard const hold(lock_);
    if (how == way::all)
        follow(all_, value);
    else
        follow(each_, value / static_cast<double>(files));
}

}  // namespace mailstead::maildir
