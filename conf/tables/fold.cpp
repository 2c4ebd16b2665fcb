// Case folding of keys: see fold.h.
#include "conf/tables/fold.h"

#include <unicode/ucasemap.h>

#include <memory>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

struct closes {
    void operator()(UCaseMap* map) const noexcept { ::ucasemap_close(map); }
};

// Null when ICU has no data: ASCII must do then.
UCaseMap* default_map() noexcept {
    static std::unique_ptr<UCaseMap, closes> const held = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<UCaseMap, closes> made(::ucasemap_open("", U_FOLD_CASE_DEFAULT, &status));
        return U_SUCCESS(status) ? std::move(made) : nullptr;
    }();
    return held.get();
}

}  // namespace

std::string folded(std::string_view key) {
    auto out = base::lowered(key);
    auto const* map = base::is_ascii(key) || !base::is_utf8(key) ? nullptr : default_map();
    if (map == nullptr) return out;
    // Folding makes a text at most three times as long.
    std::string wide(key.size() * 3, '\0');
    UErrorCode status = U_ZERO_ERROR;
    auto const size = ::ucasemap_utf8FoldCase(map, wide.data(), static_cast<int32_t>(wide.size()), key.data(),
                                              static_cast<int32_t>(key.size()), &status);
    if (U_FAILURE(status)) return out;
    wide.resize(static_cast<std::size_t>(size));
    return wide;
}

}  // namespace mailstead::conf
