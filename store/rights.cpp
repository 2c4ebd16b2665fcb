#include "store/rights.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::store {
namespace {

constexpr std::size_t longest_identifier = 255;
constexpr std::string_view of_create = "kx", of_delete = "et";

}  // namespace

unsigned rights::bit(char right) noexcept {
    auto const at = letters.find(right);
    return at == letters.npos ? 0 : 1u << at;
}

std::optional<rights> rights::parse(std::string_view text) noexcept {
    rights out;
    for (char const c : text) {
        if (c == 'c' || c == 'd') {
            for (char const member : c == 'c' ? of_create : of_delete) out.bits_ |= bit(member);
            continue;
        }
        if (bit(c) == 0) return std::nullopt;
        out.bits_ |= bit(c);
    }
    return out;
}

std::string rights::plain() const {
    std::string out;
    for (char const c : letters)
        if (has(c)) out += c;
    return out;
}

std::string rights::print() const {
    auto out = plain();
    if (has_any(of_create)) out += 'c';
    if (has_any(of_delete)) out += 'd';
    return out;
}

bool rights::has_any(std::string_view of) const noexcept {
    return std::any_of(of.begin(), of.end(), [this](char c) { return has(c); });
}

rights rights_of(std::vector<access_entry> const& list, std::string_view user) {
    rights given, taken;
    for (auto const& entry : list) {
        std::string_view name = entry.identifier;
        bool const negative = name.starts_with('-');
        if (negative) name.remove_prefix(1);
        if (name != user && name != "anyone") continue;
        auto& into = negative ? taken : given;
        into = into | entry.rights;
    }
    return given - taken;
}

std::optional<std::string> canonical_identifier(std::string_view text) {
    auto const bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; };
    if (text.size() > longest_identifier || !base::is_utf8(text) || std::any_of(text.begin(), text.end(), bad)) return std::nullopt;
    bool const negative = text.starts_with('-');
    auto const name = text.substr(negative ? 1 : 0);
    if (name.empty() || name.front() == '-') return std::nullopt;
    bool const folds = name.find('@') != name.npos || base::iequals(name, "anyone");
    return (negative ? "-" : "") + (folds ? base::lowered(name) : std::string(name));
}

}  // namespace mailstead::store
