// A row of pipe(8), an address and a text, separated by NUL bytes: arguments stay as many as the row and the recipients
// make, and the copy of the text does not depend on where it is cut.
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "mta/pipe/copier.h"
#include "mta/pipe/macros.h"

namespace {

namespace pipe = mailstead::mta::pipe;

std::string copied(pipe::attributes const& row, std::string_view text, std::size_t step) {
    pipe::copier through(row);
    std::string out;
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) through.feed(text.substr(0, step), out);
    through.finish(out);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    auto const take = [&rest] {
        auto const end = std::min(rest.find('\0'), rest.size());
        auto const piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return piece;
    };
    std::vector<std::string> words;
    for (auto const word : mailstead::base::split(take(), " ")) words.emplace_back(word);
    auto const row = pipe::parse_pipe(words);
    pipe::facts what;
    what.sender = take();
    what.recipients.resize(2);
    what.recipients[0].address = take();
    what.recipients[1].original = what.recipients[0].address;
    if (!row.mistake.empty()) return 0;
    auto const command = pipe::expand(row.what, what, "+-");
    if (!command.mistake.empty() || command.argv.size() < row.what.argv.size() || command.argv.size() > 2 * row.what.argv.size()) std::abort();
    if (copied(row.what, rest, 1) != copied(row.what, rest, rest.size() + 1)) std::abort();
    return 0;
}
