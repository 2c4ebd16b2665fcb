// The parser is total, and what it accepts survives print and parse.
#include "smtp/command.h"

#include <cstdlib>

#include "smtp/date_time.h"

namespace smtp = mailstead::smtp;

namespace {

smtp::grammar everything(smtp::dialect dialect) {
    smtp::grammar rules;
    rules.dialect = dialect;
    rules.auth = rules.binary_mime = rules.xdelivery = rules.priority = rules.future_release = rules.requiretls = rules.deliver_by = true;
    return rules;
}

template <class Command>
void check_round_trip(Command const& what, smtp::grammar const& rules) {
    auto const line = smtp::print(what);
    auto const again = smtp::parse(std::string_view(line).substr(0, line.size() - 2), rules);
    auto const* same = std::get_if<Command>(&again);
    if (!same || smtp::print(*same) != line) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const input(reinterpret_cast<char const*>(bytes), size);
    auto const date = smtp::parse_date_time(input);
    if (date && smtp::parse_date_time(smtp::print_date_time(*date)) != date) std::abort();
    for (auto const dialect : {smtp::dialect::smtp, smtp::dialect::lmtp}) {
        auto const rules = everything(dialect);
        auto const got = smtp::parse(input, rules);
        if (auto const* from = std::get_if<smtp::mail>(&got)) check_round_trip(*from, rules);
        if (auto const* to = std::get_if<smtp::rcpt>(&got)) check_round_trip(*to, rules);
        if (auto const* wrong = std::get_if<smtp::bad>(&got)) {
            auto const text = smtp::print(wrong->answer);
            if (text.find('\n') + 1 != text.size()) std::abort();
        }
    }
    return 0;
}
