// Internationalised domain names (RFC 5890, UTS 46).
#pragma once

#include <string>
#include <string_view>

namespace mailstead::conf {

// The domain as the DNS knows it: U-labels as A-labels ("bücher.example" is "xn--bcher-kva.example"). What is ASCII, and what
// can be no such name, comes back as it is. Never throws on any bytes.
std::string ascii_domain(std::string_view domain);

}  // namespace mailstead::conf
