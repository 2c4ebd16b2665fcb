// Lines of a message, sorted into headers and bodies.
#include "tools/message_keys.h"

#include <optional>
#include <string>
#include <vector>

#include "mime/part_tree.h"

namespace mailstead::tools {
namespace {

// "Name: text", without the white space before the colon that old mail may have (RFC 5322 §4.5). Absent for any other
// line.
std::optional<std::string> header_line(std::string_view line) {
    std::size_t name = 0;
    while (name < line.size() && line[name] > ' ' && line[name] < 127 && line[name] != ':') ++name;
    auto const colon = line.find_first_not_of(" \t", name);
    if (name == 0 || colon == line.npos || line[colon] != ':') return std::nullopt;
    return std::string(line.substr(0, name)) + std::string(line.substr(colon));
}

bool continues(std::string_view line) noexcept { return line.starts_with(' ') || line.starts_with('\t'); }

// Where headers of inner parts begin, ascending.
void collect_headers(mime::part const& whole, std::vector<mime::range>& out) {
    for (auto const& child : whole.children) {
        out.push_back(child.header);
        collect_headers(child, out);
    }
}

class key_reader {
public:
    key_reader(message_lines wanted, std::function<void(std::string_view)> const& use) : wanted_(wanted), use_(use) {}

    // False when nothing more can be wanted.
    bool line(std::string_view text) {
        if (in_header_ && continues(text) && !header_.empty()) {
            header_ += '\n';
            header_ += text;
            return true;
        }
        end_header_line();
        if (in_header_) {
            if (auto header = header_line(text)) {
                header_ = std::move(*header);
                return true;
            }
            in_header_ = false;
        }
        if (!wanted_.body && !wanted_.mime) return false;
        // A message without an empty line behind its header gets one.
        if (first_header_ && wanted_.body && !text.empty()) use_({});
        first_header_ = false;
        if (wanted_.body) use_(text);
        return true;
    }
    void begin_headers() {
        end_header_line();
        in_header_ = true;
    }
    void end_header_line() {
        if (!header_.empty() && wanted_.header) use_(header_);
        header_.clear();
    }

private:
    message_lines wanted_;
    std::function<void(std::string_view)> const& use_;
    bool in_header_ = true;
    bool first_header_ = true;  // until the body of the message begins
    std::string header_;        // the logical line so far
};

}  // namespace

void for_each_key(std::string_view message, message_lines wanted,
                  std::function<void(std::string_view key)> const& use) {
    std::vector<mime::range> inner;
    if (wanted.mime) collect_headers(mime::parse_parts(message), inner);
    key_reader reader(wanted, use);
    auto next = inner.begin();
    for (std::size_t at = 0; at < message.size();) {
        auto const end = std::min(message.find('\n', at), message.size());
        for (; next != inner.end() && next->begin <= at; ++next)
            if (next->size() > 0) reader.begin_headers();
        if (!reader.line(message.substr(at, end - at))) return;
        at = end + 1;
    }
    reader.end_header_line();
}

}  // namespace mailstead::tools
