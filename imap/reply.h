// The tagged answer to a command, RFC 3501 §7.1, as the handlers return it; response codes of RFC 5530.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace mailstead::imap {

class reply {
public:
    enum class kind { ok, no, bad, later };

    // `text` begins with a response code in brackets where there is one.
    static reply ok(std::string text) { return reply(kind::ok, std::move(text)); }
    static reply no(std::string text) { return reply(kind::no, std::move(text)); }
    static reply bad(std::string text) { return reply(kind::bad, std::move(text)); }
    // The tagged line comes at another time, or never (the connection is going to be closed).
    static reply later() { return reply(kind::later, {}); }

    kind what() const noexcept { return what_; }
    std::string const& text() const noexcept { return text_; }
    std::string_view word() const noexcept { return what_ == kind::ok ? "OK" : what_ == kind::no ? "NO" : "BAD"; }

private:
    reply(kind what, std::string text) : what_(what), text_(std::move(text)) {}

    kind what_;
    std::string text_;
};

// The refusal that a store's or the pool's error means for the client: a calm text with a response code. Trouble that is
// ours, not the client's, is for the log too: see is_trouble().
reply no_for(base::error_code const& why);
// True for errors an administrator should see in the log.
bool is_trouble(base::error_code const& why) noexcept;

}  // namespace mailstead::imap
