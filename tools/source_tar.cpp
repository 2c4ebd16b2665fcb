// A tar (compressed or not) of a Maildir, by libarchive. It is read twice: first for what stands beside the messages.
#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "maildir/name.h"
#include "maildir/subscriptions.h"
#include "tools/mail_source.h"
#include "tools/maildirpp.h"
#include "tools/records_text.h"

namespace mailstead::tools {
namespace {

constexpr std::int64_t note_limit = std::int64_t{1} << 30;

struct closing {
    void operator()(archive* a) const noexcept { archive_read_free(a); }
};
using reading = std::unique_ptr<archive, closing>;

reading open_archive(std::string const& path, std::string& why) {
    reading out(archive_read_new());
    archive_read_support_filter_all(out.get());
    archive_read_support_format_tar(out.get());
    if (archive_read_open_filename(out.get(), path.c_str(), 1 << 18) == ARCHIVE_OK) return out;
    why = archive_error_string(out.get()) ? archive_error_string(out.get()) : "unknown format";
    return nullptr;
}

// Where a file of the tar belongs: `Maildir/.Lists/cur/NAME` is cur/NAME of the folder Lists in the Maildir `Maildir`.
struct position {
    std::string root;
    std::vector<std::string> levels;
    bool is_message = false;
    std::string file;
    std::string_view fault;    // why nothing can be taken from there; empty: it can
};

// Absent: nothing of a Maildir's lies there.
std::optional<position> position_of(std::string_view path) {
    auto words = base::split(path, "/");
    std::erase(words, ".");
    if (words.empty()) return std::nullopt;
    position out;
    if (std::find(words.begin(), words.end(), "..") != words.end()) out.fault = "its path has .. in it";
    out.file = words.back();
    words.pop_back();
    if (!words.empty() && words.back() == "tmp") return std::nullopt;
    if (!words.empty() && (words.back() == "cur" || words.back() == "new")) {
        out.is_message = !out.file.starts_with('.');
        words.pop_back();
    }
    if (!words.empty() && words.back().starts_with('.')) {
        auto const name = maildirpp_name(words.back());
        if (!name && out.fault.empty()) out.fault = "no folder can be called so";
        if (name)
            for (auto const level : base::split(*name, ".")) out.levels.emplace_back(level);
        words.pop_back();
    }
    for (auto const word : words) (out.root += word) += '/';
    return out;
}

// A file in a directory that itself stands where a message would.
bool is_below_messages(std::string_view path, std::string_view root) {
    for (auto slash = path.rfind('/'); slash != path.npos; slash = path.rfind('/')) {
        path = path.substr(0, slash);
        auto const at = position_of(path);
        if (at && at->is_message && at->root == root) return true;
    }
    return false;
}

// Texts that links within the tar lead to, in a nameless file: a link comes after what it leads to, which has gone by then.
class link_targets {
public:
    struct place {
        off_t offset = 0;
        std::uint64_t size = 0;
    };

    void expect(std::string path) { wanted_.insert(std::move(path)); }
    bool wants(std::string const& path) const { return wanted_.contains(path); }
    void clear() { kept_.clear(), end_ = 0; }

    // Reads the entry's text to its end. False: it could not be kept, and is lost.
    bool keep(archive* in, std::string const& path) {
        if (!file_) file_.reset(std::tmpfile());
        if (!file_) return false;
        place to{end_, 0};
        std::string piece(1 << 18, '\0');
        la_ssize_t n = 0;
        while ((n = archive_read_data(in, piece.data(), piece.size())) > 0) {
            if (::pwrite(::fileno(file_.get()), piece.data(), static_cast<std::size_t>(n), end_) != n) return false;
            end_ += n;
            to.size += static_cast<std::uint64_t>(n);
        }
        if (n == 0) kept_[path] = to;
        return n == 0;
    }

    place const* find(std::string const& path) const {
        auto const at = kept_.find(path);
        return at == kept_.end() ? nullptr : &at->second;
    }

    base::result<std::size_t> read(place& from, std::span<char> into) const {
        auto const most = std::min<std::uint64_t>(into.size(), from.size);
        auto const n = most == 0 ? 0 : ::pread(::fileno(file_.get()), into.data(), most, from.offset);
        if (n < 0) return base::last_error();
        from.offset += n;
        from.size -= static_cast<std::uint64_t>(n);
        return static_cast<std::size_t>(n);
    }

private:
    struct closing_file {
        void operator()(std::FILE* f) const noexcept { std::fclose(f); }
    };
    std::set<std::string> wanted_;
    std::map<std::string, place> kept_;
    std::unique_ptr<std::FILE, closing_file> file_;
    off_t end_ = 0;
};

class tar_source final : public mail_source {
public:
    explicit tar_source(std::string path) : path_(std::move(path)) {}

    // The first pass. Empty: it is one.
    std::string look() {
        std::string why;
        auto const in = open_archive(path_, why);
        if (!in) return why;
        archive_entry* entry = nullptr;
        int status = ARCHIVE_OK;
        while ((status = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) look_at(in.get(), entry);
        // Damage further on is the second pass's to name.
        if (folders_.empty()) return status == ARCHIVE_EOF ? "there is no Maildir in it" : archive_error_string(in.get());
        for (std::size_t i = 0; i < folders_.size(); ++i) {
            if (out_of_order_[i]) notes_[i].uids.clear(), notes_[i].uidvalidity = 0;
            folders_[i].uidvalidity = notes_[i].uidvalidity;
            folders_[i].uidnext = notes_[i].uidnext;
        }
        return {};
    }

    std::vector<source_folder> const& folders() const override { return folders_; }
    std::vector<std::vector<std::string>> subscriptions() const override { return subscribed_; }
    std::string records() const override { return records_; }
    std::uint64_t count() const override { return count_; }

    bool read(taker const& take, complaint const& bad) override {
        std::string why;
        auto const in = open_archive(path_, why);
        if (!in) return bad(path_, why), true;
        twins_.clear();
        links_.clear();
        archive_entry* entry = nullptr;
        int status = ARCHIVE_OK;
        while ((status = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
            if (!read_entry(in.get(), entry, take, bad)) return false;
        if (status != ARCHIVE_EOF) bad(path_, fmt::format("it cannot be read further: {}", archive_error_string(in.get())));
        return true;
    }

private:
    std::optional<std::size_t> index_of(position const& at) {
        if (folders_.empty()) root_ = at.root;
        if (at.root != root_) return std::nullopt;
        for (std::size_t i = 0; i < folders_.size(); ++i)
            if (folders_[i].levels == at.levels) return i;
        folders_.push_back({at.levels});
        notes_.emplace_back();
        last_.push_back(0);
        out_of_order_.push_back(false);
        return folders_.size() - 1;
    }

    void look_at(archive* in, archive_entry* entry) {
        auto const* path = archive_entry_pathname(entry);
        auto at = path ? position_of(path) : std::nullopt;
        auto const* target = archive_entry_hardlink(entry);    // such an entry has no type
        if (!at || !at->fault.empty() || (archive_entry_filetype(entry) != AE_IFREG && !(target && at->is_message))) return;
        if (at->file == records_file && at->levels.empty() && !at->is_message) {
            if (archive_entry_size(entry) <= static_cast<std::int64_t>(records_file_limit)) records_ = all_of(in, entry);
            return;
        }
        bool const lists = at->file == "subscriptions" && at->levels.empty() && !at->is_message;
        if (!at->is_message && !is_note(at->file) && !lists && at->file != "maildirfolder") return;
        if (lists) {
            if (archive_entry_size(entry) <= note_limit) read_subscriptions(all_of(in, entry));
            return;
        }
        auto const folder = index_of(*at);
        if (!folder) return;
        if (at->is_message) {
            if (target) links_.expect(target);
            ++count_;
            auto const uid = describe(at->file, notes_[*folder]).uid;
            out_of_order_[*folder] = out_of_order_[*folder] || uid <= last_[*folder];
            last_[*folder] = uid;
            return;
        }
        if (at->file == "maildirfolder" || archive_entry_size(entry) > note_limit) return;
        read_note(at->file, all_of(in, entry), notes_[*folder]);
    }

    void read_subscriptions(std::string const& text) {
        for (auto const& name : maildir::parse_subscriptions(text, maildirpp_layout()).names) {
            auto& levels = subscribed_.emplace_back();
            for (auto const level : base::split(name, ".")) levels.emplace_back(level);
        }
    }

    static std::string all_of(archive* in, archive_entry* entry) {
        std::string out(static_cast<std::size_t>(std::max<std::int64_t>(archive_entry_size(entry), 0)), '\0');
        std::size_t have = 0;
        for (la_ssize_t n; have < out.size() && (n = archive_read_data(in, out.data() + have, out.size() - have)) > 0;)
            have += static_cast<std::size_t>(n);
        out.resize(have);
        return out;
    }

    bool read_entry(archive* in, archive_entry* entry, taker const& take, complaint const& bad) {
        auto const* path = archive_entry_pathname(entry);
        auto const at = path ? position_of(path) : std::nullopt;
        auto const* link = archive_entry_hardlink(entry);
        bool const is_target = path && !link && archive_entry_filetype(entry) == AE_IFREG && links_.wants(path);
        if (is_target && !links_.keep(in, path)) return bad(path, "it cannot be kept for the links that lead to it"), true;
        bool const is_file = link || archive_entry_filetype(entry) == AE_IFREG;
        if (is_file && at && !at->is_message && is_below_messages(path, root_)) return bad(path, "it is in a directory among the messages"), true;
        if (!at || !at->is_message) return true;
        if (!at->fault.empty()) {
            if (is_file) bad(path, at->fault);
            return true;
        }
        auto const folder = index_of(*at);
        if (!folder) return bad(path, "it is of another Maildir in the same tar"), true;
        auto const* kept = link ? links_.find(link) : is_target ? links_.find(path) : nullptr;
        if (link && !kept) return bad(path, "it is a link to what is not in the tar"), true;
        if (!kept && archive_entry_filetype(entry) != AE_IFREG) return bad(path, "it is no file"), true;
        auto what = describe(at->file, notes_[*folder]);
        what.folder = *folder;
        what.size = kept ? kept->size : static_cast<std::uint64_t>(std::max<std::int64_t>(archive_entry_size(entry), 0));
        if (archive_entry_mtime_is_set(entry)) what.date = archive_entry_mtime(entry);
        what.name = path;
        what.key = fmt::format("{}/{}", base::hex(fmt::format("{}", fmt::join(at->levels, "\n"))), maildir::base_of(at->file));
        if (auto const n = twins_[what.key]++; n > 0) what.key += fmt::format("/{}", n);
        auto rest = kept ? *kept : link_targets::place();
        auto const text = [&](std::span<char> into) -> base::result<std::size_t> {
            if (kept) return links_.read(rest, into);
            auto const n = archive_read_data(in, into.data(), into.size());
            if (n < 0) return base::from_errno(EIO);
            return static_cast<std::size_t>(n);
        };
        return take(what, text);
    }

    std::string const path_;
    std::string root_;
    std::vector<source_folder> folders_;
    std::vector<maildir_notes> notes_;          // by folder, as the next two
    std::vector<std::uint32_t> last_;
    std::vector<char> out_of_order_;            // uids do not rise, or are not there: new ones are given
    std::vector<std::vector<std::string>> subscribed_;
    std::string records_;
    link_targets links_;
    std::map<std::string, unsigned> twins_;     // by key: a message in new/ and another in cur/ may have one base name
    std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<mail_source> open_tar_source(std::string const& path, std::string& why) {
    auto out = std::make_unique<tar_source>(path);
    why = out->look();
    if (!why.empty()) return nullptr;
    return out;
}

}  // namespace mailstead::tools
