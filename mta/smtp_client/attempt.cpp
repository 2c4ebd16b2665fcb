#include "mta/smtp_client/attempt.h"

#include <numeric>

#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::smtp_client {
namespace {

std::string one_line(std::string text) {
    for (char& c : text)
        if (c == '\n') c = ' ';
        else if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
    return text;
}

bool is_final(lmtp::recipient_result const& one) noexcept {
    if (one.what == lmtp::fate::unknown) return true;    // a second host could make it a second copy
    return one.what == lmtp::fate::replied && (one.code < 300 || one.code >= 500);    // 3yz is no answer to a recipient
}

// How much of the text is header: up to and with the empty line.
bool has_eight_bit_header(std::vector<std::string> const& text) {
    bool line_start = true;
    for (auto const& piece : text) {
        for (char const c : piece) {
            if (static_cast<unsigned char>(c) >= 0x80) return true;
            if (c == '\r') continue;
            if (c == '\n' && line_start) return false;
            line_start = c == '\n';
        }
    }
    return false;
}

}  // namespace

attempt::attempt(lmtp::transaction what) : what_(std::move(what)) {
    result_.recipients.resize(what_.recipients.size());
    left_.resize(what_.recipients.size());
    answered_.resize(what_.recipients.size());
    passed_over_.resize(what_.recipients.size());
    std::iota(left_.begin(), left_.end(), 0u);
    if (!what_.recipients.empty()) id_ = queue::id_text(what_.recipients.front().id.message);
    trouble none;
    none.status = "4.3.0";
    none.text = "server unavailable or unable to receive mail";
    fail_all(none, "none");
    inspect();
}

void attempt::inspect() {
    for (auto const& piece : *what_.text) {
        size_ += piece.size();
        eight_bit_ = eight_bit_ || !base::is_ascii(piece);
    }
    if (!what_.smtputf8) return;
    needs_smtputf8_ = !base::is_ascii(what_.sender) || (eight_bit_ && has_eight_bit_header(*what_.text));
    for (auto const& one : what_.recipients) needs_smtputf8_ = needs_smtputf8_ || !base::is_ascii(one.address);
}

void attempt::end_of_host() {
    answered_.assign(answered_.size(), false);
    uses_ = 0;
    std::erase_if(left_, [this](std::uint32_t whom) { return is_final(result_.recipients[whom]) && !passed_over_[whom]; });
}

lmtp::recipient_result& attempt::fresh(std::uint32_t whom) {
    passed_over_[whom] = false;
    auto& out = result_.recipients[whom];
    out = {};
    out.uses = uses_;
    return out;
}

void attempt::answer(std::uint32_t whom, smtp::reply const& reply, std::string_view command, mail_host const& by) {
    auto& one = fresh(whom);
    one.what = lmtp::fate::replied;
    one.code = reply.code;
    one.enhanced = reply.enhanced;
    one.text = one_line(reply.text);
    one.command = command;
    one.relay = by.relay();
    answered_[whom] = true;
}

void attempt::answer_all(smtp::reply const& reply, std::string_view command, mail_host const& by) {
    for (auto const whom : left_) answer(whom, reply, command, by);
}

void attempt::delivered(std::uint32_t whom, smtp::reply const& reply, mail_host const& by, smtp::offers const& server, way_on after) {
    answer(whom, reply, {}, by);
    result_.recipients[whom].takes_dsn = server.dsn;
    result_.recipients[whom].takes_by = server.deliver_by;
    result_.recipients[whom].is_final = after == way_on::none && !server.dsn;
}

void attempt::fail_all(trouble const& why, std::string const& relay) {
    for (auto const whom : left_) {
        if (answered_[whom]) continue;
        auto& one = fresh(whom);
        one.what = why.is_soft() ? lmtp::fate::not_attempted : lmtp::fate::replied;
        one.code = why.is_soft() ? 450 : 550;
        one.enhanced = why.status;
        one.text = one_line(why.text);
        one.relay = relay;
    }
}

void attempt::pass_over(trouble const& why, std::string const& relay) {
    fail_all(why, relay);
    for (auto const whom : left_) passed_over_[whom] = true;
}

void attempt::lost(std::uint32_t whom, trouble const& why, mail_host const& by) {
    auto& one = fresh(whom);
    one.what = lmtp::fate::unknown;
    one.enhanced = why.status;
    one.text = one_line(why.text);
    one.relay = by.relay();
}

std::string attempt::last_words() const {
    for (auto const whom : left_) {
        auto const& one = result_.recipients[whom];
        if (one.command.empty()) return one.text;
        auto const host = one.relay.substr(0, one.relay.rfind(']') + 1);
        return fmt::format("host {} said: {}{}{} {} (in reply to {} command)", host, one.code, one.enhanced.empty() ? "" : " ",
                           one.enhanced, one.text, one.command);
    }
    return {};
}

}  // namespace mailstead::mta::smtp_client
