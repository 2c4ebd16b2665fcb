#include "mta/queue/admin.h"

#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mime/date.h"
#include "mta/queue/envelope_blob.h"
#include "mta/queue/listing.h"
#include "mta/queue/moves.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::queue {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds patience{30};
constexpr std::size_t line_limit = 200;
constexpr std::size_t read_size = 16 * 1024;

json::string text_of(std::string_view bytes) {
    return base::is_utf8(bytes) ? json::string(bytes) : json::string(base::printable(bytes, bytes.size()));
}

std::string told(base::error_code const& failed) {
    if (!failed) return "ok\n";
    if (failed == errc::not_found) return "absent\n";
    if (failed == errc::in_delivery) return "busy\n";
    return fmt::format("error {}\n", failed.message());
}

// A message that waits, with its text.
struct whole {
    stored_message row;
    std::vector<std::string> pieces;
};

class service {
public:
    service(storage& queue, home& where, scheduler& manager, net::disk_pool& disk, admin_names names)
        : queue_(queue), home_(where), manager_(manager), disk_(disk), names_(std::move(names)),
          intake_(make_intake(queue, where, disk)) {}

    net::task<bool> answer(net::stream& wire, std::string line) {
        auto const words = base::split(line, " ");
        auto const number = words.size() == 2 ? id_number(words[1]) : std::nullopt;
        std::string out = "error unknown request\n";
        if (!number) {
            if (words.size() == 2) out = "error invalid mail queue id\n";
        } else if (words[0] == "hold") {
            out = told(co_await manager_.administer(admin_move::hold, *number));
        } else if (words[0] == "release") {
            out = told(co_await manager_.administer(admin_move::release, *number));
        } else if (words[0] == "expire") {
            out = told(co_await manager_.administer(admin_move::expire, *number));
        } else if (words[0] == "remove") {
            out = told(co_await manager_.administer(admin_move::remove, *number));
        } else if (words[0] == "requeue") {
            out = co_await requeue(*number);
        } else if (words[0] == "show") {
            co_return co_await show(wire, *number);
        }
        auto const wrote = co_await wire.write(out, patience);
        co_return wrote.has_value();
    }

private:
    net::task<result<whole>> read(std::uint64_t number) {
        whole out;
        auto work = [&out, number](store_db& db) -> result<void> {
            auto row = db.find(number);
            if (!row) return row.error();
            if (!*row) return errc::not_found;
            out.row = std::move(**row);
            out.pieces.clear();
            if (!out.row.extents.empty()) return {};
            auto text = db.text(number);
            if (!text) return text.error();
            out.pieces.push_back(std::move(*text));
            return {};
        };
        awaited_change reading(job::kind::read, work);
        auto const failed = co_await perform(queue_.writer(), home_, reading);
        if (failed) co_return failed;
        if (out.row.extents.empty()) co_return out;
        auto const extents = decode_extents(out.row.extents);
        if (!extents) co_return errc::damaged;
        auto load = [this, &extents, size = out.row.size] { return queue_.segments().read(*extents, size); };
        auto pieces = co_await net::blocking(disk_, load);
        if (!pieces) co_return pieces.error();
        out.pieces = std::move(*pieces);
        co_return out;
    }

    net::task<bool> show(net::stream& wire, std::uint64_t number) {
        auto const found = co_await read(number);
        auto const begin =
            found ? fmt::format("ok {} {}\n", found->row.size, envelope_json(found->row)) : told(found.error());
        auto wrote = co_await wire.write(begin, patience);
        if (!found) co_return wrote.has_value();
        for (auto const& piece : found->pieces) {
            if (!wrote) co_return false;
            wrote = co_await wire.write(piece, patience);
        }
        co_return wrote.has_value();
    }

    // A new message made of the old one, which goes in the same transaction. First it is put on hold, so that nobody
    // delivers it meanwhile; a crash on the way leaves it there.
    net::task<std::string> requeue(std::uint64_t number) {
        auto const held = co_await manager_.administer(admin_move::hold, number);
        if (held && held != errc::not_found) co_return told(held);  // not found: perhaps it is on hold already
        auto old = co_await read(number);
        if (!old) co_return told(old.error());
        auto const where = old->row.status ? old->row.status->state : state::active;
        if (where == state::active) co_return told(errc::in_delivery);
        auto envelope = decode_envelope(old->row.envelope);
        if (!envelope) co_return told(errc::damaged);
        keep_open(*envelope, old->row.recipients);
        auto const extents = decode_extents(old->row.extents);
        envelope->replaces = number;
        envelope->filter = names_.content_filter;
        auto const made = co_await put(std::move(*envelope), std::move(old->pieces), number);
        if (!made) co_return told(made.error());
        if (extents) queue_.segments().release(*extents);
        co_return fmt::format("ok {}\n", *made);
    }

    static void keep_open(envelope& of, std::vector<progress> const& done) {
        std::vector<recipient> open;
        for (std::size_t at = 0; at < of.recipients.size(); ++at) {
            auto const fate = at < done.size() ? done[at].fate : fate::pending;
            if (fate != fate::sent && fate != fate::bounced) open.push_back(std::move(of.recipients[at]));
        }
        of.recipients = std::move(open);
    }

    net::task<result<std::string>> put(envelope what, std::vector<std::string> text, std::uint64_t old) {
        if (what.recipients.empty()) co_return errc::not_found;
        auto spool = intake_->begin();
        if (!spool) co_return spool.error();
        auto const id = (*spool)->id();
        base::log::info("pickup", "{}: uid={} from=<{}> orig_id={}", id, ::geteuid(), what.sender, id_text(old));
        auto header = fmt::format("Received: by {} ({})\r\n\tid {}; {}\r\n", names_.hostname, names_.mail_name, id,
                                  mime::format_local_date(queue_.now() / 1000000));
        auto added = co_await (*spool)->append(std::move(header));
        for (auto& piece : text) {
            if (!added) co_return added.error();
            added = co_await (*spool)->append(std::move(piece));
        }
        if (!added) co_return added.error();
        auto const committed = co_await (*spool)->commit(std::move(what));
        if (!committed) co_return committed.error();
        co_return id;
    }

    storage& queue_;
    home& home_;
    scheduler& manager_;
    net::disk_pool& disk_;
    admin_names names_;
    std::unique_ptr<intake> intake_;
};

}  // namespace

std::string envelope_json(stored_message const& row) {
    json::object out;
    auto const name = [&row] {
        switch (row.status ? row.status->state : state::active) {
        case state::active: return "active";
        case state::deferred: return "deferred";
        case state::hold: return "hold";
        case state::corrupt: return "corrupt";
        }
        return "corrupt";
    };
    out["queue_name"] = name();
    out["queue_id"] = id_text(row.number);
    auto const of = decode_envelope(row.envelope);
    if (!of) return json::serialize(out);
    out["arrival"] = of->arrival;
    out["sender"] = text_of(of->sender);
    out["envid"] = text_of(of->envid);
    out["ret"] = static_cast<int>(of->ret);
    out["body"] = static_cast<int>(of->body);
    out["client_name"] = text_of(of->client_name);
    out["client_address"] = text_of(of->client_address);
    out["helo"] = text_of(of->helo);
    out["protocol"] = text_of(of->protocol);
    out["sasl_method"] = text_of(of->sasl_method);
    out["sasl_username"] = text_of(of->sasl_username);
    out["filter"] = text_of(of->filter);
    json::array recipients;
    for (std::size_t at = 0; at < of->recipients.size(); ++at) {
        auto const& whom = of->recipients[at];
        auto const fate = at < row.recipients.size() ? row.recipients[at].fate : fate::pending;
        json::object one;
        one["address"] = text_of(whom.address);
        one["original"] = text_of(whom.original);
        one["orcpt"] = text_of(whom.orcpt);
        one["notify"] = whom.notify;
        one["done"] = fate == fate::sent || fate == fate::bounced;
        recipients.push_back(std::move(one));
    }
    out["recipients"] = std::move(recipients);
    return json::serialize(out);
}

net::task<void> serve_admin(net::stream& wire, std::string begun, storage& queue, home& where, scheduler& manager,
                            net::disk_pool& disk, admin_names names) {
    service obeys(queue, where, manager, disk, std::move(names));
    for (;;) {
        auto const end = begun.find('\n');
        if (end != begun.npos && end < line_limit) {
            auto line = begun.substr(0, end);
            begun.erase(0, end + 1);
            bool const goes_on = co_await obeys.answer(wire, std::move(line));
            if (!goes_on) co_return;
            continue;
        }
        if (begun.size() >= line_limit) co_return;
        auto const got = co_await wire.read_some(read_size, patience);
        if (!got) co_return;
        begun += *got;
    }
}

}  // namespace mailstead::mta::queue
