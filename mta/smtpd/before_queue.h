// smtpd_proxy_filter: an SMTP server that looks at each message while its client still waits, and whose answer is the
// client's (Postfix's SMTPD_PROXY_README). The message is the filter's then: it never enters the queue here.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mta/smtpd/place.h"
#include "mta/smtpd/waiting_text.h"
#include "smtp/dot.h"
#include "smtp/reply.h"

namespace mailstead::mta::smtpd {

using net::task;

struct before_queue_settings {
    std::optional<place> where;              // absent: there is no such filter
    std::string ehlo;                        // smtpd_proxy_ehlo
    std::chrono::seconds timeout{100};
    bool speed_adjust = false;               // the filter is asked when all of the message is here
    std::string directory;                   // where texts wait for that, when they are too large for memory
};

// What the filter is told of the client with XFORWARD, where it wants to know: name and value, not encoded.
struct forwarded_attribute {
    std::string name, value;
};

// One message on its way through the filter: begin, recipient..., data, take..., finish. Destroyed before its end it
// leaves the filter with a connection that breaks. Never waits longer than the timeout for one answer; memory is bounded.
class before_queue {
public:
    // What the client is to be told; absent: all went well.
    using refusal = std::optional<smtp::reply>;

    // All references outlive it.
    before_queue(before_queue_settings const& how, net::executor home, names& dns, net::disk_pool& pool);

    // `mail`: the client's whole command, "MAIL FROM:<...> ...".
    task<refusal> begin(std::string mail, std::vector<forwarded_attribute> client);
    task<refusal> recipient(std::string rcpt);
    task<refusal> data();
    // CRLF lines, undotted.
    task<void> take(std::string_view text);
    // The filter's answer, or a temporary refusal where it gave none.
    task<smtp::reply> finish();
    // QUIT, where that can be said.
    task<void> leave();

    std::uint64_t size() const noexcept { return size_; }    // of the text so far

private:
    enum class want : std::uint8_t { positive, go_ahead, anything };
    task<refusal> connect();
    task<refusal> introduce();
    task<refusal> ask(std::string command, want wanted);
    task<net::result<smtp::reply>> read_reply();
    task<refusal> replay();
    task<void> write(std::string bytes);
    smtp::reply trouble(base::error_code const& why);
    smtp::reply broken();

    before_queue_settings const& how_;
    net::executor home_;
    names& dns_;
    std::unique_ptr<net::stream> wire_;      // null: not connected, or lost
    smtp::reply_parser replies_;
    smtp::dot_encoder dots_;
    std::vector<forwarded_attribute> client_;
    std::vector<std::string> recorded_;      // commands; speed_adjust only
    waiting_text text_;                      // likewise
    std::string out_;                        // encoded text that waits for more
    std::uint64_t size_ = 0;
    bool in_text_ = false;
    bool lost_ = false;                      // every further answer is the temporary one
};

}  // namespace mailstead::mta::smtpd
