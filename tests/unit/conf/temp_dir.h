// A directory of its own for one test, removed with all in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <stdlib.h>

namespace mailstead::conf {

class temp_dir {
public:
    temp_dir() {
        std::string name = (std::filesystem::temp_directory_path() / "conf-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~temp_dir() { std::filesystem::remove_all(path_); }
    temp_dir(temp_dir const&) = delete;
    temp_dir& operator=(temp_dir const&) = delete;

    std::string path(std::string const& name) const { return path_ + "/" + name; }
    std::string const& path() const { return path_; }
    std::string write(std::string const& name, std::string const& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    std::string read(std::string const& name) const {
        std::ifstream in(path(name), std::ios::binary);
        std::stringstream out;
        out << in.rdbuf();
        return out.str();
    }

private:
    std::string path_;
};

}  // namespace mailstead::conf
