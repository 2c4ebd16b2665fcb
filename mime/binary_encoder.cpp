#include "mime/binary_encoder.h"

#include <utility>

#include "base/ascii.h"
#include "mime/header.h"
#include "mime/parameters.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

constexpr std::size_t header_limit = 256 * 1024;
constexpr std::size_t boundary_limit = 1000;      // as part_tree has it
constexpr std::size_t depth_limit = 100;
constexpr std::size_t octets_a_line = 57;         // 76 characters, RFC 2045 §6.8

bool is_end_of_header(std::string_view line) noexcept { return line == "\r\n" || line == "\n"; }

parameterized value_of(std::string_view header, std::string_view name) {
    auto const field = find_field(header, name);
    return field ? parse_parameterized(field->value) : parameterized();
}

std::string boundary_in(parameterized const& type) {
    auto const all = joined(type.parameters);
    std::string out(find_parameter(all, "boundary").value_or(""));
    while (out.ends_with(' ')) out.pop_back();
    return out.size() <= boundary_limit ? out : std::string();
}

void relabel(std::string& header, std::string_view encoding) {
    auto const field = find_field(header, "Content-Transfer-Encoding");
    auto const at = static_cast<std::size_t>(field->value.data() - header.data());
    header.replace(at, field->value.size(), " " + std::string(encoding));
}

}  // namespace

void binary_encoder::feed(std::string_view in, std::string& out) {
    while (!in.empty()) in.remove_prefix(mode_ == mode::header ? take_header(in, out) : take_body(in, out));
}

void binary_encoder::finish(std::string& out) {
    if (mode_ == mode::header) end_header(out);
    if (!line_.empty() && !take_delimiter(line_, out)) take_octets(line_, out);
    line_.clear();
    if (mode_ != mode::binary) return;
    encode(line_end_, out);
    line_end_.clear();
    end_binary(out);
}

// One line, or what there is of it.
std::size_t binary_encoder::take_header(std::string_view in, std::string& out) {
    auto const newline = in.find('\n');
    auto const length = newline == in.npos ? in.size() : newline + 1;
    header_ += in.substr(0, length);
    if (newline == in.npos && header_.size() <= header_limit) return length;
    std::string const line(std::string_view(header_).substr(header_line_));
    if (may_be_delimiter(line) && newline != in.npos) {    // the empty line is missing
        header_.resize(header_line_);
        end_header(out);
        if (!take_delimiter(line, out)) take_octets(line, out);
    } else if (is_end_of_header(line)) {
        end_header(out);
    } else if (header_.size() > header_limit) {
        pass_header(out);
    } else {
        header_line_ = header_.size();
    }
    return length;
}

void binary_encoder::end_header(std::string& out) {
    mode_ = mode::text;
    if (header_length(header_) == header_.size()) begin_body();
    pass_header(out);
}

void binary_encoder::pass_header(std::string& out) {
    if (header_.size() > header_limit) mode_ = mode::text;
    at_start_ = header_.empty() || header_.back() == '\n';
    pass(header_, out);
    header_.clear();
    header_line_ = 0;
}

// Decides from the header what is done to the body.
void binary_encoder::begin_body() {
    auto const type = value_of(header_, "Content-Type");
    auto const encoding = value_of(header_, "Content-Transfer-Encoding").value;
    bool const is_binary = encoding == "binary";
    bool const is_message = type.value == "message/rfc822" || type.value == "message/global" || (type.value.empty() && implied_message_);
    implied_message_ = false;
    auto boundary = type.value.starts_with("multipart/") ? boundary_in(type) : std::string();
    if (!boundary.empty() && open_.size() < depth_limit) {
        open_.push_back({std::move(boundary), type.value == "multipart/digest"});
        if (is_binary) relabel(header_, "8bit");
    } else if (is_message && encoding_named(encoding) == encoding::identity) {
        mode_ = mode::header;
        if (is_binary) relabel(header_, "8bit");
    } else if (is_binary) {
        mode_ = mode::binary;
        encoded_ = false;
        relabel(header_, "base64");
    }
}

bool binary_encoder::may_be_delimiter(std::string_view line) const noexcept {
    return !open_.empty() && line.size() <= boundary_limit + 80 && std::string_view("--").starts_with(line.substr(0, 2));
}

// The same choice as parse_parts() makes: the longest boundary that the line begins with.
bool binary_encoder::take_delimiter(std::string_view line, std::string& out) {
    if (!line.starts_with("--")) return false;
    line.remove_prefix(2);
    std::size_t longest = 0, level = 0;
    for (auto at = open_.size(); at-- > 0;) {
        auto const& boundary = open_[at].boundary;
        if (boundary.size() <= longest || !line.starts_with(boundary)) continue;
        longest = boundary.size();
        level = at;
    }
    if (longest == 0) return false;
    bool const closes = line.substr(longest).starts_with("--");
    if (mode_ == mode::binary) end_binary(out);
    pass(line_end_, out);
    line_end_.clear();
    pass("--", out);
    pass(line, out);
    implied_message_ = !closes && open_[level].is_digest;
    open_.resize(closes ? level : level + 1);
    mode_ = closes ? mode::text : mode::header;
    at_start_ = true;
    return true;
}

std::size_t binary_encoder::take_body(std::string_view in, std::string& out) {
    auto const newline = in.find('\n');
    auto const piece = in.substr(0, newline == in.npos ? in.size() : newline + 1);
    if (!at_start_) {
        take_octets(piece, out);
        return piece.size();
    }
    line_ += piece;
    if (newline == in.npos && may_be_delimiter(line_)) return piece.size();
    std::string const line = std::exchange(line_, {});
    if (!may_be_delimiter(line) || !take_delimiter(line, out)) take_octets(line, out);
    return piece.size();
}

// Of a body, up to the end of a line or less.
void binary_encoder::take_octets(std::string_view in, std::string& out) {
    if (mode_ != mode::binary) {
        pass(in, out);
        at_start_ = in.ends_with('\n');
        return;
    }
    auto data = line_end_ + std::string(in);
    line_end_ = data.ends_with("\r\n") ? "\r\n" : data.ends_with('\r') ? "\r" : "";
    data.resize(data.size() - line_end_.size());
    encode(data, out);
    at_start_ = line_end_ == "\r\n";    // only a whole CRLF can be a delimiter's
}

void binary_encoder::encode(std::string_view in, std::string& out) {
    encoded_ |= !in.empty();
    group_ += in;
    std::size_t at = 0;
    for (; group_.size() - at >= octets_a_line; at += octets_a_line) {
        out += base::base64_encode(std::string_view(group_).substr(at, octets_a_line));
        out += "\r\n";
    }
    group_.erase(0, at);
}

void binary_encoder::end_binary(std::string& out) {
    if (!group_.empty()) out.append(base::base64_encode(group_)).append("\r\n");
    group_.clear();
    if (encoded_) last_ = '\n', before_last_ = '\r';
}

void binary_encoder::pass(std::string_view in, std::string& out) {
    out += in;
    has_nul_ |= in.find('\0') != in.npos;
    for (auto at = in.find('\n'); at != in.npos && !has_odd_line_; at = in.find('\n', at + 1)) {
        char const before = at > 0 ? in[at - 1] : last_;
        char const second = at > 1 ? in[at - 2] : at == 1 ? last_ : before_last_;
        has_odd_line_ = before != '\r' || second == '\r';
    }
    if (in.empty()) return;
    before_last_ = in.size() > 1 ? in[in.size() - 2] : last_;
    last_ = in.back();
}

}  // namespace mailstead::mime
