#include "tests/bench/load/listing.h"

#include <dirent.h>

#include <algorithm>
#include <memory>
#include <thread>

namespace mailstead::load {
namespace {

struct close_directory { void operator()(DIR* what) const noexcept { ::closedir(what); } };

// A directory that is not there yet holds nothing.
std::uint64_t entries(std::string const& path) {
    std::unique_ptr<DIR, close_directory> const directory(::opendir(path.c_str()));
    if (!directory) return 0;
    std::uint64_t out = 0;
    while (auto const* entry = ::readdir(directory.get())) out += entry->d_name[0] != '.';
    return out;
}

std::uint64_t messages(std::string const& pattern, unsigned user) {
    auto path = pattern;
    path.replace(path.find("%u"), 2, std::to_string(user));
    return entries(path + "/new") + entries(path + "/cur");
}

}  // namespace

listing::listing(std::string pattern, unsigned users) : pattern_(std::move(pattern)) {
    for (unsigned user = 0; user < users; ++user) before_.push_back(messages(pattern_, user));
}

std::uint64_t listing::grown(unsigned user) const { return messages(pattern_, user) - before_[user]; }

bool listing::wait(std::vector<std::uint64_t> const& by_user, clock::time_point until) {
    std::vector<unsigned> open;
    for (unsigned user = 0; user < by_user.size(); ++user) open.push_back(user);
    std::uint64_t complete = 0;
    auto const begun = clock::now();
    for (;;) {
        seen_ = clock::now();
        listed_ = complete;
        // A mailbox that has all of its messages is not read again.
        auto const done = [&](unsigned user) {
            auto const now = grown(user);
            listed_ += now;
            if (now < by_user[user]) return false;
            complete += now;
            return true;
        };
        std::erase_if(open, done);
        if (open.empty()) return true;
        if (seen_ >= until) return false;
        // The longer it takes, the less a late look matters: at most 1 % of the time.
        std::this_thread::sleep_for(std::max<clock::duration>(std::chrono::milliseconds(5), (seen_ - begun) / 100));
    }
}

}  // namespace mailstead::load
