// The trace fields of final delivery (RFC 5321 §4.4, RFC 9228) and the loop that Delivered-To reveals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/deposit.h"

namespace mailstead::mda {

// One message as it came, its header looked at once for all recipients. Immutable after construction, so deliveries on
// other threads may share its text.
class incoming {
public:
    // `text`: CRLF lines in pieces; never null. Return-Path fields are taken out of it: only final delivery writes one.
    incoming(std::string sender, store::shared_text text, std::int64_t arrival);

    std::string const& sender() const noexcept { return sender_; }
    store::shared_text const& text() const noexcept { return text_; }
    std::int64_t arrival() const noexcept { return arrival_; }
    std::uint64_t size() const noexcept { return size_; }
    // True when a Delivered-To field names this address (case ignored): the message has been here before.
    bool was_delivered_to(std::string_view address) const noexcept;

private:
    void look_at(std::string_view header);

    std::string sender_;
    store::shared_text text_;
    std::int64_t arrival_;
    std::uint64_t size_ = 0;
    std::vector<std::string> delivered_to_;
    std::vector<std::pair<std::size_t, std::size_t>> return_paths_;    // offset and length in the header
};

// Return-Path, X-Original-To and Delivered-To, in Postfix's order, with CRLF. Addresses are canonical: without line ends.
struct trace {
    std::string_view sender;
    std::string_view original;        // empty: as delivered_to
    std::string_view delivered_to;
    bool with_delivered_to = true;    // prepend_delivered_header
};
std::string trace_fields(trace const& of);

}  // namespace mailstead::mda
