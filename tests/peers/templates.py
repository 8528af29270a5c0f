"""Chat templates as qed renders them against jinja2, set up as the `transformers` library does."""
import glob
import json
import os

from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = os.path.dirname(os.path.abspath(__file__))

SNIPPETS = [
    # White space.
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "x {%- if true -%} y {%- endif -%} z", "  {{ 1 }}  \n {{- 2 }} \n",
    "{% for i in range(3) %}\n  {{ i }}\n{% endfor %}\n\n", "a\n{# comment #}\nb", "a {#- c -#} b", "{%+ if true %}x{% endif +%}\ny",
    "\t{% set a = 1 %}\n\n{{ a }}\r\nz\r", "{% raw %}{{ not }} {% this %}{% endraw %}!", "a{% raw -%}  b  {%- endraw %} c", "", "\n", "{{ '' }}\n\n",
    " x\n   {%- set a = 1 +%}\n y", "{{ {'a': {'b': 1}}['a']['b'] }}", "{% if true %}{% endif %}\n  {% if true %}q{% endif %}",
    # Literals and operators.
    "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }}",
    "{{ 1.0 }} {{ 1e20 }} {{ 1.5e-7 }} {{ 123456789012345678.0 }} {{ 0.1 + 0.2 }} {{ -0.0 }} {{ 1e16 }} {{ 1e15 }} {{ 0.0001 }}",
    "{{ 'a' ~ 1 ~ none ~ true ~ 1.5 ~ missing }} {{ 'ab' * 3 }} {{ [1] + [2, 3] }} {{ 'a' + 'b' }} {{ 1_000 }}",
    "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 'a' < 'b' }} {{ 1 == 1.0 }} {{ true == 1 }} {{ [1, 'a'] == [1, 'a'] }} {{ {'a': 1} == {'a': 1} }}",
    "{{ 'b' in 'abc' }} {{ 2 in [1, 2] }} {{ 'k' in {'k': 1} }} {{ 'z' not in 'abc' }} {{ 1 in missing }}",
    "{{ not true }} {{ not false and true }} {{ 1 and 0 or 'x' }} {{ none or [] or 'last' }} {{ not 1 == 2 }} {{ 1 is number and not 2 is string }}",
    "{{ 'yes' if x else 'no' }} {{ 'yes' if 1 }} [{{ 'a' if 0 }}] {{ 1 if 0 else 2 if 0 else 3 }}",
    r"{{ 'tab\tline\nquote\'back\\slash \x41 \u00e9 \U0001F600 \q' }} {{ "
    r'"it''s" }} {{ "a" "b" }}', "{{ -1|abs }} {{ (-1)|abs }} {{ -x|length if x else '-' }}", "{{ true }} {{ True }} {{ none }} {{ None }} {{ [] }} {{ {} }}",
    "{{ [1, 'a', \"it's\", 'q\"\\'', none, true, 1.5, [2], {'k': 'v'}] }} {{ 'é\n\t' }} {{ ['é\n\t\\'] }}",
    # Look-ups and slices.
    "{{ s[0] }} {{ s[-1] }} {{ s[1:3] }} {{ s[::-1] }} {{ s[:-1] }} {{ s[5:100] }} {{ s[-3:] }} {{ s[::2] }} {{ u[1] }} {{ u[::-1] }} {{ u|length }}",
    "{{ l[0] }} {{ l[-1] }} {{ l[1:] }} {{ l[::-1] }} {{ l[::-2] }} {{ l[10:] }} {{ l[:10] }} {{ l[-2:0:-1] }} {{ l[9] is defined }} {{ l[3:1] }}",
    "{{ d.a }} {{ d['b'] }} {{ d.missing is defined }} {{ d.get('a') }} {{ d.get('zz', 5) }} {{ d.get('zz') }} {{ d.c.e }} {{ l.0 }}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for k in d %}{{ k }}{% endfor %}{{ d.keys()|list }} {{ d.values()|list }}",
    # Undefined.
    "[{{ missing }}] {{ missing is defined }} {{ missing is undefined }} {{ missing == missing2 }} {{ missing|length }} {{ missing|default('d') }} "
    "{{ ''|default('e', true) }} {{ ''|default('e') }} {{ missing|d(1) }} {% for i in missing %}x{% endfor %}{{ missing|list }} {{ missing|join }}",
    "{{ missing.attribute }}", "{{ missing + 1 }}", "{{ missing['x'] }}", "{{ missing() }}", "{{ none.x is defined }}", "{{ d.nope.nope }}",
    # Loops and scopes.
    "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}"
    "[{{ loop.previtem }}|{{ loop.nextitem }}] {% endfor %}",
    "{% set a = 1 %}{% for x in l %}{{ a }}{% set a = x %}{{ a }}{% endfor %}{{ a }}", "{% for x in l if x != 2 %}{{ x }}{{ loop.length }}{% else %}none{% endfor %}",
    "{% for x in [] %}{% else %}empty{% endfor %}", "{% for a, b in [[1, 2], [3, 4]] %}{{ a + b }} {% endfor %}",
    "{% for x in l %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "{% for c in u %}{{ c }}.{% endfor %}",
    "{% set ns = namespace(a=1) %}{% for x in l %}{% set ns.a = ns.a + x %}{% endfor %}{{ ns.a }} {{ ns.missing is defined }}",
    "{% if true %}{% set inner = 5 %}{% endif %}{{ inner }}", "{% set a, b = 1, 'x' %}{{ a }}{{ b }}", "{% set x %}a {{ 1 }}{% endset %}{{ x }}|{{ x|length }}",
    "{% set x | upper | replace('A', 'o') %}banana{% endset %}{{ x }}", "{% filter upper %}shout{% endfilter %}",
    "{% if x %}1{% elif d %}2{% else %}3{% endif %}", "{% for x in range(1, 10, 3) %}{{ x }} {% endfor %}{% for x in range(3, 0, -1) %}{{ x }}{% endfor %}",
    # Macros.
    "{% macro m(a, b='B') %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(b=3, a=4) }} {{ m() }}",
    "{% set g = 'G' %}{% macro m(n) %}{{ g }}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% macro m() %}  x  {% endmacro %}[{{ m() | trim }}] {{ m is defined }}{% for i in l %}{{ m()|length }}{% endfor %}",
    # Filters.
    "{{ d|tojson }} {{ l|tojson }} {{ 'é\"\\\n<&>'|tojson }} {{ none|tojson }} {{ 1.5|tojson }} {{ [] | tojson }} {{ {}|tojson }}",
    "{{ d|tojson(indent=2) }}\n{{ [[], {}, [1]]|tojson(indent=4) }}",
    "{{ '  a b  '|trim }}. {{ 'xxaxx'|trim('x') }} {{ 'aBc'|upper }} {{ 'aBc'|lower }} {{ 'aBC dE'|capitalize }} {{ 'é'|upper }} {{ 5|string + '5' }}",
    "{{ l|join(', ') }} {{ l|join }} {{ [{'n': 1}, {'n': 2}]|join('-', attribute='n') }} {{ l|first }} {{ l|last }} {{ []|first is defined }} {{ 'abc'|first }}",
    "{{ d|items|list|length }} {% for k, v in d|items %}{{ k }}{% endfor %} {{ l|reverse|list }} {{ 'abc'|reverse }} {{ '12'|int + 1 }} {{ 'x'|int(7) }} {{ '1.5'|float }}",
    "{{ [3, 1, 3, 2]|unique|list }} {{ [1, 0, 2]|select|list }} {{ l|select('odd')|list }} {{ l|reject('gt', 1)|list }} {{ 'a-b'|replace('-', '+') }}",
    "{{ people|selectattr('age')|map(attribute='name')|list }} {{ people|selectattr('age', 'gt', 20)|map(attribute='name')|join(',') }} "
    "{{ people|rejectattr('name', 'equalto', 'bo')|list|length }} {{ ['a', 'b']|map('upper')|list }} {{ people|map(attribute='deep.x', default=0)|list }}",
    "{{ 'one\ntwo\n\nthree'|indent }}|{{ 'one\ntwo'|indent(2, true) }}|{{ 'a\n\nb'|indent(2, blank=true) }}", "{{ 'x'|safe }} {{ 3.7|int }} {{ -3|abs }}",
    # Tests.
    "{{ 1 is odd }} {{ 2 is even }} {{ 9 is divisibleby(3) }} {{ 9 is divisibleby 4 }} {{ 'a' is string }} {{ d is mapping }} {{ l is iterable }} {{ 'a' is iterable }} "
    "{{ 1 is iterable }} {{ l is sequence }} {{ d is sequence }} {{ 1 is integer }} {{ 1.0 is integer }} {{ true is integer }} {{ 1.5 is float }} {{ true is boolean }} {{ 1 is boolean }} "
    "{{ true is true }} {{ 1 is true }} {{ none is none }} {{ 1 is not none }} {{ 'A' is upper }} {{ 'a' is lower }} {{ 1 is eq 1 }} {{ 1 is in [1] }} {{ true is number }}",
    # Methods.
    "{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ''.split(',') }} {{ ''.split() }} {{ ' a  b c'.split(none, 1) }}",
    "{{ ' x '.strip() }}. {{ 'xxaxx'.strip('x') }} {{ 'xa'.lstrip('x') }} {{ 'ax\n\n'.rstrip('\n') }} {{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'c')) }}",
    "{{ 'aaa'.replace('a', 'b') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'ab'.replace('', '-') }} {{ ''.replace('', '-') }} {{ 'aXb'.lower() }} {{ 'ab'.upper() }} {{ 'aB'.capitalize() }}",
    "{{ 'a b\nc\r\nd'.splitlines() }} {{ 'banana'.count('an') }} {{ 'bañana'.find('n') }} {{ 'b'.find('x') }} {{ '12'.isdigit() }} {{ 'ab'.removeprefix('a') }} {{ '-'.join(['x', 'y']) }}",
    "{{ '<think>a</think>\n\nb'.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}", "{{ dict(a=1, b=2) }} {{ namespace(a=1).a }}",
    # Errors on both sides.
    "{{ raise_exception('no') }}", "{{ 1 / 0 }}", "{% for %}", "{{ 'a' + 1 }}", "{{ 1 < 'a' }}", "{% if %}x{% endif %}", "{{ x", "{% endfor %}", "{{ 'a' | nosuchfilter }}",
    "{{ 1 is nosuchtest }}", "{{ l.append(1) }}", "{% set d.x = 1 %}", "{{ (1 }}", "{{ 'open }}", "{# open", "{% for a, b in l %}{% endfor %}", "{{ 5() }}",
]
VARIABLES = {
    "s": "abcdef", "u": "añ日🙂", "l": [1, 2, 3], "d": {"b": 2, "a": 1, "c": {"e": "f"}}, "x": "",
    "people": [{"name": "al", "age": 30, "deep": {"x": 1}}, {"name": "bo", "age": 0}, {"name": "cy", "age": 21}],
}

TOOLS = [{"type": "function", "function": {"name": "run", "description": "Runs a program.", "parameters": {
    "type": "object", "properties": {"code": {"type": "string"}, "seconds": {"type": "number", "default": 1.0}}, "required": ["code"]}}}]


def message(role, content, **more):
    return {"role": role, "content": content, **more}


CALL = [{"id": "call1", "type": "function", "function": {"name": "run", "arguments": {"code": "print('é')", "seconds": 2.5}}}]
CONVERSATIONS = [
    [message("user", "What is 1+1?")],
    [message("system", "Be brief."), message("user", "  What is 1+1? \n")],
    [message("system", "Be brief."), message("user", "1+1?"), message("assistant", "<think>\neasy\n</think>\n\n2"), message("user", "2+2?")],
    [message("user", "q"), message("assistant", "<think>\nfirst\n</think>\n\nstep"), message("assistant", "a", reasoning_content="why")],
    [message("user", "计算"), message("assistant", "", tool_calls=CALL), message("tool", "2", tool_call_id="call1"), message("assistant", "好的")],
    [message("user", "q"), message("assistant", "Let me see.", tool_calls=CALL), message("tool", "1", tool_call_id="a"), message("tool", "2", tool_call_id="b")],
    [message("assistant", "out of turn")], [message("user", "a"), message("user", "b")], [message("narrator", "x")],
]


class Generation(Extension):
    """The tags that mark what a model wrote."""
    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


def environment():
    def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def raise_exception(text):
        raise TemplateError(text)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    return env


def jobs():
    for snippet in SNIPPETS:
        yield {"template": snippet, "variables": VARIABLES}
    for file in sorted(glob.glob(os.path.join(HERE, "..", "data", "templates", "*.jinja"))):
        source = open(file, encoding="utf-8").read()
        for messages in CONVERSATIONS:
            for tools in (None, TOOLS):
                for more in ({"add_generation_prompt": True}, {"add_generation_prompt": True, "enable_thinking": False}, {"add_generation_prompt": False}):
                    yield {"template": source, "variables": {"messages": messages, "tools": tools, "bos_token": "<s>", "eos_token": "</s>",
                                                             "default_system": "You help.", **more}}


def expected(env, job):
    try:
        return {"text": env.from_string(job["template"]).render(**job["variables"])}
    except Exception as error:  # whatever goes wrong there must go wrong here
        return {"error": str(error)}


def compare(program, run):
    env, all_jobs, differences, errors = environment(), list(jobs()), 0, 0
    found = run(program, [], all_jobs)
    for job, got in zip(all_jobs, found):
        want = expected(env, job)
        errors += "error" in want
        if want.get("text") != got.get("text"):
            differences += 1
            if differences <= 20:
                print(f"  differ: {job['template'][:200]!r}\n    got      {got}\n    expected {want}")
    print(f"templates: {len(all_jobs)} renderings ({errors} of them errors), {differences} differ", flush=True)
    return differences + abs(len(found) - len(all_jobs))
