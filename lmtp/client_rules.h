// Who may use the server over TCP, where the answer takes more than the client's address and login (lmtpd_client_restrictions).
#pragma once

#include <optional>
#include <string_view>

#include "net/stream.h"
#include "net/task.h"
#include "smtp/reply.h"

namespace mailstead::lmtp {

// What is known when the client sends MAIL or VRFY. The views hold until the answer is there.
struct client_facts {
    net::stream* wire = nullptr;
    std::string_view command;                      // "MAIL" or "VRFY"
    std::string_view helo;                         // what LHLO said
    std::string_view user;                         // as whom it has logged in; "": it has not
    std::optional<std::string_view> sender;        // with MAIL
};

class client_rules {
public:
    virtual ~client_rules() = default;
    // Why this client may not, for now or ever; nothing: it may. Bounded in time. On the session's thread.
    virtual net::task<std::optional<smtp::reply>> judge(client_facts about) = 0;
};

}  // namespace mailstead::lmtp
