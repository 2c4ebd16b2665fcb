// Names stand as on disk; one that is no modified UTF-7 is taken as it is.
#include "maildir/subscriptions.h"

#include <algorithm>

#include "base/ascii.h"
#include "store/utf7.h"

namespace mailstead::maildir {
namespace {

constexpr std::string_view version2_head = "V\t2";

}  // namespace

subscriptions parse_subscriptions(std::string_view text, layout const& places) {
    subscriptions out;
    for (auto const line : base::split(text, "\n")) {
        if (line == version2_head) {
            out.version2 = true;
            continue;
        }
        std::string name(line);
        if (out.version2) std::replace(name.begin(), name.end(), '\t', places.separator());
        bool const utf7 = places.spelling() == name_spelling::utf7;
        auto decoded = utf7 ? store::utf7_decode(name) : std::nullopt;
        if (!decoded && !base::is_utf8(name)) continue;
        out.names.push_back(decoded ? std::move(*decoded) : std::move(name));
    }
    return out;
}

std::string print_subscriptions(subscriptions const& from, layout const& places) {
    std::string out;
    if (from.version2) (out += version2_head) += "\n\n";
    for (auto const& name : from.names) {
        auto line = places.spelt(name);
        if (from.version2) std::replace(line.begin(), line.end(), places.separator(), '\t');
        (out += line) += '\n';
    }
    return out;
}

}  // namespace mailstead::maildir
