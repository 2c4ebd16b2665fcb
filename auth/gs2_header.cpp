// gs2-header = [gs2-nonstd-flag ","] gs2-cbind-flag "," [gs2-authzid] ","; the first is not for SCRAM.
#include "auth/gs2_header.h"

#include <algorithm>

namespace mailstead::auth {
namespace {

// cb-name = 1*(ALPHA / DIGIT / "." / "-")
bool is_of_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

}  // namespace

std::optional<gs2_header> parse_gs2_header(std::string_view message) noexcept {
    auto const comma = message.find(',');
    if (comma == message.npos) return std::nullopt;
    auto const flag = message.substr(0, comma);
    if (flag == "n") return gs2_header{gs2_header::flag::unable, {}};
    if (flag == "y") return gs2_header{gs2_header::flag::unoffered, {}};
    if (!flag.starts_with("p=")) return std::nullopt;
    auto const type = flag.substr(2);
    bool const good = !type.empty() && std::all_of(type.begin(), type.end(), is_of_name);
    return good ? std::optional(gs2_header{gs2_header::flag::used, type}) : std::nullopt;
}

}  // namespace mailstead::auth
