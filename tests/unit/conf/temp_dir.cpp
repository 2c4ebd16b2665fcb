// A directory below that of temporary files.
#include "temp_dir.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <stdlib.h>

namespace mailstead::conf {

temp_dir::temp_dir() {
    std::string name = (std::filesystem::temp_directory_path() / "conf-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
}

temp_dir::~temp_dir() { std::filesystem::remove_all(path_); }

std::string temp_dir::path(std::string const& name) const { return path_ + "/" + name; }

std::string temp_dir::write(std::string const& name, std::string const& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
}

std::string temp_dir::read(std::string const& name) const {
    std::ifstream in(path(name), std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace mailstead::conf
