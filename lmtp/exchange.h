// One transaction's dialogue as data: the commands it needs, and what each reply means for which recipient (RFC 2033
// §4.2, §4.3). No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/event.h"
#include "smtp/offers.h"
#include "lmtp/transaction.h"
#include "smtp/reply.h"

namespace mailstead::lmtp {

using smtp::offers;

class exchange {
public:
    explicit exchange(transaction what);

    // Refused here because the server lacks an extension that the message needs (RFC 6531 §3.5, RFC 3030 §3): every
    // recipient has its result and nothing is to be sent.
    bool is_impossible(offers const& server);

    // The command lines, CRLF included.
    std::string mail_line(offers const& server) const;
    std::string rcpt_line(std::size_t index, offers const& server) const;
    std::string bdat_line() const;                        // BDAT <size> LAST
    // MAIL, every RCPT and BDAT LAST (of a probe: RSET): what our own server gets in one go, followed by the text.
    std::string all_lines(offers const& server) const;

    // Takes the next reply, in the order MAIL, each RCPT, then those to the text: one per accepted recipient, and
    // exactly one when none was accepted (our own server's rule, since the text is under way already).
    void take(smtp::reply const& answer);
    bool is_complete() const noexcept { return phase_ == phase::complete; }

    // From now on a loss leaves open whether the message was taken.
    void text_goes_out() noexcept { text_sent_ = true; }
    // No more replies will come: who has none gets fate::unknown if the text went out, else not_attempted.
    void give_up(std::string_view enhanced, std::string const& why);

    store::shared_text const& text() const noexcept { return what_.text; }
    std::uint64_t size() const noexcept { return size_; }
    transaction_result take_result() { return std::move(result_); }
    event done;    // set by whoever completes the exchange

private:
    enum class phase : std::uint8_t { mail, rcpt, text, complete };
    void answer(std::size_t index, smtp::reply const& reply, std::string_view command);
    void answer_all(smtp::reply const& reply, std::string_view command);
    void take_rcpt(smtp::reply const& reply);
    void take_final(smtp::reply const& reply);

    transaction what_;
    transaction_result result_;
    std::vector<std::uint32_t> accepted_;
    std::uint64_t size_ = 0;
    std::size_t next_ = 0;          // of the recipients in phase rcpt, of accepted_ in phase text
    phase phase_ = phase::mail;
    bool mail_refused_ = false;
    bool text_sent_ = false;
};

}  // namespace mailstead::lmtp
