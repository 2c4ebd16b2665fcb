// What SORT and THREAD compare of a message, RFC 5256 §2 and §3, RFC 5957 §3, by i;unicode-casemap (RFC 5051). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/measure.h"
#include "store/message.h"

#include "imap/base_subject.h"
#include "imap/command.h"
#include "imap/order_facts.h"

namespace mailstead::imap {

// Of a longer text only so many octets are compared.
inline constexpr std::size_t longest_collated = 1024;

// A raw field value as octets that sort as its text does: decoded and casefolded. What cannot be decoded sorts behind all
// that can, by its octets (RFC 5255 §4.6). Empty text is empty.
std::string collated(std::string_view raw);
// The same of a subject's base subject.
struct collated_subject {
    std::string text;
    bool is_reply = false;
};
collated_subject collated_base_subject(std::string_view raw);

// RFC 5256 §2.2: unix seconds; INTERNALDATE where there is no date to be read.
std::int64_t sent_date(store::message const& row, order_facts const& facts);

// True when the row alone does not decide.
bool needs_facts(std::vector<sort_criterion> const& order) noexcept;
// Octets whose order is the messages' order; those of messages that are equal are equal. `facts` may be null where
// needs_facts() is false.
std::string sort_key(std::vector<sort_criterion> const& order, store::message const& row, order_facts const* facts, std::uint8_t relevancy = 100);
// What of the row has to be known (store/measure.h); absent: nothing that may not be.
std::optional<store::measures> measures_for(std::vector<sort_criterion> const& order) noexcept;

}  // namespace mailstead::imap
