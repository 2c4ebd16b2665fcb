#include "mta/content/recoder.h"

#include <algorithm>

#include "base/ascii.h"
#include "mime/header.h"
#include "mime/parameters.h"

namespace mailstead::mta::content {
namespace {

constexpr std::size_t line_limit = 2048;          // longer lines are worked on in pieces
constexpr std::size_t header_limit = 256 * 1024;  // of one part; a longer one is passed on as it is
constexpr std::size_t deepest = 100;
constexpr std::size_t base64_line = 57;           // bytes that give 76 characters
constexpr std::size_t widest = 75;                // RFC 2045 §6.7: 76 with the soft break

std::string_view without_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string encoding_of(std::string_view header) {
    auto const field = mime::find_field(header, "Content-Transfer-Encoding");
    return field ? base::lowered(base::trimmed(mime::unfold(field->value))) : std::string();
}

// The header with the encoding that the part has from now on.
void put_header(std::string_view header, std::string_view encoding, std::string& out) {
    for (auto const& field : mime::fields(header)) {
        if (!base::iequals(field.name, "Content-Transfer-Encoding")) {
            out += field.raw;
            continue;
        }
        out += field.name;
        out += ": ";
        out += encoding;
        out += "\r\n";
    }
}

}  // namespace

void recoder::feed(std::string_view piece, std::string& out) {
    while (!piece.empty()) {
        auto const lf = piece.find('\n');
        auto const room = line_limit - std::min(line_limit - 1, held_.size());
        auto const part = piece.substr(0, std::min(lf == piece.npos ? lf : lf + 1, room));
        piece.remove_prefix(part.size());
        bool const complete = part.ends_with('\n');
        held_ += part;
        if (!complete && held_.size() < line_limit) return;
        // A CR at the cut may belong to the line's end.
        bool const keeps_cr = !complete && held_.ends_with('\r');
        if (keeps_cr) held_.pop_back();
        auto const whole = std::exchange(held_, keeps_cr ? std::string("\r") : std::string());
        line(whole, out);
        line_cut_ = !complete;
    }
}

void recoder::finish(std::string& out) {
    if (!held_.empty()) line(std::exchange(held_, {}), out);
    if (in_header_) out += std::exchange(header_, {});
    bytes_ += std::exchange(line_end_, {});    // nothing follows that it could belong to
    end_binary(out);
}

// A line, or a piece of one that is longer than the limit.
void recoder::line(std::string_view text, std::string& out) {
    if (!line_cut_ && ends_part(without_end(text))) {
        if (!header_.empty()) out += std::exchange(header_, {});
        line_end_.clear();
        end_binary(out);
        out += text;
        return;
    }
    if (in_header_) header_line(text, out);
    else if (quotes_) encode(text, out);
    else if (binary_) encode_binary(text, out);
    else out += text;
}

void recoder::header_line(std::string_view text, std::string& out) {
    bool const empty = !line_cut_ && without_end(text).empty();
    if (!empty && header_.size() + text.size() <= header_limit) {
        header_ += text;
        return;
    }
    if (empty) {
        end_header(out);
    } else {
        out += std::exchange(header_, {});
        in_header_ = quotes_ = binary_ = false;
    }
    out += text;
}

void recoder::end_header(std::string& out) {
    auto const header = std::exchange(header_, {});
    auto const field = mime::find_field(header, "Content-Type");
    auto const type = mime::parse_parameterized(field ? field->value : std::string_view());
    auto const encoding = encoding_of(header);
    bool const wide = encoding == "binary" || (target_ == target::seven_bit && encoding == "8bit");
    bool const message = field ? type.value == "message/rfc822" || type.value == "message/global" : message_next_;
    auto const boundary = type.value.starts_with("multipart/") ? mime::find_parameter(type.parameters, "boundary") : std::nullopt;
    bool const many = boundary && !boundary->empty() && open_.size() < deepest;
    in_header_ = message;
    message_next_ = false;
    bool const leaf = wide && !message && !many && !type.value.starts_with("multipart/");
    quotes_ = leaf && target_ == target::seven_bit && encoding == "8bit";
    binary_ = leaf && !quotes_;
    column_ = 0;
    if (many) {
        part inner;
        inner.boundary = *boundary;
        inner.digest = type.value == "multipart/digest";
        open_.push_back(std::move(inner));
    }
    auto const* container = target_ == target::seven_bit ? "7bit" : "8bit";
    if (wide) put_header(header, quotes_ ? "quoted-printable" : binary_ ? "base64" : container, out);
    else out += header;
}

// A delimiter line of one of the multiparts that the present part lies in.
bool recoder::ends_part(std::string_view text) {
    if (open_.empty() || !text.starts_with("--")) return false;
    text.remove_prefix(2);
    for (auto at = open_.size(); at-- > 0;) {
        if (!text.starts_with(open_[at].boundary)) continue;
        bool const last = text.substr(open_[at].boundary.size()).starts_with("--");
        message_next_ = open_[at].digest;
        open_.resize(last ? at : at + 1);
        in_header_ = !last;
        quotes_ = false;
        return true;
    }
    return false;
}

// Every byte counts, the ends of lines too.
void recoder::encode_binary(std::string_view text, std::string& out) {
    bytes_ += line_end_;
    auto const content = text.ends_with('\n') ? without_end(text) : text;
    bytes_ += content;
    line_end_ = text.substr(content.size());
    put_base64(base64_line, out);
}

void recoder::end_binary(std::string& out) {
    if (binary_) put_base64(1, out);
    binary_ = false;
}

// As many lines as there are with at least that many bytes.
void recoder::put_base64(std::size_t least, std::string& out) {
    std::string_view left = bytes_;
    while (left.size() >= least) {
        out += base::base64_encode(left.substr(0, base64_line));
        out += "\r\n";
        left.remove_prefix(std::min(left.size(), base64_line));
    }
    bytes_.erase(0, bytes_.size() - left.size());
}

void recoder::put(std::string_view bytes, std::string& out) {
    if (column_ + bytes.size() > widest) {
        out += "=\r\n";
        column_ = 0;
    }
    out += bytes;
    column_ += bytes.size();
}

void recoder::encode(std::string_view text, std::string& out) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    auto const content = text.ends_with('\n') ? without_end(text) : text;
    for (std::size_t i = 0; i < content.size(); ++i) {
        auto const byte = static_cast<unsigned char>(content[i]);
        bool const blank = byte == ' ' || byte == '\t';
        bool const plain = blank ? i + 1 < content.size() : byte > ' ' && byte < 0x7f && byte != '=';
        char const coded[] = {'=', digits[byte >> 4], digits[byte & 15]};
        put(plain ? content.substr(i, 1) : std::string_view(coded, 3), out);
    }
    if (!text.ends_with('\n')) return;
    out += "\r\n";
    column_ = 0;
}

}  // namespace mailstead::mta::content
