#include "tools/queue_admin.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/ascii.h"
#include "base/fs.h"
#include "mta/queue/admin.h"
#include "mta/queue/admin_moves.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/listing.h"
#include "mta/queue/queue_id.h"
#include "tools/ask.h"
#include "tools/hand_over.h"

namespace mailstead::tools {
namespace {

namespace json = boost::json;
namespace queue = mta::queue;
using std::string_view;

constexpr std::uint64_t text_limit = std::uint64_t{2} << 30;

std::vector<listed_message> from_lines(string_view lines) {
    std::vector<listed_message> out;
    for (auto const line : base::split(lines, "\n")) {
        boost::system::error_code broken;
        auto const value = json::parse(json::string_view(line.data(), line.size()), broken);
        if (broken || !value.is_object()) continue;
        auto const* id = value.get_object().if_contains("queue_id");
        auto const* name = value.get_object().if_contains("queue_name");
        if (!id || !name || !id->is_string() || !name->is_string()) continue;
        listed_message one;
        one.id = id->get_string();
        one.queue = name->get_string();
        out.push_back(std::move(one));
    }
    return out;
}

class running final : public queue_admin {
public:
    running(std::string directory, base::unique_fd wire) : directory_(std::move(directory)), wire_(std::move(wire)) {}

    base::result<std::vector<listed_message>> list() override {
        auto const lines = ask(directory_ + "/public/showq", "list");
        if (!lines) return lines.error();
        if (lines->find("{\"end\":true") == lines->npos) return base::from_errno(EIO);
        return from_lines(*lines);
    }

    answer obey(string_view verb, std::string const& id) override {
        auto const line = exchange(verb, id);
        answer out;
        if (!line)
            out.text = line.error().message();
        else if (*line == "ok" || line->starts_with("ok "))
            out.what = outcome::done;
        else if (*line == "absent" || line->starts_with("error invalid mail queue id"))    // no message has such an id
            out.what = outcome::absent;
        else if (*line == "busy")
            out.what = outcome::busy;
        else
            out.text = base::printable(*line);
        if (out.what == outcome::done && line->size() > 3) out.text = line->substr(3);
        return out;
    }

    base::result<shown> show(std::string const& id) override {
        auto const line = exchange("show", id);
        if (!line) return line.error();
        if (*line == "absent" || line->starts_with("error invalid")) return base::from_errno(ENOENT);
        auto const rest = string_view(*line).substr(std::min<std::size_t>(3, line->size()));
        auto const space = rest.find(' ');
        auto const size = base::number<std::uint64_t>(rest.substr(0, space));
        if (!line->starts_with("ok ") || space == rest.npos || !size || *size > text_limit)
            return base::from_errno(EIO);
        shown out;
        out.envelope = rest.substr(space + 1);
        while (held_.size() < *size)
            if (auto ok = receive(); !ok) return ok.error();
        out.text = held_.substr(0, *size);
        held_.erase(0, *size);
        return out;
    }

private:
    base::result<std::string> exchange(string_view verb, std::string const& id) {
        auto const line = std::string(verb) + " " + id + "\n";
        if (::send(wire_.get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
            return base::last_error();
        for (;;) {
            auto const end = held_.find('\n');
            if (end == held_.npos) {
                if (auto ok = receive(); !ok) return ok.error();
                continue;
            }
            auto got = held_.substr(0, end);
            held_.erase(0, end + 1);
            return got;
        }
    }

    base::result<void> receive() {
        std::array<char, 65536> piece;
        for (;;) {
            auto const got = ::recv(wire_.get(), piece.data(), piece.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return base::last_error();
            if (got == 0) return base::from_errno(ECONNRESET);
            held_.append(piece.data(), static_cast<std::size_t>(got));
            return {};
        }
    }

    std::string directory_;
    base::unique_fd wire_;
    std::string held_;
};

std::int64_t now_micros() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

class stopped final : public queue_admin {
public:
    stopped(std::string directory, std::unique_ptr<queue::store_db> db)
        : directory_(std::move(directory)), db_(std::move(db)) {}

    base::result<std::vector<listed_message>> list() override {
        std::string lines;
        for (std::uint64_t after = 0;;) {
            auto const rows = db_->page(after, 500);
            if (!rows) return rows.error();
            if (rows->empty()) return from_lines(lines);
            for (auto const& row : *rows) lines += queue::listing_line(row) + "\n";
            after = rows->back().number;
        }
    }

    answer obey(string_view verb, std::string const& id) override {
        answer out;
        out.what = outcome::absent;
        auto const number = queue::id_number(id);
        if (!number) return out;
        out.what = outcome::unavailable;
        if (verb == "requeue") return out;
        auto const move = verb == "hold"      ? queue::admin_move::hold
                          : verb == "release" ? queue::admin_move::release
                          : verb == "expire"  ? queue::admin_move::expire
                                              : queue::admin_move::remove;
        auto done = db_->begin();
        if (done) {
            auto const moved = queue::move_stored(*db_, move, *number, now_micros());
            if (!moved) done = moved.error();
        }
        if (done) done = db_->commit();
        if (!done) db_->rollback();
        out.what = done ? outcome::done : done.error() == queue::errc::not_found ? outcome::absent : outcome::failed;
        if (!done) out.text = done.error().message();
        return out;
    }

    base::result<shown> show(std::string const& id) override {
        auto const number = queue::id_number(id);
        if (!number) return base::from_errno(ENOENT);
        auto const row = db_->find(*number);
        if (!row) return row.error();
        if (!*row) return base::from_errno(ENOENT);
        shown out;
        out.envelope = queue::envelope_json(**row);
        if (auto text = text_of(**row); text)
            out.text = std::move(*text);
        else
            return text.error();
        return out;
    }

private:
    base::result<std::string> text_of(queue::stored_message const& row) {
        if (row.extents.empty()) return db_->text(row.number);
        auto const extents = queue::decode_extents(row.extents);
        if (!extents) return queue::make_error_code(queue::errc::damaged);
        auto files = queue::segments::open(directory_ + "/segments", base::system_files());
        if (!files) return files.error();
        auto const pieces = (*files)->read(*extents, row.size);
        if (!pieces) return pieces.error();
        std::string out;
        for (auto const& piece : *pieces) out += piece;
        return out;
    }

    std::string directory_;
    std::unique_ptr<queue::store_db> db_;
};

}  // namespace

base::result<std::unique_ptr<queue_admin>> open_queue(std::string const& queue_directory) {
    auto wire = connect_local(queue_directory + "/private/control", 60);
    if (wire) {
        string_view const greeting = "queue\n";
        if (::send(wire->get(), greeting.data(), greeting.size(), MSG_NOSIGNAL) < 0) return base::last_error();
        return std::unique_ptr<queue_admin>(std::make_unique<running>(queue_directory, std::move(*wire)));
    }
    auto const directory = queue_directory + "/queue";
    if (::access((directory + "/queue.db").c_str(), R_OK | W_OK) != 0) return base::last_error();
    queue::store_db::options wanted;
    wanted.wal_bytes = 0;
    // As the next start would: what was being delivered becomes deferred.
    auto db = queue::store_db::open(directory, wanted, queue::store_db::purpose::serve, now_micros());
    if (!db) return db.error();
    return std::unique_ptr<queue_admin>(std::make_unique<stopped>(directory, std::move(*db)));
}

}  // namespace mailstead::tools
