// Courier's names start at INBOX; its keyword list says everything of a folder in one file.
#include "maildir/courier.h"

#include <algorithm>

#include "base/ascii.h"
#include "maildir/folders.h"
#include "maildir/layout.h"
#include "maildir/name.h"
#include "store/utf7.h"

namespace mailstead::maildir {
namespace {

constexpr std::string_view prefix = "INBOX.";
constexpr std::size_t most_keywords = 64;

bool is_keyword(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 255 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::vector<std::string> parse_courier_subscribed(std::string_view text) {
    auto const places = make_layout(layout_kind::maildirpp, name_spelling::utf7);
    std::vector<std::string> out;
    for (auto const line : base::split(text, "\r\n")) {
        auto name = store::utf7_decode(line).value_or(std::string(line));
        if (canonical(name) != inbox) {
            if (!base::istarts_with(name, prefix)) continue;
            name.erase(0, prefix.size());
        }
        if (places->is_possible(name)) out.push_back(canonical(name));
    }
    return out;
}

courier_keywords parse_courier_keywords(std::string_view text) {
    courier_keywords out;
    bool in_names = true;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (in_names) {
            if (line.empty()) in_names = false;
            else out.names.emplace_back(is_keyword(line) && out.names.size() < most_keywords ? line : "");
            continue;
        }
        auto const colon = line.rfind(':');
        if (colon == line.npos || colon == 0) continue;
        std::vector<std::size_t> numbers;
        for (auto const word : base::split(line.substr(colon + 1), " "))
            if (auto const n = base::number<std::size_t>(word); n && *n < out.names.size() && !out.names[*n].empty())
                numbers.push_back(*n);
        if (!numbers.empty()) out.messages.emplace_back(base_of(line.substr(0, colon)), std::move(numbers));
    }
    return out;
}

}  // namespace mailstead::maildir
