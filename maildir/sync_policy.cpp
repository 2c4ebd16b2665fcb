// Moving averages. What is not used is believed to get cheaper, until it is worth another try.
#include "maildir/sync_policy.h"

namespace mailstead::maildir {
namespace {

constexpr double weight = 0.2;
constexpr double hope = 0.99;            // of a way's price for each batch that goes the other way: six times dearer, tried once in 180
constexpr unsigned long_ago = 16;        // batches after which an average is of other times

}  // namespace

void sync_policy::price::follow(double value) {
    bool const fresh = average == 0 || unused >= long_ago;
    average = fresh ? value : average + weight * (value - average);
    unused = 0;
}

void sync_policy::price::pass_over() {
    average *= hope;
    ++unused;
}

// Every fsync of a file may be a commit of the journal and a flush of the disk; syncfs is one of each however many files
// there are. Which is cheaper depends on the disk, even for two files: where a commit takes milliseconds syncfs wins. One
// bad moment of either, as when another program's data waits to be written, must not decide for long.
sync_policy::way sync_policy::choose(std::size_t files, sync_mode mode) {
    if (mode != sync_mode::automatic) return mode == sync_mode::fsync ? way::each : way::all;
    if (files < 2) return way::each;
    std::lock_guard const hold(lock_);
    return all_.average < each_.average * static_cast<double>(files) || all_.average == 0 ? way::all : way::each;
}

void sync_policy::took(way how, std::size_t files, std::chrono::nanoseconds time) {
    if (files == 0) return;
    auto const value = static_cast<double>(time.count());
    std::lock_guard const hold(lock_);
    if (how == way::all)
        all_.follow(value);
    else
        each_.follow(value / static_cast<double>(files));
    if (files < 2) return;    // there was nothing to choose
    (how == way::all ? each_ : all_).pass_over();
}

}  // namespace mailstead::maildir
