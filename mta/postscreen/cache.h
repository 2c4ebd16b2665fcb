// What postscreen remembers of clients that passed: an SQLite database, one row for each (docs/formats/postscreen-cache.md).
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "mta/postscreen/verdicts.h"
#include "mta/queue/sqlite.h"

namespace mailstead::mta::postscreen {

using base::result;

class cache {
public:
    // Opens or makes `directory`/clients.sqlite; the directory is there. A database that is damaged is put aside, with a
    // word in the log: the clients are examined once more. Blocking.
    static result<std::shared_ptr<cache>> open(std::string const& directory);

    // From any thread; blocking. A failure is no 'no'.
    result<std::optional<passes>> find(std::string_view address);
    result<void> keep(std::string_view address, passes const& until);

    // Removes the clients whose last result has expired `retention` ago. At most `piece` rows at a time, so that others
    // get their turn between two calls; done: nothing is left to remove.
    struct swept {
        bool done = true;
        std::int64_t dropped = 0, retained = 0;    // retained: when done
    };
    result<swept> sweep(std::int64_t now, std::chrono::seconds retention, int piece = 500);
    std::string const& name() const noexcept { return path_; }

private:
    explicit cache(std::string path) : path_(std::move(path)) {}
    result<void> prepare();
    static result<std::shared_ptr<cache>> attempt(std::string const& path);

    std::string const path_;
    std::mutex mutex_;
    queue::sqlite_handle db_;
    queue::statement find_, keep_, drop_, count_;
};

}  // namespace mailstead::mta::postscreen
