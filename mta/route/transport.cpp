// What commands of master.cf mean for mail.
#include "mta/route/transport.h"

#include <utility>

namespace mailstead::mta::route {

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
