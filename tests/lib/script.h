// Dialogues as data: runs a .t file (tests/protocol/README.md) against a session in this process or, with --live, any
// server on TCP. Each protocol brings a fixture that knows how to start its session.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"
#include "tests/lib/fake_clock.h"

namespace mailstead::test {

// What FAIL arranges. The fixture's fakes ask it at each of their steps.
class faults {
public:
    // The `at`-th hit of `point` from now on fails, once; at = 0: every one.
    void arrange(std::string point, int number, int at);
    // Counts; the error to fail with, or none.
    std::optional<base::error_code> hit(std::string_view point);

private:
    struct fault { int number; int at; };
    std::map<std::string, fault, std::less<>> faults_;
};

// The number of an errno name, "ENOSPC"; absent: unknown.
std::optional<int> errno_of(std::string_view name) noexcept;

// What a fixture may use. Lives as long as the fixture.
struct stage {
    net::executor executor;    // everything runs on this one thread
    fake_clock clock;
    faults trouble;
    std::string directory;     // of the .t file
};

class fixture {
public:
    virtual ~fixture() = default;
    // SET name value, before the first session begins. False: no such setting.
    virtual bool set(std::string const& name, std::string const& value) = 0;
    // A word that the format does not know (BOX ..., QUEUED ...), at its place in the dialogue, when all earlier
    // server lines have been seen. `done` false: not yet true, ask again (until the time limit); an error ends the
    // test with its text.
    struct outcome {
        bool done = true;
        std::string error;
    };
    virtual outcome verb(std::string const& word, std::string const& arguments);
    // One session from greeting to end, by reference like every session: `wire` lives until it returns.
    virtual net::task<void> serve(net::stream& wire) = 0;
};

using factory = std::function<std::unique_ptr<fixture>(stage&)>;

// The main() of run_<protocol>: the arguments are .t files; --live HOST:PORT; --cut N for that cut only; --show prints
// every dialogue. Each file is run whole and with the client's bytes cut at 1 and at 7. 0: all passed.
int run_scripts(int argc, char** argv, factory const& make);

// One run. `cut` 0: as the file says. Empty: passed; else what went wrong, with file, line and the dialogue so far.
// For the tests of this file.
std::string run_script_text(std::string const& name, std::string_view text, factory const& make, std::size_t cut);

// `*` stands for any run of characters; everything else for itself.
bool matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace mailstead::test
