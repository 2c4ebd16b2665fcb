// One client that postscreen examines, from its connection until it is let through or sent away. Order, replies and log
// lines are those of Postfix's postscreen(8).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mta/postscreen/cache.h"
#include "mta/postscreen/engine.h"
#include "mta/postscreen/hall.h"
#include "mta/postscreen/settings.h"
#include "mta/smtpd/names.h"
#include "net/disk.h"
#include "net/stream.h"

namespace mailstead::mta::postscreen {

// What a session leans on; all of it outlives the session.
struct context {
    std::shared_ptr<postscreen::settings const> calm, hurried;    // hurried: while the hall is stressed
    std::shared_ptr<postscreen::hall> hall;
    std::shared_ptr<postscreen::cache> cache;                     // null: nothing is remembered
    smtpd::names& names;
    base::clock const& clock;
    std::shared_ptr<net::tls_context const> tls;                  // null: there is no certificate
    net::disk_pool& lookups;
    std::function<void(char const*, net::task<void>)> start;      // runs a coroutine beside the session, on its thread
    std::function<bool()> stopping;                               // the server ends
};

class session {
public:
    session(net::stream& wire, context with);

    // The stream to serve the client on, if it may pass; it refers to `wire`. Null: it has been sent away or is gone.
    task<std::unique_ptr<net::stream>> run();

private:
    enum class then { pass, go_on, leave };

    task<bool> identify();
    task<then> admit();
    task<then> look_up();
    task<access> ask_access() const;
    then fail(std::string_view reply, std::string_view more, action wanted);
    task<then> before_greeting();
    task<bool> wait_for_early_talk();
    then judge_early_talk();
    task<then> judge_lists();
    task<std::string> shown_name(std::string worst) const;
    task<std::optional<std::vector<std::string>>> discarded_keywords() const;
    task<void> behind_greeting();
    task<bool> obey(std::string_view bytes, engine& server);
    task<void> remember();
    task<void> part();
    void hang_up();
    task<bool> send(std::string_view text);
    std::int64_t now() const;
    void log(std::string_view text) const;
    static std::string describe(net::endpoint const& who);

    net::stream& wire_;
    context with_;
    settings const* settings_;
    verdicts tests_;
    net::endpoint peer_, local_;
    std::string client_;                 // "[192.0.2.1]:1234"
    std::shared_ptr<void> counted_;
    base::steady_time began_;
    std::string early_;                  // what was said before the greeting
    std::string refusal_ = "450 4.3.2 Service currently unavailable";
    std::string_view phase_ = "tests before SMTP handshake";
    std::shared_ptr<dns_score> score_;
    bool in_doubt_ = false;              // the access list did not answer: nothing is for good
    bool engaged_ = false;               // it is not let through, whatever the tests say
    std::string goodbye_;
};

}  // namespace mailstead::mta::postscreen
