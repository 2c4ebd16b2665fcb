#include "tests/bench/load/imap_work.h"

#include <fmt/format.h>

#include <charconv>

namespace mailstead::load {

bool assignment_progress::take() noexcept {
    if (given_ == what_.commands) return false;
    ++given_;
    return true;
}

void assignment_progress::answered(std::string_view reply, clock::time_point begun) {
    if (first == clock::time_point{}) first = begun;
    last = clock::now();
    if (reply.starts_with("OK")) ++done_;
    else if (refusal_.empty()) refusal_ = reply;
}

worker::worker(loop& on, place const& where, login who, assignment_progress& work, party& with, std::uint32_t seed)
    : loop_(on), who_(std::move(who)), work_(work), party_(with), random_(seed), wire_(on, where, *this) {}

void worker::closed() {
    if (++party_.ended == party_.all) loop_.stop();
}

void worker::tell(std::string_view command, step then) {
    at_ = then;
    wire_.send("~ ", command);
}

void worker::line(std::string_view text) {
    if (at_ == step::greeting) return tell(fmt::format("LOGIN {} {}\r\n", who_.user, who_.password), step::login);
    if (text.starts_with("* ") && text.ends_with(" EXISTS")) std::from_chars(text.data() + 2, text.data() + text.size(), messages_);
    if (text.starts_with("~ ")) advance(text.substr(2));
}

void worker::advance(std::string_view reply) {
    switch (at_) {
    case step::login: return tell("SELECT INBOX\r\n", step::select);
    case step::select:
        at_ = step::waiting;
        party_.waiting.push_back(this);
        if (party_.waiting.size() + party_.ended == party_.all) all_are_here();
        return;
    case step::work:
        work_.answered(reply, begun_);
        return next();
    case step::logout:
        wire_.close();
        return closed();
    case step::greeting:
    case step::waiting: return;
    }
}

void worker::all_are_here() {
    for (auto* const one : party_.waiting) one->next();
}

void worker::next() {
    if (!work_.take()) return tell("LOGOUT\r\n", step::logout);
    begun_ = clock::now();
    tell(something(), step::work);
}

std::string worker::something() {
    auto const& what = work_.what();
    if (what.what == assignment::kind::append) return fmt::format("APPEND INBOX {{{}+}}\r\n{}\r\n", what.message.size(), what.message);
    auto const one = messages_ ? random_() % messages_ + 1 : 1;
    auto const some = std::min<std::uint32_t>(messages_, static_cast<std::uint32_t>(one) + 19);
    switch (random_() % 20) {
    case 0:
    case 1:
    case 2: return "NOOP\r\n";
    case 3:
    case 4:
    case 5: return fmt::format("FETCH {}:{} (UID FLAGS)\r\n", one, some);
    case 6:
    case 7:
    case 8: return fmt::format("FETCH {}:{} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\r\n", one, some);
    case 9:
    case 10: return fmt::format("FETCH {} (BODYSTRUCTURE)\r\n", one);
    case 11:
    case 12:
    case 13: return fmt::format("FETCH {} (BODY.PEEK[])\r\n", one);
    case 14:
    case 15: return fmt::format("STORE {} +FLAGS (\\Seen)\r\n", one);
    case 16: return fmt::format("STORE {} -FLAGS (\\Seen)\r\n", one);
    case 17: return "UID SEARCH UNSEEN\r\n";
    case 18: return "STATUS Other (MESSAGES UIDNEXT UNSEEN)\r\n";
    default: return fmt::format("COPY {} Other\r\n", one);
    }
}

}  // namespace mailstead::load
