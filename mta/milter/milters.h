// All milters of one SMTP client, or of one message that a program of this machine hands in, in the order of main.cf.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mta/milter/client.h"

namespace mailstead::mta::milter {

// The value of a macro by its name in braces; absent: there is none now.
using macro_values = std::function<std::optional<std::string>(std::string_view name)>;

// Where the client comes from, as milters are told.
struct peer {
    std::string name;                // "unknown" if none
    std::string address;             // "192.0.2.1", "2001:db8::1"; anything else is of no known family
    std::uint16_t port = 0;
};

// One thread. Each event gives the answer of the first milter that does not let it go on; the others then do not hear of
// it. Holding is no end: later milters are asked, and the answer is `hold` when nobody wants worse.
class milters {
public:
    // `of` may be a part of `how`'s services (smtpd_milter_maps). `values` is asked while an event is being told.
    milters(std::shared_ptr<setup const> how, std::vector<service_ptr> const& of, parts with, macro_values values);

    task<answer> connect(peer who);
    task<answer> helo(std::string name);
    // The addresses as they were given, with <> and the parameters behind them.
    task<answer> mail(std::vector<std::string> arguments);
    task<answer> rcpt(std::vector<std::string> arguments);
    // A recipient that was refused without them; only those hear of it who asked for that. Their answer is of no effect.
    task<void> refused_rcpt(std::vector<std::string> arguments);
    bool wants_refused_recipients() const noexcept;
    task<answer> data();
    task<answer> unknown(std::string line);
    // What stands for the rest of the connection, for commands that are no event of their own.
    answer standing() const;

    task<answer> inspect(message& what);
    task<void> abort();
    task<void> quit();

private:
    task<answer> tell(event what, stage when, std::string data);
    std::string macros_for(client const& whom, stage when) const;
    void add_macro(std::string& to, std::string const& name) const;

    std::shared_ptr<setup const> setup_;
    macro_values values_;
    std::vector<std::unique_ptr<client>> clients_;
};

}  // namespace mailstead::mta::milter
