// A folder of its own for one test, gone afterwards.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>

namespace vitrine::tests {

class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "vitrine_XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, std::string_view text) const {
        const auto file = std::filesystem::path(path_) / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace vitrine::tests
