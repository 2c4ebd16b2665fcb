// Runs a fuzz target over its corpus: each file whole, and cut off at each of its bytes.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size);

namespace {

constexpr std::size_t longest_cut = 3000;    // cutting a long file everywhere takes the square of its length

std::string content_of(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void try_all(std::string const& text) {
    // A copy of exactly that length: reading past its end is then the sanitizer's business.
    auto const run = [](std::string const& bytes) {
        LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    };
    run(text);
    for (std::size_t n = 0; n < std::min(text.size(), longest_cut); ++n) run(std::string(text.data(), n));
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t files = 0;
    for (int i = 1; i < count; ++i)
        for (auto const& entry : std::filesystem::recursive_directory_iterator(arguments[i]))
            if (entry.is_regular_file()) try_all(content_of(entry.path())), ++files;
    std::printf("%zu files replayed\n", files);
    return files > 0 ? 0 : 1;
}
