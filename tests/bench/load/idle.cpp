#include "tests/bench/load/idle.h"

#include <fmt/format.h>

namespace mailstead::load {

idler::idler(loop& on, place const& where, login who, events tell)
    : who_(std::move(who)), tell_(std::move(tell)), wire_(on, where, *this) {}

void idler::closed() { tell_.ended("closed by the server"); }

void idler::command(std::string_view tag, std::string_view text, step then) {
    at_ = then;
    wire_.send(fmt::format("{} {}\r\n", tag, text));
}

void idler::line(std::string_view text) {
    bool const untagged = text.starts_with("* ");
    if (untagged && at_ == step::waiting && text.ends_with(" EXISTS") && tell_.grown) return tell_.grown();
    if (untagged && at_ != step::greeting) return;
    if (text.starts_with("+") && at_ == step::idle) {
        at_ = step::waiting;
        return tell_.idling();
    }
    if (at_ == step::greeting) return command("a", fmt::format("LOGIN {} {}", who_.user, who_.password), step::login);
    if (text.find(" OK") != 1) {
        wire_.close();
        return tell_.ended(text);
    }
    if (at_ == step::login) return command("b", "SELECT INBOX", step::select);
    if (at_ == step::select) return command("c", "IDLE", step::idle);
}

}  // namespace mailstead::load
