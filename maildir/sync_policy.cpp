// Moving averages; now and then the other way is tried, or its average would never learn.
#include "maildir/sync_policy.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t small_batch = 5;  // measured: below this fsync wins on a quiet disk
constexpr unsigned try_other_every = 256;
constexpr double weight = 0.2;

void follow(double& average, double value) { average = average == 0 ? value : average + weight * (value - average); }

}  // namespace

sync_policy::way sync_policy::choose(std::size_t files) {
    if (mode_ != sync_mode::automatic) return mode_ == sync_mode::fsync ? way::each : way::all;
    if (files <= small_batch) return way::each;
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
