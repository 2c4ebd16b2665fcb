// One backup under way; private to backup*.cpp. The order makes it consistent: the queue, then the indexes, then the mail. What is on
// its way in between is there twice rather than not at all, and the marks in queue and index tell it apart after a restore.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "conf/load.h"
#include "tools/backup.h"
#include "tools/backup_copy.h"
#include "tools/progress.h"

namespace mailstead::tools {

class backing_up {
public:
    backing_up(conf::configuration const& files, std::string to, backup_wiring const& wiring)
        : files_(files), values_(*files.values), to_(std::move(to)), work_(fmt::format("{}.partial-{}", to_, ::getpid())), wiring_(wiring),
          shown_("messages", 0) {
        rules_.complain = [this](std::string const& what, std::string const& why) { missing(what, why); };
        rules_.progress = [this](std::uint64_t n) { shown_.at(n); };
    }
    ~backing_up() {
        std::error_code ignored;
        if (!finished_) std::filesystem::remove_all(work_, ignored);
    }

    int run();

private:
    void missing(std::string const& what, std::string const& why);
    bool fail(std::string const& why) { return why_ = why, false; }

    bool begin();
    void copy_configuration();
    bool copy_accounts();
    bool copy_queue();
    bool copy_running_queue();
    bool copy_indexes();
    bool copy_index(std::string const& account);
    bool copy_index_of(store_client& store, boost::json::object const& request);
    bool copy_records_of(store_client& store);
    bool copy_common();
    bool take_file(store_client& store, std::string const& place, char const* name, std::uint64_t size);
    void find_mail();
    void copy_all_mail();
    bool write_manifest();
    bool finish();
    void add_root(std::string path);
    std::set<std::string> accounts();

    conf::configuration const& files_;
    conf::settings const& values_;
    std::string const to_, work_;
    backup_wiring const& wiring_;
    progress shown_;
    copy_rules rules_;
    copied done_;
    base::unique_fd hold_;              // none: the server runs
    std::int64_t const began_ = ::time(nullptr);
    std::vector<std::string> roots_;    // of mail
    std::uint64_t bad_ = 0;
    std::string why_;
    bool finished_ = false;
};

}  // namespace mailstead::tools
