// Keyword by keyword.
#include "smtp/offers.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace mailstead::smtp {
namespace {

constexpr std::size_t most_words = 64;

struct keyword {
    std::string_view name;
    bool offers::*flag;
};
constexpr std::array keywords = {
    keyword{"PIPELINING", &offers::pipelining},  keyword{"CHUNKING", &offers::chunking},
    keyword{"BINARYMIME", &offers::binary_mime}, keyword{"8BITMIME", &offers::eight_bit},
    keyword{"SIZE", &offers::size},              keyword{"SMTPUTF8", &offers::smtputf8},
    keyword{"DSN", &offers::dsn},                keyword{"STARTTLS", &offers::starttls},
    keyword{"REQUIRETLS", &offers::requiretls},  keyword{"MT-PRIORITY", &offers::priority},
    keyword{"AUTH", &offers::auth},              keyword{"XFORWARD", &offers::xforward},
    keyword{"XMAILSTEAD", &offers::own},         keyword{"DELIVERBY", &offers::deliver_by},
};

void add_words(std::vector<std::string>& to, std::string_view arguments) {
    for (auto const word : base::split(arguments, " \t=")) {
        auto name = base::uppered(word);
        if (to.size() < most_words && std::find(to.begin(), to.end(), name) == to.end()) to.push_back(std::move(name));
    }
}

void take_arguments(offers& out, std::string_view name, std::string_view arguments) {
    if (base::iequals(name, "SIZE")) out.size_limit = base::number<std::uint64_t>(base::trimmed(arguments)).value_or(0);
    if (base::iequals(name, "DELIVERBY"))    // RFC 2852 §2: "min-by-time,..."
        out.least_by = base::number<std::uint32_t>(base::trimmed(arguments.substr(0, arguments.find(',')))).value_or(0);
    if (base::iequals(name, "AUTH")) add_words(out.mechanisms, arguments);
    if (base::iequals(name, "XFORWARD")) add_words(out.xforward_names, arguments);
}

}  // namespace

offers read_offers(std::string_view text, std::vector<std::string> const& ignored) {
    offers out;
    auto line_end = text.find('\n');
    while (line_end != text.npos) {
        text.remove_prefix(line_end + 1);
        line_end = text.find('\n');
        auto const line = text.substr(0, line_end);
        auto const name = line.substr(0, line.find_first_of(" ="));
        auto const is_ignored = [name](std::string const& word) { return base::iequals(word, name); };
        if (std::any_of(ignored.begin(), ignored.end(), is_ignored)) continue;
        for (auto const& each : keywords)
            if (base::iequals(name, each.name)) out.*each.flag = true;
        if (name.size() < line.size()) take_arguments(out, name, line.substr(name.size() + 1));
    }
    return out;
}

std::string_view greeted_name(std::string_view text) noexcept {
    text = text.substr(0, text.find('\n'));
    return text.substr(0, text.find_first_of(" \t"));
}

}  // namespace mailstead::smtp
