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

body::body(checker& by, body_limits const& limits, std::string_view content_type) : checker_(by), limits_(limits) {
    set_type(content_type);
    end_header();
    seen_ = 1;
}

// Nothing that may come can be of interest any more.
bool body::is_passive() const noexcept {
    return open_.empty() && !in_header_ && !line_cut_ && held_.empty() && !checker_.looks_at(place::body);
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
    auto const content = logical(raw, scratch_);
    auto const name = field_name(content);
    auto const where = is_mime_header(name) ? place::mime_header : place_;
    auto const fate = checker_.check(where, content, out);
    dropping_ = fate != checker::fate::keep;
    if (fate == checker::fate::keep) out += raw;
    if (fate == checker::fate::replace) append_lines(out, checker_.replacement());
    auto const now = fate == checker::fate::replace ? std::string_view(checker_.replacement()) : content;
    if (fate == checker::fate::drop || !base::iequals(field_name(now), "Content-Type")) return;
    set_type(now.substr(now.find(':') + 1));
}

// What the header has announced begins: the header of an attached message, or a body.
void body::end_header() {
    in_header_ = false;
    header_cut_ = dropping_ = false;
    seen_ = 0;
    if (kind_ == kind::message && limits_.mime) enter_header(place::nested_header, kind::text);
}

void body::enter_header(place which, kind fallback) {
    in_header_ = true;
    place_ = which;
    kind_ = fallback;
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
        if (!last) enter_header(place::mime_header, fallback);
        return;
    }
}

void body::set_type(std::string_view content_type) {
    kind_ = kind::text;
    if (content_type.empty() || !limits_.mime) return;
    auto const type = mime::parse_parameterized(content_type);
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
