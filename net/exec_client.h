// Asks the role exec to run a program, and waits for its end. One connection for each run: the end of the connection is the
// end of the run, on both sides.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/fs.h"
#include "net/exec_wire.h"
#include "net/task.h"

namespace mailstead::net {

// All calls and the destructor on the thread that runs `where`.
class exec_client {
public:
    exec_client(executor where, std::string path);
    ~exec_client();
    exec_client(exec_client const&) = delete;

    // `input` becomes the program's standard input. Fails with the system's reason when the role exec cannot be asked, with
    // errc::closed when it was lost meanwhile (the program may have done its work), errc::timed_out after `patience`,
    // errc::stopping after cut().
    task<result<exec_outcome>> run(exec_request what, base::unique_fd input, std::chrono::seconds patience);
    // Ends the runs under way: their programs are killed.
    void cut() noexcept;
    std::size_t running() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;    // runs may outlive the client
};

// Takes a request and its descriptor, if any, from a connection (non-blocking). errc::closed: the peer spoke otherwise or
// hung up; errc::timed_out.
struct received_request {
    exec_request what;
    base::unique_fd input;
};
task<result<received_request>> receive_exec_request(executor where, int connection, std::chrono::seconds patience);

}  // namespace mailstead::net
