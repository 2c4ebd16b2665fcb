// What a milter's answers mean, and the seam to whoever holds the text of the message that milters look at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mta/milter/wire.h"
#include "net/task.h"
#include "smtp/reply.h"

namespace mailstead::mta::milter {

using net::result;
using net::task;

// What shall become of a command, a recipient or a message.
struct answer {
    enum class kind : std::uint8_t {
        go_on,
        refuse,     // with `reply`, 4xx or 5xx
        discard,    // taken and thrown away
        hold,       // goes on, but the message is held
        hang_up,    // 421, and the connection ends
    };
    kind what = kind::go_on;
    smtp::reply reply;

    bool goes_on() const noexcept { return what == kind::go_on; }
};

// A change that a milter wants, at the end of the message.
struct change {
    response what = response::go_on;
    std::uint32_t index = 0;
    std::string name, value;      // address and parameters; text of a body in `value`
    bool with_space = true;       // a blank belongs between "Name:" and the value
};

// A message on its way through the milters, each of which sees it as the earlier ones left it.
class message {
public:
    virtual ~message() = default;
    // The fields of the header, whole lines with CR LF. The first one is our own, of which milters are told nothing.
    virtual std::vector<std::string> const& fields() const = 0;
    // Some of the body from that byte on (CRLF lines, behind the empty line), at most `size` bytes; nothing: the end.
    virtual task<result<std::string>> body(std::uint64_t from, std::size_t size) = 0;
    // Carries out a change. An answer that does not go on ends the milter's say: the message has been refused meanwhile.
    virtual task<answer> apply(change what) = 0;
};

}  // namespace mailstead::mta::milter
