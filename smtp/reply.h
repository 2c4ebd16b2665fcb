// Replies of SMTP and LMTP servers (RFC 5321 §4.2, RFC 2034): printed, and read as they arrive.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::smtp {

struct reply {
    int code = 0;            // 200 to 599
    std::string enhanced;    // "2.1.5"; empty: the reply has none
    std::string text;        // lines separated by '\n', without code and enhanced code

    bool is_positive() const noexcept { return code >= 200 && code < 400; }    // 2yz and 3yz
    bool is_temporary() const noexcept { return code >= 400 && code < 500; }
    bool operator==(reply const&) const = default;
};

reply make_reply(int code, std::string enhanced, std::string text);

// Appends one reply to `out`, each line with code and (where there is one) enhanced code. '\n' in `text` starts a new
// line; CR and other control bytes become '?', so that no text can add a reply of its own.
void print(std::string& out, int code, std::string_view enhanced, std::string_view text);
std::string print(reply const& answer);
// "250 2.1.5 Ok", lines joined by a space: for logs and bounce messages.
std::string one_line(reply const& answer);

// Reads a server's replies, however the bytes are cut.
class reply_parser {
public:
    enum class state { need_more, reply, broken };
    struct result {
        reply_parser::state state = reply_parser::state::need_more;
        smtp::reply reply;
    };

    // A reply of more than `limit` bytes, or a line that is none, is `broken`, and stays so: close the connection.
    explicit reply_parser(std::size_t limit = 64 * 1024) noexcept : limit_(limit) {}

    void feed(std::string_view bytes) { held_.append(bytes); }
    // The next complete reply.
    result next();
    // Bytes that belong to no reply given out yet.
    bool has_input() const noexcept { return at_ < held_.size(); }
    // Forgets everything (RFC 3207 §4.2).
    void reset() noexcept;

private:
    enum class step { more, last, bad };
    step take(std::string_view line);

    std::string held_;
    std::size_t at_ = 0;
    std::size_t scanned_ = 0;
    std::size_t limit_;
    std::size_t size_ = 0;     // bytes of current_ so far
    smtp::reply current_;      // code 0: no line yet
    bool broken_ = false;
};

}  // namespace mailstead::smtp
