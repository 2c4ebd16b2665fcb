#include "tests/bench/load/pop3_work.h"

#include <fmt/format.h>

#include <charconv>

namespace mailstead::load {

retriever::retriever(loop& on, place const& where, login who, assignment_progress& work, party& with, unsigned at_once)
    : loop_(on), who_(std::move(who)), work_(work), party_(with), at_once_(at_once), wire_(on, where, *this) {}

void retriever::closed() {
    if (++party_.ended == party_.all || party_.stays) loop_.stop();
}

void retriever::tell(std::string_view command, step then) {
    at_ = then;
    wire_.send(command, "\r\n");
}

void retriever::line(std::string_view text) {
    if (at_ == step::text) {
        if (text == ".") arrived();
        return;
    }
    if (!text.starts_with("+OK")) {
        work_.answered(text, begun_);
        wire_.close();
        return closed();
    }
    switch (at_) {
    case step::greeting: return tell("USER " + who_.user, step::user);
    case step::user: return tell("PASS " + who_.password, step::pass);
    case step::pass: return tell("STAT", step::stat);
    case step::stat:
        std::from_chars(text.data() + 4, text.data() + text.size(), messages_);
        at_ = step::waiting;
        party_.waiting.push_back(this);
        if (++party_.here < party_.all) return;
        if (party_.stays) return loop_.stop();    // and says nothing more
        for (auto* const one : party_.waiting) one->begin();
        return;
    case step::status: at_ = step::text; return;
    case step::quit:
        wire_.close();
        return closed();
    case step::waiting:
    case step::text: return;
    }
}

void retriever::begin() {
    begun_ = clock::now();
    ask(at_once_);
    if (under_way_ == 0) tell("QUIT", step::quit);
}

void retriever::ask(unsigned count) {
    std::string out;
    for (; count > 0 && work_.take(); --count, ++under_way_) {
        out += fmt::format("RETR {}\r\n", next_ + 1);
        next_ = messages_ ? (next_ + 1) % messages_ : 0;
    }
    if (out.empty()) return;
    at_ = step::status;
    wire_.send(out);
}

// A window of half the size is filled up again in one piece, as a client does that pipelines.
void retriever::arrived() {
    work_.answered("OK", begun_);
    at_ = step::status;
    --under_way_;
    if (under_way_ <= at_once_ / 2) ask(at_once_ - under_way_);
    if (under_way_ == 0) tell("QUIT", step::quit);
}

}  // namespace mailstead::load
