#include "tests/bench/load/sender.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <random>

namespace mailstead::load {
namespace {

// Text of an ordinary message: lines of 70 letters that do not compress into nothing.
std::string make_body(std::size_t size) {
    std::mt19937 random(size);
    std::string out;
    while (out.size() + 2 < size) {
        auto const length = std::min<std::size_t>(70, size - out.size() - 2);
        for (std::size_t i = 0; i < length; ++i) out += i % 7 == 6 ? ' ' : static_cast<char>('a' + random() % 26);
        out += "\r\n";
    }
    return out + ".\r\n";
}

}  // namespace

campaign::campaign(sending what) : what_(std::move(what)), by_user_(what_.users) {
    run_ = fmt::format("{:x}.{:x}", ::getpid(), clock::now().time_since_epoch().count());
    auto const head = 330;
    body_ = make_body(what_.bytes > head ? what_.bytes - head : 2);
    latencies_.reserve(what_.messages);
}

std::string campaign::domain_of(std::uint64_t number) const {
    auto out = what_.domain;
    auto const at = out.find("%d");
    if (at != out.npos) out.replace(at, 2, std::to_string(what_.first_domain + number % what_.domains));
    return out;
}

campaign::message campaign::take() {
    auto const number = next_++;
    message out;
    out.user = static_cast<unsigned>((what_.first_user + number) % what_.users);
    out.recipient = fmt::format("u{}@{}", out.user, domain_of(number));
    out.head = fmt::format("From: Load Generator <load@client.example.test>\r\nTo: User {0} <{1}>\r\n"
                           "Subject: load message {2}\r\nDate: Mon, 06 Jul 2026 09:00:00 +0000\r\n"
                           "Message-ID: <{3}.{2}@client.example.test>\r\nMIME-Version: 1.0\r\n"
                           "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
                           out.user, out.recipient, number, run_);
    return out;
}

void campaign::acknowledge(unsigned user, clock::time_point begun) {
    last = clock::now();
    ++acknowledged_;
    ++by_user_[user];
    latencies_.push_back(std::chrono::duration<float, std::milli>(last - begun).count());
}

void campaign::refuse(std::string_view reply) {
    if (refused_++ == 0) first_refusal_ = reply;
}

double campaign::latency(double share) {
    if (latencies_.empty()) return 0;
    auto const at = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
    std::nth_element(latencies_.begin(), latencies_.begin() + static_cast<std::ptrdiff_t>(at), latencies_.end());
    return latencies_[at];
}

session::session(loop& on, place const& where, campaign& work, counter& done)
    : loop_(on), work_(work), done_(done), wire_(on, where, *this) {}

void session::closed() {
    if (at_ != step::quit) work_.refuse("the server closed the connection");
    if (++done_.ended == done_.all) loop_.stop();
}

void session::line(std::string_view text) {
    if (text.size() > 3 && text[3] == '-') return;
    advance(text);
}

void session::command(std::string_view verb, std::string_view rest, step then) {
    line_.assign(verb).append(rest).append("\r\n");
    at_ = then;
    wire_.send(line_);
}

void session::next() {
    if (!work_.has_more()) return command("QUIT", "", step::quit);
    now_ = work_.take();
    begun_ = clock::now();
    if (work_.first == clock::time_point{}) work_.first = begun_;
    command("MAIL FROM:", "<load@client.example.test>", step::mail);
}

void session::refused(std::string_view reply) {
    work_.refuse(reply);
    if (at_ == step::greeting || at_ == step::hello) return command("QUIT", "", step::quit);
    if (at_ == step::body) return next();
    command("RSET", "", step::reset);
}

void session::advance(std::string_view reply) {
    bool const positive = reply.starts_with('2') || (at_ == step::data && reply.starts_with('3'));
    if (!positive && at_ != step::quit) return refused(reply);
    switch (at_) {
    case step::greeting:
        return command(work_.what().speaks == protocol::lmtp ? "LHLO " : "EHLO ", "client.example.test", step::hello);
    case step::hello:
    case step::reset: return next();
    case step::mail:
        return command("RCPT TO:", fmt::format("<{}>", now_.recipient), step::rcpt);
    case step::rcpt: return command("DATA", "", step::data);
    case step::data:
        at_ = step::body;
        return wire_.send(now_.head, work_.body());
    case step::body:
        work_.acknowledge(now_.user, begun_);
        return next();
    case step::quit:
        wire_.close();
        return closed();
    }
}

}  // namespace mailstead::load
