// Rows as records, records as JSON.
#include "mta/queue/listing.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "mta/queue/fields.h"
#include "mta/queue/queue_id.h"

namespace mailstead::mta::queue {
namespace {

namespace json = boost::json;

constexpr std::size_t length_size = 4;
// First byte of a record.
constexpr char message_mark = 'm', end_mark = 'e';

std::string_view queue_name(state which) {
    switch (which) {
    case state::active: return "active";
    case state::deferred: return "deferred";
    case state::hold: return "hold";
    case state::corrupt: return "corrupt";
    }
    return "corrupt";
}

// JSON text is UTF-8; addresses may be anything.
json::string text(std::string_view bytes) {
    return base::is_utf8(bytes) ? json::string(bytes) : json::string(base::printable(bytes, bytes.size()));
}

std::uint32_t length_at(std::string_view bytes) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < length_size; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return out;
}

// As Postfix prints it.
std::string spaced(json::value const& what) {
    std::string out;
    auto const add = [&out](std::string const& first, std::string const& part) { out += (out.empty() ? "" : ", ") + first + part; };
    if (what.is_object()) {
        for (auto const& [name, value] : what.get_object()) add(json::serialize(json::string(name)) + ": ", spaced(value));
        return "{" + out + "}";
    }
    if (!what.is_array()) return json::serialize(what);
    for (auto const& one : what.get_array()) add("", spaced(one));
    return "[" + out + "]";
}

void set_length(std::string& out, std::size_t at) {
    auto const size = out.size() - at - length_size;
    for (std::size_t i = 0; i < length_size; ++i) out[at + i] = static_cast<char>(size >> (8 * (length_size - 1 - i)));
}

bool is_done(progress const& how) { return how.fate == fate::sent || how.fate == fate::bounced; }

// False: not the fields of a message.
bool read_fields(field_reader& in, listed_message& into) {
    into.number = in.number();
    into.state = static_cast<state>(in.number_up_to(static_cast<std::uint64_t>(state::corrupt)));
    into.arrival = in.time();
    into.size = in.number();
    into.expired = in.number_up_to(1) != 0;
    into.sender = in.text();
    into.recipients.clear();
    while (in.left() > 0) {
        auto const address = in.text();
        into.recipients.push_back({address, in.text()});
    }
    return in.ok();
}

}  // namespace

void record_writer::add(std::string& out, message_view const& what) {
    auto const at = out.size();
    out.append(length_size, '\0');
    out += message_mark;
    add_fields(out, what);
    set_length(out, at);
}

void record_writer::add_fields(std::string& out, message_view const& what) {
    put_number(out, what.number);
    put_number(out, static_cast<std::uint64_t>(what.state));
    bool const whole = summarize_envelope(what.envelope, of_);
    put_number(out, whole ? static_cast<std::uint64_t>(of_.arrival / 1000000) : 0);
    put_number(out, what.size);
    put_number(out, what.expired ? 1 : 0);
    put_text(out, !whole ? "(damaged)" : of_.sender.empty() ? "MAILER-DAEMON" : of_.sender);
    if (!whole) return;
    for (std::size_t at = 0; at < of_.addresses.size(); ++at) {
        auto const* own = at < what.recipients.size() ? &what.recipients[at] : nullptr;
        if (own && is_done(*own)) continue;
        put_text(out, of_.addresses[at]);
        put_text(out, own && !own->reason.empty() ? std::string_view(own->reason) : what.reason);
    }
}

void record_writer::end(std::string& out) {
    auto const at = out.size();
    out.append(length_size, '\0');
    out += end_mark;
    set_length(out, at);
}

void record_reader::feed(std::string_view bytes) {
    held_.erase(0, at_);
    at_ = 0;
    held_ += bytes;
}

record_reader::piece record_reader::next(listed_message& into) {
    auto const left = std::string_view(held_).substr(at_);
    if (left.size() < length_size) return piece::need_more;
    auto const size = length_at(left);
    if (size == 0 || size > limit) return piece::damaged;
    if (left.size() - length_size < size) return piece::need_more;
    auto const record = left.substr(length_size, size);
    if (record == std::string_view(&end_mark, 1)) return piece::end;
    field_reader in(record.substr(1));
    if (record.front() != message_mark || !read_fields(in, into)) return piece::damaged;
    at_ += length_size + size;
    return piece::message;
}

std::string listing_line(listed_message const& what) {
    json::object out;
    out["queue_name"] = queue_name(what.state);
    out["queue_id"] = id_text(what.number);
    out["arrival_time"] = what.arrival;
    out["message_size"] = what.size;
    out["forced_expire"] = what.expired;
    out["sender"] = text(what.sender);
    json::array recipients;
    for (auto const& [address, reason] : what.recipients) {
        json::object one;
        one["address"] = text(address);
        if (!reason.empty()) one["delay_reason"] = text(reason);
        recipients.push_back(std::move(one));
    }
    out["recipients"] = std::move(recipients);
    return spaced(out);
}

std::string listing_line(stored_message const& what) {
    message_view view;
    view.number = what.number;
    view.size = what.size;
    view.envelope = what.envelope;
    if (what.status) {
        view.state = what.status->state;
        view.reason = what.status->reason;
        view.expired = what.status->expired;
    }
    view.recipients = what.recipients;
    std::string record;
    record_writer().add(record, view);
    record_reader reader;
    reader.feed(record);
    listed_message out;
    (void)reader.next(out);    // what we wrote can be read
    return listing_line(out);
}

}  // namespace mailstead::mta::queue
