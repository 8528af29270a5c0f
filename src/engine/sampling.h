// From logits to a token. The choice depends on the logits, the settings, the seed, the sample's number and the
// token's position only: the same tokens come out whatever else the engine is doing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "model/model.h"

namespace qed::engine {

using model::Token;

struct Sampling {
  float temperature = 1;         // 0: always the most probable token
  std::size_t top_k = 0;         // keep the k most probable; 0: all
  float top_p = 1;               // keep the most probable ones that together reach p (Holtzman et al., 2020)
  float min_p = 0;               // keep those with at least min_p of the largest probability (Nguyen et al., 2024)
  float typical_p = 1;           // keep those of most typical surprise that together reach p (Meister et al., 2022)
  float repetition_penalty = 1;  // divides the logits of tokens seen so far (Keskar et al., 2019)
  float presence_penalty = 0;    // subtracted once from tokens generated so far
  float frequency_penalty = 0;   // subtracted once for each time
  std::map<Token, float> logit_bias = {};  // added
  std::uint64_t seed = 0;
};

// What the model thought of the token it gave, before temperature and truncation; natural logarithms.
struct Choice {
  Token token = 0;
  float log_probability = 0;
  float entropy = 0;     // of the distribution
  float varentropy = 0;  // variance of the surprise: high where a few very different continuations compete
};

// Draws tokens for one sample.
class Sampler {
 public:
  Sampler(const Sampling& sampling, std::size_t sample) : sampling_(&sampling), sample_(sample) {}

  // `logits` are of the whole vocabulary; `prompt` and `generated` are the tokens before.
  Choice choose(std::span<const float> logits, std::span<const Token> prompt, std::span<const Token> generated);

 private:
  struct Candidate {
    Token token;
    float logit;
    float weight = 0;
  };

  void penalise(std::span<const Token> prompt, std::span<const Token> generated);
  void keep_top(std::size_t count);
  void weigh();
  void keep_probable();
  void keep_typical();
  const Candidate& draw(double uniform) const;

  const Sampling* sampling_;
  std::size_t sample_;
  std::vector<Candidate> candidates_;
};

// Log-probability of `token` and the moments of the distribution that `logits` stand for.
Choice judge(std::span<const float> logits, Token token);

}  // namespace qed::engine
