#include "net/server_name.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::net {
namespace {

constexpr std::size_t longest_name = 255;
constexpr char is_host_name = 0;
constexpr std::size_t head = 5;    // length of the list, kind, length of the name

std::size_t number_at(std::string_view bytes, std::size_t at) noexcept {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 | static_cast<unsigned char>(bytes[at + 1]);
}

}  // namespace

std::string host_name_in(std::string_view extension) {
    if (extension.size() < head || number_at(extension, 0) != extension.size() - 2 || extension[2] != is_host_name) return {};
    auto const length = number_at(extension, 3);
    auto const name = extension.substr(head, length);
    auto const is_good = [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_'; };
    if (name.size() != length || length > longest_name || !std::all_of(name.begin(), name.end(), is_good)) return {};
    return base::lowered(name);
}

}  // namespace mailstead::net
