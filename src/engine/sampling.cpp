#include "engine/sampling.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "kernels/kernels.h"

namespace qed::engine {
namespace {

// Steele, Lea and Flood's SplitMix64: a well-mixed number for every counter.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
  value = (value ^ value >> 27) * 0x94D049BB133111EB;
  return value ^ value >> 31;
}

// Uniform in [0, 1) for one token of one sample.
double uniform(std::uint64_t seed, std::uint64_t sample, std::uint64_t position) {
  return static_cast<double>(mix(mix(mix(seed) ^ sample) ^ position) >> 11) * 0x1p-53;
}

Token most_probable(std::span<const float> logits) {
  return static_cast<Token>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

}  // namespace

Choice judge(std::span<const float> logits, Token token) {
  const kernels::Moments moments = kernels::best().softmax_moments(logits.data(), logits.size());
  const double log_sum = std::log(moments.sum), mean = moments.first / moments.sum;
  return {.token = token,
          .log_probability = static_cast<float>(logits[static_cast<std::size_t>(token)] - moments.largest - log_sum),
          .entropy = static_cast<float>(log_sum - mean),
          .varentropy = static_cast<float>(std::max(0.0, moments.second / moments.sum - mean * mean))};
}

Choice Sampler::choose(std::span<const float> logits, std::span<const Token> prompt, std::span<const Token> generated) {
  const Sampling& s = *sampling_;
  const bool plain =
      s.repetition_penalty == 1 && s.presence_penalty == 0 && s.frequency_penalty == 0 && s.logit_bias.empty();
  if (plain && s.temperature <= 0) return judge(logits, most_probable(logits));

  candidates_.resize(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) candidates_[i] = {static_cast<Token>(i), logits[i]};
  if (!plain) penalise(prompt, generated);
  if (s.temperature <= 0) {
    const auto best = std::ranges::max_element(candidates_, {}, &Candidate::logit);
    return judge(logits, best->token);
  }
  if (s.top_k > 0) keep_top(s.top_k);
  weigh();
  if (s.typical_p < 1) keep_typical();
  if (s.top_p < 1 || s.min_p > 0) keep_probable();
  return judge(logits, draw(uniform(s.seed, sample_, prompt.size() + generated.size())).token);
}

void Sampler::penalise(std::span<const Token> prompt, std::span<const Token> generated) {
  const Sampling& s = *sampling_;
  std::unordered_map<Token, int> times;
  for (const Token token : generated) ++times[token];
  for (const auto& [token, count] : times)
    candidates_[static_cast<std::size_t>(token)].logit -=
        s.presence_penalty + s.frequency_penalty * static_cast<float>(count);
  if (s.repetition_penalty != 1) {
    for (const Token token : prompt) times.try_emplace(token, 0);
    for (const auto& [token, count] : times) {
      float& logit = candidates_[static_cast<std::size_t>(token)].logit;
      logit = logit > 0 ? logit / s.repetition_penalty : logit * s.repetition_penalty;
    }
  }
  for (const auto& [token, bias] : s.logit_bias)
    if (token >= 0 && static_cast<std::size_t>(token) < candidates_.size())
      candidates_[static_cast<std::size_t>(token)].logit += bias;
}

// Ties go to the smaller token, so that the cut is the same on every run.
void Sampler::keep_top(std::size_t count) {
  if (count >= candidates_.size()) return;
  std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<long>(count), candidates_.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
                   });
  candidates_.resize(count);
  std::ranges::sort(candidates_, {}, &Candidate::token);
}

// weight = exp((logit - largest) / temperature); what is below a billionth of the largest cannot be drawn. The largest
// itself stays, whatever infinite biases make of the differences.
void Sampler::weigh() {
  constexpr float kNegligible = -20;
  const Candidate largest = *std::ranges::max_element(candidates_, {}, &Candidate::logit);
  std::erase_if(candidates_, [&](Candidate& candidate) {
    const bool is_largest = candidate.token == largest.token;
    const float exponent = is_largest ? 0 : (candidate.logit - largest.logit) / sampling_->temperature;
    if (!(exponent >= kNegligible)) return true;
    candidate.weight = std::exp(exponent);
    return false;
  });
}

void Sampler::keep_probable() {
  std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.token < b.token;
  });
  double all = 0;
  for (const Candidate& candidate : candidates_) all += candidate.weight;
  const float least = sampling_->min_p * candidates_.front().weight;
  double sum = 0;
  std::size_t kept = 0;
  while (kept < candidates_.size() &&
         (kept == 0 || (sum < sampling_->top_p * all && candidates_[kept].weight >= least)))
    sum += candidates_[kept++].weight;
  candidates_.resize(kept);
}

void Sampler::keep_typical() {
  double all = 0, mean = 0;
  for (const Candidate& candidate : candidates_) all += candidate.weight;
  const auto surprise = [&](const Candidate& candidate) { return -std::log(candidate.weight / all); };
  for (const Candidate& candidate : candidates_) mean += candidate.weight / all * surprise(candidate);
  const auto distance = [&](const Candidate& candidate) { return std::fabs(surprise(candidate) - mean); };
  std::ranges::sort(candidates_, [&](const Candidate& a, const Candidate& b) {
    const double first = distance(a), second = distance(b);
    return first != second ? first < second : a.token < b.token;
  });
  double sum = 0;
  std::size_t kept = 0;
  while (kept < candidates_.size() && (kept == 0 || sum < sampling_->typical_p * all))
    sum += candidates_[kept++].weight;
  candidates_.resize(kept);
}

const Sampler::Candidate& Sampler::draw(double uniform) const {
  double all = 0;
  for (const Candidate& candidate : candidates_) all += candidate.weight;
  double left = uniform * all;
  for (const Candidate& candidate : candidates_) {
    left -= candidate.weight;
    if (left < 0) return candidate;
  }
  return candidates_.back();
}

}  // namespace qed::engine
