// The same Maildir as one tar (pax), by libarchive. What stands beside the messages comes first, so that an import can tell
// their uids and keywords.
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "base/fs.h"
#include "store/lines.h"
#include "tools/mail_sink.h"
#include "tools/records_text.h"

namespace mailstead::tools {
namespace {

struct archive_closing {
    void operator()(archive* a) const noexcept { archive_write_free(a); }
};
struct entry_closing {
    void operator()(archive_entry* e) const noexcept { archive_entry_free(e); }
};

constexpr std::uint64_t in_memory = 16 << 20;

class tar_sink final : public mail_sink {
public:
    tar_sink(std::string path, std::string host)
        : path_(std::move(path)), work_(fmt::format("{}.partial-{}", path_, ::getpid())), host_(std::move(host)), out_(archive_write_new()) {}
    ~tar_sink() override {
        out_.reset();
        if (!finished_) (void)files_.unlink(AT_FDCWD, work_);
    }

    std::string start() {
        auto fd = files_.open(AT_FDCWD, work_, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!fd) return fd.error().message();
        fd_ = std::move(*fd);
        archive_write_set_format_pax_restricted(out_.get());
        if (archive_write_open_fd(out_.get(), fd_.get()) != ARCHIVE_OK) return archive_error_string(out_.get());
        return {};
    }

    base::result<void> folder(sink_folder const& what) override {
        in_ = maildir_entry(what.levels);
        now_ = &what;
        if (!used_.insert(in_).second) return base::from_errno(EEXIST);
        if (!in_.empty())
            if (auto const put = directory(in_); !put) return put;
        for (auto const* sub : {"cur/", "new/", "tmp/"})
            if (auto const put = directory(in_ + sub); !put) return put;
        if (!in_.empty())
            if (auto const put = file(in_ + "maildirfolder", ""); !put) return put;
        if (auto const put = file(in_ + "dovecot-uidlist", dovecot_uidlist(what, host_)); !put) return put;
        auto const keywords = dovecot_keywords(what);
        return keywords.empty() ? base::result<void>() : file(in_ + "dovecot-keywords", keywords);
    }

    // A tar says how long a file is before its text, and the text is converted on the way: long ones are converted twice.
    base::result<void> begin(store::message const& what, std::uint64_t) override {
        row_ = what;
        lines_ = {};
        space_.clear();
        return {};
    }

    base::result<void> text(std::string_view bytes) override {
        lines_.feed(bytes, space_);
        if (space_.size() < in_memory) return {};
        return spill();
    }

    base::result<void> end() override {
        lines_.finish(space_);
        auto const name = in_ + "cur/" + exported_name(row_, *now_, host_);
        if (!aside_) return file(name, space_, row_.internal_date);
        if (auto const done = spill(); !done) return done;
        return from_aside(name);
    }

    base::result<void> subscriptions(std::vector<folder_path> const& all) override {
        return all.empty() ? base::result<void>() : file("subscriptions", subscriptions_text(all));
    }

    base::result<void> records(std::string_view text) override { return file(records_file, text); }

    base::result<void> finish() override {
        if (archive_write_close(out_.get()) != ARCHIVE_OK) return trouble();
        if (auto const synced = files_.sync(fd_.get()); !synced) return synced;
        if (auto const moved = files_.rename(AT_FDCWD, work_, AT_FDCWD, path_, base::on_existing::refuse); !moved) return moved;
        finished_ = true;
        auto const parent = std::filesystem::absolute(path_).parent_path().string();
        auto const dir = files_.open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY);
        return dir ? files_.sync(dir->get()) : base::result<void>(dir.error());
    }

private:
    base::error_code trouble() const {
        auto const number = archive_errno(out_.get());
        return base::from_errno(number > 0 ? number : EIO);
    }

    base::result<void> head(std::string const& name, unsigned type, mode_t mode, std::uint64_t size, std::int64_t date) {
        std::unique_ptr<archive_entry, entry_closing> const entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_filetype(entry.get(), type);
        archive_entry_set_perm(entry.get(), mode);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
        archive_entry_set_mtime(entry.get(), date, 0);
        if (archive_write_header(out_.get(), entry.get()) != ARCHIVE_OK) return trouble();
        return {};
    }

    base::result<void> data(std::string_view bytes) {
        if (bytes.empty()) return {};
        auto const n = archive_write_data(out_.get(), bytes.data(), bytes.size());
        if (n != static_cast<la_ssize_t>(bytes.size())) return trouble();
        return {};
    }

    base::result<void> directory(std::string const& name) { return head(name, AE_IFDIR, 0700, 0, now()); }

    base::result<void> file(std::string const& name, std::string_view bytes, std::int64_t date = now()) {
        if (auto const put = head(name, AE_IFREG, 0600, bytes.size(), date); !put) return put;
        return data(bytes);
    }

    static std::int64_t now() { return ::time(nullptr); }

    // A message too long for memory goes into a file without a name first.
    base::result<void> spill() {
        if (!aside_) {
            auto const parent = std::filesystem::absolute(path_).parent_path().string();
            auto fd = files_.open(AT_FDCWD, parent, O_RDWR | O_TMPFILE, 0600);
            if (!fd) return fd.error();
            aside_ = std::move(*fd);
            aside_size_ = 0;
        }
        auto const done = files_.write_all(aside_.get(), space_);
        aside_size_ += space_.size();
        space_.clear();
        return done;
    }

    base::result<void> from_aside(std::string const& name) {
        if (auto const put = head(name, AE_IFREG, 0600, aside_size_, row_.internal_date); !put) return put;
        space_.resize(1 << 20);
        for (std::uint64_t at = 0; at < aside_size_;) {
            auto const n = files_.read_at(aside_.get(), space_, at);
            if (!n) return n.error();
            if (*n == 0) return base::from_errno(EIO);
            if (auto const put = data(std::string_view(space_).substr(0, *n)); !put) return put;
            at += *n;
        }
        aside_.reset();
        return {};
    }

    base::file_system& files_ = base::system_files();
    std::string const path_, work_, host_;
    base::unique_fd fd_, aside_;
    std::uint64_t aside_size_ = 0;
    std::unique_ptr<archive, archive_closing> out_;
    std::string in_, space_;
    sink_folder const* now_ = nullptr;
    std::set<std::string> used_;
    store::message row_;
    store::to_lf lines_;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<mail_sink> make_tar_sink(std::string const& path, std::string const& host, std::string& why) {
    if (base::system_files().status(AT_FDCWD, path)) return why = "it is there already", nullptr;
    auto out = std::make_unique<tar_sink>(path, host);
    why = out->start();
    if (!why.empty()) return nullptr;
    return out;
}

}  // namespace mailstead::tools
