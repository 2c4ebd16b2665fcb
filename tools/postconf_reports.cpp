// postconf -b and -t: the words of the reports that the server mails (bounce_template_file), with the values of main.cf for
// their $names and without.
#include <fmt/format.h>

#include "mta/queue/report_texts.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools::pc {
namespace {

namespace queue = mta::queue;

void show_template(queue::report_kind which, queue::report_text const& text) {
    fmt::print("{}_template = <<EOF\nCharset: {}\nFrom: {}\nSubject: {}\n", queue::name_of(which), text.charset, text.from, text.subject);
    if (!text.postmaster_subject.empty()) fmt::print("Postmaster-Subject: {}\n", text.postmaster_subject);
    fmt::print("\n{}EOF\n", text.body);
}

}  // namespace

void show_report_texts(request const& want) {
    name_checks const config(want);
    auto const& values = config.values();
    auto const report = [](conf::problem const& one) { warn(one.message()); };
    if (want.words.size() > 1) throw fatal("-b and -t take one file at most");
    auto const file = want.words.empty() ? values.text("bounce_template_file") : want.words.front();
    auto const texts = queue::report_texts_of(file.empty() || file.starts_with('/') || want.words.empty() ? file : "./" + file, values, report);
    bool first = true;
    for (auto const which : queue::report_kinds) {
        if (!std::exchange(first, false)) fmt::print("\n");
        if (want.has('t')) show_template(which, texts.of(which));
        else fmt::print("expanded_{}_text = <<EOF\n{}EOF\n", queue::name_of(which), queue::expanded_body(which, texts.of(which), values, report));
    }
}

}  // namespace mailstead::tools::pc
