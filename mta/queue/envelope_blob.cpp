// A version byte, then fields in fixed order: numbers as LEB128, texts as length and bytes.
#include "mta/queue/envelope_blob.h"

#include "mta/queue/fields.h"

namespace mailstead::mta::queue {
namespace {

// Durable: a change of the format takes a new number, and the older ones stay readable.
constexpr char version = 3;
constexpr char version_without_deliver_by = 2;
constexpr char version_without_extensions = 1;
constexpr int lowest_priority = -9, highest_priority = 9;
constexpr char extents_version = 1;
constexpr std::uint8_t smtputf8_flag = 1, requiretls_flag = 2, report_shift = 2;    // then two bits of reporting
constexpr std::uint8_t by_return_flag = 1, by_trace_flag = 2;

void put_extensions(std::string& out, envelope const& what) {
    put_number(out, static_cast<std::uint64_t>(what.priority - lowest_priority));
    put_number(out, static_cast<std::uint64_t>(what.release_at));
    put_text(out, what.filter);
    put_text(out, what.client_port);
    put_text(out, what.verp);
    put_number(out, static_cast<std::uint64_t>(what.deliver_by));
    put_number(out, (what.by_return ? by_return_flag : 0u) | (what.by_trace ? by_trace_flag : 0u));
}

void read_extensions(field_reader& in, char written_by, envelope& out) {
    out.priority = static_cast<int>(in.number_up_to(highest_priority - lowest_priority)) + lowest_priority;
    out.release_at = in.time();
    out.filter = in.text();
    out.client_port = in.text();
    out.verp = in.text();
    if (written_by == version_without_deliver_by) return;
    out.deliver_by = in.time();
    auto const flags = in.number_up_to(by_return_flag | by_trace_flag);
    out.by_return = flags & by_return_flag;
    out.by_trace = flags & by_trace_flag;
}

void skip_extensions(field_reader& in, char written_by) {
    in.number();
    in.time();
    for (int text = 0; text < 3; ++text) in.text();
    if (written_by == version_without_deliver_by) return;
    in.time();
    in.number();
}

recipient read_recipient(field_reader& in) {
    recipient out;
    out.address = in.text();
    out.original = in.text();
    out.orcpt = in.text();
    out.notify = static_cast<std::uint8_t>(in.number_up_to(15));
    return out;
}

}  // namespace

std::string encode_envelope(envelope const& what) {
    std::string out;
    out.reserve(256 + what.recipients.size() * 64);
    out += version;
    put_number(out, static_cast<std::uint64_t>(what.arrival));
    out += static_cast<char>((what.smtputf8 ? smtputf8_flag : 0) | (what.requiretls ? requiretls_flag : 0) |
                             (static_cast<unsigned>(what.report) << report_shift));
    out += static_cast<char>(what.ret);
    out += static_cast<char>(what.body);
    for (auto const* text : {&what.sender, &what.envid, &what.client_name, &what.client_address, &what.helo,
                             &what.protocol, &what.sasl_method, &what.sasl_username}) {
        put_text(out, *text);
    }
    put_extensions(out, what);
    put_number(out, what.recipients.size());
    for (auto const& one : what.recipients) {
        put_text(out, one.address);
        put_text(out, one.original);
        put_text(out, one.orcpt);
        put_number(out, one.notify);
    }
    return out;
}

std::optional<envelope> decode_envelope(std::string_view bytes) {
    if (bytes.empty() || bytes.front() < version_without_extensions || bytes.front() > version) return std::nullopt;
    field_reader in(bytes.substr(1));
    envelope out;
    out.arrival = in.time();
    auto const most = static_cast<unsigned>(reporting::verify) << report_shift | smtputf8_flag | requiretls_flag;
    auto const flags = in.number_up_to(most);
    out.smtputf8 = flags & smtputf8_flag;
    out.requiretls = flags & requiretls_flag;
    out.report = static_cast<reporting>(flags >> report_shift);
    out.ret = static_cast<dsn_return>(in.number_up_to(2));
    out.body = static_cast<body_type>(in.number_up_to(2));
    for (auto* text : {&out.sender, &out.envid, &out.client_name, &out.client_address, &out.helo, &out.protocol,
                       &out.sasl_method, &out.sasl_username}) {
        *text = in.text();
    }
    if (bytes.front() != version_without_extensions) read_extensions(in, bytes.front(), out);
    auto const count = in.number();
    if (!in.ok() || count == 0 || count > in.left() / 4) return std::nullopt;    // a recipient takes 4 bytes at least
    out.recipients.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) out.recipients.push_back(read_recipient(in));
    if (!in.done()) return std::nullopt;
    return out;
}

bool summarize_envelope(std::string_view bytes, envelope_summary& into) {
    if (bytes.empty() || bytes.front() < version_without_extensions || bytes.front() > version) return false;
    field_reader in(bytes.substr(1));
    into.arrival = in.time();
    for (int number = 0; number < 3; ++number) in.number();    // flags, ret, body
    into.sender = in.text();
    for (int text = 0; text < 7; ++text) in.text();
    if (bytes.front() != version_without_extensions) skip_extensions(in, bytes.front());
    auto const count = in.number();
    if (!in.ok() || count == 0 || count > in.left() / 4) return false;
    into.addresses.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        into.addresses.push_back(in.text());
        in.text();
        in.text();
        in.number();
    }
    return in.done();
}

std::string encode_extents(std::span<extent const> extents) {
    std::string out;
    if (extents.empty()) return out;
    out += extents_version;
    put_number(out, extents.size());
    for (auto const& one : extents) {
        put_number(out, one.segment);
        put_number(out, one.block);
        put_number(out, one.count);
    }
    return out;
}

std::optional<std::vector<extent>> decode_extents(std::string_view bytes) {
    if (bytes.empty()) return std::vector<extent>{};
    if (bytes.front() != extents_version) return std::nullopt;
    field_reader in(bytes.substr(1));
    auto const count = in.number();
    if (!in.ok() || count == 0 || count > in.left() / 3) return std::nullopt;
    std::vector<extent> out(count);
    for (auto& one : out) {
        one.segment = static_cast<std::uint32_t>(in.number_up_to(UINT32_MAX));
        one.block = static_cast<std::uint32_t>(in.number_up_to(segments::blocks_per_segment - 1));
        one.count = static_cast<std::uint32_t>(in.number_up_to(segments::blocks_per_segment));
        if (one.count == 0) return std::nullopt;
    }
    if (!in.done()) return std::nullopt;
    return out;
}

}  // namespace mailstead::mta::queue
