// A queue in a temporary directory, for the tests of mta/queue.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/lib/loop.h"
#include "mta/queue/moves.h"
#include "mta/queue/storage.h"

namespace mailstead::mta::queue::test {

class temporary_directory {
public:
    temporary_directory();
    ~temporary_directory();
    temporary_directory(temporary_directory const&) = delete;
    std::string const& path() const { return path_; }

private:
    std::string path_;
};

settings small_settings(std::string const& directory);
std::unique_ptr<storage> open(settings const& wanted);
envelope letter(std::string sender, std::vector<std::string> const& to);

// The id of the message, or the error.
net::task<result<std::string>> put(intake& door, std::string text, envelope what);

net::task<void> pause(net::executor where, milliseconds time);
net::task<bool> until(net::executor where, std::function<bool()> true_at_last);
net::task<std::vector<stored_message>> rows(storage& from, home& where);

}  // namespace mailstead::mta::queue::test
