// The milter protocol on the wire (Sendmail's mfapi, version 6): packets, option negotiation, replies. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::milter {

// What we send.
enum class event : char {
    connect = 'C', helo = 'H', mail = 'M', rcpt = 'R', data = 'T', unknown = 'U', header = 'L', end_of_header = 'N',
    body = 'B', end_of_body = 'E', macros = 'D', negotiate = 'O', abort = 'A', quit = 'Q',
};
// "SMFIC_CONNECT", for the log.
std::string_view name(event which) noexcept;

// What a milter says.
enum class response : char {
    go_on = 'c', accept = 'a', reject = 'r', tempfail = 't', discard = 'd', hang_up = '4', connection_fails = 'f',
    reply_code = 'y', quarantine = 'q', progress = 'p', skip = 's',
    add_header = 'h', insert_header = 'i', change_header = 'm', change_sender = 'e', add_recipient = '+',
    add_recipient_with_parameters = '2', delete_recipient = '-', replace_body = 'b',
};
std::string_view name(response which) noexcept;    // "SMFIR_CONTINUE"; "(unknown filter reply)"

// What a milter may ask for: changes (SMFIF_*).
namespace action {
inline constexpr std::uint32_t add_headers = 0x1, change_body = 0x2, add_recipients = 0x4, delete_recipients = 0x8,
                               change_headers = 0x10, quarantine = 0x20, change_sender = 0x40,
                               add_recipients_with_parameters = 0x80, set_macros = 0x100, all = 0x1ff;
}
// What it need not be told, what it will not answer, and how we behave (SMFIP_*).
namespace protocol {
inline constexpr std::uint32_t no_connect = 0x1, no_helo = 0x2, no_mail = 0x4, no_rcpt = 0x8, no_body = 0x10,
                               no_headers = 0x20, no_end_of_header = 0x40, silent_headers = 0x80, no_unknown = 0x100,
                               no_data = 0x200, may_skip = 0x400, refused_recipients = 0x800, silent_connect = 0x1000,
                               silent_helo = 0x2000, silent_mail = 0x4000, silent_rcpt = 0x8000, silent_data = 0x10000,
                               silent_unknown = 0x20000, silent_end_of_header = 0x40000, silent_body = 0x80000,
                               leading_space = 0x100000;
// All that versions 2, 3, 4 and 6 know; 0: no such version.
std::uint32_t of_version(std::uint32_t version) noexcept;
}

// The stages that have macros, numbered as in SMFIR_SETSYMLIST; unknown commands have none there.
enum class stage : std::uint8_t { connect, helo, mail, rcpt, data, end_of_data, end_of_header, unknown };
inline constexpr std::size_t stages = 8;

struct offer {
    std::uint32_t version = 6, actions = action::all, protocol = 0;
};
struct agreement {
    std::uint32_t version = 0, actions = 0, protocol = 0;
    std::array<std::optional<std::vector<std::string>>, stages> macros;    // what the milter wants instead of main.cf's
    std::vector<std::uint32_t> strange_stages;                             // numbers that are none
};

// Appends a packet: its length, its code, its data.
void put(std::string& out, event which, std::string_view data = {});
void put(std::string& out, offer const& what);
// The parts of a packet's data. A text ends at its first NUL, whatever it holds.
void put_text(std::string& out, std::string_view text);
void put_number(std::string& out, std::uint32_t value);
void put_short(std::string& out, std::uint16_t value);

// Cuts what a milter sends into packets, however the bytes come.
class packet_reader {
public:
    // Longer packets are none: nothing a milter says is as long as this.
    static constexpr std::uint32_t limit = 4 * 1024 * 1024;
    enum class state { need_more, packet, bad };
    struct item {
        packet_reader::state state = packet_reader::state::need_more;
        char code = '\0';
        std::string_view data;       // valid until the next feed()
        std::uint32_t length = 0;    // of a bad one: what it says of itself
    };

    void feed(std::string_view bytes);
    // After `bad` there is no way on.
    item next();
    bool has_input() const noexcept { return at_ < held_.size(); }

private:
    std::string held_;
    std::size_t at_ = 0;
};

// The data of the milter's answer to an offer. Absent: it is none, `why` says what is wrong with it.
std::optional<agreement> parse_agreement(std::string_view data, std::string& why);

// One reply. Views of the packet's data.
struct reply {
    response what = response::go_on;
    std::uint32_t index = 0;              // of a header
    std::string_view first, second;       // name and value, address and parameters, text, a piece of body
};
// Absent: no reply of the protocol; `why` says why, and is empty for a code that there is none of.
std::optional<reply> parse_reply(char code, std::string_view data, std::string& why);

}  // namespace mailstead::mta::milter
