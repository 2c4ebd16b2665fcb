// The words of the reports that the server mails: four of them, in the form of Postfix's bounce(5), ours or the
// administrator's (bounce_template_file). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "conf/settings.h"

namespace mailstead::mta::queue {

enum class report_kind : std::uint8_t {
    failure,    // it could not be delivered
    delay,      // it has not been delivered yet
    success,    // it has been delivered, as was asked for
    status,     // what became of it or would become of it (sendmail -v, -bv)
};
inline constexpr std::array report_kinds{report_kind::failure, report_kind::delay, report_kind::success, report_kind::status};

struct report_text {
    std::string charset = "us-ascii";
    std::string from, subject;         // values of the header fields
    std::string postmaster_subject;    // of the postmaster's copy; empty: there is none
    std::string body;                  // lines end with LF; $names stand for main.cf's values until they are expanded

    bool operator==(report_text const&) const = default;
};

struct report_texts {
    std::array<report_text, report_kinds.size()> all;
    report_text const& of(report_kind which) const noexcept { return all[static_cast<std::size_t>(which)]; }
    report_text& of(report_kind which) noexcept { return all[static_cast<std::size_t>(which)]; }
};

// "failure", "delay", "success", "verify": before "_template" in the file.
std::string_view name_of(report_kind which) noexcept;

// Ours. `obsolete_from`: header_from_format = obsolete.
report_texts own_report_texts(bool obsolete_from);
// `usual` with what the text of a file says instead. A template that cannot be used is reported, and the usual one stays.
report_texts read_report_texts(std::string_view text, std::string const& file, report_texts usual, conf::report const& report);
// The body with the values of main.cf for its $names, also delay_warning_time_hours and its kin; an unknown name is
// reported, and nothing stands for it.
std::string expanded_body(report_kind which, report_text const& text, conf::settings const& values, conf::report const& report);
// What main.cf wants, expanded: reads the file. Blocking. Mistakes are reported.
report_texts report_texts_of(conf::settings const& values, conf::report const& report);
// The same, not expanded, from that file instead ("" is none), which is one of config_directory unless it begins with / or ./.
report_texts report_texts_of(std::string const& file, conf::settings const& values, conf::report const& report);

}  // namespace mailstead::mta::queue
