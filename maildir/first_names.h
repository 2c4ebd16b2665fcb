// The names of the messages of a first look, until their rows are in the index: who lists the mailbox meanwhile reads the
// files without waiting for that. Immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::maildir {

struct first_names {
    std::uint32_t first = 0;              // uid of the first one; the others follow without a gap
    std::string all;                      // one behind the other
    std::vector<std::size_t> ends;
    std::vector<std::uint8_t> places;

    void reserve(std::size_t count, std::size_t octets) {
        all.reserve(octets);
        ends.reserve(count);
        places.reserve(count);
    }
    void add(std::string_view name, std::uint8_t place) {
        all += name;
        ends.push_back(all.size());
        places.push_back(place);
    }
    bool has(std::uint32_t uid) const noexcept { return uid >= first && uid - first < ends.size(); }
    std::string_view of(std::uint32_t uid) const noexcept {    // has(uid)
        auto const at = uid - first;
        auto const begin = at == 0 ? 0 : ends[at - 1];
        return std::string_view(all).substr(begin, ends[at] - begin);
    }
    std::uint8_t place(std::uint32_t uid) const noexcept { return places[uid - first]; }
};

}  // namespace mailstead::maildir
