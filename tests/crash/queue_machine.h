// A machine that a queue lives on, with the power that can go at any of its operations, and what runs on it between two cuts.
#pragma once

#include <memory>
#include <string>

#include "mta/pickup/maildrop.h"
#include "tests/crash/queue_world.h"
#include "tests/lib/fault_fs.h"
#include "tests/lib/fault_vfs.h"
#include "tests/unit/mta/queue/office.h"

namespace mailstead::mta::queue::crash {

// Its disk: queue.db is kept by fault_vfs, everything else below root() by fault_fs; both count on one power line.
class machine {
public:
    machine();
    ~machine();
    mailstead::test::power& line() noexcept { return line_; }
    mailstead::test::fault_vfs& vfs() noexcept { return vfs_; }
    mailstead::test::fault_fs& files() noexcept { return *files_; }
    std::string const& root() const noexcept { return root_; }
    std::string queue_directory() const { return root_ + "/queue"; }
    std::string maildrop() const { return root_ + "/maildrop"; }
    // The power comes back: what is on the disk then depends on `rest`. Nothing may be open.
    void restart(mailstead::test::unsynced rest);
    // Files that no queue needs, and a database that SQLite finds damaged.
    std::vector<std::string> faults();

private:
    queue::test::temporary_directory top_;
    std::string root_ = top_.path() + "/disk";
    mailstead::test::power line_;
    mailstead::test::fault_vfs vfs_{"crash"};
    std::unique_ptr<mailstead::test::fault_fs> files_;
};

// One start of the server: the queue with its scheduler and pickup. On the thread of `where`.
class life {
public:
    // Null: the power went, or the queue cannot be opened, which is a complaint.
    static std::unique_ptr<life> begin(net::executor where, machine& on, world& around);
    ~life();

    net::executor executor() const { return executor_; }
    scheduler& manager() noexcept { return manager_; }
    bool is_over() const noexcept { return machine_.line().is_off(); }

    // Hands a letter in; true: acknowledged.
    net::task<bool> put(std::string mark, std::string sender, std::vector<std::string> to, std::size_t size, bool hold = false);
    // sendmail, while nobody listens; pickup looks.
    void drop(std::string mark, std::string to);
    net::task<void> look_at_maildrop();
    net::task<void> requeue(std::string mark);
    net::task<void> retry(std::string mark);    // postqueue -i
    net::task<void> administer(admin_move move, std::string mark);

    net::task<std::vector<stored_message>> rows();
    // Waits until no message is in another state than `rest`; false: it takes too long, or the power went.
    net::task<bool> drained(bool held_ones_stay);
    // Waits until the letter is in that state (active: gone from every other).
    net::task<void> in_state(std::string mark, state wanted);
    // Blocks of segments that no row names, or that rows name and are free.
    net::task<void> check_blocks();
    net::task<void> end();

private:
    life(net::executor where, machine& on, world& around, std::unique_ptr<storage> queue);
    std::shared_ptr<pickup::settings const> pickup_rules() const;

    machine& machine_;
    world& world_;
    net::executor executor_;
    std::unique_ptr<storage> queue_;
    home here_;
    net::disk_pool disk_{1, std::chrono::seconds(5)};
    net::session_set tasks_;
    queue::test::scripted_routes routes_;
    world_carriers carriers_;
    scheduler manager_;
    std::unique_ptr<intake> door_;
    pickup::maildrop maildrop_;
};

}  // namespace mailstead::mta::queue::crash
