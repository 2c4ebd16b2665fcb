// The protocols of tcp_table(5) and socketmap_table(5): bytes in, a reply or "not yet" out. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailstead::conf {

struct table_reply {
    enum class kind {
        need_more,
        value,
        nothing,  // the server says that it does not have the key
        trouble,  // the server says that it cannot tell
        garbage,  // no reply of this protocol, or one over its limit
    };
    kind what = kind::need_more;
    std::string text;      // of value: the value; of trouble: the server's reason; of garbage: ours
    std::size_t used = 0;  // how many of the bytes the reply took; more than that has no business to be there
};
using reply_parser = table_reply (*)(std::string_view bytes);

// What the server sent so far, from the beginning. Needs no more than 4096 or 100,010 bytes to decide.
table_reply parse_tcp_reply(std::string_view bytes);
table_reply parse_socketmap_reply(std::string_view bytes);

std::string tcp_request(std::string_view key);
std::string socketmap_request(std::string_view map, std::string_view key);

}  // namespace mailstead::conf
