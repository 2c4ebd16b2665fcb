// bounce_template_file: whatever it says, there are four texts that can stand in a header and end with a line end.
#include <cstdlib>

#include "mta/queue/report_texts.h"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    using namespace mailstead::mta::queue;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    static auto const usual = own_report_texts(false);
    static mailstead::conf::settings const values;
    auto const got = read_report_texts(text, "words", usual, {});
    for (auto const which : report_kinds) {
        auto const& one = got.of(which);
        for (auto const* field : {&one.charset, &one.from, &one.subject, &one.postmaster_subject})
            if (field->find_first_of("\r\n") != field->npos) std::abort();
        if (one.from.empty() || one.subject.empty() || !one.body.ends_with('\n')) std::abort();
        if (&one != &usual.of(which)) expanded_body(which, one, values, {});
    }
    return 0;
}
