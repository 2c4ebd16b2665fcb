// What the log says while a test runs.
#include "tests/unit/mta/smtp_client/captured_log.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/log.h"

namespace mailstead::mta::smtp_client::test {

captured_log::captured_log() {
    char name[] = "/tmp/mailstead-log-XXXXXX";
    ::close(::mkstemp(name));
    path_ = name;
    base::log::settings where;
    where.file = path_;
    where.flush = base::log::settings::patience::at_once;
    base::log::open(where);
}
captured_log::~captured_log() {
    base::log::settings nowhere;
    nowhere.file = "/dev/null";
    base::log::open(nowhere);
    std::remove(path_.c_str());
}

std::string captured_log::text() const {
    base::log::flush();
    std::ifstream in(path_);
    return {std::istreambuf_iterator<char>(in), {}};
}
bool captured_log::has(std::string_view words) const { return text().find(words) != std::string::npos; }

}  // namespace mailstead::mta::smtp_client::test
