// A queue manager whose routes and carriers do what the test wants.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mta/queue/scheduler.h"
#include "net/disk.h"
#include "net/session_set.h"
#include "room.h"

namespace mailstead::mta::queue::test {

using lmtp::transaction;
using lmtp::transaction_result;

lmtp::recipient_result answer(int code, std::string enhanced, std::string text);
lmtp::recipient_result lost(lmtp::fate how);

// A named function: g++ 12 cannot keep an initializer list in an expression with co_await.
template <class... Addresses>
std::vector<std::string> to(Addresses... addresses) {
    return {std::string(addresses)...};
}

std::string text_of(transaction const& what);

// Answers by recipient, keeps what it saw.
struct site_script {
    site_script();    // delivers to everybody
    ~site_script();

    std::function<lmtp::recipient_result(lmtp::recipient const&)> reply;
    milliseconds takes{0};
    std::vector<transaction> seen;
    std::size_t now = 0, most = 0;

    std::vector<std::string> recipients() const;
};

class scripted_source final : public carrier_source {
public:
    scripted_source(net::executor where, std::map<std::string, site_script>& scripts);
    ~scripted_source() override;
    std::unique_ptr<carrier> open(route::target const& where) override;
    // Carriers that somebody holds.
    std::size_t alive() const { return *alive_; }

private:
    net::executor where_;
    std::map<std::string, site_script>& scripts_;
    std::shared_ptr<std::size_t> alive_;
};

// By the domain's first label: store.*, far.*, late*.*, paced.*, many*.*, narrow*.*, trickle*.*, mirror.*, error.*; "slow" ones are not remembered.
class scripted_routes final : public route::resolver {
public:
    explicit scripted_routes(net::executor where);
    ~scripted_routes() override;
    std::shared_ptr<route::target const> remembered(std::string_view, std::string_view address) override;
    net::task<result<std::shared_ptr<route::target const>>> resolve(std::string, std::string address) override;
    std::shared_ptr<route::target const> filter(std::string_view, std::string_view address) override;
    std::shared_ptr<route::target const> at_best_exchanger(std::string_view) override;

    milliseconds takes{2};    // a resolve()

private:
    std::shared_ptr<route::target const> target_of(std::string_view address);
    // trickle: a second between any two; narrow: three at once; late: on demand; paced: two recipients at once, then a second's pause.
    std::shared_ptr<route::transport const> facts_of(std::string const& name);

    net::executor where_;
    std::map<std::string, std::shared_ptr<route::transport const>> facts_;
};

// A queue with everything around it.
struct office {
    net::executor executor;
    std::unique_ptr<storage> queue;
    home here;
    net::disk_pool disk;
    net::session_set tasks;
    std::map<std::string, site_script> sites;
    scripted_routes routes;
    scripted_source carriers;
    scheduler manager;
    std::unique_ptr<intake> door;

    office(net::executor where, settings const& wanted, internal_passage* reports_through = nullptr);
    ~office();

    net::task<void> send(std::string from, std::vector<std::string> to, std::string text = "Subject: x\r\n\r\nbody\r\n");
    net::task<bool> is_empty();
    net::task<void> close();
};

void with_office(std::function<net::task<void>(office&)> body, std::function<void(settings&)> change = {});

// True once `count` messages are in that state.
net::task<bool> all_in_state(office& room, state wanted, std::size_t count);

// The number of the first message once one is in that state; 0: none came to be.
net::task<std::uint64_t> in_state(office& room, state wanted);

}  // namespace mailstead::mta::queue::test
