// One folder's check under way; private to check*.cpp. Directories first, then every file, then what the index and the text copy say
// of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "maildir/check.h"
#include "maildir/scan.h"
#include "maildir/service.h"
#include "store/index.h"

namespace mailstead::maildir {

class checking {
public:
    checking(service& with, source const& where, store::check_mode mode, store::check_report const& report, bool in_use)
        : with_(with), where_(where), mode_(mode), report_(report), in_use_(in_use) {}

    result<void> run();
    bool must_look() const noexcept { return must_look_; }

private:
    void say(store::finding what, std::string words) { report_.found(what, where_.folder + ": " + std::move(words)); }
    bool repairs() const noexcept { return mode_ == store::check_mode::repair; }
    // Mends by `work` where that is wanted, and says what came of it.
    template <class Work>
    void mend(std::string words, Work work) {
        if (!repairs()) return say(store::finding::problem, std::move(words));
        auto const done = work();
        if (done) return say(store::finding::mended, std::move(words));
        say(store::finding::problem, fmt::format("{}; mending it failed: {}", words, done.error().message()));
    }

    void check_directories();
    void check_tmp();
    void check_files();
    void check_file(disk_file const& file);
    void check_sizes(disk_file const& file, std::uint64_t stored, std::uint64_t wire);
    result<void> rename_file(disk_file const& file, std::string const& to, std::optional<std::uint64_t> wire);
    result<void> keep_ids(store::index_row& row);
    result<void> note_name(store::index_row const& row);
    std::optional<std::uint64_t> wire_size(std::string const& path);
    result<void> check_index();
    void check_rows();
    void check_list();

    service& with_;
    source const& where_;
    store::check_mode const mode_;
    store::check_report const& report_;
    bool const in_use_;
    std::shared_ptr<store::index> index_;
    std::optional<store::mailbox_row> row_;
    std::vector<store::index_row> rows_;
    std::unordered_map<std::string, std::size_t> by_base_;    // of rows_
    std::optional<std::unordered_map<std::uint32_t, std::string>> uidls_;    // that the index holds; read when first needed
    listing seen_;
    std::unordered_set<std::string> bases_;
    std::uint64_t looked_at_ = 0;
    bool must_look_ = false, stopped_ = false;
};

}  // namespace mailstead::maildir
