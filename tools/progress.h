// How far a long command is, told on standard error while that is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mailstead::tools {

class progress {
public:
    // `what`: "messages"; `all`: how many there will be, 0: not known.
    progress(std::string what, std::uint64_t all);
    ~progress();    // wipes its line
    progress(progress const&) = delete;
    progress& operator=(progress const&) = delete;
    // At most five times a second something is written.
    void at(std::uint64_t done, std::string_view where = {});

private:
    std::string const what_;
    std::uint64_t const all_;
    bool const shown_;
    bool wrote_ = false;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace mailstead::tools
