// Bounded: the beginning of a session and its end tell most; what is between goes first.
#include "mta/notice/transcript.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::notice {
namespace {

constexpr std::size_t line_limit = 500;          // of what was said
constexpr std::size_t head_limit = 16 * 1024;
constexpr std::size_t tail_limit = 8 * 1024;
constexpr std::size_t width = 78;

struct known_class {
    std::string_view word;
    std::uint8_t what;
};
constexpr std::array classes = {known_class{"policy", trouble::policy}, known_class{"protocol", trouble::protocol},
                                known_class{"resource", trouble::resource}, known_class{"software", trouble::software},
                                known_class{"data", trouble::data}};

// Continuation lines are indented.
std::string wrapped(std::string_view text) {
    std::string out;
    while (text.size() > width) {
        auto cut = text.rfind(' ', width);
        if (cut == text.npos || cut < width / 2) cut = width;
        out += fmt::format("{}\r\n    ", text.substr(0, cut));
        text.remove_prefix(text[cut] == ' ' ? cut + 1 : cut);
    }
    return out + std::string(text) + "\r\n";
}

// As the session reads it: blanks may stand before the verb, and a tab behind it.
bool is_auth(std::string_view line) noexcept {
    constexpr std::string_view verb = "AUTH";
    return base::istarts_with(line, verb) && (line.size() == verb.size() || line[verb.size()] == ' ' || line[verb.size()] == '\t');
}

std::string_view without_blanks_before(std::string_view line) noexcept {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
}

// Without what is secret.
std::string shown(std::string_view line) {
    auto const command = without_blanks_before(line);
    if (!is_auth(command)) return base::printable(line, line_limit);
    auto const mechanism = without_blanks_before(command.substr(std::min<std::size_t>(command.size(), 4)));
    auto const end = mechanism.find_first_of(" \t");
    auto const known = mechanism.substr(0, end);
    return base::printable(fmt::format("AUTH{}{}", known.empty() ? "" : " ", known), line_limit) + (end == line.npos ? "" : " ...");
}

// As most lines are: nothing of it has to be changed or hidden.
bool is_plain(std::string_view line) noexcept {
    auto const is_harmless = [](char c) { return c >= ' ' && c <= '~'; };
    return line.size() <= width - 6 && std::all_of(line.begin(), line.end(), is_harmless) && !is_auth(without_blanks_before(line));
}

}  // namespace

std::uint8_t troubles_named(std::vector<std::string> const& words) noexcept {
    std::uint8_t out = trouble::none;
    for (auto const& word : words)
        for (auto const& one : classes)
            if (base::iequals(one.word, word)) out |= one.what;
    return out;
}

std::uint8_t trouble_of_our_reply(int code, std::string_view enhanced) noexcept {
    if (code < 400) return trouble::none;
    auto const detail = enhanced.size() > 2 ? enhanced.substr(1) : std::string_view();
    if (detail == ".5.3" || detail == ".3.4") return trouble::policy;    // too many recipients, too big
    if (detail.starts_with(".5.") || detail == ".1.3" || detail == ".1.7") return trouble::protocol;
    if (enhanced == "4.3.1" || enhanced == "4.3.2" || enhanced == "4.4.5") return trouble::resource;
    if (enhanced == "4.3.0" || enhanced == "4.3.5") return trouble::software;
    return trouble::none;
}

std::uint8_t trouble_of_their_reply(int code) noexcept {
    bool const is_fault = code < 200 || (code >= 500 && code < 510) || code == 555 || code > 599;
    return is_fault ? trouble::protocol : trouble::none;
}

void transcript::heard(std::string_view line) {
    if (wanted_ != trouble::none) add(" In:  ", line);
}

void transcript::said(std::string_view lines) {
    if (wanted_ == trouble::none) return;
    for (std::size_t at = 0; at < lines.size();) {
        auto const end = std::min(lines.find("\r\n", at), lines.size());
        add(" Out: ", lines.substr(at, end - at));
        at = end + 2;
    }
}

void transcript::add(std::string_view prefix, std::string_view line) {
    ++count_;
    bool const fits = tail_.empty() && head_.size() + prefix.size() + line.size() + 2 <= head_limit;
    if (fits && is_plain(line)) {
        head_.append(prefix).append(line).append("\r\n");
        return;
    }
    auto one = wrapped(std::string(prefix) + shown(line));
    if (tail_.empty() && head_.size() + one.size() <= head_limit) {
        head_ += one;
        return;
    }
    tail_size_ += one.size();
    tail_.push_back(std::move(one));
    for (; tail_size_ > tail_limit; ++left_out_) {
        tail_size_ -= tail_.front().size();
        tail_.erase(tail_.begin());
    }
}

std::string transcript::take() {
    auto out = std::exchange(head_, {});
    if (left_out_ > 0) out += fmt::format(" ... {} lines left out ...\r\n", left_out_);
    for (auto const& one : tail_) out += one;
    tail_.clear();
    tail_size_ = left_out_ = count_ = 0;
    met_ = trouble::none;
    return out;
}

}  // namespace mailstead::mta::notice
