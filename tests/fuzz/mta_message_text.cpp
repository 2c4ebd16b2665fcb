// A message's text with checks, rewriting and completion: the result does not depend on cuts, and memory is bounded.
#include <cstdint>
#include <cstdlib>

#include "base/log.h"
#include "mta/cleanup/message_text.h"

using namespace mailstead;
namespace cleanup = mta::cleanup;

namespace {

cleanup::rules const& rules() {
    static cleanup::rules const made(conf::settings().with(
        {{"myorigin", "o.example"}, {"mydestination", "o.example"}, {"header_size_limit", "60"}, {"line_length_limit", "30"},
         {"mime_nesting_limit", "4"}, {"body_checks_size_limit", "100"}, {"append_dot_mydomain", "yes"},
         {"canonical_maps", "inline:{joe=jim@long.name.of.a.host.example, a@b=c@d}"}, {"masquerade_domains", "m.example"},
         {"header_checks", "pcre:{{/^a/ REPLACE X: y},{/b\\n/ PREPEND P: q},{/cc/ STRIP}}"},
         {"body_checks", "pcre:{{/^a/ REPLACE x},{/b/ PREPEND p},{/cc/ STRIP}}"}}));
    return made;
}

std::string through(std::string_view input, std::size_t cut, bool ours) {
    cleanup::text_facts facts;
    facts.about.id = "ID";
    facts.completes = ours;
    if (ours) facts.completion = &rules().tables.own;
    cleanup::message_text text(rules(), std::move(facts));
    std::string out;
    for (std::size_t at = 0; at < input.size(); at += cut) text.feed(input.substr(at, cut), out);
    text.finish(out);
    return out + '|' + text.message_id() + '|' + std::to_string(text.hops()) + (text.too_deep() ? "deep" : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1 || size > 20000) return 0;
    static bool const quiet = [] {
        base::log::settings where;
        where.file = "/dev/null";
        return base::log::open(where);
    }();
    (void)quiet;
    std::string_view const input(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    std::size_t const cut = bytes[0] % 17 + 1;
    for (bool const ours : {false, true}) {
        auto const whole = through(input, input.size() + 1, ours);
        if (through(input, cut, ours) != whole) std::abort();
        if (!whole.ends_with("|0") && whole.find('\n') == whole.npos) std::abort();
    }
    return 0;
}
