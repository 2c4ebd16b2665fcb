// What was said in an SMTP session, and which kinds of trouble it met (notify_classes). No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::notice {

// The classes of notify_classes that a session can belong to; a set. Those of reports are the queue's.
namespace trouble {
inline constexpr std::uint8_t none = 0, policy = 1, protocol = 2, resource = 4, software = 8, data = 16;
}

// Of all words that are such classes; others are passed over.
std::uint8_t troubles_named(std::vector<std::string> const& words) noexcept;

// What a reply of our own server says of the session: bad syntax or order is protocol, a full disk resource, tables and
// services that fail software. Refusals by rules are not told from the reply.
std::uint8_t trouble_of_our_reply(int code, std::string_view enhanced) noexcept;

// What another server's reply to us says: that it found fault with our protocol (RFC 5321 §4.2.2's x0z replies), or has none.
std::uint8_t trouble_of_their_reply(int code) noexcept;

class transcript {
public:
    // The classes that the postmaster wants to hear of; with none nothing is kept.
    explicit transcript(std::uint8_t wanted) noexcept : wanted_(wanted) {}

    // A line that the other side sent; lines that we send, each with its end. AUTH is kept without what comes behind the
    // mechanism.
    void heard(std::string_view line);
    void said(std::string_view lines);
    void met(std::uint8_t troubles) noexcept { met_ |= troubles; }
    // A message has been taken: what came before it was no harm.
    void forgive() noexcept { met_ = trouble::none; }

    bool is_to_be_told() const noexcept { return (met_ & wanted_) != trouble::none; }
    std::size_t size() const noexcept { return count_; }    // lines, also those left out
    // " In:  ..." and " Out: ..." in CRLF lines of moderate length, printable; the transcript is empty afterwards, and has met nothing.
    std::string take();

private:
    void add(std::string_view prefix, std::string_view line);

    std::uint8_t wanted_;
    std::uint8_t met_ = trouble::none;
    std::size_t count_ = 0;
    std::string head_;     // the first lines, whole
    std::vector<std::string> tail_;    // the last ones, where there are too many for that
    std::size_t tail_size_ = 0;
    std::size_t left_out_ = 0;         // between
};

}  // namespace mailstead::mta::notice
