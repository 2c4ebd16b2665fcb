// Watching a table's file: a look at it at most once a second, a new content as a whole when it is another file.
#include "conf/tables/file_table.h"

#include <atomic>
#include <ctime>
#include <mutex>

#include <fmt/format.h>

#include "base/file_stamp.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr std::uint64_t source_limit = 256 << 20;
constexpr auto look_interval = std::chrono::seconds(1);
constexpr std::time_t age_of_forgetting = 100;  // seconds

// A table on one or two files. `read` gives the content, or why there is none.
class file_table : public table {
public:
    file_table(std::string name, report report) : report_(std::move(report)), name_(std::move(name)) {}

    result<std::optional<std::string>> find(std::string_view key) final {
        // A pattern may mean the empty text (an empty line of a body); nothing else has such a key.
        if (key.empty() && !is_pattern()) return std::optional<std::string>();
        auto const now = current();
        if (!now) return errc::lookup_failed;
        return now->find(key);
    }
    std::string const& name() const noexcept final { return name_; }

    // The first look; later ones come with find().
    void start() { (void)current(); }

protected:
    virtual std::pair<base::file_stamp, base::file_stamp> look() const noexcept = 0;
    // May say in `why` what the error does not.
    virtual result<content_ptr> read(std::string& why) = 0;
    report report_;

private:
    // The content as of at most look_interval ago; empty when it cannot be read.
    content_ptr current() {
        std::lock_guard const lock(mutex_);
        auto const now = std::chrono::steady_clock::now();
        if (looked_ && now - *looked_ < look_interval) return content_;
        looked_ = now;
        auto const seen = look();
        if (known_ && *known_ == seen) return content_;
        known_ = seen;
        std::string why;
        auto made = read(why);
        if (!made) {
            if (why.empty()) why = made.error().message();
            report_({{}, 0, severity::error, fmt::format("{}: {}", name_, why)});
        }
        content_ = made ? std::move(*made) : nullptr;
        return content_;
    }

    std::string name_;
    std::mutex mutex_;
    std::optional<std::chrono::steady_clock::time_point> looked_;
    std::optional<std::pair<base::file_stamp, base::file_stamp>> known_;
    content_ptr content_;
};

result<content_ptr> read_source(std::string const& path, content_reader reader, report const& report) {
    auto const text = read_regular(path, source_limit);
    if (!text) return text.error();
    auto const lines = table_lines(*text, path, report);
    if (!lines) return lines.error();
    return reader(*lines, path, report);
}

class text_table final : public file_table {
public:
    text_table(std::string name, std::string path, content_reader reader, bool is_pattern, report report)
        : file_table(std::move(name), std::move(report)), path_(std::move(path)), reader_(reader),
          pattern_(is_pattern) {}
    bool is_pattern() const noexcept override { return pattern_; }

private:
    std::pair<base::file_stamp, base::file_stamp> look() const noexcept override { return {base::stamp_of(path_), {}}; }
    result<content_ptr> read(std::string&) override { return read_source(path_, reader_, report_); }

    std::string path_;
    content_reader reader_;
    bool pattern_;
};

class indexed_table final : public file_table {
public:
    indexed_table(std::string name, std::string path, std::string const& suffix, report report)
        : file_table(std::move(name), std::move(report)), path_(std::move(path)), index_(path_ + suffix) {}

private:
    std::pair<base::file_stamp, base::file_stamp> look() const noexcept override { return {base::stamp_of(index_), base::stamp_of(path_)}; }

    result<content_ptr> read(std::string& why) override {
        warn_of_age();
        auto const kind = kind_of_index(index_);
        bool const is_cdb = index_.ends_with(".cdb");
        if (is_cdb && kind != index_kind::none) return open_cdb(index_);
        if (kind == index_kind::lmdb || kind == index_kind::other) return open_lmdb(index_);
        auto out = read_text();
        if (!out && kind == index_kind::berkeley_db)
            why = fmt::format("{} is a Berkeley DB file, which only Postfix can read, and its text {}: {}", index_, path_,
                              out.error().message());
        return out;
    }

    // A source that was changed long enough ago for its postmap to have been forgotten.
    void warn_of_age() const {
        auto const [index, source] = look();
        bool const is_older = index.size >= 0 && source.size >= 0 && source.modified_seconds > index.modified_seconds;
        if (is_older && source.modified_seconds < std::time(nullptr) - age_of_forgetting)
            report_({{}, 0, severity::warning, fmt::format("database {} is older than source file {}", index_, path_)});
    }

    // The index is missing, or a Berkeley DB that only Postfix can read.
    result<content_ptr> read_text() {
        auto out = read_source(path_, read_index_source, report_);
        if (!out) return out.error();
        if (!warned_)
            report_({{},
                     0,
                     severity::warning,
                     fmt::format("{}: no {} that can be read: using the text of {}; run \"postmap {}\"", name(), index_,
                                 path_, name())});
        warned_ = true;
        return out;
    }

    std::string path_;
    std::string index_;
    bool warned_ = false;
};

}  // namespace

std::shared_ptr<table> open_text_table(std::string name, std::string path, content_reader reader, bool is_pattern,
                                       report report) {
    auto out = std::make_shared<text_table>(std::move(name), std::move(path), reader, is_pattern, std::move(report));
    out->start();
    return out;
}

std::shared_ptr<table> open_indexed_table(std::string name, std::string path, std::string suffix, report report) {
    auto out = std::make_shared<indexed_table>(std::move(name), std::move(path), suffix, std::move(report));
    out->start();
    return out;
}

}  // namespace mailstead::conf
