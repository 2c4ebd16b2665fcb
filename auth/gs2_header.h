// The head of a client's first SCRAM message (RFC 5802 §7, RFC 5801 §4): whether it binds itself to its channel, and how.
#pragma once

#include <optional>
#include <string_view>

namespace mailstead::auth {

struct gs2_header {
    enum class flag {
        unable,     // "n": the client has no channel binding
        unoffered,  // "y": it has, and believes that the server has none
        used,       // "p": it uses one of `type`
    };
    flag binding = flag::unable;
    std::string_view type;    // "tls-exporter"; empty unless used; points into the message
};

// Total. Absent: the message does not begin with such a head.
std::optional<gs2_header> parse_gs2_header(std::string_view message) noexcept;

}  // namespace mailstead::auth
