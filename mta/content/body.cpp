#include "mta/content/body.h"

#include <algorithm>

#include "base/ascii.h"
#include "mime/parameters.h"

namespace mailstead::mta::content {
namespace {

std::string_view without_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_mime_header(std::string_view name) noexcept {
    return base::istarts_with(name, "Content-") || base::iequals(name, "MIME-Version");
}

}  // namespace

bool has_eight_bit(std::string_view text) noexcept { return !base::is_ascii(text); }

mime_mistake eight_bit_header(std::string_view raw) {
    mime_mistake out;
    out.text = "improper use of 8-bit data in message header";
    for (char const c : without_end(raw))
        if (c != '\r') out.context += c;
    return out;
}

body::body(checker& by, body_limits const& limits, std::string_view content_type, std::string_view encoding) : checker_(by), limits_(limits) {
    set_type(content_type);
    set_encoding(encoding);
    end_header();
    seen_ = 1;
}

// Nothing that may come can be of interest any more.
bool body::is_passive() const noexcept {
    bool const looks = checker_.looks_at(place::body) || (limits_.strict_text && limits_.mime && !mistake_);
    return open_.empty() && !in_header_ && !line_cut_ && held_.empty() && !looks;
}

void body::feed(std::string_view piece, std::string& out) {
    while (!piece.empty()) {
        if (is_passive()) {
            out += piece;
            return;
        }
        auto const lf = piece.find('\n');
        auto const rest = limits_.line - std::min(limits_.line, held_.size());
        auto part = piece.substr(0, std::min(lf == piece.npos ? lf : lf + 1, std::max<std::size_t>(rest, 1)));
        piece.remove_prefix(part.size());
        bool const complete = part.ends_with('\n');
        if (complete && held_.empty()) {
            line(part, out);
            line_cut_ = false;
            continue;
        }
        held_ += part;
        if (!complete && held_.size() < limits_.line) return;
        auto const whole = std::move(held_);
        held_.clear();
        line(whole, out);
        line_cut_ = !complete;
    }
}

void body::finish(std::string& out) {
    if (!held_.empty()) {
        auto const whole = std::exchange(held_, {});
        line(whole, out);
    }
    if (in_header_) flush_header(out);
}

// A line, or a piece of one that is longer than the limit.
void body::line(std::string_view text, std::string& out) {
    if (in_header_ && header_line(text, out)) return;
    if (!line_cut_) look_for_boundary(without_end(text));
    body_line(text, out);
}

void body::body_line(std::string_view text, std::string& out) {
    auto const content = without_end(text);
    if (limits_.strict_text && limits_.mime && encoding_ == encoding::seven_bit && has_eight_bit(content))
        complain("improper use of 8-bit data in message body", content);
    bool const looked = checker_.looks_at(place::body) && (limits_.checked == 0 || seen_ < limits_.checked);
    seen_ += content.size() + (content.size() < text.size() ? 1 : 0);
    auto const fate = looked ? checker_.check(place::body, content, out) : checker::fate::keep;
    if (fate == checker::fate::drop) return;
    if (fate == checker::fate::keep) out += text;
    else append_lines(out, checker_.replacement());
}

// True when the line belongs to the header of a part; else the header is over.
bool body::header_line(std::string_view text, std::string& out) {
    auto const content = without_end(text);
    bool const continued = line_cut_ || (!content.empty() && (content.front() == ' ' || content.front() == '\t'));
    bool const open = !header_.empty() || header_cut_;
    if (!(continued && open)) {
        flush_header(out);
        if (line_cut_ || field_name(content).empty()) {
            end_header();
            return false;
        }
    }
    if (header_cut_) {
        if (!dropping_) out += text;
        return true;
    }
    header_ += text;
    if (header_.size() > limits_.header) {
        flush_header(out);
        header_cut_ = true;
    }
    return true;
}

void body::flush_header(std::string& out) {
    header_cut_ = dropping_ = false;
    if (header_.empty()) return;
    auto const raw = std::exchange(header_, {});
    if (limits_.strict_headers && has_eight_bit(raw) && !mistake_) mistake_ = eight_bit_header(raw);
    auto const content = logical(raw, scratch_);
    auto const name = field_name(content);
    auto const where = is_mime_header(name) ? place::mime_header : place_;
    auto const fate = checker_.check(where, content, out);
    dropping_ = fate != checker::fate::keep;
    if (fate == checker::fate::keep) out += raw;
    if (fate == checker::fate::replace) append_lines(out, checker_.replacement());
    auto const now = fate == checker::fate::replace ? std::string_view(checker_.replacement()) : content;
    if (fate == checker::fate::drop) return;
    auto const value = now.substr(now.find(':') + 1);
    if (base::iequals(field_name(now), "Content-Type")) set_type(value);
    if (base::iequals(field_name(now), "Content-Transfer-Encoding")) set_encoding(value);
}

// What the header has announced begins: the header of an attached message, or a body.
void body::end_header() {
    in_header_ = false;
    header_cut_ = dropping_ = false;
    seen_ = 0;
    judge_domain();
    if (kind_ != kind::text) encoding_ = encoding::seven_bit;    // a preamble, or the header of an attached message
    if (kind_ == kind::message && limits_.mime) enter_header(place::nested_header, kind::text);
}

void body::enter_header(place which, kind fallback) {
    in_header_ = true;
    place_ = which;
    kind_ = fallback;
    encoding_ = encoding::seven_bit;
    type_.clear();
}

// A line "--boundary" ends the parts inside that multipart; "--boundary--" ends the multipart itself.
void body::look_for_boundary(std::string_view line) {
    if (open_.empty() || !line.starts_with("--")) return;
    line.remove_prefix(2);
    for (auto at = open_.size(); at-- > 0;) {
        if (!line.starts_with(open_[at].boundary)) continue;
        bool const last = line.substr(open_[at].boundary.size()).starts_with("--");
        auto const fallback = open_[at].fallback;
        open_.resize(last ? at : at + 1);
        seen_ = 0;
        in_header_ = false;
        encoding_ = encoding::seven_bit;
        if (!last) enter_header(place::mime_header, fallback);
        return;
    }
}

// RFC 2045 §6.1. What is unknown is taken for 7-bit.
void body::set_encoding(std::string_view value) {
    encoding_ = encoding::seven_bit;
    if (!limits_.mime) return;
    auto const word = base::trimmed(value.substr(0, value.find_first_of(";(")));
    for (auto const& [name, meant] : {std::pair{"8bit", encoding::eight_bit}, std::pair{"binary", encoding::binary},
                                      std::pair{"quoted-printable", encoding::quoted}, std::pair{"base64", encoding::base64}})
        if (base::iequals(word, name)) encoding_ = meant;
}

// RFC 2045 §6.4: multiparts and messages are not encoded as a whole; a part of a message is 7-bit.
void body::judge_domain() {
    static constexpr std::string_view names[] = {"7bit", "8bit", "binary", "quoted-printable", "base64"};
    if (!limits_.strict_domains) return;
    bool const made_of_parts = type_.starts_with("multipart/") || (type_.starts_with("message/") && type_ != "message/external-body");
    bool const encoded = encoding_ == encoding::quoted || encoding_ == encoding::base64;
    bool const wrong = encoded || (type_ == "message/partial" && encoding_ != encoding::seven_bit);
    if (made_of_parts && wrong) complain("invalid message/* or multipart/* encoding domain", names[static_cast<std::size_t>(encoding_)]);
}

void body::complain(std::string_view text, std::string_view context) {
    if (mistake_) return;
    mistake_.emplace();
    mistake_->text = text;
    mistake_->context = context;
}

void body::set_type(std::string_view content_type) {
    kind_ = kind::text;
    type_.clear();
    if (content_type.empty() || !limits_.mime) return;
    auto const type = mime::parse_parameterized(content_type);
    type_ = type.value;
    if (type.value == "message/rfc822" || type.value == "message/global") kind_ = kind::message;
    if (!type.value.starts_with("multipart/")) return;
    kind_ = kind::multipart;
    auto const boundary = mime::find_parameter(type.parameters, "boundary");
    if (!boundary || boundary->empty()) return;
    if (open_.size() >= limits_.nesting) {
        too_deep_ = true;
        return;
    }
    part next;
    next.boundary = boundary->substr(0, limits_.boundary);
    if (type.value == "multipart/digest") next.fallback = kind::message;
    open_.push_back(std::move(next));
}

}  // namespace mailstead::mta::content
