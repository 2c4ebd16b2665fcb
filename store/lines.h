// Line ends: CRLF on the wire, LF on disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mailstead::store {

// Turns CRLF into LF, whatever the pieces; lone CR and lone LF stay. Counts both forms.
class to_lf {
public:
    void feed(std::string_view in, std::string& out);
    void finish(std::string& out);  // a last CR held back
    std::uint64_t stored() const noexcept { return stored_; }
    std::uint64_t wire() const noexcept { return stored_ + bare_; }

private:
    std::uint64_t stored_ = 0;
    std::uint64_t bare_ = 0;  // LFs without CR in the stored form: each costs one octet more on the wire
    bool held_ = false;       // a CR at the end of the last piece
    char last_ = '\0';
};

// Octets that stored text has on the wire, piece by piece.
class wire_counter {
public:
    void feed(std::string_view stored) noexcept;
    std::uint64_t wire() const noexcept { return wire_; }

private:
    std::uint64_t wire_ = 0;
    char last_ = '\0';
};

}  // namespace mailstead::store
