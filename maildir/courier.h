// What Courier keeps beside its uid list: subscriptions and keywords. Pure text; docs/formats/foreign.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailstead::maildir {

inline constexpr char courier_subscribed_name[] = "courierimapsubscribed";
inline constexpr char courier_keywords_name[] = "courierimapkeywords/:list";

// `INBOX` and `INBOX.NAME` lines, in file order, as names of ours: UTF-8, without the prefix. Other lines are passed over.
std::vector<std::string> parse_courier_subscribed(std::string_view text);

struct courier_keywords {
    std::vector<std::string> names;
    std::vector<std::pair<std::string, std::vector<std::size_t>>> messages;  // base name, positions in `names`
};
// Keyword lines, an empty line, then `BASE:NUMBER NUMBER...` lines; numbers without a keyword are passed over.
courier_keywords parse_courier_keywords(std::string_view text);

}  // namespace mailstead::maildir
