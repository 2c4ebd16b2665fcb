// FETCH BINARY and BINARY.SIZE, RFC 3516 §4.2 and §4.3. Of a large section the octets are counted first, then made piece by
// piece: two passes, and memory for one piece.
#include <algorithm>

#include "imap/fetch_run.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

using kind = fetch_item::kind;

bool is_binary(fetch_item const& item) { return item.what == kind::binary || item.what == kind::binary_size; }

// A literal8 where a NUL is among the octets, also when the part of them asked for has none.
void mark(std::string& out, std::uint64_t count, bool has_nul) {
    out += has_nul ? "~{" : "{";
    write::number(out, count);
    out += "}\r\n";
}

std::pair<std::uint64_t, std::uint64_t> wanted(fetch_item const& item, std::uint64_t size) {
    if (!item.partial) return {0, size};
    auto const first = std::min<std::uint64_t>(item.partial->first, size);
    return {first, std::min<std::uint64_t>(item.partial->second, size - first)};
}

}  // namespace

// Asked before the first byte of the response: what cannot be decoded fails the command (RFC 3516 §4.3).
bool fetch_run::is_decodable() {
    auto const decodable = [this](fetch_item const& item) {
        if (!is_binary(item) || item.section.path.empty()) return true;
        auto const* part = part_at((*open_->text.facts())->structure, item.section.path);
        return !part || encoding_of(*part) != mime::encoding::unknown;
    };
    return std::all_of(items_.begin(), items_.end(), decodable);
}

// Absent: the message has no such part.
store::result<std::optional<fetch_run::coded>> fetch_run::coded_place(section const& what) {
    auto const where = place(what);
    if (!where) return where.error();
    if (!*where) return std::optional<coded>();
    coded out{**where, mime::encoding::identity};
    if (!what.path.empty()) out.how = encoding_of(*part_at((*open_->text.facts())->structure, what.path));
    return std::optional(out);
}

store::result<void> fetch_run::write_binary(std::string& out, fetch_item const& item) {
    auto const from = coded_place(item.section);
    if (!from) return from.error();
    section_name(out, item);
    out += ' ';
    if (*from) return write_decoded(out, item, **from);
    out += item.what == kind::binary_size ? "0" : "NIL";
    return {};
}

store::result<void> fetch_run::write_decoded(std::string& out, fetch_item const& item, coded const& from) {
    bool const is_large = from.where.end - from.where.begin > small_text;
    if (is_large) {
        auto const done = count_decoded(from);
        if (!done) return done;
        auto const& known = *box_.decoded_place();
        if (item.what == kind::binary_size) write::number(out, known.size);
        else {
            mark(out, wanted(item, known.size).second, known.has_nul);
            begin_long_decoded(item, from);
        }
        return {};
    }
    auto const stored = open_->text.range(from.where.begin, from.where.end);
    if (!stored) return stored.error();
    decoded_text decoder(from.how);
    std::string all;
    decoder.feed(*stored, all);
    decoder.finish(all);
    if (item.what == kind::binary_size) {
        write::number(out, all.size());
        return {};
    }
    auto const [first, count] = wanted(item, all.size());
    mark(out, count, all.find('\0') != all.npos);
    out.append(all, static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    return {};
}

// The first pass; what it finds is remembered for the slices that follow.
store::result<void> fetch_run::count_decoded(coded const& from) {
    auto& known = box_.decoded_place();
    if (known && known->uid == open_->what.row->uid && known->begin == from.where.begin) return {};
    auto found = std::make_unique<selected::decoded_mark>();
    found->uid = open_->what.row->uid;
    found->begin = found->stored = from.where.begin;
    found->decoder = decoded_text(from.how);
    auto decoder = found->decoder;
    std::string piece;
    for (auto at = from.where.begin; at < from.where.end;) {
        auto const stored = open_->text.range(at, std::min(from.where.end, at + step));
        if (!stored) return stored.error();
        if (stored->empty()) return store::make_error_code(store::errc::damaged);
        at += stored->size();
        piece.clear();
        decoder.feed(*stored, piece);
        if (at == from.where.end) decoder.finish(piece);
        found->size += piece.size();
        found->has_nul |= piece.find('\0') != piece.npos;
    }
    known = std::move(found);
    return {};
}

void fetch_run::begin_long_decoded(fetch_item const& item, coded const& from) {
    auto& known = *box_.decoded_place();
    auto const [first, count] = wanted(item, known.size);
    if (count == 0) return;
    if (known.wire > first) {    // the client goes back
        known.wire = 0;
        known.stored = from.where.begin;
        known.decoder = decoded_text(from.how);
    }
    long_text body;
    body.begin = from.where.begin;
    body.at = known.stored;
    body.end = from.where.end;
    body.wire = known.wire;
    body.skip = first - known.wire;
    body.left = count;
    body.decoder = known.decoder;
    open_->body = body;
}

// One piece of a large section, as the client gets it; where it began is remembered for the next slice.
void fetch_run::convert(long_text& body, std::string_view stored, std::string& wire) {
    if (!body.decoder) {
        box_.place() = {open_->what.row->uid, body.begin, body.wire, body.at, body.after_cr};
        to_wire(wire, stored, body.after_cr);
        return;
    }
    auto& known = *box_.decoded_place();
    known.wire = body.wire;
    known.stored = body.at;
    known.decoder = *body.decoder;
    body.decoder->feed(stored, wire);
    if (body.at + stored.size() == body.end) body.decoder->finish(wire);
}

}  // namespace mailstead::imap
