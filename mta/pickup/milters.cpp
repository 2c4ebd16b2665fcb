#include "mta/pickup/milters.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::pickup {
namespace {

constexpr char const* client_name = "localhost";
constexpr char const* client_address = "127.0.0.1";

// Without <>, as Postfix tells it of mail that did not come by SMTP.
std::vector<std::string> argument(std::string const& address) {
    std::vector<std::string> out;
    out.push_back(address);
    return out;
}

}  // namespace

local_milters::local_milters(std::shared_ptr<milter::setup const> how, milter::parts with, std::string id)
    : id_(std::move(id)), milters_(how, how->services, std::move(with), [this](std::string_view name) { return macro(name); }) {}

std::optional<std::string> local_milters::macro(std::string_view name) const {
    if (name == "{_}") return fmt::format("{} [{}]", client_name, client_address);
    if (name == "{client_addr}" || name == "{daemon_addr}") return client_address;
    if (name == "{client_name}" || name == "{client_ptr}") return client_name;
    if (name == "{client_port}") return "0";
    if (name == "{i}") return id_;
    if (name == "{mail_addr}") return sender_;
    if (name == "{rcpt_addr}" && !recipient_.empty()) return recipient_;
    return std::nullopt;
}

void local_milters::tell(char const* action, char const* where, std::string_view text, envelope const& of) const {
    std::string to;
    if (!recipient_.empty()) to = fmt::format(" to=<{}>", base::printable(recipient_));
    base::log::info("cleanup", "{}: {}: {} from {}[{}]: {}; from=<{}>{}", id_, action, where, client_name, client_address, text,
                    base::printable(of.sender), to);
}

// True: the message is refused.
bool local_milters::obey(milter::answer const& said, char const* where, envelope const& of, cleanup::effects& wished) {
    using kind = milter::answer::kind;
    if (said.what == kind::hold && !std::exchange(wished.hold, true)) tell("milter-hold", where, "milter triggers HOLD action", of);
    if (said.what == kind::discard && !std::exchange(wished.discard, true)) tell("milter-discard", where, "milter triggers DISCARD action", of);
    if (said.what != kind::refuse && said.what != kind::hang_up) return false;
    auto const text = said.what == kind::refuse ? smtp::one_line(said.reply).substr(4) : std::string("4.7.0 Server closing connection");
    tell("milter-reject", where, text, of);
    return true;
}

net::task<std::optional<smtp::reply>> local_milters::introduce(envelope const& of, cleanup::effects& wished) {
    milter::peer who;
    who.name = client_name;
    who.address = client_address;
    smtp::reply closing;
    closing.code = 421;
    closing.enhanced = "4.7.0";
    closing.text = "Server closing connection";
    auto const refusal = [&closing](milter::answer const& said) {
        return std::optional<smtp::reply>(said.what == milter::answer::kind::hang_up ? closing : said.reply);
    };

    auto said = co_await milters_.connect(std::move(who));
    if (obey(said, "CONNECT", of, wished)) co_return refusal(said);
    said = co_await milters_.helo(client_name);
    if (obey(said, "EHLO", of, wished)) co_return refusal(said);
    sender_ = of.sender;
    auto sender = argument(of.sender);
    said = co_await milters_.mail(std::move(sender));
    if (obey(said, "MAIL", of, wished)) co_return refusal(said);
    for (auto const& one : of.recipients) {
        if (wished.discard) co_return std::nullopt;
        recipient_ = one.address;
        auto to = argument(one.address);
        said = co_await milters_.rcpt(std::move(to));
        if (!obey(said, "RCPT", of, wished)) continue;
        // There is no client whom one recipient of many could be refused to.
        base::log::warning("cleanup", "{}: milter configuration error: can't reject recipient in non-smtpd(8) submission", id_);
        closing.code = 451;
        closing.enhanced = "4.3.5";
        closing.text = "Server configuration error";
        co_return closing;
    }
    if (wished.discard) co_return std::nullopt;
    said = co_await milters_.data();
    if (obey(said, "DATA", of, wished)) co_return refusal(said);
    co_return std::nullopt;
}

}  // namespace mailstead::mta::pickup
