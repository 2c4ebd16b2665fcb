// A Maildir with its folders. It grows beside its place under another name and is moved there when it is durable.
#include <fcntl.h>
#include <sys/stat.h>
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

class maildir_sink final : public mail_sink {
public:
    maildir_sink(std::string path, std::string host) : path_(std::move(path)), work_(fmt::format("{}.partial-{}", path_, ::getpid())), host_(std::move(host)) {}
    ~maildir_sink() override {
        if (finished_) return;
        std::error_code ignored;
        std::filesystem::remove_all(work_, ignored);
    }

    std::string start() {
        auto const made = files_.make_dir(AT_FDCWD, work_, 0700);
        if (!made) return made.error().message();
        return make_three("").value_or("");
    }

    base::result<void> folder(sink_folder const& what) override {
        in_ = maildir_entry(what.levels);
        now_ = &what;
        if (!used_.insert(in_).second) return base::from_errno(EEXIST);
        if (!in_.empty()) {
            if (auto const why = make_three(in_)) return base::from_errno(EIO);
            if (auto const put = write(in_ + "maildirfolder", ""); !put) return put;
        }
        if (auto const put = write(in_ + "dovecot-uidlist", dovecot_uidlist(what, host_)); !put) return put;
        auto const keywords = dovecot_keywords(what);
        return keywords.empty() ? base::result<void>() : write(in_ + "dovecot-keywords", keywords);
    }

    base::result<void> begin(store::message const& what, std::uint64_t) override {
        auto const name = fmt::format("{}/{}cur/{}", work_, in_, exported_name(what, *now_, host_));
        auto fd = files_.open(AT_FDCWD, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!fd) return fd.error();
        fd_ = std::move(*fd);
        date_ = what.internal_date;
        lines_ = {};
        return {};
    }

    base::result<void> text(std::string_view bytes) override {
        lines_.feed(bytes, space_);
        return space_.size() < (1 << 20) ? base::result<void>() : flush();
    }

    base::result<void> end() override {
        lines_.finish(space_);
        if (auto const done = flush(); !done) return done;
        auto const done = files_.set_time(fd_.get(), date_);
        fd_.reset();
        return done;
    }

    base::result<void> subscriptions(std::vector<folder_path> const& all) override {
        return all.empty() ? base::result<void>() : write("subscriptions", subscriptions_text(all));
    }

    base::result<void> records(std::string_view text) override { return write(records_file, text); }

    base::result<void> finish() override {
        auto const dir = files_.open(AT_FDCWD, work_, O_RDONLY | O_DIRECTORY);
        if (!dir) return dir.error();
        if (auto const synced = files_.sync_file_system(dir->get()); !synced) return synced;
        (void)files_.remove_dir(AT_FDCWD, path_);    // an empty one
        if (auto const moved = files_.rename(AT_FDCWD, work_, AT_FDCWD, path_, base::on_existing::refuse); !moved) return moved;
        finished_ = true;
        return files_.sync_file_system(dir->get());
    }

private:
    std::optional<std::string> make_three(std::string const& folder) {
        if (!folder.empty())
            if (auto const made = files_.make_dir(AT_FDCWD, work_ + '/' + folder, 0700); !made) return made.error().message();
        for (auto const* sub : {"cur", "new", "tmp"})
            if (auto const made = files_.make_dir(AT_FDCWD, work_ + '/' + folder + sub, 0700); !made) return made.error().message();
        return std::nullopt;
    }

    base::result<void> write(std::string const& name, std::string_view bytes) {
        auto const fd = files_.open(AT_FDCWD, work_ + '/' + name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!fd) return fd.error();
        return files_.write_all(fd->get(), bytes);
    }

    base::result<void> flush() {
        auto const done = files_.write_all(fd_.get(), space_);
        space_.clear();
        return done;
    }

    base::file_system& files_ = base::system_files();
    std::string const path_, work_, host_;
    std::string in_, space_;
    sink_folder const* now_ = nullptr;
    std::set<std::string> used_;
    base::unique_fd fd_;
    store::to_lf lines_;
    std::int64_t date_ = 0;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<mail_sink> make_maildir_sink(std::string const& path, std::string const& host, std::string& why) {
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)) && !std::filesystem::is_empty(path, ignored))
        return why = "it is there already, and not empty", nullptr;
    auto out = std::make_unique<maildir_sink>(path, host);
    why = out->start();
    if (!why.empty()) return nullptr;
    return out;
}

}  // namespace mailstead::tools
