// How much memory a model takes, next to what it should take.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace qed::cli {

struct ResidentMemory {
  std::uint64_t now = 0, peak = 0;  // bytes: VmRSS and VmHWM of this process
};

// Nothing where the system does not say.
std::optional<ResidentMemory> resident_memory();

// Bytes of a model's weights as they lie on the disk: of a GGUF file with the other parts of its set, or of a folder's
// safetensors. 0 where there is none.
std::uint64_t model_file_bytes(const std::filesystem::path& path);

}  // namespace qed::cli
