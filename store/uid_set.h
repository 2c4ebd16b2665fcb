// A set of uids as sorted, disjoint, closed ranges.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mailstead::store {

class uid_set {
public:
    struct range { std::uint32_t first, last; };

    uid_set() = default;
    static uid_set of(std::vector<std::uint32_t> uids);    // any order, duplicates allowed
    static uid_set everything() { uid_set s; s.add(1, 0xffffffffu); return s; }

    void add(std::uint32_t first, std::uint32_t last);     // either order
    void add(std::uint32_t uid) { add(uid, uid); }
    bool contains(std::uint32_t uid) const noexcept;
    bool empty() const noexcept { return ranges_.empty(); }
    std::vector<range> const& ranges() const noexcept { return ranges_; }
    std::string to_string() const;                         // "1:3,7" as in IMAP's uid-set

private:
    std::vector<range> ranges_;
};

}  // namespace mailstead::store
