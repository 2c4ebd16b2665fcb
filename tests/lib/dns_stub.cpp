// Starting and ending tests/lib/dns_stub.py: it ends when its standard input does.
#include "tests/lib/dns_stub.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace mailstead::test {
namespace {

std::string script_path() { return std::string(MAILSTEAD_TESTS) + "/lib/dns_stub.py"; }

[[noreturn]] void become(std::vector<std::string>& words, int in, int out) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

std::string first_line(int from) {
    std::string line;
    char c = 0;
    while (::read(from, &c, 1) == 1 && c != '\n') line += c;
    return line;
}

}  // namespace

dns_stub::dns_stub(std::vector<std::string> const& script) {
    char name[] = "/tmp/mailstead-dns-XXXXXX";
    int const made = ::mkstemp(name);
    if (made >= 0) ::close(made);
    log_ = name;
    std::vector<std::string> words{"python3", script_path(), "--log", log_, "--"};
    words.insert(words.end(), script.begin(), script.end());
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    pid_ = ::fork();
    if (pid_ == 0) become(words, in[0], out[1]);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    auto const line = first_line(out[0]);
    ::close(out[0]);
    auto const at = line.rfind(' ');
    if (at == line.npos) throw std::runtime_error("dns_stub.py did not start: " + line);
    server_ = line.substr(at + 1);
}

dns_stub::~dns_stub() {
    ::close(input_);
    ::waitpid(pid_, nullptr, 0);
    std::remove(log_.c_str());
}

std::vector<std::string> dns_stub::questions() const {
    std::vector<std::string> out;
    std::ifstream file(log_);
    for (std::string line; std::getline(file, line);) out.push_back(line);
    return out;
}

}  // namespace mailstead::test
