// Fields with their lengths in front: any byte may stand in a value.
#include "net/exec_wire.h"

#include <cstring>

namespace mailstead::net {
namespace {

constexpr std::size_t head = sizeof(std::uint32_t);

void put(std::string& out, std::string_view text) {
    auto const size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<char const*>(&size), sizeof size);
    out += text;
}

void put(std::string& out, std::uint32_t number) { out.append(reinterpret_cast<char const*>(&number), sizeof number); }

void put(std::string& out, exec_request::pairs const& all) {
    put(out, static_cast<std::uint32_t>(all.size()));
    for (auto const& [first, second] : all) {
        put(out, first);
        put(out, second);
    }
}

std::string framed(std::string payload) {
    std::string out;
    out.reserve(head + payload.size());
    put(out, payload);
    return out;
}

bool take(std::string_view& in, std::uint32_t& number) {
    if (in.size() < head) return false;
    std::memcpy(&number, in.data(), head);
    in.remove_prefix(head);
    return true;
}

bool take(std::string_view& in, std::string& text) {
    std::uint32_t size = 0;
    if (!take(in, size) || in.size() < size) return false;
    text = in.substr(0, size);
    in.remove_prefix(size);
    return true;
}

bool take(std::string_view& in, exec_request::pairs& all) {
    std::uint32_t count = 0;
    if (!take(in, count)) return false;
    for (; count > 0; --count) {
        std::string first, second;
        if (!take(in, first) || !take(in, second)) return false;
        all.emplace_back(std::move(first), std::move(second));
    }
    return true;
}

// The payload of a frame that is whole.
std::optional<std::string_view> inside(std::string_view frame) {
    auto const size = exec_frame_size(frame);
    if (!size || *size == 0 || *size != frame.size()) return std::nullopt;
    return frame.substr(head);
}

}  // namespace

std::optional<std::size_t> exec_frame_size(std::string_view text) noexcept {
    std::uint32_t size = 0;
    if (!take(text, size)) return 0;
    if (size > exec_frame_limit) return std::nullopt;
    return head + size;
}

std::string print(exec_request const& what) {
    std::string out;
    put(out, what.kind);
    put(out, what.service);
    put(out, what.values);
    put(out, what.recipients);
    return framed(std::move(out));
}

std::string print(exec_outcome const& what) {
    std::string out;
    put(out, static_cast<std::uint32_t>(what.how));
    put(out, static_cast<std::uint32_t>(what.status));
    put(out, what.command);
    put(out, std::string_view(what.output).substr(0, exec_output_limit));
    return framed(std::move(out));
}

std::optional<exec_request> parse_exec_request(std::string_view frame) {
    auto in = inside(frame);
    exec_request out;
    if (!in || !take(*in, out.kind) || !take(*in, out.service) || !take(*in, out.values) || !take(*in, out.recipients) || !in->empty())
        return std::nullopt;
    return out;
}

std::optional<exec_outcome> parse_exec_outcome(std::string_view frame) {
    auto in = inside(frame);
    exec_outcome out;
    std::uint32_t how = 0, status = 0;
    if (!in || !take(*in, how) || !take(*in, status) || !take(*in, out.command) || !take(*in, out.output) || !in->empty())
        return std::nullopt;
    if (how > static_cast<std::uint32_t>(exec_end::refused)) return std::nullopt;
    out.how = static_cast<exec_end>(how);
    out.status = static_cast<int>(status);
    return out;
}

}  // namespace mailstead::net
