// A directory of its own for one test, removed with all in it.
#pragma once

#include <string>

namespace mailstead::conf {

class temp_dir {
public:
    temp_dir();
    ~temp_dir();
    temp_dir(temp_dir const&) = delete;
    temp_dir& operator=(temp_dir const&) = delete;

    std::string path(std::string const& name) const;
    std::string const& path() const { return path_; }
    std::string write(std::string const& name, std::string const& text) const;
    std::string read(std::string const& name) const;

private:
    std::string path_;
};

}  // namespace mailstead::conf
