// quantization_config of config.json. Used by hf_config.cpp only.
#pragma once

#include "formats/hf_config.h"
#include "formats/json.h"

namespace qed::formats {

// kUnsupported names the field for what qed cannot read.
Result<HfQuantization> parse_hf_quantization(const JsonFields& fields);

}  // namespace qed::formats
