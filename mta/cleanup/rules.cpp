#include "mta/cleanup/rules.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::cleanup {
namespace {

std::uint64_t whole(conf::settings const& values, std::string_view name) {
    auto const value = values.number(name);
    return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

bool is_octal(char c) noexcept { return c >= '0' && c <= '7'; }

}  // namespace

std::string characters(conf::settings const& values, std::string_view name, conf::report const& report) {
    constexpr std::string_view letters = "abfnrtv", meant = "\a\b\f\n\r\t\v";
    auto const text = values.text(name);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        auto const next = text[++i];
        auto const letter = letters.find(next);
        if (is_octal(next)) {
            unsigned value = 0;
            auto const end = std::min(i + 3, text.size());
            for (; i < end && is_octal(text[i]); ++i) value = value * 8 + static_cast<unsigned>(text[i] - '0');
            --i;
            if (value > 255 && report)
                report({{}, 0, conf::severity::warning, fmt::format("{}: no character has the number {}", name, value)});
            out += static_cast<char>(value);
        } else {
            out += letter == letters.npos ? next : meant[letter];
        }
    }
    return out;
}

rules::rules(conf::settings const& values, conf::report const& report) : tables(values, report), checks(values, report), milter_checks(content::checks::of_milters(values, report)) {
    for (auto const& name : values.list("message_drop_headers")) drop_headers.push_back(base::lowered(name));
    undisclosed = values.text("undisclosed_recipients_header");
    complete_always = values.yes("always_add_missing_headers");
    obsolete_from = base::iequals(values.text("header_from_format"), "obsolete");
    replaces_stray_cr = values.yes("cleanup_replace_stray_cr_lf");
    original_recipient = values.yes("enable_original_recipient");
    strip_characters = characters(values, "message_strip_characters", report);
    reject_characters = characters(values, "message_reject_characters", report);
    header_limit = whole(values, "header_size_limit");
    message_limit = whole(values, "message_size_limit");
    hopcount_limit = static_cast<unsigned>(whole(values, "hopcount_limit"));
    duplicate_limit = static_cast<unsigned>(whole(values, "duplicate_filter_limit"));
    body.header = header_limit;
    body.line = std::max<std::uint64_t>(whole(values, "line_length_limit"), 1);
    body.checked = whole(values, "body_checks_size_limit");
    body.nesting = static_cast<unsigned>(whole(values, "mime_nesting_limit"));
    body.boundary = whole(values, "mime_boundary_length_limit");
    bool const strict = values.yes("strict_8bitmime");
    body.strict_headers = strict || values.yes("strict_7bit_headers");
    body.strict_text = strict || values.yes("strict_8bitmime_body");
    body.strict_domains = values.yes("strict_mime_encoding_domain");
    body.mime = !values.yes("disable_mime_input_processing");
}

}  // namespace mailstead::mta::cleanup
