// Rights on a mailbox and who has them, RFC 4314 §2. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::store {

// A set of the standard rights, RFC 4314 §2.1.
class rights {
public:
    static constexpr std::string_view letters = "lrswipkxtea";

    constexpr rights() = default;
    static rights all() noexcept { return rights((1u << letters.size()) - 1); }
    // `d` stands for "et", `c` for "kx" (§2.1.1: deleting a mailbox belongs to "create"). Absent: another letter is in it.
    static std::optional<rights> parse(std::string_view text) noexcept;
    // With `c` and `d` where any of their members is there, as ACL and MYRIGHTS have it.
    std::string print() const;
    std::string plain() const;                            // without them: for storing

    bool empty() const noexcept { return bits_ == 0; }
    bool has(char right) const noexcept { return (bits_ & bit(right)) != 0; }
    bool has_any(std::string_view of) const noexcept;

    friend rights operator|(rights a, rights b) noexcept { return rights(a.bits_ | b.bits_); }
    friend rights operator&(rights a, rights b) noexcept { return rights(a.bits_ & b.bits_); }
    friend rights operator-(rights a, rights b) noexcept { return rights(a.bits_ & ~b.bits_); }
    friend bool operator==(rights, rights) = default;

private:
    explicit constexpr rights(unsigned bits) noexcept : bits_(bits) {}
    static unsigned bit(char right) noexcept;
    unsigned bits_ = 0;
};

// An entry of an access control list. An identifier with "-" in front takes rights away; "anyone" is every user.
struct access_entry {
    std::string identifier;
    store::rights rights;
    friend bool operator==(access_entry const&, access_entry const&) = default;
};

// What `user` may do by that list: what is given to him and to anyone, without what is taken from either.
rights rights_of(std::vector<access_entry> const& list, std::string_view user);

// The one spelling of an identifier: an address in lower case, "anyone" too. Absent: it cannot be one (empty, above 255
// octets, no UTF-8, with control characters or blanks, or with two dashes in front).
std::optional<std::string> canonical_identifier(std::string_view text);

}  // namespace mailstead::store
