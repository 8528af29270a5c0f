#include "cli/bench_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace qed::cli {
namespace {

constexpr double kWidth = 720, kHeight = 420, kLeft = 64, kRight = 64, kTop = 48, kBottom = 48;
constexpr std::array kColours{"#1b6ca8", "#c1440e", "#4a7c3a", "#7a4f9a"};

std::string escaped(std::string_view text) {
  std::string out = text::replace_all(text, "&", "&amp;");
  out = text::replace_all(out, "<", "&lt;");
  return text::replace_all(out, ">", "&gt;");
}

// The next of 1, 2, 5, 10, 20 ... that is no smaller.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(std::max(value, 1e-9))));
  for (const double step : {1.0, 2.0, 5.0})
    if (value <= step * power) return step * power;
  return 10 * power;
}

// What the numbers are drawn on: powers of two to the right, two scales upwards.
struct Plane {
  double most_sequences, most_rate, most_time;

  double x(std::size_t sequences) const {
    const double span = std::max(1.0, std::log2(most_sequences));
    return kLeft + (kWidth - kLeft - kRight) * std::log2(static_cast<double>(sequences)) / span;
  }
  static double y(double value, double most) { return kHeight - kBottom - (kHeight - kTop - kBottom) * value / most; }
};

std::string text_at(double x, double y, std::string_view anchor, std::string_view colour, std::string_view text) {
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>)"
                     "\n",
                     x, y, anchor, colour, escaped(text));
}

std::string axes(const Plane& plane, std::span<const std::size_t> sequences) {
  std::string out;
  for (int i = 0; i <= 4; ++i) {
    const double part = i / 4.0, y = Plane::y(part, 1);
    out += fmt::format(R"(<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="#ddd"/>)"
                       "\n",
                       kLeft, kWidth - kRight, y, y);
    out += text_at(kLeft - 8, y + 4, "end", "#333", fmt::format("{:.4g}", part * plane.most_rate));
    out += text_at(kWidth - kRight + 8, y + 4, "start", "#333", fmt::format("{:.4g}", part * plane.most_time));
  }
  for (const std::size_t n : sequences)
    out += text_at(plane.x(n), kHeight - kBottom + 18, "middle", "#333", std::to_string(n));
  out += text_at(kWidth / 2, kHeight - 8, "middle", "#333", "sequences side by side");
  out += text_at(kLeft - 48, kTop - 10, "start", "#333", "tokens/s (solid)");
  return out + text_at(kWidth - kRight + 48, kTop - 10, "end", "#333", "ms per token (dashed)");
}

std::string polyline(const std::string& points, std::string_view colour, bool dashed) {
  return fmt::format(R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="2"{}/>)"
                     "\n",
                     points, colour, dashed ? R"( stroke-dasharray="5 4" opacity="0.7")" : "");
}

}  // namespace

std::string saturation_chart(const std::string& title, std::span<const std::size_t> sequences,
                             std::span<const Curve> curves) {
  const auto time = [&](const Curve& curve, std::size_t i) {
    return 1e3 * static_cast<double>(sequences[i]) / curve.rates[i];
  };
  Plane plane{.most_sequences = static_cast<double>(std::ranges::max(sequences)), .most_rate = 0, .most_time = 0};
  for (const Curve& curve : curves)
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      plane.most_rate = std::max(plane.most_rate, curve.rates[i]);
      plane.most_time = std::max(plane.most_time, time(curve, i));
    }
  plane.most_rate = round_up(plane.most_rate);
  plane.most_time = round_up(plane.most_time);

  std::string out = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="sans-serif" font-size="12">)"
      "\n"
      R"(<rect width="100%" height="100%" fill="white"/>)"
      "\n",
      kWidth, kHeight);
  out += text_at(kWidth / 2, 20, "middle", "#000", title);
  out += axes(plane, sequences);
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const std::string_view colour = kColours[c % kColours.size()];
    std::string rates, times;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      const double x = plane.x(sequences[i]);
      rates += fmt::format("{:.1f},{:.1f} ", x, Plane::y(curves[c].rates[i], plane.most_rate));
      times += fmt::format("{:.1f},{:.1f} ", x, Plane::y(time(curves[c], i), plane.most_time));
    }
    out += polyline(rates, colour, false) + polyline(times, colour, true);
    out += text_at(kLeft + 12, kTop + 16 + 16 * static_cast<double>(c), "start", colour, curves[c].name);
  }
  return out + "</svg>\n";
}

}  // namespace qed::cli
