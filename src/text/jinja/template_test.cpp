#include "text/jinja/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace qed::text::jinja {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

std::string render(std::string_view source, const Json& variables = Json::object(), const Limits& limits = {}) {
  const auto parsed = Template::parse(source, "t");
  if (!parsed) return "error: " + parsed.error().message;
  const auto text = parsed->render(variables, limits);
  return text ? *text : "error: " + text.error().message;
}

// The peer check in tests/peers compares many more with jinja2 itself.
TEST(Jinja, RendersAsJinja2) {
  struct Case {
    std::string_view source, text;
  };
  const Case cases[] = {
      {"a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc"},
      {"x {%- if true -%} y {%- endif -%} z", "xyz"},
      {"{# c #}\n{{ 1 }}\n", "1"},
      {"{% raw %}{{ x }}{% endraw %}", "{{ x }}"},
      {"{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }}", "-4 2 3.5 1024"},
      {"{{ 1e16 }} {{ 0.1 + 0.2 }} {{ 1.0 }}", "1e+16 0.30000000000000004 1.0"},
      {"{{ 'a' ~ 1 ~ none }} {{ not 1 == 2 }} {{ 1 < 2 < 3 }}", "a1None True True"},
      {"{{ 'añ日'[::-1] }} {{ [1, 2, 3][-2:] }} {{ 'abc'[1] }}", "日ña [2, 3] b"},
      {"{% for x in [1, 2] %}{% set y = x %}{{ loop.index }}{{ y }}{% endfor %}{{ y }}", "1122"},
      {"{% set n = namespace(a=1) %}{% for x in [1, 2] %}{% set n.a = n.a + x %}{% endfor %}{{ n.a }}", "4"},
      {"{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(b=3, a=4) }}", "1243"},
      {"{{ {'b': [1, none], 'a': 'é\"'} | tojson }}", "{\"b\": [1, null], \"a\": \"é\\\"\"}"},
      {"{{ [1, {'a': 2}] | tojson(indent=2) }}", "[\n  1,\n  {\n    \"a\": 2\n  }\n]"},
      {"{{ [1, 'a', \"it's\"] }}", "[1, 'a', \"it's\"]"},
      {"{{ ' x '.strip() }}|{{ 'a,b'.split(',')[-1] }}|{{ missing }}|{{ missing is defined }}", "x|b||False"},
      {"{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "a1"},
      {"{% generation %}a{% endgeneration %}", "a"},
  };
  for (const auto& [source, text] : cases) EXPECT_EQ(render(source), text) << source;
}

TEST(Jinja, ErrorsNameTheLine) {
  struct Case {
    std::string_view source, message;
  };
  const Case cases[] = {
      {"\n\n{{ x.y.z }}", "t, line 3: 'x' is undefined"},
      {"{% if true %}\n{{ raise_exception('no') }}{% endif %}", "t, line 2: no"},
      {"\n{% for %}", "t, line 2: expected a name"},
      {"{% if x %}\n", "t, line 1: expected '{% endif %}', found the end"},
      {"{{ x", "t, line 1: a tag does not end"},
      {"{% include 'x' %}", "t, line 1: the statement 'include' is not supported"},
      {"{{ 1 | nosuch }}", "t, line 1: the filter 'nosuch' is not known"},
      {"{{ 9223372036854775807 + 1 }}", "beyond 64 bits"},
      {"{{ [].append(1) }}", "list has no method 'append'"},
  };
  for (const auto& [source, message] : cases) EXPECT_THAT(render(source), HasSubstr(std::string(message))) << source;
}

TEST(Jinja, HostileTemplatesMeetALimit) {
  const auto many = [](std::string_view part, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part;
    return text;
  };
  const std::string hostile[] = {
      "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
      "{% set ns = namespace(s='xx') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
      "{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
      "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
      "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}"
      "{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{{ 'x' * 1000000000000 }}",
      "{{ 'aaaaaaaaaaaaaaaa' * 100000 | length }}{{ ('a' * 10000000).replace('a', 'b' * 1000000) }}",
      "{{ range(1000000) }}",
      "{{ 2 ** 100 }}",
      "{{ '%s' | indent(100000) }}",
      "{{ " + many("(", 5000) + " }}",
      "{{ " + many("not ", 5000) + "1 }}",
      "{{ " + many("-", 5000) + "1 }}",
      "{{ " + many("[", 5000) + " }}",
      "{{ 1" + many(" + 1", 5000) + " }}",
      "{{ x" + many(".a", 5000) + " }}",
      "{{ x" + many("|string", 5000) + " }}",
      "{{ 1" + many(" if 1 else 1", 5000) + " }}",
      many("{% if 1 %}", 5000),
      many("x", 600'000),
  };
  for (const std::string& source : hostile) EXPECT_THAT(render(source), HasSubstr("error:")) << source.substr(0, 90);
}

TEST(Jinja, CyclesOfValuesGoWithTheRendering) {
  EXPECT_EQ(render("{% set n = namespace() %}{% set n.n = [n, n] %}{% set n.m = n %}{{ n.m.n | length }}"), "2");
}

TEST(Jinja, DatesAreThoseOfTheGivenTime) {
  const auto parsed = Template::parse("{{ strftime_now('%Y') }}", "t");
  const auto noon = std::chrono::sys_days(std::chrono::July / 15 / 2024) + std::chrono::hours(12);
  EXPECT_EQ(*parsed->render(Json::object(), {}, noon), "2024");
}

}  // namespace
}  // namespace qed::text::jinja
