// One mbox, or a directory with one for each folder: `Lists/cooks.mbox`. They grow beside their place and are moved there.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "base/fs.h"
#include "mbox/encoder.h"
#include "mbox/from_line.h"
#include "mbox/head.h"
#include "store/utf7.h"
#include "tools/mail_sink.h"
#include "tools/records_text.h"

namespace mailstead::tools {
namespace {

class mbox_sink final : public mail_sink {
public:
    mbox_sink(std::string path, mbox_shape shape, bool reversible)
        : path_(std::move(path)), work_(fmt::format("{}.partial-{}", path_, ::getpid())), shape_(shape),
          format_(reversible ? mbox::quoting::mboxrd : mbox::quoting::mboxo) {}
    ~mbox_sink() override {
        std::error_code ignored;
        if (!finished_) std::filesystem::remove_all(work_, ignored);
    }

    std::string start() {
        if (shape_ == mbox_shape::one) return {};
        auto const made = files_.make_dir(AT_FDCWD, work_, 0700);
        return made ? std::string() : made.error().message();
    }

    base::result<void> folder(sink_folder const& what) override {
        if (auto const done = close(); !done) return done;
        now_ = &what;
        auto const name = file_of(what.levels);
        if (!used_.insert(name).second) return base::from_errno(EEXIST);
        if (shape_ == mbox_shape::tree)
            if (auto const made = files_.make_dirs(std::filesystem::absolute(name).parent_path().string(), 0700); !made) return made;
        auto fd = files_.open(AT_FDCWD, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!fd) return fd.error();
        fd_ = std::move(*fd);
        return {};
    }

    base::result<void> begin(store::message const& what, std::uint64_t) override {
        mbox::marks marks{what.flags, {}};
        for (std::size_t i = 0; i < now_->keywords.size() && i < 64; ++i)
            if ((what.keywords >> i & 1) != 0 && !now_->keywords[i].empty()) marks.keywords.push_back(now_->keywords[i]);
        form_.emplace(format_, mbox::mark_lines(marks));
        space_ += mbox::from_line({}, what.internal_date);
        return {};
    }

    base::result<void> text(std::string_view bytes) override {
        form_->feed(bytes, space_);
        return space_.size() < (1 << 20) ? base::result<void>() : flush();
    }

    base::result<void> end() override {
        form_->finish(space_);
        return space_.size() < (1 << 20) ? base::result<void>() : flush();
    }

    base::result<void> subscriptions(std::vector<folder_path> const& all) override {
        if (shape_ == mbox_shape::one || all.empty()) return {};
        std::string text;
        for (auto const& one : all) text += one.empty() ? "INBOX\n" : fmt::format("{}\n", fmt::join(one, "/"));
        return write(".subscriptions", text);
    }

    base::result<void> records(std::string_view text) override {
        return shape_ == mbox_shape::one ? base::result<void>() : write(fmt::format(".{}", records_file), text);
    }

    base::result<void> finish() override {
        if (auto const done = close(); !done) return done;
        if (shape_ == mbox_shape::tree) (void)files_.remove_dir(AT_FDCWD, path_);    // an empty one
        if (auto const moved = files_.rename(AT_FDCWD, work_, AT_FDCWD, path_, base::on_existing::refuse); !moved) return moved;
        finished_ = true;
        auto const parent = std::filesystem::absolute(path_).parent_path().string();
        auto const dir = files_.open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY);
        return dir ? files_.sync_file_system(dir->get()) : base::result<void>(dir.error());
    }

private:
    std::string file_of(folder_path const& levels) const {
        if (shape_ == mbox_shape::one) return work_;
        auto out = work_;
        for (auto level : levels) {
            std::replace(level.begin(), level.end(), '/', '_');
            if (level.starts_with('.')) level.front() = '_';
            (out += '/') += store::utf7_encode(level);
        }
        return out + (levels.empty() ? "/INBOX.mbox" : ".mbox");
    }

    base::result<void> write(std::string const& name, std::string_view text) {
        auto const fd = files_.open(AT_FDCWD, work_ + '/' + name, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (!fd) return fd.error();
        if (auto const put = files_.write_all(fd->get(), text); !put) return put;
        return files_.sync(fd->get());
    }

    base::result<void> close() {
        if (!fd_) return {};
        if (auto const done = flush(); !done) return done;
        auto const synced = files_.sync(fd_.get());
        fd_.reset();
        return synced;
    }

    base::result<void> flush() {
        auto const done = files_.write_all(fd_.get(), space_);
        space_.clear();
        return done;
    }

    base::file_system& files_ = base::system_files();
    std::string const path_, work_;
    mbox_shape const shape_;
    mbox::quoting const format_;
    sink_folder const* now_ = nullptr;
    std::set<std::string> used_;
    base::unique_fd fd_;
    std::optional<mbox::encoder> form_;
    std::string space_;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<mail_sink> make_mbox_sink(std::string const& path, mbox_shape shape, bool reversible, std::string& why) {
    std::error_code ignored;
    bool const there = std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
    if (there && (shape == mbox_shape::one || !std::filesystem::is_empty(path, ignored)))
        return why = "it is there already", nullptr;
    auto out = std::make_unique<mbox_sink>(path, shape, reversible);
    why = out->start();
    if (!why.empty()) return nullptr;
    return out;
}

}  // namespace mailstead::tools
