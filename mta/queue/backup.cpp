// A piece at a time on the writer's thread, between two commits.
#include "mta/queue/backup.h"

#include <fcntl.h>

#include "base/fs.h"
#include "mta/queue/moves.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::seconds longest{6 * 3600};

// Blocks stay as they are while it lives.
class holding {
public:
    holding(segments& files, std::string copy) : files_(files), copy_(std::move(copy)), mine_(files.hold()) {}
    ~holding() {
        if (!mine_) return;
        (void)base::system_files().unlink(AT_FDCWD, copy_);
        files_.let_go();
    }
    holding(holding const&) = delete;
    holding& operator=(holding const&) = delete;
    bool is_mine() const noexcept { return mine_; }

private:
    segments& files_;
    std::string const copy_;
    bool const mine_;
};

constexpr int piece = 256;    // pages of 4 KB: a commit waits for one piece at most

net::task<base::error_code> copy_in_pieces(writer& by, home& where, std::string to) {
    auto begin = [to](store_db& db) { return db.begin_copy(to); };
    awaited_change beginning(job::kind::read, begin);
    auto failed = co_await perform(by, where, beginning);
    bool complete = false;
    while (!failed && !complete) {
        auto some = [&complete](store_db& db) -> result<void> {
            auto const done = db.copy_some(piece);
            if (!done) return done.error();
            complete = *done;
            return {};
        };
        awaited_change copying(job::kind::read, some);
        failed = co_await perform(by, where, copying);
    }
    co_return failed;
}

}  // namespace

net::task<void> serve_backup(net::stream& wire, storage& queue, home& where) {
    auto const copy = queue.settings().directory + "/" + backup_name;
    holding const held(queue.segments(), copy);
    std::string answer = "busy\n";
    if (held.is_mine()) {
        (void)base::system_files().unlink(AT_FDCWD, copy);    // of a server that was killed
        auto const failed = co_await copy_in_pieces(queue.writer(), where, copy);
        answer = failed ? "error " + failed.message() + "\n" : "ok\n";
    }
    auto const sent = co_await wire.write(answer, patience);
    if (!sent || !answer.starts_with("ok")) co_return;
    auto const over = co_await wire.read_some(1, longest);
    static_cast<void>(over);
}

}  // namespace mailstead::mta::queue
