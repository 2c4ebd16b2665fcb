// getopt(3) behind a value.
#include "tools/getopt.h"

#include <unistd.h>

namespace mailstead::tools {

options options_of(std::string const& program, std::vector<std::string> const& args, char const* letters) {
    std::vector<std::string> words{program};
    words.insert(words.end(), args.begin(), args.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    auto const argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    options out;
    optind = 0;    // GNU: forgets what an earlier call has read
    for (int letter; (letter = ::getopt(argc, argv.data(), letters)) != -1;) {
        if (letter == '?') out.is_wrong = true;
        else out.given.push_back({static_cast<char>(letter), optarg ? optarg : ""});
        if (out.is_wrong) return out;    // Postfix stops at the first
    }
    for (int at = optind; at < argc; ++at) out.rest.emplace_back(argv[static_cast<std::size_t>(at)]);
    return out;
}

}  // namespace mailstead::tools
