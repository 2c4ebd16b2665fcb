// What an import has brought so far, kept beside the account's index until the import is complete: begun again after an
// interruption, it doubles no message (docs/formats/store-admin.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/fs.h"
#include "base/result.h"

namespace mailstead::server {

inline constexpr std::size_t import_key_size = 16;    // octets; which message of the source it is

// What the file says. Lines that make no sense, a torn last one for instance, are passed over.
struct import_state {
    bool usable = false;    // it has a head
    bool fresh = false;     // the account was empty when the import began
    std::unordered_set<std::string> known;
    // A batch that may have been stored or not: its keys, and what was the next uid of its folder before it.
    struct doubt {
        std::string folder;
        std::uint32_t uidnext = 0;
        std::unordered_set<std::string> keys;
    };
    std::vector<doubt> doubts;
};
import_state parse_import_marks(std::string_view text);

class import_marks {
public:
    // The file of the import `id`, below the account's index directory; made when it is not there.
    static base::result<import_marks> open(std::string const& directory, std::string_view id, bool fresh);

    import_state const& state() const noexcept { return state_; }
    // These are about to be stored. Durable.
    base::result<void> announce(std::string const& folder, std::uint32_t uidnext, std::vector<std::string> const& keys);
    // They have been.
    base::result<void> settle();
    // Nothing of them has been.
    base::result<void> withdraw();
    // The import is complete.
    base::result<void> remove();

private:
    std::string path_;
    base::unique_fd file_;
    import_state state_;
};

}  // namespace mailstead::server
