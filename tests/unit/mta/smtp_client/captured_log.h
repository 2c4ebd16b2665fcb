// What the log says while a test runs.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "base/log.h"

namespace mailstead::mta::smtp_client::test {

class captured_log {
public:
    captured_log() {
        char name[] = "/tmp/mailstead-log-XXXXXX";
        ::close(::mkstemp(name));
        path_ = name;
        base::log::settings where;
        where.file = path_;
        where.flush = base::log::settings::patience::at_once;
        base::log::open(where);
    }
    ~captured_log() {
        base::log::open({});
        std::remove(path_.c_str());
    }
    captured_log(captured_log const&) = delete;

    std::string text() const {
        base::log::flush();
        std::ifstream in(path_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    bool has(std::string_view words) const { return text().find(words) != std::string::npos; }

private:
    std::string path_;
};

}  // namespace mailstead::mta::smtp_client::test
