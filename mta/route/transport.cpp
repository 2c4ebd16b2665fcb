// What commands of master.cf mean for mail.
#include "mta/route/transport.h"

#include <charconv>
#include <utility>

#include "base/ascii.h"

namespace mailstead::mta::route {
namespace {

std::optional<double> amount_of(std::string_view text) {
    double out = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out, std::chars_format::fixed);
    bool const good = failed == std::errc() && end == text.data() + text.size() && out >= 0 && out <= 1;
    return good ? std::optional<double>(out) : std::nullopt;
}

}  // namespace

std::optional<feedback> parse_feedback(std::string_view text) {
    auto const slash = std::min(text.find('/'), text.size());
    auto const amount = amount_of(base::trimmed(text.substr(0, slash)));
    if (!amount) return std::nullopt;
    feedback out;
    out.amount = *amount;
    if (slash == text.size()) return out;
    auto const what = base::trimmed(text.substr(slash + 1));
    if (what == "concurrency") out.divided = feedback::by::concurrency;
    else if (what == "sqrt_concurrency") out.divided = feedback::by::root_of_concurrency;
    else return std::nullopt;
    return out;
}

transport::agent agent_of(std::string_view command, std::string_view row) noexcept {
    using agent = transport::agent;
    static constexpr std::pair<std::string_view, agent> known[] = {
        {"smtp", agent::smtp}, {"lmtp", agent::lmtp},   {"local", agent::local},     {"virtual", agent::virtual_mailbox},
        {"pipe", agent::pipe}, {"error", agent::error}, {"discard", agent::discard},
    };
    if (command == "error" && row == "retry") return agent::retry;
    for (auto const& [name, does] : known)
        if (name == command) return does;
    return agent::none;
}

transports standard_transports() {
    static constexpr std::pair<std::string_view, std::string_view> stock[] = {
        {"smtp", "smtp"},       {"relay", "smtp"},  {"lmtp", "lmtp"},   {"local", "local"},
        {"virtual", "virtual"}, {"error", "error"}, {"retry", "error"}, {"discard", "discard"},
    };
    transports out;
    for (auto const& [name, command] : stock) {
        auto one = std::make_shared<transport>();
        one->does = agent_of(command, name);
        one->program = command;
        out.emplace(name, std::move(one));
    }
    return out;
}

}  // namespace mailstead::mta::route
