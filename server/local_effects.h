// What a delivery does beside filling mailboxes, done by other roles: programs by exec, forwards by mta.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "mda/effects.h"
#include "net/disk.h"
#include "net/exec_client.h"
#include "net/session_set.h"

namespace mailstead::server {

class local_effects final : public mda::effects {
public:
    struct settings {
        std::string queue_directory;    // with private/forward and private/exec
        std::chrono::seconds command_time_limit{1000};
    };
    // `tasks` and `files` outlive it; it outlives the deliveries.
    local_effects(net::executor home, net::session_set& tasks, net::disk_pool& files, settings wanted);

    void run(mda::errand what, mda::command_target how, std::function<void(smtp::reply)> done) override;
    void forward(mda::errand what, mda::forward_target where, std::function<void(smtp::reply)> done) override;
    void reroute(mda::errand what, mda::reroute_target where, std::function<void(smtp::reply)> done) override;

    // For programs that begin from now on. On home's thread.
    void limit_commands(std::chrono::seconds most) noexcept { wanted_.command_time_limit = most; }
    // Kills the programs that are running. On home's thread.
    void cut() noexcept { programs_.cut(); }

private:
    using answer = std::function<void(smtp::reply)>;
    net::task<void> run_program(mda::errand what, mda::command_target how, answer given);
    net::task<bool> enter(std::string const& user);
    void leave(std::string const& user);
    net::task<void> send_on(mda::errand what, std::string head, std::string told, answer given);
    net::task<smtp::reply> hand_in(mda::errand const& what, std::string head, std::string const& told);

    net::executor const home_;
    net::session_set& tasks_;
    net::disk_pool& files_;
    settings wanted_;
    net::exec_client programs_;
    // Programs that run, by user. While one runs, the delivery holds one of the places that all local mail shares.
    std::map<std::string, std::size_t> running_;
    std::size_t all_running_ = 0;
};

}  // namespace mailstead::server
