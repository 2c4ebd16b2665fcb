// Requests and pages.
#include "mta/queue/showq.h"

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "mta/queue/listing.h"
#include "mta/queue/moves.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::queue {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds patience{30};
constexpr std::size_t request_limit = 256;
constexpr std::size_t page_size = 500;    // messages
constexpr std::size_t page_bytes = 256 * 1024;

net::task<std::string> read_request(net::stream& wire) {
    std::string line;
    while (line.size() < request_limit && line.find('\n') == line.npos) {
        auto const piece = co_await wire.read_some(request_limit, patience);
        if (!piece) break;
        line += *piece;
    }
    co_return std::string(base::trimmed(std::string_view(line).substr(0, line.find('\n'))));
}

std::string error_line(std::string_view why) {
    json::object out;
    out["error"] = why;
    return json::serialize(out) + "\n";
}

// The records of some messages with numbers above `after`.
struct page {
    std::string records;
    std::uint64_t messages = 0;
    std::optional<std::uint64_t> next;    // absent: these were the last
};

// On the writer's thread: short enough not to hold it up, and no more bytes than a client may be waited for with.
result<void> read_page(store_db& db, std::uint64_t after, page& into) {
    record_writer records;
    auto look = [&](message_view const& one) {
        records.add(into.records, one);
        return ++into.messages < page_size && into.records.size() < page_bytes;
    };
    auto const next = db.look_through(after, look);
    if (!next) return next.error();
    into.next = *next;
    return {};
}

net::task<base::error_code> fetch_page(storage& queue, home& where, std::uint64_t after, page* into) {
    auto work = [after, into](store_db& db) { return read_page(db, after, *into); };
    awaited_change reading(job::kind::read, work);
    co_return co_await perform(queue.writer(), where, reading);
}

// A listing without its end record was cut off.
net::task<void> list_records(net::stream& wire, storage& queue, home& where) {
    std::string out(listing_header);
    for (std::uint64_t after = 0;;) {
        page got;
        got.records = std::move(out);
        auto const failed = co_await fetch_page(queue, where, after, &got);
        if (failed) co_return;
        if (!got.next) record_writer::end(got.records);
        auto const wrote = co_await wire.write(got.records, patience);
        if (!wrote || !got.next) co_return;
        after = *got.next;
        out = std::move(got.records);
        out.clear();
    }
}

std::string json_lines(std::string_view records) {
    std::string out;
    record_reader reader;
    reader.feed(records);
    for (listed_message one; reader.next(one) == record_reader::piece::message;) out += listing_line(one) + "\n";
    return out;
}

net::task<void> list(net::stream& wire, storage& queue, home& where) {
    std::uint64_t after = 0, messages = 0;
    for (;;) {
        page got;
        auto const failed = co_await fetch_page(queue, where, after, &got);
        auto out = json_lines(got.records);
        messages += got.messages;
        if (failed) out += error_line(failed.message());
        else if (!got.next) out += fmt::format("{{\"end\":true,\"messages\":{}}}\n", messages);
        auto const wrote = co_await wire.write(out, patience);
        if (!wrote || failed || !got.next) co_return;
        after = *got.next;
    }
}

net::task<std::string> count(storage& queue, home& where) {
    auto const counts = co_await queue_counts(queue, where);
    if (!counts) co_return error_line(counts.error().message());
    json::object out;
    out["active"] = counts->active;
    out["deferred"] = counts->deferred;
    out["hold"] = counts->hold;
    out["corrupt"] = counts->corrupt;
    co_return json::serialize(out) + "\n";
}

net::task<std::string> flush_one(std::string id, scheduler& manager) {
    auto const number = id_number(id);
    if (!number) co_return error_line("invalid queue id");
    auto const failed = co_await manager.flush(*number);
    if (failed) co_return error_line(failed.message());
    co_return std::string("{\"ok\":true}\n");
}

}  // namespace

net::task<result<state_counts>> queue_counts(storage& queue, home& where) {
    state_counts counts;
    auto work = [&counts](store_db& db) -> result<void> {
        auto got = db.counts();
        if (!got) return got.error();
        counts = *got;
        return {};
    };
    awaited_change reading(job::kind::read, work);
    auto const failed = co_await perform(queue.writer(), where, reading);
    if (failed) co_return failed;
    co_return counts;
}

net::task<void> serve_showq(net::stream& wire, storage& queue, home& where, scheduler& manager, showq_rights may) {
    auto const request = co_await read_request(wire);
    bool const flushes = request.starts_with("flush");
    bool const allowed = flushes ? may.flush : may.list;
    if (request == "list" && allowed) co_return co_await list(wire, queue, where);
    if (request == "records" && allowed) co_return co_await list_records(wire, queue, where);
    std::string answer;
    if (!allowed) {
        answer = error_line(flushes ? "not allowed to flush the mail queue" : "not allowed to view the mail queue");
    } else if (request == "counts") {
        answer = co_await count(queue, where);
    } else if (request == "flush") {
        manager.flush();
        answer = "{\"ok\":true}\n";
    } else if (request.starts_with("flush ")) {
        answer = co_await flush_one(request.substr(6), manager);
    } else {
        answer = error_line("unknown request");
    }
    auto const wrote = co_await wire.write(answer, patience);
    (void)wrote;    // the tool is gone: nothing to tell
}

}  // namespace mailstead::mta::queue
